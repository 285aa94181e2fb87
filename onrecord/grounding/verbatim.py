"""Are these words in the passage, letter for letter?"""

import re
import unicodedata
from typing import Final

__all__ = ["folded", "is_verbatim", "quoted_words"]

_SAME: Final = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u00ad": "",
    }
)
_QUOTED: Final = re.compile(r'"([^"]*)"')
# Marks that stand inside a figure: "3" is no whole word of "3.5", nor "40" of "40,000" or "2024" of "18/4/2024".
_IN_FIGURES: Final = frozenset(".,:/")


def folded(text: str) -> str:
    """``text`` with white space, quote marks, dashes and Unicode forms (NFKC) made alike; letters keep their case."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SAME).split())


def is_verbatim(claim: str, evidence: str) -> bool:
    """Whether the words of ``claim`` stand in ``evidence`` in this order and spelling, as whole words.

    White space, the style of quote marks and dashes, and quote marks or a full stop at the claim's ends do not count.
    """
    words = folded(claim).strip("\"' ").rstrip(".").strip("\"' ")
    if not words:
        return False
    text = folded(evidence)
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if not _goes_on(text[max(0, at - 2) : at][::-1], words[0]) and not _goes_on(text[end : end + 2], words[-1]):
            return True
        at = text.find(words, _next_start(text, at, words[0]))
    return False


def _next_start(text: str, at: int, first: str) -> int:
    """Where to look on: a run of letters that begins within a longer run is not tried at each of its letters."""
    at += 1
    while first.isalnum() and at < len(text) and text[at - 1].isalnum() and text[at].isalnum():
        at += 1
    return at


def _goes_on(beyond: str, edge: str) -> bool:
    """Whether the word or figure that ``edge`` is the outermost letter of goes on in the next two letters, outwards."""
    if edge.isdigit() and len(beyond) == 2 and beyond[0] in _IN_FIGURES and beyond[1].isdigit():
        return True
    return edge.isalnum() and beyond[:1].isalnum()


def quoted_words(claim: str) -> list[str]:
    """The runs that a claim puts between double quote marks: words that it says are somebody's own."""
    runs = (found[1].strip(" ,.") for found in _QUOTED.finditer(folded(claim)))
    return [run for run in runs if len(run) > 1]
