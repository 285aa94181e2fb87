"""Nearly the same passage twice: the reprint of a wire story, a notice that stands in many documents."""

import re
from collections.abc import Sequence
from typing import Final

from retriever.rows import StoredPassage

__all__ = ["groups"]

# Share of word runs in common (Jaccard over runs of four words; Broder, On the resemblance and containment of
# documents, 1997) from which two passages are one text. A reprint with another lead or a cut last sentence stays above
# it; two stories of one event, written apart, share hardly any run.
_SAME: Final = 0.6
_RUN: Final = 4
# When all groups are there, so many passages more may still be found to belong to one.
_BEYOND: Final = 16
_WORD: Final = re.compile(r"\w+")


def groups(passages: Sequence[StoredPassage], most: int) -> list[list[StoredPassage]]:
    """The first ``most`` passages, each with its near-duplicates further down; the first of a group stands for it.

    Another figure is another claim, however alike the passages are, so passages whose figures differ stay apart. So do
    passages of one document that overlap.
    """
    found: list[tuple[list[StoredPassage], frozenset[int], tuple[str, ...]]] = []
    beyond = 0
    for stored in passages:
        if len(found) == most:
            beyond += 1
            if beyond > _BEYOND:
                break
        words = _WORD.findall(stored.passage.text.casefold())
        runs = _runs(words)
        figures = tuple(sorted({word for word in words if word[0].isdigit()}))
        for group, its_runs, its_figures in found:
            if figures == its_figures and not _overlap(stored, group[0]) and _alike(runs, its_runs):
                group.append(stored)
                break
        else:
            if len(found) < most:
                found.append(([stored], runs, figures))
    return [group for group, _, _ in found]


def _runs(words: Sequence[str]) -> frozenset[int]:
    """Each run of four words as a number; the words themselves where there are fewer."""
    if len(words) < _RUN:
        return frozenset([hash(tuple(words))])
    return frozenset(map(hash, zip(*(words[at:] for at in range(_RUN)), strict=False)))


def _alike(runs: frozenset[int], others: frozenset[int]) -> bool:
    fewer, more = sorted((len(runs), len(others)))
    if fewer < _SAME * more:
        return False
    shared = len(runs & others)
    return shared >= _SAME * (fewer + more - shared)


def _overlap(one: StoredPassage, other: StoredPassage) -> bool:
    return (
        one.version == other.version and one.passage.start < other.passage.end and other.passage.start < one.passage.end
    )
