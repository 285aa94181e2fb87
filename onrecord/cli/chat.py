"""``onrecord chat``: the page."""

import socket
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.ingest import summary_of
from onrecord.cli.options import LibraryFolder, settings_of
from onrecord.cli.printing import progress, safe
from onrecord.errors import BadInput

__all__ = ["chat"]

_LOCAL = ("127.0.0.1", "localhost", "::1")
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


def chat(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 7860,
    samples: Annotated[bool, typer.Option("--samples", help="Put the sample library on record first.")] = False,
    runs: Annotated[
        Path | None, typer.Option(help="Folder of evaluation runs to show. Default: runs in the library's folder.")
    ] = None,
    library: LibraryFolder = None,
) -> None:
    """Open the chat page in this machine's browser."""
    from onrecord.assembly import open_parts, sample_questions, samples_folder

    _check_free(host, port)
    settings = settings_of(library)
    with open_parts(settings) as parts:
        if samples:
            with progress(quiet=False) as show:
                reports = list(parts.ingester.ingest([str(samples_folder())], progress=show))
            for report in reports:
                if report.status == "failed":
                    typer.echo(f"failed: {safe(report.location)}: {report.reason}", err=True)
            typer.echo(f"Sample library: {summary_of(reports)}")
        from onrecord.page import page_app
        from ui.app import serve

        hosts = ["*"] if host in _EVERYWHERE else [*_LOCAL, host]
        with page_app(parts, allowed_hosts=hosts, examples=sample_questions() if samples else [], runs=runs) as app:
            typer.echo(f"Onrecord is at http://{_LOCAL[0] if host in _EVERYWHERE else host}:{port} (Ctrl+C stops it)")
            serve(app, host, port)


def _check_free(host: str, port: int) -> None:
    """Say so before anything is loaded when the port is taken.

    Raises:
        BadInput: something listens there, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadInput(f"Cannot listen on {host}:{port}: {error.strerror}. Try another --port.") from error
