"""Offices that stand for somebody: "the chancellor" of the sentence before, "chair of X" that is not "chair of Y"."""

import re
from typing import Final

from ingest.attribution.titles import is_role_word

__all__ = ["is_for_another", "is_of_another", "office_before"]

_CHARS: Final = 300
# A sentence whose subject is an office in small letters, right before the place that is asked for.
_SENTENCE: Final = re.compile(
    r"(?:^|[.!?:][\"\u201d\u2019]?\s|\n)(?P<office>(?:The|An?|Another|His|Her|Their|One)(?:\s[a-z][\w-]*){1,4})[^.!?\n\"\u201c]*[.!?]\s\W*$"
)
_WORD: Final = re.compile(r"[^\W_][\w'\u2019.-]*")


def office_before(text: str, place: int) -> tuple[str, int] | None:
    """The office that the sentence before ``place`` begins with, and where that sentence begins.

    "the chancellor" of "The chancellor rejected it last week. He ..."; None where it begins otherwise.
    """
    found = _SENTENCE.search(text, max(0, place - _CHARS), place)
    words = found["office"].split() if found else []
    head = next((at for at, word in enumerate(words) if is_role_word(word.lower())), None)
    return (" ".join(words[: head + 1]), found.start("office")) if found and head is not None else None


def is_of_another(core: str, called: str) -> bool:
    """Whether a source is of another place or body than the one of whom a role tells: "chair of X", "chair of Y"."""
    ours, theirs = ({word for word in _WORD.findall(words)[1:] if word[0].isupper()} for words in (core, called))
    return bool(ours and theirs) and not ours & theirs


def is_for_another(core: str) -> bool:
    """Whether a role is somebody's who has an office too, so that a name behind it may be of either.

    "A spokesman for the mayor, Jan Orr"; not "a spokesman for the ministry".
    """
    words = _WORD.findall(core.lower())
    links = [at for at, word in enumerate(words) if word in {"for", "of", "to"}]
    return bool(links) and links[0] > 0 and is_role_word(words[links[0] - 1]) and is_role_word(words[-1])
