"""Which words of a claim have their like in the evidence, and which have not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.grounding.reading import Near, Read
from onrecord.ports import TokenEncoder, TokenVectors
from onrecord.words import Word

__all__ = ["Aligned", "Alignment", "align"]

# A word counts as said in other words when its token is this near one of the evidence, each in its own context. Two
# unrelated words of one topic seldom pass .55 with this model; synonyms ("suspended", "halted") seldom fall below it.
_NEAR: Final = 0.55
# Words of a run: whole runs of three tell copied from rearranged words better than pairs do (QAGS, by sentence: ranking
# by threes .85, by pairs .82).
_RUN: Final = 3
# Characters of evidence that are encoded: more takes more than the 15 ms that a claim may.
_MOST_CHARS: Final = 800


@dataclass(frozen=True, slots=True)
class Aligned:
    """One telling word of a claim, and how well the evidence has it.

    Attributes:
        word: the word.
        strength: 1.0 for the same word, the cosine for a near one, 0.0 for none.
    """

    word: Word
    strength: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """A claim held against the sentences it is nearest to.

    Attributes:
        words: each telling word with its strength.
        runs: share of the claim's runs of three words (of two or one, where it has no more) that stand in a sentence of
            the evidence in that order and form, in [0, 1].
    """

    words: tuple[Aligned, ...]
    runs: float

    @property
    def share(self) -> float:
        """Mean strength; 0.0 for a claim without a telling word."""
        return sum(one.strength for one in self.words) / len(self.words) if self.words else 0.0

    @property
    def missing(self) -> tuple[Word, ...]:
        """Words that the evidence has no like of."""
        return tuple(one.word for one in self.words if one.strength == 0.0)


def align(claim: Read, near: Near, encoder: TokenEncoder | None, *, figures_hold: bool = False) -> Alignment:
    """Each telling word of ``claim`` with its strength in the sentences it is nearest to.

    A figure or a name is there or it is not: it has no near words.

    Args:
        claim: one sentence.
        near: the sentences; may be none.
        encoder: for words that are not there as such; None compares lemmas only.
        figures_hold: figures and dates are known to be there, if in another spelling: their words count as there.
    """
    held = _in_figures(claim) if figures_hold else frozenset()
    there = frozenset(lemma for one in near.sentences for lemma in one.lemmas)
    missing = [
        place
        for place in claim.telling
        if place not in held
        and claim.lemmas[place] not in there
        and not claim.words[place].text[0].isdigit()
        and place not in claim.names
    ]
    close = _close(claim, missing, near, encoder) if missing and encoder and near.sentences else {}
    words = tuple(
        Aligned(claim.words[place], 1.0 if place in held or claim.lemmas[place] in there else close.get(place, 0.0))
        for place in claim.telling
    )
    return Alignment(words, _runs(claim, near.everything))


def _in_figures(claim: Read) -> frozenset[int]:
    """Places of the words of figures and dates that are written with figures."""
    spans = [*((one.start, one.end) for one in claim.numbers), *((one.start, one.end) for one in claim.dates)]
    written = [span for span in spans if any(letter.isdigit() for letter in claim.text[span[0] : span[1]])]
    return frozenset(
        place for place in claim.telling if any(start <= claim.words[place].start < end for start, end in written)
    )


def _runs(claim: Read, sentences: Sequence[Read]) -> float:
    long = min(_RUN, len(claim.words))
    mine = set(_runs_of(claim, long))
    there = {run for one in sentences for run in _runs_of(one, long)}
    return len(mine & there) / len(mine) if mine else 0.0


def _runs_of(one: Read, long: int) -> Iterator[tuple[str, ...]]:
    words = [word.text for word in one.words]
    return zip(*(words[at:] for at in range(long)), strict=False)


def _close(claim: Read, missing: Sequence[int], near: Near, encoder: TokenEncoder) -> dict[int, float]:
    """Place of each missing word that has a near one -> its cosine."""
    text = " ".join(one.text for one in near.sentences)[:_MOST_CHARS]
    mine, theirs = encoder.token_vectors([claim.text, text])
    real = theirs.tokens[theirs.offsets[:, 1] > theirs.offsets[:, 0]]
    found: dict[int, float] = {}
    for place in missing:
        tokens = _tokens_of(claim.words[place], mine)
        if len(tokens) and len(real):
            strength = float((tokens @ real.T).max(axis=1).mean())
            if strength >= _NEAR:
                found[place] = min(1.0, strength)
    return found


def _tokens_of(word: Word, vectors: TokenVectors) -> "npt.NDArray[np.float32]":
    """The token vectors of one word; none where the model did not read that far."""
    starts, ends = vectors.offsets[:, 0], vectors.offsets[:, 1]
    return vectors.tokens[(starts >= word.start) & (ends <= word.end) & (ends > starts)]
