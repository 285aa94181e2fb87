"""Dates as documents write them -> ISO 8601."""

import re
from datetime import date, datetime
from typing import Final

from onrecord.dates import MONTH_WORD, month_number

__all__ = ["date_line", "from_datetime", "iso_date", "pdf_date"]

# What follows may be a letter: 2024-04-18T09:30:00Z.
_ISO: Final = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?(?!-?\d)")
_MONTH: Final = rf"({MONTH_WORD})\.?"
_DAY_MONTH: Final = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(\d{{4}})\b", re.IGNORECASE)
_MONTH_DAY: Final = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)
_MONTH_YEAR: Final = re.compile(rf"\b{_MONTH}\s+(\d{{4}})\b", re.IGNORECASE)
_YEAR: Final = re.compile(r"\s*(\d{4})\s*")
# Such a word before a date says when something happens ("due on 1 March"), unless the line says that it was published.
_TELLS: Final = re.compile(
    r"\b(?:on|by|from|until|till|since|before|after|in|to|for|between|through|am|ab|bis|seit|vom|zum)\s+(?:\w+,?\s+)?$",
    re.IGNORECASE,
)
_PUBLISHED: Final = re.compile(
    r"\W*(?:first |last )?(?:published|posted|issued|released|updated|dated|printed|written|signed)\b", re.IGNORECASE
)
# "Tolvick, 18 April 2024." is no sentence.
_DATELINE_WORDS: Final = 5
_PDF: Final = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?")


def _iso(year: str, month: int, day: str | None) -> str | None:
    """The date, or None where there is no such day; day None gives ``YYYY-MM``."""
    try:
        whole = date(int(year), month, int(day) if day else 1)
    except ValueError:
        return None
    return whole.isoformat() if day else whole.isoformat()[:7]


def iso_date(text: str) -> str | None:
    """The first date in ``text`` as ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``; None where it holds none.

    Reads ``2024-04-18``, ``18 April 2024``, ``April 18, 2024``, ``Apr. 18 2024``, ``April 2024`` and a bare year.
    All-figure dates such as 04/05/2024 are not read: which is the month cannot be known.
    """
    if found := _ISO.search(text):
        return _iso(found[1], int(found[2]), found[3])
    if found := _DAY_MONTH.search(text):
        return _iso(found[3], month_number(found[2]), found[1])
    if found := _MONTH_DAY.search(text):
        return _iso(found[3], month_number(found[1]), found[2])
    if found := _MONTH_YEAR.search(text):
        return _iso(found[2], month_number(found[1]), None)
    found = _YEAR.fullmatch(text)
    return found[1] if found else None


def pdf_date(text: str) -> str | None:
    """A PDF date (``D:20240418...``, ISO 32000-1 section 7.9.4) as ISO; None where it is none."""
    found = _PDF.match(text)
    if not found:
        return None
    return _iso(found[1], int(found[2] or 1), found[3]) if found[2] else found[1]


def date_line(text: str) -> str | None:
    """The date of the first line of ``text`` that is little else than a date ("Date: 4 May 2024"); None without one.

    A sentence is no such line, and neither is one that tells when something happens ("Due on 1 March 2025").
    """
    for line in text.split("\n"):
        words = line.split()
        if 1 < len(words) <= 8 or _ISO.fullmatch(line.strip()):
            found = iso_date(line)
            if found and len(found) == len(date.min.isoformat()) and not _tells(line.strip()):
                return found
    return None


def _tells(line: str) -> bool:
    """Whether a line with a date tells of something on that day."""
    if _PUBLISHED.match(line):
        return False
    first = min(found.start() for pattern in (_ISO, _DAY_MONTH, _MONTH_DAY) if (found := pattern.search(line)))
    says = line.endswith((".", "!", "?")) and len(line.split()) > _DATELINE_WORDS
    return says or _TELLS.search(line[:first]) is not None


def from_datetime(moment: datetime | None) -> str | None:
    """The day of ``moment`` as ISO; None for None."""
    return moment.date().isoformat() if moment else None
