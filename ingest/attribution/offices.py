"""Offices that stand for somebody: "the chancellor" of the sentence before, "chair of X" that is not "chair of Y"."""

import re
from typing import Final

from ingest.attribution.lexicon import NOUNS, SAYING, TELLING, VERBS
from ingest.attribution.titles import FEMALE, MALE, NO_NAMES, is_role_word

__all__ = ["bare_role", "is_for_another", "is_of_another", "office_before", "role_in", "small_role"]

_ROLE_OPENERS: Final = frozenset({"managing", "acting", "leading", "visiting"})
_LONGEST_ROLE: Final = 120
_CHARS: Final = 300
# A sentence whose subject is an office in small letters, right before the place that is asked for.
_SENTENCE: Final = re.compile(
    r"(?:^|[.!?:][\"\u201d\u2019]?\s|\n)(?P<office>(?:The|An?|Another|His|Her|Their|One)(?:\s[a-z][\w-]*){1,4})[^.!?\n\"\u201c]*[.!?]\s\W*$"
)
# Behind these somebody is named for the first time.
_NEW: Final = frozenset({"A", "An", "Another", "One"})
_OF_PEOPLE: Final = ("ist", "ian", "er", "or", "eer", "ess", "grant")
_THINGS: Final = frozenset(
    """letter paper number order matter river winter summer corner poster computer error door floor tower list offer
    power answer chapter register water barrier border factor sensor motor process business loss further larger smaller
    bigger longer better later former newspaper newsletter helicopter trailer container filter""".split()
)
_WORD: Final = re.compile(r"[^\W_][\w'\u2019.-]*")


def office_before(text: str, place: int) -> tuple[str, int] | None:
    """The office that the sentence before ``place`` begins with, and where that sentence begins.

    "the chancellor" of "The chancellor rejected it last week. He ..."; None where it begins otherwise.
    """
    found = _SENTENCE.search(text, max(0, place - _CHARS), place)
    words = found["office"].split() if found else []
    new = bool(words) and words[0] in _NEW
    head = next((at for at, word in enumerate(words) if is_role_word(word) or (new and at and _is_one(word))), None)
    return (" ".join(words[: head + 1]), found.start("office")) if found and head is not None else None


def _is_one(word: str) -> bool:
    """Whether a word behind "a" may name a person: "tourist", "woman", "shopper"."""
    return word in MALE | FEMALE or (word.endswith(_OF_PEOPLE) and word not in _THINGS)


def is_of_another(core: str, called: str) -> bool:
    """Whether a source is of another place or body than the one of whom a role tells: "chair of X", "chair of Y"."""
    ours, theirs = ({word for word in _WORD.findall(words)[1:] if word[0].isupper()} for words in (core, called))
    return bool(ours and theirs) and not ours & theirs


def is_for_another(core: str) -> bool:
    """Whether a role is somebody's who has an office too, so that a name behind it may be of either.

    "A spokesman for the mayor, Jan Orr"; not "a spokesman for the ministry".
    """
    words = _WORD.findall(core.lower())
    links = [at for at, word in enumerate(words) if word in {"for", "of", "to"}]
    return bool(links) and links[0] > 0 and is_role_word(words[links[0] - 1]) and is_role_word(words[-1])


def bare_role(words: str) -> str | None:
    """A role without "the" or "a"; None for none."""
    split = words.split()
    while split and split[0].lower() in NO_NAMES - {"former", "last"}:
        split = split[1:]
    role = " ".join(split)
    return role if split and len(role) <= _LONGEST_ROLE and any(is_role_word(word.lower()) for word in split) else None


def small_role(words: list[str]) -> list[str]:
    """The words of a role that ends right before a name: "harbour master"; none where they tell none."""
    if not words or not is_role_word(words[-1].lower()) or words[-1].lower() in NO_NAMES:
        return []
    kept = [words[-1]]
    for word in reversed(words[:-1]):
        if word.lower() in NO_NAMES or not word[0].isalpha() or len(kept) > 3:
            break
        if word.endswith(("ed", "ing")) and word.lower() not in _ROLE_OPENERS:
            break
        kept.insert(0, word)
    return kept


def role_in(words: str, determined: bool) -> str | None:
    """The role that an apposition tells: "harbour master of Brackwater"; None for an age, a clause, a place.

    Args:
        words: what stands between the commas, without "the" or "a".
        determined: whether "the", "a" or the like stood before it.
    """
    split = words.split()
    first = split[0].lower() if split else ""
    if (
        not split
        or first in NO_NAMES - {"former"}
        or (first.endswith("ing") and first not in _ROLE_OPENERS)
        or split[0][0].isdigit()
    ):
        return None
    whole = re.split(r"\s(?:who|whose|which|that)\s", words, maxsplit=1)[0].split()
    if any(_is_said(word) for word in whole[1:]):  # ", the source said."
        return None
    head = re.split(r"\s(?:of|for|at|in|from|with|on|who|whose|which|that|and)\s", f" {words} ", maxsplit=1)[0].split()
    if not head or not (is_role_word(head[-1].lower()) or (determined and head[-1].islower())):
        return None
    return " ".join(re.split(r"\s(?:who|whose|which|that|said|says)\s", words, maxsplit=1)[0].split())


def _is_said(word: str) -> bool:
    lemma, form = VERBS.get(word, ("", ""))
    return form == "past" and lemma in SAYING | TELLING and word not in NOUNS
