"""Words and figures of a report, made safe and readable; pure. Escaping itself is the template's part."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

__all__ = [
    "clipped",
    "counted",
    "cut",
    "day",
    "label",
    "points",
    "rows_of",
    "share",
    "span",
    "split_at",
    "ticked",
    "visible",
]

# Overrides make letters appear in another order than they are stored: what is read would not be what was measured.
_OVERRIDES: Final = {"\u202d": "\u27e8U+202D\u27e9", "\u202e": "\u27e8U+202E\u27e9"}

# Controls but tab and newline, lone surrogates, and the overrides.
_HIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e]")

# Other direction marks: harmless in running text that is isolated, misleading in a name of a few letters.
_DIRECTION_MARKS: Final = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"))

_SPACE: Final = "\u00a0"
_MINUS: Final = "\u2212"


# Characters of a heading.
_HEADING: Final = 600


def visible(text: str) -> str:
    """``text`` with control characters, lone surrogates and direction overrides as something that can be seen."""
    return _HIDDEN.sub(lambda found: _OVERRIDES.get(found[0], "\N{REPLACEMENT CHARACTER}"), text)


def label(text: str) -> str:
    """A name or title on one line, without invisible direction marks; ``(no name)`` where nothing is left."""
    return " ".join(visible(text).translate(_DIRECTION_MARKS).split()) or "(no name)"


def clipped(text: str, most: int) -> tuple[str, int]:
    """The first ``most`` characters of a text, and how many are left out, 0 for a text that fits."""
    return text[:most], max(0, len(text) - most)


def cut(text: str) -> str:
    """A text that is too long for a heading, cut with an ellipsis."""
    words, left_out = clipped(text, _HEADING)
    return f"{words}\u2026" if left_out else words


def counted(number: int, noun: str) -> str:
    """``1 file``, ``2 files``, ``1,204 files``."""
    return f"{number:,}{_SPACE}{noun}{'' if number == 1 else 's'}"


def share(value: float | None) -> str:
    """A share in [0, 1] as ``93.1 %``; ``0 %`` and ``100 %`` are exact ones only; a dash for None."""
    if value is None:
        return "\u2013"
    percent = 100 * value
    if percent in (0, 100):
        return f"{percent:.0f}{_SPACE}%"
    # What is all but nothing, or all but everything, is not said to be it.
    kept = min(max(percent, 0.1), 99.9) if 0 < percent < 100 else percent
    return f"{kept:.1f}{_SPACE}%"


def points(value: float | None) -> str:
    """A difference of two shares with its sign: ``+3.2``, ``\u22120.4``, ``0``; a dash for None."""
    if value is None:
        return "\u2013"
    rounded = round(100 * value, 1)
    return "0" if rounded == 0 else signed(f"{rounded:+.1f}")


def signed(number: str) -> str:
    """A number with a real minus in place of a hyphen."""
    return number.replace("-", _MINUS)


def span(milliseconds: float | None) -> str:
    """Milliseconds to read: ``4 ms``, ``0.12 s``, ``4.1 s``, ``75 s``, ``12 min``; a dash for None."""
    if milliseconds is None:
        return "\u2013"
    if abs(milliseconds) < 100:
        return f"{milliseconds:.0f}{_SPACE}ms" if abs(milliseconds) >= 1 or not milliseconds else f"under 1{_SPACE}ms"
    seconds = milliseconds / 1000
    if abs(seconds) >= 600:
        return f"{seconds / 60:.0f}{_SPACE}min"
    digits = 2 if abs(seconds) < 1 else 1 if abs(seconds) < 10 else 0
    return f"{seconds:.{digits}f}{_SPACE}s"


def day(started: str) -> str:
    """An ISO date and time as ``3 October 2026, 14:22``; what is none stays as it is."""
    try:
        when = datetime.fromisoformat(started)
    except ValueError:
        return started
    zone = " UTC" if when.utcoffset() is not None and not when.utcoffset() else ""
    return f"{when.day} {when:%B %Y, %H:%M}{zone}"


def ticked(names: Iterable[str]) -> str:
    """Names as a list to read: ``a``, ``a and b``, ``a, b and c``; an empty string for none."""
    *most, last = [*names] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def rows_of(value: Mapping[str, Any], within: str = "") -> list[tuple[str, str]]:
    """A mapping as rows of name and text; what is nested has its names joined by dots, what is empty says so."""
    rows: list[tuple[str, str]] = []
    for name, one in value.items():
        full = f"{within}.{name}" if within else str(name)
        if isinstance(one, Mapping) and one:
            rows += rows_of(one, full)
        elif isinstance(one, list | tuple):
            rows.append((full, ", ".join(map(str, one)) or "none"))
        else:
            rows.append((full, "none" if one is None or one == {} else str(one)))
    return rows


def split_at(text: str, ranges: Sequence[Sequence[int]]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether a range holds it; ranges may overlap, and what lies outside is left out."""
    pieces: list[tuple[str, bool]] = []
    done = 0
    for start, end in sorted((max(0, low), min(len(text), high)) for low, high in ranges):
        if end <= max(start, done):
            continue
        pieces += [(text[done:start], False), (text[max(start, done) : end], True)]
        done = end
    return [piece for piece in (*pieces, (text[done:], False)) if piece[0]]
