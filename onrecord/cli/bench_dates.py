"""``onrecord bench dates``: are the days that words mean found?"""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.options import AsJson
from onrecord.cli.printing import aligned, json_out

__all__ = ["dates"]


def dates(
    file: Annotated[
        Path | None, typer.Argument(help="JSON lines with text, words, published, first, last and form.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Are dates in words resolved, and rightly? On sentences of our own, or on those of a file."""
    from eval.benchmarks.dates import bench_dates
    from onrecord.assembly import samples_suite

    report = bench_dates(file or samples_suite().parent / "moments.jsonl")
    if as_json:
        json_out(report.as_json())
    else:
        for line in report.as_markdown().split("\n"):
            typer.echo(aligned(line))
