"""``onrecord bench refusing`` and ``bench fit-evidence``: when to refuse, measured and fitted."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import AsJson, settings_of
from onrecord.cli.printing import json_out, safe

if TYPE_CHECKING:
    from eval.benchmarks.refusing.fit import Features
    from eval.benchmarks.refusing.task import Asked
    from onrecord.ports import Retriever
    from onrecord.types import Filters

__all__ = ["fit_evidence", "refusing"]


def refusing(
    form: Annotated[str, typer.Argument(help="clapnq, mtrag, squad or suite.")],
    path: Annotated[Path, typer.Argument(help="File or folder of that form.")],
    documents: Annotated[Path | None, typer.Option(help="Folder of the documents of a suite.")] = None,
    as_json: AsJson = False,
) -> None:
    """Which questions are refused, rightly and wrongly, at the setting in force and at others?"""
    from eval.benchmarks.refusing.forms import read_task
    from eval.benchmarks.refusing.run import bench_refusing
    from onrecord.assembly import open_parts
    from onrecord.errors import BadInput

    if (form == "suite") != (documents is not None):
        raise BadInput("--documents FOLDER goes with the form suite, and a suite needs it.")
    with TemporaryDirectory(prefix="onrecord-bench-") as place:
        folder = documents or Path(place) / "documents"
        if documents is None:
            folder.mkdir()
        task = read_task(form, path, folder)
        with open_parts(settings_of(Path(place) / "library")) as parts:
            report = bench_refusing(task, parts.ingester, parts.answerer, parts.settings.min_evidence, _tell)
    if as_json:
        json_out(report.as_json())
    else:
        typer.echo(report.as_markdown())


def fit_evidence(
    tasks: Annotated[list[str], typer.Argument(help="FORM=PATH, one or more, such as squad=dev.json.", metavar="TASK")],
    write: Annotated[
        bool, typer.Option("--write", help="Keep the weights as those that are used from now on.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fit what tells answerable questions from others; each set is also predicted by the weights of the others."""
    from eval.benchmarks.fitting import form_and_path
    from eval.benchmarks.refusing.fit import fit, keep, rows_of
    from eval.benchmarks.refusing.forms import read_task
    from onrecord.answering.evidence import weights_file
    from onrecord.assembly import open_parts

    sets = []
    for one in tasks:
        form, named = form_and_path(one)
        with TemporaryDirectory(prefix="onrecord-bench-") as place:
            folder = Path(place) / "documents"
            folder.mkdir()
            task = read_task(form, named, folder)
            with open_parts(settings_of(Path(place) / "library")) as parts:
                features = _features(parts.retriever, parts.settings.hits)
                sets.append(rows_of(task, named, parts.ingester, features))
        _tell(f"{form}: {len(sets[-1].rows):,} questions")
    fitted = fit(sets)
    if write:
        keep(fitted, weights_file())
        _tell(f"written to {weights_file()}")
    if as_json:
        json_out(fitted.as_json())
    else:
        typer.echo(fitted.as_markdown())


def _features(retriever: "Retriever", hits: int) -> "Features":
    """What the answer chain would make of a question, asked as a whole."""
    from onrecord.answering.evidence import evidence_features
    from onrecord.answering.follow_up import standalone_question
    from onrecord.answering.parts import Part

    def features(asked: "Asked", filters: "Filters | None") -> dict[str, float]:
        part = Part(asked.text, standalone_question(asked.text, asked.history))
        return evidence_features(part.telling, retriever.search(part.searched, hits, filters))

    return features


def _tell(line: str) -> None:
    typer.echo(safe(line), err=True)
