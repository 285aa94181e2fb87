"""Rules on which side of a figure is meant: at least, nearly, no more than, by, after."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from onrecord.grounding.amounts import MOST_FIGURES, number_at, same_amount
from onrecord.grounding.lexicon import BOUNDS
from onrecord.grounding.reading import Broken, Near, Read
from onrecord.grounding.slots import Slot
from onrecord.numbers import NumberFound
from onrecord.words import in_english_letters

__all__ = ["bounds_broken"]

_BOUND: Final = re.compile(
    rf"\b({'|'.join(sorted(BOUNDS, key=len, reverse=True))})\s+(?:the\s+|a\s+|an\s+)?\W?$", re.IGNORECASE
)
# "or more", "and no more", "at most", behind the thing that is counted or before it.
_AFTER: Final = re.compile(
    r"\W{0,2}(?:\s+[a-z]+){0,3}?\s+(?:or\s+(?P<or>more|less|fewer|over|under|above|below)"
    r"|and\s+no(?:t\s+[a-z]+)?\s+(?P<no>more|less|fewer)|(?P<at>at\s+(?:the\s+)?(?:most|least)))\b",
    re.IGNORECASE,
)
# "lower than four years ago" puts no bound on the four.
_AGO: Final = re.compile(r"\s+\w+\s+(?:ago|earlier|before|previously|later)\b", re.IGNORECASE)
_AT_LEAST: Final = frozenset("more over above".split())
_LOWER: Final = ("at least", "more than")


def bounds_broken(claim: Read, near: Near) -> Iterator[Broken]:
    """Figures that the claim puts on another side than the evidence does: "at least 40" for "nearly 40"."""
    theirs = [Slot(one, number.start, number.end) for one in near.everything for number in one.numbers]
    for number in claim.numbers[:MOST_FIGURES]:
        mine = _bound(claim, number)
        same = [slot for slot in theirs if same_amount(claim, number, slot)]
        sides = [_bound(slot.sentence, number_at(slot)) for slot in same]
        if not mine or not sides or any(_compatible(mine, side) for side in sides) or _lies_there(mine, number, theirs):
            continue
        words = f"{mine} {claim.text[number.start : number.end]}"
        yield Broken("bound", f"the passage says {sides[0] or 'just'} {same[0].text}, not {words}")


def _bound(sentence: Read, number: NumberFound) -> str | None:
    if after := _AFTER.match(sentence.text, number.end):
        if after["at"]:
            return "at most" if after["at"].casefold().endswith("most") else "at least"
        upwards = (after["or"] or after["no"]).casefold() in _AT_LEAST
        return "at least" if upwards == bool(after["or"]) else "at most"
    if _AGO.match(sentence.text, number.end):
        return None
    found = _BOUND.search(sentence.text[max(0, number.start - 30) : number.start])
    return BOUNDS[" ".join(in_english_letters(found[1]).casefold().split())] if found else None


def _lies_there(bound: str, number: NumberFound, theirs: Sequence[Slot]) -> bool:
    """Whether a figure near the claim's, of its kind and said plainly, lies on the side that the claim says."""
    for slot in theirs:
        other = number_at(slot)
        alike = other.unit == number.unit and other.currency == number.currency
        one, two = abs(number.value), abs(other.value)
        if alike and _bound(slot.sentence, other) is None and abs(one - two) <= one / 10:
            if (two >= one and bound == "at least") or (two > one and bound == "more than"):
                return True
            if (two <= one and bound == "at most") or (two < one and bound in ("less than", "nearly")):
                return True
    return False


def _compatible(mine: str, side: str | None) -> bool:
    """Whether a claim may say ``mine`` of a figure of which the evidence says ``side``."""
    return side is not None and (mine in _LOWER) == (side in _LOWER)
