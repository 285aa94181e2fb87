"""Rules on figures and dates: each must stand in the evidence, beside the same thing, on the same side of it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from onrecord.dates import DateFound
from onrecord.grounding.lexicon import APPROXIMATE, BOUNDS, MONTHS, WEEKDAYS
from onrecord.grounding.reading import Broken, Near, Read
from onrecord.grounding.slots import Slot, displaced, foreign
from onrecord.numbers import NumberFound

__all__ = ["bounds_broken", "dates_broken", "figures_broken"]

_BOUND: Final = re.compile(
    rf"\b({'|'.join(sorted(BOUNDS, key=len, reverse=True))})\s+(?:the\s+|a\s+|an\s+)?\W?$", re.IGNORECASE
)
_AFTER: Final = re.compile(r"\W{0,2}\s+or\s+(more|less|fewer|over|under)\b", re.IGNORECASE)
_LOWER: Final = ("at least", "more than")
_FALLS: Final = re.compile(
    r"\b(?:f[ae]ll|fallen|los[st]|loss(?:es)?|lose|declin|decreas|down|drop|below|minus|negative|shr[aiu]nk|deficit)",
    re.IGNORECASE,
)
_HALF: Final = re.compile(r"\s+and\s+a\s+half\b", re.IGNORECASE)
_TIME: Final = re.compile(
    r"(?<![\d.,:])(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>[ap]\.?m\b\.?)"
    r"|(?P<other>\d{1,2}):(?P<past>\d{2}))(?![\d:])",
    re.IGNORECASE,
)
_NUMERIC: Final = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}")
# A claim of more figures is a table; so many of them are looked at.
_MOST_FIGURES: Final = 40
_RAW: Final = re.compile(r"\d[\w.,:/-]*\w|\d")


def figures_broken(claim: Read, near: Near) -> Iterator[Broken]:
    """Figures that the evidence does not have, or in whose place it has others."""
    theirs = [Slot(one, number.start, number.end) for one in near.everything for number in one.numbers]
    written = {found[0] for one in near.everything for found in _RAW.finditer(one.text)}
    for number in claim.numbers[:_MOST_FIGURES]:
        mine = Slot(claim, number.start, number.end)
        same = [slot for slot in theirs if _same(claim, number, slot)]
        others = [slot for slot in theirs if _kin(mine, number, slot) and not _has(claim, slot)]
        other = displaced(mine, same, others) or foreign(mine, same, others, claim, near)
        raw = _RAW.search(mine.text)
        if other is not None:
            yield Broken("figure", f"the passage has {other.text} there, not {mine.text}")
        elif not same and raw and not (raw[0] in written and number.unit == "plain"):
            yield Broken("figure", f"figure not in the passage: {mine.text}")
    yield from _times_broken(claim, near)
    read_already = _spans(claim)
    for found in _RAW.finditer(claim.text):
        if found[0] not in written and not any(start <= found.start() < end for start, end in read_already):
            yield Broken("figure", f"figure not in the passage: {found[0]}")


def _number_at(slot: Slot) -> NumberFound:
    return slot.sentence.numbers[bisect_left(slot.sentence.numbers, slot.start, key=lambda one: one.start)]


def _kin(mine: Slot, number: NumberFound, slot: Slot) -> bool:
    """Whether the other figure could stand where the claim's does: of one unit, and of the same things."""
    other = _number_at(slot)
    if other.unit != number.unit or other.currency != number.currency:
        return False
    return number.unit != "plain" or (mine.thing() is not None and mine.thing() == slot.thing())


def _has(claim: Read, slot: Slot) -> bool:
    return any(_same(claim, number, slot) for number in claim.numbers[:_MOST_FIGURES])


def _spans(claim: Read) -> list[tuple[int, int]]:
    """Where the claim has numbers, dates and times of day."""
    times = [(slot.start, slot.end) for slot, _ in _times(claim)]
    dates = [(one.start, one.end) for one in claim.dates]
    return [*((one.start, one.end) for one in claim.numbers), *dates, *times]


def _times(sentence: Read) -> list[tuple[Slot, int]]:
    """Times of day, each with its minutes after midnight."""
    found = []
    for match in _TIME.finditer(sentence.text):
        half = (match["half"] or "").casefold()[:1]
        hour, minute = int(match["hour"] or match["other"]), int(match["minute"] or match["past"] or 0)
        if hour > 24 or minute > 59 or (half and hour > 12):
            continue
        hour = hour % 12 + (12 if half == "p" else 0) if half else hour
        found.append((Slot(sentence, match.start(), match.end()), hour * 60 + minute))
    return found


def _times_broken(claim: Read, near: Near) -> Iterator[Broken]:
    ours = _times(claim)
    theirs = [one for sentence in near.everything for one in _times(sentence)] if ours else []
    others = [slot for slot, other in theirs if other not in {own for _, own in ours}]
    for mine, minutes in ours[:_MOST_FIGURES]:
        same = [slot for slot, other in theirs if other == minutes]
        if not same:
            yield Broken("figure", f"time not in the passage: {mine.text}")
        elif other := displaced(mine, same, others) or foreign(mine, same, others, claim, near):
            yield Broken("figure", f"the passage has {other.text} there, not {mine.text}")


def _same(claim: Read, mine: NumberFound, slot: Slot) -> bool:
    """Whether two numbers say the same, or the claim's is the other one rounded and says so, or rounds a large one."""
    other, kinds = _number_at(slot), ("percent", "points", "ordinal")
    if (mine.unit in kinds or other.unit in kinds) and mine.unit != other.unit:
        return False
    if mine.currency and other.currency and mine.currency != other.currency:
        return False
    if mine.negative != other.negative and not _FALLS.search(f"{claim.text} {slot.sentence.text}"):
        return False
    one, two = abs(mine.value), abs(other.value)
    if _HALF.match(slot.sentence.text, other.end):
        two += other.scale / Decimal(2)
    if _HALF.match(claim.text, mine.end):
        one += mine.scale / Decimal(2)
    if one == two:
        return True
    return (_said_roughly(claim, mine) or mine.scale > 1) and two != 0 and _rounds_to(two, mine)


def _rounds_to(exact: Decimal, mine: NumberFound) -> bool:
    """Whether ``exact`` is the claim's number at the claim's own number of figures."""
    step = Decimal(1).scaleb(_exponent(mine.mantissa)) * mine.scale
    return abs(exact - abs(mine.value)) <= step / 2 and abs(exact - abs(mine.value)) <= exact / 20


def _exponent(mantissa: Decimal) -> int:
    """Place of the last figure that is not a closing zero: 0 for 18, -1 for 18.4, 2 for 500."""
    exponent = mantissa.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _said_roughly(claim: Read, number: NumberFound) -> bool:
    before = claim.text[max(0, number.start - 40) : number.start].casefold().split()[-3:]
    return any(word in APPROXIMATE for word in before)


def dates_broken(claim: Read, near: Near) -> Iterator[Broken]:
    """Dates, and days of the week, that the evidence does not have, or has in another matter only."""
    theirs = [Slot(one, date.start, date.end) for one in near.everything for date in one.dates]
    for date in claim.dates[:_MOST_FIGURES]:
        mine = Slot(claim, date.start, date.end)
        same = [slot for slot in theirs if _agree(date, slot)]
        if not same and not _in_words(date, near):
            yield Broken("date", f"date not in the passage: {mine.text}")
            continue
        others = [slot for slot in theirs if not any(_agree(one, slot) for one in claim.dates[:_MOST_FIGURES])]
        if other := displaced(mine, same, others) or foreign(mine, same, others, claim, near):
            yield Broken("date", f"the passage has {other.text} there, not {mine.text}")
    days = {word.text for sentence in near.everything for word in sentence.words} & WEEKDAYS
    for word in claim.words:
        if word.text in WEEKDAYS and word.text not in days:
            shown = claim.text[word.start : word.end]
            yield Broken("date", f"day not in the passage: {shown}")


def _date_at(slot: Slot) -> DateFound:
    return slot.sentence.dates[bisect_left(slot.sentence.dates, slot.start, key=lambda one: one.start)]


def _in_words(date: DateFound, near: Near) -> bool:
    """Whether a sentence has the day as a word beside the month: "the twenty-fifth of April"."""
    if date.month is None or date.day is None:
        return False
    month = f" of {MONTHS[date.month - 1]}"
    return any(
        number.unit == "ordinal"
        and number.value == date.day
        and one.text[number.end : number.end + len(month)].casefold() == month
        for one in near.everything
        for number in one.numbers
    )


def _agree(mine: DateFound, slot: Slot) -> bool:
    """Whether the other date is the claim's, or says more of the same; one without a year may be of any."""
    other, written = _date_at(slot), slot.text
    if mine.kind == "decade" and other.kind != "decade":
        return mine.year is not None and other.year is not None and mine.year <= other.year < mine.year + 10
    if other.kind == "year" and mine.month and _NUMERIC.fullmatch(written):
        return mine.year in (None, other.year)
    for name in ("year", "quarter", "month", "day"):
        one, two = getattr(mine, name), getattr(other, name)
        if one is not None and two is not None and one != two:
            return False
        if one is not None and two is None and name != "year":
            return False
    if mine.year is None or other.year is None:
        return mine.month is not None and mine.month == other.month
    return mine.kind == "decade" or other.kind != "decade"


def bounds_broken(claim: Read, near: Near) -> Iterator[Broken]:
    """Figures that the claim puts on another side than the evidence does: "at least 40" for "nearly 40"."""
    theirs = [Slot(one, number.start, number.end) for one in near.everything for number in one.numbers]
    for number in claim.numbers[:_MOST_FIGURES]:
        mine = _bound(claim, number)
        same = [slot for slot in theirs if _same(claim, number, slot)]
        sides = [_bound(slot.sentence, _number_at(slot)) for slot in same]
        if not mine or not sides or any(_compatible(mine, side) for side in sides) or _lies_there(mine, number, theirs):
            continue
        words = f"{mine} {claim.text[number.start : number.end]}"
        yield Broken("bound", f"the passage says {sides[0] or 'just'} {same[0].text}, not {words}")


def _bound(sentence: Read, number: NumberFound) -> str | None:
    if after := _AFTER.match(sentence.text, number.end):
        return "at least" if after[1].casefold() in ("more", "over") else "at most"
    found = _BOUND.search(sentence.text[max(0, number.start - 30) : number.start])
    return BOUNDS[" ".join(found[1].casefold().split())] if found else None


def _lies_there(bound: str, number: NumberFound, theirs: Sequence[Slot]) -> bool:
    """Whether a figure near the claim's, of its kind and said plainly, lies on the side that the claim says."""
    for slot in theirs:
        other = _number_at(slot)
        alike = other.unit == number.unit and other.currency == number.currency
        one, two = abs(number.value), abs(other.value)
        if alike and _bound(slot.sentence, other) is None and abs(one - two) <= one / 10:
            if (two >= one and bound == "at least") or (two > one and bound == "more than"):
                return True
            if (two <= one and bound == "at most") or (two < one and bound in ("less than", "nearly")):
                return True
    return False


def _compatible(mine: str, side: str | None) -> bool:
    """Whether a claim may say ``mine`` of a figure of which the evidence says ``side``."""
    return side is not None and (mine in _LOWER) == (side in _LOWER)
