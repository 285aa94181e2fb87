"""When a changed file is whole: when it has stayed as it is for a while."""

import os
from collections.abc import Callable, Iterable
from typing import Final

from ingest.jobs import jobs_of

__all__ = ["Settling", "stamp_of"]

Stamp = tuple[int, int] | None

# What is gone waits so many times as long for new files that are not whole yet: it may be one of them, moved.
_PATIENCE: Final = 10


def stamp_of(path: str) -> Stamp:
    """Size and time of the last change of a file; None where there is none."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_size, status.st_mtime_ns


class Settling:
    """Paths that changed, until they can be looked at.

    Args:
        seconds: for how long a file must have stayed as it is.
        stamp: what tells two states of a file apart; None for one that is gone.
    """

    def __init__(self, seconds: float, stamp: Callable[[str], Stamp] = stamp_of) -> None:
        self._seconds, self._stamp = seconds, stamp
        self._waiting: dict[str, tuple[Stamp, float, float]] = {}  # the state, since when, and the time of the news

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._waiting)

    def note(self, paths: Iterable[str], now: float) -> None:
        """These changed; ``now`` in seconds on any clock that only goes forward."""
        for path in paths:
            self._waiting[path] = (self._stamp(path), now, self._waiting.get(path, (None, now, now))[2])

    def ready(self, now: float) -> list[str]:
        """The files that are whole, and paths that are gone; a folder's files are noted in its place."""
        whole = [path for path in list(self._waiting) if self._is_whole(path, now)]
        still = any(self._waiting[path][0] is not None for path in self._waiting.keys() - set(whole))
        ready = []
        for path in whole:
            stamp, _, told = self._waiting[path]
            if stamp is None and still and now - told < self._seconds * _PATIENCE:
                continue
            del self._waiting[path]
            if os.path.isdir(path):
                self.note((job.path for job in jobs_of(path) if job.path != path), now)
            else:
                ready.append(path)
        return sorted(ready)

    def _is_whole(self, path: str, now: float) -> bool:
        stamp, since, told = self._waiting[path]
        if (current := self._stamp(path)) != stamp:
            self._waiting[path] = (current, now, told)
            return False
        return now - since >= self._seconds
