"""Rules on small words: what denies, says the opposite, speaks of more things, or is surer than the evidence is."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from onrecord.grounding.acts import acts_of
from onrecord.grounding.denials import DENYING_PHRASES, MOST, denial_turned, is_denial, of_two, silent_denials
from onrecord.grounding.modality import hedges_broken
from onrecord.grounding.opposites import BESIDE, CONVERSES, EXCLUSIVE, OPPOSITES, opposites_of
from onrecord.grounding.quantity import quantifiers_broken
from onrecord.grounding.reading import SAME_MATTER, Broken, Near, Read, by_all
from onrecord.grounding.surroundings import SCOPE, SHARED, matter, same_clause, scope
from onrecord.words import stem

__all__ = ["hedges_broken", "quantifiers_broken", "turned_broken"]

# A sentence that has this much may be one of several that the claim is put together from.
_SAME_CLAUSE: Final = 0.35
_ONCE: Final = re.compile(r"\s(?:a|an|every|each|per)\b")
# Share of the claim's telling words that must be there for a denial to be all that is added.
_NEARLY_ALL: Final = 0.75
_CLAUSE_BREAKS: Final = re.compile(r"[;:.]\s|,\s|\s(?:but|while|although)\s")
# Words around a word among which its denial stands.
_AROUND: Final = 6
# Words that deny and do not here.
_NO_DENIAL: Final = re.compile(
    r"(?:no|not)\s+(?:(?:later|longer|earlier)\s+than|more|less|fewer|only)\b|no\.?\s+\d", re.IGNORECASE
)
_ONLY: Final = re.compile(r"(?<!not )(?<!n't )\bonly\b|\bleft out\b", re.IGNORECASE)
_LEAVE: Final = stem("leave")
# Ways to deny without a word that denies.
_INSTEAD: Final = frozenset("rather instead except unless".split())


def turned_broken(claim: Read, near: Near) -> Iterator[Broken]:
    """The claim denies what the evidence says, leaves a denial out, or says the opposite; two turns make no turn."""
    same_matter = near.share >= SAME_MATTER
    denial = _denies_less(claim, near) if near.share >= _SAME_CLAUSE else None
    if denial is None and matter(claim, near) >= _NEARLY_ALL:
        denial = _denies_more(claim, near)
    if denial is None:
        denial = denial_turned(claim, near)
        if denial is not None:
            yield denial
            return
    turns = [denial] if denial else []
    if same_matter:
        opposite = next(by_all(near, lambda one: _opposite(claim, one)), None)
        if opposite and not (denial and _quoted(denial) & _quoted(opposite)):
            turns.append(opposite)
    if len(turns) == 1:
        yield turns[0]
    elif not turns and matter(claim, near) >= SAME_MATTER:
        yield from _exchanged(claim, near)


def _quoted(broken: Broken) -> set[str]:
    """The words that a reason names: of "denied" for "confirmed", the denial and the opposite are one turn."""
    return set(re.findall(r"'([^']+)'", broken.reason.casefold()))


@lru_cache(maxsize=4096)  # as the sentences themselves
def _denied(one: Read) -> tuple[tuple[int, frozenset[str]], ...]:
    """Place of each word that denies, with the lemmas it may stand to: those after it in its clause, else before it."""
    found = []
    for place, word in enumerate(one.words):
        if is_denial(one, place) and not _NO_DENIAL.match(one.text, word.start):
            about = scope(one, place) or frozenset(one.telling_before(place, SCOPE, 10))
            found.append((place, about))
            if len(found) == MOST:
                break
    return tuple(found)


def _denies_more(claim: Read, near: Near) -> Broken | None:
    """A denial of the claim, of a word that the nearest sentence has, where no sentence near it denies anything."""
    phrases = DENYING_PHRASES.search(claim.text) is None
    silent = {one.lemmas[at] for one in near.closest for at in silent_denials(one, phrases=phrases)}
    if silent.difference(claim.lemmas) or any(_denied(one) for one in near.sentences):
        return None
    for place, _ in _denied(claim):
        word, first = claim.words[place], claim.telling_after(place, 1)
        if first and first[0] in near.sentences[0].content and not of_two(claim, word):
            words = claim.text[word.start : word.end]
            return Broken("negation", f"the passage does not say '{words}'", (words,))
    return None


def _denies_less(claim: Read, near: Near) -> Broken | None:
    """A denial that a sentence near the claim has, of what the claim says without denying it."""
    if {word.text for word in claim.words} & _INSTEAD or _ONLY.search(claim.text):
        return None
    silent = _silent(claim, near)
    phrases = DENYING_PHRASES.search(claim.text) is not None
    for one in near.sentences:
        there = set(one.lemmas)
        elsewhere = any(word not in there and not plain for word, plain in silent.items())
        if elsewhere or (phrases and not DENYING_PHRASES.search(one.text)):
            continue
        for place, about in _denied(one):
            denied = any(plain & about for plain in silent.values())
            if not denied and _states(claim, about, one, place) and not _said_plainly(about, one, near):
                word = one.words[place]
                words = one.text[word.start : word.end]
                return Broken("negation", f"the passage says '{words}', which the claim leaves out")
    return None


def _silent(claim: Read, near: Near) -> dict[str, frozenset[str]]:
    """Lemmas in the claim that deny without saying no, each with the plain forms of it that are in the evidence."""
    near_by = {lemma for one in near.sentences for lemma in one.lemmas}
    return {claim.lemmas[at]: opposites_of(claim.lemmas[at]) & near_by for at in silent_denials(claim)}


def _states(claim: Read, about: frozenset[str], one: Read, denial: int) -> bool:
    """Whether the claim has most of what the sentence denies, in one clause, and no denial beside it."""
    if of_two(one, one.words[denial]) and any(of_two(claim, claim.words[place]) for place, _ in _denied(claim)):
        return False
    places = [at for at in claim.telling if claim.lemmas[at] in about]
    shared = len(about & claim.content)
    if not places or shared < min(SHARED, len(about)) or 2 * shared < len(about):
        return False
    return not any(_denied_at(claim, at) for at in places) and same_clause(claim, places[0], one, denial)


def _said_plainly(about: frozenset[str], denying: Read, near: Near) -> bool:
    """Whether another sentence says what this one denies."""
    return any(
        len(about & other.content) >= min(SHARED, len(about)) and not any(about & their for _, their in _denied(other))
        for other in near.sentences
        if other is not denying
    )


def _denied_at(claim: Read, place: int) -> bool:
    """Whether the claim has a denial near the word."""
    denials = _own_denials(claim)
    near = bisect_left(denials, place - _AROUND)
    if near < len(denials) and denials[near] < place + _AROUND:
        return True
    breaks = _breaks(claim)
    at = bisect_right(breaks, claim.words[place].start)
    start, end = breaks[at - 1], breaks[min(at, len(breaks) - 1)]
    return any(start <= claim.words[denial].start < end for denial in denials)


@lru_cache(maxsize=4096)  # as the sentences themselves
def _own_denials(one: Read) -> tuple[int, ...]:
    """Places of the words that deny, those of one of two left out."""
    return tuple(place for place, _ in _denied(one) if not of_two(one, one.words[place]))


@lru_cache(maxsize=4096)  # as the sentences themselves
def _breaks(one: Read) -> tuple[int, ...]:
    """Where each clause begins, and the end of the last."""
    return (0, *(found.end() for found in _CLAUSE_BREAKS.finditer(one.text)), len(one.text))


def _opposite(claim: Read, other: Read) -> Broken | None:
    there, here = set(other.lemmas), set(claim.lemmas)
    for place, lemma in enumerate(claim.lemmas):
        opposite = sorted((OPPOSITES.get(lemma, frozenset()) & there) - here)
        if lemma in there or not opposite:
            continue
        if lemma.endswith("er") and _compares(claim, place) and _compares(other, other.lemmas.index(opposite[0])):
            continue
        if (lemma, opposite[0]) in CONVERSES and _other_subject(claim, lemma, other, opposite[0]):
            continue
        if lemma in BESIDE and not _beside(claim, place) & _beside(other, other.lemmas.index(opposite[0])):
            continue
        words = claim.text[claim.words[place].start : claim.words[place].end]
        their = other.words[other.lemmas.index(opposite[0])]
        return Broken("opposite", f"the passage says '{other.text[their.start : their.end]}', not '{words}'")
    return None


def _compares(one: Read, place: int) -> bool:
    """Whether "than" follows: which of two is more, the rule on order tells."""
    return any(word.text == "than" for word in one.words[place + 1 : place + 4])


def _other_subject(claim: Read, verb: str, other: Read, converse: str) -> bool:
    """Whether another one does the converse there: "A sold it to B" for "B bought it from A"."""
    mine = frozenset[str]().union(
        *(act.roles.get("subject", frozenset()) for act in acts_of(claim) if act.verb == verb)
    )
    theirs = frozenset[str]().union(
        *(act.roles.get("subject", frozenset()) for act in acts_of(other) if act.verb == converse)
    )
    return bool(mine and theirs) and not mine & theirs


def _exchanged(claim: Read, near: Near) -> Iterator[Broken]:
    """A word in whose place the evidence has another of its kind: weekly for monthly, the third for the second."""
    everywhere, here = {lemma for one in near.everything for lemma in one.lemmas}, set(claim.lemmas)
    once = [at for at, word in enumerate(claim.words) if word.text == "once" and _ONCE.match(claim.text, word.end)]
    for place in (*claim.telling, *once):
        lemma = claim.lemmas[place]
        kin = _kin(claim, place)
        if not kin or lemma in everywhere or place in claim.names:
            continue
        around, others = _beside(claim, place), kin - here
        for one in near.sentences:
            places = (at for at in one.telling if one.lemmas[at] in others and _kin(one, at))
            at = next((at for at in places if around & _beside(one, at)), None)
            if at is not None:
                words, their = _written(claim, place), _written(one, at)
                yield Broken("opposite", f"the passage says '{their}', not '{words}'", (words,))
                return


def _kin(one: Read, place: int) -> frozenset[str]:
    """Lemmas that exclude the word; none for the verb of "left", which is no side."""
    lemma = one.lemmas[place]
    return EXCLUSIVE.get(lemma, frozenset()) if lemma != _LEAVE or one.words[place].text == "left" else frozenset()


def _written(one: Read, place: int) -> str:
    return one.text[one.words[place].start : one.words[place].end]


def _beside(one: Read, place: int) -> set[str]:
    return {*one.telling_after(place, 1, 3), *one.telling_before(place, 1, 3)}
