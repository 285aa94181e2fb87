"""Documents on their way into a library: embedded, stored, and made visible whole."""

import logging
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np

from onrecord.errors import OnrecordError
from onrecord.types import Document, Passage, Source
from retriever.filters import shelfmark_of
from retriever.header import header_of
from retriever.mending import keys_line, word_row
from retriever.tokens import Packed, Storable

if TYPE_CHECKING:
    from retriever.library import Library

__all__ = ["LibraryIntake"]

_log: Final = logging.getLogger(__name__)
# Passages that are embedded in one go, while those before them are stored.
_TOGETHER: Final = 64


class LibraryIntake:
    """Documents on their way into a library."""

    def __init__(self, library: "Library", documents: Sequence[Document]) -> None:
        self._library = library
        library.changes.enter()
        self._inside = True
        try:
            self._versions = library.record.begin(documents)
        except BaseException:
            self._leave()
            raise
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

    def add_encoded(self, passages: Sequence[Passage], encoded: Sequence[Packed]) -> None:
        """Store the next passages, embedded by workers elsewhere (:class:`retriever.ahead.AheadEncoder`)."""
        for at in range(0, len(passages), _TOGETHER):
            some = passages[at : at + _TOGETHER]
            self._store(some, [self._sources[one.document_id] for one in some], encoded[at : at + _TOGETHER])

    def _store(self, passages: Sequence[Passage], sources: Sequence[Source], encoded: Sequence[Storable]) -> None:
        """Write the record first: no vector and no word is ever unknown to it."""
        library = self._library
        marks = [self._marks[passage.document_id] for passage in passages]
        keys = [
            one.keys if isinstance(one, Packed) else keys_line(passage)
            for passage, one in zip(passages, encoded, strict=True)
        ]
        ids = library.record.add([mark.version for mark in marks], passages, encoded, keys)
        library.index.add(ids, np.stack([one.vector for one in encoded]), marks)
        library.words.add(map(word_row, ids, marks, sources, passages, keys))

    def commit(self) -> None:
        """Make the documents visible whole, in place of earlier versions of them."""
        self._library.words.commit()
        self._library.record.publish(self._versions)
        try:
            self._library.clear_stale()
        except OnrecordError as error:  # they are on record, and no search gives what they replaced
            _log.warning("earlier versions are still in the indexes, and are removed from them later: %s", error)
        self._leave()

    def abandon(self) -> None:
        """Forget what was added; earlier versions stay as they were, and so does what is committed."""
        try:
            self._library.record.give_up(self._versions)
            self._library.clear_stale()
        finally:
            self._leave()

    def _leave(self) -> None:
        if self._inside:
            self._inside = False
            self._library.changes.leave()
