"""What becomes of each file before anything is stored: found, known already, to be read, or of no use."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Literal

from ingest.jobs import Job, checked_name, is_address, is_read, printable, without_password
from ingest.load import document_id_of, read_bytes
from ingest.load.ole import why_not_read
from ingest.members import INSIDE, holds_documents, members_of
from ingest.roles import Fetch, Known, Piece, Read
from onrecord.errors import IngestError, UnreadableFile
from onrecord.ports import IngestReport, PassageSink
from onrecord.sentences import fold
from onrecord.types import Document

__all__ = ["Candidate", "Found", "Looking", "Ready", "prepare"]


@dataclass(frozen=True, slots=True)
class Found:
    """A piece that a file or an address gave, and how reports name it."""

    piece: Piece
    shown: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that is to be read.

    Attributes:
        piece: its bytes.
        shown: how reports name it.
        collection: the part of the library it goes to.
        document_id: of its place.
        replaces: whether an earlier version of it is on record.
    """

    piece: Piece
    shown: str
    collection: str
    document_id: str
    replaces: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """A document that was read and is to be stored, and the report that is due once it is."""

    document: Document
    report: IngestReport


def prepare(candidate: Candidate, read: Read) -> Document:
    """The document under the id of its place, with what a feed says of it where it says nothing of itself.

    It depends on its arguments alone, and may be done in another process.

    Raises:
        IngestError: it cannot be read.
    """
    piece = candidate.piece
    document = read(piece.location, candidate.collection, piece.data, piece.format)
    source = replace(document.source, document_id=candidate.document_id)
    if listed := piece.listed:
        stem = PurePath(source.location).stem
        if listed.title and source.title in (fold(stem.replace("_", " ")), source.location):
            source = replace(source, title=fold(listed.title))
        if listed.author and not source.author:
            source = replace(source, author=fold(listed.author))
        if listed.published and not source.published:
            source = replace(source, published=listed.published, published_from="feed")
    return replace(document, source=source)


class Looking:
    """Finds what there is to read, and says what became of it; reads no document itself.

    Args:
        sink: asked what is on record, and told what failed.
        max_file_megabytes: a larger file is refused before it is read.
        fetch: what is asked for addresses in the web.
        known: what is asked of earlier versions; where None, a document that was moved is another one, and a page of
            the web whose bytes changed is replaced although its words did not.
    """

    def __init__(self, sink: PassageSink, max_file_megabytes: int, fetch: Fetch, known: Known | None) -> None:
        self._sink, self._max_file_megabytes = sink, max_file_megabytes
        self._fetch, self._known = fetch, known

    def found(self, job: Job, collection: str) -> Iterator[IngestReport | Found]:
        """What there is at one file or address: it, or each document that it holds; or why nothing can be had."""
        path = Path(os.path.abspath(job.path)) if job.path else Path("(no name)")
        place = job.path if is_address(job.path) else str(path)
        if not job.named and not is_read(path):
            yield IngestReport(job.path, "skipped", why_not_read(path))
            return
        seen = set()
        try:
            for piece in self._fetch(place) if is_address(place) else self._pieces(path):
                shown = job.path if piece.location == place else piece.location
                if piece.left_out:
                    yield IngestReport(shown, "skipped", piece.left_out)
                    continue
                seen.add(piece.location)
                yield Found(piece, shown)
            if place not in seen:  # it could be opened, and what is in it has reports of its own
                self._sink.forget_failure(printable(place), collection)
        except IngestError as error:
            yield self.failed(place, job.path, collection, error)

    def _pieces(self, path: Path) -> Iterator[Piece]:
        """A file, or the members of one that holds documents."""
        location = checked_name(path)
        data = read_bytes(path, self._max_file_megabytes)
        if not holds_documents(path, data):
            yield Piece(location, data)
        for member in members_of(path, data, self._max_file_megabytes):
            place = f"{location}{INSIDE}{member.name}"
            if member.skipped:
                yield Piece(place, left_out=member.reason)
            else:
                yield Piece(place, member.data, reason=member.reason)

    def check(self, found: Found, collection: str) -> IngestReport | Candidate:
        """The report on what is on record already or cannot be had; else what is to be read."""
        piece, shown = found.piece, found.shown
        try:
            if piece.reason:
                raise UnreadableFile(piece.reason)
            before = self._sink.sha256_of(piece.location, collection)
            if before == hashlib.sha256(piece.data).hexdigest():
                return self._unchanged(piece.location, shown, collection)
        except IngestError as error:
            return self.failed(piece.location, shown, collection, error)
        return Candidate(piece, shown, collection, self._id_for(piece.location, collection), before is not None)

    def settle(self, candidate: Candidate, document: Document) -> IngestReport | Ready:
        """What is due for a document that was read: to be stored, or a report that it says what it said before."""
        location, shown = candidate.piece.location, candidate.shown
        if candidate.replaces and is_address(location) and self._says_the_same(document):
            return self._unchanged(location, shown, candidate.collection)
        status: Literal["added", "replaced"] = "replaced" if candidate.replaces else "added"
        report = IngestReport(shown, status, "; ".join(document.notes), document.source.document_id)
        return Ready(document, report)

    def failed(self, location: str, shown: str, collection: str, error: IngestError) -> IngestReport:
        """Note that a document cannot be had, and report it.

        Args:
            location: its place.
            shown: how reports name it.
            collection: the part of the library it was to go to.
            error: why.
        """
        reason = fold(str(error))
        self._sink.note_failure(without_password(printable(location)), collection, reason)
        return IngestReport(without_password(shown), "failed", reason)

    def _id_for(self, location: str, collection: str) -> str:
        return self._known.id_for(location, collection) if self._known else document_id_of(location, collection)

    def _says_the_same(self, document: Document) -> bool:
        """Whether its words are those on record: pages of the web change around them at every visit."""
        if self._known is None:
            return False
        return self._known.document(document.source.document_id).text == document.text

    def _unchanged(self, location: str, shown: str, collection: str) -> IngestReport:
        self._sink.forget_failure(location, collection)
        return IngestReport(shown, "unchanged", document_id=self._id_for(location, collection))
