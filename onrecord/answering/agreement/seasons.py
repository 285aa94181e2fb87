"""The part of a year that stands before it: "the autumn of 2027", "early 2027". Pure; English."""

import re
from typing import Final

__all__ = ["part_before", "same_part"]

_PART: Final = re.compile(
    r"\b(?:(?P<season>spring|summer|autumn|fall|winter)|(?P<when>early|late|mid|the (?:beginning|start|end|middle)))"
    r"(?:,? | of | in |-)\Z",
    re.IGNORECASE,
)
_LOOKED_BACK: Final = 30
_CANON: Final = {
    "fall": "autumn",
    "the beginning": "early",
    "the start": "early",
    "the end": "late",
    "the middle": "mid",
}
_SEASONS: Final = frozenset({"spring", "summer", "autumn", "winter"})


def part_before(text: str, start: int) -> tuple[int, str]:
    """Where the words for a part of the year that begins at ``start`` begin, and which; ``start`` and none for none."""
    found = _PART.search(text[max(0, start - _LOOKED_BACK) : start])
    if found is None:
        return start, ""
    word = (found["season"] or found["when"]).casefold()
    return max(0, start - _LOOKED_BACK) + found.start(), _CANON.get(word, word)


def same_part(one: str, other: str) -> bool:
    """Whether two parts of one year may be the same: two seasons that differ, or early and late, are not."""
    return not one or not other or one == other or (one in _SEASONS) != (other in _SEASONS)
