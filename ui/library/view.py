"""What of the library is shown: words looked for, collection, state, order and page; pure."""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args

from onrecord.desk import Entry, Failure
from ui.words import file_name, is_address

__all__ = ["PAGE", "Column", "Row", "RowState", "Shown", "View", "collections_of", "rows_of", "shown"]

RowState = Literal["read", "partly", "failed"]
"""On record whole; on record, and some of it could not be read; not on record, because it could not be read."""

Column = Literal["title", "outlet", "date", "type", "pages", "passages", "collection", "state"]

PAGE: Final = 100
"""Rows of a page: a table of ten thousand would take the browser seconds to lay out."""

_LONGEST: Final = 200
_STATES: Final = get_args(RowState)


@dataclass(frozen=True, slots=True)
class Row:
    """A document on record, or a file that could not be read.

    Attributes:
        id: of the document; of a file, ``f`` and 16 hex digits made from its place and collection.
        state: how it is.
        title: of the document; of a file, its name.
        location: where it is.
        collection: it belongs to, or was meant for.
        format: how it was read; of a file, how its name ends; of an address nothing.
        outlet: who published it, or an empty string.
        author: who wrote it, or an empty string.
        published: when, ISO, or an empty string.
        pages: of the document; 0 for a format without.
        passages: of the document.
        notes: what could not be read, or why the file could not be.
    """

    id: str
    state: RowState
    title: str
    location: str
    collection: str
    format: str
    outlet: str = ""
    author: str = ""
    published: str = ""
    pages: int = 0
    passages: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What is asked to be shown; every field an empty string or False where nothing is."""

    words: str = ""
    collection: str = ""
    state: str = ""
    sort: Column = "title"
    descending: bool = False
    page: int = 1

    def changed(self, given: Mapping[str, Any]) -> "View":
        """This with what a visitor's browser asks for; what makes no sense is left as it is.

        The first page is shown again unless it is the page that is asked for.
        """
        checks: dict[str, Callable[[Any], bool]] = {
            "words": lambda value: isinstance(value, str) and len(value) <= _LONGEST,
            "collection": lambda value: isinstance(value, str) and len(value) <= _LONGEST,
            "state": lambda value: value in ("", *_STATES),
            "sort": lambda value: value in get_args(Column),
            "descending": lambda value: isinstance(value, bool),
            "page": lambda value: isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1_000_000,
        }
        sound = {name: given[name] for name, check in checks.items() if name in given and check(given[name])}
        if sound and "page" not in sound:
            sound["page"] = 1
        return replace(self, **sound)

    @property
    def limited(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.words.strip() or self.collection or self.state)


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of rows.

    Attributes:
        rows: of the page.
        found: how many the view lets through in all.
        page: its number, from 1; the last one where more was asked for.
        pages: how many there are, at least 1.
    """

    rows: Sequence[Row]
    found: int
    page: int
    pages: int


def rows_of(entries: Iterable[Entry], failures: Iterable[Failure]) -> list[Row]:
    """Documents and files as rows."""
    return [*map(_document, entries), *map(_file, failures)]


def collections_of(rows: Iterable[Row]) -> list[str]:
    """The collections that occur, by name."""
    return sorted({row.collection for row in rows}, key=_folded)


def shown(rows: Iterable[Row], view: View) -> Shown:
    """The page of rows that a view shows."""
    terms = _folded(view.words).split()
    found = [row for row in rows if _let_through(row, view, terms)]
    found.sort(key=lambda row: (_folded(row.title), row.location))
    order = _KEYS[view.sort]
    # What has no value comes last in either direction.
    known = sorted((row for row in found if order(row)), key=order, reverse=view.descending)
    found = [*known, *(row for row in found if not order(row))]
    pages = max(1, -(-len(found) // PAGE))
    page = min(view.page, pages)
    return Shown(found[(page - 1) * PAGE : page * PAGE], len(found), page, pages)


def _let_through(row: Row, view: View, terms: Sequence[str]) -> bool:
    if (view.collection and row.collection != view.collection) or (view.state and row.state != view.state):
        return False
    if not terms:
        return True
    told = _folded(" ".join((row.title, row.outlet, row.author, file_name(row.location), row.collection)))
    return all(term in told for term in terms)


def _folded(text: str) -> str:
    """Without case and accents, for comparing: a search for ``hafen uber`` finds ``Häfen über``."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


_KEYS: Final[Mapping[Column, Callable[[Row], Any]]] = {
    "title": lambda row: _folded(row.title),
    "outlet": lambda row: _folded(row.outlet or row.author),
    "date": lambda row: row.published,
    "type": lambda row: row.format,
    "pages": lambda row: row.pages,
    "passages": lambda row: row.passages,
    "collection": lambda row: _folded(row.collection),
    "state": lambda row: 1 + _STATES.index(row.state),
}


def _document(entry: Entry) -> Row:
    source = entry.source
    return Row(
        source.document_id,
        "partly" if entry.notes else "read",
        source.title,
        source.location,
        source.collection,
        source.format,
        source.outlet or "",
        source.author or "",
        source.published or "",
        entry.pages,
        entry.passages,
        entry.notes,
    )


def _file(failure: Failure) -> Row:
    digest = hashlib.sha256(f"{failure.collection}\0{failure.location}".encode("utf-8", "surrogatepass")).hexdigest()
    name = file_name(failure.location)
    ending = name.rpartition(".")[2] if "." in name and not is_address(failure.location) else ""
    return Row(
        f"f{digest[:16]}",
        "failed",
        name,
        failure.location,
        failure.collection,
        ending if len(ending) <= 5 else "",
        notes=(failure.reason,),
    )
