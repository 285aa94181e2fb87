"""Files in, one report a file out. A bad file loses nothing else; an interrupted run goes on where it stopped."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Final, Literal

from ingest.load import FORMATS, document_id_of, format_of, load, read_bytes
from ingest.split import split
from onrecord.errors import IngestError, UnreadableFile
from onrecord.ports import IngestReport, PassageSink, Progress, TokenCounter
from onrecord.types import Document, Passage

__all__ = ["IngestRun"]

# Passages embedded and stored at a time: bounds memory, whatever the length of the document.
_BATCH: Final = 256
# Small documents share a batch, and with it the cost of a write to disk: so many wait for one another at most.
_MOST_WAITING: Final = 64


@dataclass(frozen=True, slots=True)
class _Job:
    """One file to look at; ``named`` when the user gave it by name rather than by its folder."""

    path: str
    named: bool


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
    """

    def __init__(self, sink: PassageSink, count_tokens: TokenCounter, max_file_megabytes: int) -> None:
        self._sink = sink
        self._count_tokens = count_tokens
        self._max_file_megabytes = max_file_megabytes

    def ingest(
        self, paths: Sequence[str], collection: str = "default", progress: Progress | None = None
    ) -> Iterator[IngestReport]:
        """Yield one report a file, in order, once it is on record or cannot be.

        Folders are read through, their hidden files left out. A file whose bytes are on record already is not read
        again. Files that are given more than once are read once. Small documents are stored together, so their reports
        come together.

        Args:
            paths: files and folders.
            collection: the part of the library they go to.
            progress: told the number of files done, the number in all, and the file now read.
        """
        jobs = _distinct(job for path in paths for job in _jobs(path))
        waiting = _Waiting(self._sink, self._count_tokens)
        for done, job in enumerate(jobs):
            if progress:
                progress(done, len(jobs), os.path.basename(job.path))
            yield from waiting.take(self._one(job, collection))
        yield from waiting.finish()
        if progress:
            progress(len(jobs), len(jobs), "")

    def _one(self, job: _Job, collection: str) -> IngestReport | _Read:
        # abspath makes the folder we are in of an empty path, which is no file at all.
        path = Path(os.path.abspath(job.path)) if job.path else Path("(no name)")
        if job.named and job.path.startswith(("http://", "https://")):
            return IngestReport(job.path, "failed", "web addresses are not fetched yet; save the page, ingest the file")
        if not job.named and format_of(path) is None:
            what = path.suffix or "files without an ending"
            return IngestReport(job.path, "skipped", f"Onrecord does not read {what}")
        try:
            location = _checked_name(path)
            data = read_bytes(path, self._max_file_megabytes)
            before = self._sink.sha256_of(location, collection)
            if before == hashlib.sha256(data).hexdigest():
                self._sink.forget_failure(location, collection)
                return IngestReport(job.path, "unchanged", document_id=document_id_of(location, collection))
            document = load(path, collection, data)
        except IngestError as error:
            reason = " ".join(str(error).split())
            self._sink.note_failure(_printable(str(path)), collection, reason)
            return IngestReport(job.path, "failed", reason)
        status: Literal["replaced", "added"] = "replaced" if before else "added"
        report = IngestReport(job.path, status, "; ".join(document.notes), document.source.document_id)
        return _Read(document, report)

    def ingest_file(self, path: str, collection: str, step: Callable[[int], None], named: bool = True) -> IngestReport:
        """Put one file on record, whole or not at all, without waiting for others to be stored with it.

        Args:
            path: of the file.
            collection: the part of the library it goes to.
            step: told the number of passages stored so far, before each batch of them. What it raises comes out of
                here, and leaves the record as it was.
            named: whether it was given by name; one found in a folder is skipped where its format is not read.
        """
        read = self._one(_Job(path, named), collection)
        if isinstance(read, IngestReport):
            return read
        return replace(read.report, passages=self.store(read.document, step))

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


def _distinct(jobs: Iterable[_Job]) -> list[_Job]:
    """Each file once, in the order they came; one that is also given by name counts as named."""
    found: dict[str, _Job] = {}
    for job in jobs:
        place = os.path.abspath(job.path) if job.path else ""
        if place not in found:
            found[place] = job
        elif job.named:
            found[place] = replace(found[place], named=True)
    return list(found.values())


def _jobs(path: str) -> Iterator[_Job]:
    """The files under a folder, by name, and the folders in it that cannot be listed; anything else is itself."""
    if not os.path.isdir(path):
        yield _Job(path, named=True)
        return
    found = False
    unlisted: list[OSError] = []
    for folder, folders, names in os.walk(path, onerror=unlisted.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                found = True
                yield _Job(os.path.join(folder, name), named=False)
    for error in unlisted:
        yield _Job(str(error.filename), named=True)
    if not found and not unlisted:
        yield _Job(path, named=True)


def _checked_name(path: Path) -> str:
    """The path as text that can be stored.

    Raises:
        UnreadableFile: its bytes are no valid text.
    """
    location = str(path)
    if location != _printable(location):
        raise UnreadableFile("its name is not valid UTF-8; rename it")
    if os.path.isdir(location):
        raise UnreadableFile(_why_no_file(path))
    return location


def _why_no_file(folder: Path) -> str:
    """Why a folder gave no file."""
    try:
        os.scandir(folder).close()
    except OSError as error:
        return f"this directory cannot be listed ({error.strerror}); check its owner and mode"
    if format_of(folder):
        return f"it is a directory with no files in it, named like a {folder.suffix} file"
    return f"there is no file in this directory; Onrecord reads {' '.join(sorted(FORMATS))}"


def _printable(location: str) -> str:
    return location.encode("utf-8", "replace").decode("utf-8")
