"""Where the line ends that tells where and when a report was written: "LANTRY, May 3 (CWA) -". Pure; English."""

import re
from typing import Final

__all__ = ["after_dateline"]

_LINE: Final = re.compile(
    r"\W{0,3}[A-Z][A-Z' .-]{2,40}(?:, [A-Z][\w .]{1,40})?(?:, [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?\.?"
    r" (?:[(/][^()/]{1,40}[)/]\.?(?: ?[-\u2013\u2014]+)?|[-\u2013\u2014]+) "
)


def after_dateline(text: str) -> int:
    """The first character behind the line that a folded sentence begins with; 0 where it begins with none.

    "LANTRY, Marl (CWA) - The lock ...", "LANTRY, May 3. /CWA/. The lock ...", "LANTRY, May 3 - The lock ...".
    """
    found = _LINE.match(text)
    return found.end() if found else 0
