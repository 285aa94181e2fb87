"""Rules on who: names that were exchanged, who said it, who did it to whom."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from onrecord.grounding.lexicon import CALENDAR, SPEECH
from onrecord.grounding.reading import SAME_MATTER, Broken, Near, Read, by_all
from onrecord.grounding.slots import displaced, foreign, name_runs
from onrecord.speech import named_speaker
from onrecord.words import words_of

__all__ = ["names_broken", "order_broken", "speakers_broken"]

# "German" for "Germany", "Canadian" for "Canada": all but one letter of the shorter, which has so many at least.
_LONG_NAME: Final = 5
_MOST_NAMES: Final = 40
_TITLES: Final = frozenset(
    """mr mrs ms dr prof sir dame president minister secretary chancellor premier mayor governor senator judge captain
    general councillor cllr ceo cfo chief director chair chairman chairwoman professor""".split()
)
# Words in another order mean another thing only where nearly all of them are there.
_ALL_THERE: Final = 0.85
# Telling words on either side of a verb among which its subject and object are.
_REACH: Final = 2
_PEOPLE: Final = re.compile(
    r"\baccording to ((?:\w+ ){0,3}(?:people|persons|sources?|officials?|witness(?:es)?|residents?|workers?|lawyers?"
    r"|police|analysts?|experts?|critics?|opponents?|supporters?))\b",
    re.IGNORECASE,
)
_BEING: Final = frozenset("is are was were be been being get got gets".split())


def names_broken(claim: Read, near: Near) -> Iterator[Broken]:
    """A name that the evidence has not, or that stands where the nearest sentence has another."""
    if near.share < SAME_MATTER:
        return
    everything = {lemma for sentence in near.everything for lemma in sentence.lemmas}
    names = {sentence.lemmas[place] for sentence in near.everything for place in sentence.names}
    missing = [
        place
        for place in sorted(claim.names)
        if place
        and claim.lemmas[place] not in everything
        and claim.words[place].text not in _TITLES
        and not any(_of_one_place(claim.lemmas[place], name) for name in names)
    ]
    if missing:
        words = ", ".join(claim.text[claim.words[place].start : claim.words[place].end] for place in missing)
        yield Broken("name", f"name not in the passage: {words}")
        return
    theirs = [slot for sentence in near.everything for slot in name_runs(sentence)]
    for mine in name_runs(claim)[:_MOST_NAMES]:
        same = [slot for slot in theirs if _parts(mine.text) & _parts(slot.text)]
        others = [slot for slot in theirs if not _parts(slot.text) & set(claim.stems)]
        other = displaced(mine, same, others) or foreign(mine, same, others, claim, near)
        if same and other:
            yield Broken("name", f"the passage has {other.text} there, not {mine.text}")


def _of_one_place(one: str, other: str) -> bool:
    """Whether two names are those of a country and its people, or the like: one begins as the other does."""
    short = min(len(one), len(other))
    return short >= _LONG_NAME and one[: short - 1] == other[: short - 1] and one != other


def speakers_broken(claim: Read, near: Near) -> Iterator[Broken]:
    """Words that another said, or that somebody said and the claim states as fact."""
    if near.share < SAME_MATTER:
        return
    mine = named_speaker(claim.text)
    theirs = [named_speaker(one.text) for one in near.closest]
    if mine:
        same = any(their and _parts(mine) & _parts(their) for their in theirs)
        if theirs[0] and not same:
            yield Broken("speaker", f"in the passage {theirs[0]} says it, not {mine}")
    elif not any(word.text in SPEECH for word in claim.words):
        sources = [their or _unnamed(one.text) for their, one in zip(theirs, near.closest, strict=True)]
        if sources[0] and all(sources) and not _parts(sources[0]) & set(claim.stems):
            yield Broken("attribution", f"in the passage {sources[0]} says so; the claim states it as a fact")


def _unnamed(sentence: str) -> str | None:
    """People whom a sentence names as its source, though not by name."""
    found = _PEOPLE.search(sentence)
    return found[1] if found else None


def _parts(name: str) -> set[str]:
    return {word.stem for word in words_of(name) if len(word.text) > 2}


def order_broken(claim: Read, near: Near) -> Iterator[Broken]:
    """Who did it to whom is the other way round, in every sentence that the claim is near to."""
    if near.share < _ALL_THERE:
        return
    yield from by_all(near, lambda one: _swapped(claim, one))


def _swapped(claim: Read, other: Read) -> Broken | None:
    mine = {one.verb: one for one in _clauses(claim)}
    for verb, before, after, passive in _clauses(other):
        if verb not in mine:
            continue
        _, my_before, my_after, my_passive = mine[verb]
        turned = my_before & after, my_after & before
        straight = my_before & before
        if passive == my_passive and all(turned) and not straight:
            return Broken("order", "the passage has it the other way round: who did it, and to whom")
        if passive != my_passive and not any(turned) and (my_before & before) and (my_after & after):
            return Broken("order", "the passage has it the other way round: who did it, and to whom")
    return None


class _Clause(NamedTuple):
    """A telling word, those before and after it, and whether it is done by what follows."""

    verb: str
    before: frozenset[str]
    after: frozenset[str]
    passive: bool


def _clauses(one: Read) -> Iterator[_Clause]:
    """Each telling word that is no name, with the things on both sides of it: names, and other telling words."""
    things = _things(one)
    for at, thing in enumerate(things):
        if thing[0] in one.names:
            continue
        before = frozenset(one.lemmas[place] for other in things[max(0, at - _REACH) : at] for place in other)
        after = frozenset(one.lemmas[place] for other in things[at + 1 : at + 1 + _REACH] for place in other)
        if before and after:
            yield _Clause(one.lemmas[thing[0]], before, after, _passive(one, thing[0]))


def _things(one: Read) -> list[list[int]]:
    """Places of the telling words, those of one name together; dates and figures are left out."""
    found: list[list[int]] = []
    for place in one.telling:
        if one.words[place].text in CALENDAR or one.words[place].text[0].isdigit():
            continue
        if found and place in one.names and found[-1][-1] == place - 1 and place - 1 in one.names:
            found[-1].append(place)
        else:
            found.append([place])
    return found


def _passive(one: Read, place: int) -> bool:
    """Whether the word at ``place`` is done by what follows: "was struck by"."""
    behind = {word.text for word in one.words[place + 1 : place + 3]}
    ahead = {word.text for word in one.words[max(0, place - 3) : place]}
    return "by" in behind and bool(ahead & _BEING)
