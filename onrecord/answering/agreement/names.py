"""The names in a sentence that may answer who or where, and whether two of them name the same. Pure; English."""

import re
from collections.abc import Iterator
from typing import Final

from onrecord.answering.agreement.alike import any_alike
from onrecord.answering.agreement.asked import Asked
from onrecord.grounding.lexicon import CALENDAR
from onrecord.grounding.reading import Read

__all__ = ["names_of", "same_name"]

_WITHIN: Final = frozenset("of de der du la le van von the for and bin al".split())
_WHO_BESIDE: Final = 1
_LED_BESIDE: Final = 3
_WHERE_BESIDE: Final = 5
_MOST_WORDS: Final = 6
_BY: Final = re.compile(r"\b(?:by|from)(?: the)? $", re.IGNORECASE)
_AT: Final = re.compile(r"\b(?:in|at|near|on|to|outside)(?: the)? $", re.IGNORECASE)
_LED: Final = {
    "who": _BY,
    "where": _AT,
    "which": re.compile(r"\b(?:by|from|in|at|on|for|with|of|to|called|named)(?: the)? $", re.IGNORECASE),
}
_TITLES: Final = frozenset("dr mr mrs ms prof professor sir dame capt captain cllr councillor the minist".split())
_PEOPLE: Final = re.compile(r"(?:[^aeiou]ish|ese|[aeio]an|can|french|dutch|greek|swiss|czech|thai)$")
_MOST_NAMES: Final = 40

# "Lantry is a village in Marl": where something lies is said without a word for lying.
_LIES: Final = re.compile(
    r"\b(?:is|was|are|were) (?:an?|the|one of)\b[^.;()]{1,90} (?:in|near|on|outside)(?: the)? $", re.IGNORECASE
)
_LYING: Final = frozenset({"locat", "situat", "lie"})

Found = tuple[int, int, int, tuple[str, ...], bool]


def names_of(asked: Asked, sentence: Read) -> Iterator[Found]:
    """Names that stand where an answer stands.

    Who did it stands after "by", or beside the word that tells what was done; where, after "in" and its like. Of each:
    first and last character, how far off, stems of the words, and whether the form of the sentence alone tells what it
    is.
    """
    where = asked.detail == "where"
    places = [at for at in sentence.telling if any_alike(sentence.lemmas[at], asked.relation)]
    for first, last in _runs(asked, sentence, commas=where):
        stems = tuple(sentence.stems[at] for at in range(first, last + 1))
        told = [one for one in stems if one not in _TITLES and one not in _WITHIN]
        if not told or {sentence.lemmas[at] for at in range(first, last + 1)} <= asked.names | asked.relation:
            continue
        start, end = sentence.words[first].start, sentence.words[last].end
        far = min((max(first - at, at - last, 1) - 1 for at in places if not first <= at <= last), default=None)
        led = _LED[asked.detail].search(sentence.text, max(0, start - 12), start) is not None
        reach = _WHERE_BESIDE if where else _LED_BESIDE if led else _WHO_BESIDE
        if where and led and _lies(asked, sentence, start):
            yield start, end, 0, tuple(told), True
            return
        if far is None or far > reach or led < where or _of_a_people(sentence, first, last):
            continue
        if asked.detail != "who" or not led or _done(sentence, first, places):
            yield start, end, far - (reach if led else 0), tuple(told), False


def _lies(asked: Asked, sentence: Read, start: int) -> bool:
    """Whether a place at ``start`` is told as that in which what the question names lies."""
    if asked.relation - _LYING or not asked.names & set(sentence.lemmas):
        return False
    return _LIES.search(sentence.text, max(0, start - 120), start) is not None


def _done(sentence: Read, first: int, places: list[int]) -> bool:
    """Whether what is asked stands right before the "by" before a name: "directed by", "an album by"."""
    led = [at for at in range(max(0, first - 2), first) if sentence.words[at].text in ("by", "from")]
    return bool(led) and led[-1] - 1 in places


def _of_a_people(sentence: Read, first: int, last: int) -> bool:
    """Whether a word with a capital only tells where somebody is from: the "American" of "American band"."""
    after = sentence.text[sentence.words[last].end : sentence.words[last].end + 2]
    return (
        first == last
        and len(after) == 2
        and after[0] == " "
        and after[1].islower()
        and bool(_PEOPLE.search(sentence.words[first].text))
    )


def same_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names may be one: all words of either are in the other, or at least half of them."""
    shared = len(set(one) & set(other))
    return shared > 0 and 2 * shared >= min(len(set(one)), len(set(other)))


def _runs(asked: Asked, sentence: Read, *, commas: bool) -> Iterator[tuple[int, int]]:
    """Places of the first and the last word of each name; with ``commas``, "Skarnehead, Skarne" is one."""
    names = sorted(at for at in sentence.names if _may_name(asked, sentence, at))[:_MOST_NAMES]
    run: list[int] = []
    for at in names:
        if run and not _goes_on(sentence, run[-1], at, commas=commas):
            yield run[0], run[-1]
            run = []
        run.append(at)
        if len(run) == _MOST_WORDS:
            yield run[0], run[-1]
            run = []
    if run:
        yield run[0], run[-1]


def _may_name(asked: Asked, sentence: Read, at: int) -> bool:
    """Whether a word with a capital is no day or month, and none of the words that the question has already."""
    return sentence.words[at].text not in CALENDAR and sentence.lemmas[at] not in asked.names | asked.relation


def _goes_on(sentence: Read, last: int, following: int, *, commas: bool) -> bool:
    """Whether two words with capitals are of one name."""
    between = sentence.text[sentence.words[last].end : sentence.words[following].start]
    small = between.strip().split()
    if between in (" ", "-", ". ", " & ") or (commas and between == ", "):
        return True
    return 0 < len(small) <= 2 and all(word in _WITHIN - {"and"} for word in small)
