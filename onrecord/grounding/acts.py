"""Who does what to whom, as far as word order tells it: each verb of a sentence with what stands to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from onrecord.grounding.lexicon import CALENDAR, PAST_FORMS, SPEECH, denies
from onrecord.grounding.reading import Read

__all__ = ["PERSON", "Act", "acts_of", "is_verb"]

PERSON: Final = "<person>"
"""Stands for he, she, they, I, we: somebody who is named elsewhere."""

_PEOPLE: Final = frozenset("he she they i we him them me us".split())
_BEING: Final = frozenset("is are was were be been being get got gets getting".split())
_AUXILIARIES: Final = _BEING | frozenset(
    """has have had having do does did will would shall should can could may might must to also then later now once
    already still just again both first never not""".split()
)
_RELATIVE: Final = frozenset("who which that".split())
# Between the parts of one thing: "the owner of the ferry", "the boats in the harbour".
_WITHIN: Final = frozenset("of in at on near for under with to from between against".split())
_ROLES: Final = frozenset("to from against over by on for".split())
_DETERMINERS: Final = frozenset("the a an this that these those its his her their our my your some all".split())
# Where what a verb stands to is over.
_STOPS: Final = frozenset(
    """and but or while who which that because when if as than after before until since although though where whose so
    unless""".split()
)
_TOLD: Final = frozenset("give tell".split())  # verbs among the stop words
_BREAKS: Final = ',;:.()\u2013\u2014"\u201c\u201d'
_REACH: Final = 10


@dataclass(frozen=True, slots=True)
class Act:
    """One verb with what stands to it.

    Attributes:
        verb: its lemma.
        roles: ``subject``, ``object`` (of "was struck by" the other way round) and the prepositions that tell a
            direction -> lemmas of the words that name it; only what there is.
    """

    verb: str
    roles: Mapping[str, frozenset[str]] = field(hash=False)


# What has more is a list or a table and no sentence; looking back from each verb would take its square.
_MOST_WORDS: Final = 400


@lru_cache(maxsize=4096)  # as the sentences themselves
def acts_of(one: Read) -> tuple[Act, ...]:
    """The verbs of a sentence in order, of its first 400 words; one that stands to nothing is left out."""
    return tuple(_acts(one))


def _acts(one: Read) -> Iterator[Act]:
    last: frozenset[str] = frozenset()
    telling = set(one.telling)
    for place, word in enumerate(one.words[:_MOST_WORDS]):
        if not (place in telling or word.text in _TOLD or (denies(word.text) and _past(word.text))) or not is_verb(
            one, place
        ):
            continue
        subject, joined = _subject(one, place)
        if joined:
            subject = last
        roles = _after(one, place)
        by = roles.pop("by", frozenset())
        if by or _is_passive(one, place):
            roles = {**roles, "subject": by, "object": subject}
        else:
            roles = {**roles, "subject": subject}
            last = subject or last
        roles = {name: words for name, words in roles.items() if words}
        if roles:
            yield Act(one.lemmas[place], roles)


def is_verb(one: Read, place: int) -> bool:
    """Whether the word looks like a verb: by its form, or by what stands before it."""
    text = one.words[place].text
    if place in one.names or text[0].isdigit() or text in CALENDAR:
        return False
    before = one.words[place - 1].text if place else ""
    if before in _DETERMINERS or before in ("of", "in", "by", "at", "from", "with"):
        return False
    if before in _AUXILIARIES or before in _PEOPLE or denies(before) or before in _RELATIVE:
        return True
    return _past(text) or _in_present(one, place)


def _past(text: str) -> bool:
    """Whether the word may be a past form or a participle: "sued", "lent", "outsold"."""
    if text in PAST_FORMS or (text.endswith("ed") and len(text) > 3):
        return True
    return any(
        text.startswith(prefix) and text[len(prefix) :] in PAST_FORMS for prefix in ("out", "over", "under", "re")
    )


def _in_present(one: Read, place: int) -> bool:
    """Whether the word ends in "s" between a thing and what begins another: "the bank owes the city"."""
    text = one.words[place].text
    if not text.endswith("s") or len(text) < 4 or place == 0 or place + 1 >= len(one.words) or _broken_off(one, place):
        return False
    following, ahead = one.words[place + 1].text, one.words[place - 1].text
    begins = following in _DETERMINERS or place + 1 in one.names or following in _PEOPLE
    return begins and not _broken_off(one, place + 1) and place - 1 in one.telling and not ahead.endswith("s")


def _is_passive(one: Read, place: int) -> bool:
    text = one.words[place].text
    if not _past(text):
        return False
    return any(word.text in _BEING for word in one.words[max(0, place - 2) : place])


def _gap(one: Read, place: int) -> str:
    """What stands between the word before and this one."""
    return one.text[one.words[place - 1].end : one.words[place].start] if place else "."


def _broken_off(one: Read, place: int) -> bool:
    return any(mark in _gap(one, place) for mark in _BREAKS)


def _subject(one: Read, place: int) -> tuple[frozenset[str], bool]:
    """Words of what stands before the verb as its subject, and whether it shares the one of the verb before."""
    at: int | None = place
    while at:
        text = one.words[at - 1].text
        if _broken_off(one, at):
            at = _opened(one, at)
        elif text in ("and", "but", "or"):
            return frozenset(), True
        elif text in _RELATIVE:
            return _thing_before(one, at - 1), False
        elif text in _PEOPLE or text == "it":
            return _meant(one, at - 1), False
        elif _stands_between(one, at):
            at -= 1
        else:
            return _thing_before(one, at), False
    return frozenset(), False


def _stands_between(one: Read, at: int) -> bool:
    """Whether the word before ``at`` may stand between a verb and its subject: "has", "not", "agreed" before "to"."""
    text = one.words[at - 1].text
    if text in _AUXILIARIES or denies(text) or text.endswith("ly"):
        return True
    return one.words[at].text == "to" and is_verb(one, at - 1)


def _meant(one: Read, place: int) -> frozenset[str]:
    """Whom the pronoun at ``place`` means: in "the owner said that he" the owner, else somebody."""
    person = frozenset({PERSON}) if one.words[place].text in _PEOPLE else frozenset()
    at = place - 1 if place and one.words[place - 1].text == "that" else place
    if at and not _broken_off(one, at):
        at -= one.words[at - 1].text in ("out", "it")
        if at and (one.words[at - 1].text in SPEECH or is_verb(one, at - 1)):
            return person | _subject(one, at - 1)[0]
    return person


def _opened(one: Read, place: int) -> int | None:
    """Where the words between two commas that end before ``place`` begin; None where there are none."""
    for at in range(place - 1, max(0, place - 12), -1):
        if "," in _gap(one, at):
            return at if not _starts_clause(one, at) else None
    return None


def _starts_clause(one: Read, at: int) -> bool:
    return one.words[at].text in _STOPS - _RELATIVE


def _thing_before(one: Read, end: int) -> frozenset[str]:
    """Lemmas of the thing whose last word is the one before ``end``: of "owner of the ferry" the owner's."""
    run: list[int] = []
    telling = set(one.telling)
    for at in range(end - 1, max(-1, end - 1 - _REACH), -1):
        text = one.words[at].text
        if text in CALENDAR or text[0].isdigit():
            if run:
                break
        elif at in telling and not (run and is_verb(one, at)):
            run.append(at)
        elif text in _WITHIN:
            run = []
        elif text not in _DETERMINERS or (at and one.words[at - 1].text not in _WITHIN):
            break
        if _broken_off(one, at):
            break
    return frozenset(one.lemmas[place] for place in run)


def _after(one: Read, place: int) -> dict[str, frozenset[str]]:
    """What stands behind the verb: the nearest thing, and those that a preposition leads in."""
    telling = set(one.telling)
    roles: dict[str, set[str]] = {}
    role: str | None = "object"
    for at in range(place + 1, min(place + 1 + _REACH, len(one.words))):
        text = one.words[at].text
        if _broken_off(one, at) or text in _STOPS:
            break
        if text in _ROLES:
            role = text if text != "by" or _does(one, at + 1) else None
        elif role is None:
            continue
        elif text in _PEOPLE:
            roles.setdefault(role, set()).add(PERSON)
            role = None
        elif text in _WITHIN or text in CALENDAR or text[0].isdigit() or (text in _DETERMINERS and role in roles):
            role = None
        elif at in telling:
            roles.setdefault(role, set()).add(one.lemmas[at])
    return {name: frozenset(words) for name, words in roles.items()}


def _does(one: Read, at: int) -> bool:
    """Whether what follows "by" does something: no figure, no "raising", no "hand"."""
    if at >= len(one.words):
        return False
    text = one.words[at].text
    return text in _DETERMINERS or at in one.names or text in _PEOPLE or (text.endswith("s") and text.isalpha())
