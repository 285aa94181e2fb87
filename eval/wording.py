"""Words of a suite, looked for in texts that write marks and line ends otherwise."""

import re
from functools import lru_cache
from typing import Final

__all__ = ["pattern_of", "plain"]

_APOSTROPHES: Final = "\u2018\u2019\u201a\u201b"
_QUOTES: Final = "\u201c\u201d\u201e\u201f"
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_ALIKE: Final = str.maketrans(
    _APOSTROPHES + _QUOTES + _DASHES + "\u00a0",
    "'" * len(_APOSTROPHES) + '"' * len(_QUOTES) + "-" * len(_DASHES) + " ",
)


def plain(text: str) -> str:
    """``text`` with one sign for each kind of quote mark, dash and space; as long as it was, so that offsets hold."""
    return text.translate(_ALIKE)


@lru_cache(maxsize=4096)
def pattern_of(words: str, whole: bool = False) -> re.Pattern[str]:
    """What finds ``words`` in a :func:`plain` text, whatever its case and however its lines are broken.

    A figure at either end is whole: "5 million" is not in "15 million", nor "4 May" in "14 May".

    Args:
        words: at least one.
        whole: whether letters at either end are whole words too.
    """
    body = r"\s+".join(re.escape(word) for word in plain(words).split())
    before, after = (r"(?<!\w)", r"(?!\w)") if whole else ("", "")
    if body[0].isdigit():
        before += r"(?<!\d)(?<!\d[.,])"
    if body[-1].isdigit():
        after += r"(?!\d)(?![.,]\d)"
    return re.compile(before + body + after, re.IGNORECASE)
