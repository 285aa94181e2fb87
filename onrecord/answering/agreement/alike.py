"""Words that say the same of what is asked and of what answers it. English; general vocabulary."""

from functools import lru_cache
from typing import Final

from onrecord.grounding.lexicon import lemma
from onrecord.grounding.word_groups import WordGroups
from onrecord.words import stem

__all__ = ["alike", "any_alike", "seen_from_the_other_side"]

_GROUPS: Final = WordGroups("""
hurt injure injured injury wound wounded casualty; kill killed die died death dead fatal; born birth;
wife husband spouse marry married; found founded establish established create; build built construct constructed
complete completed erect; begin begun start open launch commence; end close finish; person people passenger resident
inhabitant islander man woman child; home household house customer dwelling family; boat ship vessel trawler; live
resident inhabitant population reside; cost price worth value; locate located situate situated based; write author
wrote written; design architect; work employ job employee staff; lorry truck; car vehicle; artist band duo group singer
rapper musician songwriter trio quartet; lead head chair; buy acquire purchase; strike walkout; student pupil; evacuate
evacuated moved; arrest arrested detain detained; damage loss; vote ballot; member membership; fell fall collapse;
fall fell decrease decline drop shrink; rise rose increase grow grew climb;
album record mixtape; mistake error slip oversight omission blunder
""")
_GIVEN: Final = frozenset(lemma(stem(word)) for word in "hand give send deliver submit pass present serve".split())
_HAD: Final = frozenset(lemma(stem(word)) for word in "receive received get obtain".split())


def seen_from_the_other_side(acts: frozenset[str]) -> frozenset[str]:
    """What is done to a thing where one of ``acts`` is done with it: who is handed a note receives it."""
    return (_HAD if acts & _GIVEN else frozenset()) | (_GIVEN if acts & _HAD else frozenset())


@lru_cache(maxsize=16384)
def alike(one: str, other: str) -> bool:
    """Whether two lemmas are the same word, forms of one, or ways to say one thing."""
    return _GROUPS.same(one, other)


def any_alike(word: str, others: frozenset[str]) -> bool:
    """Whether a lemma is alike to one of ``others``."""
    return any(alike(word, other) for other in others)
