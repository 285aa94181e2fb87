"""Files in, one report a file out. A bad file loses nothing else; an interrupted run goes on where it stopped."""

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path, PurePath
from typing import Final, Literal

from ingest.jobs import Job, checked_name, distinct, is_address, is_read, jobs_of, printable, without_password
from ingest.load import document_id_of, load, read_bytes
from ingest.load.ole import why_not_read
from ingest.members import INSIDE, holds_documents, members_of
from ingest.roles import Fetch, Known, Piece, Read, no_fetching
from ingest.split import split
from onrecord.errors import IngestError, UnreadableFile
from onrecord.ports import IngestReport, PassageSink, Progress, TokenCounter
from onrecord.sentences import fold
from onrecord.types import Document, Passage

__all__ = ["IngestRun"]

# Passages embedded and stored at a time: bounds memory, whatever the length of the document.
_BATCH: Final = 256
# Small documents share a batch, and with it the cost of a write to disk: so many wait for one another at most.
_MOST_WAITING: Final = 64
# Members of a file that its one report tells of.
_MOST_TOLD: Final = 5
Status = Literal["added", "replaced", "unchanged", "failed", "skipped"]
_BEST_FIRST: Final[tuple[Status, ...]] = ("added", "replaced", "unchanged", "failed", "skipped")


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that was read: its document, ready to be stored, and the report that is due once it is."""

    document: Document
    report: IngestReport


class IngestRun:
    """Reads files, splits them and hands the passages to a sink.

    Args:
        sink: where documents go.
        count_tokens: texts -> tokens of the embedder.
        max_file_megabytes: a larger file is refused before it is read.
        read: what makes documents of bytes.
        fetch: what is asked for addresses in the web.
        known: what is asked of earlier versions; where None, a document that was moved is another one, and a page of
            the web whose bytes changed is replaced although its words did not.
    """

    def __init__(
        self,
        sink: PassageSink,
        count_tokens: TokenCounter,
        max_file_megabytes: int,
        read: Read = load,
        fetch: Fetch = no_fetching,
        known: Known | None = None,
    ) -> None:
        self._sink = sink
        self._count_tokens = count_tokens
        self._max_file_megabytes = max_file_megabytes
        self._read, self._fetch, self._known = read, fetch, known

    def ingest(
        self, paths: Sequence[str], collection: str = "default", progress: Progress | None = None
    ) -> Iterator[IngestReport]:
        """Yield one report a document, in order, once it is on record or cannot be.

        Folders are read through, their hidden files left out; so are archives, mailboxes, feeds and sitemaps, whose
        members get a report each. A file whose bytes are on record already is not read again. Files that are given
        more than once are read once. Small documents are stored together, so their reports come together.

        Args:
            paths: files, folders and addresses.
            collection: the part of the library they go to.
            progress: told the number of files done, the number in all, and the file now read.
        """
        jobs = distinct(job for path in paths for job in jobs_of(path))
        waiting = _Waiting(self._sink, self._count_tokens)
        for done, job in enumerate(jobs):
            if progress:
                progress(done, len(jobs), os.path.basename(job.path))
            for read in self._each(job, collection):
                yield from waiting.take(read)
        yield from waiting.finish()
        if progress:
            progress(len(jobs), len(jobs), "")

    def _each(self, job: Job, collection: str) -> Iterator[IngestReport | _Read]:
        """What becomes of one file or address: of it, or of each document that it holds."""
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
                yield self._one(piece, shown, collection)
            if place not in seen:  # it could be opened, and what is in it has reports of its own
                self._sink.forget_failure(printable(place), collection)
        except IngestError as error:
            yield self._failed(place, job.path, collection, error)

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

    def _one(self, piece: Piece, shown: str, collection: str) -> IngestReport | _Read:
        location = piece.location
        try:
            if piece.reason:
                raise UnreadableFile(piece.reason)
            before = self._sink.sha256_of(location, collection)
            if before == hashlib.sha256(piece.data).hexdigest():
                return self._unchanged(location, shown, collection)
            document = self._named(self._read(location, collection, piece.data, piece.format), piece)
            if before and is_address(location) and self._says_the_same(document):
                return self._unchanged(location, shown, collection)
        except IngestError as error:
            return self._failed(location, shown, collection, error)
        status: Status = "replaced" if before else "added"
        report = IngestReport(shown, status, "; ".join(document.notes), document.source.document_id)
        return _Read(document, report)

    def _id_for(self, location: str, collection: str) -> str:
        return self._known.id_for(location, collection) if self._known else document_id_of(location, collection)

    def _named(self, document: Document, piece: Piece) -> Document:
        """The document under the id of its place, with what a feed says of it where it says nothing of itself."""
        source = document.source
        source = replace(source, document_id=self._id_for(source.location, source.collection))
        if listed := piece.listed:
            stem = PurePath(source.location).stem
            if listed.title and source.title in (fold(stem.replace("_", " ")), source.location):
                source = replace(source, title=fold(listed.title))
            if listed.author and not source.author:
                source = replace(source, author=fold(listed.author))
            if listed.published and not source.published:
                source = replace(source, published=listed.published, published_from="feed")
        return replace(document, source=source)

    def _says_the_same(self, document: Document) -> bool:
        """Whether its words are those on record: pages of the web change around them at every visit."""
        if self._known is None:
            return False
        return self._known.document(document.source.document_id).text == document.text

    def _unchanged(self, location: str, shown: str, collection: str) -> IngestReport:
        self._sink.forget_failure(location, collection)
        return IngestReport(shown, "unchanged", document_id=self._id_for(location, collection))

    def _failed(self, location: str, shown: str, collection: str, error: IngestError) -> IngestReport:
        reason = fold(str(error))
        self._sink.note_failure(without_password(printable(location)), collection, reason)
        return IngestReport(without_password(shown), "failed", reason)

    def ingest_file(self, path: str, collection: str, step: Callable[[int], None], named: bool = True) -> IngestReport:
        """Put one file on record, whole or not at all, without waiting for others to be stored with it.

        One that holds several documents gives one report on all of them: ``failed`` only where none could be read.

        Args:
            path: of the file, or an address.
            collection: the part of the library it goes to.
            step: told the number of passages of one document stored so far, before each batch of them; told 0 also
                after one that needs no storing, of which an address or an archive may hold many. What it raises comes
                out of here, and leaves the record of that document as it was.
            named: whether it was given by name; one found in a folder is skipped where its format is not read.
        """
        reports = []
        for read in self._each(Job(path, named), collection):
            if not isinstance(read, IngestReport):
                reports.append(replace(read.report, passages=self.store(read.document, step)))
                continue
            reports.append(read)
            if read.status != "failed" or is_address(path):  # why an uploaded file failed is told, whatever was asked
                step(0)
        return reports[0] if len(reports) == 1 else _summed(path, reports)

    def store(self, document: Document, step: Callable[[int], None] | None = None) -> int:
        """Put one document on record, whole or not at all; returns its number of passages.

        ``step`` is as in :meth:`ingest_file`.
        """
        return _store(self._sink, [document], split(document, self._count_tokens), step)


class _Waiting:
    """Small documents until there are enough of them for a batch; a large one goes straight in.

    Reports come out in the order their files went in, so one that is ready waits for those before it.
    """

    def __init__(self, sink: PassageSink, count_tokens: TokenCounter) -> None:
        self._sink = sink
        self._count_tokens = count_tokens
        self._documents: list[Document] = []
        self._passages: list[Passage] = []
        self._reports: list[IngestReport] = []

    def take(self, read: IngestReport | _Read) -> Iterator[IngestReport]:
        """Take in what became of one file; yields the reports that are due."""
        if isinstance(read, IngestReport):
            self._reports.append(read)
            if not self._documents:
                yield from self.finish()
            return
        if any(one.source.document_id == read.document.source.document_id for one in self._documents):
            yield from self.finish()  # two addresses may lead to one page
        passages = split(read.document, self._count_tokens)
        first = list(islice(passages, _BATCH))
        if len(first) == _BATCH or len(self._passages) + len(first) > _BATCH:
            yield from self.finish()
        if len(first) == _BATCH:
            stored = _store(self._sink, [read.document], chain(first, passages))
            yield replace(read.report, passages=stored)
            return
        self._documents.append(read.document)
        self._passages += first
        self._reports.append(replace(read.report, passages=len(first)))
        if len(self._documents) == _MOST_WAITING:
            yield from self.finish()

    def finish(self) -> Iterator[IngestReport]:
        """Store what waits; yields the reports that waited with it."""
        documents, passages, reports = self._documents, self._passages, self._reports
        self._documents, self._passages, self._reports = [], [], []
        if documents:
            _store(self._sink, documents, iter(passages))
        yield from reports


def _store(
    sink: PassageSink,
    documents: Sequence[Document],
    passages: Iterator[Passage],
    step: Callable[[int], None] | None = None,
) -> int:
    """Put documents on record, all of them or none; returns their number of passages."""
    intake = sink.begin(documents)
    try:
        stored = 0
        while batch := list(islice(passages, _BATCH)):
            if step:
                step(stored)
            intake.add(batch)
            stored += len(batch)
        intake.commit()
    except BaseException:
        intake.abandon()
        raise
    return stored


def _summed(path: str, reports: Sequence[IngestReport]) -> IngestReport:
    """One report on all the documents of a file that holds several; of what is odd, what failed is told first."""
    if not reports:
        return IngestReport(path, "failed", "there is no document in it; check the file")
    counts = Counter(report.status for report in reports)
    best: Status = next(status for status in _BEST_FIRST if counts[status])
    told = sorted((one for one in reports if one.reason), key=lambda one: one.status != "failed")
    lines = [", ".join(f"{count} {status}" for status, count in counts.items())]
    lines += [f"{one.location.rpartition(INSIDE)[2]}: {one.reason}" for one in told[:_MOST_TOLD]]
    lines += [f"and {len(told) - _MOST_TOLD:,} more"] if len(told) > _MOST_TOLD else []
    return IngestReport(path, best, "; ".join(lines), passages=sum(report.passages for report in reports))
