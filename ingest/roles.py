"""What a run of ingestion asks of others: for pages of the web, for documents of bytes, for what is on record."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from onrecord.errors import UnreadableFile
from onrecord.types import Document

__all__ = ["Fetch", "Fetched", "Known", "Listed", "Read", "no_fetching"]


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


class Fetched(Protocol):
    """One page or file of the web."""

    @property
    def location(self) -> str:
        """Its address, after redirects."""
        ...

    @property
    def data(self) -> bytes:
        """What was sent; empty where it could not be had."""
        ...

    @property
    def format(self) -> str | None:
        """Of :data:`ingest.load.formats.FORMATS`; None for one that is not read."""
        ...

    @property
    def reason(self) -> str:
        """Why it could not be had; empty when all is well."""
        ...

    @property
    def left_out(self) -> str:
        """What was not fetched on purpose, in words; then there are no data, and nothing has failed."""
        ...

    @property
    def listed(self) -> Listed | None:
        """What the feed or sitemap says of it; None where it was given by its own address."""
        ...


Fetch = Callable[[str], Iterator[Fetched]]
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


def no_fetching(address: str) -> Iterator[Fetched]:
    """Refuses every address.

    Raises:
        UnreadableFile: always.
    """
    raise UnreadableFile("web addresses are not fetched here; save the page, and ingest the file")
