"""The words that ``onrecord.moments`` reads beside written dates, and what each comes to. Pure; English words.

Every run in a pattern is bounded, so that time grows with the length of the text only.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, cast

from onrecord.dates import month_number
from onrecord.periods import Days, Unit, nearest, period, shifted, weekday_near
from onrecord.spoken import MONTH, PART, WEEKDAYS, YEAR_TOLD, Resolve, State, count_said, count_stated, in_year, spaced
from onrecord.tenses import tense_at
from onrecord.weekends import at_the_weekend, last_but_one, on_the_nth, weekend

__all__ = ["READERS"]


_DAY_NAME: Final = "|".join(WEEKDAYS)
_CENTURIES: Final = """eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
twentieth twenty-first""".split()
_PAPERS: Final = r"(?!~(?-i:Times|Mirror|Post|Telegraph|Herald|Express|Mercury|Mail|Sun|World|Night~Live|Club)\b)"


# "Every Thursday", "Monday to Friday" come again and again; "Good Friday" is another day.
_AGAIN_BEFORE: Final = spaced(
    rf"\b(?:every|each|most|alternate|any|an?|the|(?:{_DAY_NAME})~to|(?-i:Good|Black|Easter|Whit|Ash|Palm|Shrove|Bloody|Cyber"
    r"|Maundy|Holy))~\Z"
)
_AGAIN_AFTER: Final = spaced(rf"~(?:to|through)~(?:{_DAY_NAME})\b|[-\u2013](?:{_DAY_NAME})\b")
_OF: Final = spaced(r"~of\b")
_UP_TO: Final = spaced(r"\b(?:by|before|until|till|from)~\Z")
_MONTH_BEFORE: Final = spaced(rf"\b{MONTH}~\Z")
_PERIOD_BEFORE: Final = spaced(r"\b(?:end|start|beginning|middle|month|week|half|days?)~\Z")
_NAME_AFTER: Final = spaced(r"~(?-i:[A-Z])")


def _unit(word: str) -> Unit:
    return cast(Unit, word.lower())


def _anchored(match: re.Match[str]) -> Resolve:
    """The following day, the previous month, the same year, that night: of the moment before these words."""
    which, what, month = match["which"].lower(), match["what"].lower(), match.groupdict().get("month")
    shift = {"following": 1, "next": 1, "previous": -1, "preceding": -1}.get(which, 0)

    def resolve(state: State) -> Days | None:
        before = state.lean()
        if before is None:
            return None
        edge = before[shift > 0]
        if what in WEEKDAYS:
            day = weekday_near(edge, WEEKDAYS.index(what), shift, strictly=bool(shift))
            return day, day
        if month:
            return nearest(month_number(month), None, edge, shift, strictly=bool(shift))
        return _from(_unit(what) if what in _LONGER else "day", before, shift)

    return resolve


def _from(unit: Unit, days: Days | None, shift: int) -> Days | None:
    """The period so many after or before ``days``; None where these are wider than the unit, or None."""
    if days is None or period(unit, days[0])[1] < days[1]:
        return None
    return period(unit, days[0], shift)


def _neighbour(match: re.Match[str]) -> Resolve:
    """The day before, the week after: of the moment before these words."""
    shift = -1 if match["side"].lower() == "before" else 1
    return lambda state: _from(_unit(match["unit"]), state.lean(), shift)


def _later(match: re.Match[str]) -> Resolve | None:
    """Two days later, a year earlier."""
    count, unit = count_stated(match), _unit(match["unit"])
    if count is None:
        return None
    shift = 1 if match["side"].lower() == "later" else -1
    return lambda state: _from(unit, state.lean(), shift * count) if count else None


_DAYS: Final = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}


def _day_word(match: re.Match[str]) -> Resolve:
    words = " ".join(match[0].lower().split())
    shift = next((shift for word, shift in _DAYS.items() if words.startswith(word)), 0)
    if words.startswith("the day"):
        shift = -2 if "before" in words else 2
    elif words == "last night":
        shift = -1
    return lambda state: period("day", state.written, shift) if state.written else None


def _ago(match: re.Match[str]) -> Resolve | None:
    """Two weeks ago, a year from now, in ten days' time, five years ago this month."""
    count, unit = count_stated(match), match["unit"].lower()
    this = (match.groupdict().get("this") or "").lower()
    if count is None:
        return None
    if unit == "fortnight":
        count, unit = 2 * count, "week"
    shift = -1 if match["side"].lower() == "ago" else 1

    def resolve(state: State) -> Days | None:
        if not state.written or not count:
            return None
        if this:
            return period(_unit(this), shifted(_unit(unit), state.written, shift * count))
        return period(_unit(unit), state.written, shift * count)

    return resolve


def _stretch(match: re.Match[str]) -> Resolve | None:
    """The past two weeks, the next five years: up to the day of writing, or from it on."""
    count, unit, back = (
        count_said(match["count"]),
        _unit(match["unit"]),
        match["which"].lower() not in ("next", "coming"),
    )
    if count is None:
        return None

    def resolve(state: State) -> Days | None:
        if state.written is None or not count:
            return None
        far = shifted(unit, state.written, -count if back else count)
        return (far, state.written) if back else (state.written, far)

    return resolve


def _weekday(match: re.Match[str]) -> Resolve | None:
    """Thursday, last Thursday, Thursday next week, Thursday week; None for "every Thursday", "Good Friday"."""
    which, week = set((match["which"] or "").lower().split()), (match["week"] or "").lower()
    weekday, text = WEEKDAYS.index(match["day"].lower()), match.string
    before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 24]
    if _AGAIN_BEFORE.search(before) or _AGAIN_AFTER.match(after) or (not week and _OF.match(after)):
        return None
    ahead, further = bool(_UP_TO.search(before)), (match["further"] or match["on"] or "").lower()

    def resolve(state: State) -> Days | None:
        if state.written is None:
            return None
        if further:  # "a week on Thursday", "Thursday week"
            day = weekday_near(state.written, weekday, 1, strictly=True)
            day += timedelta(days=14 if further == "fortnight" else 7)
        elif week or which == {"this"}:
            day = period("week", state.written, _SHIFTS.get(week, 0))[0] + timedelta(days=weekday)
        elif which:
            day = weekday_near(state.written, weekday, 1 if which & {"next", "coming"} else -1, strictly=True)
        else:
            day = weekday_near(state.written, weekday, tense_at(state.text, *match.span()) or (1 if ahead else -1))
        return day, day

    return resolve


def _named_period(match: re.Match[str]) -> Resolve:
    """Last week, this year, the coming month; "earlier this month" ends with the day of writing, "later" begins."""
    which, what, side = match["which"].lower(), match["what"].lower(), (match["side"] or "").lower()
    shift = _SHIFTS.get(which, -1)

    def resolve(state: State) -> Days | None:
        if state.written is None:
            return None
        if what == "weekend":
            return weekend(state.written, shift)
        if which == "past" or (match["the"] and which == "last"):
            return shifted(_unit(what), state.written, -1), state.written
        if match["the"] and which == "next":  # over the next decade
            return state.written, shifted(_unit(what), state.written, 1)
        first, last = period(_unit(what), state.written, shift)
        if side and shift == 0:
            return (first, state.written) if side == "earlier" else (state.written, last)
        return first, last

    return resolve


def _of_now(match: re.Match[str]) -> Resolve | None:
    """The end of the year: of the one it was written in. None where no part of it is named."""
    if not PART.search(match.string[max(0, match.start() - 24) : match.start("unit")]):
        return None
    return lambda state: period(_unit(match["unit"]), state.written) if state.written else None


def _quarter(match: re.Match[str]) -> Resolve:
    """The first quarter: of whose year is not told, so it is open."""
    return lambda state: None


def _month_of(match: re.Match[str]) -> Resolve:
    """In March of last year."""
    number, year = month_number(match["month"]), match["year"]
    return lambda state: in_year(number, None, state.written, year) if state.written else None


def _month(match: re.Match[str]) -> Resolve | None:
    """In March, last March, by June; None for "letter of May", "by June Hale"."""
    which, number, text = match["which"].lower(), month_number(match["month"]), match.string
    before = text[max(0, match.start() - 24) : match.start()]
    if (which in _JOINING and not _MONTH_BEFORE.search(before)) or (
        which == "of" and not _PERIOD_BEFORE.search(before)
    ):
        return None
    if which in _LOOSE and _NAME_AFTER.match(text, match.end()):
        return None

    def resolve(state: State) -> Days | None:
        if state.written is None:
            return None
        if which == "this":
            return nearest(number, None, date(state.written.year, 6, 30), 0)
        if which in ("last", "next"):
            return nearest(number, None, state.written, 1 if which == "next" else -1, strictly=True)
        tense = tense_at(state.text, *match.span())
        if which in _LOOSE:  # "down to ten weeks by July" is ahead
            tense = 1 if tense >= 0 and which in ("until", "till", "by", "before") else 0
        return nearest(number, None, state.written, tense)

    return resolve


def _century(match: re.Match[str]) -> Resolve | None:
    written = match["number"].lower()
    number = int(written[:-2]) if written[0].isdigit() else 11 + _CENTURIES.index(written)
    days = date(100 * number - 99, 1, 1), date(100 * number, 12, 31)
    return (lambda state: days) if 1 <= number <= 21 else None


def _eighties(match: re.Match[str]) -> Resolve:
    year = (1900 if match["tens"] >= "2" else 2000) + 10 * int(match["tens"])
    return lambda state: (date(year, 1, 1), date(year + 9, 12, 31))


_SHIFTS: Final = {"last": -1, "past": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
_LONGER: Final = frozenset("week month quarter year decade".split())
_JOINING: Final = frozenset("and to through".split())
# With these a month may lie on either side, whatever the verb ("was put off until March"), or be somebody's name.
_LOOSE: Final = frozenset("until till from by before after to and through of".split())
_DAY_PART: Final = r"(?:~(?:morning|afternoon|evening|night|lunchtime))?"
_UNIT: Final = "day|week|month|year"
_COUNT: Final = r"(?P<count>a~couple~of|a~few|[\w-]{1,15})"
_NTH: Final = r"first|second|third|fourth"
_BIG, _SMALL = "week|month|quarter|year|decade", "day|morning|afternoon|evening|night"
_PREPOSITION: Final = (
    "in|since|during|until|till|by|before|after|from|between|early|late|mid|last|next|this|of|and|to|through"
)
# In order: what one has read, the next do not see. Each: the words, how they are read, whether they are relative.
READERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Resolve | None], bool], ...]] = tuple(
    (spaced(pattern), read, relative)
    for pattern, read, relative in (
        (r"\bthe~day~(?:before~yesterday|after~tomorrow)\b", _day_word, True),
        (
            rf"\bthe~(?P<which>following|previous|preceding|same)~(?P<what>{_SMALL}|{_BIG}|{_DAY_NAME}|(?P<month>{MONTH}))"
            rf"{_DAY_PART}\b",
            _anchored,
            True,
        ),
        (rf"\bthe~(?P<which>next)~(?P<what>{_SMALL})\b", _anchored, True),
        (rf"\b(?P<which>that)~(?P<what>{_SMALL}|{_BIG})\b(?!-)", _anchored, True),
        (rf"\bthe~(?P<unit>{_UNIT})~(?P<side>before|after)(?=\s{{0,3}}(?:[.,;:)\u2013\u2014]|\Z))", _neighbour, True),
        (rf"\b{_COUNT}~(?P<unit>{_UNIT})s?~(?P<side>later|earlier)\b(?!~than)", _later, True),
        (
            rf"\b(?:yesterday|today|tomorrow){_DAY_PART}\b|\b(?:tonight|this~morning|this~afternoon|this~evening|last~night)\b",
            _day_word,
            True,
        ),
        (
            rf"\b{_COUNT}~(?P<unit>{_UNIT}|fortnight)s?~(?P<side>ago|from~now)\b(?:~this~(?P<this>week|month)\b)?",
            _ago,
            True,
        ),
        (rf"\bin~{_COUNT}~(?P<unit>{_UNIT})(?:s?['\u2019]s?)~(?P<side>time)\b", _ago, True),
        (rf"\b(?:the~)?(?P<which>last|past|next|coming)~{_COUNT}~(?P<unit>{_UNIT})s\b(?!~of\b)", _stretch, True),
        (
            rf"(?:\ba~(?P<on>week|fortnight)~(?:on|from)~)?"
            rf"\b(?:(?P<which>last|next|this~past|this~coming|this|past|coming)~)?(?P<day>{_DAY_NAME}){_DAY_PART}"
            rf"(?:(?:,?~(?:of~)?(?P<week>last|next|this)~week)\b|~(?P<further>week|fortnight)\b(?!['\u2019-]))?"
            rf"\b(?!-\w){_PAPERS}",
            _weekday,
            True,
        ),
        (
            rf"\b(?:the~)?(?P<number>{_NTH})(?:~|-)quarter\b(?:~of~(?P<year>(?:last|this|next|the)~year))?(?!~of\b)",
            _quarter,
            True,
        ),
        (rf"\b(?P<which>{_PREPOSITION})(?:~|-)(?P<month>{MONTH}){YEAR_TOLD}", _month_of, True),
        (
            rf"\b(?:(?P<side>earlier|later)~)?(?P<the>the~)?(?P<which>last|past|this|current|next|coming)"
            rf"~(?P<what>weekend|{_BIG})\b(?!~of\b|~in~{MONTH})",
            _named_period,
            True,
        ),
        (r"\bthe~(?P<what>weekend|week|month|year)~(?P<which>before~last|after~next)\b", last_but_one, True),
        (r"\b(?:at|over)~the~(?P<what>weekend)\b(?!~of\b)", at_the_weekend, True),
        (r"\bon~the~(?P<nth>\d{1,2})(?:st|nd|rd|th)\b(?=\s{0,3}(?:[.,;:)\u2013\u2014]|\Z))", on_the_nth, True),
        (rf"\b(?P<which>{_PREPOSITION})(?:~|-)(?P<month>{MONTH})\b(?!\s?\d)", _month, True),
        (rf"\bthe~(?P<unit>{_BIG})\b", _of_now, True),
        # Known to be a date, and not which: when a season is depends on the hemisphere.
        (r"\b(?:last|next|this)~(?:spring|summer|autumn|fall|winter)\b", lambda match: lambda state: None, True),
        (rf"\b(?P<number>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(_CENTURIES)})(?:~|-)century\b", _century, False),
        (r"\bthe~['\u2019](?P<tens>\d)0s\b", _eighties, False),
    )
)
