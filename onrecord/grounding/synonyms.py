"""Words that say the same thing, closely enough that two figures of it exclude each other. English; general vocabulary.

A stricter list than :mod:`onrecord.answering.agreement.alike`, which holds a question against what answers it: there a
passenger may answer for a person; here nine passengers say nothing against fourteen people.
"""

from functools import lru_cache
from typing import Final

from onrecord.grounding.word_groups import PREFIX, WordGroups

__all__ = ["any_same", "same_word"]

_GROUPS: Final = WordGroups("""
hurt injure injured injury wound wounded; kill killed die died death dead; person people; home household house; boat
vessel ship; worker employee staff; resident inhabitant islander; demonstrator protester protestor; lorry truck; car
automobile; arrest arrested detain detained; demonstration protest; strike walkout; vote ballot; electricity power;
cost price; buy bought acquire acquired purchase; pay paid wage salary earn; fine fined penalty; crash collision
collide; derail derailment derailed; fire blaze; flood flooding; evacuate evacuated move moved; found founded
establish established; build built construct constructed; begin start commence; end finish expire conclude complete
completed finished; turnout turn; open opening opened; close shut closed; collapse fall fell; lead head chair; captain
skipper; murder kill; theft steal stolen robbery rob; doctor physician; school college; firm company; child kid;
aircraft plane aeroplane airplane; show reveal; hurricane storm gale; damage harm; rise increase grew grow climb; fall
decline drop decrease; get receive obtain; hire recruit; sack dismiss fire; leak leaked; last continue; inspect
inspection survey; member membership; join joined; participate part; rent lease; lawyer solicitor attorney; minister
secretary; police officer; soldier troop; victim casualty; elect election elected; attack assault; border frontier;
petrol fuel; reach arrive; count counted
""")


@lru_cache(maxsize=16384)
def same_word(one: str, other: str) -> bool:
    """Whether two lemmas are one word, forms of one, or ways to say one thing."""
    return _GROUPS.same(one, other)


@lru_cache(maxsize=65536)  # the words of a claim are looked for in sentence after sentence, and in these again
def any_same(word: str, others: frozenset[str]) -> bool:
    """Whether a lemma says the same as one of ``others``."""
    if word in others or not _members(word).isdisjoint(others):
        return True
    if any(word[:letters] in others for letters in range(PREFIX, len(word))):
        return True
    return len(word) >= PREFIX and any(other.startswith(word) for other in others)


@lru_cache(maxsize=4096)
def _members(word: str) -> frozenset[str]:
    """The lemmas that say what this one does."""
    return _GROUPS.members(word)
