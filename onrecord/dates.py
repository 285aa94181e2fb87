"""Dates in running text, in one form: two ways of writing a date share a key. Pure; English words.

A bare four-figure number is read as a year only where nothing beside it says otherwise: "1500 boats", "page 2001" and
"$2000" are none. A month with neither day nor year is no date here: "may" and "march" are other words too often.
"""

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

__all__ = [
    "HIDDEN",
    "LABELS",
    "MONTH_WORD",
    "DateFound",
    "DateKind",
    "dates_in",
    "days_of",
    "masked",
    "matches_from",
    "month_number",
]

DateKind = Literal["day", "month", "quarter", "year", "decade"]

_MONTHS: Final = "january february march april may june july august september october november december".split()
# A month's name or its short form, for a regular expression that ignores case; a full stop may follow it.
MONTH_WORD: Final = "(?:sept|" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + ")"
# Words before a figure that numbers a thing, for a regular expression that ignores case.
LABELS: Final = (
    r"(?:sections?|articles?|chapters?|parts?|pages?|pp?|paragraphs?|para|figures?|fig|tables?|items?|notes?|lines?|rule"
    r"|rooms?|flight|route|bus|berth|gate|unit|form|iso|version|ver|numbers?|nos?|nr|exhibit|appendix|annex|clause|step"
    r"|schedule|regulation|phase|stage|level|grade|resolution|windows|python)"
)
_YEARS: Final = range(1000, 2100)
_OLDEST_BARE: Final = 1500  # an earlier bare number is a year only where a word beside it says so
HIDDEN: Final = "\ue000"  # no letter, figure or space
_SPACE: Final = r"\s{1,9}"
_NTH: Final = r"(?:st|nd|rd|th)?"
_DASH: Final = r"\s?[-\u2013\u2014]\s?"
_FREE: Final = r"(?<!\w)(?<!\d[.,:/])"
_ENDS: Final = r"(?!\w|[.,:/\-]\d)"

# Of these, the ones that run to thousands: a "Note 2022" in the head of a table is a note's year.
_LABELLED: Final = re.compile(
    r"(?:\b(?:sections?|pages?|pp?|rooms?|flight|route|form|iso|version|nos?|nr|rule|regulation|resolution|windows)\.?"
    r"|[#\u00a7])\s{0,3}\Z",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(rf"\b{LABELS}\.?\s{{0,3}}\Z", re.IGNORECASE)
_IN: Final = re.compile(r"\b(?:in|during|early|late|mid)[\s-]{1,3}\Z", re.IGNORECASE)
_CUE: Final = re.compile(
    r"(?:\b(?:in|of|since|until|by|from|to|after|before|during|around|circa|years?|between|and|AD)\s{1,3}|[(,]\s?)\Z",
    re.IGNORECASE,
)
_SURE: Final = re.compile(r"\b(?:in|since|until|by|during|year)\s{1,3}\Z", re.IGNORECASE)
# After a number that measures, whatever stands before it.
_MEASURE: Final = re.compile(
    r"\s{0,3}-?(?:[%\u20ac]|(?:hundred|thousand|million|billion|trillion|percent|per\s?cent|dollars?|euros?|pounds?"
    r"|crowns|yen|k[mgw]|m|cm|mm|tons?|tonnes?|met(?:er|re)s?|kilomet(?:er|re)s?|miles?|feet|hours?|minutes?|days|weeks"
    r"|months|BCE?|B\.C|USD|EUR|GBP)\b)",
    re.IGNORECASE,
)
_PEOPLE: Final = re.compile(r"\s{1,3}(?:people|persons|men|women|children|staff)\b")
_COUNTED: Final = re.compile(rf"{_PEOPLE.pattern}|\s{{1,3}}(?!(?:was|has|its|his|this|does)\b)[a-z]{{2,20}}s\b")


@dataclass(frozen=True, slots=True)
class DateFound:
    """One date, as precise as it was written.

    Attributes:
        start: its first character.
        end: one past its last.
        kind: what it names: a day, a month, a quarter, a year or ten years.
        year: 0 to 9999, for a decade its first; None for a day without a year.
        month: 1 to 12, for a day or a month.
        day: 1 to 31, for a day.
        quarter: 1 to 4, for a quarter.
        fiscal: a quarter or year of somebody's accounts, which may not be the calendar's.
    """

    start: int
    end: int
    kind: DateKind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None
    fiscal: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Words for a full-text index: ``d20240418 md0418 m202404 y2024``, ``q20234 y2023``, ``s1990``."""
        year = "" if self.year is None else f"{self.year:04d}"
        if self.kind == "decade":
            return (f"s{year}",)
        keys = (
            f"d{year}{self.month:02d}{self.day:02d}" if year and self.day else "",
            f"md{self.month:02d}{self.day:02d}" if self.day else "",
            f"m{year}{self.month:02d}" if year and self.month else "",
            f"q{year}{self.quarter}" if self.quarter else "",
            f"y{year}" if year else "",
        )
        return tuple(key for key in keys if key)


def dates_in(text: str) -> list[DateFound]:
    """Every date of ``text`` in order, none overlapping another; empty for none.

    Reads ``18 April 2024``, ``April 18, 2024``, ``Apr. 18``, ``18-20 April`` (its two ends), ``2024-04-18``,
    ``18/4/2024`` (of 04/05/2024 the year only: which is the month cannot be known), ``April 2024``, ``FY2018``,
    ``fiscal 2018``, ``Q4 2023``, ``fourth quarter of 2023``, ``1990s``, ``2018-2020`` (its two ends) and ``2024``.
    """
    found: list[DateFound] = []
    if any(letter.isdecimal() for letter in text):
        for starts, pattern, read in _READERS:
            new = [one for match in matches_from(starts, pattern, text) for one in read(match)]
            found += new
            text = masked(text, [(one.start, one.end) for one in new])
    return sorted(found, key=lambda one: one.start)


def days_of(found: DateFound) -> tuple[date, date] | None:
    """First and last day of a date by the calendar; None for one without a year, or in the year 0."""
    if not found.year:
        return None
    first, last = found.month or 1, found.month or 12
    if found.quarter:
        first, last = 3 * found.quarter - 2, 3 * found.quarter
    until = found.year + (9 if found.kind == "decade" else 0)
    end = found.day or calendar.monthrange(until, last)[1]
    return date(found.year, first, found.day or 1), date(until, last, end)


def month_number(word: str) -> int:
    """1 to 12 for what ``MONTH_WORD`` matched, in any case."""
    return next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(word.lower()[:3]))


def matches_from(starts: re.Pattern[str], pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What ``pattern.finditer(text)`` gives, several times as fast where ``starts`` finds few places.

    Python's ``re`` tries a pattern that begins with a look behind, or ignores case, at every character of the text; one
    that begins with some characters out of a set goes from one of these to the next.

    Args:
        starts: matches, overlapping nothing, wherever a match of ``pattern`` may begin, and elsewhere too.
        pattern: matches no empty text.
        text: any text.
    """
    end = 0
    for start in starts.finditer(text):
        if start.start() >= end and (match := pattern.match(text, start.start())):
            yield match
            end = match.end()


def masked(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    """``text``, as long as before, with a character that is no letter, figure or space all over each range.

    Args:
        text: any text.
        ranges: start and end of each, by their starts; they may overlap.
    """
    pieces, at = [], 0
    for start, end in ranges:
        pieces += [text[at:start], HIDDEN * (end - max(at, start))]
        at = max(at, end)
    return "".join(pieces) + text[at:]


def _is_day(year: str | None, month: int, day: str) -> bool:
    """Whether there is such a day; without a year there is a 29 February."""
    return 1 <= month <= 12 and 1 <= int(day) <= calendar.monthrange(int(year or 2024) or 2024, month)[1]


def _full_year(written: str) -> int:
    """``18`` and ``'18`` are 2018, ``98`` is 1998; four figures are what they say."""
    year = int(written.lstrip("'\u2019"))
    return year if len(written) >= 4 else year + (2000 if year < 70 else 1900)


def _read_iso(match: re.Match[str]) -> list[DateFound]:
    year, month, day = match["year"], int(match["month"]), match["day"]
    real = int(year) > 0 and _is_day(year, month, day)
    return [DateFound(*match.span(), "day", int(year), month, int(day))] if real else []


def _read_figures(match: re.Match[str]) -> list[DateFound]:
    """18/4/2024 and 4/18/2024 are sure, 4.5.2024 has the day first, of 4/5/2024 only the year is known."""
    one, other, year = match["one"], match["other"], match["year"]
    orders = [(one, other)] if match["mark"] == "." else [(one, other), (other, one)]
    days = {(int(month), int(day)) for day, month in orders if _is_day(year, int(month), day)}
    if int(year) not in _YEARS or not days:
        return []
    if len(days) == 1:
        return [DateFound(*match.span(), "day", int(year), *days.pop())]
    return [DateFound(*match.span(), "year", int(year))]


def _read_day(match: re.Match[str]) -> list[DateFound]:
    """A day, or the first and the last of several: 18-20 April."""
    text, end, year = match.string, match.end(), match["year"]
    if year and (int(year) not in _YEARS or _MEASURE.match(text, end) or _PEOPLE.match(text, end)):
        year, end = None, max(match.end(name) for name in ("day", "till", "month"))
    month = month_number(match["month"])
    days = [day for day in (match["day"], match["till"]) if day]
    if not all(_is_day(year, month, day) for day in days) or not (year or _needs_no_year(match)):
        return []
    known = None if year is None else int(year)
    if len(days) == 1:
        return [DateFound(match.start(), end, "day", known, month, int(days[0]))]
    return [
        DateFound(match.start(), match.end("day"), "day", known, month, int(days[0])),
        DateFound(match.start("till"), end, "day", known, month, int(days[1])),
    ]


def _needs_no_year(match: re.Match[str]) -> bool:
    """Whether day and month are a date by themselves: "18 may apply" and "in April 12 boats" are none."""
    text, word = match.string, match["month"]
    before = text[max(0, match.start() - 16) : match.start()]
    if word in ("may", "march", "mar"):
        return False
    if match.start("day") < match.start("month"):
        return not _NUMBERED.search(before)
    verb = word.lower() in ("may", "march") and not before.strip() and _COUNTED.match(text, match.end())
    return not (verb or _IN.search(before) or _MEASURE.match(text, match.end()))


def _read_month(match: re.Match[str]) -> list[DateFound]:
    year, word = int(match["year"]), match["month"]
    if year not in _YEARS or (word == "may" and year < 1900) or _MEASURE.match(match.string, match.end()):
        return []
    return [DateFound(*match.span(), "month", year, month_number(word))]


def _read_quarter(match: re.Match[str]) -> list[DateFound]:
    word, year = match["quarter"].lower(), _full_year(match["year"])
    if year not in _YEARS or _MEASURE.match(match.string, match.end()):
        return []
    number = int(word.strip("q")) if len(word) == 2 else 1 + ("fi", "se", "th", "fo").index(word[:2])
    return [DateFound(*match.span(), "quarter", year, quarter=number, fiscal=bool(match["fiscal"]))]


def _read_decade(match: re.Match[str]) -> list[DateFound]:
    year = int(match["year"])
    return [DateFound(*match.span(), "decade", year)] if year in _YEARS else []


def _read_years(match: re.Match[str]) -> list[DateFound]:
    """FY2018, 2024, and 2018-2020, two years; 2024-04 is a month; 2011-12 may be either, so it is its first year."""
    fields = match.groupdict()
    year, to, fiscal = _full_year(match["year"]), fields.get("to"), bool(fields.get("fiscal"))
    if year not in _YEARS or (_MEASURE.match(match.string, match.end()) if fiscal else _counts(match, year)):
        return []
    if not to:
        return [DateFound(*match.span(), "year", year, fiscal=fiscal)]
    last = int(to) if len(to) == 4 else year + (int(to) - year) % 100
    if len(to) == 2 and match["dash"] == "-" and 1 <= int(to) <= 12 and not fiscal:
        kind: DateKind = "year" if last == year + 1 else "month"
        return [DateFound(*match.span(), kind, year, None if kind == "year" else int(to))]
    if not year < last < _YEARS.stop:
        return []
    return [
        DateFound(match.start(), match.end("year"), "year", year, fiscal=fiscal),
        DateFound(match.start("to"), match.end(), "year", last, fiscal=fiscal),
    ]


def _counts(match: re.Match[str], year: int) -> bool:
    """Whether a number that could be a year counts, measures or numbers something."""
    text, end = match.string, match.end()
    before = text[max(0, match.start() - 16) : match.start()]
    if _LABELLED.search(before) or _MEASURE.match(text, end):
        return True
    if _SURE.search(before):
        return False
    lone = year < _OLDEST_BARE and not _CUE.search(before) and not int(match.groupdict().get("to") or 0) > _OLDEST_BARE
    return lone or bool((_COUNTED if year < 1900 or year == 2000 else _PEOPLE).match(text, end))


_FISCAL: Final = r"(?P<fiscal>FY|(?:fiscal|financial)(?:\s{1,3}years?)?)"
_SHORT: Final = r"['\u2019]\d{2}|(?<=FY)\d{2}|(?<=FY\s)\d{2}"
_QUARTER: Final = r"(?:first|second|third|fourth)[\s-]{1,3}quarter"
_YEAR_MAY_FOLLOW: Final = rf"(?:,?{_SPACE}(?P<year>\d{{4}}){_ENDS})?"
_BARE: Final = r"(?<![\w$\u20ac\u00a3\u00a5#\u00a7])(?<!\d[.,:/\-\u2013])(?P<year>\d{4})"
_FIGURE: Final = r"\d"
_MONTH: Final = r"[jfmasondJFMASOND\u017f](?<!\w.)(?=(?i:an|eb|ar|pr|ay|un|ul|ug|ep|ct|ov|ec))"
# In order: what one has read, the next do not see. Every run is bounded, so that time grows with the length only.
# Each: where a match may begin (see matches_from), what it is, and how that is read.
_READERS: Final[tuple[tuple[re.Pattern[str], re.Pattern[str], Callable[[re.Match[str]], list[DateFound]]], ...]] = (
    tuple(
        (re.compile(starts), re.compile(pattern, re.IGNORECASE), read)
        for starts, pattern, read in (
            (
                _FIGURE,
                r"(?<![^\W_])(?<!\d[-.])(?P<year>\d{4})([-/])(?P<month>\d{2})\2(?P<day>\d{2})(?!\d|[-/]\d)",
                _read_iso,
            ),
            (
                _FIGURE,
                rf"{_FREE}(?P<one>\d{{1,2}})(?P<mark>[./])(?P<other>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}){_ENDS}",
                _read_figures,
            ),
            (
                _FIGURE,
                rf"{_FREE}(?P<day>\d{{1,2}}){_NTH}(?:(?:{_DASH}|\s(?:to|and)\s)(?P<till>\d{{1,2}}){_NTH})?{_SPACE}"
                rf"(?:of\s{{1,3}})?(?P<month>{MONTH_WORD})\b\.?{_YEAR_MAY_FOLLOW}",
                _read_day,
            ),
            (
                _MONTH,
                rf"\b(?P<month>{MONTH_WORD})\b\.?{_SPACE}(?P<day>\d{{1,2}}){_NTH}"
                rf"(?:{_DASH}(?P<till>\d{{1,2}}){_NTH})?{_ENDS}{_YEAR_MAY_FOLLOW}",
                _read_day,
            ),
            (
                _MONTH,
                rf"\b(?P<month>{MONTH_WORD})\b\.?(?:,|\s{{1,3}}of)?{_SPACE}(?P<year>\d{{4}}){_ENDS}",
                _read_month,
            ),
            (
                r"[Qq](?=[1-4])|[1-4](?=[Qq])|[fstFST\u017f](?<!\w.)(?=(?i:irst|econd|hird|ourth))",
                rf"\b(?P<quarter>Q[1-4]|[1-4]Q|{_QUARTER})(?:,?\s{{1,3}}(?:of|in|for))?(?:\s{{1,3}}the)?[\s-]{{0,3}}"
                rf"(?:{_FISCAL}\s{{0,3}})?(?P<year>\d{{4}}|(?<=[1-4]Q)\d{{2}}|{_SHORT}){_ENDS}",
                _read_quarter,
            ),
            (
                r"\d|[fF](?=[yY])",
                rf"(?<!\w)(?:(?P<fiscal>FY)\s?)?(?P<year>\d{{4}})[\s-]{{0,2}}(?P<quarter>Q[1-4]|{_QUARTER})\b",
                _read_quarter,
            ),
            (
                r"[fF](?<!\w.)(?=(?i:y|iscal|inancial))",
                rf"\b{_FISCAL}[\s-]{{0,3}}(?P<year>\d{{4}}|{_SHORT})(?:(?P<dash>[-\u2013/])(?P<to>\d{{4}}|\d{{2}}))?{_ENDS}",
                _read_years,
            ),
            (_FIGURE, r"(?<![\w.,])(?P<year>\d{3}0)['\u2019]?s\b", _read_decade),
            (_FIGURE, rf"{_BARE}\s?(?P<dash>[-\u2013\u2014/])\s?(?P<to>\d{{4}}|(?<!\s)\d{{2}}){_ENDS}", _read_years),
            (_FIGURE, rf"{_BARE}{_ENDS}(?!\u2013\d)", _read_years),
        )
    )
)
