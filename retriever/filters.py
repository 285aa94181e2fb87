"""Filters as the record and Chroma compare them: publication days as numbers, ``20240418``."""

import calendar
import re
from dataclasses import dataclass
from typing import Final

from onrecord.errors import BadInput
from onrecord.types import Filters, Source

__all__ = ["Bounds", "Shelfmark", "bounds_of", "day_range", "shelfmark_of"]

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Filters, ready to compare; None means no limit.

    ``versions`` are those of the documents asked for, which only the record knows: it fills them in.
    """

    collection: str | None = None
    first_day: int | None = None
    last_day: int | None = None
    versions: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Shelfmark:
    """What the indexes keep of a passage's document, to filter by.

    Attributes:
        version: of the document.
        collection: it belongs to.
        first_day: it may have been published, ``20240418``; None where it has no date.
        last_day: likewise.
    """

    version: int
    collection: str
    first_day: int | None = None
    last_day: int | None = None


def shelfmark_of(version: int, source: Source) -> Shelfmark:
    """The shelf mark of a document's version."""
    days = day_range(source.published) if source.published else (None, None)
    return Shelfmark(version, source.collection, *days)


def day_range(date: str) -> tuple[int, int]:
    """First and last day that ``2024``, ``2024-04`` or ``2024-04-18`` may mean.

    Raises:
        BadInput: not a date of that form.
    """
    found = _DATE.fullmatch(date.strip())
    try:
        if not found:
            raise ValueError
        year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
        if "00" in found.groups():
            raise ValueError
        months = (month, month) if month else (1, 12)
        end = calendar.monthrange(year, months[1])[1]
        if not 0 <= day <= end:
            raise ValueError
    except (ValueError, calendar.IllegalMonthError):
        raise BadInput(f"{date!r} is not a date; write it as 2024-04-18, 2024-04 or 2024") from None
    return year * 10000 + months[0] * 100 + (day or 1), year * 10000 + months[1] * 100 + (day or end)


def bounds_of(filters: Filters | None) -> Bounds:
    """The filters, ready to compare.

    Raises:
        BadInput: a date is none.
    """
    if filters is None:
        return Bounds()
    return Bounds(
        filters.collection,
        day_range(filters.since)[0] if filters.since else None,
        day_range(filters.until)[1] if filters.until else None,
    )
