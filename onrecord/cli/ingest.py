"""``onrecord ingest``."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from onrecord.cli.options import AsJson, LibraryFolder, settings_of
from onrecord.cli.printing import json_out, progress, safe
from onrecord.ports import IngestReport

__all__ = ["ingest", "summary_of"]


def ingest(
    paths: Annotated[list[str], typer.Argument(help="Files, folders, addresses of the web.", show_default=False)],
    collection: Annotated[str, typer.Option("--collection", help="Named part of the library.")] = "default",
    as_json: AsJson = False,
    library: LibraryFolder = None,
) -> None:
    """Put documents on record. Unchanged ones are skipped, changed ones replaced; a bad one stops nothing.

    An address such as https://example.org/story.html is fetched, and kept as a document of its main text; that of a
    feed (RSS, Atom) or a sitemap gives the pages it names. Nothing is fetched that is not asked for.
    """
    from ingest.jobs import is_address
    from onrecord.assembly import open_parts

    with open_parts(settings_of(library)) as parts, progress(quiet=as_json) as show:
        reports = []
        for report in parts.ingester.ingest(paths, collection, show):
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


_STATUSES = ("added", "replaced", "unchanged", "failed", "skipped")


def summary_of(reports: Sequence[IngestReport]) -> str:
    """One line on what became of the files."""
    counts: Counter[str] = Counter(report.status for report in reports)
    parts = [f"{counts[status]} {status}" for status in _STATUSES if counts[status]]
    return f"{', '.join(parts) or 'nothing to do'} ({sum(report.passages for report in reports)} new passages)"
