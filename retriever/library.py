"""The library: the one owner of a folder with the record, the Chroma index and uploaded files."""

import logging
import os
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

import numpy as np
from filelock import FileLock, Timeout

from onrecord.errors import LibraryError, LibraryInUse, StaleLibrary, UnknownDocument
from onrecord.types import Document, Passage, Source
from retriever.chroma import VectorIndex
from retriever.embed import Embedder
from retriever.filters import Bounds, day_range
from retriever.record import SCHEMA_VERSION, Record

__all__ = ["Library"]

_log: Final = logging.getLogger(__name__)
_ANY: Final = Bounds()
_HALF_REBUILT: Final = "several (a rebuild was interrupted)"


class Library:
    """One library folder, held by this process alone.

    Args:
        folder: made if it is missing.
        embedder: whose vectors the library holds.
        rebuilding: accept a library of another embedder, with an empty index; :meth:`finish_rebuild` ends it.

    Raises:
        LibraryInUse: another process has it open.
        StaleLibrary: it was built with another embedder or another layout.
        DamagedLibrary: the record cannot be read.
        LibraryError: the folder cannot be made or written.
    """

    def __init__(self, folder: Path, embedder: Embedder, *, rebuilding: bool = False) -> None:
        self.folder = folder
        self.embedder = embedder
        self._built_by = {
            "schema": SCHEMA_VERSION,
            "embedder": embedder.name,
            "dimensions": str(embedder.dimensions),
        }
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"The folder {folder} cannot be made: {error}. Choose another --library.") from error
        self._lock = _locked(folder)
        try:
            self.record = Record(folder / "record.sqlite3")
            self._check_built_by(rebuilding)
            self.index = VectorIndex(folder / "chroma", anew=rebuilding)
            self._recover(rebuilding)
        except BaseException:
            self._lock.release()
            raise

    def close(self) -> None:
        """Let go of the folder; another process may open it."""
        self.index.close()
        self.record.close()
        self._lock.release()

    def _check_built_by(self, rebuilding: bool) -> None:
        """Refuse a library of another embedder or layout, and one whose rebuilding was interrupted."""
        theirs = {name: self.record.meta(name) for name in self._built_by}
        if rebuilding and theirs["schema"] in (None, SCHEMA_VERSION):
            self.record.set_meta("embedder", _HALF_REBUILT)
            return
        for name, value in self._built_by.items():
            if theirs[name] is None:
                self.record.set_meta(name, value)
            elif theirs[name] != value:
                self.record.close()
                raise StaleLibrary(
                    f"The library {self.folder} was built with {name} {theirs[name]!r}, and this is {value!r}. "
                    "Set it back, or embed the library anew: onrecord documents rebuild"
                )

    def finish_rebuild(self) -> None:
        """All documents are embedded anew: the library is one of this embedder from now on."""
        for name, value in self._built_by.items():
            self.record.set_meta(name, value)

    def _recover(self, rebuilding: bool) -> None:
        """Finish or undo what an earlier process was killed in."""
        dropped = self.record.drop_unfinished()
        if dropped:
            _log.warning("%d document(s) had been interrupted half-way; ingest them again", dropped)
        self.clear_stale()
        if not rebuilding and self.index.count() != self.record.counts(_ANY)[1]:
            self.repair()

    def clear_stale(self) -> None:
        """Take the vectors of removed versions out of the index."""
        stale = self.record.stale_vectors()
        for version in stale:
            self.index.remove_version(version)
        self.record.forget_stale(stale)

    def repair(self) -> tuple[int, int]:
        """Make the index hold exactly the vectors of the record.

        Returns:
            How many vectors were missing and are put back, and how many did not belong and are removed.
        """
        present = self.index.ids()
        missing = 0
        for page in self.record.vectors():
            lost = [row for row in page if row[0] not in present]
            for version, rows in groupby(lost, key=itemgetter(1)):
                some = list(rows)
                vectors = np.stack([row[5] for row in some])
                self.index.add([row[0] for row in some], vectors, version, some[0][2], some[0][3:5])
            missing += len(lost)
            present.difference_update(row[0] for row in page)
        self.index.remove(sorted(present))
        return missing, len(present)

    # ---- PassageSink and DocumentShelf ------------------------------------------------------------------------

    def sha256_of(self, location: str, collection: str) -> str | None:
        """The hash of the version on record; None where there is none."""
        found = self.record.rows(
            "select sha256 from documents where location = ? and collection = ? and state = 'ready'",
            (location, collection),
        )
        return str(found[0][0]) if found else None

    def begin(self, document: Document) -> "LibraryIntake":
        """Start to take in ``document``."""
        return LibraryIntake(self, document)

    def note_failure(self, location: str, collection: str, reason: str) -> None:
        """Remember that a file could not be read; an earlier version of it stays on record."""
        self.record.note_failure(location, collection, reason)

    def sources(self) -> list[Source]:
        """Every document on record, by title."""
        return self.record.sources()

    def document(self, document_id: str) -> Document:
        """One document with its text.

        Raises:
            UnknownDocument: no document has that id.
        """
        return self.record.document(document_id)

    def remove(self, document_id: str) -> None:
        """Take a document off the record; its file is not touched.

        Raises:
            UnknownDocument: no document has that id.
        """
        versions = self.record.versions_of(document_id)
        if not versions:
            raise UnknownDocument(f"No document has the id {document_id!r}; see: onrecord documents list")
        self.record.drop(versions)
        self.clear_stale()


class LibraryIntake:
    """One document on its way into a library."""

    def __init__(self, library: Library, document: Document) -> None:
        self._library = library
        self._source = document.source
        self._version = library.record.begin(document)

    def add(self, passages: Sequence[Passage]) -> None:
        """Embed and store the next passages. The record is written first: no vector is ever unknown to it."""
        if not passages:
            return
        library, source = self._library, self._source
        encoded = library.embedder.encode([passage.text for passage in passages])
        ids = library.record.add(self._version, f"{source.title} {_file_words(source)}", passages, encoded)
        days = day_range(source.published) if source.published else (None, None)
        vectors = np.stack([one.vector for one in encoded])
        library.index.add(ids, vectors, self._version, source.collection, days)

    def commit(self) -> None:
        """Make the document visible whole, in place of an earlier version of it."""
        self._library.record.publish(self._version)
        self._library.clear_stale()

    def abandon(self) -> None:
        """Forget what was added; an earlier version stays as it was."""
        self._library.record.drop([self._version])
        self._library.clear_stale()


def _file_words(source: Source) -> str:
    """The words of the file's name, where they are not the title already: people ask by it ("3M_2022_10K")."""
    stem = os.path.splitext(os.path.basename(source.location))[0].replace("_", " ")
    return "" if stem == source.title else stem


def _locked(folder: Path) -> FileLock:
    """The lock on the folder, which the system lets go of when the process ends, however it ends."""
    lock = FileLock(folder / ".lock", timeout=0, thread_local=False)
    owner = folder / "owner.txt"
    try:
        lock.acquire()
    except Timeout:
        who = owner.read_text(encoding="utf-8").strip() if owner.exists() else "another process"
        raise LibraryInUse(
            f"The library {folder} is in use by {who}. Stop that first, ask on its page, or name another --library."
        ) from None
    except OSError as error:
        raise LibraryError(f"The folder {folder} cannot be locked: {error}. Choose another --library.") from error
    owner.write_text(f"process {os.getpid()}\n", encoding="utf-8")
    return lock
