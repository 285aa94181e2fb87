"""Texts to the token sequences that a model reads: windows of its length, each with the header that goes before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["CONTEXT_TOKENS", "Ints", "Sequencer", "Window"]

CONTEXT_TOKENS: Final = 64
"""Most tokens of a header; the rest of it is cut."""

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a text as the model reads it.

    Attributes:
        ids: token numbers: the model's mark(s), the header, the stretch, the model's mark(s).
        offsets: int32, shape (t, 2): first and one past the last character of each token in the text; (0, 0) for a
            mark and for the header.
        known: rows that an earlier window of the same text has given already, first and one past the last: its header.
    """

    ids: list[int]
    offsets: Ints
    known: tuple[int, int] = (0, 0)


class Sequencer:
    """Cuts texts into windows. It keeps no state between calls, so any number of threads may use it at once.

    Args:
        tokenizer: its truncation and padding are switched off.
        longest: tokens that the model reads at once, its own marks counted.
    """

    def __init__(self, tokenizer: "Tokenizer", longest: int) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._before, self._after = _marks(tokenizer)
        self._room = longest - len(self._before) - len(self._after)

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, the model's own marks not counted."""
        found = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(one.ids) for one in found]

    def windows(self, texts: Sequence[str], contexts: Sequence[str] = ()) -> list[list[Window]]:
        """The windows of each text, at least one, as even in length as can be.

        Args:
            texts: may be empty strings: those are the model's marks alone.
            contexts: none, or a header a text, which is read before it, with a newline between. It is cut to
                :data:`CONTEXT_TOKENS`, and to half of what the model reads at once. White space alone is no header.

        Raises:
            ValueError: there are contexts, and not as many as texts.
        """
        if contexts and len(contexts) != len(texts):
            raise ValueError(f"{len(contexts)} contexts for {len(texts)} texts")
        heads = self._heads(contexts) if contexts else [""] * len(texts)
        found = self._tokenizer.encode_batch(
            [head + text for head, text in zip(heads, texts, strict=True)], add_special_tokens=False
        )
        return [self._cut(one.ids, one.offsets, len(head)) for one, head in zip(found, heads, strict=True)]

    def _heads(self, contexts: Sequence[str]) -> list[str]:
        """Each header cut to its length, with its newline; empty where there is none."""
        most = min(CONTEXT_TOKENS, self._room // 2)
        heads = []
        for context, one in zip(
            contexts, self._tokenizer.encode_batch(list(contexts), add_special_tokens=False), strict=True
        ):
            end = one.offsets[most - 1][1] if len(one.ids) > most else len(context)
            heads.append(f"{context[:end]}\n" if context[:end].strip() else "")
        return heads

    def _cut(self, ids: list[int], places: list[tuple[int, int]], head: int) -> list[Window]:
        """Windows of one tokenized text whose first ``head`` characters are its header."""
        offsets = np.array(places, dtype=np.int32).reshape(-1, 2) - head
        headed = int((offsets[:, 1] <= 0).sum()) if head else 0
        offsets[:headed] = 0
        np.maximum(offsets, 0, out=offsets)
        body = len(ids) - headed
        pieces = max(1, -(-body // (self._room - headed)))
        bounds = [headed + body * piece // pieces for piece in range(pieces + 1)]
        marks = [np.zeros((len(some), 2), dtype=np.int32) for some in (self._before, self._after)]
        first = len(self._before)
        return [
            Window(
                [*self._before, *ids[:headed], *ids[start:end], *self._after],
                np.concatenate([marks[0], offsets[:headed], offsets[start:end], marks[1]]),
                (0, 0) if start == headed else (first, first + headed),
            )
            for start, end in pairwise(bounds)
        ]


def _marks(tokenizer: "Tokenizer") -> tuple[list[int], list[int]]:
    """What the model puts before and after a text of its own accord."""
    found = tokenizer.encode("a")
    own = [place for place, mark in enumerate(found.special_tokens_mask) if not mark]
    return found.ids[: own[0]], found.ids[own[-1] + 1 :]
