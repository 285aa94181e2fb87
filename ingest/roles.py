"""What a run of ingestion asks of others: for pages of the web, for documents of bytes, for what is on record."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from onrecord.errors import UnreadableFile
from onrecord.types import Document

__all__ = ["Fetch", "Known", "Listed", "Piece", "Read", "no_fetching"]


@dataclass(frozen=True, slots=True)
class Listed:
    """One page as a list names it.

    Attributes:
        address: as written, made whole; may be anything.
        title: or empty.
        author: or empty.
        published: ISO date, or None.
        changed: the day of its last change as ISO date, or None; of sitemaps, which know no other.
    """

    address: str
    title: str = ""
    author: str = ""
    published: str | None = None
    changed: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes of one document to be (a file, what is in one, a page of the web), or why they cannot be had.

    Attributes:
        location: absolute path, path in a container, or address: after redirects, without fragment and tracking
            parameters.
        data: its bytes; empty where they cannot be had.
        format: of :data:`ingest.load.formats.FORMATS`; None for the one that its location names.
        reason: why they cannot be had; empty when all is well.
        left_out: what was left out on purpose, in words; then there are no data, and nothing has failed.
        listed: what the feed or sitemap says of it; None for any other.
    """

    location: str
    data: bytes = b""
    format: str | None = None
    reason: str = ""
    left_out: str = ""
    listed: Listed | None = None


Fetch = Callable[[str], Iterator[Piece]]
"""An address -> the page or file there, or all those that a feed or a sitemap there names."""


class Known(Protocol):
    """What is on record already."""

    def id_for(self, location: str, collection: str) -> str:
        """The id of the document at a location, which may have come there from elsewhere; else of a new one there."""
        ...

    def document(self, document_id: str) -> Document:
        """One document with its text."""
        ...


class Read(Protocol):
    """Reads one file, as :func:`ingest.load.load` does."""

    def __call__(self, location: str, collection: str, data: bytes, format_name: str | None = None) -> Document:
        """The document; raises an IngestError that says what is wrong with the file."""
        ...


def no_fetching(address: str) -> Iterator[Piece]:
    """Refuses every address.

    Raises:
        UnreadableFile: always.
    """
    raise UnreadableFile("web addresses are not fetched here; save the page, and ingest the file")
