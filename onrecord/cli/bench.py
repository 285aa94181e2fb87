"""``onrecord bench``: figures on public data, each from a library of its own, and the speed of the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from onrecord.cli.bench_attribution import attribution
from onrecord.cli.bench_contradiction import contradiction
from onrecord.cli.bench_dates import dates
from onrecord.cli.bench_disagreement import disagreement
from onrecord.cli.bench_embed import embed
from onrecord.cli.bench_follow_ups import follow_ups
from onrecord.cli.bench_grounding import grounding
from onrecord.cli.bench_ingest import ingest
from onrecord.cli.bench_injection import injection
from onrecord.cli.bench_page import page
from onrecord.cli.bench_refusing import fit_evidence, refusing
from onrecord.cli.bench_retrieval import retrieval
from onrecord.cli.bench_score import fit_score
from onrecord.cli.bench_speed import speed
from onrecord.cli.options import AsJson, settings_of
from onrecord.cli.printing import json_out

__all__ = ["app"]

app = typer.Typer(help="Measure on public data.", no_args_is_help=True)
app.command()(retrieval)
app.command()(grounding)
app.command("fit-score")(fit_score)
app.command()(refusing)
app.command("fit-evidence")(fit_evidence)
app.command()(injection)
app.command()(disagreement)
app.command()(contradiction)
app.command()(dates)
app.command()(embed)
app.command("follow-ups")(follow_ups)
app.command()(attribution)
app.command()(speed)
app.command()(ingest)
app.command()(page)


@app.command()
def squad(
    file: Annotated[Path, typer.Argument(help="SQuAD-form JSON, such as xquad.en.json.")], as_json: AsJson = False
) -> None:
    """Does the first cited sentence hold the answer?"""
    from eval.benchmarks.squad import bench_squad

    with _bench_parts() as (parts, folder):
        _print(bench_squad(file, folder, parts.ingester, parts.answerer), as_json)


@app.command()
def pages(
    folder: Annotated[Path, typer.Argument(help="Folder with pdfs/ and questions.jsonl, as FinanceBench has them.")],
    as_json: AsJson = False,
) -> None:
    """Is a page of the evidence among the first hits, and how many pages a second are taken in?"""
    from eval.benchmarks.pages import bench_pages

    with _bench_parts() as (parts, _):
        _print(bench_pages(folder, parts.ingester, parts.retriever, parts.library), as_json)


@contextmanager
def _bench_parts() -> Iterator[tuple[Any, Path]]:
    """Parts on a library of its own, and an empty folder for documents."""
    from onrecord.assembly import open_parts

    with TemporaryDirectory(prefix="onrecord-bench-") as place:
        documents = Path(place) / "documents"
        documents.mkdir()
        with open_parts(settings_of(Path(place) / "library")) as parts:
            yield parts, documents


def _print(figures: dict[str, float], as_json: bool) -> None:
    if as_json:
        json_out(figures)
        return
    for name, value in figures.items():
        typer.echo(f"{name:<34} {value:,.3f}" if isinstance(value, float) else f"{name:<34} {value:,}")
