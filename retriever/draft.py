"""The indexes of a library made beside those that are searched, and put in their place."""

import logging
import shutil
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from onrecord.errors import LibraryError
from onrecord.ports import Progress
from retriever.beside import ANEW, SWITCHED
from retriever.lexical import WordIndex
from retriever.mending import mend
from retriever.places import INDEX_NAME, NAME_ANEW, NAME_BEFORE, VectorPlace, Vectors
from retriever.record import Record

__all__ = ["Draft", "clear_server", "settle"]

_log: Final = logging.getLogger(__name__)
# What the folder of an index is called, behind its name, until it takes the place of the one that is searched.
_ANEW: Final = ".anew"
_ASKING_SECONDS: Final = 0.01


class _Stopped(Exception):
    """Told to stop."""


class Draft:
    """The indexes for the passages that are kept beside (:mod:`retriever.beside`).

    Args:
        record: of the library.
        folder: of the library.
        place: where it keeps its vectors.
    """

    def __init__(self, record: Record, folder: Path, place: VectorPlace) -> None:
        self._record = record
        self._folder = folder
        self._place = place
        self._held: ExitStack | None = None
        self._parts: tuple[Record, Vectors, WordIndex] | None = None
        self._lock = threading.RLock()
        self._unwanted = threading.Event()

    def fill(self, show: Progress | None, goes_on: Callable[[], bool]) -> bool:
        """Make the indexes hold exactly the passages beside; returns whether it came to its end.

        Raises:
            LibraryError: an index cannot be written.
        """

        def step(done: int, total: int, _: str) -> None:
            if self._unwanted.is_set() or not goes_on():
                raise _Stopped
            if show:
                show(done, total, "passages indexed")

        while self._unwanted.is_set():  # who drops it waits for the lock, and would be overtaken again and again
            time.sleep(_ASKING_SECONDS)
        with self._lock:
            try:
                record, index, words = self._parts or self._opened()
                mend(record, index, words, step)
            except _Stopped:
                return False
        return True

    @property
    def there(self) -> bool:
        """Whether there is anything of the indexes: they were not dropped since :meth:`fill`."""
        return self._parts is not None

    def _opened(self) -> tuple[Record, Vectors, WordIndex]:
        """Both indexes, empty, and the record read so that what is beside stands for what is searched."""
        self.drop()
        with ExitStack() as opened:
            record = Record(self._record.path)
            opened.callback(record.close)
            record.rows(f"create temp view passages as select * from main.{ANEW}")
            index = self._vectors()
            opened.callback(index.close)
            words = WordIndex(self._folder / f"words{_ANEW}", anew=True)
            opened.callback(words.close)
            self._held = opened.pop_all()
        self._parts = record, index, words
        return self._parts

    def _vectors(self) -> Vectors:
        if not self._place.url:
            from retriever.chroma import VectorIndex

            return VectorIndex(self._folder / f"chroma{_ANEW}", anew=True)
        from retriever.chroma_server import ServerIndex

        name = f"onrecord-{uuid.uuid4().hex}"
        self._record.set_meta(NAME_ANEW, name)
        return ServerIndex(self._place, name, anew=True)

    def notes(self) -> dict[str, str]:
        """What the record must note in the transaction from which on these indexes are the library's."""
        name, before = self._record.meta(NAME_ANEW), self._record.meta(INDEX_NAME)
        return {INDEX_NAME: name, NAME_BEFORE: before or "", NAME_ANEW: ""} if self._place.url and name else {}

    def close(self) -> None:
        """Let go of the files, which stay."""
        with self._lock:
            self._parts = None
            if self._held:
                self._held.close()
                self._held = None

    def drop(self) -> None:
        """Delete what there is of the indexes: a document has gone that may be in them. :meth:`fill` begins anew."""
        self._unwanted.set()
        with self._lock:
            self._unwanted.clear()
            self.close()
            _delete(self._folder)
            clear_server(self._record, self._place)


def _delete(folder: Path) -> None:
    for name in ("chroma", "words"):
        shutil.rmtree(folder / f"{name}{_ANEW}", ignore_errors=True)


def settle(record: Record, folder: Path) -> None:
    """Put indexes made beside in the place of the others where the record says so, else delete what there is of them.

    To be called before a library's indexes are opened: a kill may have come between the switch and this, or in it.

    Raises:
        LibraryError: the system does not let us.
    """
    if not record.meta(SWITCHED):
        _delete(folder)
        return
    for name in ("chroma", "words"):
        anew, index = folder / f"{name}{_ANEW}", folder / name
        try:
            if anew.exists():
                if index.exists():
                    shutil.rmtree(index)
                anew.rename(index)
        except OSError as error:
            raise LibraryError(
                f"The new index {anew} cannot take the place of {index} ({error.strerror}); delete {index}, then open "
                "the library again"
            ) from error
    record.rows("delete from meta where name = ?", (SWITCHED,))


def clear_server(record: Record, place: VectorPlace) -> None:
    """Drop the collections on the server that were searched before a rebuild, or that one has begun to fill.

    A failure is logged, and it is tried again.
    """
    for noted in (NAME_ANEW, NAME_BEFORE):
        name = record.meta(noted)
        if not name or not place.url:
            continue
        from retriever.chroma_server import drop_collection

        try:
            drop_collection(place, name)
            record.rows("delete from meta where name = ? and value = ?", (noted, name))
        except LibraryError as error:
            _log.warning(
                "the collection %s, which a rebuild does not need any more, is left on %s: %s", name, place.url, error
            )
