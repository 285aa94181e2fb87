"""Sayings that several documents print: a wire story in two papers is said once."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from onrecord.reprints import is_reprint

__all__ = ["printed_once"]

_WORD: Final = re.compile(r"\w+")
# Of more that one person said only those with the same words are one.
_MOST_HELD: Final = 100


def printed_once(said: Iterable[tuple[int, str]]) -> list[list[int]]:
    """The places of sayings of one person, those together that print the same words in several documents, in order.

    Words that a document has twice are two sayings.

    Args:
        said: version of the document and words of each.
    """
    told = [*said]
    groups: list[list[int]] = []
    by_words: dict[tuple[str, ...], list[list[int]]] = {}
    for place, (version, words) in enumerate(told):
        same = by_words.setdefault(_key(words), [])
        group = next((one for one in same if all(told[at][0] != version for at in one)), None)
        if group is None:
            group = _reprinted(told, place, groups) if len(told) <= _MOST_HELD else None
            same += [group] if group else []
        if group is None:
            group = []
            groups.append(group)
            same.append(group)
        group.append(place)
    return groups


def _reprinted(told: Sequence[tuple[int, str]], place: int, groups: list[list[int]]) -> list[int] | None:
    version, words = told[place]
    return next(
        (one for one in groups if all(told[at][0] != version for at in one) and is_reprint(told[one[0]][1], words)),
        None,
    )


def _key(words: str) -> tuple[str, ...]:
    found = tuple(_WORD.findall(words.casefold()))
    return found[1:] if found[:1] == ("that",) else found
