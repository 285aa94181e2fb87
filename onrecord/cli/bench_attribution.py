"""``onrecord bench attribution``: who said it, held against what people marked."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.options import AsJson
from onrecord.cli.printing import json_out

__all__ = ["attribution"]


def attribution(
    folder: Annotated[
        Path, typer.Argument(help="Folder with text/ and attributions/, such as dev of PolNeAR.", metavar="DIR")
    ],
    as_json: AsJson = False,
) -> None:
    """Is it found who says what? Figures of both halves of the texts, by the SHA-256 of their names, and of all.

    A predicted attribution is paired with the marked one whose content overlaps most with its own, one to one. The
    marks are PolNeAR's (Newell, Margolin, Ruths: LREC 2018).
    """
    from eval.benchmarks.attribution.brat import read_folder
    from eval.benchmarks.attribution.run import bench_attribution
    from ingest.attribution import attributions

    report = bench_attribution(read_folder(folder), attributions)
    if as_json:
        json_out(report.as_json())
    else:
        typer.echo(report.as_markdown())
