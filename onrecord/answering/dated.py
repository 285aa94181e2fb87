"""The dates of quoted words, and whether they are of the time that a question asks about."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from onrecord.dates import DateFound, dates_in, days_of
from onrecord.moments import Moment, day_of, moments_in
from onrecord.question import kind_of
from onrecord.types import Hit, Span

__all__ = ["is_other", "is_then", "moments_of", "when_asked"]

# A date beside one of these may be one of publication, which filters and is no time of an event.
_OF_PUBLISHING: Final = re.compile(
    r"\b(?:publish|issu|releas|report|articl|cover|stor(?:y|ies)|news|paper|document|filing|dated|wr(?:ote|ite|itten)|print)",
    re.IGNORECASE,
)
_IN_BRACKETS: Final = re.compile(r"[(\[][^()\[\]]{0,2000}[)\]]")


def moments_of(hit: Hit, span: Span) -> tuple[Moment, ...]:
    """The dates in a quote, by the day its document was published; their offsets are of the document.

    Where one counts from another before it, the section up to the quote is read too.
    """
    passage, begins, written = hit.passage, span.start, day_of(hit.source.published)
    found = moments_in(passage.quote(span), written)
    if any(one.leans for one in found):
        begins = passage.section.start if hit.section and passage.section else passage.start
        text = hit.section if hit.section and passage.section else passage.text
        found = moments_in(text[: span.end - begins], written)
    placed = (replace(one, start=one.start + begins, end=one.end + begins) for one in found)
    return tuple(one for one in placed if one.start >= span.start)


def when_asked(question: str) -> tuple[DateFound, ...]:
    """The days, months and quarters of an event that a question names; none where it speaks of publishing.

    A year alone is none: it is that of nearly all that a library of one year says. Nor is a date that the conversation
    has added in brackets, or one in a question that asks for a date.
    """
    question = _IN_BRACKETS.sub(" ", question)
    if _OF_PUBLISHING.search(question) or kind_of(question) == "date":
        return ()
    return tuple(one for one in dates_in(question) if one.kind in ("day", "month", "quarter") and not one.fiscal)


def is_then(moments: Sequence[Moment], asked: Sequence[DateFound]) -> bool:
    """Whether one of the moments lies within a date that is asked about; a day without a year is that of any year."""
    return any(_within(moment, one) for moment in moments for one in asked)


def is_other(moments: Sequence[Moment], asked: Sequence[DateFound]) -> bool:
    """Whether the moments are of another time: each is known, and none lies within a date that is asked about."""
    return bool(moments) and all(one.first for one in moments) and not is_then(moments, asked)


def _within(moment: Moment, asked: DateFound) -> bool:
    if moment.first is None or moment.last is None:
        return False
    days = days_of(asked)
    if days is None:
        return moment.first == moment.last and (moment.first.month, moment.first.day) == (asked.month, asked.day)
    return days[0] <= moment.first and moment.last <= days[1]
