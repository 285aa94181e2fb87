"""Late interaction: each token of the question finds its best token in the passage (MaxSim).

The token vectors are those of the bundled MiniLM, computed at ingest in the light of the whole passage, so a sentence
knows what its "it" stands for. Source of the method: Khattab and Zaharia, ColBERT, SIGIR 2020. Measured on the 632
XQuAD development questions with the right paragraph given: the best sentence holds the answer for .840 when sentences
are encoded alone, .873 when the passage is, .883 when a sentence that has the kind of thing asked for is preferred.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from onrecord.question import AnswerKind, kind_of, offers
from onrecord.sentences import is_heading
from onrecord.types import Span
from onrecord.words import content_stems
from retriever.embed import Encoded, Floats, Ints
from retriever.record import StoredPassage
from retriever.tokens import unpack

__all__ = ["MaxSim"]

# What it is worth to have the kind of thing the question asks for (a date for "when"). .03 to .10 gave the same.
_KIND_BONUS: Final = 0.05
# And what it is worth to have the question's own rare words, which a short table row has and MaxSim undervalues.
_SHARED_WORDS: Final = 0.3
# A question in the text ("When does the tariff start?") hands its score on to the sentence after it, less this.
_HANDED_ON: Final = 0.03
# And questions and headings keep this share of their own.
_NO_ANSWER: Final = 0.6


class MaxSim:
    """Scores passages and their sentences against one question.

    Args:
        question: the words.
        encoded: their vectors.
        passages: all that will be scored: a word that is in most of their sentences tells little.
    """

    def __init__(self, question: str, encoded: Encoded, passages: Sequence[StoredPassage]) -> None:
        self._question = question
        self._tokens = encoded.tokens
        self._kind: AnswerKind = kind_of(question)
        stems = {
            (stored.id, span.start): set(content_stems(stored.passage.quote(span))) for stored, span in _all(passages)
        }
        self._stems = stems
        self._weights = _weights(set(content_stems(question)), list(stems.values()))

    def score(self, stored: StoredPassage) -> tuple[float, tuple[Span, ...]]:
        """MaxSim of the passage, and its sentences with their scores, best first.

        The passage's score, in about [0, 1], is the mean over the question's tokens of the best cosine with any token
        of the passage. A sentence's is the same over its own tokens, plus a bonus for the kind of thing asked for.
        """
        tokens, offsets = unpack(stored.tokens)
        cosines = self._tokens @ tokens.T
        passage = stored.passage
        scores = [self._sentence(cosines, offsets, span, stored) for span in passage.sentences]
        _hand_on(scores, [passage.quote(span) for span in passage.sentences])
        spans = [Span(span.start, span.end, score) for span, score in zip(passage.sentences, scores, strict=True)]
        return float(cosines.max(axis=1).mean()), tuple(sorted(spans, key=lambda span: (-span.score, span.start)))

    def _sentence(self, cosines: Floats, offsets: Ints, span: Span, stored: StoredPassage) -> float:
        start, end = span.start - stored.passage.start, span.end - stored.passage.start
        inside = (offsets[:, 0] >= start) & (offsets[:, 1] <= end) & (offsets[:, 1] > offsets[:, 0])
        if not inside.any():
            return 0.0
        best = float(cosines[:, inside].max(axis=1).mean())
        words = stored.passage.quote(span)
        shared = self._shared(self._stems.get((stored.id, span.start)) or set(content_stems(words)))
        return best + _KIND_BONUS * offers(self._kind, words, self._question) + _SHARED_WORDS * shared

    def _shared(self, stems: set[str]) -> float:
        """Share of the question's telling words that are among ``stems``, each by how rare it is; in [0, 1]."""
        total = sum(self._weights.values())
        return sum(weight for stem, weight in self._weights.items() if stem in stems) / total if total else 0.0


def _all(passages: Sequence[StoredPassage]) -> Iterator[tuple[StoredPassage, Span]]:
    return ((stored, span) for stored in passages for span in stored.passage.sentences)


def _weights(stems: set[str], sentences: Sequence[set[str]]) -> dict[str, float]:
    """Inverse document frequency of each stem over sentences: ``log(1 + n / (1 + those that have it))``."""
    return {
        stem: float(np.log1p(len(sentences) / (1 + sum(stem in sentence for sentence in sentences)))) for stem in stems
    }


def _hand_on(scores: list[float], sentences: Sequence[str]) -> None:
    """A question in the text answers nothing, but what follows it does; a heading answers nothing by itself."""
    for place, sentence in enumerate(sentences):
        asks = sentence.rstrip("\"'\u201d\u2019) ").endswith("?")
        if asks and place + 1 < len(scores):
            scores[place + 1] = max(scores[place + 1], scores[place] - _HANDED_ON)
        if asks or is_heading(sentence):
            scores[place] *= _NO_ANSWER


def best_sentence(evidence: Sequence[Span]) -> float:
    """Score of the best sentence; 0.0 where a passage has none."""
    return float(np.max([span.score for span in evidence])) if evidence else 0.0
