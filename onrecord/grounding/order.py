"""Rules on order: who did it to whom, what is more than what, what came first, from where to where."""

from collections.abc import Callable, Iterator, Mapping
from itertools import permutations
from typing import Final

from onrecord.grounding.acts import PERSON, acts_of
from onrecord.grounding.links import ENDS, WINDOW, links_of
from onrecord.grounding.opposites import SYMMETRIC
from onrecord.grounding.reading import Broken, Near, Read
from onrecord.grounding.surroundings import matter

__all__ = ["order_broken"]

# Below this share of the claim, one word in another role may be another matter.
_HALF_THERE: Final = 0.4
_MOST_THERE: Final = 0.6


def order_broken(claim: Read, near: Near) -> Iterator[Broken]:
    """Two things stand in each other's place: to a verb, to "than", to "before" or "after", to "from" and "to"."""
    share = matter(claim, near)
    if share < _HALF_THERE:
        return
    if any(_passed_on(claim, one) for one in near.sentences) or _turned_in(near, lambda one: _roles_turned(claim, one)):
        yield Broken("order", "the passage has it the other way round: who did it, and to whom")
    elif _turned_in(near, lambda one: _links_turned(claim, one)):
        yield Broken("order", "the passage has it the other way round: which is more, or comes first")
    elif _turned_in(near, lambda one: _ways_turned(claim, one, share)):
        yield Broken("order", "the passage has it the other way round: from where, and to where")


def _turned_in(near: Near, found: Callable[[Read], Mapping[str, bool]]) -> bool:
    """Whether something is turned round in a sentence near the claim, and stands as the claim has it in none."""
    turns: dict[str, bool] = {}
    for one in near.sentences:
        for what, turned in found(one).items():
            turns[what] = turned and turns.get(what, True)
    return any(turns.values())


def _distinct(one: frozenset[str], other: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    return one - other, other - one


def _roles_turned(claim: Read, other: Read) -> dict[str, bool]:
    """Verb -> True where two of its roles are exchanged, False where one is as there."""
    turns: dict[str, bool] = {}
    theirs: dict[str, list[Mapping[str, frozenset[str]]]] = {}
    for act in acts_of(other):
        theirs.setdefault(act.verb, []).append(act.roles)
    for act in acts_of(claim):
        if act.verb in SYMMETRIC:
            continue
        found = [_turned(act.roles, roles) for roles in theirs.get(act.verb, ())]
        if False in found:
            turns[act.verb] = False
        elif True in found:
            turns.setdefault(act.verb, True)
    return turns


def _passed_on(claim: Read, other: Read) -> bool:
    """Whether the subject, or object, of one verb is there that of another, where both have other ones instead."""
    return any(_exchanged(_standing(claim, role), _standing(other, role)) for role in ("subject", "object"))


def _standing(one: Read, role: str) -> dict[str, frozenset[str]]:
    return {act.verb: act.roles[role] for act in acts_of(one) if role in act.roles}


def _exchanged(mine: Mapping[str, frozenset[str]], theirs: Mapping[str, frozenset[str]]) -> bool:
    shared = [verb for verb in mine if verb in theirs]
    return any(
        mine[one] & theirs[two] - {PERSON} and not mine[one] & theirs[one] and not mine[two] & theirs[two]
        for one, two in permutations(shared, 2)
    )


def _subject_turned(mine: Mapping[str, frozenset[str]], theirs: Mapping[str, frozenset[str]]) -> bool:
    """Whether the one's subject stands in another role there, and the other's in another role here."""
    my_subject, their_subject = mine.get("subject", frozenset()), theirs.get("subject", frozenset())
    my_rest = frozenset[str]().union(*(words for role, words in mine.items() if role != "subject"))
    their_rest = frozenset[str]().union(*(words for role, words in theirs.items() if role != "subject"))
    out = (my_subject & their_rest) - my_rest - their_subject
    back = (their_subject & my_rest) - their_rest - my_subject
    return bool(out and back) and not (PERSON in out and PERSON in back) and not my_subject & their_subject


def _turned(mine: Mapping[str, frozenset[str]], theirs: Mapping[str, frozenset[str]]) -> bool | None:
    straight = any(mine[role] & theirs.get(role, frozenset()) for role in mine)
    for one, two in permutations(mine, 2):
        if one in theirs and two in theirs:
            a, b = _distinct(mine[one], mine[two])
            x, y = _distinct(theirs[one], theirs[two])
            crossed = a & y and b & x
            people = PERSON in (a & y) and PERSON in (b & x)
            if crossed and not people and not (a & x) and not (b & y):
                return True
    if _subject_turned(mine, theirs):
        return True
    return False if straight else None


def _links_turned(claim: Read, other: Read) -> dict[str, bool]:
    turns: dict[str, bool] = {}
    for link in links_of(claim):
        for their in links_of(other):
            if link.kind != their.kind:
                continue
            a, b = _distinct(link.first, link.second)
            x, y = _distinct(their.first, their.second)
            straight, crossed = len(a & x) + len(b & y), len(a & y) + len(b & x)
            if a & y and b & x and (crossed > straight or not b & y):
                turns.setdefault(link.kind, True)
            elif straight:
                turns[link.kind] = False
    return turns


def _ways(one: Read) -> list[tuple[str, frozenset[str]]]:
    """What stands behind each "from" and each "to", as ``("from", words)``; figures count as words."""
    found = []
    for place, word in enumerate(one.words):
        if word.text in ("from", "to"):
            things = set()
            for at in range(place + 1, min(place + 1 + WINDOW, len(one.words))):
                between = one.text[one.words[at - 1].end : one.words[at].start]
                if ENDS.search(between) or one.words[at].text in _WAY_ENDS or ENDS.fullmatch(one.words[at].text):
                    break
                if at in set(one.telling):
                    things.add(one.lemmas[at])
            if things:
                found.append((word.text, frozenset(things)))
    return found


_WAY_ENDS: Final = frozenset("from to by in on at for with than as that before after until".split())


def _ways_turned(claim: Read, other: Read, share: float) -> dict[str, bool]:
    """True where what the claim has behind "from" is behind "to" there and the other way round."""
    mine, theirs = dict(_ways(claim)), dict(_ways(other))
    a, b = mine.get("from", frozenset()), mine.get("to", frozenset())
    x, y = theirs.get("from", frozenset()), theirs.get("to", frozenset())
    if not (a and b and x and (y or share >= _MOST_THERE)):
        return {}
    straight, crossed = len(a & x) + len(b & y), len(a & y) + len(b & x)
    if crossed > straight and b & x - a and (a & y - b or not y):
        return {"way": True}
    return {"way": False} if straight else {}
