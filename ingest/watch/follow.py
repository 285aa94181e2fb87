"""Follows folders while they change (watchfiles)."""

import os
import threading
import time
from collections.abc import Iterator
from typing import Final

from ingest.jobs import is_passed_by
from ingest.watch.settling import Settling
from ingest.watch.sync import Change, FolderSync
from onrecord.errors import OnrecordError
from onrecord.ports import Progress

__all__ = ["follow"]

_LONGEST_LOOK: Final = 1.0


def follow(
    sync: FolderSync,
    settle_seconds: float = 2.0,
    stop: threading.Event | None = None,
    poll: bool = False,
    progress: Progress | None = None,
) -> Iterator[Change | None]:
    """Bring the folders and the library together, then keep up with each change; yields what became of each file.

    A None comes once, when everything has been looked at for the first time.

    An error that concerns more than one file is told, and what it kept from being done is done with the next change.

    Args:
        sync: of the folders.
        settle_seconds: a file is read once it has not changed for so long.
        stop: ends it, once set; else it goes on until it is interrupted.
        poll: look at every file again and again, where the file system tells of no changes (network shares do not).
        progress: told of the first look at all files.
    """
    from watchfiles import watch

    settling = Settling(settle_seconds)
    undone: set[str] = set()
    first = True
    look = max(0.05, min(settle_seconds / 2, _LONGEST_LOOK))
    for changes in watch(
        *sync.roots,
        watch_filter=lambda _, path: _is_told(path, sync.roots),
        debounce=400,
        rust_timeout=int(look * 1000),
        yield_on_timeout=True,
        stop_event=stop,
        force_polling=poll or None,
        ignore_permission_denied=True,
    ):
        settling.note((path for _, path in changes), time.monotonic())
        if first:  # the watching has begun, so that nothing that changes meanwhile is missed
            first = False
            yield from sync.whole(progress)
            yield None
            continue
        ready = settling.ready(time.monotonic())
        if ready:
            undone.update(ready)
            try:
                yield from sync.some(sorted(undone))
                undone.clear()
            except OnrecordError as error:
                yield Change(sync.roots[0], "failed", f"{error} It is tried again with the next change.")


def _is_told(path: str, roots: tuple[str, ...]) -> bool:
    """Whether a change there is looked at: not of hidden files, and not of those that are there only for a while."""
    root = next((root for root in roots if path == root or path.startswith(root.rstrip(os.sep) + os.sep)), None)
    if root is None:
        return False
    return path == root or not is_passed_by(path, root)
