"""``onrecord bench follow-ups``: is the evidence found of a question that goes on from a conversation?"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import AsJson, settings_of
from onrecord.cli.printing import json_out, safe

if TYPE_CHECKING:
    from eval.benchmarks.following.run import Rewritten
    from onrecord.types import Turn

__all__ = ["follow_ups"]


def follow_ups(
    form: Annotated[str, typer.Argument(help="mtrag or suite.")],
    path: Annotated[Path, typer.Argument(help="File of that form.")],
    documents: Annotated[Path | None, typer.Option(help="Folder of the documents of a suite.")] = None,
    as_json: AsJson = False,
) -> None:
    """What is found for the last question alone, rewritten without a model, and with the whole conversation?"""
    from eval.benchmarks.following.forms import read_follow_ups
    from eval.benchmarks.following.run import bench_following
    from onrecord.assembly import open_parts
    from onrecord.errors import BadInput

    if (form == "suite") != (documents is not None):
        raise BadInput("--documents FOLDER goes with the form suite, and a suite needs it.")
    with TemporaryDirectory(prefix="onrecord-bench-") as place:
        folder = documents or Path(place) / "documents"
        if documents is None:
            folder.mkdir()
        with open_parts(settings_of(Path(place) / "library")) as parts:
            task = read_follow_ups(form, path, folder, (parts.ingester, parts.library))
            report = bench_following(task, parts.retriever, _rewrite, _tell)
    if as_json:
        json_out(report.as_json())
    else:
        typer.echo(report.as_markdown())


def _rewrite(question: str, history: "Sequence[Turn]") -> "Rewritten":
    from eval.benchmarks.following.run import Rewritten
    from onrecord.answering.follow_up import standing_alone

    found = standing_alone(question, history)
    return Rewritten(found.question, found.leans, found.new_topic)


def _tell(line: str) -> None:
    typer.echo(safe(line), err=True)
