"""What is measured: the judge, and two simple ways to do without one."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from onrecord.ports import Judge
from onrecord.sentences import fold, split_sentences
from onrecord.words import has_word, words_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["BigramContainment", "Embed", "Judged", "SentenceCosine", "System", "Weighed"]

Embed = Callable[[Sequence[str]], "npt.NDArray[np.float32]"]
"""Texts -> float32, shape (texts, d), unit length each."""

# Claims about one document come one after another: what was read of it is kept.
_KEPT: Final = 64


class Weighed(NamedTuple):
    """What a system says of one claim: a score in [0, 1], and its own label where it has any."""

    score: float
    said: bool | None = None


class System(Protocol):
    """One way to tell supported claims from others."""

    @property
    def name(self) -> str:
        """How the report names it."""
        ...

    def weigh(self, claim: str, evidence: tuple[str, ...]) -> Weighed:
        """How well ``evidence``, which may be empty, supports ``claim``, which holds a word."""
        ...


class Judged:
    """Onrecord's judge."""

    def __init__(self, judge: Judge) -> None:
        self.name = f"judge {judge.name}"
        self._judge = judge

    def weigh(self, claim: str, evidence: tuple[str, ...]) -> Weighed:
        """Its score, and whether its label is ``supported``."""
        verdict = self._judge.weigh(claim, evidence)
        return Weighed(verdict.score, verdict.label == "supported")


class BigramContainment:
    """Share of the claim's pairs of neighbouring words that the evidence has too; of a single word, the word."""

    name = "bigrams"

    def weigh(self, claim: str, evidence: tuple[str, ...]) -> Weighed:
        """0.0 without evidence."""
        wanted = _grams(claim)
        there = _all_grams(evidence)
        return Weighed(sum(gram in there for gram in wanted) / len(wanted))


def _grams(text: str) -> list[tuple[str, ...]]:
    words = [word.text for word in words_of(text)]
    return list(pairwise(words)) if len(words) > 1 else [(word,) for word in words]


@lru_cache(maxsize=_KEPT)
def _all_grams(evidence: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """Single words and pairs; a pair never spans two texts."""
    single = ((word.text,) for text in evidence for word in words_of(text))
    return frozenset(single) | {gram for text in evidence for gram in _grams(text)}


class SentenceCosine:
    """The greatest cosine between the claim and a sentence of the evidence, 0 where it is negative.

    Args:
        embed: texts to vectors. The vectors of the last 64 lists of evidence are kept.
    """

    name = "cosine"

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._vectors = lru_cache(maxsize=_KEPT)(self._read)

    def weigh(self, claim: str, evidence: tuple[str, ...]) -> Weighed:
        """0.0 without evidence."""
        vectors = self._vectors(evidence)
        if vectors is None:
            return Weighed(0.0)
        return Weighed(min(1.0, max(0.0, float((vectors @ self._embed([claim])[0]).max()))))

    def _read(self, evidence: tuple[str, ...]) -> "npt.NDArray[np.float32] | None":
        sentences = [fold(text[span.start : span.end]) for text in evidence for span in split_sentences(text)]
        worded = [sentence for sentence in sentences if has_word(sentence)]
        return self._embed(worded) if worded else None
