"""Somebody else in the place of a name: "led by Judge Oleson", "Judge Aune leads it". Pure; English.

Only of what one alone does: an inquiry has one leader, an election one winner. Many can attend a meeting.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from onrecord.grounding.acts import Act, acts_of
from onrecord.grounding.events import Event, core, event_of, same_act, share, taken_back, told_open
from onrecord.grounding.lexicon import lemma
from onrecord.grounding.reading import Broken, Read
from onrecord.grounding.slots import Slot, name_runs
from onrecord.grounding.synonyms import any_same, same_word
from onrecord.words import stem

__all__ = ["other_name"]

# What one alone does, of one thing.
_ALONE: Final = frozenset(
    lemma(stem(word))
    for word in """lead chair head command captain win build construct found establish design write compose paint
    discover invent direct own""".split()
)
# Share of the claim's telling words, the name left out, that the sentence must have.
_NEARLY_ALL: Final = 0.75
_FEWEST: Final = 3


def other_name(claim: Read, passage: Sequence[Read]) -> tuple[Broken, Read] | None:
    """Another name for who does what only one can do, and the sentence that has it.

    Args:
        claim: a sentence.
        passage: sentences of one passage, in any order.
    """
    mine = core(claim)
    if not mine.names or event_of(mine).size < _FEWEST or not any(act.verb in _ALONE for act in acts_of(mine)):
        return None
    there = frozenset[str]().union(*(one.content for one in passage))
    for whole in passage:
        one = core(whole)
        found = next((pair for pair in _pairs(mine, one) if not pair[0] & there), None)
        if not found or taken_back(claim, whole) or not same_act(mine, one):
            continue
        own, other = (_written(some, words) for some, words in zip((mine, one), found, strict=True))
        if own and other and not told_open(mine, one, other):
            return Broken("name", f"the passage has {other} there, not {own}", (own,), other), whole
    return None


def _pairs(claim: Read, one: Read) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Lemmas of the name of the claim, and of the one in its place."""
    event = event_of(claim)
    for mine in acts_of(claim):
        for theirs in acts_of(one) if mine.verb in _ALONE else ():
            own, other = _subject(claim, mine), _subject(one, theirs)
            rest = Event(event.names - own, event.words)
            own, other = own - other, other - own  # both may be a judge
            alike = same_word(mine.verb, theirs.verb) and _surname(claim, own) and _surname(one, other)
            if (
                alike
                and _object_in(mine, one)
                and _object_in(theirs, claim)
                and share(rest, one.content) >= _NEARLY_ALL
            ):
                yield own, other


def _subject(one: Read, act: Act) -> frozenset[str]:
    """Lemmas of the name of who does it; none where it is no name."""
    names = frozenset(one.lemmas[place] for place in one.names)
    return act.roles.get("subject", frozenset()) & names


def _object_in(act: Act, one: Read) -> bool:
    """Whether a word for what it is done to stands in a sentence."""
    return any(any_same(word, one.content) for word in act.roles.get("object", frozenset()))


def _surname(one: Read, words: frozenset[str]) -> bool:
    """Whether the words hold the last one of a name: "Judge" and "Marta" alone are of somebody who has another."""
    return any(max(_lemmas(run).items(), key=lambda found: found[1])[0] in words for run in name_runs(one))


def _written(one: Read, words: frozenset[str]) -> str:
    """The name of these lemmas as the sentence has it, with the words of it that a role leaves out."""
    return next((run.text for run in name_runs(one) if words & _lemmas(run).keys()), "")


def _lemmas(run: Slot) -> dict[str, int]:
    """Lemma of each word of a name -> where it begins."""
    of = run.sentence
    return {of.lemmas[at]: word.start for at, word in enumerate(of.words) if run.start <= word.start < run.end}
