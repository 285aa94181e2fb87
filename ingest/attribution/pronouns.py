"""Who "he" and "she" are among those whom a text names before."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from ingest.attribution.lexicon import ABBREVIATED, AUXILIARIES, NOUNS, PREPOSITIONS, VERBS
from ingest.attribution.names import Mention, Person
from ingest.attribution.titles import is_role_word

__all__ = ["BREAK", "is_subject", "may_be_either", "meant_by"]

BREAK: Final = re.compile(r"[.!?][\"\u201d\u2019')]*\s+|\n\n")
"""What ends a sentence or a paragraph."""
_TITLES: Final = re.compile(
    rf"(?:\b(?:{'|'.join(sorted(ABBREVIATED, key=len, reverse=True))}|Sir|Dame|Lord|Lady|Miss|Justice)\.?\s+)+$"
)
_QUOTED: Final = re.compile(r"[\"\u201c\u201d\u2018]")
_LEAD_CHARS: Final = 120
_MOST_WORDS: Final = 10
_MOST_NEAR: Final = 8
_LEADS_ON: Final = PREPOSITIONS | frozenset("of for to and or than as".split())


def meant_by(text: str, gender: str, mentions: Sequence[Mention], last: tuple[int, Person] | None) -> Person | None:
    """The person that a pronoun stands for; None where that cannot be told.

    Whoever spoke last, unless a sentence since has somebody else as its subject who may be meant; else who is named
    first in the sentence that names one the last.

    Args:
        text: the whole text.
        gender: "f" or "m".
        mentions: of people before the pronoun, in order, without those who cannot be meant for another reason.
        last: where somebody spoke last and who; None where that is too far.
    """
    fits = [one for one in mentions if one.person.gender in {gender, None}]
    if last is not None and last[1].gender in {gender, None}:
        newer = [one for one in fits if one.start > last[0] and one.person is not last[1]]
        since = [one for one in fits if one.start > last[0] and is_subject(text, one)]
        known = [one for one in since if one.person is last[1] or _is_known(one.person, gender)]
        if known:
            return known[-1].person
        if last[1].gender is None and (sure := [one for one in newer if one.person.gender == gender]):
            return _first_of_nearest(text, sure)
        return None if since and last[1].gender is None else last[1]
    sure = [one for one in fits if _is_known(one.person, gender)]
    return _first_of_nearest(text, sure or [one for one in fits if is_subject(text, one)])


def may_be_either(text: str, gender: str, mentions: Sequence[Mention]) -> bool:
    """Whether two who may be meant are named in the last sentence that names one: who asked, and who replied?"""
    fits = [one for one in mentions if one.person.gender in {gender, None}]
    near = [one for one in fits[-_MOST_NEAR:] if not BREAK.search(text, one.end, max(one.end, fits[-1].start))]
    return len({one.person.name for one in near}) > 1


def _is_known(person: Person, gender: str) -> bool:
    """Whether something tells that a name is a person's."""
    return person.gender == gender or person.speaks or bool(person.roles)


def is_subject(text: str, mention: Mention) -> bool:
    """Whether a mention is what its sentence is about: only an office or a time stands before it, and no verb."""
    if text[mention.start : mention.end].endswith(("'s", "\u2019s", "s'", "s\u2019")):
        return False
    if text[mention.end : mention.end + 1] in {"'", "\u2019"}:
        return False
    lead = text[max(0, mention.start - _LEAD_CHARS) : mention.start]
    lead = _TITLES.sub("", lead)
    cut = max((one.end() for one in BREAK.finditer(lead)), default=0 if mention.start <= _LEAD_CHARS else None)
    if cut is None:
        return False
    words = lead[cut:].split()
    if len(words) > _MOST_WORDS or _QUOTED.search(lead, cut) or any(map(_is_verb, words)):
        return False
    return not _is_governed(words)


def _is_governed(words: list[str]) -> bool:
    """Whether a preposition before a name goes with it: "on remarks by the mayor, Ann Orr", not "aide to the mayor"."""
    commas = (at for at, word in enumerate(words) if word.endswith(",") and not is_role_word(word[:-1].lower()))
    begin = max(commas, default=-1) + 1
    behind = words[begin:]
    if behind and behind[-1].lower() in _LEADS_ON:
        return True
    loose = (at for at, word in enumerate(behind) if word.lower() in _LEADS_ON and (at or begin))
    return any(not at or not is_role_word(behind[at - 1].lower()) for at in loose)


def _is_verb(word: str) -> bool:
    low = word.strip(",;:()").lower()
    return low in AUXILIARIES or (VERBS.get(low, ("", ""))[1] in {"past", "s"} and low not in NOUNS)


def _first_of_nearest(text: str, mentions: Iterable[Mention]) -> Person | None:
    """The first person named in the sentence that names the last one."""
    behind = [*mentions]
    if not behind:
        return None
    chosen = behind.pop()
    while behind and not BREAK.search(text, behind[-1].end, chosen.start):
        chosen = behind.pop()
    return chosen.person
