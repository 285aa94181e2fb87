"""Numbers, dates and times of cells in words, as the sheet shows them where that changes no digit.

A format of a cell (ECMA-376 part 1, 18.8.31) may round: 12.34 % is shown as 12 %. What a document says is then the
stored value, so nothing is rounded here: signs, grouping, percent and zeros at the ends are shown as in the sheet.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

__all__ = ["day_or_time", "duration", "figure"]

# A double has 15 digits that can be relied on, and Excel shows no more: 0.1 + 0.2 is 0.3.
_DIGITS: Final = 15
# Beyond so many zeros a number is written with an exponent.
_MOST_ZEROS: Final = 21
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"'
    r"|\\(?P<escaped>.)"
    r"|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]"
    r"|(?P<color>\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color ?\d+)\])"
    r"|(?P<space>_.|\*.)"
    r"|(?P<pattern>[#0][#0,]*(?:\.[#0]*)?|\.[#0]+)"
    r"|(?P<percent>%)"
    r"|(?P<sign>[-+$\u20ac\u00a3\u00a5 ])"
    r"|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_NOT_SHOWN: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_MINUTES: Final = re.compile(r"h+[^a-z]*m+|m+[^a-z]*s+")
_MIDNIGHT: Final = time()


class _Shape(NamedTuple):
    """How a format shows a number."""

    before: str
    after: str
    percent: bool
    grouped: bool
    least_whole: int
    least_part: int


@lru_cache(maxsize=1024)
def _shape(number_format: str) -> _Shape | None:
    """What is simple in a format; None where it scales, splits or words a number in any other way."""
    before = after = pattern = ""
    percent = False
    for token in _TOKEN.finditer(_first_section(number_format)):
        kind = token.lastgroup
        if kind == "other" or (kind == "pattern" and pattern):
            return None
        if kind == "pattern":
            pattern = token[0]
        elif kind == "percent":
            percent = True
        elif kind in ("quoted", "escaped", "currency", "sign"):
            before, after = (before, after + token[kind]) if pattern else (before + token[kind], after)
    whole, _, part = pattern.partition(".")
    if not pattern or whole.endswith(",") or "(" in before or any(letter.isdigit() for letter in before + after):
        return None
    return _Shape(before.lstrip(), after.rstrip(), percent, "," in whole, whole.count("0"), part.count("0"))


def _first_section(number_format: str) -> str:
    """The part of a format that is for positive numbers."""
    found = re.match(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*', number_format, re.DOTALL)
    return found[0] if found else number_format


def figure(value: float, number_format: str = "General") -> str:
    """A number with all its digits, in the grouping, currency and unit of its cell's format where that is simple.

    ``figure(1234.5, "#,##0.00")`` is ``1,234.50``, ``figure(0.125, "0%")`` is ``12.5%``, ``figure(40, '0 "t"')`` is
    ``40 t``.

    Args:
        value: as it is stored.
        number_format: of the cell; of several sections the first is taken, and a minus sign for what is below zero.
    """
    number = Decimal(format(value, f".{_DIGITS}g")) if isinstance(value, float) else Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) > _MOST_ZEROS:
        return str(value)
    shape = _shape(number_format)
    if shape is None:
        return _plain(number)
    if shape.percent:
        number = number.scaleb(2)
    whole, _, part = _plain(abs(number)).partition(".")
    whole = whole.zfill(shape.least_whole)
    part = part.ljust(shape.least_part, "0")
    shown = f"{int(whole):,}" if shape.grouped and len(whole) > 3 and not whole.startswith("0") else whole
    shown += f".{part}" if part else ""
    sign = "-" if number < 0 else ""
    return f"{sign}{shape.before}{shown}{'%' if shape.percent else ''}{shape.after}"


def _plain(number: Decimal) -> str:
    """All digits without an exponent, no zeros at the end of the part after the point."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def day_or_time(value: datetime | date | time, number_format: str = "") -> str:
    """A date or time as ISO 8601, as exact as the cell's format shows it: ``2024-04-18``, ``2024-04``, ``09:30``.

    Args:
        value: as it is stored; a datetime at midnight whose format shows no time is a date.
        number_format: of the cell; empty shows all there is.
    """
    if isinstance(value, time):
        return _clock(value)
    shown = _NOT_SHOWN.sub("", number_format).lower()
    if isinstance(value, datetime) and (value.time() != _MIDNIGHT or "h" in shown):
        return f"{value.date().isoformat()} {_clock(value.time())}"
    whole = value.date() if isinstance(value, datetime) else value
    if "y" in shown and "d" not in shown and whole.day == 1:
        months = "m" in _MINUTES.sub("", shown)
        return whole.isoformat()[:7] if months else whole.isoformat()[:4] if whole.month == 1 else whole.isoformat()
    return whole.isoformat()


def _clock(value: time) -> str:
    value = value.replace(tzinfo=None)
    return value.isoformat("minutes" if not (value.second or value.microsecond) else "seconds")


def duration(value: timedelta) -> str:
    """Hours, minutes and, where there are any, seconds: ``26:30``."""
    seconds = round(abs(value.total_seconds()))
    sign = "-" if value < timedelta() else ""
    rest = f":{seconds % 60:02d}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}{rest}"
