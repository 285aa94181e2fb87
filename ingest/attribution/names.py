"""The people whom a text names: full names, where they are named again, what they are, "he" or "she"."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ingest.attribution.first_names import gender_of_name
from ingest.attribution.lexicon import VERBS
from ingest.attribution.offices import role_in, small_role
from ingest.attribution.titles import (
    BODIES,
    FEMALE,
    HONORIFICS,
    MALE,
    NO_NAMES,
    PARTICLES,
    gender_of_words,
    goes_with_surname,
    is_role_word,
    names_body,
)
from onrecord.people import POST_NOMINALS

__all__ = ["Mention", "People", "Person", "split_name"]

_CAPITAL: Final = re.compile(r"(?:[^\W\d_a-z]\.(?:[^\W\d_a-z]\.)*|(?!Q\d)[^\W\d_a-z][\w'\u2019-]*\.?)")
_GAP: Final = re.compile(r"[ \t\xa0]*\n?[ \t\xa0]*")
_SHORT_LINE: Final = 40
_FEW: Final = 20
_LONGEST_RUN: Final = 8
_MOST_WORDS: Final = 4
_SHORTEST: Final = 2
_FEWEST_BEFORE_LETTERS: Final = 1
_ROLE_BEFORE: Final = re.compile(r"(?:\b(?:the|a|an|its|their|his|her|our)\s)?((?:[\w'\u2019-]+\s){1,5})$")
_ROLE_APPOSED: Final = re.compile(
    r"\b(?:the|a|an|its|their|his|her|our)\s((?:[\w'\u2019-]+\s){0,4}[\w'\u2019-]+),\s$", re.IGNORECASE
)
_BEFORE_CHARS: Final = 70
_APPOSITION: Final = re.compile(
    r",\s+((?:the|a|an|its|their|his|her|our)\s+)?([^,.;:!?\n\u2014()\"\u201c\u201d]{3,120})(?=[,.;\u2014])"
)
# "His wife, Mara": a first name alone.
_RELATED: Final = re.compile(r"\b(?:[Hh]is|[Hh]er|[Tt]heir|\w+['\u2019]s)\s(?:\w+\s)?(\w+),?\s$")
_ARTICLE: Final = re.compile(r"\bthe\s$", re.IGNORECASE)
# "Mara Venn is the harbour master of Brackwater."
_COPULA: Final = re.compile(
    r"\s+(?:is|was|became)\s+((?:the|a|an|its|their|his|her|our)\s+)([^,.;:!?\n\u2014()\"\u201c\u201d]{3,120})(?=[,.;\u2014])"
)


@dataclass(slots=True)
class Person:
    """Somebody whom a text names.

    Attributes:
        name: in full, as the text has it first.
        gender: "f", "m", or None where nothing tells it.
        roles: places and what the text calls them there, in order.
        speaks: whether something is said by them.
    """

    name: str
    gender: str | None = None
    roles: list[tuple[int, str]] = field(default_factory=list)
    speaks: bool = False

    def role_at(self, place: int) -> str | None:
        """What they were last called before ``place``; else what they are first called after it."""
        before = [role for at, role in self.roles if at <= place]
        return before[-1] if before else (self.roles[0][1] if self.roles else None)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a person is named."""

    start: int
    end: int
    person: Person


def _start(mention: Mention) -> int:
    return mention.start


def _is_within(text: str, start: int) -> bool:
    """Whether a word or a comma stands before ``start`` in its sentence."""
    before = text[max(0, start - 4) : start].rstrip()
    return before[-1:].isalnum() or before[-1:] in {",", ";"}


class People:
    """All people whom a text names."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._by_name: dict[str, Person] = {}
        self._by_part: dict[str, list[Mention]] = {}
        self.mentions: list[Mention] = []
        runs = list(_runs(text))
        self._capital: set[str] = set()
        self._articled = {name for start, words in runs if (name := self._behind_article(start, words))}
        for run in runs:
            self._introduce(*run)
            self._capital.update(word for _, word in run[1][0 if _is_within(text, run[0]) else 1 :])
        for start, words in runs:
            self._name_again(start, words)
        self.mentions.sort(key=lambda one: (one.start, one.end))
        self._starts = [one.start for one in self.mentions]

    def before(self, place: int, within: int) -> list[Mention]:
        """The mentions in the ``within`` characters before ``place``, in order."""
        return self.mentions[bisect_left(self._starts, place - within) : bisect_left(self._starts, place)]

    def is_capital(self, word: str) -> bool:
        """Whether the text has the word with a capital letter where no sentence begins."""
        return word in self._capital

    def find(self, name: str, place: int) -> Person | None:
        """Who is meant by ``name`` at ``place``: in full, or a part of a name given before, or given once."""
        found = self._by_name.get(name)
        if found is not None:
            return found
        known = self._by_part.get(name)
        if not known:
            return None
        at = bisect_right(known, place, key=_start)
        if at:
            return known[at - 1].person
        return known[0].person if all(one.person is known[0].person for one in known[:_FEW]) else None

    def _behind_article(self, start: int, words: list[tuple[int, str]]) -> str | None:
        """The name of a run that has "the" right before it, as names of places and bodies have; None for another."""
        titles, name = split_name([word for _, word in words])
        at = words[-1][0] if not name else words[max(0, len(words) - len(name))][0]
        return " ".join(name) if not titles and _ARTICLE.search(self._text, max(0, at - 5), at) else None

    def _introduce(self, start: int, words: list[tuple[int, str]]) -> None:
        """Note a run of capitals that is the full name of somebody."""
        titles, name = split_name([word for _, word in words])
        if len(name) < 2 or not _is_person(name, bool(titles)) or " ".join(name) in self._articled:
            return
        if name[0].lower() in PARTICLES and name[-1] in self._by_part:
            return  # "De Wit" of Mara de Wit
        first, last = (words[place] for place in _place_of(name, words))
        at, end = first[0], last[0] + len(last[1])
        full = " ".join([*self._text[at : last[0]].split(), name[-1]])
        person = self._by_name.setdefault(full, Person(full))
        mention = Mention(at, end, person)
        self.mentions.append(mention)
        for part in {name[-1], name[0], " ".join(name[-2:])}:
            self._by_part.setdefault(part, []).append(mention)
        role = self._role(start, at, end, titles)
        if role:
            person.roles.append((at, role))
        person.gender = person.gender or gender_of_words([*titles, *(role or "").split()]) or gender_of_name(name)

    def _role(self, start: int, at: int, end: int, titles: list[str]) -> str | None:
        """What the text calls somebody right before or right behind the name."""
        is_one = _COPULA.match(self._text, end)
        if is_one is not None and (role := role_in(is_one[2], determined=False)):
            return role
        behind = _APPOSITION.match(self._text, end)
        if behind is not None and (role := role_in(behind[2], bool(behind[1]))):
            return role
        capital = " ".join(word for word in titles if word.strip(".").lower() not in HONORIFICS)
        lead = self._text[max(0, start - _BEFORE_CHARS) : start]
        before = _ROLE_BEFORE.search(lead) or _ROLE_APPOSED.search(lead)
        small = small_role(before[1].split()) if before else []
        return " ".join([*small, *([capital] if capital else [])]) or None

    def _name_again(self, start: int, words: list[tuple[int, str]]) -> None:
        """Note a run that names somebody by a part of the name, and what its title tells."""
        titles, name = split_name([word for _, word in words])
        name = name[1:] if len(name) > 1 and name[0].lower() in PARTICLES else name
        if len(name) != 1:
            return
        person = (
            self.find(name[0], start)
            or self._in_capitals(name[0], start)
            or self._titled(titles, name[0], words[-1])
            or (None if titles else self._related(name[0], words[-1]))
        )
        if person is None:
            return
        person.gender = person.gender or gender_of_words(titles)
        at = words[-1][0]
        role = " ".join(word for word in titles if word.strip(".").lower() not in HONORIFICS)
        if role and not any(role.lower() in known.lower() for _, known in person.roles):
            person.roles.append((at, role))
            person.roles.sort()
        self.mentions.append(Mention(at, at + len(words[-1][1]), person))

    def _in_capitals(self, name: str, place: int) -> Person | None:
        """Somebody whom a label names in capitals: "MS. VENN"."""
        return self.find(name.title(), place) if name.isupper() and len(name) > 1 else None

    def _titled(self, titles: list[str], name: str, word: tuple[int, str]) -> Person | None:
        """Somebody who is named by a title and a surname only: "Ms Venn"."""
        if (
            not titles
            or not goes_with_surname(titles[-1])
            or name.lower() in BODIES | NO_NAMES
            or len(name) < _SHORTEST
        ):
            return None
        if titles[-1].strip(".").lower() not in HONORIFICS and VERBS.get(name.lower()):
            return None  # "Judge Rules"
        name = name.title() if name.isupper() and len(name) > 1 else name
        person = self._by_name.setdefault(name, Person(name))
        self._by_part.setdefault(name, []).append(Mention(word[0], word[0] + len(word[1]), person))
        return person

    def _related(self, name: str, word: tuple[int, str]) -> Person | None:
        """Somebody whom a text names by a first name only, as somebody's: "His wife, Mara"."""
        before = _RELATED.search(self._text, max(0, word[0] - _BEFORE_CHARS), word[0])
        relation = before[1].lower() if before else ""
        if relation not in MALE | FEMALE or name.lower() in BODIES | NO_NAMES:
            return None
        person = self._by_name.setdefault(name, Person(name, gender_of_words([relation])))
        self._by_part.setdefault(name, []).append(Mention(word[0], word[0] + len(word[1]), person))
        role = self._role(word[0], word[0], word[0] + len(word[1]), [])
        person.roles += [(word[0], role)] if role else []
        return person


def _place_of(name: list[str], words: list[tuple[int, str]]) -> tuple[int, int]:
    """Where a name begins and ends in its run, by the places of its first and last word."""
    last = len(words) - 1
    while last > 0 and _is_post_nominal(words[last][1]):
        last -= 1
    return last + 1 - len(name), last


def _is_post_nominal(word: str) -> bool:
    return word.replace(".", "").lower() in POST_NOMINALS and (word.isupper() or word in {"PhD", "Esq"})


def split_name(words: list[str]) -> tuple[list[str], list[str]]:
    """Titles and name of a run of words with capitals: "Harbour", "Master" and "Mara", "Venn"."""
    while len(words) > _FEWEST_BEFORE_LETTERS and _is_post_nominal(words[-1]):
        words = words[:-1]
    # "Fishers' Association" keeps its mark.
    clean = [*words[:-1], *(re.sub(r"['\u2019]s?$", "", word) for word in words[-1:])]
    at = 0
    while at < len(clean) and (
        clean[at].lower() in NO_NAMES or "-of-" in clean[at] or VERBS.get(clean[at].lower(), ("", ""))[1] == "ing"
    ):
        at += 1  # "But Mara Venn", "Answering Mara Venn"
    plural = at < len(clean) - 1 and re.fullmatch(r"\w+s", clean[at]) and clean[at].lower() not in HONORIFICS  # "Mrs"
    if plural and is_role_word(clean[at][:-1].lower()):
        return [clean[at][:-1]], clean[at + 1 :]
    last = max((place for place in range(at, len(clean)) if is_role_word(clean[place].lower())), default=at - 1)
    former = at - 1 if last >= at > 0 and clean[at - 1].lower() == "former" else at
    return clean[former : last + 1], clean[last + 1 :]


def _is_person(name: list[str], titled: bool) -> bool:
    return (
        len(name) <= _MOST_WORDS + 1
        and not names_body(name, titled)
        and not any(
            word.lower().strip(".") in NO_NAMES or (word.isupper() and len(word) > 2 and len(name) > 1) for word in name
        )
    )


def _runs(text: str) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """Runs of words with capital letters: where each begins, and its words with their places."""
    place = 0
    run: list[tuple[int, str]] = []
    for found in _CAPITAL.finditer(text):
        if found.start() < place or (
            found.start() and (text[found.start() - 1].isalnum() or text[found.start() - 1] in "'\u2019-")
        ):
            continue
        word = found[0]
        word, done = _without_stop(word)
        if run and not _joined(text, place, found.start()):
            yield run[0][0], run
            run = []
        run.append((found.start(), word))
        place = found.start() + len(word)
        if done or len(run) >= _LONGEST_RUN or word.endswith(("'s", "\u2019s", "s'", "s\u2019")):
            yield run[0][0], run
            run = []
    if run:
        yield run[0][0], run


def _without_stop(word: str) -> tuple[str, bool]:
    """The word without the full stop that ends its sentence, and whether there was one."""
    if not word.endswith(".") or len(word) <= 2 or word.count(".") > 1 or is_role_word(word[:-1].lower()):
        return word, False
    return word[:-1], True


def _joined(text: str, place: int, start: int) -> bool:
    """Whether only white space, or a small word that names have, stands between two words."""
    between = text[place:start]
    if "\n" in between and text.rfind("\n", max(0, place - _SHORT_LINE), place) >= 0:
        return False
    return (
        len(between) < 12
        and all(part in PARTICLES for part in between.split())
        and bool(between)
        and "\n\n" not in between
        and not between.strip(" \n\t\xa0abcdefghijklmnopqrstuvwxyz")
    )
