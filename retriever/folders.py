"""The library as folders see it: which documents lie in one, and documents that come to lie elsewhere.

A document that was moved keeps its id, its text, its passages and its earlier versions, so that what was cited of it
opens as before. Its id then tells no more where it is: whoever puts a file on record asks :meth:`FolderShelf.id_for`.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Final

from onrecord.errors import LibraryError, UnknownDocument
from onrecord.types import Document, Source
from retriever.header import file_words
from retriever.library import Library
from retriever.mending import rows_of
from retriever.rows import SOURCE, marks, together

__all__ = ["FolderShelf"]

_ID_DIGITS: Final = 16


class FolderShelf:
    """Plays :class:`ingest.watch.sync.Shelf` and :class:`ingest.roles.Known` over a library.

    Args:
        library: what is on record.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._record = library.record

    def sha256_of(self, location: str, collection: str) -> str | None:
        """The hash of the document at a location; None where there is none."""
        return self._library.sha256_of(location, collection)

    def document(self, document_id: str) -> Document:
        """One document with its text.

        Raises:
            UnknownDocument: no document has that id.
        """
        return self._library.document(document_id)

    def forget_failure(self, location: str, collection: str) -> None:
        """Take a note of a failure back."""
        self._library.forget_failure(location, collection)

    def id_for(self, location: str, collection: str) -> str:
        """The id of the document at a location; where there is none, the one that a new document there gets.

        That is made of the place, as :func:`ingest.load.document_id_of` makes it; where a document has it that was
        moved away from there, the next that is free.
        """
        found = self._record.rows(
            "select document_id from documents where location = ? and collection = ? and state = 'ready'",
            (location, collection),
        )
        if found:
            return str(found[0][0])
        for turn in count(1):
            place = f"{collection}\0{location}" if turn == 1 else f"{collection}\0{location}\0{turn}"
            made = hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_DIGITS]
            if not self._record.rows("select 1 from documents where document_id = ? and state = 'ready'", (made,)):
                return made
        raise AssertionError("there is always a free id")

    def locations_within(self, folder: str, collection: str) -> list[tuple[str, str, str]]:
        """Id, location and hash of every document whose location lies under a folder, by location."""
        prefix = _within(folder)
        rows = self._record.rows(
            "select document_id, location, sha256 from documents where collection = ?1 and state = 'ready' "
            "and substr(location, 1, length(?2)) = ?2 order by location",
            (collection, prefix),
        )
        return [(str(row[0]), str(row[1]), str(row[2])) for row in rows]

    def failures_within(self, folder: str, collection: str) -> list[str]:
        """The locations under a folder that are noted as failed."""
        rows = self._record.rows(
            "select location from failures where collection = ?1 and substr(location, 1, length(?2)) = ?2",
            (collection, _within(folder)),
        )
        return [str(row[0]) for row in rows]

    def move_all(self, moves: Sequence[tuple[str, str]]) -> None:
        """Documents, by id, are at other locations from now on, all of them or none.

        Nothing is embedded anew. A title that is only the file's name becomes its new name.

        Args:
            moves: id and new location of each, all different.

        Raises:
            UnknownDocument: no document has one of the ids.
            LibraryError: another document of its collection is at one of the locations.
        """
        with self._library.changes.passing():
            with self._record.transaction():
                for document_id, location in moves:
                    self._move(document_id, location)
            self._tell_words([document_id for document_id, _ in moves])
            self._library.draft.drop()

    def _move(self, document_id: str, location: str) -> None:
        rows = self._record.rows
        found = rows(f"select {SOURCE} from documents d where document_id = ? and state = 'ready'", (document_id,))
        if not found:
            raise UnknownDocument(f"No document has the id {document_id!r}; see: onrecord documents list")
        source = Source(*found[0])
        if self._library.sha256_of(location, source.collection) is not None:
            raise LibraryError(f"{location} is on record already; remove it, or leave {source.location} where it is")
        new = replace(source, location=location)
        if source.title == file_words(source):
            new = replace(new, title=file_words(new) or source.title)
        rows(
            "update documents set location = ?, title = ? where document_id = ? and state = 'ready'",
            (new.location, new.title, document_id),
        )
        rows("update versions set location = ? where document_id = ?", (location, document_id))
        rows("delete from failures where location = ? and collection = ?", (location, source.collection))

    def _tell_words(self, document_ids: Sequence[str]) -> None:
        """Write the words of moved documents anew: a search finds them by the names of their files."""
        words, rows = self._library.words, self._record.rows
        for some in together(document_ids):
            found = rows(
                "select p.id from passages p join documents d using (version) "
                f"where d.state = 'ready' and d.document_id in ({marks(some)})",
                some,
            )
            ids = [int(row[0]) for row in found]
            words.remove(ids)
            words.add(rows_of(self._record)(ids))
        words.commit()

    def remove_all(self, document_ids: Sequence[str]) -> None:
        """Take documents off the record, as :meth:`retriever.library.Library.remove_all` does."""
        self._library.remove_all(document_ids)


def _within(folder: str) -> str:
    """What the locations under a folder begin with."""
    return folder.rstrip(os.sep) + os.sep
