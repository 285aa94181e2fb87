"""Whether a passage says otherwise than a claim: another figure or date in its place, or the contrary. Pure; English.

A passage that does not have a figure says nothing against it. What counts is one that tells the same matter and has
something else there; the rules are those of the judge (docs/decisions/judging.md).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from onrecord.grounding.figures import dates_broken, figures_broken, replaced
from onrecord.grounding.reading import Broken, Near, Read, nearest, read
from onrecord.grounding.wording import turned_broken
from onrecord.ports import Judge
from onrecord.words import whole

__all__ = ["Contrary", "contrary", "otherwise"]

# Share of the claim's telling words, by rarity, that the sentence must have: below it, it may be on something else. Of
# 519 sentences of the samples, all true of their own document, .5 flags 8 and .65 with the fewest words below 2, none
# of them rightly; of 56 rewrites of sentences with another figure, date or denial .65 finds 24.
_SAME: Final = 0.65
# A claim of fewer telling words is alike to too much.
_FEWEST: Final = 4
_CONTRARY: Final = frozenset({"negation", "opposite"})
_RULES: Final[tuple[Callable[[Read, Near], Iterator[Broken]], ...]] = (figures_broken, dates_broken, turned_broken)


@dataclass(frozen=True, slots=True)
class Contrary:
    """What a document says otherwise than a claim.

    Attributes:
        passage: which of its passages says so, from 0.
        sentence: the sentence that does, white space folded.
        reason: what it says instead, in one line.
    """

    passage: int
    sentence: str
    reason: str


def contrary(claim: str, passages: Sequence[str], judge: Judge) -> Contrary | None:
    """What a document says otherwise than a claim; None where it says nothing else, or says the same too.

    Args:
        claim: a sentence, white space folded.
        passages: of one document, the nearest first.
        judge: tells whether they support the claim.

    Raises:
        ModelUnavailable: the judge's model gave no verdict.
    """
    said = ((place, otherwise(claim, passage)) for place, passage in enumerate(passages))
    first = next(((place, found) for place, found in said if found), None)
    if first is None or judge.weigh(claim, passages).label == "supported":
        return None
    place, (reason, sentence) = first
    return Contrary(place, sentence, reason)


def otherwise(claim: str, passage: str) -> tuple[str, str] | None:
    """What a passage says instead, in one line, and the sentence that says it; None where it says nothing else.

    Args:
        claim: a sentence.
        passage: read as a whole; its nearest sentence is held against the claim.
    """
    asked = read(whole(claim))
    near = nearest(asked, [whole(passage)])
    if near.share < _SAME or len(asked.telling) < _FEWEST:
        return None
    broken = chain(replaced(asked, near.sentences[0]), *(rule(asked, near) for rule in _RULES))
    found = next((one for one in broken if one.instead or one.kind in _CONTRARY), None)
    return (found.reason, near.sentences[0].text) if found else None
