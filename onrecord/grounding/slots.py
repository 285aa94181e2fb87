"""Whether a figure, a date or a name of a claim stands there beside the same words, or another one does."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from onrecord.grounding.lexicon import CALENDAR
from onrecord.grounding.reading import Near, Read

__all__ = ["Slot", "displaced", "foreign", "name_runs"]

# Telling words on either side that tell which thing a figure or a name is of; the nearer, the more.
_REACH: Final = 6
# By how much another one must be better placed than the claim's own, and how well placed it must be in itself. One
# neighbour in the same place counts 1. Settled on one half of eval/suites/rewrites.jsonl.
_CLEARLY: Final = 0.75
_WELL_PLACED: Final = 1.5
_CONTRACTED: Final = re.compile(r"['\u2019](?:m|ll|re|ve|d|t)$|^(?:he|she|it|that|there|what|who)['\u2019]s$")
# "From 4.2 to 5.6 million": which end of a change a figure is.
_LED_BY: Final = re.compile(r"\b(to|from)\s+[$\u20ac\u00a3]?$", re.IGNORECASE)
# So many of the evidence's are looked at for one of the claim's: more are a table of hundreds of rows.
_MOST_HELD: Final = 300
# Share of the claim that the nearest sentence has, and that the sentence with the claim's own figure or name has not.
_MOST_OF_IT: Final = 0.6
_HARDLY: Final = 0.15


@dataclass(frozen=True, slots=True)
class Slot:
    """Something of a sentence that another of its kind could stand for: characters ``start`` to ``end``."""

    sentence: Read
    start: int
    end: int

    @property
    def text(self) -> str:
        """As the sentence has it."""
        return self.sentence.text[self.start : self.end]

    def thing(self) -> str | None:
        """The lemma of what is counted: the next telling word; None at the end of the sentence."""
        after = self._after()
        return self.sentence.lemmas[after[0]] if after else None

    def led_by(self) -> str | None:
        """``to`` or ``from`` where it stands before it ("from 4.2 to 5.6 million"); else None."""
        found = _LED_BY.search(self.sentence.text, 0, self.start)
        return found[1].casefold() if found else None

    def around(self) -> dict[str, float]:
        """Lemmas of the telling words around it -> how near they are, in (0, 1]."""
        first = bisect_left(self.sentence.telling_starts, self.start)
        before = self.sentence.telling[max(0, first - _REACH) : first]
        found: dict[str, float] = {}
        for near in (before[::-1], self._after()):
            for distance, at in enumerate(near):
                lemma = self.sentence.lemmas[at]
                found[lemma] = max(found.get(lemma, 0.0), 1 - distance / (_REACH + 1))
        return found

    def _after(self) -> tuple[int, ...]:
        first = bisect_left(self.sentence.telling_starts, self.end)
        return self.sentence.telling[first : first + _REACH]


def displaced(mine: Slot, same: Sequence[Slot], others: Sequence[Slot]) -> Slot | None:
    """The one of the evidence's that stands where the claim has another; None where the claim's own is as well placed.

    Args:
        mine: of the claim.
        same: those of the evidence that say what the claim's says.
        others: those that say something else, which the claim does not have too.
    """
    around, led = mine.around(), mine.led_by()

    def likeness_of(slot: Slot) -> float:
        return _likeness(around, slot.around()) + (led is not None and slot.led_by() == led)

    own = max(map(likeness_of, same[:_MOST_HELD]), default=0.0)
    best, found = 0.0, None
    for slot in others[:_MOST_HELD]:
        likeness = likeness_of(slot)
        if likeness > best:
            best, found = likeness, slot
    return found if best >= _WELL_PLACED and best - own >= _CLEARLY else None


def foreign(mine: Slot, same: Sequence[Slot], others: Sequence[Slot], claim: Read, near: Near) -> Slot | None:
    """Another one in the sentence that has most of the claim, where the claim's own is in sentences on other things."""
    if not same or near.share < _MOST_OF_IT:
        return None
    best = near.sentences[0]
    own = {lemma for word, lemma in zip(claim.words, claim.lemmas, strict=True) if mine.start <= word.start < mine.end}
    rest = claim.content - own
    if any(slot.sentence is best or len(rest & slot.sentence.content) > _HARDLY * len(rest) for slot in same):
        return None
    return next((slot for slot in others if slot.sentence is best), None)


def _likeness(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(min(near, other[lemma]) for lemma, near in one.items() if lemma in other)


def name_runs(sentence: Read) -> list[Slot]:
    """Names of one or more words side by side, in order."""
    runs: list[list[int]] = []
    for place in sorted(sentence.names):
        word = sentence.words[place].text
        if word in CALENDAR or _CONTRACTED.search(word) or word == "i":
            continue
        gap = sentence.text[sentence.words[runs[-1][-1]].end : sentence.words[place].start] if runs else "."
        if runs and gap.strip(" '\u2019s-") == "":
            runs[-1].append(place)
        else:
            runs.append([place])
    return [Slot(sentence, sentence.words[run[0]].start, sentence.words[run[-1]].end) for run in runs]
