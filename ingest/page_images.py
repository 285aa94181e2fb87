"""Pictures of pages kept on disk, bounded in bytes; the ones that were not wanted for longest go first."""

import logging
import os
import tempfile
import threading
from pathlib import Path
from typing import Final

__all__ = ["PageImages"]

_log: Final = logging.getLogger(__name__)


class PageImages:
    """A folder of WebP pictures by name. It may be emptied at any time; a folder that cannot be written keeps nothing.

    Args:
        folder: made when the first picture is kept.
        most_bytes: that all of them may take; one that is larger alone is not kept.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder, self._most_bytes = folder, most_bytes
        self._lock = threading.Lock()
        self._held: int | None = None  # bytes in the folder, once counted

    def get(self, name: str) -> bytes | None:
        """The picture of that name; None where there is none, or a torn one."""
        path = self._folder / name
        try:
            data = path.read_bytes()
            if not _whole(data):
                return None
            os.utime(path)
        except OSError:
            return None
        return data

    def put(self, name: str, data: bytes) -> None:
        """Keep a picture under a name, whole or not at all; a failure is logged, for the picture is there already."""
        if len(data) > self._most_bytes:
            return
        with self._lock:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._write(name, data)
                self._make_room(len(data))
            except OSError:
                _log.warning("could not keep the picture of a page in %s", self._folder, exc_info=True)

    def _write(self, name: str, data: bytes) -> None:
        handle, half_written = tempfile.mkstemp(suffix=".part", dir=self._folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.replace(half_written, self._folder / name)  # noqa: PTH105 - a name as tempfile gave it
        except BaseException:
            Path(half_written).unlink(missing_ok=True)
            raise

    def _make_room(self, added: int) -> None:
        """Delete the pictures that were not wanted for longest until the rest takes no more than allowed."""
        self._held = None if self._held is None else self._held + added
        if self._held is not None and self._held <= self._most_bytes:
            return
        kept = sorted((status.st_mtime_ns, status.st_size, path) for path, status in self._files())
        self._held = sum(size for _, size, _ in kept)
        for _, size, path in kept:
            if self._held <= self._most_bytes:
                break
            path.unlink(missing_ok=True)
            self._held -= size

    def _files(self) -> list[tuple[Path, os.stat_result]]:
        with os.scandir(self._folder) as entries:
            return [(Path(entry.path), entry.stat()) for entry in entries if entry.is_file(follow_symlinks=False)]


def _whole(data: bytes) -> bool:
    """Whether a WebP file is as long as its header says."""
    return data[:4] == b"RIFF" and int.from_bytes(data[4:8], "little") + 8 == len(data)
