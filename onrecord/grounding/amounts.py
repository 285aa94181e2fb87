"""Whether a number of the claim and one of the evidence come to the same."""

import re
from bisect import bisect_left
from decimal import Decimal
from typing import Final

from onrecord.grounding.lexicon import APPROXIMATE
from onrecord.grounding.reading import Read
from onrecord.grounding.slots import Slot
from onrecord.numbers import NumberFound

__all__ = ["MOST_FIGURES", "number_at", "same_amount"]

MOST_FIGURES: Final = 40
"""A claim of more figures is a table; so many of them are looked at."""

_FALLS: Final = re.compile(
    r"\b(?:f[ae]ll|fallen|los[st]|loss(?:es)?|lose|declin|decreas|down|drop|below|minus|negative|shr[aiu]nk|deficit)",
    re.IGNORECASE,
)
_HALF: Final = re.compile(r"\s+and\s+a\s+half\b", re.IGNORECASE)


def number_at(slot: Slot) -> NumberFound:
    """The number that stands in a slot."""
    return slot.sentence.numbers[bisect_left(slot.sentence.numbers, slot.start, key=lambda one: one.start)]


def same_amount(claim: Read, mine: NumberFound, slot: Slot) -> bool:
    """Whether two numbers say the same, or the claim's is the other one rounded and says so, or rounds a large one."""
    other, kinds = number_at(slot), ("percent", "points", "ordinal")
    left_out = (
        mine.unit == "percent" and other.unit == "plain" and _has_percent(slot.sentence)
    )  # "6 per cent; it got 4"
    if (mine.unit in kinds or other.unit in kinds) and mine.unit != other.unit and not left_out:
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


def _has_percent(one: Read) -> bool:
    return any(number.unit == "percent" for number in one.numbers)


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
