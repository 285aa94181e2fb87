"""``onrecord ingest``."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import AsJson, LibraryFolder, settings_of
from onrecord.cli.printing import json_out, progress, safe
from onrecord.errors import BadInput
from onrecord.ports import IngestReport

if TYPE_CHECKING:
    from ingest.bulk.run import BulkRun
    from ingest.run import IngestRun
    from onrecord.settings import Settings

__all__ = ["Engine", "ingest", "run_on", "summary_of"]


class Engine(StrEnum):
    """What reads and embeds: this process, or workers on Ray."""

    LOCAL = "local"
    RAY = "ray"


def ingest(
    paths: Annotated[list[str], typer.Argument(help="Files, folders, addresses of the web.", show_default=False)],
    collection: Annotated[str, typer.Option("--collection", help="Named part of the library.")] = "default",
    engine: Annotated[
        Engine, typer.Option("--engine", help="What reads and embeds: this process, or workers on Ray.")
    ] = Engine.LOCAL,
    ray_address: Annotated[
        str,
        typer.Option("--ray-address", help="A Ray cluster this machine is part of: auto, or HOST:PORT. Default: none."),
    ] = "",
    workers: Annotated[
        int, typer.Option("--workers", min=0, max=10_000, help="Workers on Ray; 0 for one a processor.")
    ] = 0,
    as_json: AsJson = False,
    library: LibraryFolder = None,
) -> None:
    """Put documents on record. Unchanged ones are skipped, changed ones replaced; a bad one stops nothing.

    An address such as https://example.org/story.html is fetched, and kept as a document of its main text; that of a
    feed (RSS, Atom) or a sitemap gives the pages it names. Nothing is fetched that is not asked for.

    With --engine ray, workers read, split and embed in parallel, here or on a cluster (docs/scaling.md); what goes on
    record is the same.
    """
    from ingest.jobs import is_address

    with run_on(engine, settings_of(library), ray_address, workers) as run, progress(quiet=as_json) as show:
        reports = []
        for report in run.ingest(paths, collection, show):
            reports.append(report)
            if not as_json and report.reason and (report.status != "skipped" or is_address(report.location)):
                typer.echo(
                    f"{report.status}: {safe(report.location)}: {safe(report.reason)}", err=report.status == "failed"
                )
    counts: Counter[str] = Counter(report.status for report in reports)
    if as_json:
        files = [asdict(report) for report in reports]
        json_out({**{status: counts[status] for status in _STATUSES}, "files": files})
    else:
        typer.echo(summary_of(reports))
    raise typer.Exit(1 if counts["failed"] else 0)


@contextmanager
def run_on(engine: Engine, settings: "Settings", address: str, workers: int) -> "Iterator[IngestRun | BulkRun]":
    """A run of ingestion into the library of the settings, which is closed at the end.

    Args:
        engine: what reads and embeds.
        settings: which library.
        address: of a Ray cluster; empty for none.
        workers: on Ray; 0 for one a processor.

    Raises:
        BadInput: an address or workers, and no Ray to have them.
        MissingPackage: Ray is asked for and not installed.
        OnrecordError: the library or the engine cannot be opened.
    """
    from onrecord.assembly import open_parts

    if engine is Engine.LOCAL:
        if address or workers:
            raise BadInput("--ray-address and --workers go with --engine ray.")
        with open_parts(settings) as parts:
            yield parts.ingester
        return
    from ingest.bulk.on_ray import require_ray
    from onrecord.bulk import bulk_run

    require_ray()
    with open_parts(settings) as parts, bulk_run(parts, address, workers) as run:
        yield run


_STATUSES = ("added", "replaced", "unchanged", "failed", "skipped")


def summary_of(reports: Sequence[IngestReport]) -> str:
    """One line on what became of the files."""
    counts: Counter[str] = Counter(report.status for report in reports)
    parts = [f"{counts[status]} {status}" for status in _STATUSES if counts[status]]
    return f"{', '.join(parts) or 'nothing to do'} ({sum(report.passages for report in reports)} new passages)"
