"""Files in, one report a file out. A bad file loses nothing else; an interrupted run goes on where it stopped."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

from ingest.load import FORMATS, document_id_of, format_of, load, read_bytes
from ingest.split import split
from onrecord.errors import IngestError, UnreadableFile
from onrecord.ports import IngestReport, Intake, PassageSink, Progress, TokenCounter
from onrecord.types import Document

__all__ = ["IngestRun"]

# Passages embedded and stored at a time: bounds memory, whatever the length of the document.
_BATCH: Final = 64


@dataclass(frozen=True, slots=True)
class _Job:
    """One file to look at; ``named`` when the user gave it by name rather than by its folder."""

    path: str
    named: bool


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
        """Yield one report a file, as each is finished.

        Folders are read through, their hidden files left out. A file whose bytes are on record already is not read
        again. Files that are given more than once are read once.

        Args:
            paths: files and folders.
            collection: the part of the library they go to.
            progress: told the number of files done, the number in all, and the file now read.
        """
        jobs = _distinct(job for path in paths for job in _jobs(path))
        for done, job in enumerate(jobs):
            if progress:
                progress(done, len(jobs), os.path.basename(job.path))
            yield self._one(job, collection)
        if progress:
            progress(len(jobs), len(jobs), "")

    def _one(self, job: _Job, collection: str) -> IngestReport:
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
                return IngestReport(job.path, "unchanged", document_id=document_id_of(location, collection))
            document = load(path, collection, data)
        except IngestError as error:
            reason = " ".join(str(error).split())
            self._sink.note_failure(_printable(str(path)), collection, reason)
            return IngestReport(job.path, "failed", reason)
        passages = self.store(document)
        return IngestReport(
            job.path,
            "replaced" if before else "added",
            "; ".join(document.notes),
            document.source.document_id,
            passages,
        )

    def store(self, document: Document) -> int:
        """Put one document on record, whole or not at all; returns its number of passages."""
        intake = self._sink.begin(document)
        try:
            return self._fill(intake, document)
        except BaseException:
            intake.abandon()
            raise

    def _fill(self, intake: Intake, document: Document) -> int:
        stored = 0
        passages = split(document, self._count_tokens)
        while batch := list(islice(passages, _BATCH)):
            intake.add(batch)
            stored += len(batch)
        intake.commit()
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
