"""The bodies that a text names, ministries and companies, and which of them "it" and "the ministry" are."""

import re
from bisect import bisect_left
from operator import itemgetter
from typing import Final

from ingest.attribution.titles import BODIES, NO_NAMES, names_body
from onrecord.sentences import fold

__all__ = ["Bodies", "body_name", "is_firm"]

# No part can match in two ways, and a word is no longer than this: hostile text stays linear.
_CAPITAL: Final = r"[^\W\d_a-z][\w'\u2019-]{0,40}+"
_BODY: Final = re.compile(
    rf"(?<![\w'\u2019-])(?:[Tt]he\s)?{_CAPITAL}(?:\s(?:(?:of|for|and|the)\s){{0,2}}{_CAPITAL}){{1,6}}(?![\w'\u2019-])"
)
_SMALL: Final = frozenset({"of", "for", "and", "the", "in", "on", "at"})
_FIRMS: Final = frozenset("firm charity airline retailer operator carmaker manufacturer broadcaster regulator".split())
_NEAR: Final = 300
_SHORT_LINE: Final = 40
_FAR: Final = 5_000
_MOST: Final = 50


class Bodies:
    """Bodies with names of two words or more, at least one of which only bodies have."""

    def __init__(self, text: str) -> None:
        self._named = [
            (found.start(), re.sub("^The ", "the ", fold(_on_its_line(text, found))))
            for found in _BODY.finditer(text)
            if _is_body(_on_its_line(text, found).split())
        ]

    def nearest(self, place: int) -> str | None:
        """The body named last in the few sentences before ``place``, with "the" where the text has it; else None."""
        named = self._before(place, _NEAR)
        return named[-1] if named else None

    def subject(self, text: str, place: int) -> str | None:
        """The body that the sentence before "it" at ``place`` begins with: "The Harn Board is closed, it said."."""
        end = bisect_left(self._named, place, key=itemgetter(0))
        for start, name in self._named[max(0, end - 1) : end]:
            between = text[start:place] if place - start < _NEAR else "\n"
            before = text[max(0, start - 4) : start].rstrip(" \"\u201c\u2018'")
            begins = start == 0 or before[-1:] in {".", "!", "?", "\n", ""}
            if begins and not re.search(r"[.!?]\s|\n\n", between):
                return body_name(name)
        return None

    def called(self, noun: str, place: int) -> str | None:
        """The body that "the ministry" is at ``place``; None where none or more than one of that noun is named before.

        Args:
            noun: in small letters.
            place: in the text.
        """
        fits = {body_name(one) for one in self._before(place, _FAR) if noun in one.lower().split()}
        return fits.pop() if len(fits) == 1 else None

    def _before(self, place: int, within: int) -> list[str]:
        begin = bisect_left(self._named, place - within, key=itemgetter(0))
        end = bisect_left(self._named, place, key=itemgetter(0))
        return [name for _, name in self._named[max(begin, end - _MOST) : end]]


def _is_body(words: list[str]) -> bool:
    return len(words) > 1 and any(word.lower() in BODIES for word in words)


def _on_its_line(text: str, found: re.Match[str]) -> str:
    """A name without what stands on the next line, where its own line is none of running text but a heading's."""
    first, newline, _ = found[0].partition("\n")
    line = text.rfind("\n", max(0, found.start() - _SHORT_LINE), found.start() + len(first))
    short = found.start() + len(first) - line < _SHORT_LINE if line >= 0 else found.start() < _SHORT_LINE
    return first if newline and short else found[0]


def body_name(core: str) -> str | None:
    """The name of a body, "Ministry of Fisheries", without its article; None where it has other words in it."""
    words = core.split()
    if words and words[0].lower() in NO_NAMES:
        words = words[1:]
    return " ".join(words) if words and all(word[0].isupper() or word in _SMALL for word in words) else None


def is_firm(name: str, role: str | None) -> bool:
    """Whether a speaker is no person, by a word in the name or by its role: "the company, Harlan Foods"."""
    called = (role or "").split()[:1]
    return any(word.lower() in BODIES or word.lower() in _FIRMS for word in called) or names_body(name.split())
