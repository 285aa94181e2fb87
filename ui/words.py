"""Words of documents and people, made safe and readable for a page; pure but for the language that is spoken.

Two places, two needs. The panel takes raw HTML, so there :func:`plain` escapes what HTML knows. The chat passes through
a Markdown reader first, so there :func:`inert` leaves no punctuation that Markdown, TeX or a template could read.
"""

import html
import string
import unicodedata
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from ui.say import decimal, language, say

__all__ = [
    "as_sentence",
    "date_words",
    "days_words",
    "ended",
    "file_name",
    "in_english",
    "inert",
    "is_address",
    "label",
    "plain",
    "quoted",
    "spoken_seconds",
    "visible",
]

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
    return " ".join(visible(text).translate(_DIRECTION_MARKS).split()) or say("words.no_name")


def in_english(escaped: str) -> str:
    """HTML of words that are English whatever language is spoken, such as those of errors and of the judge.

    Where another one is spoken it says so, so that a screen reader pronounces them rightly. The chat keeps that too.
    """
    return escaped if language() == "en" else f'<span lang="en">{escaped}</span>'


def quoted(words: str) -> str:
    """Words in the quotation marks of the language; not yet escaped."""
    return say("words.quoted", words=words)


def ended(reason: str) -> str:
    """A reason with a full stop at its end, unless it has an end; not yet escaped."""
    return reason if reason.endswith((".", "!", "?")) else f"{reason}."


def as_sentence(reason: str) -> str:
    """A reason such as ``no document passes the filters`` with a capital and a full stop; not yet escaped."""
    words = ended(reason)
    return words[0].upper() + words[1:]


def date_words(published: str | None) -> str:
    """``2024-04-18`` as ``18 April 2024``, ``18. April 2024``; what is no ISO date stays; an empty string for None."""
    if published is None:
        return ""
    parts = published.split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3 or len(parts[0]) != 4:
        return published
    month = int(parts[1]) if len(parts) > 1 else 0
    if len(parts) > 1 and not 1 <= month <= 12:
        return published
    if not month:
        return parts[0]
    name, day = say(f"words.month_{month}"), parts[2:]
    if not day:
        return say("words.month", month=name, year=parts[0])
    return say("words.day", day=int(day[0]), month=name, year=parts[0])


def days_words(when: Sequence[str]) -> str:
    """One ISO date, or a first and a last one, as :func:`date_words` has them; empty for none."""
    days = [date_words(one) for one in when]
    return say("words.to", first=days[0], last=days[-1]) if len(days) > 1 else "".join(days)


def is_address(location: str) -> bool:
    """Whether a document's location is an address on the web; only such a one is ever made a link."""
    return location.lower().startswith(("http://", "https://"))


def file_name(location: str) -> str:
    """The last part of a path; of an address on the web all but how it is fetched and who fetches it."""
    if is_address(location):
        try:
            parts = urlsplit(location)
        except ValueError:
            return location
        host = parts.netloc.rpartition("@")[2]
        return f"{host}{parts.path}".rstrip("/") + (f"?{parts.query}" if parts.query else "")
    return location.replace("\\", "/").rstrip("/").rpartition("/")[2] or location


def spoken_seconds(milliseconds: float) -> str:
    """Milliseconds as seconds to read: ``0.12 s``, ``4.1 s``, ``75 s``; never a misleading zero."""
    seconds = milliseconds / 1000
    if seconds < 0.01:
        return say("words.seconds_under", seconds=decimal(0.01, 2))
    digits = 2 if seconds < 1 else 1 if seconds < 10 else 0
    return say("words.seconds", seconds=decimal(seconds, digits))
