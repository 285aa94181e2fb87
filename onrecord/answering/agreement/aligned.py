"""Sentences of two documents that are the same but for one thing: a text of which somebody changed the value. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import combinations, islice, product
from typing import Final

from onrecord.answering.agreement.asked import Asked
from onrecord.answering.agreement.claims import Claim, corrects
from onrecord.answering.agreement.discounted import beside_what_is_told, superseded
from onrecord.answering.agreement.matter import answers_enough
from onrecord.answering.agreement.values import Value, same_value
from onrecord.grounding.reading import Read, read
from onrecord.sentences import fold
from onrecord.types import Hit

__all__ = ["aligned_claims", "only_difference"]

# Share of the telling words that both have, of all that either has: below it the two are not looked at word by word.
_LIKE: Final = 0.5
# Share of the words that stand in both in the same order.
_SAME: Final = 0.7
_FEWEST: Final = 6
_MOST: Final = 160
_LONGEST: Final = 5

_MOST_DOCUMENTS: Final = 8
_MOST_PAIRS: Final = 40

Range = tuple[int, int]


def aligned_claims(asked: Asked, documents: Sequence[Sequence[Hit]], lead: float) -> tuple[Claim, ...]:
    """What two documents say in sentences that are the same but for a value of the kind asked for; else empty.

    Args:
        asked: what is asked for.
        documents: the hits of each.
        lead: the score of the sentence that answers best.
    """
    if asked.kind == "yes-no":
        return ()
    claims = [_claims(asked, hits, lead) for hits in documents[:_MOST_DOCUMENTS]]
    pairs = (pair for some, others in combinations(claims, 2) for pair in product(some, others) if _like(*pair))
    for one, other in islice(pairs, _MOST_PAIRS):
        found = only_difference(one.value.sentence, other.value.sentence)
        if found is None:
            continue
        pair = [_valued(asked, claim, place) for claim, place in zip((one, other), found, strict=True)]
        kept = tuple(claim for claim in pair if claim is not None)
        if len(kept) == len(pair) and not same_value(kept[0].value, kept[1].value):
            return kept
    return ()


def _claims(asked: Asked, hits: Sequence[Hit], lead: float) -> list[Claim]:
    """Each sentence of a document that answers nearly as well as the best and names what the question does.

    All of it is its value.
    """
    correction = corrects(hits)
    spans = [(hit, span, read(fold(hit.passage.quote(span)))) for hit in hits for span in answers_enough(hit, lead)]
    return [
        Claim(hit, span, Value(sentence, 0, len(sentence.text), 0), correction)
        for hit, span, sentence in spans
        if not asked.names or asked.names & set(sentence.lemmas)
    ]


def _valued(asked: Asked, claim: Claim, place: Range) -> Claim | None:
    """A claim with the value at a place of its sentence; None where nothing of the kind asked for is changed there."""
    sentence, (start, end) = claim.value.sentence, place
    spans = [(one.start, one.end) for one in sentence.dates] + [(one.start, one.end) for one in sentence.numbers]
    figures = [span for span in spans if span[0] < end and span[1] > start]
    if asked.kind == "name":
        names = {sentence.lemmas[at] for at in sentence.telling if start <= sentence.words[at].start < end}
        stems = tuple(word.stem for word in sentence.words if start <= word.start < end)
        value = Value(sentence, start, end, 0, name=stems) if not names & asked.names and not figures else None
    elif asked.kind == "date":
        date = next((one for one in sentence.dates if one.start < end and one.end > start), None)
        value = Value(sentence, date.start, date.end, 0, date=date) if date else None
    else:
        number = next((one for one in sentence.numbers if one.start < end and one.end > start), None)
        value = Value(sentence, number.start, number.end, 0, number=number) if number else None
    if value is None or superseded(value) or beside_what_is_told(value):
        return None
    return replace(claim, value=value)


def only_difference(one: Read, other: Read) -> tuple[Range, Range] | None:
    """The characters of each sentence that stand where the other has something else; None unless it is one place.

    Sentences of fewer than six words, or of more than 160, are not compared: the first are alike by chance, the others
    are no sentences. A place is at most five words long, and has a telling word on either side.
    """
    words, others = one.stems, other.stems
    if not (_FEWEST <= len(words) <= _MOST and _FEWEST <= len(others) <= _MOST):
        return None
    match = SequenceMatcher(None, words, others, autojunk=False)
    changed = [(a, b, c, d) for tag, a, b, c, d in match.get_opcodes() if tag != "equal"]
    if len(changed) != 1 or match.ratio() < _SAME:
        return None
    a, b, c, d = changed[0]
    if not (0 < b - a <= _LONGEST and 0 < d - c <= _LONGEST):
        return None
    telling = set(range(a, b)) & set(one.telling), set(range(c, d)) & set(other.telling)
    if not all(telling):
        return None
    return _characters(one, telling[0]), _characters(other, telling[1])


def _like(one: Claim, other: Claim) -> bool:
    mine, theirs = one.value.sentence.content, other.value.sentence.content
    return len(mine & theirs) >= _LIKE * len(mine | theirs)


def _characters(sentence: Read, places: set[int]) -> Range:
    return sentence.words[min(places)].start, sentence.words[max(places)].end
