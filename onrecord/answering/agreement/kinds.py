"""Whether a number is of the kind that is asked for; sums in a currency that no sign tells ("300,000 crowns"). Pure."""

import re
from typing import Final

from onrecord.answering.agreement.asked import Asked
from onrecord.numbers import NumberFound

__all__ = ["is_of_kind"]

_CURRENCY: Final = re.compile(
    r"\s(?:marks|crowns|kron(?:a|e|er|or)|francs|lira|lire|pesos|rupees|r(?:o)?ubles|dinars?|dirhams?|shillings|zlotys?"
    r"|forints?|florins|guilders|riyals?|shekels|reais|yuan|yen|rand|hryvnias?|talers|ducats)\b",
    re.IGNORECASE,
)


def is_of_kind(asked: Asked, number: NumberFound, text: str) -> bool:
    """Whether a number of ``text`` is a sum, a share or another number as the question asks for one."""
    if asked.detail == "money" and number.unit == "plain" and _CURRENCY.match(text, number.end):
        return True
    if number.unit in ("label", "ordinal", "points") or (number.unit == "money") != (asked.detail == "money"):
        return False
    return (number.unit == "percent") == (asked.detail in ("share", "change"))
