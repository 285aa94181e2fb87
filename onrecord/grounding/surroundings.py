"""What stands around a word, and how much of a claim the sentences near it have together."""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import Final

from onrecord.grounding.reading import Near, Read

__all__ = ["CLAUSE_ENDS", "SCOPE", "SHARED", "matter", "same_clause", "scope"]

CLAUSE_ENDS: Final = re.compile(r"[,;:.][\"'\u201d\u2019]*(?=\s)|\s(?:but|and|while|although)\s")
"""Where what a denial stands to is over, at the latest."""

SCOPE: Final = 4
"""Telling words after a denial or a hedge that it may be about."""

SHARED: Final = 2
"""Telling words that a clause of the claim shares with one of the evidence that is about the same."""


def matter(claim: Read, near: Near) -> float:
    """Share of the claim's telling words that the sentences near it have together."""
    there = frozenset[str]().union(*(one.content for one in near.sentences))
    return len(claim.content & there) / len(claim.content) if claim.content else 0.0


def scope(one: Read, place: int, ends: re.Pattern[str] = CLAUSE_ENDS) -> frozenset[str]:
    """Lemmas of the first telling words after the word at ``place``, to the end of its clause."""
    stops = _starts(one, ends)
    at = bisect_left(stops, one.words[place].end)
    stop = stops[at] if at < len(stops) else len(one.text)
    first = bisect_right(one.telling, place)
    after = [at for at in one.telling[first : first + SCOPE] if one.words[at].start < stop]
    return frozenset(one.lemmas[at] for at in after)


@lru_cache(maxsize=4096)  # as the sentences themselves
def _starts(one: Read, ends: re.Pattern[str]) -> tuple[int, ...]:
    """Where each match of the pattern begins, those that overlap too."""
    found, at = [], ends.search(one.text)
    while at:
        found.append(at.start())
        at = ends.search(one.text, at.start() + 1)
    return tuple(found)


def same_clause(claim: Read, place: int, other: Read, at: int) -> bool:
    """Whether two telling words or more (one where it has no more) near ``at`` are near ``place`` in the claim too."""
    theirs = {*other.telling_after(at, 4, 10), *other.telling_before(at, 4, 10)}
    mine = {claim.lemmas[place], *claim.telling_after(place, 4, 10), *claim.telling_before(place, 4, 10)}
    return len(mine & theirs) >= min(SHARED, len(theirs))
