"""Whether a sentence says yes or no to a question that asks whether something is so. Pure; English."""

from itertools import pairwise
from typing import Final

from onrecord.answering.agreement.alike import any_alike
from onrecord.answering.agreement.asked import Asked
from onrecord.answering.agreement.values import Value
from onrecord.grounding.denials import NO_DENIAL, PART_ENDS, is_denial, of_two
from onrecord.grounding.opposites import opposites_of
from onrecord.grounding.reading import Read

__all__ = ["whether"]

# Share of the question's telling words that a clause must have to answer it.
_ANSWERS: Final = 0.6
# Words that leave it open what is so.
_OPEN: Final = frozenset("if whether may might could would should plan propos expect ask consid".split())


def whether(asked: Asked, sentence: Read) -> Value | None:
    """What a sentence says; None where it is on something else, asks, or leaves it open.

    The value stands at the word that denies, or where nothing does, from the first to the last word that the question
    has too.
    """
    wanted = asked.names | asked.relation
    if sentence.text.endswith("?") or not wanted or not asked.relation:
        return None
    cuts = [0, *(found.end() for found in PART_ENDS.finditer(sentence.text)), len(sentence.text) + 1]
    for start, end in pairwise(cuts):
        places = [at for at, word in enumerate(sentence.words) if start <= word.start < end]
        found = _in_clause(sentence, places, wanted, asked.relation)
        if found is not None:
            return found
    return None


def _in_clause(sentence: Read, places: list[int], wanted: frozenset[str], relation: frozenset[str]) -> Value | None:
    lemmas = [sentence.lemmas[at] for at in places]
    turned = [at for at in places if opposites_of(sentence.lemmas[at]) & relation]
    same = [at for at in places if any_alike(sentence.lemmas[at], wanted)]
    acts = [at for at in same if any_alike(sentence.lemmas[at], relation)] or turned
    shared = {one for one in wanted if any(any_alike(lemma, frozenset({one})) for lemma in lemmas)}
    if not acts or len(shared) + len(turned) < _ANSWERS * len(wanted) or _OPEN & set(lemmas):
        return None
    denials = [
        at
        for at in places
        if is_denial(sentence, at)
        and not any_alike(sentence.lemmas[at], relation)
        and not NO_DENIAL.match(sentence.text, sentence.words[at].start)
        and not of_two(sentence, sentence.words[at])
    ]
    marks = [*denials, *turned]
    covered = marks if len(marks) % 2 else same
    first, last = sentence.words[min(covered)], sentence.words[max(covered)]
    return Value(sentence, first.start, last.end, 0, yes=len(marks) % 2 == 0)
