"""Rules on figures and dates: each must stand in the evidence, beside the same thing, on the same side of it."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from onrecord.dates import DateFound
from onrecord.grounding.amounts import MOST_FIGURES, number_at, same_amount
from onrecord.grounding.bounds import bounds_broken
from onrecord.grounding.lexicon import MONTHS, WEEKDAYS
from onrecord.grounding.reading import Broken, Near, Read
from onrecord.grounding.slots import Slot, displaced, foreign
from onrecord.grounding.sums import worked_out
from onrecord.numbers import NumberFound

__all__ = ["bounds_broken", "dates_agree", "dates_broken", "figures_broken", "replaced", "times_of"]

_TIME: Final = re.compile(
    r"(?<![\d.,:])(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>[ap]\.?m\b\.?)"
    r"|(?P<other>\d{1,2}):(?P<past>\d{2}))(?![\d:])",
    re.IGNORECASE,
)
_TILL: Final = re.compile(
    r"\b(?:(?P<till>by|before|until|till|up to|no later than|not later than)|(?P<since>after|since|as of|not before"
    r"|no earlier than|starting|beginning))\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_NUMERIC: Final = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}")
_RAW: Final = re.compile(r"\d[\w.,:/-]*\w|\d")


def figures_broken(claim: Read, near: Near) -> Iterator[Broken]:
    """Figures that the evidence does not have, or in whose place it has others."""
    theirs = [Slot(one, number.start, number.end) for one in near.everything for number in one.numbers]
    written = {found[0] for one in near.everything for found in _RAW.finditer(one.text)}
    for number in claim.numbers[:MOST_FIGURES]:
        mine = Slot(claim, number.start, number.end)
        same = [slot for slot in theirs if same_amount(claim, number, slot)]
        if not same and worked_out(claim, number, near.sentences):
            continue
        others = [slot for slot in theirs if _kin(mine, number, slot) and not _has(claim, slot)]
        other = displaced(mine, same, others) or foreign(mine, same, others, claim, near)
        raw = _RAW.search(mine.text)
        if other is not None:
            yield _replaced("figure", mine, other)
        elif not same and raw and not (raw[0] in written and number.unit == "plain"):
            yield Broken("figure", f"figure not in the passage: {mine.text}")
    yield from _times_broken(claim, near)
    read_already = _spans(claim)
    for found in _RAW.finditer(claim.text):
        if found[0] not in written and not any(start <= found.start() < end for start, end in read_already):
            yield Broken("figure", f"figure not in the passage: {found[0]}")


def replaced(claim: Read, sentence: Read) -> Iterator[Broken]:
    """Figures and dates of a claim that a sentence on the same matter lacks, having one other of their kind."""
    theirs = [Slot(sentence, number.start, number.end) for number in sentence.numbers]
    for number in claim.numbers[:MOST_FIGURES]:
        mine = Slot(claim, number.start, number.end)
        if not any(same_amount(claim, number, slot) for slot in theirs):
            others = [slot for slot in theirs if _kin(mine, number, slot) and not _has(claim, slot)]
            if len(others) == 1:
                yield _replaced("figure", mine, others[0])
    if len(claim.dates) == len(sentence.dates) == 1 and claim.dates[0].kind == sentence.dates[0].kind:
        own, other = (Slot(one, one.dates[0].start, one.dates[0].end) for one in (claim, sentence))
        if not dates_agree(claim.dates[0], other):
            yield _replaced("date", own, other)


def _replaced(kind: str, mine: Slot, other: Slot) -> Broken:
    return Broken(kind, f"the passage has {other.text} there, not {mine.text}", (mine.text,), instead=other.text)


def _kin(mine: Slot, number: NumberFound, slot: Slot) -> bool:
    """Whether the other figure could stand where the claim's does: of one unit, and of the same things."""
    other = number_at(slot)
    if other.unit != number.unit or other.currency != number.currency:
        return False
    return number.unit != "plain" or (mine.thing() is not None and mine.thing() == slot.thing())


def _has(claim: Read, slot: Slot) -> bool:
    return any(same_amount(claim, number, slot) for number in claim.numbers[:MOST_FIGURES])


def _spans(claim: Read) -> list[tuple[int, int]]:
    """Where the claim has numbers, dates and times of day."""
    times = [(slot.start, slot.end) for slot, _ in times_of(claim)]
    dates = [(one.start, one.end) for one in claim.dates]
    return [*((one.start, one.end) for one in claim.numbers), *dates, *times]


def times_of(sentence: Read) -> list[tuple[Slot, int]]:
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
    ours = times_of(claim)
    theirs = [one for sentence in near.everything for one in times_of(sentence)] if ours else []
    others = [slot for slot, other in theirs if other not in {own for _, own in ours}]
    for mine, minutes in ours[:MOST_FIGURES]:
        same = [slot for slot, other in theirs if other == minutes]
        if not same:
            yield Broken("figure", f"time not in the passage: {mine.text}")
        elif other := displaced(mine, same, others) or foreign(mine, same, others, claim, near):
            yield _replaced("figure", mine, other)


def dates_broken(claim: Read, near: Near) -> Iterator[Broken]:
    """Dates, and days of the week, that the evidence does not have, or has in another matter only."""
    theirs = [Slot(one, date.start, date.end) for one in near.everything for date in one.dates]
    for date in claim.dates[:MOST_FIGURES]:
        mine = Slot(claim, date.start, date.end)
        same = [slot for slot in theirs if dates_agree(date, slot)]
        if not same and not _in_words(date, near):
            yield Broken("date", f"date not in the passage: {mine.text}")
            continue
        others = [slot for slot in theirs if not any(dates_agree(one, slot) for one in claim.dates[:MOST_FIGURES])]
        if other := displaced(mine, same, others) or foreign(mine, same, others, claim, near):
            yield _replaced("date", mine, other)
        elif same and (side := _date_side(mine)) and all(_date_side(slot) == -side for slot in same):
            yield Broken(
                "bound", f"the passage has {same[0].text} on the other side than the claim: {mine.text}", (mine.text,)
            )
    days = {word.text for sentence in near.everything for word in sentence.words} & WEEKDAYS
    for word in claim.words:
        if word.text in WEEKDAYS and word.text not in days:
            shown = claim.text[word.start : word.end]
            yield Broken("date", f"day not in the passage: {shown}")


def _date_side(slot: Slot) -> int:
    """-1 for what is to be over by a date, 1 for what begins with it, 0 for neither: "by 5 May", "after 5 May"."""
    found = _TILL.search(slot.sentence.text[max(0, slot.start - 30) : slot.start])
    if not found:
        return 0
    return -1 if found["till"] else 1


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


def dates_agree(mine: DateFound, slot: Slot) -> bool:
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
