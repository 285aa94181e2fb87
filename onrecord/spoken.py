"""What dates in words are read with: the state they are resolved against, patterns, counts. Pure; English words."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from onrecord.numbers import count_of
from onrecord.periods import Days

__all__ = [
    "MONTH",
    "PART",
    "WEEKDAYS",
    "YEAR_TOLD",
    "Resolve",
    "State",
    "count_said",
    "count_stated",
    "in_year",
    "spaced",
]


@dataclass(slots=True)
class State:
    """What words are resolved against.

    Attributes:
        text: all of it.
        written: the day it was written.
        before: the last moment before the words; None where there is none, or it is open.
        full: where the last day or month with a year ends, and its first day.
        leant: whether the words last resolved were counted from a date before them, not from the day of writing.
    """

    text: str
    written: date | None
    before: Days | None = None
    full: tuple[int, date] | None = None
    leant: bool = False

    def lean(self) -> Days | None:
        """The last moment before the words, which are counted from it."""
        self.leant = True
        return self.before


Resolve = Callable[[State], Days | None]
"""Tells the days of words; ValueError or OverflowError for none."""

WEEKDAYS: Final = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTH: Final = (
    "(?-i:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul"
    "|Aug|Sept|Sep|Oct|Nov|Dec)"
)
"""A month's name or its short form, in capitals, for a pattern."""
YEAR_TOLD: Final = r"(?:,?~(?:of~)?(?P<year>last|next|this)~year\b)"
"""What tells the year of a day or month before it, for a pattern: "3 May last year", "March of last year"."""

_MOST: Final = 1000  # days, weeks, months or years off


def spaced(pattern: str) -> re.Pattern[str]:
    """``pattern`` with white space, a line's end at most, for each ``~``; case is ignored."""
    return re.compile(pattern.replace("~", r"(?:[^\S\n]{1,3}|[^\S\n]{0,3}\n[^\S\n]{0,3})"), re.IGNORECASE)


# A part of what follows: early, mid, late, by the group that matched.
PART: Final = spaced(
    r"\b(?:the~)?(?:(?P<early>early(?:~in)?|(?:start|beginning)~of)|(?P<mid>mid|(?:the~)?middle~of)"
    r"|(?P<late>late(?:~in)?|end~of))(?:~the)?(?:~|-)\Z"
)
_ABOUT: Final = spaced(
    r"\b(?:more~than|less~than|over|under|at~least|up~to|half|not|some|about|around|nearly|almost|roughly)~\Z"
)


def in_year(month: int, day: int | None, written: date, which: str) -> Days:
    """A day, or a month, of last, this or next year.

    Args:
        month: 1 to 12.
        day: 1 to 31; None for the month.
        written: what the year is counted from.
        which: ``last``, ``this`` or ``next``, in letters of any size.

    Raises:
        ValueError: there is no such day.
    """
    year = written.year + {"last": -1, "this": 0, "next": 1}[which.lower()]
    return date(year, month, day or 1), date(year, month, day or monthrange(year, month)[1])


def count_stated(match: re.Match[str]) -> int | None:
    """How many a match says, 0 for "several", "more than two", "some 60"; None for no number: "Election Day later"."""
    count = count_said(match["count"])
    before = match.string[max(0, match.start() - 16) : match.start()]
    return 0 if count and _ABOUT.search(before) else count


def count_said(word: str) -> int | None:
    """``7``, ``seven``, ``a`` or ``a couple of`` as a number; 0 for "several" and "few", None for no number."""
    if word.lower().split()[-1] in ("few", "several", "some", "many"):
        return 0
    return 2 if word.lower().endswith("of") else count_of(word, _MOST)
