"""The parts of a question: each is searched, and answered or not, by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from onrecord.answering.follow_up import standalone_question
from onrecord.asked_time import AskedTime
from onrecord.question import kind_of, parts_of
from onrecord.types import Hit, Place, Turn

__all__ = ["Part", "merged_hits", "parts_asked"]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the questions that a question is made of.

    Attributes:
        asked: in its own words.
        searched: with what it needs of the conversation, or of the first part.
        hits: what was found for it, best first.
        strength: how likely they answer it, in [0, 1].
        planted: where hits instruct machines that read them, which is no evidence.
        asked_time: the time whose state it asks for, where that put some hits before others; else None.
    """

    asked: str
    searched: str
    hits: tuple[Hit, ...] = ()
    strength: float = 0.0
    planted: tuple[Place, ...] = ()
    asked_time: AskedTime | None = None

    @property
    def telling(self) -> str:
        """The words that say what kind of thing is asked for: its own, or where they do not, those it leans on."""
        return self.asked if kind_of(self.asked) != "any" else self.searched


def parts_asked(question: str, standalone: str) -> tuple[Part, ...]:
    """The parts of a question, not yet searched; at least one.

    Args:
        question: as asked.
        standalone: with what it needs of the conversation; a question that needed any is not taken apart.
    """
    first, *others = parts_of(standalone)
    if not others:
        return (Part(question, standalone),)
    before = [Turn("user", part) for part in (first, *others)]
    return (
        Part(first, first),
        *(Part(other, standalone_question(other, before[:place])) for place, other in enumerate(others, 1)),
    )


def merged_hits(parts: Sequence[Part]) -> list[tuple[Part, Hit]]:
    """The hits of all parts in turn, the best of each first; a passage that several found is there once."""
    found: dict[tuple[str, int], tuple[Part, Hit]] = {}
    for row in zip_longest(*(part.hits for part in parts)):
        for part, hit in zip(parts, row, strict=True):
            if hit is not None:
                found.setdefault((hit.source.document_id, hit.passage.index), (part, hit))
    return list(found.values())
