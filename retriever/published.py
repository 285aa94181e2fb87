"""When a question wants what it asks about to have been published, as far as its own words say so.

A date in a question is content nearly always ("revenue in FY2018", "what happened on 18 April"). It is a filter only
where the words around it speak of publishing: "reports published since March 2024", "articles from last week",
"according to coverage before 1 May 2024", "what did papers write last month". Where that is in doubt there is none: a
filter too many hides the answer, a filter too few only leaves more to read.

Relative dates have a small table of their own: dateparser 1.5.0 gives "last week" as one moment, and reads neither
"past 10 days" nor "last March".
"""

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from onrecord.dates import HIDDEN, MONTH_WORD, DateFound, days_of, masked, month_number
from onrecord.numbers import count_of

__all__ = ["Published", "published_in"]

_WEEKDAYS: Final = "monday tuesday wednesday thursday friday saturday sunday".split()
_DAY_NAME: Final = "|".join(_WEEKDAYS)
_RELATIVE: Final = re.compile(
    rf"\b(?:(?P<day>today|yesterday)|(?P<which>this|last|past|previous)\s(?P<what>week|month|quarter|year|{_DAY_NAME}"
    rf"|{MONTH_WORD})|(?:last|past|previous)\s(?P<count>\w{{1,12}})\s(?P<units>day|week|month|year)s?"
    rf"|(?P<many>\w{{1,12}})\s(?P<each>day|week|month|year)s?\sago|(?P<name>{_DAY_NAME}"
    r"|(?-i:January|February|March|April|May|June|July|August|September|October|November|December)))\b(?!['\u2019-]\w)",
    re.IGNORECASE,
)
_MOST: Final = 1000  # days, weeks, months or years back
# A year alone that is longer ago is history ("which documents from 1776"), not the year that a file was published in.
_YEARS_BACK: Final = 50
_Days = tuple[date, date]


class Published(NamedTuple):
    """A publication filter that stands in the words of a question.

    Attributes:
        start: first character of those words.
        end: one past their last.
        since: first day wanted; None for no limit.
        until: last day wanted; None for no limit.
    """

    start: int
    end: int
    since: date | None
    until: date | None


class _Rule(NamedTuple):
    """Words that speak of publishing, and the dates that then limit the search.

    Attributes:
        pattern: matched against the text with its dates hidden; has the groups of ``_WHEN``.
        before: what may stand before a written date; "-" for nothing.
        years: a year alone will do, without "since".
        relative: "last week" and its like will do, with anything before it.
    """

    pattern: re.Pattern[str]
    before: frozenset[str]
    years: bool


_D: Final = f"{HIDDEN}+"
_WHEN: Final = (
    r"(?:(?P<prep>since|after|before|until|till|up\sto|by|from|between|in|on|during|over|within|for|of)\s)?"
    rf"(?:the\s)?(?P<one>{_D})"
    rf"(?:\s?(?P<link>and|to|until|till|through|-|\u2013)\s?(?:the\s)?(?P<other>{_D})"
    r"|\s(?P<onward>onwards?|on(?=\s?(?:\Z|[?.,]))|to\sdate))?"
    rf"(?:\s(?:and|but)\s(?P<prep2>before|until|up\sto)\s(?P<last>{_D}))?"
)
# What may follow a date that is the whole of it: "reports from March Madness" is none.
_GOES_ON: Final = re.compile(
    r"\s?(?:\Z|[?.!,;:)\u2013\u2014]|(?:about|on|of|by|in|at|for|from|to|with|that|which|who|what|when|where|why|how|and"
    r"|or|is|are|was|were|do|does|did|has|have|had|say|says|said|mentions?|describes?|discuss(?:es)?|covers?|covering"
    r"|concerning|regarding|states?|reports?|writes?|explains?|shows?|suggests?|claims?|quotes?|refers?|contains?|only"
    r"|please|there|the|an?|i|we|you)\b)",
    re.IGNORECASE,
)
_NOUN: Final = (
    r"(?:(?:news|press|media|newspaper|blog|agency)\s)?(?:news|coverage|reports|reporting|articles|stories|documents"
    r"|filings|releases|newsletters|bulletins|posts|publications|files|e-?mails|dispatches|editorials|briefings"
    r"|announcements|sources)"
)
# These are spoken of in documents as often as they are documents, so they need "published" or its like.
_WEAK: Final = r"(?:letters|minutes|statements|notices|studies|memos|interviews|transcripts|newspapers|columns)"
_ONE: Final = r"(?:report|article|story|document|filing|release|newsletter|bulletin|post|letter|statement|notice|memo)"
_ISSUED: Final = r"(?P<cue>published|issued|released|dated|posted|printed)"
_MODIFIERS: Final = (
    r"(?:(?:the|our|your|my|its|their|his|her|all|any|these|those|only|recent|latest|official|internal|local|national"
    r"|public|company|government|ministry|council|(?!(?:who|whom|i|he|she|it|we|they|you)\b)(?-i:[A-Z][\w&.-]*)|[\w-]+['\u2019]s?)\s){0,3}"
)
_ROLE: Final = (
    r"(?:^(?:(?:please\s)?(?:find|show|list|give|summari[sz]e|search|read|use|check|consult)\s(?:me\s|only\s|in\s)?)?"
    r"|\b(?:(?:only|just)\s(?:use|search|read|consider)|in|from|across|within|per|only|any|using|search|what|which|(?:what\s)?(?:do|does|did))\s)"
)
_MEDIA: Final = r"(?:newspapers?|papers|press|media|outlets|journalists|reporters|agencies|wires|news)"
_WROTE: Final = r"(?:write|written|report|reported|say|said|cover|covered|publish|published|print|printed|carry)"
_GAP: Final = rf"(?:[^.?!;{HIDDEN}]{{1,160}}?\s)?"


def _rule(pattern: str, before: str, *, years: bool = False) -> _Rule:
    return _Rule(re.compile(pattern, re.IGNORECASE), frozenset(before.split()), years)


_RULES: Final = (
    _rule(  # reports published since March 2024; press releases that were issued in 2023
        rf"(?P<counted>\b(?:how\smany|number\sof)\s(?:\w+\s)?)?\b(?:{_NOUN}|{_WEAK})\s(?:(?:that|which)\s(?:were|are)\s)?"
        rf"{_ISSUED}\s{_WHEN}",
        "- since after before until between from in on during",
        years=True,
    ),
    _rule(  # in the report dated 18 April 2024
        rf"\b(?:in|from|per|according\sto)\s(?:the|this|that|its|their)\s(?:[\w-]+\s){{0,3}}{_ONE}\s{_ISSUED}\s{_WHEN}",
        "- since after before until between from in on during",
    ),
    _rule(  # articles from last week; in filings from 2022; coverage since 3 May
        rf"{_ROLE}{_MODIFIERS}{_NOUN}\s(?P<cue>){_WHEN}", "since after before until between from", years=True
    ),
    _rule(  # according to coverage in March 2024
        rf"\b(?:according\sto|based\son)\s{_MODIFIERS}{_NOUN}\s(?P<cue>){_WHEN}",
        "since after before until between from in on during",
        years=True,
    ),
    _rule(  # what did papers write in March 2024 about the ferry
        rf"\b(?:did|do|does|has|have|had)\s{_MODIFIERS}{_MEDIA}\s(?P<cue>{_WROTE})\s{_WHEN}",
        "since after before until between from in on during",
    ),
    _rule(  # what have papers written about the ferry since March 2024
        rf"\b(?:did|do|does|has|have|had)\s{_MODIFIERS}{_MEDIA}\s(?P<cue>){_WROTE}\s{_GAP}{_WHEN}\s?[.?!]?\Z", "since"
    ),
    _rule(  # what has been published about the ferry since March 2024
        rf"\bwhat(?:ever)?\s(?:has|have)\sbeen\s(?P<cue>)(?:published|written|printed|posted)\s{_GAP}{_WHEN}", "since"
    ),
    _rule(  # anything published between 1 March and 15 April 2024
        rf"(?:^|\b(?:anything|everything|something|only)\s)(?:that\swas\s)?{_ISSUED}\s{_WHEN}",
        "- since after before until between from in on during",
    ),
    _rule(rf",\s{_ISSUED}\s{_WHEN}\s?[.?!]?\Z", "since after before until between"),
)
_PREPOSITIONS: Final = {"till": "until", "up to": "until", "by": "until", "": "-"}


def published_in(text: str, dates: Sequence[DateFound], today: date) -> Published | None:
    """The publication filter in the words of ``text``; None for none.

    Args:
        text: a question, its white space folded to single spaces.
        dates: what ``dates_in(text)`` gave.
        today: what "last week" is counted from; a day or a month without a year is the latest one not after it.
    """
    shadow = masked(text.replace(HIDDEN, " "), [(one.start, one.end) for one in dates])
    found: dict[int, DateFound | _Days] = {one.start: one for one in dates}
    ranges = []
    for match in _RELATIVE.finditer(shadow):
        days = _relative(match, today)
        if days:
            found[match.start()] = days
            ranges.append(match.span())
    shadow = masked(shadow, ranges)
    for rule in _RULES:
        for match in rule.pattern.finditer(shadow):
            limits = _limits(match, rule, found, today)
            if limits:
                start = match.start("cue" if match["cue"] else "prep" if match["prep"] else "one")
                end = max(match.end(name) for name in ("one", "other", "onward", "last"))
                return Published(start, end, *limits)
    return None


def _limits(
    match: re.Match[str], rule: _Rule, found: Mapping[int, DateFound | _Days], today: date
) -> tuple[date | None, date | None] | None:
    """First and last day wanted; None where the words are no filter."""
    prep = (match["prep"] or "").lower()
    prep = _PREPOSITIONS.get(prep, prep)
    one, other = found[match.start("one")], found.get(match.start("other"))
    if match.groupdict().get("counted") or not _GOES_ON.match(match.string, match.end()):
        return None
    if isinstance(one, DateFound) and not (prep in rule.before and _is_precise(one, rule, prep, today)):
        return None
    last = _days(other, today) if other else None
    first = _days(one, last[1] if last else today)
    if first is None or (other and last is None) or (prep == "between" and not last):
        return None
    since, until = _bounds("since" if match["onward"] else prep, first, last or first)
    if match["last"]:
        end = _days(found[match.start("last")], today)
        until = _bounds("before" if match["prep2"].lower() == "before" else "until", end, end)[1] if end else None
    return since, until


def _is_precise(found: DateFound, rule: _Rule, prep: str, today: date) -> bool:
    """Whether a written date is exact or recent enough for ``rule``."""
    if found.kind in ("day", "month"):
        return True
    return (rule.years or prep == "since") and (found.year or 0) > today.year - _YEARS_BACK


def _bounds(prep: str, first: _Days, last: _Days) -> tuple[date | None, date | None]:
    start, end = min(first[0], last[0]), max(first[1], last[1])
    if prep == "since":
        return start, None
    if prep == "after":
        return _day(end.toordinal() + 1), None
    if prep == "before":
        return None, _day(start.toordinal() - 1)
    return (None if prep == "until" else start), end


def _days(found: DateFound | _Days, latest: date) -> _Days | None:
    """First and last day of a date; without a year it is the latest one that begins by ``latest``.

    None for a quarter or a year of somebody's accounts: reports about it are not published in it.
    """
    if isinstance(found, tuple):
        return found
    if found.fiscal or found.kind == "quarter":
        return None
    years = [found.year] if found.year else range(latest.year, max(latest.year - 9, 0), -1)
    for year in years:
        month = found.month or 1
        if (found.day or 1) <= calendar.monthrange(year, month)[1]:
            days = days_of(replace(found, year=year))
            if days and (found.year or days[0] <= latest):
                return days
    return None


def _relative(match: re.Match[str], today: date) -> _Days | None:
    """The days that "yesterday", "last week", "past 10 days", "two weeks ago", "Monday" or "March" are."""
    if match["day"]:
        return _period("day", today, int(match["day"].lower() == "yesterday"))
    word, which = (match["what"] or match["name"] or "").lower(), (match["which"] or "").lower()
    if word:
        return _named(word, which, today)
    number = count_of(match["count"] or match["many"], _MOST)
    unit = (match["units"] or match["each"]).lower()
    if number is None:
        return None
    return _period(unit, today, number) if match["each"] else (_back(unit, today, number), today)


def _named(word: str, which: str, today: date) -> _Days:
    """``last week``, but ``past week`` as seven days up to today; the latest Monday or March, or the one before."""
    if word in ("week", "month", "quarter", "year"):
        return (_back(word, today, 1), today) if which == "past" else _period(word, today, int(which != "this"))
    again = which in ("last", "past", "previous")
    if word in _WEEKDAYS:
        back = (today.weekday() - _WEEKDAYS.index(word)) % 7
        return _period("day", today, back or 7 * again)
    back = (today.month - month_number(word)) % 12
    return _period("month", today, back or 12 * again)


def _day(ordinal: int) -> date:
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))


def _back(unit: str, today: date, count: int) -> date:
    """The day that is so many days, weeks, months, quarters or years before ``today``."""
    if unit in ("day", "week"):
        return _day(today.toordinal() - count * (7 if unit == "week" else 1))
    months = max(today.year * 12 + today.month - 1 - count * {"month": 1, "quarter": 3, "year": 12}[unit], 12)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def _period(unit: str, today: date, count: int) -> _Days:
    """The whole day, week from Monday, month, quarter or year that lies so many of them back."""
    day = _back(unit, today, count)
    if unit == "day":
        return day, day
    if unit == "week":
        return _day(day.toordinal() - day.weekday()), _day(day.toordinal() - day.weekday() + 6)
    first = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[unit]
    last = {"month": first, "quarter": first + 2, "year": 12}[unit]
    return date(day.year, first, 1), date(day.year, last, calendar.monthrange(day.year, last)[1])
