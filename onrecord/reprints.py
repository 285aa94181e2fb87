"""Whether two texts are prints of one: a wire story in two papers is one source, not two. Pure.

Runs of words as in Broder, On the resemblance and containment of documents (1997): a reprint keeps most of them
whatever lead it is given, and two stories of one event that were written apart share hardly any.
"""

import re
from functools import lru_cache
from typing import Final

__all__ = ["is_reprint"]

_RUN: Final = 4
# Share of the runs of the shorter text that the longer one has too; a reprint may be cut, so containment counts.
_CONTAINED: Final = 0.7
# A shorter text is a phrase that two writers may hit upon.
_FEWEST_WORDS: Final = 12
_MOST_CHARACTERS: Final = 20_000
_WORD: Final = re.compile(r"\w+")


def is_reprint(one: str, other: str) -> bool:
    """Whether ``one`` and ``other`` print the same text, whole or cut.

    Another figure is another claim, however alike the texts are: the shorter one may have no figure that the longer
    one lacks. Of either text the first 20,000 characters count. Texts of fewer than twelve words are the same only
    where all words are.
    """
    (short, figures), (long, others) = sorted((_runs(one), _runs(other)), key=lambda runs: len(runs[0]))
    if not short:
        return _words(one) == _words(other) != ()
    return figures <= others and len(short & long) >= _CONTAINED * len(short)


@lru_cache(maxsize=512)  # each passage is held against each other one
def _runs(text: str) -> tuple[frozenset[tuple[str, ...]], frozenset[str]]:
    """Its runs of four words, none where it has too few words, and its figures."""
    words = _words(text)
    figures = frozenset(word for word in words if word[0].isdigit())
    if len(words) < _FEWEST_WORDS:
        return frozenset(), figures
    return frozenset(words[at : at + _RUN] for at in range(len(words) - _RUN + 1)), figures


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text[:_MOST_CHARACTERS].casefold()))
