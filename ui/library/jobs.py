"""What the queue has to do, and how far it is; values only."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["ACTIVE", "Job", "JobKind", "JobState", "Load", "load_of"]

JobState = Literal["waiting", "reading", "indexing", "done", "failed", "cancelled"]
JobKind = Literal["file", "address", "anew"]
"""A file to put on record, an address on the web with what it leads to, or a document to split and embed anew."""

ACTIVE: Final[frozenset[JobState]] = frozenset({"waiting", "reading", "indexing"})


@dataclass(frozen=True, slots=True)
class Job:
    """One file, one address, or one document to index anew.

    Attributes:
        id: names it in events: letters and digits only.
        kind: what is to be done.
        name: of the file, the address, or the title of the document.
        collection: it goes to.
        place: location of the file, the address, or the id of the document: no two of the queue's active jobs share it.
        size: of the file in bytes; 0 where there is none.
        state: how far it is.
        cancelling: whether it was told to end as soon as it can.
        status: what became of it, as in :class:`onrecord.ports.IngestReport`; ``anew`` for a document indexed anew,
            ``unkept`` for a file that could not be copied, ``gone`` for a document that was removed meanwhile, ``ours``
            where something went wrong on our side, ``nothing`` where an address led to no page; empty until then.
        reason: why it failed, or what in it could not be read; the kind of error where it is ``ours``.
        passages: stored so far.
        pages: that an address led to and that are done; 0 for all else.
        failed: how many of them could not be added; 0 where ``reason`` says so instead.
        seconds_left: until it is done, from the bytes per second so far; None where that is not known.
    """

    id: str
    kind: JobKind
    name: str
    collection: str
    place: str
    size: int = 0
    state: JobState = "waiting"
    cancelling: bool = False
    status: str = ""
    reason: str = ""
    passages: int = 0
    pages: int = 0
    failed: int = 0
    seconds_left: float | None = None

    @property
    def active(self) -> bool:
        """Whether it is still to be done, or being done."""
        return self.state in ACTIVE


@dataclass(frozen=True, slots=True)
class Load:
    """How much the queue has to do: jobs that are active, and those that have ended."""

    active: int
    ended: int


def load_of(jobs: Iterable[Job]) -> Load:
    """Count jobs."""
    active = [job.active for job in jobs]
    return Load(sum(active), len(active) - sum(active))
