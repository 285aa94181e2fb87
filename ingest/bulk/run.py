"""The driver of bulk ingestion: hands files to the workers, and stores what comes back in the order of the files."""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Protocol, cast

from ingest.bulk.crew import Crew, Ticket
from ingest.bulk.work import EMBEDDED_TOGETHER, Embed, Prepare, Prepared
from ingest.jobs import Job, distinct, jobs_of
from ingest.looking import Candidate, Found, Looking
from ingest.run import Waiting
from onrecord.errors import IngestError
from onrecord.ports import IngestReport, Intake, PassageSink, Progress
from onrecord.types import Passage

__all__ = ["BulkRun", "EncodedIntake"]

# Documents under way for each worker: so many may overtake one that takes long.
_EACH: Final = 16
# Bytes of files under way at most, whatever their number; one file may be larger.
_MOST_BYTES: Final = 256_000_000
_Item = tuple[Passage, Any]


class EncodedIntake(Intake, Protocol):
    """An intake that takes passages which were embedded elsewhere."""

    def add_encoded(self, passages: Sequence[Passage], encoded: Sequence[Any]) -> None:
        """Store the next passages with what the workers' tools made of them."""
        ...


@dataclass(frozen=True, slots=True)
class _Slot:
    """What became of one file so far: a report, or a document that a worker has."""

    job: int
    report: IngestReport | None = None
    candidate: Candidate | None = None
    ticket: Ticket | None = None


class BulkRun:
    """Reads, splits and embeds in parallel; the same reports and the same record as :class:`ingest.run.IngestRun`.

    What is to be read is found here, as ever, and its bytes are sent to the workers, which need not see the files. One
    writer, this process, stores the documents in their order, in the same groups as an ordinary run.

    Args:
        sink: where documents go; its intakes are :class:`EncodedIntake`.
        looking: finds what there is to read.
        crew: does the work; it stays the caller's to close.
    """

    def __init__(self, sink: PassageSink, looking: Looking, crew: Crew) -> None:
        self._sink, self._looking, self._crew = sink, looking, crew
        self._slots: deque[_Slot] = deque()
        self._under_way: dict[str, int] = {}
        self._waiting = Waiting[_Item](sink, _add)

    def ingest(
        self, paths: Sequence[str], collection: str = "default", progress: Progress | None = None
    ) -> Iterator[IngestReport]:
        """Yield one report a document, in order, as :meth:`ingest.run.IngestRun.ingest` does.

        Args:
            paths: files, folders and addresses.
            collection: the part of the library they go to.
            progress: told the number of files done, the number in all, and the file that is awaited.

        Raises:
            EngineUnavailable: no worker starts.
        """
        jobs = distinct(job for path in paths for job in jobs_of(path))
        self._slots.clear()
        self._under_way.clear()
        self._waiting = Waiting[_Item](self._sink, _add)
        for number, job in enumerate(jobs):
            for found in self._looking.found(job, collection):
                yield from self._take_up(found, collection, number, (jobs, progress))
        yield from self._until(0, 0, (jobs, progress))
        yield from self._waiting.finish()
        if progress:
            progress(len(jobs), len(jobs), "")

    def _take_up(
        self, found: IngestReport | Found, collection: str, number: int, told: tuple[list[Job], Progress | None]
    ) -> Iterator[IngestReport]:
        """Hand one piece to the workers, once there is room; yields the reports that come due meanwhile."""
        if isinstance(found, Found):
            if found.piece.location in self._under_way:  # two addresses may lead to one page
                yield from self._until(0, 0, told)
                yield from self._waiting.finish()
            found_or_known = self._looking.check(found, collection)
        else:
            found_or_known = found
        if isinstance(found_or_known, IngestReport):
            self._slots.append(_Slot(number, report=found_or_known))
        else:
            size = len(found_or_known.piece.data)
            yield from self._until(self._crew.size * _EACH - 1, max(0, _MOST_BYTES - size), told)
            self._under_way[found_or_known.piece.location] = size
            ticket = self._crew.submit(Prepare(found_or_known))
            self._slots.append(_Slot(number, candidate=found_or_known, ticket=ticket))
        if not self._under_way:
            yield from self._until(0, 0, told)

    def _until(self, most: int, most_bytes: int, told: tuple[list[Job], Progress | None]) -> Iterator[IngestReport]:
        """Store the first documents until so many are under way; reports that are due go with them."""
        jobs, progress = told
        while self._slots and (
            not self._under_way or len(self._under_way) > most or sum(self._under_way.values()) > most_bytes
        ):
            slot = self._slots.popleft()
            if progress:
                progress(slot.job, len(jobs), os.path.basename(jobs[slot.job].path))
            if slot.candidate is None or slot.ticket is None:
                yield from self._waiting.tell(cast("IngestReport", slot.report))
            else:
                yield from self._stored(slot.candidate, slot.ticket)

    def _stored(self, candidate: Candidate, ticket: Ticket) -> Iterator[IngestReport]:
        """Store what a worker made of one file; yields the reports that are due."""
        location = candidate.piece.location
        try:
            prepared = cast("Prepared", self._crew.result(ticket))
            settled = self._looking.settle(candidate, prepared.document)
            if isinstance(settled, IngestReport):
                yield from self._waiting.tell(settled)
            else:
                yield from self._waiting.take(settled, self._encoded(prepared))
        except IngestError as error:
            yield from self._waiting.tell(self._looking.failed(location, candidate.shown, candidate.collection, error))
        finally:
            self._under_way.pop(location, None)

    def _encoded(self, prepared: Prepared) -> Iterator[_Item]:
        """The passages of a document with what is stored of each; those of a large one are embedded by all workers."""
        if prepared.encoded is not None:
            yield from zip(prepared.passages, prepared.encoded, strict=True)
            return
        source, passages = prepared.document.source, prepared.passages
        parts = (passages[at : at + EMBEDDED_TOGETHER] for at in range(0, len(passages), EMBEDDED_TOGETHER))
        asked: deque[tuple[tuple[Passage, ...], Ticket]] = deque()
        while True:
            for some in islice(parts, 2 * self._crew.size - len(asked)):
                asked.append((some, self._crew.submit(Embed(source, some), urgent=True)))
            if not asked:
                return
            some, ticket = asked.popleft()
            yield from zip(some, cast("list[Any]", self._crew.result(ticket)), strict=True)


def _add(intake: Intake, items: Sequence[_Item]) -> None:
    cast("EncodedIntake", intake).add_encoded([passage for passage, _ in items], [encoded for _, encoded in items])
