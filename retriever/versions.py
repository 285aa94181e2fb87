"""Earlier versions of documents: their text stays on record, so that what was cited of it can be opened again."""

import json
import sqlite3
from typing import TYPE_CHECKING, Final

from onrecord.conversations import now_utc
from onrecord.errors import UnknownDocument
from onrecord.shelf import DocumentVersion
from onrecord.types import Document, Source
from retriever.rows import SOURCE, TEXT, document_of, marks

if TYPE_CHECKING:
    from retriever.record import Record

__all__ = ["StoredVersions", "keep_version"]

_COLUMNS: Final = (
    "document_id, collection, location, title, sha256, format, author, outlet, published, published_from, "
    "text, page_starts, body_start, notes"
)
_PRUNE: Final = (
    "delete from versions where document_id = ?1 and place not in (select place from versions "
    "where document_id = ?1 order by superseded desc, place desc limit ?2)"
)


class StoredVersions:
    """The versions of the documents of one library; see :func:`keep_version` for how they come about.

    Args:
        record: the file that holds them.
    """

    def __init__(self, record: "Record") -> None:
        self._record = record

    def of(self, document_id: str) -> list[DocumentVersion]:
        """Every version of a document that is kept, the one that is searched first, then the last replaced first.

        Raises:
            UnknownDocument: no document has that id.
        """
        now = self._record.rows(
            f"select {SOURCE} from documents d where document_id = ? and state = 'ready'", (document_id,)
        )
        earlier = self._record.rows(
            f"select {SOURCE}, superseded from versions d where document_id = ? order by superseded desc, place desc",
            (document_id,),
        )
        if not now and not earlier:
            raise UnknownDocument(f"No document has the id {document_id!r}; see: onrecord documents list")
        return [
            *(DocumentVersion(Source(*row)) for row in now),
            *(DocumentVersion(Source(*row), when) for *row, when in earlier),
        ]

    def document(self, document_id: str, sha256: str) -> tuple[Document, str | None]:
        """As :meth:`onrecord.shelf.DocumentShelf.document_version`."""
        found = self._record.rows(
            f"select {SOURCE}, {TEXT}, null from documents d where document_id = ?1 and sha256 = ?2 "
            "and state = 'ready' "
            f"union all select {SOURCE}, {TEXT}, superseded from versions d where document_id = ?1 and sha256 = ?2",
            (document_id, sha256),
        )
        if not found:
            raise UnknownDocument(
                f"No version of the document {document_id!r} with the hash {sha256[:12]} is kept; "
                f"see: onrecord documents show {document_id} --versions"
            )
        *row, superseded = found[0]
        return document_of(row), superseded

    def add(self, document: Document, superseded: str = "") -> None:
        """Keep a version that was never searched here, as of an archive; one that is kept already stays as it is.

        Args:
            document: as it was.
            superseded: when another took its place; now where that is empty.

        Raises:
            LibraryError: SQLite refused.
        """
        source = document.source
        row = (
            *(source.document_id, source.collection, source.location, source.title, source.sha256, source.format),
            *(source.author, source.outlet, source.published, source.published_from, document.text),
            *(json.dumps(document.page_starts), document.body_start, json.dumps(document.notes)),
            superseded or now_utc(),
        )
        self._record.rows(f"insert or ignore into versions({_COLUMNS}, superseded) values ({marks(row)})", row)

    def prune(self) -> None:
        """Forget the oldest earlier versions of documents that have more of them than are kept."""
        for (document_id,) in self._record.rows("select distinct document_id from versions"):
            self._record.rows(_PRUNE, (document_id, self._record.kept_versions))


def keep_version(database: sqlite3.Connection, old: int, new: int, most: int) -> None:
    """Keep the text of the version ``old`` of a document, which ``new`` is about to replace; in a transaction.

    One with the same bytes as the new one is no earlier version: its title or date was corrected, or it was indexed
    anew. One that never became visible is none either.

    Args:
        database: of the record.
        old: number of the version that goes.
        new: number of the one that comes.
        most: how many earlier versions of a document are kept, from 0; the oldest go first.
    """
    (document_id, sha256) = database.execute(
        "select document_id, sha256 from documents where version = ?", (new,)
    ).fetchone()
    database.execute("delete from versions where document_id = ? and sha256 = ?", (document_id, sha256))
    database.execute(
        f"insert or replace into versions({_COLUMNS}, superseded) select {_COLUMNS}, ? from documents "
        "where version = ? and state = 'ready' and sha256 <> ?",
        (now_utc(), old, sha256),
    )
    database.execute(_PRUNE, (document_id, most))
