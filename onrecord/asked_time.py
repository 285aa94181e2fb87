"""The time whose state a question asks for: as of a day, the latest, or the first. Pure; English.

"As of June" asks for what was known then, which is neither the date of an event ("in June") nor a filter by the date
of publication ("articles from June"). Rules of our own (docs/decisions/when.md).
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from onrecord.moments import moments_in

__all__ = ["AskedTime", "Which", "asked_time"]

Which = Literal["day", "latest", "first"]
"""As of a day; what holds now, or is the newest; what was said first, before it changed."""

_OF: Final = re.compile(
    r"\b(?:as(?: it stood| they stood| it was| they were| things stood| known| reported)?,? (?:of|at|on|in|by)"
    r"|as (?:it|they|things) stood)(?: the)? \Z",
    re.IGNORECASE,
)
# A date beside a word of what was expected then: "in April 2024, when was it due to open?"
_THEN: Final = re.compile(r"\b(?:in|at|on|by|back in|during)(?: the)? \Z", re.IGNORECASE)
_EXPECTED: Final = re.compile(
    r"\b(?:was|were|had been) (?:[\w'\u2019-]+ ){0,8}?(?:due|expected|scheduled|planned|supposed|meant|set|intended"
    r"|slated|believed|thought|estimated|forecast|projected|put at|reckoned)\b"
    r"|\bdid (?:[\w'\u2019-]+ ){1,6}?(?:expect|plan|forecast|estimate|predict|intend|put)\b",
    re.IGNORECASE,
)
# What has a value at every moment, and is asked for as it was at one: "What was the toll on 15 January?"
_STATE: Final = re.compile(
    r"\bwhat (?:was|were) (?:[\w'\u2019-]+ ){0,5}?(?:toll|number|total|count|price|rate|population|balance|debt|level"
    r"|value|estimate|figure|forecast|date)\b",
    re.IGNORECASE,
)
_LATEST: Final = re.compile(
    r"\b(?:now(?! that)|nowadays|currently|at present|at the moment|as of (?:now|today)|so far|to date|up[ -]to[ -]date"
    r"|latest|most recent(?:ly)?|newest|current (?!affairs|account|assets|liabilities))\b",
    re.IGNORECASE,
)
_FIRST: Final = re.compile(
    r"\b(?:at first|initially|originally|(?:initial|original|first|earliest|preliminary)"
    r" (?:estimates?|figures?|numbers?|counts?|reports?|results?|dates?|costs?|prices?|budgets?|forecasts?|plans?|toll)"
    r"|first (?:put|estimated|reported?|said|say|announced?|planned|given|expected|told))\b",
    re.IGNORECASE,
)
# What tells that a date is one of a state stands within so many characters before it.
_BACK: Final = 60
_IN_QUOTES: Final = re.compile(r"[\"\u201c][^\"\u201c\u201d]{0,2000}[\"\u201d]")


@dataclass(frozen=True, slots=True)
class AskedTime:
    """The state that is asked for.

    Attributes:
        which: how it is told.
        day: of ``day`` the last day that counts; else None.
    """

    which: Which
    day: date | None = None

    def __post_init__(self) -> None:
        if (self.which == "day") != (self.day is not None):
            raise ValueError("a state as of a day has that day, and no other one has")


def asked_time(question: str) -> AskedTime | None:
    """The time whose state a question asks for; None for most questions.

    A month or a year stands for its last day. A day or month without a year is none, and neither is anything in quote
    marks.
    """
    text = _IN_QUOTES.sub(lambda found: "_" * len(found[0]), question)
    expected = _EXPECTED.search(text) is not None or _STATE.search(text) is not None
    for moment in moments_in(text, None):
        before = text[max(0, moment.start - _BACK) : moment.start]
        if moment.last and (_OF.search(before) or (expected and _THEN.search(before))):
            return AskedTime("day", moment.last)
    if _LATEST.search(text):
        return AskedTime("latest")
    return AskedTime("first") if _FIRST.search(text) else None
