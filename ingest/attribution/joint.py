"""Sources of several: "Mara Venn, the harbour master, and Jan Orr" are two who say it."""

import re
from collections.abc import Callable
from typing import Final

from ingest.attribution.titles import BODIES, is_group, is_role_word

__all__ = ["follows_at_once", "parts_of"]

_AND: Final = re.compile(r",?\s(?:and|&)\s")
_COMMA: Final = re.compile(r",\s+")
_WORD: Final = re.compile(r"[^\W_][\w'\u2019.-]*")
_DETERMINERS: Final = frozenset("the a an his her their its another".split())
_SMALL: Final = frozenset("de den der van von la al el bin ibn di da du".split())
_MOST: Final = 6
_NEAR: Final = 400
_QUOTED: Final = re.compile(r'"[^"]*"|\u201c[^\u201d]*\u201d')
_STOP: Final = re.compile(r"[.!?]\s")


def parts_of(source: str, is_known: Callable[[str], bool]) -> list[tuple[int, int]]:
    """The ranges of ``source`` that name or describe somebody each; one range where it is one source.

    "Ministry of Health and Welfare" and "Procter and Gamble" are one.

    Args:
        source: as the text has it.
        is_known: whether a word names somebody whom the text names in full elsewhere.
    """
    cuts = [(found.start(), found.end()) for found in _AND.finditer(source)]
    if not cuts or len(cuts) > _MOST:
        return [(0, len(source))]
    begins, ends = [0], []
    for start, end in cuts:
        if _parts(source[begins[-1] : start], source[end:], is_known):
            ends.append(start)
            begins.append(end)
    parts = list(zip(begins, [*ends, len(source)], strict=True))
    return [*_listed(source, *parts[0]), *parts[1:]] if len(parts) > 1 else parts


def follows_at_once(text: str, end: int, start: int) -> bool:
    """Whether a sentence that has "they" at ``start`` follows the one of several sources that end at ``end``."""
    between = _QUOTED.sub("", text[end:start]) if start - end < _NEAR else "\n"
    return len(_STOP.findall(between)) <= 1 and "\n" not in between.strip(" \n")


def _parts(left: str, right: str, is_known: Callable[[str], bool]) -> bool:
    """Whether an "and" between the two parts one who says it from another."""
    before, after = _WORD.findall(left), _WORD.findall(_AND.split(right, maxsplit=1)[0])
    if not before or not after:
        return False
    if _full_name(after):
        body = not _full_name(before) and any(word.lower() in BODIES for word in before)
        body = body and after[0].lower() not in _DETERMINERS
        return not body and (_somebody(before, is_known) or "," in left)
    if "," in left:
        return False
    single = len(before) == 1 and before[0][0].isupper() and after[0].lower() in _DETERMINERS
    return (single or _somebody(before, is_known)) and _somebody(after, is_known)


def _listed(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """A part, cut at its commas where full names stand on both sides: "Mara Venn, Jan Orr"."""
    begins, ends = [start], []
    for found in _COMMA.finditer(source, start, end):
        if _full_name(_WORD.findall(source[begins[-1] : found.start()])) and _full_name(
            _WORD.findall(_COMMA.split(source[found.end() : end], maxsplit=1)[0])
        ):
            ends.append(found.start())
            begins.append(found.end())
    return list(zip(begins, [*ends, end], strict=True))


def _full_name(words: list[str]) -> bool:
    """Whether the words begin, behind titles and a role, with a name of two words or more, and with no body's."""
    role = max((place for place, word in enumerate(words[:_MOST]) if is_role_word(word.lower())), default=-1)
    at = role + 1 if role + 1 < len(words) and words[role + 1][0].isupper() else 0
    name = words[at : at + 2]
    capital = [word for word in words[at:] if word[0].isupper()]
    return (
        len(name) > 1
        and name[0][0].isupper()
        and (name[1][0].isupper() or name[1] in _SMALL)
        and not any(word.lower() in BODIES for word in capital[:3])
    )


def _somebody(words: list[str], is_known: Callable[[str], bool]) -> bool:
    first = words[0].lower()
    described = any(is_role_word(word.lower()) or is_group(word.lower()) for word in words)
    if first in _DETERMINERS:
        return described or any(word.lower() in BODIES for word in words)
    return _full_name(words) or described or (len(words) == 1 and (is_known(words[0]) or first in {"he", "she"}))
