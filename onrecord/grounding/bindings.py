"""Rules on whom a clause is about: in the evidence it is of another, and the claim's own is in other matters there."""

from itertools import pairwise
from typing import Final

from onrecord.grounding.acts import PERSON, acts_of
from onrecord.grounding.denials import PART_ENDS
from onrecord.grounding.reading import Broken, Near, Read
from onrecord.grounding.slots import name_runs
from onrecord.words import words_of

__all__ = ["STAND_INS", "doer_of_another", "has_name", "name_of_another", "parts", "same_name"]

# Share of the clause that the sentence with another name has, and at most that of a sentence with the claim's own.
_MOST_OF_IT: Final = 0.6
_HARDLY: Final = 0.34
_SHARED: Final = 3
# Somebody may be meant by these who is named elsewhere: what stands in their place says nothing.
STAND_INS: Final = frozenset(
    """he she it they his her its their him them i we who one company firm group team club man woman men women official
    officials spokesman spokeswoman spokesperson speaker people person boy girl couple pair family author writer actor
    actress singer star player former latter country state city town nation body organisation organization agency
    business leader""".split()
)


def parts(name: str) -> frozenset[str]:
    """The words of a name in small letters; initials and "de" are left out."""
    return frozenset(_bare(word.text) for word in words_of(name) if len(word.text) > 2)


def same_name(one: str, other: str) -> bool:
    """Whether two names may be of the same: one is in the other, or they end alike."""
    mine, theirs = parts(one), parts(other)
    if not mine or not theirs:
        return False
    return mine <= theirs or theirs <= mine or _last(one) == _last(other)


def _last(name: str) -> str:
    return _bare(words_of(name)[-1].text)


def _bare(word: str) -> str:
    return word.replace("\u2019", "'").removesuffix("'s").removesuffix("'")


def has_name(one: Read, name: str) -> bool:
    """Whether the sentence has a name that may be this one, or all its words."""
    texts = {_bare(word.text) for word in one.words}
    return parts(name) <= texts or any(same_name(name, slot.text) for slot in name_runs(one))


def name_of_another(claim: Read, near: Near) -> Broken | None:
    """A name in a clause of the claim that the evidence has of another one, where both are there."""
    cuts = [0, *(found.end() for found in PART_ENDS.finditer(claim.text)), len(claim.text) + 1]
    own = name_runs(claim)
    for mine in own:
        start, end = next((one, two) for one, two in pairwise(cuts) if one <= mine.start < two)
        inside = [at for at in claim.telling if start <= claim.words[at].start < end]
        rest = {claim.lemmas[at] for at in inside if not mine.start <= claim.words[at].start < mine.end}
        if len(rest) < _SHARED:
            continue
        best = max(near.everything, key=lambda one: (len(rest & one.content), one.text))
        if len(rest & best.content) < max(_SHARED, _MOST_OF_IT * len(rest)) or has_name(best, mine.text):
            continue
        held = [one for one in near.everything if has_name(one, mine.text)]
        if not held or any(len(rest & one.content) > _HARDLY * len(rest) for one in held):
            continue
        if {word.text for word in best.words} & STAND_INS:
            continue
        others = [slot for slot in name_runs(best) if not any(same_name(slot.text, one.text) for one in own)]
        if others:
            return Broken("name", f"the passage has {others[0].text} there, not {mine.text}", (mine.text,))
    return None


def doer_of_another(claim: Read, near: Near) -> Broken | None:
    """Somebody named who does in the claim what another one who is named does in the evidence, and not both do."""
    for act in acts_of(claim):
        mine = act.roles.get("subject", frozenset()) - {PERSON}
        theirs = [
            (one, other.roles["subject"])
            for one in near.sentences
            for other in acts_of(one)
            if other.verb == act.verb and "subject" in other.roles
        ]
        if len(theirs) != 1 or not _named(claim, mine):
            continue
        one, subject = theirs[0]
        rest = claim.content - mine
        if not _named(one, subject) or PERSON in subject or subject & claim.content or mine & one.content:
            continue
        if not any(mine <= other.content for other in near.everything) or 2 * len(rest & one.content) < len(rest):
            continue
        words = " ".join(claim.text[claim.words[at].start : claim.words[at].end] for at in _places(claim, mine))
        there = " ".join(one.text[one.words[at].start : one.words[at].end] for at in _places(one, subject))
        return Broken("name", f"the passage has {there} there, not {words}", (words,))
    return None


def _places(one: Read, lemmas: frozenset[str]) -> list[int]:
    return [at for at in sorted(one.names) if one.lemmas[at] in lemmas]


def _named(one: Read, lemmas: frozenset[str]) -> bool:
    return bool(_places(one, lemmas))
