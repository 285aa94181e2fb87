"""``onrecord bench ingest``: made-up files, taken in by this process and by workers on Ray."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.ingest import Engine, run_on
from onrecord.cli.options import AsJson, settings_of
from onrecord.cli.printing import json_out

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from onrecord.ports import Ingester

__all__ = ["ingest"]


def ingest(
    engine: Annotated[
        list[Engine] | None, typer.Option("--engine", help="What reads and embeds; may be given twice. Default: local.")
    ] = None,
    workers: Annotated[
        list[int] | None, typer.Option("--workers", min=1, help="Workers on Ray; may be given several times.")
    ] = None,
    ray_address: Annotated[str, typer.Option("--ray-address", help="A Ray cluster: auto, or HOST:PORT.")] = "",
    documents: Annotated[int, typer.Option(min=1, max=1_000_000, help="Files that are made and taken in.")] = 500,
    rounds: Annotated[int, typer.Option(min=1, max=100, help="Runs of each kind, in turn and back.")] = 3,
    as_json: AsJson = False,
) -> None:
    """How many passages a second are read, split, embedded and stored, in this process and on Ray?

    With the setting chroma_url, the vectors go to that Chroma server, into collections that stay there.
    """
    from eval.benchmarks.ingest import OpenRun, bench_ingest, made_files
    from onrecord.assembly import samples_folder

    runs: dict[str, OpenRun] = {}
    if not engine or Engine.LOCAL in engine:
        runs["local"] = partial(_opened, Engine.LOCAL, "", 0)
    if engine and Engine.RAY in engine:
        runs |= {
            f"ray, {number or 'all'} workers": partial(_opened, Engine.RAY, ray_address, number)
            for number in workers or [0]
        }
    with TemporaryDirectory(prefix="onrecord-bench-") as place:
        folder = Path(place)
        texts = [path.read_text(encoding="utf-8") for path in sorted(samples_folder().rglob("*.txt"))]
        rows = bench_ingest(runs, made_files(texts, documents, folder), folder, rounds, partial(typer.echo, err=True))
    if as_json:
        json_out(rows)
        return
    typer.echo("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
    for row in rows:
        cells = [f"{cell:,.1f}" if isinstance(cell, float) else str(cell) for cell in row.values()]
        typer.echo(f"| {' | '.join(cells)} |")


def _opened(engine: Engine, address: str, workers: int, library: Path) -> "AbstractContextManager[Ingester]":
    return run_on(engine, settings_of(library), address, workers)
