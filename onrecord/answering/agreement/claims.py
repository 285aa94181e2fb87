"""What one document says of what is asked: a value in a sentence that answers well. Pure; English."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from onrecord.answering.agreement.alike import alike
from onrecord.answering.agreement.asked import Asked
from onrecord.answering.agreement.values import Value, of_another, superseded, values_of
from onrecord.answering.agreement.whether import whether
from onrecord.grounding.reading import read
from onrecord.sentences import fold
from onrecord.types import Hit, Span

__all__ = ["Claim", "answers_enough", "claim_of", "corrects"]

# A sentence counts from this share of the best one's score: below it is on something beside the question.
_ENOUGH: Final = 0.6
# Share of the names of the question that a passage, with its header, must have.
_NAMED: Final = 0.5
# Of the question's telling words, by rarity, so much may be missing in a passage.
_MISSING: Final = 0.6
# Of the words that tell what of it is asked, so much must stand there: for what is counted, and for all else.
_HALF: Final = 0.5
_MOST: Final = 0.6
# A sentence that answers as well as the best of all is on what is asked, whatever words it says it in.
_BEST: Final = 0.95
_FAR: Final = 12
_PEOPLE: Final = frozenset({"person", "man", "woman", "child"})
# So many words nearer to what is asked count as much as the whole of a sentence's score.
_BY_SCORE: Final = 12
_MOST_SENTENCES: Final = 4
_CORRECTS: Final = re.compile(
    r"\b(?:correct(?:ion|ions|ed|s)|errat(?:um|a)|corrigend(?:um|a)|retract(?:s|ed|ion)|withdr(?:ew|awn)"
    r"|an earlier (?:version|report|story|figure|count|estimate)|earlier (?:figure|report|version)|misstated)\b",
    re.IGNORECASE,
)
_REPORTED: Final = re.compile(r"\b(?:reported|story|stated|issued|published|headlined?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one document says: a value in a sentence of one of its hits, beside others that it has too."""

    hit: Hit
    span: Span
    value: Value
    correction: bool
    others: tuple[Value, ...] = ()


def claim_of(asked: Asked, hits: Sequence[Hit], lead: float) -> Claim | None:
    """The value that a document gives; None where it gives none, or only such as hold no more."""
    correction = corrects(hits)
    claims = []
    others: list[Value] = []
    for place, (hit, span) in enumerate(_sentences(asked, hits, lead)):
        for value in _values(asked, fold(hit.passage.quote(span))):
            if superseded(value) or of_another(asked, value) or (correction and _retold(value)):
                continue
            if (value.far < _FAR and span.score >= _BEST * lead) or _on_it(asked, hit, span, value):
                others.append(value)
                claims.append(
                    (
                        value.far - _BY_SCORE * span.score,
                        place,
                        Claim(hit, span, value, correction and _corrected(hit, span)),
                    )
                )
    if not claims:
        return None
    return replace(min(claims, key=lambda one: one[:2])[2], others=tuple(others))


def _on_it(asked: Asked, hit: Hit, span: Span, value: Value) -> bool:
    """Whether a sentence has enough of the words that tell what is asked; where boats are counted, with its neighbours.

    "People" are counted all over, so there the sentence itself must.
    """
    if asked.kind == "yes-no" or value.told or not asked.relation:
        return True
    sentences = [value.sentence]
    if asked.things and not asked.things & _PEOPLE:
        sentences += [read(hit.passage.quote(one)) for one in _beside(hit, span)]
    lemmas = {lemma for one in sentences for lemma in one.lemmas}
    has = sum(any(alike(word, lemma) for lemma in lemmas) for word in asked.relation)
    return has >= (_HALF if asked.things or asked.kind == "name" else _MOST) * len(asked.relation)


def _beside(hit: Hit, span: Span) -> list[Span]:
    """The sentences right before and after one."""
    before = [one for one in hit.passage.sentences if one.end <= span.start][-1:]
    return before + [one for one in hit.passage.sentences if one.start >= span.end][:1]


def _sentences(asked: Asked, hits: Sequence[Hit], lead: float) -> Iterator[tuple[Hit, Span]]:
    """The sentences of a document that answer nearly as well as the best one of all."""
    for hit in hits:
        if not _named(asked, hit) or hit.stages.get("missing", 0.0) > _MISSING:
            continue
        yield from ((hit, span) for span in answers_enough(hit, lead))


def _named(asked: Asked, hit: Hit) -> bool:
    """Whether a passage, with its header, has half of the names of the question, or a word of one in its text."""
    if hit.stages.get("names", 1.0) >= _NAMED:
        return True
    return bool(asked.names & set(read(hit.passage.text).lemmas))


def _values(asked: Asked, sentence: str) -> list[Value]:
    if asked.kind == "yes-no":
        found = whether(asked, read(sentence))
        return [found] if found else []
    return values_of(asked, read(sentence))


def _retold(value: Value) -> bool:
    """Whether a correction tells here what it corrects: "reported that nine people were hurt"."""
    return _REPORTED.search(value.sentence.text, 0, value.start) is not None


def _corrected(hit: Hit, span: Span) -> bool:
    """Whether the title of a document, the sentence or one beside it speaks of a correction."""
    near = [span, *_beside(hit, span)]
    return any(_CORRECTS.search(words) for words in (hit.source.title, *map(hit.passage.quote, near)))


def corrects(hits: Sequence[Hit]) -> bool:
    """Whether a document says that it corrects something."""
    return any(_CORRECTS.search(f"{hit.source.title}\n{hit.passage.text}") is not None for hit in hits)


def answers_enough(hit: Hit, lead: float) -> Iterator[Span]:
    """The sentences of a passage that answer nearly as well as the best one of all, whose score is ``lead``."""
    yield from (span for span in hit.evidence[:_MOST_SENTENCES] if span.score >= _ENOUGH * lead)
