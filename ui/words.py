"""Words of documents and people, made safe and readable for a page; pure.

Two places, two needs. The panel takes raw HTML, so there :func:`plain` escapes what HTML knows. The chat passes through
a Markdown reader first, so there :func:`inert` leaves no punctuation that Markdown, TeX or a template could read.
"""

import html
import string
import unicodedata
from typing import Final
from urllib.parse import urlsplit

__all__ = [
    "as_sentence",
    "counted",
    "date_words",
    "file_name",
    "inert",
    "label",
    "plain",
    "spoken_seconds",
    "visible",
]

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# Overrides make letters appear in another order than they are stored: what is read would not be what was checked.
_OVERRIDES: Final = {"\u202d": "⟨U+202D⟩", "\u202e": "⟨U+202E⟩"}

# Other direction marks: harmless in running text that is isolated, misleading in a name of a few letters.
_DIRECTION_MARKS: Final = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"))

_PUNCTUATION: Final = {ord(sign): f"&#{ord(sign)};" for sign in string.punctuation}


def visible(text: str) -> str:
    """``text`` with control characters and direction overrides replaced by something that can be seen."""
    return "".join(_visible_character(character) for character in text)


def _visible_character(character: str) -> str:
    if character in "\n\t":
        return character
    if character in _OVERRIDES:
        return _OVERRIDES[character]
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) in {"Cc", "Cs"} else character


def plain(text: str) -> str:
    """``text`` as HTML that shows exactly those characters; for attributes too."""
    return html.escape(visible(text), quote=True)


def inert(text: str) -> str:
    """``text`` on one line, safe where a Markdown reader comes before the HTML reader: every sign is a reference."""
    return visible(" ".join(text.split())).translate(_PUNCTUATION)


def label(text: str) -> str:
    """A name or title on one line, without invisible direction marks; not yet escaped."""
    return " ".join(visible(text).translate(_DIRECTION_MARKS).split()) or "(no name)"


def as_sentence(reason: str) -> str:
    """A reason such as ``no document passes the filters`` with a capital and a full stop; not yet escaped."""
    ended = reason if reason.endswith((".", "!", "?")) else f"{reason}."
    return ended[0].upper() + ended[1:]


def date_words(published: str | None) -> str:
    """``2024-04-18`` as ``18 April 2024``; what is no ISO date stays as it is; an empty string for None."""
    if published is None:
        return ""
    parts = published.split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3 or len(parts[0]) != 4:
        return published
    month = int(parts[1]) if len(parts) > 1 else 0
    if len(parts) > 1 and not 1 <= month <= 12:
        return published
    day = [str(int(parts[2]))] if len(parts) == 3 else []
    return " ".join([*day, *([_MONTHS[month - 1]] if month else []), parts[0]])


def file_name(location: str) -> str:
    """The last part of a path, or host and path of a URL."""
    parts = urlsplit(location) if location.startswith(("http://", "https://")) else None
    if parts is not None:
        return f"{parts.netloc}{parts.path}".rstrip("/")
    return location.replace("\\", "/").rstrip("/").rpartition("/")[2] or location


def counted(number: int, noun: str) -> str:
    """``1 file``, ``2 files``, ``1,204 files``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def spoken_seconds(milliseconds: float) -> str:
    """Milliseconds as seconds to read: ``0.12 s``, ``4.1 s``, ``75 s``; never a misleading zero."""
    seconds = milliseconds / 1000
    if seconds < 0.01:
        return "under 0.01 s"
    digits = 2 if seconds < 1 else 1 if seconds < 10 else 0
    return f"{seconds:.{digits}f} s"
