"""``onrecord eval run``."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import AsJson, LibraryFolder, settings_of
from onrecord.cli.printing import aligned, json_out, progress
from onrecord.errors import BadInput

if TYPE_CHECKING:
    from eval.results import Run
    from onrecord.assembly import Parts
    from onrecord.settings import Settings

__all__ = ["run"]

_SAMPLES = "samples"


def run(
    suite: Annotated[str, typer.Argument(help="File of JSON lines, or `samples`, the suite that comes with Onrecord.")],
    out: Annotated[
        Path | None,
        typer.Option(help="Folder of the run; goes on there if it was interrupted. Default: runs/SUITE-TIME."),
    ] = None,
    documents: Annotated[
        Path | None, typer.Option(help="Ask a library of these files alone, made for the run, instead of --library.")
    ] = None,
    library: LibraryFolder = None,
    judge: Annotated[str | None, typer.Option(help="What checks the answers. Default: the setting eval_judge.")] = None,
    reference: Annotated[
        Path | None, typer.Option(help="Labelled pairs that measure the judge. Default: those that come with Onrecord.")
    ] = None,
    sample: Annotated[int | None, typer.Option(min=1, help="Ask only so many, drawn at random by the seed.")] = None,
    seed: Annotated[int, typer.Option(help="Of samples and intervals.")] = 0,
    jobs: Annotated[
        int, typer.Option(min=1, max=64, help="Questions at once; helps where a chat model is waited for.")
    ] = 1,
    drafts: Annotated[bool, typer.Option("--drafts", help="Ask cases too that no person has accepted yet.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Start anew, whatever the folder holds of a run.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask every question of a suite, score the answers, and leave figures and a report in a folder."""
    from eval.asking import Engine
    from eval.cases import read_suite
    from eval.folder import check_out
    from eval.gold import Shelf
    from eval.reference import REFERENCE
    from eval.run import Asking, run_suite
    from onrecord.assembly import setup_of

    path, documents = _suite(suite, documents, library)
    cases = read_suite(path)
    place = out or Path("runs") / f"{cases.name}-{datetime.now():%Y%m%d-%H%M%S}"
    asking = Asking(sample, drafts, jobs, again, reference or REFERENCE)
    check_out(place, again)
    with _parts(settings_of(library), documents) as parts, _kept(place):
        named = judge or parts.settings.eval_judge
        engine = Engine(parts.answerer, parts.retriever, Shelf(parts.library), parts.judge_of(named))
        with progress(as_json, "Asking") as tell:
            finished = run_suite(cases, engine, setup_of(parts, named, seed), place, asking, tell)
    if as_json:
        json_out({"run": str(place), **finished.summary})
    else:
        _print(finished)
    raise typer.Exit(1 if finished.summary["errors"] or finished.summary["broken"] else 0)


@contextmanager
def _kept(place: Path) -> Iterator[None]:
    """Say where an interrupted run can be gone on with."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo(f"Interrupted. What was finished is kept; go on with the same words and --out {place}", err=True)
        raise


def _suite(suite: str, documents: Path | None, library: Path | None) -> tuple[Path, Path | None]:
    """The file of the suite and the documents it is asked of; those of the samples go with the samples suite."""
    from onrecord.assembly import samples_folder, samples_suite

    if documents is not None and library is not None:
        raise BadInput("Give --library or --documents, not both.")
    if documents is not None and not documents.exists():
        raise BadInput(f"{documents} does not exist; name a file or folder with --documents.")
    if suite != _SAMPLES or Path(suite).is_file():
        return Path(suite), documents
    return samples_suite(), documents or (None if library else samples_folder())


@contextmanager
def _parts(settings: "Settings", documents: Path | None) -> "Iterator[Parts]":
    from onrecord.assembly import open_parts, temporary_library

    if documents is None:
        with open_parts(settings) as parts:
            yield parts
    else:
        with temporary_library(settings, [str(documents)]) as parts:
            yield parts


def _print(finished: "Run") -> None:
    from eval.told import run_lines

    for line in run_lines(finished):
        typer.echo(aligned(line))
