"""How well predicted attributions fit marked ones: which belong together, words in common, heads of sources."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from eval.benchmarks.attribution.brat import Ranges

__all__ = ["Counted", "Pairing", "head", "in_quote_marks", "paired"]

_WORD: Final = re.compile(r"\w+(?:['\u2019]\w+)*")
_MARKS: Final = frozenset("\"'\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u2019`")
# A head stands before these: "Mara Venn, of ...", "a spokesman for the ministry".
_BEHIND: Final = re.compile(
    r"[,(;:\u2014\u2013\u2015]|\s(?:of|for|in|at|from|with|on|who|whose|which|that|and|by|to|about|among)\s"
)
_LEADING: Final = re.compile(r"\s*(?:by|from|in|of|to|with|for|among)\s+", re.IGNORECASE)


def words_of(text: str, ranges: Ranges) -> frozenset[int]:
    """Where each word begins that stands in ``ranges``."""
    return frozenset(found.start() for start, end in ranges for found in _WORD.finditer(text, start, end))


def in_quote_marks(text: str, ranges: Ranges) -> bool:
    """Whether content begins and ends at a quote mark, the mark within it or beside it."""
    if not ranges:
        return False
    start, end = ranges[0][0], ranges[-1][1]
    opening = text[max(0, start - 1) : start + 1]
    closing = text[end - 1 : end + 1] + text[max(0, end - 2) : end - 1] * (text[end - 1 : end] in {".", ","})
    return any(mark in _MARKS for mark in opening) and any(mark in _MARKS for mark in closing)


def head(text: str, ranges: Ranges) -> str:
    """The word that a source is told by, in small letters: the last before a comma, a bracket or "of", "for", "who".

    "Venn" of "Mara Venn, the harbour master", "spokesman" of "a spokesman for the ministry". Empty for no source.
    """
    if not ranges:
        return ""
    source = text[ranges[0][0] : ranges[0][1]]
    leading = _LEADING.match(source)
    source = source[leading.end() :] if leading else source
    core = _BEHIND.split(source, maxsplit=1)[0]
    words = _WORD.findall(core) or _WORD.findall(source)
    return re.sub(r"['\u2019]s?$", "", words[-1]).lower() if words else ""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Predicted and marked attributions of one text that belong together.

    Attributes:
        pairs: places among the predicted and among the marked, with the words in common.
        predicted: words of each predicted one.
        marked: words of each marked one.
    """

    pairs: tuple[tuple[int, int, int], ...]
    predicted: tuple[frozenset[int], ...]
    marked: tuple[frozenset[int], ...]


def paired(text: str, predicted: Sequence[Ranges], marked: Sequence[Ranges]) -> Pairing:
    """Pair one to one, those first whose contents have most words in common, then those with fewest words apart."""
    ours = tuple(words_of(text, one) for one in predicted)
    theirs = tuple(words_of(text, one) for one in marked)
    ranked = sorted(
        (-len(one & other), len(one ^ other), at, place)
        for at, one in enumerate(ours)
        for place, other in enumerate(theirs)
        if one & other
    )
    used: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for common, _, at, place in ranked:
        if at not in used[0] and place not in used[1]:
            used[0].add(at)
            used[1].add(place)
            pairs.append((at, place, -common))
    return Pairing(tuple(pairs), ours, theirs)


@dataclass(slots=True)
class Counted:
    """Counts over texts.

    Attributes:
        marked: attributions that people marked.
        predicted: attributions that were found.
        matched: pairs of them.
        exact: pairs whose contents are the same words.
        heads: pairs whose sources have the same head.
        words_common: words of content in common, over all pairs.
        words_predicted: words of content of all predicted ones.
        words_marked: words of content of all marked ones.
    """

    marked: int = 0
    predicted: int = 0
    matched: int = 0
    exact: int = 0
    heads: int = 0
    words_common: int = 0
    words_predicted: int = 0
    words_marked: int = 0

    def add(self, text: str, pairing: Pairing, sources: tuple[Sequence[Ranges], Sequence[Ranges]]) -> None:
        """Count one text, with the sources of its predicted and marked attributions."""
        self.marked += len(pairing.marked)
        self.predicted += len(pairing.predicted)
        self.words_predicted += sum(map(len, pairing.predicted))
        self.words_marked += sum(map(len, pairing.marked))
        for at, place, common in pairing.pairs:
            self.matched += 1
            self.words_common += common
            self.exact += pairing.predicted[at] == pairing.marked[place]
            self.heads += head(text, sources[0][at]) == head(text, sources[1][place])

    def figures(self) -> Mapping[str, float | int | None]:
        """Counts, and shares in [0, 1]; a share of nothing is None."""
        return {
            "marked": self.marked,
            "predicted": self.predicted,
            "matched": self.matched,
            "exact_f1": _ratio(2 * self.exact, self.marked + self.predicted),
            "token_f1": _ratio(2 * self.words_common, self.words_marked + self.words_predicted),
            "head_of_matched": _ratio(self.heads, self.matched),
            "head_of_marked": _ratio(self.heads, self.marked),
        }


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
