"""The values in a sentence that may answer a question, and whether two of them come to the same. Pure; English."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from onrecord.answering.agreement.alike import any_alike
from onrecord.answering.agreement.asked import Asked
from onrecord.answering.agreement.fates import adds_more, counts_alone, fate_at, fates_asked
from onrecord.answering.agreement.kinds import is_of_kind
from onrecord.answering.agreement.names import names_of, same_name
from onrecord.answering.agreement.seasons import part_before, same_part
from onrecord.answering.agreement.things import thing_words
from onrecord.dates import DateFound
from onrecord.grounding.amounts import MOST_FIGURES, same_amount
from onrecord.grounding.reading import Read
from onrecord.grounding.slots import Slot
from onrecord.numbers import NumberFound
from onrecord.words import STOP_WORDS, stem

__all__ = ["Value", "counts_people", "covered", "same_value", "values_of"]

# A figure stands at most so many words before what it counts, or beside what is asked of it.
_COUNTS_WITHIN: Final = 4
_BESIDE: Final = 6
# A sentence with more kinds of sport than these lists them.
_LIST: Final = 3
# After these words another thing is spoken of: "12 men from the boats".
_ELSEWHERE: Final = frozenset("from in on at to by with for and or but that which who".split())
_PEOPLE: Final = frozenset({"person", "man", "woman", "child"})
_DATE_BESIDE: Final = 10
_LIFE: Final = re.compile(r"\(\s?(?P<from>[^()]{4,40}?)\s?[-\u2013\u2014]\s?(?P<to>[^()]{4,40}?)\s?\)")
_BORN: Final = frozenset({"born", "birth", "bear"})
_DIED: Final = frozenset({"die", "death", "dead", "died"})
_LEAST: Final = re.compile(
    r"\b(?:at least|more than|over|above|exceeding|no fewer than|no less than)\s\W?$", re.IGNORECASE
)
_MOST: Final = re.compile(
    r"\b(?:at most|up to|under|below|less than|fewer than|no more than|nearly|almost|within)\s\W?$", re.IGNORECASE
)
# "By 3 million", "another 3", "3 more": how much more or less, not how much.
_MORE_BEFORE: Final = re.compile(
    r"\b(?:by|another|additional|further|extra)(?: (?:about|around|some|nearly))? ?$", re.IGNORECASE
)
_MORE_AFTER: Final = re.compile(r"\s(?:\w+\s)?(?:more|fewer|less|extra|others?|further|additional)\b", re.IGNORECASE)
# "To 35% from 25%": what it was and is, not by how much it changed.
_LEVEL: Final = re.compile(r"\b(?:to|from|at|of)(?: (?:about|around|some|nearly))? ?$", re.IGNORECASE)
_SQUARED: Final = re.compile(r"\b(?:km|mi|m|ft|sq) ?$")
_UNIT: Final = re.compile(
    r"[ -]?(?:(?:square|cubic|nautical) )?(?:second|minute|hour|day|week|month|year|decade|millimet|centimet"
    r"|met(?:re|er)|kilomet|mile|inch|foot|feet|yard|acre|hectare|gram|kilogram|ton|pound|lit(?:re|er)|knot|km|cm|mm|kg|ft\b|m\b"
    r"|mi\b|cc\b|sq\b)",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"\bbetween\b[^,;.]{0,40}$", re.IGNORECASE)
_RANGE_BEFORE: Final = re.compile(r"\d ?[-\u2013\u2014] ?$|\b(?:between|from) [^,;.]{1,24} (?:and|to) $", re.IGNORECASE)
_RANGE_AFTER: Final = re.compile(r" ?[-\u2013\u2014] ?\d")
_LOOKED_BACK: Final = 80
_HOURS: Final = {
    stem(unit): Decimal(hours)
    for unit, hours in (
        ("minute", "0.0167"),
        ("hour", "1"),
        ("day", "24"),
        ("week", "168"),
        ("month", "730"),
        ("year", "8760"),
    )
}


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a sentence.

    Attributes:
        sentence: the sentence, taken apart.
        start: first character of the value in ``sentence.text``.
        end: one past its last.
        far: how many words it stands from what is asked; the fewer, the surer.
        number: for a number.
        date: for a date.
        name: stems of the words of a name or a thing, in order; empty for others.
        yes: for whether: what the sentence says.
        part: of the year that a date is: ``autumn``, ``early``; empty for none.
        told: whether its form tells what it is, whatever words stand beside it: the birth of a life in brackets.
    """

    sentence: Read
    start: int
    end: int
    far: int
    number: NumberFound | None = None
    date: DateFound | None = None
    name: tuple[str, ...] = ()
    yes: bool | None = None
    told: bool = False
    part: str = ""

    @property
    def folded(self) -> str:
        """The value in one spelling: ``38``, ``1.5e+6 EUR``, ``2024-05-06``, ``yes``, ``mara venn``."""
        if self.yes is not None:
            return "yes" if self.yes else "no"
        if self.number is not None:
            amount = f"{self.number.value.normalize():f}"
            unit = {"percent": "%", "points": "points"}.get(self.number.unit, "")
            return " ".join(part for part in (amount, self.number.currency or unit or unit_after(self)) if part)
        if self.date is not None:
            return " ".join(filter(None, (_date_words(self.date), self.part)))
        return " ".join(self.name)


def values_of(asked: Asked, sentence: Read) -> list[Value]:
    """The values of a sentence that may answer what is asked, the surest first; yes and no are not among them."""
    if asked.kind == "number":
        found = list(_numbers(asked, sentence))
    elif asked.kind == "date":
        found = list(_dates(asked, sentence))
    elif asked.detail in ("who", "where", "which"):
        named = names_of(asked, sentence)
        found = [Value(sentence, start, end, far, name=name, told=told) for start, end, far, name, told in named]
    elif asked.kind == "name" and asked.detail != "other":
        found = list(_things(asked, sentence))
    else:
        found = []
    return sorted(found, key=lambda value: value.far)


def same_value(one: Value, other: Value) -> bool:
    """Whether two values of one kind come to the same, the less exact of them allowed for.

    "About 40" is 41, "over 30" is 38, May 2024 is 6 May 2024, Venn is Mara Venn, football is American football.
    """
    if one.yes is not None or other.yes is not None:
        return one.yes == other.yes
    if one.number is not None and other.number is not None:
        return _same_number(one, one.number, other, other.number)
    if one.date is not None and other.date is not None:
        return _same_date(one.date, other.date) and same_part(one.part, other.part)
    return same_name(one.name, other.name)


def distance(sentence: Read, start: int, end: int, wanted: frozenset[str]) -> int | None:
    """How many words stand between characters ``start`` to ``end`` and the nearest word alike; None for none."""
    places = _places(sentence, wanted)
    first, last = covered(sentence, start, end)
    return min((max(first - at, at - last, 1) - 1 for at in places), default=None)


@lru_cache(maxsize=4096)
def _places(sentence: Read, wanted: frozenset[str]) -> tuple[int, ...]:
    """Places of the words that are alike to one of those wanted."""
    return tuple(at for at in sentence.telling if any_alike(sentence.lemmas[at], wanted))


def covered(sentence: Read, start: int, end: int) -> tuple[int, int]:
    """Places of the first and the last word of characters ``start`` to ``end``."""
    at = [place for place, word in enumerate(sentence.words) if word.start < end and word.end > start]
    return (at[0], at[-1]) if at else (0, 0)


# ---- numbers --------------------------------------------------------------------------------------------------------


def _numbers(asked: Asked, sentence: Read) -> Iterator[Value]:
    for number in sentence.numbers[:MOST_FIGURES]:
        far = _told_of(asked, sentence, number) if is_of_kind(asked, number, sentence.text) else None
        if far is not None and _whole(asked, sentence, number):
            yield Value(sentence, number.start, number.end, far, number=number)


def _whole(asked: Asked, sentence: Read, number: NumberFound) -> bool:
    """Whether a number says how much there is, not how much more; with a unit where one is asked for, only there."""
    before = sentence.text[max(0, number.start - _LOOKED_BACK) : number.start]
    after = sentence.text[number.end : number.end + _LOOKED_BACK]
    if asked.detail == "change":
        return _LEVEL.search(before) is None
    if _MORE_BEFORE.search(before) or _SQUARED.search(before) or _MORE_AFTER.match(after):
        return False
    if asked.things or asked.detail not in ("", "measure"):
        return True
    return (asked.detail == "measure") == (_UNIT.match(after) is not None)


def _told_of(asked: Asked, sentence: Read, number: NumberFound) -> int | None:
    """How far a number is from what it is asked of; of the killed none counts that is told of the hurt."""
    fates = fates_asked(asked.relation) if not asked.things or counts_people(asked) else frozenset()
    told = fate_at(sentence, number.start, number.end) if fates and not asked.detail else ""
    if told == "":
        return _counts(asked, sentence, number)
    if told not in fates or adds_more(sentence, number.end):
        return None
    things = asked.things or _PEOPLE
    return 0 if counts_alone(sentence, number.end) else _things_after(things, sentence, number.end)


def counts_people(asked: Asked) -> bool:
    """Whether people are to be counted."""
    return any(any_alike(word, _PEOPLE) for word in asked.things)


def _counts(asked: Asked, sentence: Read, number: NumberFound) -> int | None:
    """How far a number is from what it is asked of; None where it is of something else."""
    related = distance(sentence, number.start, number.end, asked.relation) if asked.relation else None
    if asked.things:
        after = _things_after(asked.things, sentence, number.end)
        return None if after is None else after + (related if related is not None else _BESIDE)
    if asked.detail == "money":
        return related
    return related if related is not None and related <= _BESIDE else None


def _things_after(things: frozenset[str], sentence: Read, end: int) -> int | None:
    """How many words after a number the thing it counts stands; None where it counts none of them.

    It may be the second of two: "600 traders and residents".
    """
    following = [place for place, word in enumerate(sentence.words) if word.start >= end][:_COUNTS_WITHIN]
    for far, at in enumerate(following):
        if any_alike(sentence.lemmas[at], things):
            return far
        if sentence.words[at].text in _ELSEWHERE and not (far == 1 and sentence.words[at].text == "and"):
            break
    return None


def unit_after(value: Value) -> str:
    """The stem of the word after a number, such as a unit; empty where none follows."""
    text = value.sentence.text
    after = next((word for word in value.sentence.words if word.start >= value.end), None)
    if after is None or text[value.end : after.start].strip(" -") or not after.text.isalpha():
        return ""
    if after.text in STOP_WORDS:
        return ""
    return stem(after.text)


def _same_number(one: Value, mine: NumberFound, other: Value, theirs: NumberFound) -> bool:
    slots = [Slot(value.sentence, value.start, value.end) for value in (one, other)]
    if same_amount(one.sentence, mine, slots[1]) or same_amount(other.sentence, theirs, slots[0]):
        return True
    if unit_after(one) != unit_after(other) and all(_measured(value) for value in (one, other)):
        # metres and kilometres may come to the same
        return not (_hours(one) and _hours(other)) or _same_time(one, mine, other, theirs)
    if any(_of_range(value) for value in (one, other)):
        return True
    return _within(one, mine, theirs) or _within(other, theirs, mine)


def _hours(value: Value) -> Decimal | None:
    """The hours of the unit of time that a number is of; None for another unit."""
    return _HOURS.get(unit_after(value))


def _same_time(one: Value, mine: NumberFound, other: Value, theirs: NumberFound) -> bool:
    """Whether two lengths of time come to the same, as exactly as the longer unit tells: two days are 40 hours."""
    units = _hours(one) or Decimal(1), _hours(other) or Decimal(1)
    hours = mine.value * units[0], theirs.value * units[1]
    for value, bound, length in ((one, hours[0], hours[1]), (other, hours[1], hours[0])):
        before = value.sentence.text[max(0, value.start - 24) : value.start]
        if (_LEAST.search(before) and length >= bound) or (_MOST.search(before) and length <= bound):
            return True
    return abs(hours[0] - hours[1]) <= max(units) / 2


def _measured(value: Value) -> bool:
    return _UNIT.match(value.sentence.text, value.end) is not None


def _of_range(value: Value) -> bool:
    """Whether a number is the end of a range: "30-40", "between 30 and 40"."""
    text = value.sentence.text
    before = text[max(0, value.start - 40) : value.start]
    return _RANGE_BEFORE.search(before) is not None or _RANGE_AFTER.match(text, value.end) is not None


def _within(value: Value, bound: NumberFound, number: NumberFound) -> bool:
    before = value.sentence.text[max(0, value.start - 24) : value.start]
    if _LEAST.search(before):
        return number.value >= bound.value
    return _MOST.search(before) is not None and number.value <= bound.value


# ---- dates ----------------------------------------------------------------------------------------------------------


def _dates(asked: Asked, sentence: Read) -> Iterator[Value]:
    yield from _lives(asked, sentence)
    for date in sentence.dates[:MOST_FIGURES]:
        far = distance(sentence, date.start, date.end, asked.relation) if asked.relation else None
        if far is not None and _BETWEEN.search(sentence.text, max(0, date.start - 40), date.start):
            far += _BESIDE
        if far is not None and far <= _DATE_BESIDE and date.kind != "decade":
            start, part = part_before(sentence.text, date.start) if date.kind == "year" else (date.start, "")
            yield Value(sentence, start, _without_stop(sentence.text, date), far, date=date, part=part)


def _lives(asked: Asked, sentence: Read) -> Iterator[Value]:
    """The births or deaths of lives in brackets: "(6 May 1901 - 2 June 1980)"; the nearer to the name, the surer."""
    side = "from" if asked.relation & _BORN else "to" if asked.relation & _DIED else None
    if side is None:
        return
    for found in _LIFE.finditer(sentence.text):
        inside = (date for date in sentence.dates if found.start(side) <= date.start < date.end <= found.end(side))
        date = next(inside, None)
        if date is not None:
            far = distance(sentence, *found.span(), asked.names)
            yield Value(sentence, date.start, date.end, far if far is not None else _BESIDE, date=date, told=True)


def _without_stop(text: str, date: DateFound) -> int:
    """Where a date ends, the full stop of its sentence left out."""
    return date.end - (text[date.end - 1] == ".")


def _same_date(one: DateFound, other: DateFound) -> bool:
    """Whether two dates may be the same day: what both tell is equal."""
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day), (one.quarter, other.quarter))
    both = [(mine, theirs) for mine, theirs in pairs if mine is not None and theirs is not None]
    return bool(both) and all(mine == theirs for mine, theirs in both)


def _date_words(date: DateFound) -> str:
    if date.quarter:
        return f"{date.year or ''} Q{date.quarter}".strip()
    parts = (f"{date.year:04d}" if date.year else "", f"{date.month:02d}" if date.month else "", f"{date.day or ''}")
    return "-".join(part.zfill(2) for part in parts if part)


# ---- things ---------------------------------------------------------------------------------------------------------


def _things(asked: Asked, sentence: Read) -> Iterator[Value]:
    """Things of the kind asked for in a sentence that has a name of the question; of many in a row none is told."""
    found = list(thing_words(asked.detail).finditer(sentence.text))
    if len({one[0].casefold() for one in found}) > _LIST:
        return
    for one in found:
        name = tuple(stem(word) for word in one[0].split())
        far = distance(sentence, *one.span(), asked.names) if asked.names else _BESIDE
        if far is not None and not set(name) <= asked.names:
            yield Value(sentence, *one.span(), far, name=name)
