"""What one document says of what is asked, or those who speak in it: values in sentences that answer well. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from onrecord.answering.agreement.asked import Asked
from onrecord.answering.agreement.discounted import (
    beside_what_is_told,
    dates_another,
    of_another,
    of_the_other_side,
    superseded,
)
from onrecord.answering.agreement.disputed import disputed_after
from onrecord.answering.agreement.elided import counted_after
from onrecord.answering.agreement.matter import around, beside, has_words, of_its_year, on_it, sentences_of
from onrecord.answering.agreement.stated import WRONG, instead, put_right, stated
from onrecord.answering.agreement.values import Value, same_value, values_of
from onrecord.answering.agreement.whether import whether
from onrecord.answering.agreement.whose import Voice, apart, in_quote, said_ranges, voice_at
from onrecord.grounding.reading import read
from onrecord.sentences import fold
from onrecord.types import Hit, Span

__all__ = ["Claim", "claims_of", "corrects"]

# A sentence that answers as well as the best of all is on what is asked, whatever words it says it in.
_BEST: Final = 0.95
_FAR: Final = 12
# So many claims, the surest first, may be followed by another figure for the same.
_SUREST: Final = 2
# So many words nearer to what is asked count as much as the whole of a sentence's score.
_BY_SCORE: Final = 12
# Of these, two who speak in one document may give two values.
_BY_SPEAKER: Final = frozenset({"yes-no", "number", "date"})
# A value is put right by one of so many sentences behind it.
_PUT_RIGHT_WITHIN: Final = 3
_CORRECTS: Final = re.compile(
    r"\b(?:correct(?:ion|ions|ed|s)|errat(?:um|a)|corrigend(?:um|a)|retract(?:s|ed|ion)|withdr(?:ew|awn)"
    r"|an earlier (?:version|report|story|figure|count|estimate)|earlier (?:figure|report|version)|misstated)\b",
    re.IGNORECASE,
)
_REPORTED: Final = re.compile(
    r"\b(?:reported|story|stated|issued|published|headlined?)\b"
    r"|\b(?:article|version|edition)\b(?:(?!\bshould\b)[^.;]){0,120}\b(?:said|gave|put)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one document says, or somebody in it: a value in a sentence of a hit, beside others that it has too.

    ``sure`` says whether the sentence itself has most of the words that tell what is asked: of two who speak in one
    document, the one may speak of something else.
    """

    hit: Hit
    span: Span
    value: Value
    correction: bool
    others: tuple[Value, ...] = ()
    voice: Voice | None = None
    sure: bool = True


def claims_of(asked: Asked, hits: Sequence[Hit], lead: float) -> list[Claim]:
    """What a document gives: one value, or those of several who speak in it where they differ.

    Empty where it gives none, or only such as hold no more.
    """
    found = _found(asked, hits, lead)
    if not found:
        return []
    disputed = _disputed(found) if asked.kind == "yes-no" else _counted_apart(asked, found)
    if disputed:
        return list(disputed)
    several = _several(found) if asked.kind in _BY_SPEAKER else []
    return several or [replace(found[0], others=tuple(one.value for one in found))]


def _found(asked: Asked, hits: Sequence[Hit], lead: float) -> list[Claim]:
    """All that a document says of what is asked, the surest first; what it puts right before what that is put for."""
    correction = corrects(hits)
    found: list[tuple[float, int, Claim]] = []
    right: list[Claim] = []
    looked = list(sentences_of(asked, hits, lead))
    for place, (hit, span) in enumerate(looked):  # of equal ones the first
        for value in _values(asked, hit, span):
            if superseded(value) or beside_what_is_told(value):
                continue
            if of_another(asked, value) or of_the_other_side(asked, value) or dates_another(asked, value):
                continue
            if correction and _retold(value):
                right += _after_the_wrong(asked, hit, span)
                continue
            if not of_its_year(asked, hit, span):
                continue
            if on_it(asked, hit, span, value) or _as_good_as_best(asked, span, value, lead):
                corrected, voice = correction and _corrected(hit, span), _voice(hit, span, value)
                sure = asked.kind == "yes-no" or has_words(asked.relation, frozenset(value.sentence.lemmas))
                claim = Claim(hit, span, value, corrected, voice=voice, sure=sure)
                found.append((value.far - _BY_SCORE * span.score, place, claim))
                right += _put_right(asked, claim)
    found += [(one.value.far - _BY_SCORE * one.span.score, len(looked), one) for one in _following(asked, looked)]
    return right or [one for _, _, one in sorted(found, key=lambda one: one[:2])]


def _as_good_as_best(asked: Asked, span: Span, value: Value, lead: float) -> bool:
    """Whether a sentence answers as well as the best; of a question for a name without one that tells little.

    Nor does it where nothing but people are asked for.
    """
    if (asked.kind == "name" and not asked.names) or not (asked.relation or asked.kind == "yes-no"):
        return False
    return value.far < _FAR and span.score >= _BEST * lead


def _following(asked: Asked, looked: Sequence[tuple[Hit, Span]]) -> Iterator[Claim]:
    """What the sentences behind those that answer well say of what these speak of: "the figure is 36 million"."""
    if asked.kind != "number":
        return
    seen = {(hit.source.document_id, span.start) for hit, span in looked}
    for hit, span in looked:
        after = next((one for one in hit.passage.sentences if one.start >= span.end), None)
        if after is None or (hit.source.document_id, after.start) in seen:
            continue
        value = stated(asked, hit, after)
        if value and of_its_year(asked, hit, after) and not superseded(value):
            scored = next((one for one in hit.evidence if one.start == after.start), after)
            yield Claim(hit, scored, value, _corrected(hit, after), voice=_voice(hit, after, value))


def _put_right(asked: Asked, claim: Claim) -> Iterator[Claim]:
    """The value that one of the next sentences gives in place of a claim's: "the notice should have said 21.7"."""
    if asked.kind != "number":
        return
    for span in [one for one in claim.hit.passage.sentences if one.start >= claim.span.end][:_PUT_RIGHT_WITHIN]:
        value = put_right(asked, read(fold(claim.hit.passage.quote(span))))
        if value and not same_value(value, claim.value):
            yield Claim(claim.hit, span, value, correction=True, voice=_voice(claim.hit, span, value))


def _after_the_wrong(asked: Asked, hit: Hit, span: Span) -> Iterator[Claim]:
    """The figure that a correction gives behind one it takes back: "... was wrong. Eleven were hurt", "He is 21"."""
    following = [one for one in hit.passage.sentences if one.start >= span.end][:2]
    if asked.kind != "number" or not following:
        return
    told = instead(asked, read(fold(hit.passage.quote(following[0]))))
    if told:
        yield Claim(hit, following[0], told, correction=True, voice=_voice(hit, following[0], told))
    if not WRONG.match(fold(hit.passage.quote(following[0]))):
        return
    for one in following[1:]:
        value = next(iter(values_of(asked, read(fold(hit.passage.quote(one))))), None)
        if value and not superseded(value):
            yield Claim(hit, one, value, correction=True, voice=_voice(hit, one, value))


def _voice(hit: Hit, span: Span, value: Value) -> Voice | None:
    start, end = in_quote(hit.passage.quote(span), value.start, value.end)
    return voice_at(hit.passage, span.start + start, span.start + end)


def _several(found: Sequence[Claim]) -> list[Claim]:
    """What the first to speak of those found says, and what others say who give another value; else empty."""
    sure = [one for one in found if one.voice and one.sure]
    kept = sure[:1]
    for one in sure[1:]:
        if all(apart(one.voice, other.voice) and not same_value(one.value, other.value) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.span.start) if len(kept) > 1 else []


def _disputed(found: Sequence[Claim]) -> tuple[Claim, Claim] | None:
    """What somebody says and what another says against it in the next sentence ("the ministry denies this")."""
    for one in found:
        passage = one.hit.passage
        after = disputed_after(passage, one.span, yes=bool(one.value.yes))
        if after is None or (one.voice is None and said_ranges(passage, one.span)):
            continue
        span, start, end = after
        against = Value(read(fold(passage.quote(span))), start, end, 0, yes=not one.value.yes)
        other = Claim(one.hit, span, against, correction=False)
        other = replace(other, voice=_voice(one.hit, span, against))
        if other.voice and (one.voice is None or apart(one.voice, other.voice)):
            return one, other
    return None


def _counted_apart(asked: Asked, found: Sequence[Claim]) -> tuple[Claim, Claim] | None:
    """A figure, of the surest, and another that somebody else gives for the same in the next sentence; else None."""
    for one in found[:_SUREST]:
        after = counted_after(asked, one.hit, one.span)
        if after is None or same_value(one.value, after[1]) or superseded(after[1]):
            continue
        span, value, voice = after
        other = Claim(one.hit, span, value, correction=False, voice=_voice(one.hit, span, value) or voice)
        if one.voice is None or apart(one.voice, other.voice):
            return one, other
    return None


def _values(asked: Asked, hit: Hit, span: Span) -> list[Value]:
    sentence = read(fold(hit.passage.quote(span)))
    if asked.kind == "yes-no":
        answer = whether(asked, sentence, around(hit, span), said_ranges(hit.passage, span))
        return [answer] if answer else []
    found = values_of(asked, sentence)
    other = stated(asked, hit, span) if asked.kind == "number" and not found else None
    return [other] if other else found


def _retold(value: Value) -> bool:
    """Whether a correction tells here what it corrects: "reported that nine people were hurt"."""
    return _REPORTED.search(value.sentence.text, 0, value.start) is not None


def _corrected(hit: Hit, span: Span) -> bool:
    """Whether the title of a document, the sentence or one beside it speaks of a correction."""
    near = [span, *beside(hit, span)]
    return any(_CORRECTS.search(words) for words in (hit.source.title, *map(hit.passage.quote, near)))


def corrects(hits: Sequence[Hit]) -> bool:
    """Whether a document says that it corrects something."""
    return any(_CORRECTS.search(f"{hit.source.title}\n{hit.passage.text}") is not None for hit in hits)
