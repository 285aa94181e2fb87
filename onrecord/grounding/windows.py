"""The few places of the evidence that a claim may rest on: windows of a few sentences."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from onrecord.sentences import split_sentences
from onrecord.words import content_stems

__all__ = ["best_windows"]

_SENTENCES: Final = 3


@dataclass(frozen=True, slots=True)
class _Window:
    """A run of sentences: its words, the number of its text, its sentences, and which of the text's they are."""

    text: str
    source: int
    sentences: tuple[str, ...]
    first: int

    def overlaps(self, other: "_Window") -> bool:
        """Whether over half of the sentences are those of ``other``."""
        if self.source != other.source:
            return False
        return 2 * (len(self.sentences) - abs(self.first - other.first)) > len(self.sentences)


def best_windows(claim: str, texts: Sequence[str], most: int, sentences: int = _SENTENCES) -> list[str]:
    """The windows of ``texts`` that share most with ``claim``, best first; empty where there is no text.

    Each text is cut into overlapping windows, one for each sentence that it can begin with; a text of no more sentences
    than one window has is a window itself, unchanged. What a window shares with the claim is counted by stems, those
    that are rare in the texts for more. A window that is over half the same as a better one is taken only where too few
    others are left, and one that shares nothing only where none does. Order and repeats of the texts do not matter.

    Args:
        claim: one sentence.
        texts: evidence; may be empty.
        most: windows that are wanted, at least 1.
        sentences: how many a window has, at least 1.
    """
    windows = [
        window
        for number, text in enumerate(sorted({text for text in texts if text.strip()}))
        for window in _cut(text, number, sentences)
    ]
    shares = _shares(claim, windows)
    order = sorted(range(len(windows)), key=lambda place: (-shares[place], windows[place].text))
    order = [place for place in order if shares[place] > 0] or order
    return _apart([windows[place] for place in order], most)


def _cut(text: str, number: int, size: int) -> list[_Window]:
    spans = split_sentences(text)
    found = tuple(text[span.start : span.end] for span in spans)
    if len(spans) <= size:
        return [_Window(text, number, found, 0)] if spans else []
    return [
        _Window(text[spans[at].start : spans[at + size - 1].end], number, found[at : at + size], at)
        for at in range(len(spans) - size + 1)
    ]


def _shares(claim: str, windows: Sequence[_Window]) -> list[float]:
    """What share of the claim's stems each window has, in [0, 1], weighed by how few of all sentences have them."""
    stems = {sentence: set(content_stems(sentence)) for window in windows for sentence in window.sentences}
    sentences_with = Counter(stem for found in stems.values() for stem in found)
    wanted = {
        stem: math.log(1 + len(stems) / sentences_with[stem])
        for stem in sorted(set(content_stems(claim)))
        if sentences_with[stem]
    }
    total = sum(wanted.values()) or 1.0
    there = [set().union(*(stems[sentence] for sentence in window.sentences)) for window in windows]
    return [sum(weight for stem, weight in wanted.items() if stem in found) / total for found in there]


def _apart(ranked: Sequence[_Window], most: int) -> list[str]:
    """The texts of the first ``most`` different windows, best first, of which those apart from better ones go first."""
    ranked = list({window.text: window for window in reversed(ranked)}.values())[::-1]
    kept: list[_Window] = []
    for window in ranked:
        if len(kept) < most and not any(window.overlaps(other) for other in kept):
            kept.append(window)
    rest = [window for window in ranked if window not in kept]
    chosen = {window.text for window in [*kept, *rest][:most]}
    return [window.text for window in ranked if window.text in chosen]
