"""Of what befell people - killed, hurt, arrested, missing, moved - which figure is told of which. Pure; English."""

import re
from functools import lru_cache
from typing import Final

from onrecord.grounding.lexicon import APPROXIMATE, lemma
from onrecord.grounding.reading import Read
from onrecord.words import stem

__all__ = ["adds_more", "counts_alone", "fate_at", "fates_asked", "tells_fate"]

_FATES: Final = {
    "dead": "kill killed kills dead die died dies death deaths fatality fatalities perished",
    "hurt": "hurt injure injured injures injury injuries wound wounded wounds casualties",
    "held": "arrest arrested arrests detain detained detains custody",
    "missing": "missing unaccounted",
    "moved": "evacuate evacuated evacuates displaced rehoused",
    "saved": "rescue rescued rescues saved",
}
# "A man of 58 died", "Venn, aged 58": nobody is counted.
_AGE: Final = re.compile(
    r"\b(?:aged|(?:man|woman|boy|girl|person|worker|resident|driver|someone) of)(?: about)? \Z", re.IGNORECASE
)
# So near before a figure a word tells of it across small words, and so near behind it or before it in its clause.
_RIGHT_BEFORE: Final = 4
_BEHIND: Final = 6
_BEFORE: Final = 24
_ADDED_WITHIN: Final = 4
_IS: Final = frozenset("were was is are have has had".split())
# With these, or with a mark between two words, another thing is told.
_BREAKS: Final = frozenset("and but while or from after when as who which that including".split())
_PARTS: Final = frozenset("and but while or when who which that including".split())
_LEVEL: Final = re.compile(
    r"\b(?:to|at|is|was|were|reach(?:ed|es)|totall?(?:ed|s)|exceed(?:ed|s)|pass(?:ed|es)|of|numbered)"
    r"(?: (?:at least|more than|about|around|over|nearly|some|almost))?(?: the)? \Z",
    re.IGNORECASE,
)
_ADDS: Final = frozenset(
    "at as many least most more less fewer than up over about around some nearly another a an the of".split()
)
# What may stand behind a figure of people that counts no other thing: "15 were hurt", "34, officials said".
_ALONE: Final = frozenset(
    "were was are is have had has died when after in on at early late last this by with others more and but of".split()
)


@lru_cache(maxsize=1)
def _fates() -> dict[str, str]:
    return {lemma(stem(word)): fate for fate, words in _FATES.items() for word in words.split()}


def fates_asked(relation: frozenset[str]) -> frozenset[str]:
    """Which of them words of a question (lemmas) name; empty for none."""
    return frozenset(_fates()[word] for word in relation if word in _fates())


def tells_fate(sentence: Read, fates: frozenset[str]) -> bool:
    """Whether a sentence has a word for one of these."""
    return any(_fates().get(word) in fates for word in sentence.lemmas)


def fate_at(sentence: Read, start: int, end: int) -> str | None:
    """What a figure from ``start`` to ``end`` is told of; empty where the sentence tells of none, None where unsure.

    It is the word right before it ("killed at least 12", "injured 34"), else the first behind it in its clause ("15
    were injured"), else the last before it there, of which it is the level ("the death toll has risen to 19").
    """
    places = [at for at, word in enumerate(sentence.words) if sentence.lemmas[at] in _fates()]
    if not places:
        return ""
    first = next((at for at, word in enumerate(sentence.words) if word.end > start), len(sentence.words))
    after = next((at for at, word in enumerate(sentence.words) if word.start >= end), len(sentence.words))
    if _AGE.search(sentence.text, max(0, start - 30), start):
        return None
    before = [at for at in places if at < first]
    if before and _right_before(sentence, before[-1], first):
        return _fates()[sentence.lemmas[before[-1]]]
    behind = next((at for at in places if at >= after), None)
    if behind is not None and behind - after < _BEHIND and _together(sentence, after - 1, behind, _BREAKS):
        return _fates()[sentence.lemmas[behind]]
    level = _LEVEL.search(sentence.text, max(0, start - 30), start) is not None
    if before and level and first - before[-1] <= _BEFORE and _together(sentence, before[-1], first, _PARTS):
        return _fates()[sentence.lemmas[before[-1]]]
    return None


def counts_alone(sentence: Read, end: int) -> bool:
    """Whether nothing but people can be meant by a figure that ends at ``end``: no noun follows it."""
    after = next((word for word in sentence.words if word.start >= end), None)
    if after is None or sentence.text[end : after.start].strip():
        return True
    return after.text in _ALONE or lemma(after.stem) in _fates()


def adds_more(sentence: Read, end: int) -> bool:
    """Whether another figure is added to one that ends at ``end``: "three miners and two of the crew"."""
    first = next((at for at, word in enumerate(sentence.words) if word.start >= end), len(sentence.words))
    figures = {number.start for number in sentence.numbers}
    for at in range(first, min(first + _ADDED_WITHIN, len(sentence.words) - 2)):
        if sentence.words[at].text in _IS or sentence.lemmas[at] in _fates():
            return False
        if sentence.words[at].text == "and" and sentence.words[at + 1].start in figures:
            return sentence.words[at + 2].text not in _IS and sentence.lemmas[at + 2] not in _fates()
    return False


def _right_before(sentence: Read, fate: int, first: int) -> bool:
    between = [word.text for word in sentence.words[fate + 1 : first]]
    small = all(word in APPROXIMATE or word in _ADDS for word in between)
    return len(between) < _RIGHT_BEFORE and small and _unmarked(sentence, fate, first)


def _together(sentence: Read, one: int, other: int, breaks: frozenset[str]) -> bool:
    """Whether two words stand in one clause with no other figure between."""
    between = sentence.words[one + 1 : other]
    figures = {number.start for number in sentence.numbers}
    if any(word.text in breaks or word.start in figures for word in between):
        return False
    return _unmarked(sentence, one, other)


def _unmarked(sentence: Read, one: int, other: int) -> bool:
    text = sentence.text[sentence.words[one].end : sentence.words[min(other, len(sentence.words) - 1)].start]
    return not any(mark in text for mark in ",;:()")
