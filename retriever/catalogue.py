"""The library as its readers tend it: listed with all that is known of it, corrected, indexed anew, cleared."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from onrecord.desk import Entry, Failure
from onrecord.errors import BadInput, DamagedLibrary, LibraryError
from onrecord.sentences import fold
from onrecord.types import Document, Source
from onrecord.words import whole
from retriever.filters import Bounds, day_range
from retriever.lexical import Words
from retriever.library import Library
from retriever.rows import SOURCE, marks

__all__ = ["LibraryCatalogue"]

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
        nothing.

        Raises:
            UnknownDocument: no document has that id.
            BadInput: the title is empty, a field is over 300 characters, or the date is no date.
        """
        with self._changing:
            document = self._library.document(document_id)
            source = replace(
                document.source,
                title=_checked("title", title) or _no_title(),
                author=_checked("author", author or ""),
                outlet=_checked("outlet", outlet or ""),
                published=_checked_date(published),
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

    def remove(self, document_id: str) -> None:
        """Take a document off the record and every index, and make sure that it is gone.

        Its file stays as it is, but for the library's own copy of a file that was uploaded: that is deleted too.

        Raises:
            UnknownDocument: no document has that id.
            DamagedLibrary: a trace of it is left in an index; the message says where.
            LibraryError: the document is gone, but the uploaded copy could not be deleted.
        """
        with self._changing:
            document = self._library.document(document_id)
            versions = self._record.versions_of(document_id)
            ids = self._passages_of(versions)
            self._library.remove(document_id)
            self._prove_gone(document, versions, ids)
            self._library.forget_failure(document.source.location, document.source.collection)
            self._delete_copy(document.source.location, f"“{document.source.title}” was removed")

    def _prove_gone(self, document: Document, versions: list[int], ids: list[int]) -> None:
        library, title = self._library, document.source.title
        left = [
            place
            for place, found in (
                ("the record", self._record.versions_of(document.source.document_id)),
                ("the passages of the record", self._passages_of(versions)),
                ("the vectors", not library.index.ids().isdisjoint(ids)),
                ("the words", not library.words.ids().isdisjoint(ids)),
                ("a search for its words", self._found_by_its_words(document, versions)),
            )
            if found
        ]
        if left:
            raise DamagedLibrary(
                f"“{title}” was removed, but traces of it are left in {', '.join(left)}; "
                "stop the page and run: onrecord documents verify"
            )

    def _passages_of(self, versions: list[int]) -> list[int]:
        """The ids of the passages of these versions."""
        rows = self._record.rows(f"select id from passages where version in ({marks(versions)})", versions)
        return [row[0] for row in rows]

    def _found_by_its_words(self, document: Document, versions: list[int]) -> bool:
        """Whether a search for how it begins, limited to its own versions, still gives a passage of it."""
        begins = document.text[document.body_start : document.body_start + 1_000]
        bounds = Bounds(versions=tuple(versions))
        vector = self._library.embedder.encode([begins])[0].vector
        return bool(
            self._library.words.search(Words(begins), 1, bounds) or self._library.index.search(vector, 1, bounds)
        )

    def _delete_copy(self, location: str, done: str) -> None:
        """Delete an uploaded file, unless it lies elsewhere or is another document's, on record or not.

        Raises:
            LibraryError: it could not be deleted; ``done`` says what was done nevertheless.
        """
        uploads = self._library.folder.resolve() / "uploads"
        path = Path(location)
        places = {source.location for source in self._library.sources()}
        places |= {failure.location for failure in self.failures()}
        if location in places or not path.parent.resolve().is_relative_to(uploads):
            return
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise LibraryError(
                f"{done}, but its uploaded copy {path} could not be deleted ({error.strerror}); delete it by hand"
            ) from error

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
            self._delete_copy(location, f"{location} was taken off the list")


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
