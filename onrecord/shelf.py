"""What is on record, to be looked at: documents as they are, and as they were when they were cited."""

from dataclasses import dataclass
from typing import Protocol

from onrecord.types import Document, Source

__all__ = ["DocumentShelf", "DocumentVersion"]


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """One version of a document.

    Attributes:
        source: what named it, with the hash of its bytes.
        superseded: when another took its place, ISO 8601 in UTC; None for the one that is searched.
    """

    source: Source
    superseded: str | None = None


class DocumentShelf(Protocol):
    """What is on record, to be looked at."""

    def sources(self) -> list[Source]:
        """Every document on record, by title."""
        ...

    def document(self, document_id: str) -> Document:
        """One document with its text.

        Raises:
            UnknownDocument: no document has that id.
        """
        ...

    def document_version(self, document_id: str, sha256: str) -> tuple[Document, str | None]:
        """A document as it was when its bytes had that hash, and when another version took its place.

        The second is an ISO 8601 time in UTC; None where that version is the one on record.

        Raises:
            UnknownDocument: no document has that id, or that version of it is not kept.
        """
        ...

    def versions(self, document_id: str) -> list[DocumentVersion]:
        """Every version of a document that is kept, the one that is searched first, then the last replaced first.

        Raises:
            UnknownDocument: no document has that id.
        """
        ...
