"""Which sentences of a document are on what is asked, and what stands around them. Pure; English."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from onrecord.answering.agreement.alike import any_alike
from onrecord.answering.agreement.asked import Asked
from onrecord.answering.agreement.fates import fates_asked, tells_fate
from onrecord.answering.agreement.values import Value, counts_people
from onrecord.answering.agreement.whether import Around
from onrecord.grounding.reading import read
from onrecord.types import Hit, Span

__all__ = ["answers_enough", "around", "beside", "has_words", "of_its_year", "on_it", "sentences_of"]

# A sentence counts from this share of the best one's score: below it is on something beside the question.
_ENOUGH: Final = 0.6
# Share of the names of the question that a passage, with its header, must have.
_NAMED: Final = 0.5
# Of the question's telling words, by rarity, so much may be missing in a passage.
_MISSING: Final = 0.6
# Of the words that tell what of it is asked, so much must stand there: for what is counted, and for all else.
_HALF: Final = 0.5
_MOST: Final = 0.6
# And where a name is asked for by a question that has none itself: nothing else holds the answer to its matter.
_NEARLY_ALL: Final = 0.75
# So near to a word that tells what is asked, a sum is of what the sentences beside it speak of.
_NEAR: Final = 2
_OF_MEASURE: Final = 5
# Fewer words than these are on too many things.
_FEWEST: Final = 2
_MOST_SENTENCES: Final = 4
_HAS: Final = re.compile(
    r"\b(?:ha(?:s|d|ve|ving)|there (?:are|were|is|was)|home to|populated by|population of|with)\s(?:\w+\s){0,3}\W?\Z",
    re.IGNORECASE,
)


def sentences_of(asked: Asked, hits: Sequence[Hit], lead: float) -> Iterator[tuple[Hit, Span]]:
    """The sentences of a document that answer nearly as well as the best one of all, whose score is ``lead``."""
    for hit in hits:
        if not _named(asked, hit):
            continue
        lacks = hit.stages.get("missing", 0.0) > _MISSING
        yield from ((hit, span) for span in answers_enough(hit, lead) if not lacks or _in_other_words(asked, hit, span))


def _in_other_words(asked: Asked, hit: Hit, span: Span) -> bool:
    """Whether a sentence has nearly all of what tells what is asked, in words alike: "decreased" for "fallen"."""
    if asked.kind != "number" or len(asked.relation) < _FEWEST:
        return False
    return has_words(asked.relation | asked.things, frozenset(read(hit.passage.quote(span)).lemmas), _NEARLY_ALL)


def answers_enough(hit: Hit, lead: float) -> Iterator[Span]:
    """The sentences of a passage that answer nearly as well as the best one of all, whose score is ``lead``."""
    yield from (span for span in hit.evidence[:_MOST_SENTENCES] if span.score >= _ENOUGH * lead)


def _named(asked: Asked, hit: Hit) -> bool:
    """Whether a passage, with its header, has half of the names of the question, or a word of one in its text."""
    if hit.stages.get("names", 1.0) >= _NAMED:
        return True
    lemmas = frozenset(read(hit.passage.text).lemmas)
    return any(any_alike(name, lemmas) for name in asked.names)


def on_it(asked: Asked, hit: Hit, span: Span, value: Value) -> bool:
    """Whether a sentence has enough of the words that tell what is asked; where boats are counted, with its neighbours.

    People, or passengers, are counted all over, so there the sentence itself must, but where the figure is bound to
    what befell them; a sum or a measure has its neighbours where it stands beside such a word. Where nothing but
    people are asked for ("how many people does Lantry have"), it must say so.
    """
    if asked.kind == "yes-no" or value.told:
        return True
    if not asked.relation:
        return not counts_people(asked) or _HAS.search(value.sentence.text, 0, value.start) is not None
    lemmas = frozenset(value.sentence.lemmas)
    if asked.things and (not counts_people(asked) or tells_fate(value.sentence, fates_asked(asked.relation))):
        lemmas = _near(hit, span) | _words(hit.source.title)
    elif asked.detail == "money" and value.far <= _NEAR:
        lemmas = _near(hit, span)
    elif asked.detail == "measure" and value.far <= _OF_MEASURE:
        lemmas = _near(hit, span) | _words(hit.source.title)
    if asked.kind == "name" and not asked.names:
        return has_words(asked.relation, lemmas, _NEARLY_ALL)
    return has_words(asked.relation, lemmas, _HALF if asked.things or asked.kind == "name" else _MOST)


def has_words(wanted: frozenset[str], lemmas: frozenset[str], share: float = _MOST) -> bool:
    """Whether this share of the words wanted, or words alike, are among ``lemmas``."""
    return sum(any_alike(word, lemmas) for word in wanted) >= share * len(wanted)


def of_its_year(asked: Asked, hit: Hit, span: Span) -> bool:
    """Whether the year that is asked of is told by the sentence, those beside it, its headings or the day of print."""
    if not asked.years:
        return True
    texts = (hit.source.title, hit.source.published or "", *hit.passage.context)
    told = " ".join([*texts, *(hit.passage.quote(one) for one in (span, *beside(hit, span)))])
    return any(year in told for year in asked.years)


def beside(hit: Hit, span: Span) -> list[Span]:
    """The sentences right before and after one."""
    before = [one for one in hit.passage.sentences if one.end <= span.start][-1:]
    return before + [one for one in hit.passage.sentences if one.start >= span.end][:1]


def around(hit: Hit, span: Span) -> Around:
    """The words of a sentence with those beside it, and those of its passage with the title."""
    return _near(hit, span), _words(f"{hit.source.title}\n{hit.passage.text}")


def _near(hit: Hit, span: Span) -> frozenset[str]:
    return frozenset(lemma for one in (span, *beside(hit, span)) for lemma in read(hit.passage.quote(one)).lemmas)


def _words(text: str) -> frozenset[str]:
    return frozenset(read(text).lemmas)
