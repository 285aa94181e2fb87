"""Figures that a writer works out: "all but one of 26" for 25, "nine in ten" for 90 per cent, a total, a difference."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from typing import Final

from onrecord.grounding.reading import Read
from onrecord.numbers import NumberFound, numbers_in
from onrecord.words import in_english_letters

__all__ = ["worked_out"]

_ONES: Final = {
    word: Decimal(value)
    for value, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
_N: Final = rf"(?:(?<!\d)\d[\d,.]{{0,20}}|{'|'.join(_ONES)}|an?\b|another)"
_BUT: Final = re.compile(rf"\ball (?:but|except) (?P<k>{_N}) of (?:the |its |their |his |her )?", re.IGNORECASE)
_IN: Final = re.compile(rf"\b(?P<k>{_N}) (?:in|out of) (?:every )?(?P<n>{_N})\b", re.IGNORECASE)
_PARTS: Final = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10, "halves": 2,
}  # fmt: skip
_PART: Final = re.compile(
    rf"\b(?:(?P<k>{_N})[\s-])?(?P<part>{'|'.join(_PARTS)})s?\b(?P<of> (?:of )?(?:the |its |their |a )?)?", re.IGNORECASE
)
_AND_HALF: Final = re.compile(rf"\b(?P<k>{_N})(?:\s[a-z]+)? and (?:a|one)[\s-](?P<part>half|quarter)\b", re.IGNORECASE)
_DOZEN: Final = re.compile(rf"\b(?P<k>{_N}) dozen\b", re.IGNORECASE)
_TIMES: Final = re.compile(r"\b(?:twice|double|doubl(?:ed|es|ing))\b", re.IGNORECASE)
# How many of the smaller are in the greater.
_SPANS: Final = (
    ("week", "day", 7), ("fortnight", "day", 14), ("fortnight", "week", 2), ("year", "month", 12), ("day", "hour", 24),
    ("hour", "minute", 60), ("decade", "year", 10), ("century", "year", 100),
)  # fmt: skip
_SPAN: Final = re.compile(
    rf"\b(?P<k>{_N}|half an?)[\s-](?P<unit>week|fortnight|year|day|hour|decade|month|minute)s?\b(?P<more> and a half)?",
    re.IGNORECASE,
)
_TOTAL: Final = re.compile(
    r"\b(?:total|totals|together|altogether|in all|combined|sum|overall|both|between them|all told)\b", re.IGNORECASE
)
_APART: Final = re.compile(
    r"\b(?:more|less|fewer|higher|lower|by|gap|difference|later|earlier|longer|shorter|margin|lead|short|rest|others?"
    r"|remain(?:ing|der)?|extra|additional|further|saved?)\b",
    re.IGNORECASE,
)
# Characters on either side of the number where that word stands.
_CLOSE: Final = 24
# More figures than these are a table: any number is a sum of two of them.
_MOST: Final = 12


def worked_out(claim: Read, number: NumberFound, near: Sequence[Read]) -> bool:
    """Whether the claim's number follows by a writer's sum from one of the sentences, or from two figures of them.

    A total and a difference count only where the claim has a word for it ("in all", "more than").
    """
    value, percent = abs(number.value), number.unit == "percent"
    for one in near:
        if any(is_percent == percent and _equal(value, other, percent) for other, is_percent in _parts(one)):
            return True
        if not percent and any(_equal(value, other, False) for other in _spans(claim, number, one)):
            return True
    figures = [[abs(one.value) for one in other.numbers if _alike(one, number)] for other in near]
    every = list(dict.fromkeys(figure for each in figures for figure in each))
    if len(every) > _MOST or value < 2:
        return False
    if _TOTAL.search(claim.text) and (value == sum(every) or any(value == sum(two) for two in combinations(every, 2))):
        return True
    around = claim.text[max(0, number.start - _CLOSE) : number.end + _CLOSE]
    within = (abs(one - two) for each in figures for one, two in combinations(each, 2))
    return _APART.search(around) is not None and value in within


def _alike(one: NumberFound, other: NumberFound) -> bool:
    units = {one.unit, other.unit}
    if units == {"plain", "money"}:  # "12 million euros and 8 million"
        return (one.scale if one.unit == "plain" else other.scale) > 1
    return (len(units) == 1 and one.currency == other.currency) or units == {"percent", "points"}


def _equal(value: Decimal, other: Decimal, percent: bool) -> bool:
    return abs(value - other) <= (Decimal("0.7") if percent else 0)


@lru_cache(maxsize=4096)  # as the sentences themselves
def _parts(one: Read) -> tuple[tuple[Decimal, bool], ...]:
    """What comes of the parts and fractions of a sentence, and whether it is per cent."""
    return tuple(_found_parts(one))


def _found_parts(one: Read) -> Iterator[tuple[Decimal, bool]]:
    text = in_english_letters(one.text)
    for found in _BUT.finditer(text):
        whole = _next(one, found.end())
        if whole is not None:
            yield whole - _read(found["k"]), False
    for found in _IN.finditer(text):
        share, whole = _read(found["k"]), _read(found["n"])
        if 0 < share < whole:
            yield 100 * share / whole, True
    for found in _AND_HALF.finditer(text):
        yield _read(found["k"]) + Decimal(1) / _PARTS[found["part"].lower()], False
    for found in _DOZEN.finditer(text):
        yield 12 * _read(found["k"]), False
    yield from _fractions(one)
    if _TIMES.search(text):
        yield from ((2 * abs(number.value), False) for number in one.numbers)


def _fractions(one: Read) -> Iterator[tuple[Decimal, bool]]:
    """Of "a quarter of the 80": 25 per cent, and 20."""
    for found in _PART.finditer(in_english_letters(one.text)):
        share = _read(found["k"] or "a") / _PARTS[found["part"].lower()]
        whole = _next(one, found.end()) if found["of"] else None
        if share < 1:
            yield 100 * share, True
        if share < 1 and whole is not None:
            yield whole * share, False


def _next(one: Read, start: int) -> Decimal | None:
    """The number that begins at ``start``, or behind one word."""
    for number in one.numbers:
        if start <= number.start <= start + 12:
            return abs(number.value)
    return None


def _read(written: str) -> Decimal:
    written = written.lower().rstrip(".,")
    if written in _ONES:
        return _ONES[written]
    found = numbers_in(written)
    return abs(found[0].value) if found else Decimal(1)


def _spans(claim: Read, number: NumberFound, one: Read) -> Iterator[Decimal]:
    """The spans of time of a sentence in the unit that the claim's number is of."""
    mine = re.match(r"[\s-]?(\w+?)s?\b", claim.text[number.end :])
    unit = mine[1].lower() if mine else ""
    for found in _SPAN.finditer(one.text):
        count = Decimal("0.5") if found["k"].lower().startswith("half") else _read(found["k"])
        count += Decimal("0.5") if found["more"] else 0
        theirs = found["unit"].lower()
        for greater, smaller, many in _SPANS:
            if (greater, smaller) == (theirs, unit):
                yield count * many
            elif (smaller, greater) == (theirs, unit):
                yield count / many
