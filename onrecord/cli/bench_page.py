"""``onrecord bench page``: how quick the page is, with a library of its own or as it is running."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Final

import typer

from onrecord.cli.options import AsJson, settings_of
from onrecord.cli.printing import json_out

if TYPE_CHECKING:
    from eval.benchmarks.page.report import PageReport

__all__ = ["page"]

_QUESTIONS: Final = 60
_START_SECONDS: Final = 120.0
_END_SECONDS: Final = 20.0


def page(
    url: Annotated[str | None, typer.Argument(help="A running page of the samples, to be asked only.")] = None,
    rounds: Annotated[int, typer.Option(min=1, max=1000, help="Questions to ask a running page.")] = 20,
    documents: Annotated[int, typer.Option(min=1, max=32_000, help="Size of the library that is made.")] = 1000,
    turns: Annotated[int, typer.Option(min=1, max=1000, help="Length of the conversation.")] = 100,
    people: Annotated[int, typer.Option(min=1, max=200, help="Who ask at once.")] = 20,
    each: Annotated[int, typer.Option(min=1, max=100, help="Questions of each of them.")] = 3,
    as_json: AsJson = False,
) -> None:
    """How quick is the page to open, to type in, to show a source, and with many people asking at once?

    Makes a library of short made-up documents, serves the page from it on 127.0.0.1, and removes both. With a URL only
    the time to an answer is taken. Needs Chromium and the dev packages.
    """
    if url is not None:
        from eval.benchmarks.page.browser import ask_over_and_over
        from onrecord.assembly import sample_questions

        figures = ask_over_and_over(url, sample_questions(), rounds)
        if as_json:
            json_out(figures)
        for name, value in {} if as_json else figures.items():
            typer.echo(f"{name:<34} {value:,.3f}" if isinstance(value, float) else f"{name:<34} {value:,}")
        return
    report = _measured(documents, turns, people, each)
    if as_json:
        json_out(report.as_json())
    else:
        typer.echo(report.as_markdown())
    if report.problems or any(row.met is False for row in report.rows):
        raise typer.Exit(1)


def _measured(documents: int, turns: int, people: int, each: int) -> "PageReport":
    from eval.benchmarks.page.documents import questions_about
    from eval.benchmarks.page.run import Plan, bench_page

    with TemporaryDirectory(prefix="onrecord-bench-") as place:
        folder = Path(place)
        _take_in(folder, documents)
        with _served(folder) as url:
            plan = Plan(documents, turns, people, each)
            return bench_page(url, questions_about(documents, _QUESTIONS), plan, _tell)


def _take_in(folder: Path, documents: int) -> None:
    """Put made-up documents on record in a library in ``folder``."""
    from eval.benchmarks.page.documents import write_documents
    from onrecord.assembly import open_parts

    (folder / "documents").mkdir()
    write_documents(folder / "documents", documents)
    _tell(f"taking {documents:,} documents in")
    with open_parts(settings_of(folder / "library")) as parts:
        for _ in parts.ingester.ingest([str(folder / "documents")]):
            pass


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The address of the page of the library in ``folder``, served by another process until the end.

    Raises:
        BadInput: it did not start.
    """
    from onrecord.errors import BadInput

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "onrecord", "chat", "--port", str(port), "--library", str(folder / "library")]
    told = folder / "page.log"
    with told.open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=dict(os.environ))  # noqa: S603 - ourselves
        try:
            url = f"http://127.0.0.1:{port}"
            if not _answers(server, url):
                raise BadInput(f"The page did not start: {told.read_text(encoding='utf-8', errors='replace')[-2000:]}")
            yield url
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _answers(server: "subprocess.Popen[bytes]", url: str) -> bool:
    """Whether the page answers within two minutes."""
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):  # noqa: S310 - our own address
                return True
        except OSError:
            time.sleep(0.2)
    return False


def _tell(line: str) -> None:
    typer.echo(line, err=True)
