"""``onrecord bench disagreement``: are sources that differ shown to differ, and only those?"""

from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from onrecord.cli.options import AsJson, settings_of
from onrecord.cli.printing import aligned, json_out, safe

__all__ = ["disagreement"]


class _Half(StrEnum):
    even = "even"
    odd = "odd"


def disagreement(
    file: Annotated[Path, typer.Argument(help="JSON lines as RAMDocs has them.")],
    half: Annotated[
        _Half | None, typer.Option(help="Ask only the questions of one half, and list in the JSON what came of each.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask questions whose documents give several answers, and such whose documents agree."""
    from eval.benchmarks.disagreement.run import bench_disagreement
    from eval.benchmarks.disagreement.task import read_ramdocs
    from onrecord.assembly import open_parts

    with TemporaryDirectory(prefix="onrecord-bench-") as place:
        tasks = read_ramdocs(file, Path(place) / "documents")
        tasks = [task for task in tasks if half is None or task.half == half.value]
        with open_parts(settings_of(Path(place) / "library")) as parts:
            report = bench_disagreement(tasks, parts.ingester, parts.library, parts.answerer, _tell)
    if as_json:
        json_out(report.as_json(told=half is not None))
    else:
        for line in report.as_markdown().split("\n"):
            typer.echo(aligned(line))


def _tell(line: str) -> None:
    typer.echo(safe(line), err=True)
