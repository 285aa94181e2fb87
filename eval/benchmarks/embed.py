"""How many tokens a second does each back end of the embedder read, and are its vectors those of the first?"""

import time
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from onrecord.errors import BadInput

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["EncodedText", "TextEncoder", "bench_embed", "passages_of"]

# About 200 tokens of English, what a passage has.
_WORDS: Final = 150
_LIST: Final = 64
_ENDINGS: Final = (".txt", ".md")
_QUESTION: Final = "Who said that the timetable leaves too little time?"


class EncodedText(Protocol):
    """One text as vectors, float32: ``vector`` of shape (d,), ``tokens`` of shape (t, d), unit length each."""

    @property
    def vector(self) -> "npt.NDArray[np.float32]":
        """Of the whole text."""
        ...

    @property
    def tokens(self) -> "npt.NDArray[np.float32]":
        """Of each token."""
        ...


class TextEncoder(Protocol):
    """What is measured: an embedder on one back end."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text."""
        ...

    def encode(self, texts: Sequence[str]) -> Sequence[EncodedText]:
        """Each text as vectors."""
        ...


def passages_of(path: Path, most: int) -> list[str]:
    """Up to ``most`` runs of 150 words from a text file, or from all ``.txt`` and ``.md`` files of a folder.

    Raises:
        BadInput: there are no words.
    """
    files = sorted(one for one in path.rglob("*") if one.suffix in _ENDINGS) if path.is_dir() else [path]
    try:
        words = list(chain.from_iterable(file.read_text(encoding="utf-8").split() for file in files))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read as UTF-8 text: {error}") from error
    if not words:
        raise BadInput(f"{path} holds no text: give a text file, or a folder with {' or '.join(_ENDINGS)} files.")
    return [" ".join(words[at : at + _WORDS]) for at in range(0, len(words), _WORDS)][:most]


def bench_embed(
    passages: Sequence[str], encoders: Mapping[str, TextEncoder], rounds: int
) -> dict[str, dict[str, float]]:
    """Let every encoder read all passages, in lists of 64, by turns; the best of its rounds counts.

    Args:
        passages: at least one.
        encoders: by name, at least one; the first is what the others are compared with.
        rounds: at least 1. A first reading, in which caches fill, is not timed.

    Returns:
        For each encoder ``tokens_per_second``, ``times_the_first``, ``question_ms`` (median of one short question), and
        ``least_cosine`` and ``least_token_cosine``: over all passages, between its vectors and the first one's.
    """
    least = _least_cosines(passages, encoders)
    took = {name: min(of) for name, of in _rounds(passages, encoders, rounds).items()}
    tokens = sum(next(iter(encoders.values())).count_tokens(passages))
    slowest = next(iter(took.values()))
    return {
        name: {
            "tokens_per_second": tokens / took[name],
            "times_the_first": slowest / took[name],
            "question_ms": _question_ms(encoder),
            "least_cosine": least[name][0],
            "least_token_cosine": least[name][1],
        }
        for name, encoder in encoders.items()
    }


def _lists(passages: Sequence[str]) -> list[Sequence[str]]:
    return [passages[at : at + _LIST] for at in range(0, len(passages), _LIST)]


def _rounds(passages: Sequence[str], encoders: Mapping[str, TextEncoder], rounds: int) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {name: [] for name in encoders}
    for _ in range(rounds):
        for name, encoder in encoders.items():
            start = time.perf_counter()
            for some in _lists(passages):
                encoder.encode(some)
            took[name].append(time.perf_counter() - start)
    return took


def _least_cosines(passages: Sequence[str], encoders: Mapping[str, TextEncoder]) -> dict[str, tuple[float, float]]:
    """The least cosine of a passage vector and of a token vector with the first encoder's."""
    least = dict.fromkeys(encoders, (1.0, 1.0))
    for some in _lists(passages):
        found = {name: encoder.encode(some) for name, encoder in encoders.items()}
        expected = next(iter(found.values()))
        for name, read in found.items():
            for one, other in zip(read, expected, strict=True):
                of_tokens = float((one.tokens * other.tokens).sum(axis=1).min())
                of_text = float(one.vector @ other.vector)
                least[name] = min(least[name][0], of_text), min(least[name][1], of_tokens)
    return least


def _question_ms(encoder: TextEncoder) -> float:
    took = []
    for _ in range(11):
        start = time.perf_counter()
        encoder.encode([_QUESTION])
        took.append(time.perf_counter() - start)
    return 1000 * sorted(took)[len(took) // 2]
