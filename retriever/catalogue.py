"""The library as its readers tend it: listed with all that is known of it, corrected, indexed anew, cleared."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from onrecord.desk import Entry, Failure
from onrecord.errors import BadInput
from onrecord.sentences import fold
from onrecord.shelf import DocumentVersion
from onrecord.types import Document, Source
from onrecord.words import whole
from retriever.filters import day_range
from retriever.library import Library
from retriever.removal import delete_copies
from retriever.rows import SOURCE, marks

__all__ = ["BY_HAND", "LibraryCatalogue"]

# Where a date came from that a reader gave.
BY_HAND: Final = "set by hand"
# Longest title, outlet or author: they stand in the header of every passage.
_LONGEST: Final = 300
# Versions asked for in one statement.
_TOGETHER: Final = 500


class LibraryCatalogue:
    """Plays :class:`onrecord.desk.Catalogue` over a library.

    Args:
        library: what is on record.
        store: puts a document on record, whole or not at all, and returns its number of passages.
    """

    def __init__(self, library: Library, store: Callable[[Document], int]) -> None:
        self._library = library
        self._record = library.record
        self._store = store
        self._changing = threading.Lock()
        # Version -> pages and notes, which never change: they stand behind the text, which SQLite would read through.
        self._known: dict[int, tuple[int, tuple[str, ...]]] = {}

    # ---- reading ----------------------------------------------------------------------------------------------

    def sources(self) -> list[Source]:
        """Every document on record, by title."""
        return self._library.sources()

    def document(self, document_id: str) -> Document:
        """One document with its text.

        Raises:
            UnknownDocument: no document has that id.
        """
        return self._library.document(document_id)

    def entries(self) -> list[Entry]:
        """Every document, by title; no text is loaded."""
        # The index that holds the number of passages spares SQLite the way through each text to it.
        passages = dict(
            self._record.rows(
                "select rowid, passages from documents indexed by documents_by_state where state = 'ready'"
            )
        )
        rows = self._record.rows(
            f"select d.version, {SOURCE} from documents d where state = 'ready' order by title, location"
        )
        known = self._particulars([row[0] for row in rows])
        return [
            Entry(Source(*source), passages=passages.get(version, 0), pages=known[version][0], notes=known[version][1])
            for version, *source in rows
            if version in known
        ]

    def _particulars(self, versions: list[int]) -> dict[int, tuple[int, tuple[str, ...]]]:
        """Pages and notes of these versions, without those that were replaced meanwhile."""
        known = self._known
        new = [version for version in versions if version not in known]
        found = dict(known)
        for at in range(0, len(new), _TOGETHER):
            some = new[at : at + _TOGETHER]
            for version, pages, notes in self._record.rows(
                "select version, json_array_length(page_starts), notes from documents "
                f"where version in ({marks(some)})",
                some,
            ):
                found[version] = (int(pages), tuple(json.loads(notes)))
        self._known = found = {version: found[version] for version in versions if version in found}
        return found

    def failures(self) -> list[Failure]:
        """Every file that could not be read, by place."""
        rows = self._record.failures()
        return [Failure(location, collection, reason) for collection, location, reason in rows]

    def collections(self) -> list[str]:
        """The collections that hold a document, by name."""
        rows = self._record.rows("select distinct collection from documents where state = 'ready' order by collection")
        return [str(row[0]) for row in rows]

    # ---- changing ---------------------------------------------------------------------------------------------

    def edit(
        self, document_id: str, *, title: str, author: str | None, outlet: str | None, published: str | None
    ) -> None:
        """Give a document other particulars; it is indexed anew with them, for they are searched with every passage.

        White space is folded, and a field without a word is taken as None. Particulars that it has already change
        nothing. A date that is given here counts as set by hand.

        Raises:
            UnknownDocument: no document has that id.
            BadInput: the title is empty, a field is over 300 characters, or the date is no date.
        """
        with self._changing:
            document = self._library.document(document_id)
            date = _checked_date(published)
            same_date = date == document.source.published
            source = replace(
                document.source,
                title=_checked("title", title) or _no_title(),
                author=_checked("author", author or ""),
                outlet=_checked("outlet", outlet or ""),
                published=date,
                published_from=document.source.published_from if same_date else BY_HAND if date else "",
            )
            if source != document.source:
                self._store(replace(document, source=source))

    def reindex(self, document_id: str) -> int:
        """Split and embed the text on record anew; returns the number of passages.

        Raises:
            UnknownDocument: no document has that id.
        """
        with self._changing:
            return self._store(self._library.document(document_id))

    def document_version(self, document_id: str, sha256: str) -> tuple[Document, str | None]:
        """A document as it was when its bytes had that hash, and when another version took its place (None: not yet).

        Raises:
            UnknownDocument: no document has that id, or that version of it is not kept.
        """
        return self._library.document_version(document_id, sha256)

    def versions(self, document_id: str) -> list[DocumentVersion]:
        """Every version of a document that is kept, the one that is searched first, then the last replaced first.

        Raises:
            UnknownDocument: no document has that id.
        """
        return self._library.versions(document_id)

    def remove(self, document_id: str) -> None:
        """Take a document off the record with all that was made of it, and make sure that no search gives it.

        The library wipes its words from the files of the indexes meanwhile. Its file stays as it is, but for the
        library's own copy of a file that was uploaded: that is deleted too.

        Raises:
            UnknownDocument: no document has that id.
            DamagedLibrary: a trace of it is left in an index; the message says where.
            LibraryError: the document is gone, but the uploaded copy could not be deleted.
        """
        with self._changing:
            self._library.remove_all([document_id], wipe_later=True)

    def forget_failure(self, location: str, collection: str) -> None:
        """Take a file that could not be read off the list; nothing happens where it is not on it.

        Where it is an uploaded file that nothing on record was made from, the library's copy of it is deleted.

        Raises:
            LibraryError: the copy could not be deleted.
        """
        with self._changing:
            if not any((each.location, each.collection) == (location, collection) for each in self.failures()):
                return
            self._library.forget_failure(location, collection)
            delete_copies(self._library, [location], f"{location} was taken off the list")


def _checked(name: str, value: str) -> str | None:
    """A field as it is stored; None where it holds no word.

    Raises:
        BadInput: it is too long.
    """
    folded = fold(whole(value))
    if len(folded) > _LONGEST:
        raise BadInput(f"The {name} has {len(folded):,} characters; {_LONGEST} are the most. Shorten it.")
    return folded or None


def _no_title() -> str:
    raise BadInput("The title is empty; every document needs one.")


def _checked_date(published: str | None) -> str | None:
    """A date as it is stored; None where there is none.

    Raises:
        BadInput: it is no date.
    """
    date = (published or "").strip()
    if date:
        day_range(date)
    return date or None
