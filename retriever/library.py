"""The library: the one owner of a folder with the record, its indexes (vectors and words) and uploaded files."""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from onrecord.errors import LibraryError, StaleLibrary
from onrecord.ports import Progress
from onrecord.shelf import DocumentVersion
from onrecord.types import Document, Source
from retriever.conversations import StoredConversations
from retriever.current import CurrentEmbedder
from retriever.draft import Draft, clear_server, settle
from retriever.embed import Embedder
from retriever.filters import Bounds
from retriever.gate import Gate
from retriever.intake import LibraryIntake
from retriever.mending import clear_aside, mend, open_vectors, open_words
from retriever.notices import RecordedCorrections
from retriever.owner import locked
from retriever.places import VectorPlace, Vectors
from retriever.products import multiply_on_one_thread
from retriever.record import Record
from retriever.removal import remove_documents
from retriever.replies import StoredReplies
from retriever.reviews import StoredReviews
from retriever.schema import HALF_REBUILT, SCHEMA_VERSION, require_record
from retriever.scrubbing import scrub
from retriever.versions import StoredVersions
from retriever.wiping import Wiping

__all__ = ["Library"]

_log: Final = logging.getLogger(__name__)
_ANY: Final = Bounds()


class Library:
    """One library folder, held by this process alone.

    Args:
        folder: made if it is missing.
        embedder: whose vectors the library holds.
        rebuilding: accept a library of another embedder, for :mod:`retriever.rebuilding`; nothing may be asked of it.
        cached_replies: how many replies of chat models are kept, from 0.
        kept_versions: how many earlier versions of a document are kept when its file changes, from 0.
        vectors: where the vectors are kept; in the folder by default.

    Raises:
        LibraryInUse: another process has it open.
        StaleLibrary: it was built with another embedder or another layout, or its vectors are kept elsewhere.
        IndexUnavailable: the server that keeps its vectors is down.
        DamagedLibrary: the record cannot be read.
        LibraryError: the folder cannot be made or written.
    """

    def __init__(
        self,
        folder: Path,
        embedder: Embedder,
        *,
        rebuilding: bool = False,
        cached_replies: int = 1000,
        kept_versions: int = 5,
        vectors: VectorPlace | None = None,
    ) -> None:
        multiply_on_one_thread()  # tokens are turned while others are embedded
        self.folder = folder
        self.embedder = embedder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"The folder {folder} cannot be made: {error}. Choose another --library.") from error
        self._lock = locked(folder)
        # One at a time takes passages out of the indexes, or puts back what they lack.
        self._tending = threading.RLock()
        # Inside while something is put on record or removed; and while a search goes on. A rebuild is inside alone.
        self.changes, self.searches = Gate(), Gate()
        with ExitStack() as opened:  # closed again, the last first, where something goes wrong
            opened.callback(self._lock.release)
            require_record(folder)
            self.record = Record(folder / "record.sqlite3", upgrade=rebuilding, kept_versions=kept_versions)
            opened.callback(self.record.close)
            self._versions = StoredVersions(self.record)
            self.reviews = StoredReviews(self.record)
            self.conversations = StoredConversations(self.record)
            self.replies = StoredReplies(self.record, cached_replies)
            self._check_built_by(rebuilding)
            self._place = vectors or VectorPlace()
            settle(self.record, folder)
            self.corrections = RecordedCorrections(self)
            self.draft = Draft(self.record, folder, self._place)
            # Passages of no model or of several: of a first layout, or left by a rebuild of an earlier Onrecord.
            half = self.record.meta("embedder") == HALF_REBUILT
            self._open_indexes(opened, anew=half)
            self._recover(half)
            if self.wiping.due:
                self.wiping.begin()
            opened.pop_all()

    def _open_indexes(self, opened: ExitStack, *, anew: bool = False) -> None:
        """Open both indexes; ``opened`` closes them where something goes wrong."""
        self.index: Vectors = open_vectors(self.record, self.folder, self._place, anew=anew)
        opened.callback(self.index.close)
        self.words = open_words(self.folder, anew=anew)
        opened.callback(self.words.close)
        self.wiping = Wiping(self.record, self.words, self.folder)
        opened.callback(self.wiping.stop)

    def close(self) -> None:
        """Let go of the folder; another process may open it. What is not wiped yet is, once it is opened again."""
        self.wiping.stop()
        self.draft.close()
        self.words.close()
        self.index.close()
        self.record.close()
        scrub(self.folder)
        self._lock.release()

    def built_by(self, embedder: Embedder) -> dict[str, str]:
        """What the record notes of a library that is of this embedder."""
        return {"schema": SCHEMA_VERSION, "embedder": embedder.name, "dimensions": str(embedder.dimensions)}

    def _check_built_by(self, rebuilding: bool) -> None:
        """Refuse a library of another layout, and one of another embedder unless it is to be rebuilt."""
        mine = self.built_by(self.embedder)
        theirs = {name: self.record.meta(name) for name in mine}
        if rebuilding and theirs["schema"] == SCHEMA_VERSION:  # an older layout was brought up to this one
            return
        for name, value in mine.items():
            if theirs[name] is None:
                self.record.set_meta(name, value)
            elif theirs[name] != value:
                raise StaleLibrary(
                    f"The library {self.folder} was built with {name} {theirs[name]!r}, and this is {value!r}. "
                    "Set it back, or embed the library anew: onrecord documents rebuild (or open the page: it does "
                    "that while it answers)"
                )

    def take_up(self, embedder: Embedder, switch: Callable[["Library"], None]) -> None:
        """Let ``switch`` make another set of passages those that are searched, and search the draft's indexes.

        Searches that go on are waited for, and those that begin wait. For :mod:`retriever.rebuilding`, inside
        ``changes`` alone.

        Raises:
            LibraryError: nothing was switched, or an index cannot be opened; the next opening puts that in order.
        """
        self.wiping.stop()
        with self.searches.alone(), self._tending:
            self.draft.close()
            self.words.close()
            self.index.close()
            try:
                switch(self)
                if isinstance(self.embedder, CurrentEmbedder):
                    self.embedder.become(embedder)
            finally:
                settle(self.record, self.folder)
                with ExitStack() as opened:
                    self._open_indexes(opened)
                    opened.pop_all()
                self._complete()
        clear_server(self.record, self._place)

    def _recover(self, half: bool) -> None:
        """Finish or undo what an earlier process was killed in."""
        dropped = self.record.drop_unfinished()
        if dropped:
            _log.warning("%d document(s) had been interrupted half-way; ingest them again", dropped)
        self.clear_stale()
        if not half:
            self._complete()
            clear_aside(self.folder)
        clear_server(self.record, self._place)

    def _complete(self) -> None:
        """See that the indexes hold as many passages as the record, and mend them where they do not."""
        passages = self.record.counts(_ANY)[1]
        if self.index.count() != passages or self.words.count() != passages:
            _log.warning("the indexes hold something else than the record, which has %d passages; mended", passages)
            self.repair()

    def clear_stale(self) -> None:
        """Take the vectors and words of removed versions out of the indexes."""
        with self._tending:
            stale = self.record.stale_vectors()
            for version in stale:
                self.index.remove_version(version)
            self._clear_words(stale)

    def _clear_words(self, versions: Sequence[int]) -> None:
        """Take the words of versions out whose vectors are gone already, and forget that they were there."""
        self.words.remove_versions(versions)
        self.record.forget_stale(versions)

    def repair(self, show: Progress | None = None) -> tuple[int, int]:
        """Make the indexes hold exactly the passages of the record; ``show`` is told of each thousand.

        Returns:
            How many passages were missing in an index and are put back, and how many did not belong and are removed.
        """
        with self._tending:
            return mend(self.record, self.index, self.words, show)

    def purge(self, show: Progress | None = None) -> None:
        """Leave no word of a removed passage in any file; see :meth:`retriever.wiping.Wiping.run`.

        Raises:
            LibraryError: the disk is full; a later call does it.
        """
        with self.changes.passing():
            self.wiping.run(show)

    # ---- PassageSink and DocumentShelf ------------------------------------------------------------------------

    def sha256_of(self, location: str, collection: str) -> str | None:
        """The hash of the version on record; None where there is none."""
        found = self.record.rows(
            "select sha256 from documents where location = ? and collection = ? and state = 'ready'",
            (location, collection),
        )
        return str(found[0][0]) if found else None

    def begin(self, documents: Sequence[Document]) -> LibraryIntake:
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

    def document_version(self, document_id: str, sha256: str) -> tuple[Document, str | None]:
        """A document as it was when its bytes had that hash, and when another version took its place (None: not yet).

        Raises:
            UnknownDocument: no document has that id, or that version of it is not kept.
        """
        return self._versions.document(document_id, sha256)

    def versions(self, document_id: str) -> list[DocumentVersion]:
        """Every version of a document that is kept, the one that is searched first, then the last replaced first.

        Raises:
            UnknownDocument: no document has that id.
        """
        return self._versions.of(document_id)

    def remove(self, document_id: str) -> None:
        """As :meth:`remove_all`, one document."""
        self.remove_all([document_id])

    def remove_all(
        self, document_ids: Sequence[str], *, wipe_later: bool = False, show: Progress | None = None
    ) -> None:
        """Take documents off the record with all that was kept of them, and make sure that they are gone.

        See :func:`retriever.removal.remove_documents`, whose arguments these are.

        Raises:
            UnknownDocument: no document has one of the ids; then nothing is removed.
            DamagedLibrary: a trace of one is left; the message says where.
            LibraryError: they are gone, but an uploaded file or a picture of a page could not be deleted.
        """
        with self.changes.passing():
            remove_documents(self, document_ids, wipe_later=wipe_later, show=show)

    def take_out(self, passages: Sequence[int], versions: Sequence[int]) -> None:
        """Take passages that are off the record out of the indexes."""
        with self._tending:
            self.index.remove(passages)
            self._clear_words(versions)
        self.draft.drop()
