"""Late interaction: each token of the question finds its best token in the passage (MaxSim).

The token vectors are the embedder's, computed at ingest in the light of the whole passage and its header, so that a
sentence knows what its "it" stands for and a table row what its columns mean. Source of the method: Khattab and
Zaharia, ColBERT, SIGIR 2020. What each part is worth is measured in docs/decisions/evidence.md.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from onrecord.question import AnswerKind, kind_of, offers
from onrecord.sentences import is_heading, is_table_row
from onrecord.types import Passage, Span
from onrecord.words import content_stems, words_of
from retriever.asked import AskedWords
from retriever.embed import Encoded, Floats, Ints
from retriever.header import words_around
from retriever.query import Query
from retriever.rows import StoredPassage
from retriever.tokens import turned, unpack
from retriever.voices import says

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
        voice: for a sentence: it is said by whom the question asks for ("What did Venn say?"); and for a passage that
            has such a sentence, which is not part of the evidence.
    """

    rare: float = 1.0
    sentence: float = 0.5
    words: float = 0.5
    names: float = 0.1
    kind: float = 0.08
    shared: float = 0.2
    row: float = 0.4
    voice: float = 0.15

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


class _Sentence(NamedTuple):
    """A sentence, read.

    Attributes:
        text: its words.
        stems: of its telling words.
        row: whether it is the row of a table.
        asks: whether it is a question.
        heading: whether it reads as a heading.
    """

    text: str
    stems: frozenset[str]
    row: bool
    asks: bool
    heading: bool


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
        self._total = sum(self._stems.values())
        self._names = [_name_stems(name) for name in query.names]
        self._speakers = query.speakers
        named = [(at, at + len(who)) for who in query.speakers if (at := query.core.find(who)) >= 0]
        self._who = _within(encoded.offsets, named)
        self._who_stems = frozenset(stem for who in query.speakers for stem in content_stems(who))
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
        sentences = [_read(passage.quote(span)) for span in passage.sentences]
        bounds = _tokens_of(starts, passage.sentences, passage.start)
        near, heard = _best_within(inside, bounds), self._heard(passage)
        near[np.ix_(heard, self._who)] = 1.0  # who says it need not stand in it
        scores, rare = self._scored(near, bounds, sentences, heard)
        _hand_on(scores, sentences)
        spans = [Span(span.start, span.end, score) for span, score in zip(passage.sentences, scores, strict=True)]
        header = words_around(stored.source, passage)
        around = content_stems(header)
        stems = frozenset().union(around, *(sentence.stems for sentence in sentences))
        whole = float(best.mean())
        total = whole + weigh.rare * self._weighed(best) + weigh.sentence * rare
        total = (total + weigh.words * self._share(stems)) / weigh.whole
        names = self._names_there(stems, header)
        named = _WEIGHTS.names / _WEIGHTS.whole * names if self._names else 0.0
        in_order = tuple(sorted(spans, key=lambda span: (-span.score, span.start)))
        words, missing = self._beside(scores, sentences, inside, bounds, around)
        return Look(
            total + named + (_WEIGHTS.voice / _WEIGHTS.whole if heard else 0.0),
            total,
            whole,
            in_order,
            words,
            missing,
            names,
        )

    def _heard(self, passage: Passage) -> list[int]:
        """Which sentences are said by whom the question asks for."""
        said = [one for one in passage.said if not one.weak and any(says(who, one) for who in self._speakers)]
        return [
            place
            for place, span in enumerate(passage.sentences)
            if any(start < span.end and span.start < end for one in said for start, end in one.content)
        ]

    def _beside(
        self,
        scores: Sequence[float],
        sentences: Sequence[_Sentence],
        inside: Floats,
        bounds: Sequence[tuple[int, int]],
        around: Sequence[str],
    ) -> tuple[dict[str, float], float]:
        """The question's words in the best sentence and the two beside it; how much of them is missing there."""
        if not scores:
            return {}, 1.0
        lead = max(range(len(scores)), key=lambda place: (scores[place], -place))
        first, last = _read_together(lead, sentences)
        tokens = inside[:, bounds[first][0] : bounds[last - 1][1]]
        return self._asked.found(tokens, {stem for one in sentences[first:last] for stem in one.stems}, around)

    def _scored(
        self, best: Floats, bounds: Sequence[tuple[int, int]], sentences: Sequence[_Sentence], heard: Sequence[int]
    ) -> tuple[list[float], float]:
        """The score of each sentence, and the best MaxSim of one with tokens weighed by rarity; zeros without tokens.

        ``best`` has for each sentence the best cosine of each token of the question; ``heard`` are the sentences said
        by whom it asks for.
        """
        means, scores, rare = best.mean(axis=1).tolist(), [], 0.0
        for row, mean, (first, last), sentence in zip(best, means, bounds, sentences, strict=True):
            if last <= first:
                scores.append(0.0)
                continue
            rare = max(rare, self._weighed(row))
            scores.append(mean + self._bonus(sentence) + self._shared(sentence))
        for place in heard:
            sentence = sentences[place]
            said = sentence._replace(stems=sentence.stems | self._who_stems)
            scores[place] += self._shared(said) - self._shared(sentence) + _WEIGHTS.voice
        return scores, rare

    def _bonus(self, sentence: _Sentence) -> float:
        """What it adds that a sentence has the kind of thing that is asked for."""
        if self._kind == "any" or not _may_offer(self._kind, sentence.text):
            return 0.0
        return _WEIGHTS.kind if offers(self._kind, sentence.text, self._question) else 0.0

    def _shared(self, sentence: _Sentence) -> float:
        return (_WEIGHTS.row if sentence.row else _WEIGHTS.shared) * self._share(sentence.stems)

    def _weighed(self, best: Floats) -> float:
        return float(best @ self._token_weights)

    def _share(self, stems: AbstractSet[str]) -> float:
        """Share of the question's telling words that are among ``stems``, each by how rare it is; in [0, 1]."""
        total = self._total
        return sum(weight for stem, weight in self._stems.items() if stem in stems) / total if total else 0.0

    def _names_there(self, stems: AbstractSet[str], header: str) -> float:
        """Share of the question's names that the passage or its header has; 1.0 where the question has none."""
        if not self._names:
            return 1.0
        joined = _NOT_ALNUM.sub("", header.casefold())
        there = sum(
            name <= stems or (len(letters) >= _JOINED_LETTERS and letters in joined) for name, letters in self._names
        )
        return there / len(self._names)


@lru_cache(maxsize=8192)  # the sentences of often-found passages are looked at again with every question
def _read(text: str) -> _Sentence:
    """What is to be known of a sentence whatever is asked."""
    asks = text.rstrip("\"'\u201d\u2019) ").endswith("?")
    return _Sentence(text, frozenset(content_stems(text)), is_table_row(text), asks, is_heading(text))


@lru_cache(maxsize=8192)
def _may_offer(kind: AnswerKind, text: str) -> bool:
    """Whether a sentence has something of a kind; what the question has itself counts too."""
    return offers(kind, text, "")


def _tokens_of(starts: Ints, spans: Sequence[Span], begins: int) -> list[tuple[int, int]]:
    """The first token of each sentence and one past its last, in a passage that begins at ``begins``."""
    edges = np.array([(span.start, span.end) for span in spans], dtype=starts.dtype).reshape(-1, 2) - begins
    return [(first, last) for first, last in np.searchsorted(starts, edges).tolist()]


def _within(offsets: Ints, spans: Sequence[tuple[int, int]]) -> list[int]:
    """The tokens that stand in one of these ranges of the question."""
    return [
        at
        for at, (first, last) in enumerate(offsets.tolist())
        if first < last and any(start <= first and last <= end for start, end in spans)
    ]


def _best_within(cosines: Floats, bounds: Sequence[tuple[int, int]]) -> Floats:
    """The best cosine of each token of the question with the tokens of each sentence, shape (sentences, t).

    The row of a sentence without tokens means nothing.
    """
    if not bounds or not cosines.shape[1]:
        return np.zeros((len(bounds), cosines.shape[0]), dtype=np.float32)
    # reduceat takes the places from each edge to the next one: those between two sentences are dropped again. The one
    # more row lets the last edge be the end.
    rows = np.concatenate([cosines.T, np.zeros((1, cosines.shape[0]), dtype=np.float32)])
    best = np.maximum.reduceat(rows, np.ravel(bounds), axis=0)
    return np.asarray(best[::2])


def _read_together(lead: int, sentences: Sequence[_Sentence]) -> tuple[int, int]:
    """The sentence at ``lead`` and those beside it, from first to one past the last; of a table all rows and beside."""
    first, last = max(0, lead - 1), min(len(sentences), lead + 2)
    if sentences[lead].row:
        while first > 0 and sentences[first].row:
            first -= 1
        while last < len(sentences) and sentences[last - 1].row:
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


def _hand_on(scores: list[float], sentences: Sequence[_Sentence]) -> None:
    """A question in the text answers nothing, but what follows it does; a heading answers nothing by itself."""
    for place, sentence in enumerate(sentences):
        if sentence.asks and place + 1 < len(scores):
            scores[place + 1] = max(scores[place + 1], scores[place] - _HANDED_ON)
        if sentence.asks or sentence.heading:
            scores[place] *= _NO_ANSWER
