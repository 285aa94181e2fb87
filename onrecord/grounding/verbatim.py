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
_QUOTED: Final = re.compile(r'"([^"]{2,}?)"')


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
        before, after = text[at - 1 : at], text[at + len(words) : at + len(words) + 1]
        if not (before.isalnum() and words[0].isalnum()) and not (after.isalnum() and words[-1].isalnum()):
            return True
        at = text.find(words, at + 1)
    return False


def quoted_words(claim: str) -> list[str]:
    """The runs that a claim puts between double quote marks: words that it says are somebody's own."""
    return [found[1].strip(" ,.") for found in _QUOTED.finditer(folded(claim)) if found[1].strip(" ,.")]
