"""Holds the sources of an answer against one another: each version of what was asked, or nothing where they agree."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from onrecord.agreement import Disagreement, Version
from onrecord.answering.agreement.alike import alike
from onrecord.answering.agreement.asked import Asked, asked_for
from onrecord.answering.agreement.values import Value, same_value, superseded, values_of
from onrecord.answering.agreement.whether import whether
from onrecord.answering.speaker import speaker_of
from onrecord.grounding.reading import read
from onrecord.reprints import is_reprint
from onrecord.sentences import fold
from onrecord.types import Hit, Place, Span

__all__ = ["disagreement"]

# A sentence counts from this share of the best one's score: below it is on something beside the question.
_ENOUGH: Final = 0.6
# Share of the names of the question that a passage, with its header, must have.
_NAMED: Final = 0.5
# Of the question's telling words, by rarity, so much may be missing in a passage.
_MISSING: Final = 0.6
# Of the words that tell what of it is asked, so much must stand there: for what is counted, and for all else.
_HALF: Final = 0.5
_MOST: Final = 0.6
_PEOPLE: Final = frozenset({"person", "man", "woman", "child"})
# So many words nearer to what is asked count as much as the whole of a sentence's score.
_BY_SCORE: Final = 12
_MOST_HITS: Final = 12
_MOST_SENTENCES: Final = 4
_MOST_VERSIONS: Final = 8
_CORRECTS: Final = re.compile(
    r"\b(?:correct(?:ion|ions|ed|s)|errat(?:um|a)|corrigend(?:um|a)|retract(?:s|ed|ion)|withdr(?:ew|awn)"
    r"|an earlier (?:version|report|story|figure|count|estimate)|earlier (?:figure|report|version)|misstated"
    r"|(?:up|down|revised) from the)\b",
    re.IGNORECASE,
)
_REPORTED: Final = re.compile(r"\b(?:reported|story|stated|issued|published|headlined?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one document says: a value in a sentence of one of its hits, beside others; and the texts of its hits."""

    hit: Hit
    span: Span
    value: Value
    correction: bool
    others: tuple[Value, ...] = ()
    texts: tuple[str, ...] = ()


def disagreement(question: str, hits: Sequence[Hit]) -> Disagreement | None:
    """The versions of what is asked, where the documents of ``hits`` differ in it; else None.

    Each document says one thing: the value that stands nearest to what is asked, in a sentence that answers nearly as
    well as the best one, in a passage that has the names of the question. Values that come to the same agree, and so do
    documents of which one has the other's value too. Reprints of a text are one version, with their places.

    Args:
        question: as it stands alone.
        hits: what was found for it, best first, looked at closely.
    """
    asked = asked_for(question)
    looked = [hit for hit in hits[:_MOST_HITS] if hit.evidence]
    if asked is None or not looked:
        return None
    lead = max(hit.evidence[0].score for hit in looked)
    by_document: dict[str, list[Hit]] = {}
    for hit in looked:
        by_document.setdefault(hit.source.document_id, []).append(hit)
    claims = [one for some in by_document.values() if (one := _claim(asked, some, lead)) is not None]
    groups = _groups(claims)
    if len(groups) < 2:
        return None
    versions = _dated([_version(one, group) for group in groups for one in _once(group)])
    return Disagreement(question, asked.kind, tuple(versions[:_MOST_VERSIONS])) if _differ(versions) else None


def _differ(versions: Sequence[Version]) -> bool:
    return len({version.folded for version in versions[:_MOST_VERSIONS]}) > 1


# ---- what a document says -------------------------------------------------------------------------------------------


def _claim(asked: Asked, hits: Sequence[Hit], lead: float) -> _Claim | None:
    """The value that a document gives; None where it gives none, or only such as hold no more."""
    correction = any(_CORRECTS.search(f"{hit.source.title}\n{hit.passage.text}") is not None for hit in hits)
    texts = tuple(hit.passage.text for hit in hits)
    claims = []
    others: list[Value] = []
    for place, (hit, span) in enumerate(_sentences(asked, hits, lead)):
        for value in _values(asked, fold(hit.passage.quote(span))):
            if superseded(value) or (correction and _retold(value)):
                continue
            if _on_it(asked, hit, span, value):
                others.append(value)
                claims.append((value.far - _BY_SCORE * span.score, place, _Claim(hit, span, value, correction)))
    if not claims:
        return None
    return replace(min(claims, key=lambda one: one[:2])[2], others=tuple(others), texts=texts)


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
        for span in hit.evidence[:_MOST_SENTENCES]:
            if span.score >= _ENOUGH * lead:
                yield hit, span


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


# ---- which agree ----------------------------------------------------------------------------------------------------


def _groups(claims: Sequence[_Claim]) -> list[list[_Claim]]:
    """Claims that agree, together; the most exact of a group first stands for it."""
    groups: list[list[_Claim]] = []
    for one in claims:
        for group in groups:
            if any(_agree(one, other) for other in group):
                group.append(one)
                break
        else:
            groups.append([one])
    return groups


def _agree(one: _Claim, other: _Claim) -> bool:
    """Whether two documents come to the same, or one of them gives the value of the other too."""
    if same_value(one.value, other.value):
        return True
    return _has_too(one, other) or _has_too(other, one)


def _has_too(one: _Claim, other: _Claim) -> bool:
    """Whether a document gives the value of another one beside its own."""
    name = set(other.value.name)
    if not name:  # a year alone is no day of it
        return any(value.folded == other.value.folded for value in one.others)
    if len(name) == 1:
        return any(set(value.name) == name for value in one.others)
    if any(set(value.name) <= name for value in one.others):
        return True
    words = f" {' '.join(other.value.name)} "
    return any(words in f" {' '.join(read(text).stems)} " for text in one.texts)


def _once(group: Sequence[_Claim]) -> list[tuple[_Claim, tuple[Place, ...]]]:
    """The texts of a group, each with where else it is printed; a text printed twice is there once."""
    texts: list[tuple[_Claim, list[Place]]] = []
    for one in group:
        for first, places in texts:
            if is_reprint(first.hit.passage.text, one.hit.passage.text):
                places += [_place(one), *one.hit.places]
                break
        else:
            texts.append((one, list(one.hit.places)))
    return [(one, tuple(places)) for one, places in texts]


def _place(claim: _Claim) -> Place:
    return Place(claim.hit.source, claim.hit.passage.page_of(claim.span), claim.span.start, claim.span.end)


# ---- as versions ----------------------------------------------------------------------------------------------------


def _version(text: tuple[_Claim, tuple[Place, ...]], group: Sequence[_Claim]) -> Version:
    claim, reprints = text
    hit, span = claim.hit, claim.span
    quote = hit.passage.quote(span)
    start, end = _unfolded(quote, claim.value.start, claim.value.end)
    return Version(
        value=quote[start:end],
        folded=group[0].value.folded,
        source=hit.source,
        page=hit.passage.page_of(span),
        start=span.start,
        end=span.end,
        quote=quote,
        value_start=span.start + start,
        value_end=span.start + end,
        speaker=speaker_of(hit.passage, span),
        reprints=reprints,
        correction=claim.correction,
    )


def _unfolded(quote: str, start: int, end: int) -> tuple[int, int]:
    """Where characters ``start`` to ``end`` of the folded quote stand in the quote itself."""
    kept = [at for at, letter in enumerate(quote) if not letter.isspace()]
    folded = fold(quote)
    solid = [0, *accumulate(not letter.isspace() for letter in folded)]
    return kept[solid[start]], kept[solid[end] - 1] + 1


def _dated(versions: Sequence[Version]) -> list[Version]:
    """The most recent first, marked where all others are older; those without a date last."""
    ordered = sorted(versions, key=lambda version: version.source.published or "", reverse=True)
    dates = [version.source.published for version in ordered if version.source.published]
    newest = dates[0] if dates and dates[-1] < dates[0] and _one_value(ordered, dates[0]) else None
    return [replace(one, latest=newest is not None and one.source.published == newest) for one in ordered]


def _one_value(versions: Sequence[Version], published: str) -> bool:
    return len({one.folded for one in versions if one.source.published == published}) == 1
