"""The library: the one owner of a folder with the record, its indexes (vectors and words) and uploaded files."""

import logging
import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import numpy as np
from filelock import FileLock, Timeout

from onrecord.errors import LibraryError, LibraryInUse, OnrecordError, StaleLibrary, UnknownDocument
from onrecord.types import Document, Passage, Source
from retriever.chroma import VectorIndex
from retriever.conversations import StoredConversations
from retriever.embed import Embedder, Encoded
from retriever.filters import Bounds, Shelfmark, shelfmark_of
from retriever.header import header_of, keys_of, words_around
from retriever.lexical import WordIndex, WordRow
from retriever.record import Record
from retriever.replies import StoredReplies
from retriever.reviews import StoredReviews
from retriever.schema import HALF_REBUILT, SCHEMA_VERSION

__all__ = ["Library"]

_log: Final = logging.getLogger(__name__)
_ANY: Final = Bounds()
# Passages that are embedded in one go, while those before them are stored.
_TOGETHER: Final = 64


class Library:
    """One library folder, held by this process alone.

    Args:
        folder: made if it is missing.
        embedder: whose vectors the library holds.
        rebuilding: accept a library of another embedder, with an empty index; :meth:`finish_rebuild` ends it.
        cached_replies: how many replies of chat models are kept, from 0.

    Raises:
        LibraryInUse: another process has it open.
        StaleLibrary: it was built with another embedder or another layout.
        DamagedLibrary: the record cannot be read.
        LibraryError: the folder cannot be made or written.
    """

    def __init__(
        self, folder: Path, embedder: Embedder, *, rebuilding: bool = False, cached_replies: int = 1000
    ) -> None:
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
            self.record = Record(folder / "record.sqlite3", upgrade=rebuilding)
            self.reviews = StoredReviews(self.record)
            self.conversations = StoredConversations(self.record)
            self.replies = StoredReplies(self.record, cached_replies)
            self._check_built_by(rebuilding)
            self.index = VectorIndex(folder / "chroma", anew=rebuilding)
            self.words = WordIndex(folder / "words", anew=rebuilding)
            self._recover(rebuilding)
        except BaseException:
            self._lock.release()
            raise

    def close(self) -> None:
        """Let go of the folder; another process may open it."""
        self.words.close()
        self.index.close()
        self.record.close()
        self._lock.release()

    def _check_built_by(self, rebuilding: bool) -> None:
        """Refuse a library of another embedder or layout, and one whose rebuilding was interrupted."""
        theirs = {name: self.record.meta(name) for name in self._built_by}
        if rebuilding and theirs["schema"] in (None, SCHEMA_VERSION):  # an older layout was brought up to this one
            self.record.set_meta("embedder", HALF_REBUILT)
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
        passages = self.record.counts(_ANY)[1]
        if not rebuilding and (self.index.count() != passages or self.words.count() != passages):
            self.repair()

    def clear_stale(self) -> None:
        """Take the vectors and words of removed versions out of the indexes."""
        stale = self.record.stale_vectors()
        for version in stale:
            self.index.remove_version(version)
        self.words.remove_versions(stale)
        self.record.forget_stale(stale)

    def repair(self) -> tuple[int, int]:
        """Make the indexes hold exactly the passages of the record.

        Returns:
            How many passages were missing in an index and are put back, and how many did not belong and are removed.
        """
        vectors, words = self.index.ids(), self.words.ids()
        missing: set[int] = set()
        for page in self.record.pages_of_passages():
            lost = [one for one in page if one[0].id not in vectors]
            if lost:
                stored = [one for one, *_ in lost]
                marks = [Shelfmark(one.version, one.source.collection, *days) for one, *days in lost]
                self.index.add([one.id for one in stored], np.stack([one.vector for one in stored]), marks)
            silent = [one for one in page if one[0].id not in words]
            self.words.add(
                _word_row(one.id, Shelfmark(one.version, one.source.collection, *days), one.source, one.passage)
                for one, *days in silent
            )
            missing.update(one[0].id for one in (*lost, *silent))
            here = {one[0].id for one in page}
            vectors -= here
            words -= here
        self.index.remove(sorted(vectors))
        self.words.remove(sorted(words))
        self.words.commit()
        return len(missing), len(vectors | words)

    # ---- PassageSink and DocumentShelf ------------------------------------------------------------------------

    def sha256_of(self, location: str, collection: str) -> str | None:
        """The hash of the version on record; None where there is none."""
        found = self.record.rows(
            "select sha256 from documents where location = ? and collection = ? and state = 'ready'",
            (location, collection),
        )
        return str(found[0][0]) if found else None

    def begin(self, documents: Sequence[Document]) -> "LibraryIntake":
        """Start to take in ``documents``."""
        return LibraryIntake(self, documents)

    def note_failure(self, location: str, collection: str, reason: str) -> None:
        """Remember that a file could not be read; an earlier version of it stays on record."""
        self.record.note_failure(location, collection, reason)

    def forget_failure(self, location: str, collection: str) -> None:
        """Take such a note back; nothing happens where there is none."""
        self.record.forget_failure(location, collection)

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
    """Documents on their way into a library."""

    def __init__(self, library: Library, documents: Sequence[Document]) -> None:
        self._library = library
        self._versions = library.record.begin(documents)
        self._sources = {document.source.document_id: document.source for document in documents}
        self._marks = {
            document.source.document_id: shelfmark_of(version, document.source)
            for version, document in zip(self._versions, documents, strict=True)
        }

    def add(self, passages: Sequence[Passage]) -> None:
        """Embed and store the next passages, some while the ones after them are being embedded."""
        with ThreadPoolExecutor(1, thread_name_prefix="storing") as storing:
            under_way: Future[None] | None = None
            for at in range(0, len(passages), _TOGETHER):
                some = passages[at : at + _TOGETHER]
                sources = [self._sources[passage.document_id] for passage in some]
                headers = [header_of(source, passage) for source, passage in zip(sources, some, strict=True)]
                encoded = self._library.embedder.encode([passage.text for passage in some], headers)
                if under_way:
                    under_way.result()
                under_way = storing.submit(self._store, some, sources, encoded)
            if under_way:
                under_way.result()

    def _store(self, passages: Sequence[Passage], sources: Sequence[Source], encoded: Sequence[Encoded]) -> None:
        """Write the record first: no vector and no word is ever unknown to it."""
        library = self._library
        marks = [self._marks[passage.document_id] for passage in passages]
        ids = library.record.add([mark.version for mark in marks], passages, encoded)
        library.index.add(ids, np.stack([one.vector for one in encoded]), marks)
        library.words.add(map(_word_row, ids, marks, sources, passages))

    def commit(self) -> None:
        """Make the documents visible whole, in place of earlier versions of them."""
        self._library.words.commit()
        self._library.record.publish(self._versions)
        try:
            self._library.clear_stale()
        except OnrecordError as error:  # they are on record, and no search gives what they replaced
            _log.warning("earlier versions are still in the indexes, and are removed from them later: %s", error)

    def abandon(self) -> None:
        """Forget what was added; earlier versions stay as they were, and so does what is committed."""
        self._library.record.give_up(self._versions)
        self._library.clear_stale()


def _word_row(id_: int, mark: Shelfmark, source: Source, passage: Passage) -> WordRow:
    keys = keys_of("\n".join((*passage.context, passage.text)))
    return WordRow(id_, mark, passage.text, words_around(source, passage), " ".join(keys))


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
