"""Rules on small words: what denies, says the opposite, speaks of more things, or is surer than the evidence is."""

import re
from collections.abc import Iterator
from typing import Final

from onrecord.grounding.lexicon import CERTAIN, HEDGED_NOUNS, HEDGES, OPPOSITES, QUANTIFIERS, SPEECH, denies
from onrecord.grounding.reading import SAME_MATTER, Broken, Near, Read, by_all
from onrecord.words import Word

__all__ = ["hedges_broken", "quantifiers_broken", "turned_broken"]

# A sentence that has this much may be one of several that the claim is put together from.
_SAME_CLAUSE: Final = 0.35
_MOST_OF, _FEW = 3, frozenset("few fewer rarely seldom hardly barely".split())
# Opposites that mean something only beside the same word: "more ships" for "fewer ships".
_BESIDE: Final = frozenset(
    """more less few fewer most least befor after abov below first last up down earli late earlier later high low new
    old long short insid outsid higher lower full empti good bad best worst better worse day night now then same differ
    open close public privat larg small""".split()
)
_CLAUSE_ENDS: Final = re.compile(r"[,;:.][\"'\u201d\u2019]*(?=\s)|\s(?:but|and|while|although)\s")
# Telling words after a denial that it may be about, words around a word among which its denial stands, and telling
# words that a clause of the claim shares with one of the evidence.
_SCOPE: Final = 4
_AROUND: Final = 6
_SHARED: Final = 2
# Words that deny and do not here.
_NO_DENIAL: Final = re.compile(
    r"(?:no|not)\s+(?:(?:later|longer|earlier)\s+than|more|less|fewer|only)\b|no\.?\s+\d", re.IGNORECASE
)
_ONLY: Final = re.compile(r"(?<!not )(?<!n't )\bonly\b|\bleft out\b", re.IGNORECASE)
# Ways to deny without a word that denies.
_INSTEAD: Final = frozenset("rather instead except unless".split())
_AS_GOOD_AS_DENIED: Final = _INSTEAD | frozenset(
    "only first exception beyond other stood absent refrain refrains refrained free postponed missed".split()
)
_TO_COME: Final = 3
_PAST: Final = frozenset("has have had was were did been".split())
_AHEAD: Final = frozenset("to going due set scheduled future soon promised pledged vowed announced".split())
# A claim with one of these lets a "may" be leave to do something.
_ALLOWED: Final = frozenset("can allowed permitted entitled allow allows permits".split())


def turned_broken(claim: Read, near: Near) -> Iterator[Broken]:
    """The claim denies what the evidence says, leaves a denial out, or says the opposite; two turns make no turn."""
    same_matter = near.share >= SAME_MATTER
    denial = _denies_more(claim, near) if same_matter else None
    if denial is None and near.share >= _SAME_CLAUSE:
        denial = _denies_less(claim, near)
    turns = [denial] if denial else []
    if same_matter:
        turns += by_all(near, lambda one: _opposite(claim, one))
    if len(turns) == 1:
        yield turns[0]


def _denied(one: Read) -> list[tuple[Word, frozenset[str]]]:
    """Each word that denies, with the lemmas it may stand to: those after it in its clause, else before it."""
    found = []
    for place, word in enumerate(one.words):
        if denies(word.text) and not _NO_DENIAL.match(one.text, word.start):
            scope = _scope(one, place)
            found.append((word, scope or frozenset(one.telling_before(place, _SCOPE, 10))))
    return found


def _scope(one: Read, place: int) -> frozenset[str]:
    """Lemmas of the first telling words after the word at ``place``, to the end of its clause."""
    end = _CLAUSE_ENDS.search(one.text, one.words[place].end)
    stop = end.start() if end else len(one.text)
    after = [at for at in one.telling if at > place and one.words[at].start < stop]
    return frozenset(one.lemmas[at] for at in after[:_SCOPE])


def _denies_more(claim: Read, near: Near) -> Broken | None:
    """A denial of the claim where no sentence near it denies anything of what it is about."""
    theirs = [scope for one in near.sentences for _, scope in _denied(one)]
    turned = {word.text for one in near.sentences for word in one.words} & _AS_GOOD_AS_DENIED
    if theirs or turned:
        return None
    there = {lemma for one in near.sentences for lemma in one.lemmas}
    for word, scope in _denied(claim):
        if not scope & there:
            continue
        words = claim.text[word.start : word.end]
        return Broken("negation", f"the passage does not say '{words}'")
    return None


def _denies_less(claim: Read, near: Near) -> Broken | None:
    """A denial that a sentence near the claim has, of what the claim says without denying it."""
    if {word.text for word in claim.words} & _INSTEAD or _ONLY.search(claim.text):
        return None
    for one in near.sentences:
        for word, scope in _denied(one):
            places = [at for at in claim.telling if claim.lemmas[at] in scope]
            if not places:
                continue
            shared = len(scope & claim.content)
            if (
                shared < min(_SHARED, len(scope))
                or 2 * shared < len(scope)
                or any(_denied_at(claim, at) for at in places)
            ):
                continue
            plain = any(
                len(scope & other.content) >= min(_SHARED, len(scope))
                and not any(scope & their for _, their in _denied(other))
                for other in near.sentences
                if other is not one
            )
            if not plain and _same_clause(claim, places[0], one, one.words.index(word)):
                words = one.text[word.start : word.end]
                return Broken("negation", f"the passage says '{words}', which the claim leaves out")
    return None


def _denied_at(claim: Read, place: int) -> bool:
    """Whether the claim has a denial near the word."""
    around = claim.words[max(0, place - _AROUND) : place + _AROUND]
    return any(word in around for word, _ in _denied(claim))


def _same_clause(claim: Read, place: int, other: Read, at: int) -> bool:
    """Whether two telling words or more (one where it has no more) near ``at`` are near ``place`` in the claim too."""
    theirs = {*other.telling_after(at, 4, 10), *other.telling_before(at, 4, 10)}
    mine = {claim.lemmas[place], *claim.telling_after(place, 4, 10), *claim.telling_before(place, 4, 10)}
    return len(mine & theirs) >= min(_SHARED, len(theirs))


def _opposite(claim: Read, other: Read) -> Broken | None:
    there, here = set(other.lemmas), set(claim.lemmas)
    for place, lemma in enumerate(claim.lemmas):
        opposite = sorted((OPPOSITES.get(lemma, frozenset()) & there) - here)
        if lemma in there or not opposite:
            continue
        if lemma in _BESIDE and not _beside(claim, place) & _beside(other, other.lemmas.index(opposite[0])):
            continue
        words = claim.text[claim.words[place].start : claim.words[place].end]
        their = other.words[other.lemmas.index(opposite[0])]
        return Broken("opposite", f"the passage says '{other.text[their.start : their.end]}', not '{words}'")
    return None


def _beside(one: Read, place: int) -> set[str]:
    return {*one.telling_after(place, 1, 3), *one.telling_before(place, 1, 3)}


def quantifiers_broken(claim: Read, near: Near) -> Iterator[Broken]:
    """The claim speaks of more of a thing, or of hardly any where the evidence speaks of most."""
    if near.share < SAME_MATTER:
        return
    for place, word in enumerate(claim.words):
        mine = QUANTIFIERS.get(word.text)
        if mine is None:
            continue
        wrong = [_against(claim, place, mine, one) for one in near.closest]
        if all(wrong) and wrong[0] is not None:
            words = claim.text[word.start : word.end]
            yield Broken("quantifier", f"the passage says {wrong[0]}, not '{words}'")


def _against(claim: Read, place: int, mine: int, other: Read) -> str | None:
    """What the sentence says that is against the claim's quantifier; None where nothing is."""
    word = claim.words[place].text
    if word in {one.text for one in other.words}:
        return None
    things = {*claim.telling_after(place, 2, 4)}
    theirs = [
        (one.text, QUANTIFIERS[one.text])
        for at, one in enumerate(other.words)
        if one.text in QUANTIFIERS and things & {*other.telling_after(at, 3, 8)}
    ]
    if not theirs:
        return None
    text, most = max(theirs, key=lambda one: one[1])
    too_many = mine > most and mine >= _MOST_OF
    too_few = word in _FEW and most >= _MOST_OF
    return f"'{text}'" if too_many or too_few else None


def hedges_broken(claim: Read, near: Near) -> Iterator[Broken]:
    """The claim is surer than the evidence: what may be, is planned or alleged there is or will be so here."""
    if near.share < SAME_MATTER:
        return
    yield from by_all(near, lambda one: _surer(claim, one))


def _surer(claim: Read, other: Read) -> Broken | None:
    here = {word.text for word in claim.words}
    if here & HEDGED_NOUNS:
        return None
    certain = [word for word in claim.words if word.text in CERTAIN]
    hedged = [word.text for word in other.words if HEDGES.get(word.text, _TO_COME) < _TO_COME]
    if certain and hedged and not CERTAIN & {word.text for word in other.words}:
        words = claim.text[certain[0].start : certain[0].end]
        return Broken("modality", f"the passage says '{hedged[0]}', not '{words}'")
    for place, word in enumerate(other.words):
        if word.text in HEDGES and word.text not in here and _is_about(claim, other, place):
            if HEDGES[word.text] == _TO_COME and _has_happened(here, other):
                return Broken("modality", f"the passage says '{word.text}', of what is to come")
            if _is_left_out(word.text, here):
                return Broken("modality", f"the passage says '{word.text}', which the claim leaves out")
    return None


def _is_about(claim: Read, other: Read, place: int) -> bool:
    """Whether the claim has half of what the word at ``place`` of the sentence stands to, in the same surroundings."""
    scope = _scope(other, place)
    about = [at for at in claim.telling if claim.lemmas[at] in scope]
    return bool(about) and 2 * len(about) >= len(scope) and _same_clause(claim, about[0], other, place)


def _has_happened(here: set[str], other: Read) -> bool:
    """Whether the claim tells what was or is, and the sentence does not."""
    sure = any(text in HEDGES for text in here)
    return not sure and not here & _AHEAD and bool(here & _PAST) and not {word.text for word in other.words} & _PAST


def _is_left_out(hedge: str, here: set[str]) -> bool:
    """Whether the claim has nothing as unsure as this hedge, which is no "will"."""
    degree = HEDGES[hedge]
    if degree == _TO_COME or (hedge in SPEECH and here & SPEECH) or (hedge == "may" and here & _ALLOWED):
        return False
    sure = max((HEDGES[text] for text in here & set(HEDGES)), default=None)
    return sure is None or sure > degree
