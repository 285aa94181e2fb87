"""Days, weeks, months, quarters, years and decades of the calendar, counted from a day. Pure.

A period is as wide as the word for it: "two months ago" is a month, "two years ago" a year. Weeks go from Monday to
Sunday (ISO 8601), quarters by the calendar, decades from the year that ends in 0.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, Literal

from dateutil.relativedelta import relativedelta

__all__ = [
    "Days",
    "Part",
    "Unit",
    "half_of",
    "nearest",
    "part_of",
    "period",
    "shifted",
    "week_of_month",
    "weekday_near",
]

Days = tuple[date, date]
"""First and last day."""
Unit = Literal["day", "week", "month", "quarter", "year", "decade"]
Part = Literal["early", "mid", "late"]
_SOON: Final = 120
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12, "decade": 120}


def period(unit: Unit, day: date, shift: int = 0) -> Days:
    """The period with ``day`` in it, or the one so many of them later; earlier where ``shift`` is negative.

    Raises:
        ValueError: it lies outside the years 1 to 9999.
        OverflowError: likewise.
    """
    if unit in ("day", "week"):
        first = day - timedelta(days=day.weekday() if unit == "week" else 0)
        first += timedelta(days=shift * (7 if unit == "week" else 1))
        return first, first + timedelta(days=6 if unit == "week" else 0)
    months = _MONTHS[unit]
    start = {
        "month": date(day.year, day.month, 1),
        "quarter": date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
        "year": date(day.year, 1, 1),
        "decade": date(max(day.year // 10 * 10, 1), 1, 1),
    }[unit]
    begun: date = start + relativedelta(months=shift * months)
    end: date = begun + relativedelta(months=months - 1)
    return begun, date(end.year, end.month, monthrange(end.year, end.month)[1])


def shifted(unit: Unit, day: date, count: int) -> date:
    """The same day so many units later, or earlier for less than 0: of a month without that day its last.

    Raises:
        ValueError: it lies outside the years 1 to 9999.
        OverflowError: likewise.
    """
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    moved: date = day + relativedelta(months=count * _MONTHS[unit])
    return moved


def weekday_near(day: date, weekday: int, direction: int, *, strictly: bool = False) -> date:
    """The nearest such weekday: on or before ``day`` where ``direction`` is negative, else on or after it.

    Args:
        day: any day.
        weekday: 0 for Monday to 6 for Sunday.
        direction: its sign counts.
        strictly: ``day`` itself is none.

    Raises:
        OverflowError: it lies outside the years 1 to 9999.
    """
    step = 1 if direction >= 0 else -1
    ahead = (weekday - day.weekday()) * step % 7
    return day + timedelta(days=step * (ahead or (7 if strictly else 0)))


def nearest(
    month: int, day: int | None, around: date, direction: int, *, weekday: int | None = None, strictly: bool = False
) -> Days | None:
    """The day, or the month, without a year that is meant near ``around``.

    Args:
        month: 1 to 12.
        day: 1 to 31; None for the month.
        around: what it is counted from.
        direction: negative for the latest that has begun by then, unless that is most of a year back and the next is
            near; positive for the next that has not ended; 0 for the nearest, of two as near the earlier.
        weekday: 0 for Monday to 6: only the days that are one, whatever the direction, as far as there is one.
        strictly: what has ``around`` in it is none.

    Returns:
        None where there is no such day within some years.
    """
    found = list(_in_years(month, day, around))
    if weekday is not None:
        found = [one for one in found if one[0].weekday() == weekday] or found
        direction = 0 if found[:1] and found[0][0].weekday() == weekday else direction
    if strictly:
        found = [one for one in found if not one[0] <= around <= one[1]]
    if direction < 0 and (strictly or not _comes_soon(found, around)):
        return max((one for one in found if one[0] <= around), default=None)
    if direction > 0:
        return min((one for one in found if one[1] >= around), default=None)
    return min(found, key=lambda one: (_apart(one, around), one), default=None)


def _in_years(month: int, day: int | None, around: date) -> Iterator[Days]:
    for year in range(max(around.year - 8, 1), min(around.year + 8, 9999) + 1):
        end = monthrange(year, month)[1]
        if (day or 1) <= end:
            yield date(year, month, day or 1), date(year, month, day or end)


def _comes_soon(found: list[Days], around: date) -> bool:
    """Whether one begins within ``_SOON`` days: "a leaflet gave 1 May" in April is no year-old day."""
    return any(0 < (one[0] - around).days <= _SOON for one in found)


def _apart(days: Days, around: date) -> int:
    return max((days[0] - around).days, (around - days[1]).days, 0)


def part_of(days: Days, part: Part) -> Days:
    """A third of a period: of a decade its years 0-3, 4-6 and 7-9, of a year four months, of a month ten days.

    A week goes Monday and Tuesday, Wednesday and Thursday, Friday to Sunday; a day stays whole.
    """
    months = _months(days)
    if not months:
        count = (days[1] - days[0]).days + 1
        sizes = (count // 3, count // 3, count - 2 * (count // 3))
        return _cut_days(days, sizes, part) if count >= 3 else days
    whole = months // 12 if months >= 24 else months
    step = 12 if months >= 24 else 1
    return _cut_months(days, (whole - 2 * (whole // 3), whole // 3, whole // 3), step, part)


def half_of(days: Days, which: Literal[1, 2]) -> Days:
    """The first or second half of a period of some months; of a shorter one by its days."""
    months = _months(days)
    if not months:
        middle = days[0] + (days[1] - days[0]) // 2
        return (days[0], middle) if which == 1 else (min(middle + timedelta(days=1), days[1]), days[1])
    begun: date = days[0] + relativedelta(months=months // 2)
    return (days[0], begun - timedelta(days=1)) if which == 1 else (begun, days[1])


def week_of_month(days: Days, number: int) -> Days:
    """Seven days of a month: the first, second, third, fourth, or, for -1, the last seven."""
    if number < 0:
        return days[1] - timedelta(days=6), days[1]
    first = days[0] + timedelta(days=7 * (number - 1))
    return first, first + timedelta(days=6)


def _months(days: Days) -> int:
    """How many whole months, if more than one; else 0."""
    first, last = days
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    return count if whole and count > 1 else 0


def _cut_days(days: Days, sizes: tuple[int, int, int], part: Part) -> Days:
    at = ("early", "mid", "late").index(part)
    first = days[0] + timedelta(days=sum(sizes[:at]))
    return first, first + timedelta(days=sizes[at] - 1)


def _cut_months(days: Days, sizes: tuple[int, int, int], step: int, part: Part) -> Days:
    at = ("early", "mid", "late").index(part)
    first: date = days[0] + relativedelta(months=step * sum(sizes[:at]))
    last: date = first + relativedelta(months=step * sizes[at] - 1)
    return first, date(last.year, last.month, monthrange(last.year, last.month)[1])
