"""Files in, one report a file out. A bad file loses nothing else; an interrupted run goes on where it stopped."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Final, Generic, Literal, TypeVar

from ingest.jobs import Job, distinct, is_address, jobs_of
from ingest.load import load
from ingest.looking import Looking, Ready, prepare
from ingest.members import INSIDE
from ingest.roles import Fetch, Known, Read, no_fetching
from ingest.split import split
from onrecord.errors import IngestError
from onrecord.ports import IngestReport, Intake, PassageSink, Progress, TokenCounter
from onrecord.types import Document, Passage

__all__ = ["IngestRun", "Waiting"]

_Item = TypeVar("_Item")
# Passages embedded and stored at a time: bounds memory, whatever the length of the document.
_BATCH: Final = 256
# Small documents share a batch, and with it the cost of a write to disk: so many wait for one another at most.
_MOST_WAITING: Final = 64
# Members of a file that its one report tells of.
_MOST_TOLD: Final = 5
Status = Literal["added", "replaced", "unchanged", "failed", "skipped"]
_BEST_FIRST: Final[tuple[Status, ...]] = ("added", "replaced", "unchanged", "failed", "skipped")


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
        self._read = read
        self.looking = Looking(sink, max_file_megabytes, fetch, known)
        """Finds what there is to read."""

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
        waiting = Waiting[Passage](self._sink, _add)
        for done, job in enumerate(jobs):
            if progress:
                progress(done, len(jobs), os.path.basename(job.path))
            for read in self._each(job, collection):
                if isinstance(read, Ready):
                    yield from waiting.take(read, split(read.document, self._count_tokens))
                else:
                    yield from waiting.tell(read)
        yield from waiting.finish()
        if progress:
            progress(len(jobs), len(jobs), "")

    def _each(self, job: Job, collection: str) -> Iterator[IngestReport | Ready]:
        """What becomes of one file or address: of it, or of each document that it holds."""
        looking = self.looking
        for found in looking.found(job, collection):
            known = found if isinstance(found, IngestReport) else looking.check(found, collection)
            if isinstance(known, IngestReport):
                yield known
                continue
            try:
                yield looking.settle(known, prepare(known, self._read))
            except IngestError as error:
                yield looking.failed(known.piece.location, known.shown, collection, error)

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
            if isinstance(read, Ready):
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
        return _store(self._sink, [document], split(document, self._count_tokens), _add, step)


class Waiting(Generic[_Item]):
    """Small documents until there are enough of them for a batch; a large one goes straight in.

    Reports come out in the order their files went in, so one that is ready waits for those before it.

    Args:
        sink: where documents go.
        add: gives the next passages to an intake, in whatever form they come here.
    """

    def __init__(self, sink: PassageSink, add: Callable[[Intake, Sequence[_Item]], None]) -> None:
        self._sink, self._add = sink, add
        self._documents: list[Document] = []
        self._items: list[_Item] = []
        self._reports: list[IngestReport] = []

    def tell(self, report: IngestReport) -> Iterator[IngestReport]:
        """Take in a report on what needs no storing; yields the reports that are due."""
        self._reports.append(report)
        if not self._documents:
            yield from self.finish()

    def take(self, ready: Ready, items: Iterator[_Item]) -> Iterator[IngestReport]:
        """Take in a document and its passages; yields the reports that are due.

        What ``items`` raises comes out of here, and leaves the record of that document as it was.
        """
        if any(one.source.document_id == ready.document.source.document_id for one in self._documents):
            yield from self.finish()  # two addresses may lead to one page
        first = list(islice(items, _BATCH))
        if len(first) == _BATCH or len(self._items) + len(first) > _BATCH:
            yield from self.finish()
        if len(first) == _BATCH:
            stored = _store(self._sink, [ready.document], chain(first, items), self._add)
            yield replace(ready.report, passages=stored)
            return
        self._documents.append(ready.document)
        self._items += first
        self._reports.append(replace(ready.report, passages=len(first)))
        if len(self._documents) == _MOST_WAITING:
            yield from self.finish()

    def finish(self) -> Iterator[IngestReport]:
        """Store what waits; yields the reports that waited with it."""
        documents, items, reports = self._documents, self._items, self._reports
        self._documents, self._items, self._reports = [], [], []
        if documents:
            _store(self._sink, documents, iter(items), self._add)
        yield from reports


def _add(intake: Intake, passages: Sequence[Passage]) -> None:
    intake.add(passages)


def _store(
    sink: PassageSink,
    documents: Sequence[Document],
    items: Iterator[_Item],
    add: Callable[[Intake, Sequence[_Item]], None],
    step: Callable[[int], None] | None = None,
) -> int:
    """Put documents on record, all of them or none; returns their number of passages."""
    intake = sink.begin(documents)
    try:
        stored = 0
        while batch := list(islice(items, _BATCH)):
            if step:
                step(stored)
            add(intake, batch)
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
