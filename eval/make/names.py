"""Names in documents, and which of them are of people, which of places, by how the documents write them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from onrecord.speech import named_speaker
from onrecord.types import Span
from onrecord.words import STOP_WORDS

__all__ = ["NameSort", "Names", "read_names", "without_title"]

NameSort = Literal["person", "place", "body", "firm", "other"]

_PART: Final = r"(?:[A-Z]['\u2019])?[A-Z][a-z](?:[\w-]|['\u2019](?=[A-Za-z]{2}))*"
_NAME: Final = re.compile(
    r"(?<![\w\u2019'-])(?:(?:Mrs?|Ms|Dr|Prof|Sen|Rep|Gov|Gen|St)\.\s)?"
    rf"{_PART}(?:\s(?:(?:of|for|and|the|de|van|von)\s){{0,2}}{_PART}){{0,5}}"
)
_TITLES: Final = (
    r"(?:Mr|Mrs|Ms|Dr|Prof|Sir|Dame|Capt|Cllr|Sen|Rep|Gov|Gen|Captain|Councillor|Mayor|Minister|President|Professor"
    r"|Senator|Governor|Judge|Inspector)"
)
_TITLE_ALONE: Final = re.compile(rf"{_TITLES}\.?")
# Of a people, or of a direction: "in Russian waters".
_ADJECTIVE: Final = re.compile(r"\w+(?:ian|ish|ese|ican|ern)")
_TITLED: Final = re.compile(rf"{_TITLES}\.?\s(?!of\b|for\b)")
_BODY: Final = re.compile(
    r"\b(?:Agency|Association|Authority|Bank|Board|Bureau|Commission|Committee|Company|Corporation|Council|Court"
    r"|Campaign|Cent(?:er|re)|Department|Desk|Foundation|Fund|Grid|Group|Guild|Hospital|Inc|Institute|Line|Lines|Ltd|Marine|Ministry|Office|Organi[sz]ation"
    r"|Party|Police|School|Service|Society|Trust|Union|University|News|Press|Times|Wire|Post)\b"
)
# Words with a capital that name nobody and no place.
_CALENDAR: Final = frozenset(
    """January February March April May June July August September October November December Monday Tuesday Wednesday
    Thursday Friday Saturday Sunday Table Figure Note Section Article Part Page Chapter Annex Appendix English French
    German""".split()
)
_AT_ITS_HEAD: Final = frozenset("The A An In On At By For From To Of And But If When While After Before No".split())
_IN: Final = re.compile(r"\b(?:in|near)\s\Z")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of some documents.

    Attributes:
        people: names that somebody speaks under, or that stand behind a title such as "Ms".
        places: names that stand behind "in" or "near".
        bodies: names with a word such as "Ministry" or "Board" that stand behind "the".
        firms: such names that never do.
        words: words that are more often written with a capital inside sentences than with a small letter.
    """

    people: frozenset[str]
    places: frozenset[str]
    bodies: frozenset[str]
    firms: frozenset[str]
    words: frozenset[str]

    def found_in(self, text: str) -> list[Span]:
        """Where the names of a text stand, in order; a word that only a sentence's beginning makes large is none."""
        spans = []
        for start, end in _runs(text):
            words = text[start:end].split()
            if _inside(text, start) or words[0] in self.words or len(words) > 1:
                spans.append(Span(start, end))
        return spans

    def sort_of(self, name: str) -> NameSort:
        """What a name is of, as far as the documents show it."""
        sorts: tuple[NameSort, ...] = ("place", "body", "firm", "person")
        return next((sort for sort in sorts if name in self.of_sort(sort)), "other")

    def of_sort(self, sort: NameSort) -> frozenset[str]:
        """The names of one sort; empty for ``other``."""
        sorts = {"person": self.people, "place": self.places, "body": self.bodies, "firm": self.firms}
        return sorts.get(sort, frozenset())

    def lowered(self, words: str) -> str:
        """A sentence's beginning as it stands inside a sentence: with a small letter, unless it is a name."""
        first = re.match(r"[\w\u2019-]+", words)
        if first is None or first[0] in self.words or not first[0][1:].islower():
            return words if words[:2] != "A " else f"a {words[2:]}"
        following = words[first.end() :]
        if first[0] not in _AT_ITS_HEAD and re.match(r"\s[A-Z][a-z]", following):
            return words
        return words[0].lower() + words[1:]


def read_names(sentences: Sequence[str]) -> Names:
    """The names of some sentences, each on one line; two spellings of a name are two names."""
    people, places, bodies, firms = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for text in sentences:
        people.update([speaker] if (speaker := named_speaker(text)) else [])
        for start, end in _runs(text):
            name = text[start:end]
            if _BODY.search(name):
                (bodies if text[:start].lower().endswith("the ") else firms)[name] += 1
            elif _TITLED.match(name):
                people.update({name, without_title(name)})
            elif _IN.search(text, 0, start) and _ends_there(text, end):
                places[name] += 1
    return Names(
        frozenset(
            name for name in people if _is_whole(name) and people[name] >= places[name] and not _BODY.search(name)
        ),
        frozenset(name for name in places if places[name] > people[name] and _is_place(name)),
        frozenset(name for name in bodies if " " in name and _BODY.search(re.split(" of | and ", name)[0])),
        frozenset(name for name in firms if _is_whole(name) and " of " not in name and name not in bodies),
        _always_capital(sentences),
    )


def _is_whole(name: str) -> bool:
    return " " in name and " and " not in name


def _is_place(name: str) -> bool:
    return " and " not in name and not _ADJECTIVE.fullmatch(name)


def _always_capital(sentences: Iterable[str]) -> frozenset[str]:
    """Words that have a capital inside sentences, and more seldom a small letter."""
    capital, small = Counter[str](), Counter[str]()
    for text in sentences:
        for found in re.finditer(r"[^\W\d_][\w\u2019-]*", text):
            if found[0][0].islower():
                small[found[0]] += 1
            elif _inside(text, found.start()) and found[0] not in _CALENDAR:
                capital[found[0].removesuffix("'s").removesuffix("\u2019s")] += 1
    return frozenset(word for word, count in capital.items() if count > small[word.lower()])


def _ends_there(text: str, end: int) -> bool:
    """Whether nothing that a name qualifies follows it: "in Tolvick on Monday", and not "in Tolvick circles"."""
    if text[end : end + 1] != " ":
        return text[end : end + 1] not in ("'", "\u2019", "-")
    following = re.match(r"\w+", text[end + 1 :])
    return following is not None and (following[0] in STOP_WORDS or following[0][0].isdigit())


def without_title(name: str) -> str:
    """``Dana Kestrin`` for ``Ms Dana Kestrin``; a name without a title as it is."""
    return _TITLED.sub("", name, count=1) or name


def _runs(text: str) -> Iterable[tuple[int, int]]:
    for found in _NAME.finditer(text):
        start, end = found.span()
        head = re.match(r"\w+\s", found[0])
        while head and head[0].strip() in _AT_ITS_HEAD:
            start += head.end()
            head = re.match(r"\w+\s", text[start:end])
        run = text[start:end]
        if (
            run
            and run[0].isupper()
            and run not in _AT_ITS_HEAD
            and not _TITLE_ALONE.fullmatch(run)
            and not _CALENDAR & set(run.split())
        ):
            yield start, end


def _inside(text: str, start: int) -> bool:
    """Whether a word stands inside a sentence, so that its capital is its own."""
    before = text[:start].rstrip()
    return bool(before) and before[-1] not in '.!?:\u2014\u201c"-(\u2018'
