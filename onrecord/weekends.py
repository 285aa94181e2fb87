"""Weekends, days of a month that has no name beside them, and the week before last: readers of dates in words. Pure."""

import re
from datetime import date, timedelta
from typing import Final, cast

from onrecord.periods import Days, Unit, period
from onrecord.spoken import Resolve, State
from onrecord.tenses import tense_at

__all__ = ["at_the_weekend", "last_but_one", "on_the_nth", "weekend"]

_SATURDAY: Final = 5


def last_but_one(match: re.Match[str]) -> Resolve:
    """The week before last, the year after next."""
    what, shift = match["what"].lower(), -2 if match["which"].lower().startswith("before") else 2

    def resolve(state: State) -> Days | None:
        if state.written is None:
            return None
        if what == "weekend":
            return weekend(state.written, shift)
        return period(cast(Unit, what), state.written, shift)

    return resolve


def weekend(day: date, shift: int) -> Days:
    """The weekend of the week with ``day`` in it, or so many later."""
    first = period("week", day, shift)[0] + timedelta(days=5)
    return first, first + timedelta(days=1)


def at_the_weekend(match: re.Match[str]) -> Resolve:
    """At the weekend: the last one, or the coming one, by the verb; open without one."""
    span = match.span()

    def resolve(state: State) -> Days | None:
        tense = tense_at(state.text, *span)
        if state.written is None or not tense:
            return None
        return weekend(state.written, -1 if tense < 0 and state.written.weekday() < _SATURDAY else 0)

    return resolve


def on_the_nth(match: re.Match[str]) -> Resolve:
    """On the 9th: of this month, or of the one before or after it, by the verb; open without one."""
    nth, span = int(match["nth"]), match.span()

    def resolve(state: State) -> Days | None:
        tense = tense_at(state.text, *span)
        if state.written is None or not tense:
            return None
        for shift in (0, -1) if tense < 0 else (0, 1):
            day = period("month", state.written, shift)[0].replace(day=nth)
            if (day <= state.written) if tense < 0 else (day >= state.written):
                return day, day
        return None

    return resolve
