"""``onrecord sync`` and ``onrecord watch``: folders that the library keeps up with."""

import signal
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import AsJson, LibraryFolder, settings_of
from onrecord.cli.printing import json_out, progress, safe

if TYPE_CHECKING:
    from ingest.watch.sync import Change, FolderSync
    from onrecord.assembly import Parts

__all__ = ["sync", "watch"]

_STATUSES = ("added", "replaced", "moved", "removed", "gone", "unchanged", "failed", "skipped")
_QUIET = ("unchanged", "skipped")
Folders = Annotated[list[str], typer.Argument(metavar="FOLDER", help="Folders.", show_default=False)]
Collection = Annotated[str, typer.Option("--collection", help="Named part of the library.")]
Prune = Annotated[bool, typer.Option("--prune", help="Remove documents whose files are gone from the folders.")]


def sync(
    folders: Folders,
    collection: Collection = "default",
    prune: Prune = False,
    as_json: AsJson = False,
    library: LibraryFolder = None,
) -> None:
    """Make the library hold what folders hold: new, changed, moved and renamed files, and tell which are gone.

    A file that was moved or renamed is known again by its bytes: its document keeps its id, and what was cited of it
    opens as before. Documents whose files are gone stay on record unless --prune is given.
    """
    from onrecord.assembly import open_parts

    with open_parts(settings_of(library)) as parts, progress(quiet=as_json) as show:
        changes = []
        for change in _sync_of(parts, folders, collection, prune).whole(show):
            changes.append(change)
            if not as_json:
                _tell(change)
    counts: Counter[str] = Counter(change.status for change in changes)
    if as_json:
        files = [asdict(change) for change in changes]
        json_out({**{status: counts[status] for status in _STATUSES}, "files": files})
    else:
        typer.echo(_summary(changes))
    raise typer.Exit(1 if counts["failed"] else 0)


def watch(
    folders: Folders,
    collection: Collection = "default",
    prune: Prune = False,
    settle: Annotated[
        float, typer.Option("--settle", min=0.1, max=3600.0, help="Seconds that a file must have stayed as it is.")
    ] = 2.0,
    poll: Annotated[
        bool, typer.Option("--poll", help="Look again and again: for network folders, which tell of no changes.")
    ] = False,
    library: LibraryFolder = None,
) -> None:
    """Do as sync does, then keep up with each change of the folders, one line each, until Ctrl+C.

    The library is held meanwhile: no other command and no page can open it.
    """
    from ingest.watch.follow import follow
    from onrecord.assembly import open_parts

    with open_parts(settings_of(library)) as parts, _until_stopped():
        following = _sync_of(parts, folders, collection, prune)
        first: list[Change] = []
        told = False
        for change in follow(following, settle, poll=poll):
            if change is None:
                typer.echo(f"{_summary(first)}; watching {', '.join(map(safe, following.roots))} (Ctrl+C stops it)")
                told = True
                continue
            if not told:
                first.append(change)
            _tell(change)
    typer.echo("stopped")


def _sync_of(parts: "Parts", folders: list[str], collection: str, prune: bool) -> "FolderSync":
    from ingest.watch.sync import FolderSync
    from retriever.folders import FolderShelf

    return FolderSync(parts.ingester, FolderShelf(parts.library), folders, collection, prune)


@contextmanager
def _until_stopped() -> Iterator[None]:
    """Ctrl+C, and the signal that service managers send, end what is inside, and no error is told."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)


def _tell(change: "Change") -> None:
    """One line on a file, where there is something to say."""
    if change.status in _QUIET:
        return
    reason = f": {safe(change.reason)}" if change.reason else ""
    typer.echo(f"{change.status}: {safe(change.location)}{reason}", err=change.status == "failed")


def _summary(changes: "Iterable[Change]") -> str:
    """One line on what became of the files."""
    counts: Counter[str] = Counter(change.status for change in changes)
    return ", ".join(f"{counts[status]} {status}" for status in _STATUSES if counts[status]) or "no files"
