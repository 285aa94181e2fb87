"""The telling words of a question, and how well a few sentences have each of them."""

from collections.abc import Collection, Mapping
from typing import Final

import numpy as np

from onrecord.types import LACKING
from onrecord.words import STOP_WORDS, Word, words_of
from retriever.embed import Floats, Ints

__all__ = ["AskedWords"]

_LEAST_RARITY: Final = 1e-6


class AskedWords:
    """The telling words of one question, each once.

    Args:
        question: the words that were encoded.
        offsets: the places of its tokens, shape (t, 2).
        rarity: word -> inverse document frequency.
    """

    def __init__(self, question: str, offsets: Ints, rarity: Mapping[str, float]) -> None:
        telling: dict[str, Word] = {}
        for word in words_of(question):
            if word.text.replace("\u2019", "'") not in STOP_WORDS:
                telling.setdefault(word.stem, word)
        self._words = [
            (question[word.start : word.end], stem, _tokens_of(word, offsets), max(rarity[word.text], _LEAST_RARITY))
            for stem, word in telling.items()
        ]

    def found(self, cosines: Floats, stems: Collection[str], around: Collection[str]) -> tuple[dict[str, float], float]:
        """Each word as the question writes it -> its strength in some sentences; the share of them that is missing.

        Args:
            cosines: of the question's tokens, shape (t, n), with the n tokens of the sentences.
            stems: of the sentences.
            around: stems of the header over them: a word there is had, and for the share still missing, because a
                title says what a whole document is of.

        Returns:
            Strengths as in :attr:`onrecord.types.Hit.words`, and the share of the words that the sentences have only
            below :data:`~onrecord.types.LACKING`, each by its rarity, in [0, 1]; 0.0 for a question without telling
            words.
        """
        best = cosines.max(axis=1) if cosines.shape[1] else np.zeros(cosines.shape[0], dtype=np.float32)
        strengths, lost, total = {}, 0.0, 0.0
        for written, stem, tokens, rarity in self._words:
            strength = 1.0 if stem in stems else _near(best, tokens)
            strengths[written] = 1.0 if stem in around else strength
            total += rarity
            lost += rarity if strength < LACKING else 0.0
        return strengths, lost / total if total else 0.0


def _near(best: Floats, tokens: Ints) -> float:
    """The mean likeness of a word's tokens, in [0, 1]; 0.0 for none."""
    return min(1.0, max(0.0, float(best[tokens].mean()))) if len(tokens) else 0.0


def _tokens_of(word: Word, offsets: Ints) -> Ints:
    """Places of the tokens of one word; none where the model did not read that far."""
    starts, ends = offsets[:, 0], offsets[:, 1]
    return np.flatnonzero((starts >= word.start) & (ends <= word.end) & (ends > starts)).astype(np.int32)
