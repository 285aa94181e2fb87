"""What one document says of what is asked, or those who speak in it: values in sentences that answer well. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from onrecord.answering.agreement.alike import alike
from onrecord.answering.agreement.asked import Asked
from onrecord.answering.agreement.disputed import disputed_after
from onrecord.answering.agreement.values import Value, of_another, same_value, superseded, values_of
from onrecord.answering.agreement.whether import Around, whether
from onrecord.answering.agreement.whose import Voice, apart, in_quote, said_ranges, voice_at
from onrecord.grounding.reading import read
from onrecord.sentences import fold
from onrecord.types import Hit, Span

__all__ = ["Claim", "answers_enough", "claims_of", "corrects"]

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
# Of these, two who speak in one document may give two values.
_BY_SPEAKER: Final = frozenset({"yes-no", "number", "date"})
_CORRECTS: Final = re.compile(
    r"\b(?:correct(?:ion|ions|ed|s)|errat(?:um|a)|corrigend(?:um|a)|retract(?:s|ed|ion)|withdr(?:ew|awn)"
    r"|an earlier (?:version|report|story|figure|count|estimate)|earlier (?:figure|report|version)|misstated)\b",
    re.IGNORECASE,
)
_REPORTED: Final = re.compile(r"\b(?:reported|story|stated|issued|published|headlined?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one document says, or somebody in it: a value in a sentence of a hit, beside others that it has too."""

    hit: Hit
    span: Span
    value: Value
    correction: bool
    others: tuple[Value, ...] = ()
    voice: Voice | None = None


def claims_of(asked: Asked, hits: Sequence[Hit], lead: float) -> list[Claim]:
    """What a document gives: one value, or those of several who speak in it where they differ.

    Empty where it gives none, or only such as hold no more.
    """
    found = _found(asked, hits, lead)
    if not found:
        return []
    disputed = _disputed(found) if asked.kind == "yes-no" else None
    if disputed:
        return list(disputed)
    several = _several(found) if asked.kind in _BY_SPEAKER else []
    return several or [replace(found[0], others=tuple(one.value for one in found))]


def _found(asked: Asked, hits: Sequence[Hit], lead: float) -> list[Claim]:
    """All that a document says of what is asked, the surest first."""
    correction = corrects(hits)
    found: list[tuple[float, int, Claim]] = []
    for place, (hit, span) in enumerate(_sentences(asked, hits, lead)):
        for value in _values(asked, hit, span):
            if superseded(value) or of_another(asked, value) or (correction and _retold(value)):
                continue
            if (value.far < _FAR and span.score >= _BEST * lead) or _on_it(asked, hit, span, value):
                claim = Claim(hit, span, value, correction and _corrected(hit, span), voice=_voice(hit, span, value))
                found.append((value.far - _BY_SCORE * span.score, place, claim))
    return [one for _, _, one in sorted(found, key=lambda one: one[:2])]


def _voice(hit: Hit, span: Span, value: Value) -> Voice | None:
    start, end = in_quote(hit.passage.quote(span), value.start, value.end)
    return voice_at(hit.passage, span.start + start, span.start + end)


def _several(found: Sequence[Claim]) -> list[Claim]:
    """What the first to speak of those found says, and what others say who give another value; else empty."""
    first = next((one for one in found if one.voice), None)
    if first is None:
        return []
    kept = [first]
    for one in found:
        if all(apart(one.voice, other.voice) and not same_value(one.value, other.value) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.span.start) if len(kept) > 1 else []


def _disputed(found: Sequence[Claim]) -> tuple[Claim, Claim] | None:
    """What somebody says and what another says against it in the next sentence ("the ministry denies this")."""
    for one in found:
        passage = one.hit.passage
        after = disputed_after(passage, one.span)
        if after is None or (one.voice is None and said_ranges(passage, one.span)):
            continue
        span, start, end = after
        against = Value(read(fold(passage.quote(span))), start, end, 0, yes=not one.value.yes)
        other = Claim(one.hit, span, against, correction=False)
        other = replace(other, voice=_voice(one.hit, span, against))
        if other.voice and (one.voice is None or apart(one.voice, other.voice)):
            return one, other
    return None


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


def _values(asked: Asked, hit: Hit, span: Span) -> list[Value]:
    sentence = read(fold(hit.passage.quote(span)))
    if asked.kind == "yes-no":
        found = whether(asked, sentence, _around(hit, span), said_ranges(hit.passage, span))
        return [found] if found else []
    return values_of(asked, sentence)


def _around(hit: Hit, span: Span) -> Around:
    beside = [span, *_beside(hit, span)]
    near = frozenset(lemma for one in beside for lemma in read(hit.passage.quote(one)).lemmas)
    return near, frozenset(read(f"{hit.source.title}\n{hit.passage.text}").lemmas)


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
