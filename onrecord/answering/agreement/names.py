"""The names in a sentence that may answer who or where, and whether two of them name the same. Pure; English."""

import re
from collections.abc import Iterator
from typing import Final

from onrecord.answering.agreement.alike import any_alike
from onrecord.answering.agreement.asked import Asked
from onrecord.grounding.lexicon import CALENDAR
from onrecord.grounding.reading import Read
from onrecord.words import STOP_WORDS

__all__ = ["names_of", "same_name"]

_WITHIN: Final = frozenset("of de der du la le van von the for and bin al".split())
_WHO_BESIDE: Final = 1
_LED_BESIDE: Final = 3
_WHERE_BESIDE: Final = 5
_MOST_WORDS: Final = 6
_BY: Final = re.compile(r"\b(?:by|from)(?: the)? $", re.IGNORECASE)
_AT: Final = re.compile(
    r"\b(?:in|at|near|on|(?<!according )(?<!thanks )(?<!due )(?<!told )(?<!owing )to|outside)(?: the)?"
    r"(?P<kind>(?: \w+){0,2} (?:town|city|village|port|resort|capital|district|suburb|island|province|region|county"
    r"|parish|hamlet|quarter|borough|state) of)? $",
    re.IGNORECASE,
)
_LED: Final = {
    "who": _BY,
    "where": _AT,
    "which": re.compile(r"\b(?:by|from|in|at|on|for|with|of|to|called|named)(?: the)? $", re.IGNORECASE),
}
_TITLES: Final = frozenset("dr mr mrs ms prof professor sir dame capt captain cllr councillor the minist".split())
_PEOPLE: Final = re.compile(r"(?:[^aeiou]ish|ese|[aeio]an|can|french|dutch|greek|swiss|czech|thai)$")
_WHEN: Final = CALENDAR | frozenset("on in last this morning evening afternoon night later then".split())
_WHEN_WITHIN: Final = 4
_MOST_NAMES: Final = 40
_LOOKED_BACK: Final = 60

# "Venn said that she had ordered it": who says so did it.
_SAYS_OF_SELF: Final = re.compile(
    r",? (?:said|says|told|confirmed|confirms|insisted|insists|claimed|claims|stated|admitted|wrote|added)"
    r"(?: [\w.' ]{1,40}?)?(?: that)? (?P<self>he|she|they|it) "
    r"(?:(?:had|has|have|would|will|himself|herself|also|\w+ly) )*"
)
# "The head of the delegation is Venn": what somebody is stands before it.
_IS_WHO: Final = re.compile(
    r"(?:\A|[,;:.] )[^,;:.]{0,100}\b(?:is|was|will be|would be|are|were|became|becomes|remains) (?:the )?$"
)

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
        found = _LED[asked.detail].search(sentence.text, max(0, start - _LOOKED_BACK), start)
        led, kind = found is not None, found.groupdict().get("kind") if found else None
        reach = _WHERE_BESIDE + len((kind or "").split()) if where else _LED_BESIDE if led else _WHO_BESIDE
        if where and led and _lies(asked, sentence, start):
            yield start, end, 0, tuple(told), True
            return
        if asked.detail == "who" and not led and _by_form(asked, sentence, (first, last), places):
            far = 0
        if asked.role and not led and not _holds_role(asked, sentence, (first, last)):
            continue
        if far is None or far > reach or led < where or _of_a_people(sentence, first, last):
            continue
        if asked.detail != "who" or not led or _done(sentence, first, places):
            yield start, end, far - (reach if led else 0), tuple(told), False


def _by_form(asked: Asked, sentence: Read, name: tuple[int, int], places: list[int]) -> bool:
    """Whether a sentence tells by its form that a name did or is what is asked, however far that stands."""
    start, end = sentence.words[name[0]].start, sentence.words[name[1]].end
    says = _SAYS_OF_SELF.match(sentence.text, end, end + 120)
    if says and any(sentence.words[at].start == says.end() for at in places):
        return True
    before = sentence.text[max(0, start - 140) : start]
    clause = _IS_WHO.search(before)
    return clause is not None and any(start - len(clause[0]) <= sentence.words[at].start < start for at in places)


def _holds_role(asked: Asked, sentence: Read, name: tuple[int, int]) -> bool:
    """Whether all words of the role asked for stand beside a name, no other name or semicolon between."""
    runs = list(_runs(asked, sentence, commas=False))
    first = max((b + 1 for a, b in runs if b < name[0]), default=0)
    last = min((a for a, b in runs if a > name[1]), default=len(sentence.words))
    start, end = sentence.words[name[0]].start, sentence.words[name[1]].end
    near = {
        sentence.lemmas[at]
        for at in range(first, last)
        if ";" not in sentence.text[sentence.words[at].end : start]
        and ";" not in sentence.text[end : sentence.words[at].start]
    }
    return all(any_alike(word, frozenset(near)) for word in asked.role)


def _lies(asked: Asked, sentence: Read, start: int) -> bool:
    """Whether a place at ``start`` is told as that in which what the question names lies."""
    if asked.relation - _LYING or not asked.names & set(sentence.lemmas):
        return False
    return _LIES.search(sentence.text, max(0, start - 120), start) is not None


def _done(sentence: Read, first: int, places: list[int]) -> bool:
    """Whether what is asked stands before the "by" before a name: "directed by", "opened on Monday by"."""
    led = [at for at in range(max(0, first - 2), first) if sentence.words[at].text in ("by", "from")]
    if not led:
        return False
    done = led[-1] - 1
    while done > max(0, led[-1] - _WHEN_WITHIN) and sentence.words[done].text in _WHEN:
        done -= 1
    return done in places


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
    if 0 not in names and _speaks_first(sentence):
        names = [0, *names]
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


def _speaks_first(sentence: Read) -> bool:
    """Whether the first word, of which the capital tells nothing, is a name: "Venn said that she had ..."."""
    word = sentence.words[0] if sentence.words else None
    if word is None or word.text in STOP_WORDS or word.text.endswith(("s", "police")):
        return False
    found = _SAYS_OF_SELF.match(sentence.text, word.end, word.end + 120)
    return found is not None and found["self"] in ("he", "she")


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
