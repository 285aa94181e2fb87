"""Late interaction: each token of the question finds its best token in the passage (MaxSim).

The token vectors are the embedder's, computed at ingest in the light of the whole passage and its header, so that a
sentence knows what its "it" stands for and a table row what its columns mean. Source of the method: Khattab and
Zaharia, ColBERT, SIGIR 2020. What each part is worth is measured in docs/decisions/evidence.md.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from onrecord.question import AnswerKind, kind_of, offers
from onrecord.sentences import is_heading, is_table_row
from onrecord.types import Span
from onrecord.words import content_stems, words_of
from retriever.asked import AskedWords
from retriever.embed import Encoded, Floats, Ints
from retriever.header import words_around
from retriever.query import Query
from retriever.rows import StoredPassage
from retriever.tokens import turned, unpack

__all__ = ["Look", "MaxSim", "Weights"]

# A question in the text ("When does the tariff start?") hands its score on to the sentence after it, less this.
_HANDED_ON: Final = 0.03
# And questions and headings keep this share of their own.
_NO_ANSWER: Final = 0.6
# A name written in one word (a file called BESTBUY_2023) is known from so many letters on.
_JOINED_LETTERS: Final = 4
_NOT_ALNUM: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part of a score is worth, MaxSim of the passage being 1.

    Attributes:
        rare: MaxSim of the passage with each token weighed by the rarity of its word.
        sentence: the same of the best sentence.
        words: share of the question's telling words that the passage or its header has, weighed by rarity.
        names: share of the question's names that the passage or its header has; not part of the evidence.
        kind: for a sentence: it has the kind of thing the question asks for (a date for "when").
        shared: for a sentence: share of the question's telling words, weighed by rarity.
        row: the same for the row of a table, which has few tokens and loses to long sentences under MaxSim alone.
    """

    rare: float = 1.0
    sentence: float = 0.5
    words: float = 0.5
    names: float = 0.1
    kind: float = 0.08
    shared: float = 0.2
    row: float = 0.4

    @property
    def whole(self) -> float:
        """What the parts of a passage's score add up to."""
        return 1.0 + self.rare + self.sentence + self.words


_WEIGHTS: Final = Weights()


@dataclass(frozen=True, slots=True)
class Look:
    """What a close look at one passage found.

    Attributes:
        score: for the order of passages: the evidence, and what the names of the question add.
        evidence: how well it answers, about 0 to 1; means the same for every question.
        maxsim: the mean, over the question's tokens, of the best cosine with any token of the passage.
        sentences: its sentences with their scores, best first.
        words: telling word of the question -> how well the best sentence and those beside it have it, see
            :attr:`onrecord.types.Hit.words`.
        missing: share of those words that they have not, each by its rarity, in [0, 1].
        names: share of the question's names that the passage or its header has; 1.0 where it has none.
    """

    score: float
    evidence: float
    maxsim: float
    sentences: tuple[Span, ...]
    words: Mapping[str, float] = field(default_factory=dict)
    missing: float = 0.0
    names: float = 1.0


class MaxSim:
    """Scores passages and their sentences against one question.

    Args:
        query: the question, understood.
        encoded: the vectors of its core.
        rarity: words -> inverse document frequency of each.
    """

    def __init__(
        self,
        query: Query,
        encoded: Encoded,
        rarity: Callable[[Iterable[str]], dict[str, float]],
    ) -> None:
        self._question = query.core
        self._kind: AnswerKind = kind_of(query.core)
        self._tokens = turned(encoded.tokens)
        words = words_of(query.core)
        rare = rarity({word.text for word in words})
        self._token_weights = _token_weights(
            encoded.offsets, [(word.start, word.end, rare[word.text]) for word in words]
        )
        telling = set(content_stems(query.core))
        self._stems = {word.stem: max(rare[word.text], 1e-6) for word in words if word.stem in telling}
        self._names = [_name_stems(name) for name in query.names]
        self._asked = AskedWords(query.core, encoded.offsets, rare)

    def look(self, passages: Sequence[StoredPassage], packed: Sequence[bytes]) -> list[Look]:
        """A look at each passage; ``packed`` has their token vectors."""
        tokens, offsets = unpack(packed)
        if not packed:
            return []
        cosines = self._tokens @ tokens.T
        looks, at = [], 0
        for stored, places in zip(passages, offsets, strict=True):
            looks.append(self._one(stored, cosines[:, at : at + len(places)], places))
            at += len(places)
        return looks

    def _one(self, stored: StoredPassage, cosines: Floats, offsets: Ints) -> Look:
        passage, weigh = stored.passage, _WEIGHTS
        best = cosines.max(axis=1)
        real = np.flatnonzero(offsets[:, 1] > offsets[:, 0])
        inside, starts = cosines[:, real], offsets[real, 0]
        sentences = [passage.quote(span) for span in passage.sentences]
        bounds = [_tokens_of(starts, span, passage.start) for span in passage.sentences]
        scored = [
            self._sentence(inside[:, first:last], words) for (first, last), words in zip(bounds, sentences, strict=True)
        ]
        rare = max((rare for rare, _ in scored), default=0.0)
        scores = [score for _, score in scored]
        _hand_on(scores, sentences)
        spans = [Span(span.start, span.end, score) for span, score in zip(passage.sentences, scores, strict=True)]
        total = float(best.mean()) + weigh.rare * self._weighed(best) + weigh.sentence * rare
        total = (total + weigh.words * self._there(stored, sentences)) / weigh.whole
        names = self._names_there(stored, sentences)
        named = _WEIGHTS.names / _WEIGHTS.whole * names if self._names else 0.0
        in_order = tuple(sorted(spans, key=lambda span: (-span.score, span.start)))
        words, missing = self._beside(stored, scores, sentences, inside, bounds)
        return Look(total + named, total, float(best.mean()), in_order, words, missing, names)

    def _beside(
        self,
        stored: StoredPassage,
        scores: Sequence[float],
        sentences: Sequence[str],
        inside: Floats,
        bounds: Sequence[tuple[int, int]],
    ) -> tuple[dict[str, float], float]:
        """The question's words in the best sentence and the two beside it; how much of them is missing there."""
        if not scores:
            return {}, 1.0
        lead = max(range(len(scores)), key=lambda place: (scores[place], -place))
        first, last = _read_together(lead, sentences)
        tokens = inside[:, bounds[first][0] : bounds[last - 1][1]]
        around = content_stems(words_around(stored.source, stored.passage))
        return self._asked.found(tokens, {stem for one in sentences[first:last] for stem in content_stems(one)}, around)

    def _sentence(self, cosines: Floats, words: str) -> tuple[float, float]:
        """MaxSim of a sentence with tokens weighed by rarity, and its score; zeros where it has no token."""
        if not cosines.shape[1]:
            return 0.0, 0.0
        best = cosines.max(axis=1)
        weigh = _WEIGHTS
        bonus = weigh.kind if self._kind != "any" and offers(self._kind, words, self._question) else 0.0
        shared = (weigh.row if is_table_row(words) else weigh.shared) * self._share(set(content_stems(words)))
        return self._weighed(best), float(best.mean()) + bonus + shared

    def _weighed(self, best: Floats) -> float:
        return float(best @ self._token_weights)

    def _share(self, stems: set[str]) -> float:
        """Share of the question's telling words that are among ``stems``, each by how rare it is; in [0, 1]."""
        total = sum(self._stems.values())
        return sum(weight for stem, weight in self._stems.items() if stem in stems) / total if total else 0.0

    def _there(self, stored: StoredPassage, sentences: Sequence[str]) -> float:
        stems = {stem for sentence in sentences for stem in content_stems(sentence)}
        return self._share(stems | set(content_stems(words_around(stored.source, stored.passage))))

    def _names_there(self, stored: StoredPassage, sentences: Sequence[str]) -> float:
        """Share of the question's names that the passage or its header has; 1.0 where the question has none."""
        if not self._names:
            return 1.0
        header = words_around(stored.source, stored.passage)
        stems = {stem for text in (*sentences, header) for stem in content_stems(text)}
        joined = _NOT_ALNUM.sub("", header.casefold())
        there = sum(
            name <= stems or (len(letters) >= _JOINED_LETTERS and letters in joined) for name, letters in self._names
        )
        return there / len(self._names)


def _tokens_of(starts: Ints, span: Span, begins: int) -> tuple[int, int]:
    """The first token of a sentence and one past its last, in a passage that begins at ``begins`` of its document."""
    first, last = np.searchsorted(starts, (span.start - begins, span.end - begins))
    return int(first), int(last)


def _read_together(lead: int, sentences: Sequence[str]) -> tuple[int, int]:
    """The sentence at ``lead`` and those beside it, from first to one past the last; of a table all rows and beside."""
    first, last = max(0, lead - 1), min(len(sentences), lead + 2)
    if is_table_row(sentences[lead]):
        while first > 0 and is_table_row(sentences[first]):
            first -= 1
        while last < len(sentences) and is_table_row(sentences[last - 1]):
            last += 1
    return first, last


def _token_weights(offsets: Ints, words: Sequence[tuple[int, int, float]]) -> Floats:
    """The weight of each token of the question, adding up to 1: the rarity of its word; marks and signs have none."""
    weights = np.zeros(len(offsets), dtype=np.float32)
    for start, end, rarity in words:
        weights[(offsets[:, 0] >= start) & (offsets[:, 1] <= end) & (offsets[:, 1] > offsets[:, 0])] = rarity
    total = weights.sum()
    return weights / total if total > 0 else np.full(len(offsets), 1 / max(1, len(offsets)), dtype=np.float32)


def _name_stems(name: str) -> tuple[set[str], str]:
    """The stems of a name's words, and its letters in a row."""
    return set(content_stems(name)), _NOT_ALNUM.sub("", name.casefold())


def _hand_on(scores: list[float], sentences: Sequence[str]) -> None:
    """A question in the text answers nothing, but what follows it does; a heading answers nothing by itself."""
    for place, sentence in enumerate(sentences):
        asks = sentence.rstrip("\"'\u201d\u2019) ").endswith("?")
        if asks and place + 1 < len(scores):
            scores[place + 1] = max(scores[place + 1], scores[place] - _HANDED_ON)
        if asks or is_heading(sentence):
            scores[place] *= _NO_ANSWER
