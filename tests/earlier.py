"""Earlier versions of documents, for the libraries of the tests."""

from onrecord.errors import UnknownDocument
from onrecord.shelf import DocumentVersion
from onrecord.types import Document, Source

__all__ = ["KeepsEarlier"]


class KeepsEarlier:
    """A shelf with the versions that a test put into :attr:`earlier`, beside those on record.

    Attributes:
        earlier: id and hash -> the document as it was, and when it was replaced.
    """

    earlier: dict[tuple[str, str], tuple[Document, str | None]]

    def sources(self) -> list[Source]:
        """On record."""
        raise NotImplementedError

    def document(self, document_id: str) -> Document:
        """On record."""
        raise NotImplementedError

    def document_version(self, document_id: str, sha256: str) -> tuple[Document, str | None]:
        """The one on record, or an earlier one."""
        if any((one.document_id, one.sha256) == (document_id, sha256) for one in self.sources()):
            return self.document(document_id), None
        if (document_id, sha256) not in self.earlier:
            raise UnknownDocument(f"no version {sha256[:12]} of {document_id} is kept")
        return self.earlier[document_id, sha256]

    def versions(self, document_id: str) -> list[DocumentVersion]:
        """The one on record, then the earlier ones."""
        before = [
            DocumentVersion(document.source, when)
            for (known, _), (document, when) in self.earlier.items()
            if known == document_id
        ]
        return [DocumentVersion(self.document(document_id).source), *before]
