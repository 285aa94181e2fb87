"""Which words of a claim have their like in the evidence, and which have not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.ports import TokenEncoder, TokenVectors
from onrecord.words import STOP_WORDS, Word, words_of

__all__ = ["NEGATIONS", "Aligned", "align"]

# A word counts as said in other words when its token is this near one of the evidence, each in its own context. Two
# unrelated words of one topic seldom pass .55 with this model; synonyms ("suspended", "halted") seldom fall below it.
_NEAR: Final = 0.55
NEGATIONS: Final = frozenset(
    """not no never none nobody nothing neither nor without cannot denied denies deny refused refuses rejected rejects
    failed fails""".split()
)


@dataclass(frozen=True, slots=True)
class Aligned:
    """One telling word of a claim, and how well the evidence has it.

    Attributes:
        word: the word.
        strength: 1.0 for the same word, the cosine for a near one, 0.0 for none.
    """

    word: Word
    strength: float


def align(claim: str, evidence: Sequence[str], encoder: TokenEncoder | None) -> list[Aligned]:
    """Each telling word of ``claim`` with its strength in ``evidence``; empty for a claim of stop words only.

    A figure is there or it is not: it has no near words.

    Args:
        claim: one sentence.
        evidence: texts; may be empty.
        encoder: for words that are not there as such; None compares stems only.
    """
    telling = [word for word in words_of(claim) if word.text.replace("\u2019", "'") not in STOP_WORDS]
    there = {word.stem for text in evidence for word in words_of(text)}
    missing = [word for word in telling if word.stem not in there and not word.text[0].isdigit()]
    near = _nearest(claim, missing, evidence, encoder) if missing and encoder and evidence else {}
    return [Aligned(word, 1.0 if word.stem in there else near.get(word.start, 0.0)) for word in telling]


def _nearest(claim: str, missing: Sequence[Word], evidence: Sequence[str], encoder: TokenEncoder) -> dict[int, float]:
    """Start of each word that has a near one -> its cosine."""
    vectors, *others = encoder.token_vectors([claim, *evidence])
    real = np.concatenate([one.tokens[one.offsets[:, 1] > one.offsets[:, 0]] for one in others])
    found: dict[int, float] = {}
    for word in missing:
        tokens = _tokens_of(word, vectors)
        if len(tokens) and len(real):
            strength = float((tokens @ real.T).max(axis=1).mean())
            if strength >= _NEAR:
                found[word.start] = min(1.0, strength)
    return found


def _tokens_of(word: Word, vectors: TokenVectors) -> "npt.NDArray[np.float32]":
    """The token vectors of one word; none where the model did not read that far."""
    starts, ends = vectors.offsets[:, 0], vectors.offsets[:, 1]
    return vectors.tokens[(starts >= word.start) & (ends <= word.end) & (ends > starts)]
