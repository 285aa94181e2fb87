"""The exact words of the passages that a drafted sentence rests on.

A sentence of a passage is held against the drafted one by its telling words, each weighed by how few sentences of the
passages have it; a word that is not there as such counts by the nearest word that is, where a token encoder tells them
(late interaction: Khattab and Zaharia, ColBERT, SIGIR 2020). What a reply's marks say is believed as far as a passage
shares any word with the sentence; where there are no marks, or none of that kind, the words alone decide.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from onrecord.answering.speaker import speaker_of
from onrecord.dates import dates_in
from onrecord.numbers import numbers_in
from onrecord.ports import CitedSpan, TokenEncoder, TokenVectors
from onrecord.sentences import is_heading
from onrecord.speech import named_speaker
from onrecord.types import Hit, Passage, Span
from onrecord.words import STOP_WORDS, Word, content_stems, words_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Citer", "speaker_for"]

# A word counts as said in other words from this cosine on, as the judge counts it.
_NEAR: Final = 0.55
# What a sentence's likeness as a whole adds to the share of the words that it has.
_LIKENESS: Final = 0.5
# What the figures of the claim add where the sentence has them all.
_FIGURES: Final = 0.3
# A heading says little, though it has the words.
_HEADING: Final = 0.6
# A neighbour, or a second passage, is cited too where it has so much of the claim's words that the first lacks.
_FURTHER: Final = 0.18
_MOST_SENTENCES: Final = 3
# A named passage that has so much of the claim's words is not looked at more closely.
_SURE: Final = 0.6
# So many of the passages that have most of its words are: encoding takes time.
_CLOSELY: Final = 3
_MOST_CHARS: Final = 20_000


@dataclass(frozen=True, slots=True)
class _Claim:
    """A drafted sentence: its telling words, none twice, with the weight of each, and its figures."""

    text: str
    words: tuple[Word, ...]
    weights: tuple[float, ...]
    figures: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Held:
    """One sentence of a passage held against the claim: how well it has each word, and its score."""

    span: Span
    strengths: tuple[float, ...]
    score: float


@dataclass(frozen=True, slots=True)
class _Found:
    """The best words of one hit: their span, how well they have each word of the claim, and their score."""

    cite: CitedSpan
    strengths: tuple[float, ...]
    score: float


class Citer:
    """Finds what sentences rest on; one for each answer, as it keeps the vectors of the passages it has read."""

    def __init__(self, encoder: TokenEncoder | None) -> None:
        """``encoder``: for words that are said in other words; None compares words alone."""
        self._encoder = encoder
        self._vectors: dict[tuple[str, int], TokenVectors] = {}

    def prepare(self, hits: Sequence[Hit]) -> None:
        """Encode passages ahead of time, all at once, for who has to wait anyway; known ones are skipped."""
        new = {_key(hit): hit.passage.text for hit in hits if _key(hit) not in self._vectors}
        if self._encoder and new:
            self._vectors.update(zip(new, self._encoder.token_vectors(list(new.values())), strict=True))

    def cite(self, sentence: str, named: Sequence[Hit], among: Sequence[Hit]) -> tuple[tuple[CitedSpan, ...], bool]:
        """The spans of the passages that ``sentence`` rests on: of each one sentence, or up to three in a row.

        Args:
            sentence: of a draft, without marks.
            named: the hits it names; none where it names none.
            among: all hits that the model was given, those named included; best first.

        Returns:
            The spans, in the order named, one for each hit that shares a telling word with the sentence. Where no hit
            is named or none of them does, those of ``among`` that have most of its words: the best, and a second where
            that has words which the first lacks; none where no hit shares a telling word. And whether they were found
            that way. A span's score says how much of the sentence's telling words it has, in [0, 1].
        """
        claim = _read(sentence[:_MOST_CHARS], among or named)
        if not claim.words:
            return (), True
        found = self._found(claim, named, sure=_SURE)
        if found:
            return tuple(one.cite for one in found), False
        return _fewest(claim, self._found(claim, among, sure=1.0)), True

    def _found(self, claim: _Claim, hits: Sequence[Hit], sure: float) -> list[_Found]:
        """The best words of each hit that shares a telling word with the claim.

        Where not every hit has over ``sure`` of the claim's words as such, those that have most are looked at closely.
        """
        plain = [_best(claim, hit, None, None) for hit in hits]
        if self._encoder and not all(_share(claim, one.strengths) > sure for one in plain):
            order = sorted(range(len(hits)), key=lambda place: -plain[place].score)
            self.prepare([hits[place] for place in order[:_CLOSELY]])
            (mine,) = self._encoder.token_vectors([claim.text])
            for place in order[:_CLOSELY]:
                plain[place] = _best(claim, hits[place], mine, self._vectors[_key(hits[place])])
        return [one for one in plain if any(one.strengths)]


def _key(hit: Hit) -> tuple[str, int]:
    return hit.passage.document_id, hit.passage.index


def _best(claim: _Claim, hit: Hit, mine: TokenVectors | None, theirs: TokenVectors | None) -> _Found:
    """The best words of one hit; the vectors of the claim and of the passage are for words that are not there."""
    passage = hit.passage
    held = [_hold(claim, mine, passage, span, theirs) for span in passage.sentences or (_whole_of(passage),)]
    first = max(range(len(held)), key=lambda place: (held[place].score, -place))
    start, end = _widened(claim, held, first)
    strengths = _together(held[start:end])
    span = Span(held[start].span.start, held[end - 1].span.end, round(min(1.0, _share(claim, strengths)), 4))
    return _Found(CitedSpan(hit, span), strengths, held[first].score)


def _read(sentence: str, among: Sequence[Hit]) -> _Claim:
    """The telling words of a sentence, those that few sentences of the passages have weighing more."""
    words = {word.stem: word for word in reversed(words_of(sentence)) if _tells(word)}
    stems = [
        set(content_stems(hit.passage.quote(span)))
        for hit in among
        for span in hit.passage.sentences or (_whole_of(hit.passage),)
    ]
    counts = Counter(stem for one in stems for stem in one & words.keys())
    most = math.log(2 + len(stems))
    weights = [math.log((2 + len(stems)) / (1 + counts[stem])) / most + 0.2 for stem in words]
    return _Claim(sentence, tuple(words.values()), tuple(weights), _figures(sentence))


def _tells(word: Word) -> bool:
    return word.text.replace("\u2019", "'") not in STOP_WORDS


@lru_cache(maxsize=4096)  # the sentences of a passage are looked at again with every claim
def _figures(text: str) -> frozenset[str]:
    """Figures and dates, however they are written."""
    dates = dates_in(text)
    values = {str((one.mantissa * one.scale).normalize()) for one in numbers_in(text, dates)}
    return frozenset(values | {f"{one.year}-{one.month}-{one.day}" for one in dates})


def _whole_of(passage: Passage) -> Span:
    """Stands for the sentences of a passage that has none: its first paragraph."""
    end = passage.text.find("\n\n", len(passage.text) - len(passage.text.lstrip()))
    return Span(passage.start, passage.start + (end if end > 0 else len(passage.text)))


def _hold(claim: _Claim, mine: TokenVectors | None, passage: Passage, span: Span, theirs: TokenVectors | None) -> _Held:
    text = passage.quote(span)
    stems = set(content_stems(text))
    strengths = [1.0 if word.stem in stems else 0.0 for word in claim.words]
    likeness = 0.0
    if mine and theirs:
        tokens = _inside(theirs, span.start - passage.start, span.end - passage.start)
        if len(tokens):
            near = (mine.tokens @ tokens.T).max(axis=1)
            strengths = [
                strength or _nearness(word, mine, near) for word, strength in zip(claim.words, strengths, strict=True)
            ]
            real = mine.offsets[:, 1] > mine.offsets[:, 0]
            likeness = float(near[real].mean()) if real.any() else 0.0
    score = _share(claim, strengths) + _LIKENESS * likeness
    if claim.figures:
        score += _FIGURES * len(claim.figures & _figures(text)) / len(claim.figures)
    return _Held(span, tuple(strengths), score * (_HEADING if is_heading(text) else 1.0))


def _inside(vectors: TokenVectors, start: int, end: int) -> "npt.NDArray[np.float32]":
    """The token vectors between two characters; none where the model did not read that far."""
    starts, ends = vectors.offsets[:, 0], vectors.offsets[:, 1]
    inside: npt.NDArray[np.float32] = vectors.tokens[(starts >= start) & (ends <= end) & (ends > starts)]
    return inside


def _nearness(word: Word, mine: TokenVectors, near: "npt.NDArray[np.float32]") -> float:
    """How near the nearest word is to one that is not there as such; 0.0 for a figure, which is there or is not."""
    starts, ends = mine.offsets[:, 0], mine.offsets[:, 1]
    tokens = near[(starts >= word.start) & (ends <= word.end) & (ends > starts)]
    strength = float(tokens.mean()) if len(tokens) and not word.text[0].isdigit() else 0.0
    return min(strength, 1.0) if strength >= _NEAR else 0.0


def _share(claim: _Claim, strengths: Sequence[float]) -> float:
    """How much of the claim's words is there, in [0, 1]."""
    pairs = zip(claim.weights, strengths, strict=True)
    return sum(weight * strength for weight, strength in pairs) / sum(claim.weights)


def _together(held: Sequence[_Held]) -> tuple[float, ...]:
    return tuple(max(column) for column in zip(*(one.strengths for one in held), strict=True))


def _gain(claim: _Claim, first: Sequence[float], second: Sequence[float]) -> float:
    """How much of the claim's words the second has as such that the first has not at all."""
    lacked = [now if now == 1.0 and before == 0.0 else 0.0 for before, now in zip(first, second, strict=True)]
    return _share(claim, lacked)


def _widened(claim: _Claim, held: Sequence[_Held], first: int) -> tuple[int, int]:
    """The sentence at ``first`` with neighbours that have words it lacks: from where, to one past where."""
    start, end = first, first + 1
    while end - start < _MOST_SENTENCES:
        have = _together(held[start:end])
        beside = [place for place in (start - 1, end) if 0 <= place < len(held)]
        gains = {place: _gain(claim, have, held[place].strengths) for place in beside}
        best = max(gains, key=lambda place: gains[place], default=first)
        if gains.get(best, 0.0) < _FURTHER:
            break
        start, end = min(start, best), max(end, best + 1)
    return start, end


def _fewest(claim: _Claim, found: Sequence[_Found]) -> tuple[CitedSpan, ...]:
    """The best, and a second that has words which the best lacks."""
    order = sorted(found, key=lambda one: -one.score)
    if not order:
        return ()
    gains = [(_gain(claim, order[0].strengths, one.strengths), one) for one in order[1:]]
    gain, second = max(gains, key=lambda pair: pair[0], default=(0.0, order[0]))
    return (order[0].cite, second.cite) if gain >= _FURTHER else (order[0].cite,)


def speaker_for(sentence: str, cites: Sequence[CitedSpan]) -> str | None:
    """Who said the cited words, where all of them have the same speaker; else None.

    Of a span of several sentences those count that share a word with ``sentence``. Words in quote marks that go on from
    the sentence before have its speaker. The name is the fullest that is written: "Dana Kestrel" and "Kestrel" are one.
    """
    stems = set(content_stems(sentence))
    spoken = [_spoken(cite, stems) for cite in cites]
    names = [name for names in spoken for name in names]
    if not names or None in names or len({name.split()[-1] for name in names if name}) > 1:
        return None
    return max((name for name in names if name), key=len)


def _spoken(cite: CitedSpan, stems: set[str]) -> list[str | None]:
    """The speakers of the sentences of a span that share a word with the claim; of all where none does."""
    passage = cite.hit.passage
    inside = [one for one in passage.sentences if cite.span.start <= one.start and one.end <= cite.span.end]
    inside = inside or [cite.span]
    shared = [one for one in inside if stems & set(content_stems(passage.quote(one)))]
    return [speaker_of(passage, one) or _goes_on(passage, one) for one in shared or inside]


def _goes_on(passage: Passage, span: Span) -> str | None:
    """The speaker of the sentence before, where both are words in quote marks and stand in one paragraph."""
    ahead = passage.text[: span.start - passage.start]
    quoted = passage.quote(span).lstrip()[0] in "\"\u201c'" or ahead.count("\u201c") > ahead.count("\u201d")
    before = [one for one in passage.sentences if one.end <= span.start]
    if not quoted or not before or "\n\n" in ahead[before[-1].end - passage.start :]:
        return None
    return named_speaker(passage.quote(before[-1]))
