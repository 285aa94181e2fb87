"""Rules on who: names that were exchanged, who said it, who did it to whom."""

import re
from collections.abc import Iterator
from typing import Final

from onrecord.grounding.bindings import STAND_INS, doer_of_another, name_of_another, parts, same_name
from onrecord.grounding.lexicon import SPEECH, lemma
from onrecord.grounding.order import order_broken
from onrecord.grounding.reading import SAME_MATTER, Broken, Near, Read
from onrecord.grounding.slots import displaced, foreign, name_runs
from onrecord.speech import named_speaker, somebody_says
from onrecord.words import STOP_WORDS, stem, words_of

__all__ = ["names_broken", "order_broken", "speakers_broken"]

# "German" for "Germany", "Canadian" for "Canada": all but one letter of the shorter, which has so many at least.
_LONG_NAME: Final = 5
_MOST_NAMES: Final = 40
_TITLES: Final = frozenset(
    """mr mrs ms dr prof sir dame president minister secretary chancellor premier mayor governor senator judge captain
    general councillor cllr ceo cfo chief director chair chairman chairwoman professor""".split()
)
# Share of what is said that a sentence has as the nearest one does.
_RIVAL: Final = 0.75
# Words of "the ministry of transport": more of them are no name of an office, but half a sentence.
_LONG_OFFICE: Final = 3
_ARTICLES: Final = ("the ", "a ", "an ")
_ACCORDING: Final = re.compile(
    r"\b(?:according to|in (?:her|his"
    r"|their) (?:own )?(?:view|words))\b",
    re.IGNORECASE,
)
_PEOPLE: Final = re.compile(
    r"\baccording to ((?:\w+ ){0,3}(?:people|persons|sources?|officials?|witness(?:es)?|residents?|workers?|lawyers?"
    r"|police|analysts?|experts?|critics?|opponents?|supporters?))\b",
    re.IGNORECASE,
)


def names_broken(claim: Read, near: Near) -> Iterator[Broken]:
    """A name that the evidence has not, or that stands where the nearest sentence has another."""
    if near.share < SAME_MATTER:
        exchanged = name_of_another(claim, near)
        if exchanged:
            yield exchanged
        return
    everything = {one for sentence in near.everything for one in sentence.lemmas}
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
    own = name_runs(claim)[:_MOST_NAMES]
    found = False
    for mine in own:
        same = [slot for slot in theirs if same_name(mine.text, slot.text)]
        others = [slot for slot in theirs if not any(same_name(one.text, slot.text) for one in own)]
        other = displaced(mine, same, others) or foreign(mine, same, others, claim, near)
        if same and other:
            found = True
            yield Broken("name", f"the passage has {other.text} there, not {mine.text}", (mine.text,))
    exchanged = None if found else name_of_another(claim, near) or doer_of_another(claim, near)
    if exchanged:
        yield exchanged


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
        other = _other_speaker(claim, mine, near)
        if other:
            yield Broken("speaker", f"in the passage {other} says it, not {mine}", (mine,))
        return
    group = _other_group(claim, near)
    if group:
        yield group
        return
    sources = [
        None if _says(claim, one) else their or _unnamed(one.text)
        for their, one in zip(theirs, near.closest, strict=True)
    ]
    if sources[0] and all(sources) and not (parts(sources[0]) - STOP_WORDS) & {word.text for word in claim.words}:
        yield Broken("attribution", f"in the passage {sources[0]} says so; the claim states it as a fact")


def _other_speaker(claim: Read, mine: str, near: Near) -> str | None:
    """Who says in the sentence nearest to what is said; None where none is named, or both say it."""
    theirs = [named_speaker(one.text) for one in near.closest]
    if theirs[0]:
        return None if any(their and parts(mine) & parts(their) for their in theirs) else theirs[0]
    own = parts(mine)
    said = frozenset(
        one
        for word, one in zip(claim.words, claim.lemmas, strict=True)
        if one in claim.content and word.text not in own
    )
    ranked = sorted(near.sentences, key=lambda one: -len(said & one.content))
    their = named_speaker(ranked[0].text)
    rivals = [one for one in ranked if len(said & one.content) >= _RIVAL * len(said & ranked[0].content)]
    enough = 2 * len(said & ranked[0].content) >= len(said)
    if their and enough and not any(own & {word.text for word in one.words} for one in rivals):
        return their
    return None


def _other_group(claim: Read, near: Near) -> Broken | None:
    """Words of one group or office that the passage has another one say: "the ministry said" for "the union said"."""
    mine = _office(claim)
    if not mine:
        return None
    said = claim.content - {lemma(stem(mine))}
    best = max(near.sentences, key=lambda one: (len(said & one.content), one.text))
    theirs = _office(best)
    if not theirs or theirs == mine or len(said & best.content) < max(2, 0.6 * len(said)):
        return None
    there = any(mine == word.text for one in near.everything for word in one.words)
    if there and mine not in {word.text for word in best.words}:
        return Broken("speaker", f"in the passage the {theirs} says it, not the {mine}", (mine,))
    return None


def _office(one: Read) -> str | None:
    """The last word of "the union" in "the union said that"; None for a pronoun, and for people of any kind."""
    who = somebody_says(one.text)
    last = words_of(who)[-1].text if who else ""
    if not who or not who.casefold().startswith("the ") or len(who.split()) > _LONG_OFFICE or last in STAND_INS:
        return None
    return last


def _says(claim: Read, other: Read) -> bool:
    """Whether the claim says that somebody says so; not with a word that the sentence has for another matter."""
    said = {word.text for word in claim.words} & SPEECH
    if _ACCORDING.search(other.text):
        said -= {word.text for word in other.words} - {"according"}
    return bool(said) or _ACCORDING.search(claim.text) is not None


def _unnamed(sentence: str) -> str | None:
    """People whom a sentence names as its source, though not by name: "two of the owners", "she", "in her view"."""
    found = _PEOPLE.search(sentence)
    who = found[1] if found else somebody_says(sentence)
    # An office that says so is often left out by summaries that people find faithful.
    return None if who and who.casefold().startswith(_ARTICLES) else who
