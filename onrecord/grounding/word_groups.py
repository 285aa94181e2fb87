"""Words that say one thing, by groups; two lemmas of one group, or forms of one word, are the same. Pure; English."""

from functools import cached_property
from typing import Final

from onrecord.grounding.lexicon import lemma
from onrecord.words import stem

__all__ = ["PREFIX", "WordGroups"]

PREFIX: Final = 5
"""So many letters in common, and all of the shorter one: "block" and "blockade", "direct" and "director"."""


class WordGroups:
    """Groups of words.

    Args:
        words: the groups, parted by semicolons; a word may stand in several.
    """

    def __init__(self, words: str) -> None:
        self._words = words

    @cached_property
    def of(self) -> dict[str, frozenset[int]]:
        """Lemma -> the numbers of its groups, from 0."""
        found: dict[str, set[int]] = {}
        for number, line in enumerate(" ".join(self._words.split()).split(";")):
            for word in line.split():
                found.setdefault(lemma(stem(word)), set()).add(number)
        return {word: frozenset(numbers) for word, numbers in found.items()}

    def same(self, one: str, other: str) -> bool:
        """Whether two lemmas are one word, forms of one, or ways to say one thing."""
        if one == other or self.of.get(one, frozenset()) & self.of.get(other, frozenset()):
            return True
        return _same_form(one, other)

    def members(self, word: str) -> frozenset[str]:
        """The lemmas that share a group with one."""
        numbers = self.of.get(word, frozenset())
        return frozenset(other for other, theirs in self.of.items() if numbers & theirs)


def _same_form(one: str, other: str) -> bool:
    """Whether one of two lemmas begins with the whole other one, of five letters at least."""
    short, long = sorted((one, other), key=len)
    return len(short) >= PREFIX and long.startswith(short)
