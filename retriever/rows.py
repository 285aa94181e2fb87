"""Documents and passages as rows of the record, and back."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeVar

import numpy as np

from onrecord.types import Document, Passage, Source, Span
from retriever.embed import Floats
from retriever.filters import Bounds, day_range
from retriever.sayings import said_line, said_of
from retriever.tokens import Storable, pack

__all__ = [
    "DOCUMENT",
    "PASSAGE",
    "SOURCE",
    "TEXT",
    "StoredPassage",
    "condition",
    "document_of",
    "document_row",
    "marks",
    "passage_row",
    "stored",
    "together",
]

_Value = TypeVar("_Value")
# Values in one statement; SQLite takes 32,766.
_TOGETHER: Final = 5_000
SOURCE: Final = (
    "d.document_id, d.location, d.title, d.sha256, d.format, d.collection, d.author, d.outlet, d.published, "
    "d.published_from"
)
# What a document has beside its source, of ``documents`` and of ``versions``.
TEXT: Final = "d.text, d.page_starts, d.body_start, d.notes"
# Those that document_row gives, in order.
DOCUMENT: Final = (
    "document_id, collection, location, title, sha256, format, author, outlet, published, first_day, last_day, text, "
    "page_starts, body_start, notes, published_from"
)
PASSAGE: Final = (
    "p.id, p.version, p.place, p.start, p.finish, p.page, p.heading, p.section_start, p.section_finish, p.context, "
    "p.sentences, p.text, p.said, p.vector"
)
_PASSAGE_COLUMNS: Final = len(PASSAGE.split(","))


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with what the later stages need of it.

    Attributes:
        id: its number on record.
        version: the version of its document.
        passage: the passage.
        source: its document.
        vector: float32, shape (d,), unit length.
    """

    id: int
    version: int
    passage: Passage
    source: Source
    vector: Floats


def condition(bounds: Bounds) -> tuple[str, tuple[object, ...]]:
    """The bounds as an SQL condition on ``documents d``, beginning with ``and``, and its values."""
    parts: list[str] = []
    values: list[object] = []
    for clause, value in (
        ("d.collection = ?", bounds.collection),
        ("d.last_day >= ?", bounds.first_day),
        ("d.first_day <= ?", bounds.last_day),
    ):
        if value is not None:
            parts.append(f" and {clause}")
            values.append(value)
    if bounds.versions is not None:
        parts.append(f" and d.version in ({marks(bounds.versions)})")
        values += bounds.versions
    return "".join(parts), tuple(values)


def marks(values: Sequence[object]) -> str:
    """A place holder for each value."""
    return ",".join("?" * len(values))


def together(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    """The values in order, as many at a time as one statement is given."""
    for at in range(0, len(values), _TOGETHER):
        yield values[at : at + _TOGETHER]


def document_of(row: Sequence[Any]) -> Document:
    """A document from :data:`SOURCE` and :data:`TEXT`."""
    *source, text, page_starts, body_start, notes = row
    return Document(Source(*source), text, tuple(json.loads(page_starts)), body_start, tuple(json.loads(notes)))


def document_row(document: Document) -> tuple[object, ...]:
    """The values of the columns :data:`DOCUMENT`."""
    source = document.source
    days = day_range(source.published) if source.published else (None, None)
    return (
        *(source.document_id, source.collection, source.location, source.title, source.sha256, source.format),
        *(source.author, source.outlet, source.published, *days, document.text),
        *(json.dumps(document.page_starts), document.body_start, json.dumps(document.notes), source.published_from),
    )


def passage_row(version: int, passage: Passage, encoded: Storable, keys: str) -> tuple[object, ...]:
    """The columns of ``passages`` but the first, of a passage of a version with its vectors and keys."""
    spans = json.dumps([(span.start, span.end, passage.page_of(span)) for span in passage.sentences])
    section = (passage.section.start, passage.section.end) if passage.section else (None, None)
    return (
        *(version, passage.index, passage.start, passage.end, passage.page, passage.heading, *section),
        *(json.dumps(passage.context), spans, passage.text),
        *(encoded.vector.astype("<f4").tobytes(), pack(encoded), keys, said_line(passage.said)),
    )


def stored(row: tuple[Any, ...]) -> StoredPassage:
    """A passage from :data:`PASSAGE` and :data:`SOURCE`."""
    id_, version, *columns, vector = row[:_PASSAGE_COLUMNS]
    source = row[_PASSAGE_COLUMNS:]
    return StoredPassage(id_, version, _passage(source[0], *columns), Source(*source), np.frombuffer(vector, "<f4"))


@lru_cache(maxsize=4096)  # those that many questions find; by all that is on record of it, so it is never an old one
def _passage(document_id: str, *columns: Any) -> Passage:  # noqa: ANN401 - as SQLite gives them
    place, start, finish, page, heading, from_, to, context, sentences, text, said = columns
    places = json.loads(sentences)
    return Passage(
        document_id=document_id,
        index=place,
        start=start,
        end=finish,
        text=text,
        sentences=tuple(Span(begin, end) for begin, end, _ in places),
        page=page,
        heading=heading,
        sentence_pages=tuple(number for _, _, number in places if number is not None),
        context=tuple(json.loads(context)),
        section=Span(from_, to) if to else None,
        said=said_of(said),
    )
