"""A sentence taken apart for the rules, and the sentences of the evidence that a claim is nearest to."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from onrecord.dates import DateFound, dates_in
from onrecord.grounding.lexicon import denies, lemma
from onrecord.numbers import NumberFound, numbers_in
from onrecord.sentences import fold, split_sentences
from onrecord.words import STOP_WORDS, Word, words_of

__all__ = ["SAME_MATTER", "Broken", "Near", "Read", "by_all", "nearest", "read", "sentences_of"]

SAME_MATTER: Final = 0.5
"""Below this share the nearest sentence is about something else, and what it has instead says nothing."""


# As text gets it that was taken apart into words and put together again, or read from a scan.
_TORN: Final = re.compile(r"(?<![\d.,])(\d{1,3})([,.]) (?=\d{3}(?!\d)|\d{1,2} ?(?:[mb]illion|per ?cent|%))")
# A claim may be put together from several sentences; more than these, and its words are found anywhere.
_MOST: Final = 4
# Sentences that share nearly as much with the claim as the nearest does: it may be about any of them.
_RIVAL: Final = 0.75


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a claim breaks.

    Attributes:
        kind: of what: ``figure``, ``date``, ``quote``, ``negation``, ``opposite``, ``quantifier``, ``bound``,
            ``modality``, ``name``, ``speaker``, ``order``, ``attribution``.
        reason: one line that names the words.
        words: the words of the claim that break it, as the claim has them, each a run of its own; empty where the rule
            does not give them: they are then looked for in the reason.
        instead: of a figure or a date, what the evidence has in its place; empty where it only lacks it.
    """

    kind: str
    reason: str
    words: tuple[str, ...] = ()
    instead: str = ""


class Read:
    """A sentence and what the rules look at in it; each part is worked out once, when it is asked for."""

    def __init__(self, text: str) -> None:
        self.text = fold(text)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words in order."""
        return tuple(words_of(self.text))

    @cached_property
    def lemmas(self) -> tuple[str, ...]:
        """The lemma of each word."""
        return tuple(lemma(word.stem) for word in self.words)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stem of each word, as it stands: for names, which have no plain form."""
        return tuple(word.stem for word in self.words)

    @cached_property
    def telling(self) -> tuple[int, ...]:
        """Places, in ``words``, of those that are no stop words and deny nothing."""
        return tuple(
            place
            for place, word in enumerate(self.words)
            if word.text.replace("\u2019", "'") not in STOP_WORDS and not denies(word.text)
        )

    @cached_property
    def telling_starts(self) -> tuple[int, ...]:
        """First character of each telling word."""
        return tuple(self.words[place].start for place in self.telling)

    @cached_property
    def content(self) -> frozenset[str]:
        """Lemmas of the telling words."""
        return frozenset(self.lemmas[place] for place in self.telling)

    @cached_property
    def dates(self) -> tuple[DateFound, ...]:
        """Its dates in order."""
        return tuple(dates_in(self.text))

    @cached_property
    def numbers(self) -> tuple[NumberFound, ...]:
        """Its numbers, dates left out, in order."""
        return tuple(numbers_in(self.text, self.dates))

    @cached_property
    def names(self) -> frozenset[int]:
        """Places of words with a capital letter that does not come from beginning a sentence."""
        found = set()
        for place, word in enumerate(self.words):
            written = self.text[word.start : word.end]
            before = self.text[: word.start].rstrip(" \"'\u201c\u2018([")
            begins = (not before or before[-1] in ".!?:") and not self._goes_on(place)
            if written[0].isupper() and (not begins or written[1:].isupper()) and place in self._telling:
                found.add(place)
        return frozenset(found)

    def _goes_on(self, place: int) -> bool:
        """Whether the next word has a capital letter too, with a space between: "Freya Munt"."""
        following = self.words[place + 1 : place + 2]
        return bool(following) and self.text[self.words[place].end : following[0].start + 1].strip().istitle()

    @cached_property
    def _telling(self) -> frozenset[int]:
        return frozenset(self.telling)

    def telling_after(self, place: int, most: int = 1, within: int = 4) -> tuple[str, ...]:
        """Lemmas of the first telling words after ``place``, at most ``within`` words on."""
        places = (at for at in range(place + 1, min(place + 1 + within, len(self.words))) if at in self._telling)
        return tuple(self.lemmas[at] for at in places)[:most]

    def telling_before(self, place: int, most: int = 1, within: int = 4) -> tuple[str, ...]:
        """Lemmas of the last telling words before ``place``, nearest first, at most ``within`` words back."""
        places = (at for at in range(place - 1, max(place - 1 - within, -1), -1) if at in self._telling)
        return tuple(self.lemmas[at] for at in places)[:most]


@lru_cache(maxsize=4096)  # the sentences of a passage are looked at again with every claim that cites it
def read(text: str) -> Read:
    """``text`` taken apart."""
    return Read(text)


@lru_cache(maxsize=512)
def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a text, and those that there are when a torn figure ("3, 700") is put together."""
    joined = _TORN.sub(r"\1\2", text)
    texts = (text,) if joined == text else (text, joined)
    return tuple(dict.fromkeys(fold(one[span.start : span.end]) for one in texts for span in split_sentences(one)))


@dataclass(frozen=True, slots=True)
class Near:
    """What of the evidence a claim is held against.

    Attributes:
        sentences: up to four that share most with the claim, best first; where none shares anything, the shortest.
        shares: of each, the share of the claim's telling words that it has, each weighed by its rarity in the evidence.
        rivals: how many of the first share nearly as much as the first does.
        everything: all sentences of the evidence.
    """

    sentences: tuple[Read, ...]
    shares: tuple[float, ...]
    rivals: int
    everything: tuple[Read, ...]

    @property
    def share(self) -> float:
        """That of the first sentence; 0.0 for none."""
        return self.shares[0] if self.shares else 0.0

    @property
    def closest(self) -> tuple[Read, ...]:
        """The first sentence and its rivals."""
        return self.sentences[: self.rivals]


def by_all(near: Near, broken: Callable[[Read], Broken | None]) -> Iterator[Broken]:
    """What is broken against the first sentence, where something is broken against each of its rivals too."""
    found = [one for one in map(broken, near.closest) if one]
    if found and len(found) == near.rivals:
        yield found[0]


def nearest(claim: Read, texts: Sequence[str]) -> Near:
    """The sentences of ``texts`` that share most with the claim; the order of the texts does not matter."""
    everything = tuple(read(text) for text in sorted({one for text in texts for one in sentences_of(text)}))
    weights = _rarity(claim.content, everything)
    whole = sum(weights.values()) or 1.0
    shares = {one: sum(weights[word] for word in claim.content & one.content) / whole for one in everything}
    order = sorted(everything, key=lambda one: (-shares[one], len(one.words), one.text))
    first = [one for one in order[:_MOST] if shares[one] > 0] or order[:_MOST]
    rivals = sum(shares[one] >= _RIVAL * shares[first[0]] for one in first)
    return Near(tuple(first), tuple(shares[one] for one in first), rivals, everything)


def _rarity(words: frozenset[str], sentences: Sequence[Read]) -> dict[str, float]:
    """Weight of each word: 1 for one that no sentence has, less for one that many have."""
    counts = Counter(word for one in sentences for word in words & one.content)
    most = math.log(2 + len(sentences))
    return {word: math.log((2 + len(sentences)) / (1 + counts[word])) / most + 0.2 for word in words}
