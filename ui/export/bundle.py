"""What an export is made of: exchanges, what their citations stand for by now, and pictures of the quoted pages."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from onrecord.answers import Citation
from onrecord.conversations import Exchange
from onrecord.desk import Box, OnPage, Originals
from onrecord.errors import OnrecordError, OriginalChanged, OriginalMissing, UnknownDocument
from onrecord.ports import DocumentShelf
from onrecord.types import Source
from ui.excerpts import Excerpt, ExcerptState, excerpt
from ui.words import is_address

__all__ = ["Bundle", "CitedAt", "FileKey", "FileState", "Mark", "PageKey", "Picture", "Stand", "gathered"]

_log: Final = logging.getLogger(__name__)

# Width of a picture in pixels: small print can still be read.
_WIDTH: Final = 1000

# Pictures of pages, in bytes, all together: as text they take a third more, and few mail servers take over 25 MB.
_MOST_BYTES: Final = 17_000_000

FileState = Literal["same", "superseded", "changed", "missing", "removed", "unchecked"]
"""The file of a cited document just now: has the hash on record, was superseded by another version (the text of the
cited one is kept), has another hash, is gone, was taken off the record, or was not compared (it is from the web, or
there is nothing to compare with)."""

_STATES: Final[dict[ExcerptState, FileState]] = {
    "found": "unchecked", "superseded": "superseded", "changed": "changed", "removed": "removed",
    "unreadable": "unchecked",
}  # fmt: skip


class CitedAt(NamedTuple):
    """A citation of one of the exchanges; two exchanges may give one number to different words."""

    exchange_id: str
    number: int


class FileKey(NamedTuple):
    """One version of a document."""

    document_id: str
    sha256: str

    @classmethod
    def of(cls, source: Source) -> "FileKey":
        """The version that ``source`` names."""
        return cls(source.document_id, source.sha256)


class PageKey(NamedTuple):
    """A page of one version of a document."""

    file: FileKey
    page: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the words of a citation stand on a page, a box a line; none where that could not be told."""

    cited: CitedAt
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it looks.

    Attributes:
        webp: the picture; empty where there is none.
        width: in pixels.
        height: in pixels.
        missing: why there is none: the export would be ``large``, or drawing ``failed``; None where there is one.
    """

    webp: bytes
    width: int
    height: int
    missing: Literal["large", "failed"] | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that an export says.

    Attributes:
        title: of the whole: a question, or the title of a conversation.
        exchanges: in order; those of one conversation.
        made: when, ISO 8601.
        settings: name -> value: version, writer, judge, embedder and what else made the answers what they are.
        excerpts: what each citation stands for by now, in its surroundings; one that lacks is shown by its quote.
        files: the state of each version of a document that is cited; ``unchecked`` for one that lacks.
        pages: pictures of the pages that are quoted, in the order in which they are.
        marks: what is quoted on each of them.
    """

    title: str
    exchanges: tuple[Exchange, ...]
    made: str
    settings: Mapping[str, str] = field(default_factory=dict)
    excerpts: Mapping[CitedAt, Excerpt] = field(default_factory=dict)
    files: Mapping[FileKey, FileState] = field(default_factory=dict)
    pages: Mapping[PageKey, Picture] = field(default_factory=dict)
    marks: Mapping[PageKey, Sequence[Mark]] = field(default_factory=dict)

    def excerpt(self, exchange: Exchange, citation: Citation) -> Excerpt:
        """What a citation stands for."""
        known = self.excerpts.get(CitedAt(exchange.id, citation.number))
        return known or Excerpt("", citation.quote, "", "unreadable")

    def superseded(self, key: FileKey) -> str:
        """When another version took the place of a cited one that is kept, ISO 8601 in UTC; empty where none did."""
        times = (self.excerpt(*at).superseded for at in self.cited() if FileKey.of(at[1].source) == key)
        return next(filter(None, times), "")

    def pages_of(self, exchange: Exchange, citation: Citation) -> Iterator[PageKey]:
        """The pages that show a citation."""
        cited = CitedAt(exchange.id, citation.number)
        return (page for page, marks in self.marks.items() if any(mark.cited == cited for mark in marks))

    def cited(self) -> Iterator[tuple[Exchange, Citation]]:
        """Every citation, in order."""
        return ((exchange, citation) for exchange in self.exchanges for citation in exchange.citations)


@dataclass(frozen=True, slots=True)
class Stand:
    """Where exports look things up.

    Attributes:
        shelf: what is on record.
        originals: the files and pictures of their pages; None where they cannot be had.
        settings: what the export says of this Onrecord.
    """

    shelf: DocumentShelf
    originals: Originals | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


def gathered(title: str, exchanges: Sequence[Exchange], stand: Stand, *, made: str, pictured: bool) -> Bundle:
    """Look up all that an export says.

    What cannot be looked up is missing from it and said to be, never an error. Pages beyond 17 MB of pictures get none.

    Args:
        title: of the whole.
        exchanges: in order.
        stand: where to look.
        made: when, ISO 8601.
        pictured: whether pictures of pages are wanted.
    """
    cited = [(exchange, citation) for exchange in exchanges for citation in exchange.citations]
    excerpts = {CitedAt(one.id, citation.number): excerpt(citation, stand.shelf) for one, citation in cited}
    files: dict[FileKey, FileState] = {}
    for exchange, citation in cited:
        key = FileKey.of(citation.source)
        if key not in files:
            files[key] = _file_state(citation.source, excerpts[CitedAt(exchange.id, citation.number)], stand.originals)
    bundle = Bundle(title, tuple(exchanges), made, stand.settings, excerpts, files)
    if stand.originals is None or not pictured:
        return bundle
    marks = _marks(bundle, stand.originals)
    return Bundle(
        title, bundle.exchanges, made, stand.settings, excerpts, files, _pictures(marks, stand.originals), marks
    )


def _file_state(source: Source, found: Excerpt, originals: Originals | None) -> FileState:
    if originals is None or found.state in ("superseded", "changed", "removed"):
        return _STATES[found.state]
    try:
        originals.path(source.document_id)
    except OnrecordError as error:
        return _state_for(error, source)
    return "same"


def _state_for(error: OnrecordError, source: Source) -> FileState:
    if isinstance(error, OriginalChanged | UnknownDocument):
        return "changed" if isinstance(error, OriginalChanged) else "removed"
    if isinstance(error, OriginalMissing) and not is_address(source.location):
        return "missing"
    _log.warning("could not compare %r with the record: %s", source.location, error)
    return "unchecked"


def _marks(bundle: Bundle, originals: Originals) -> dict[PageKey, list[Mark]]:
    """What is quoted on which page, of the documents that still are what they were."""
    marks: dict[PageKey, list[Mark]] = defaultdict(list)
    for exchange, citation in bundle.cited():
        file = FileKey.of(citation.source)
        pictured = citation.page is not None and citation.source.format == "pdf"
        if not pictured or bundle.excerpt(exchange, citation).state != "found" or bundle.files[file] != "same":
            continue
        for spot in _spots(citation, citation.page or 1, originals):
            cited = CitedAt(exchange.id, citation.number)
            marks[PageKey(file, spot.page)].append(Mark(cited, spot.boxes))
    return dict(marks)


def _spots(citation: Citation, page: int, originals: Originals) -> tuple[OnPage, ...]:
    nowhere = (OnPage(page, ()),)
    try:
        return originals.boxes(citation.source.document_id, page, citation.quote, citation.start) or nowhere
    except Exception:  # noqa: BLE001 - a damaged page costs its marks, never the export
        _log.exception("could not find the quote on page %d of %r", page, citation.source.location)
        return nowhere


def _pictures(marks: Mapping[PageKey, Sequence[Mark]], originals: Originals) -> dict[PageKey, Picture]:
    pictures: dict[PageKey, Picture] = {}
    left, full = _MOST_BYTES, False
    for key in marks:
        picture = Picture(b"", 0, 0, "large") if full else _picture(key, originals)
        if len(picture.webp) > left:
            picture, full = Picture(b"", 0, 0, "large"), True
        left -= len(picture.webp)
        pictures[key] = picture
    return pictures


def _picture(key: PageKey, originals: Originals) -> Picture:
    try:
        width, height = originals.shape(key.file.document_id, key.page)
        webp = originals.image(key.file.document_id, key.page, _WIDTH)
    except Exception:  # noqa: BLE001 - a damaged page costs its picture, never the export
        _log.exception("could not draw page %d of document %s", key.page, key.file.document_id)
        return Picture(b"", 0, 0, "failed")
    return Picture(webp, _WIDTH, max(1, round(_WIDTH * height / width)))
