"""Dates in words, resolved against the day they were written: "last Thursday", "in March", "the following day". Pure.

English words, rules of our own (docs/decisions/when.md). A moment is as wide as its words: "two months ago" is a month.

- A weekday is the latest one by the day of writing, which may be that day; with a verb of the future ("will", "is due
  to", "opens") the next one. "Last" is before that day, "next" after it, "this" in the same week, Monday to Sunday.
- A day or month without a year follows its verb likewise; without one it is the nearest. Where a weekday stands with
  it, the nearest year in which the two agree. Behind a full date in the same sentence, it is the nearest to that one.
- "The following day", "a week later", "that year" count from the moment before them in the text.
- "Early", "mid" and "late" (or "the start", "the middle", "the end of") are thirds: of the 1980s 1980-1983, 1984-1986
  and 1987-1989, of a year four months, of a month ten days.
- Known to be relative, and left open: "several weeks ago", seasons, years of somebody's accounts, and all of these
  where the day of writing is not known.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

from onrecord.dates import HIDDEN, DateFound, dates_in, days_of, masked
from onrecord.periods import Days, Part, half_of, nearest, part_of, week_of_month
from onrecord.relative import READERS
from onrecord.spoken import PART, WEEKDAYS, YEAR_TOLD, Resolve, State, in_year, spaced
from onrecord.tenses import tense_at
from onrecord.words import in_english_letters

__all__ = ["Moment", "day_of", "moments_in"]

_WEEKDAY: Final = spaced(rf"\b(?:(?:last|next|this)~)?(?P<day>{'|'.join(WEEKDAYS)})(?:,?~(?:the~)?|,)\Z")
_YEAR: Final = spaced(YEAR_TOLD)
_WHICH: Final = spaced(r"\b(?P<which>last|next)~\Z")
# "Between 1 November and 31 March": what stands before the first, and between the two.
_RANGE: Final = spaced(r"\b(?:between|from)~(?:the~)?\Z")
_AND: Final = spaced(r"~(?:and|to|until|till)~(?:the~)?")
_EITHER_SIDE: Final = spaced(r"\b(?:to|until|till|from|by|before|after)~(?:the~)?\Z")
_HALF: Final = spaced(r"\b(?:the~)?(?P<half>first|second|latter)~half~of~(?:the~)?\Z")
_WEEK: Final = spaced(r"\b(?:the~)?(?P<nth>first|second|third|fourth|last|final)~week~(?:of|in)~(?:the~)?\Z")
_SENTENCE_ENDS: Final = spaced(r"[.!?][\"'\u201d\u2019)]?~|\n")
_FULL_STOP: Final = re.compile(r"(?:[a-z]{5}|[Mm]ay|[Jj]une|[Jj]uly)\.\Z")  # of the sentence, not of "Sept."
_ACCOUNTS: Final = re.compile(r"\bquarter\b|\bfiscal (?:half|year)\b", re.IGNORECASE)
_FISCAL: Final = 8  # characters that "fiscal" may stand before a date
# "3 May last year", "in March and April next year", "Thursday week", "Monday after next": not the nearest one.
_ELSEWHEN: Final = spaced(
    r"(?:~(?:and|or|to)~(?:\d{1,2}~)?(?-i:[A-Z][a-z]{2,8}))?(?:,|~of)?"
    r"~(?:(?:last|next|that|this|each|every|the~(?:following|previous|same|next))~year\b"
    r"|(?:week|fortnight)\b(?!['\u2019])|after~next\b|the~\d{1,2}(?:st|nd|rd|th)\b)"
)
_BACK: Final = 40  # characters before a date that are read for what it is a part of
_NEAR: Final = 300  # characters within which a full date gives its year to one without


@dataclass(frozen=True, slots=True)
class Moment:
    """A date of a text, in days.

    Attributes:
        start: its first character.
        end: one past its last.
        words: the text between them.
        first: first day that is meant; None where that is not known.
        last: last day that is meant; None where ``first`` is.
        relative: whether it says what it means only with the day of writing, or with a date before it.
        leans: of a relative one, whether it is counted from a date before it in the text.
    """

    start: int
    end: int
    words: str
    first: date | None
    last: date | None
    relative: bool
    leans: bool = False

    @property
    def when(self) -> tuple[str, ...]:
        """The days, ISO 8601, in short: one day, month or year, else the first and the last; none where it is open."""
        if self.first is None or self.last is None:
            return ()
        first, last = self.first, self.last
        if first == last:
            return (first.isoformat(),)
        if first == date(first.year, 1, 1) and last == date(first.year, 12, 31):
            return (f"{first.year:04d}",)
        if first.day == 1 and last == date(first.year, first.month, monthrange(first.year, first.month)[1]):
            return (first.isoformat()[:7],)
        return first.isoformat(), last.isoformat()

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.words) != self.end - self.start:
            raise ValueError(f"[{self.start}:{self.end}] does not span {self.words!r}")
        if (self.first is None) != (self.last is None) or (self.first and self.last and self.first > self.last):
            raise ValueError(f"{self.first} to {self.last} are no days")


class _Found(NamedTuple):
    """Words that are a date, how to tell which, whether that takes the day of writing, and the year they state."""

    start: int
    end: int
    resolve: Resolve
    relative: bool
    full: bool = False


def moments_in(text: str, written: date | None) -> list[Moment]:
    """Every date of ``text`` in order, none overlapping another; empty for none.

    Finds what :func:`onrecord.dates.dates_in` does, and dates in words.

    Args:
        text: any text; one date may rest on another before it, so more of a document is better than less.
        written: the day it was published; None leaves open what is counted from it.
    """
    written_so = text.replace(HIDDEN, " ")
    text = in_english_letters(written_so)
    state, moments, end = State(text, written), list[Moment](), 0
    for found in sorted(_found_in(text), key=lambda one: one.start):
        state.leant = False
        open_ = (found.relative and _in_accounts(text, found)) or (not found.full and _ELSEWHEN.match(text, found.end))
        days = None if open_ else _resolved(found.resolve, state)
        start = found.start
        narrow = _narrowed(text, max(end, start - _BACK), start, days)
        if narrow:
            start, days = narrow
        if days and moments and found.relative and _goes_backwards(text, moments[-1], start, days):
            last_one = moments.pop()  # of every year, or of one that nothing tells
            moments.append(replace(last_one, first=None, last=None))
            days = None
        first, last = days or (None, None)
        moments.append(
            Moment(start, found.end, written_so[start : found.end], first, last, found.relative, state.leant)
        )
        state.before, end = days, found.end
        if found.full and days:
            state.full = found.end, days[0]
    return moments


def _goes_backwards(text: str, before: Moment, start: int, days: Days) -> bool:
    """Whether a range of dates without a year ends before it begins: "between 1 November and 31 March"."""
    if not before.relative or before.first is None or not days[1] < before.first:
        return False
    return (
        _AND.fullmatch(text, before.end, start) is not None
        and _RANGE.search(text, max(0, before.start - _BACK), before.start) is not None
    )


def day_of(published: str | None) -> date | None:
    """The day that ``2024-05-14`` is; None for a month or a year alone, for no date and for None."""
    try:
        return date.fromisoformat(published) if published and len(published) == 10 else None
    except ValueError:
        return None


def is_after(one: str, other: str) -> bool:
    """Whether a publication date, ISO 8601, is known to be after another: 2024-03-01 is not known to be after 2024."""
    known = min(len(one), len(other))
    return one[:known] > other[:known]


def _found_in(text: str) -> Iterator[_Found]:
    ranges = []
    for one in dates_in(text):
        named = _WEEKDAY.search(text, max(0, one.start - _BACK), one.start)
        start = named.start() if named and one.kind == "day" else one.start
        weekday = WEEKDAYS.index(named["day"].lower()) if named else None
        full = one.year is not None and one.kind in ("day", "month")
        end = one.end - bool(_FULL_STOP.search(text, one.start, one.end))
        bare = one.kind == "day" and one.year is None
        year = _YEAR.match(text, end) if bare else None
        which = _WHICH.search(text, max(0, start - _BACK), start) if bare and not named and not year else None
        start, end = which.start() if which else start, year.end() if year else end
        told = year["year"] if year else which["which"] if which else ""
        days = _told(one, told, bool(year)) if told else _date(one, weekday)
        yield _Found(start, end, days, one.year is None, full)
        ranges.append((start, end))
    shadow = masked(text, ranges)
    for pattern, read, relative in READERS:
        ranges = []
        for match in pattern.finditer(shadow):
            resolve = read(match)
            if resolve:
                start = match.start("month") if _stands_before(match) else match.start()
                yield _Found(start, match.end(), resolve, relative)
                ranges.append((start, match.end()))
        shadow = masked(shadow, ranges)


def _in_accounts(text: str, found: _Found) -> bool:
    """Whether words tell a part of a year of accounts, which may begin in any month: no quarter is told by a date."""
    return _ACCOUNTS.search(text, max(0, found.start - _FISCAL), found.end) is not None


def _stands_before(match: re.Match[str]) -> bool:
    """Whether words begin with a preposition that is no part of the date: "in March", but "last March"."""
    fields = match.groupdict()
    return (
        bool(fields.get("month")) and not fields.get("what") and match["which"].lower() not in ("last", "next", "this")
    )


def _date(found: DateFound, weekday: int | None) -> Resolve:
    """How to tell the days of a written date; one without a year is near a full one in its sentence, or the writing."""

    def resolve(state: State) -> Days | None:
        if found.fiscal:
            return None
        if found.year is not None:
            return days_of(found)
        end, full = state.full or (0, None)
        if full and found.start - end < _NEAR and not _SENTENCE_ENDS.search(state.text, end, found.start):
            state.leant = True
            return nearest(found.month or 1, found.day, full, 0)
        if state.written is None:
            return None
        tense = tense_at(state.text, found.start, found.end)
        if tense < 0 and _EITHER_SIDE.search(state.text, max(0, found.start - _BACK), found.start):
            tense = 0
        return nearest(found.month or 1, found.day, state.written, tense, weekday=weekday)

    return resolve


def _told(found: DateFound, told: str, of_year: bool) -> Resolve:
    """How to tell the days of a date that ``last``, ``this`` or ``next`` stands with: "last May 3", "3 May last year".

    Args:
        found: a day without a year.
        told: that word, in letters of any size.
        of_year: whether it is said of the year, and not of the day.
    """

    def resolve(state: State) -> Days | None:
        if state.written is None:
            return None
        if of_year:
            return in_year(found.month or 1, found.day, state.written, told)
        side = 1 if told.lower() == "next" else -1
        return nearest(found.month or 1, found.day, state.written, side, strictly=True)

    return resolve


def _resolved(resolve: Resolve, state: State) -> Days | None:
    try:
        return resolve(state)
    except (ValueError, OverflowError):  # before the year 1, after 9999
        return None


def _narrowed(text: str, since: int, start: int, days: Days | None) -> tuple[int, Days | None] | None:
    """Where words for a part of a period begin that stand right before it, and the days of that part."""
    before = text[since:start]
    if found := PART.search(before):
        part: Part = "early" if found["early"] else "mid" if found["mid"] else "late"
        return since + found.start(), part_of(days, part) if days else None
    if found := _HALF.search(before):
        return since + found.start(), half_of(days, 1 if found["half"].lower() == "first" else 2) if days else None
    if (found := _WEEK.search(before)) and (days is None or (days[1] - days[0]).days >= 27):
        number = {"first": 1, "second": 2, "third": 3, "fourth": 4}.get(found["nth"].lower(), -1)
        return since + found.start(), week_of_month(days, number) if days else None
    return None
