"""What is asked in the course of a conversation, and where its evidence stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from onrecord.types import Hit, Turn

__all__ = ["DEPTH", "FIRST", "Evidence", "FollowUp", "Scored", "Task", "scored"]

FIRST: Final = 5
"""Evidence counts as found among so many of the first units."""
DEPTH: Final = 10
"""The reciprocal rank is 0 beyond so many units."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence: ranges of documents of which one is enough, or a document as a whole.

    Attributes:
        places: document id, start and end of each; start and end are None for the whole document. At least one.
    """

    places: tuple[tuple[str, int | None, int | None], ...]

    def is_in(self, document_id: str, start: int, end: int) -> bool:
        """Whether a range has at least half of the shorter of both: a letter at the edge is no evidence."""
        return any(one == document_id and _half(begin, stop, start, end) for one, begin, stop in self.places)


def _half(begin: int | None, stop: int | None, start: int, end: int) -> bool:
    if begin is None or stop is None:
        return True
    return 2 * (min(end, stop) - max(start, begin)) >= min(end - start, stop - begin)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One question with the conversation before it.

    Attributes:
        question: as asked.
        history: the conversation before it; at least one turn.
        evidence: the pieces that are wanted; at least one.
        groups: what the data say of it, which reports group by.
    """

    question: str
    history: tuple[Turn, ...]
    evidence: tuple[Evidence, ...]
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """The questions of one data set.

    Attributes:
        form: name of its form.
        source: name of the file it was read from.
        by_document: whether documents are ranked, each at its best passage; else passages.
        follow_ups: at least one.
        openings: first questions of its conversations, each once; all but the own are of another matter.
        left_out: what of the data was not used and why -> how many; only what occurred.
    """

    form: str
    source: str
    by_document: bool
    follow_ups: tuple[FollowUp, ...]
    openings: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scored:
    """What one search found: ``recall`` among the first five units and reciprocal rank within ten, both in [0, 1]."""

    recall: float
    rank: float


def scored(one: FollowUp, hits: Sequence[Hit], by_document: bool) -> Scored:
    """How much of the evidence is found, and how near the top.

    Args:
        one: what was asked.
        hits: what was found, best first.
        by_document: as of the task.
    """
    units: list[list[Hit]] = []
    places: dict[object, int] = {}
    for hit in hits:
        key: object = hit.source.document_id if by_document else (hit.source.document_id, hit.passage.index)
        if key not in places:
            places[key] = len(units)
            units.append([])
        units[places[key]].append(hit)
    ranks = [
        next((rank for rank, unit in enumerate(units, 1) if any(_has(hit, piece) for hit in unit)), None)
        for piece in one.evidence
    ]
    found = [rank for rank in ranks if rank is not None]
    first = min(found, default=DEPTH + 1)
    return Scored(sum(rank <= FIRST for rank in found) / len(ranks), 1 / first if first <= DEPTH else 0.0)


def _has(hit: Hit, piece: Evidence) -> bool:
    passage = hit.passage
    here = piece.is_in(passage.document_id, passage.start, passage.end)
    return here or any(piece.is_in(one.source.document_id, one.start, one.end) for one in hit.places)
