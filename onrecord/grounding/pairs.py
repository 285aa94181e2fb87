"""Evidence and claim as one sequence of tokens, and sequences of like length together."""

import os
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from onrecord.words import whole

__all__ = ["PROBE", "Pair", "PairReader", "arrays_of", "scored", "window_of"]

# What a model reads at once where its files do not say.
_UNSTATED_WINDOW: Final = 512
# The padding's token of models (RoBERTa and its kin) that number positions from the one after it.
_PAD_OF_SHIFTED: Final = 1
# Every model is tried on it as it is opened.
PROBE: Final = ("The ferry struck the ramp at Skarnehead on Tuesday evening.", "A ferry struck a ramp.")


class Pair(NamedTuple):
    """Evidence and claim, as a model reads them.

    Attributes:
        ids: token numbers, with the model's own marks.
        types: 0 or 1 for each token: the first or the second text.
        claim: places of the claim's tokens; at least one.
    """

    ids: list[int]
    types: list[int]
    claim: list[int]


class PairReader:
    """Makes pairs of texts into pairs of tokens.

    Args:
        tokenizer: a ``tokenizers.Tokenizer`` of its own: what it cuts and fills up is turned off.
        window: tokens that the model reads at once, its marks counted.
    """

    def __init__(self, tokenizer: Any, window: int) -> None:  # noqa: ANN401
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._window = window

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Pair | None]:
        """Each pair, in order; None where nothing of the evidence or of the claim is left to read.

        What is too long loses the end of its evidence, never of its claim.
        """
        texts = [(whole(evidence), whole(claim)) for evidence, claim in pairs]
        return [self._fitted(encoding) for encoding in self._tokenizer.encode_batch(texts)]

    def _fitted(self, encoding: Any) -> Pair | None:  # noqa: ANN401 - a tokenizers.Encoding
        sides = encoding.sequence_ids
        evidence = [place for place, side in enumerate(sides) if side == 0]
        room = len(evidence) - max(0, len(sides) - self._window)
        if room <= 0 or 1 not in sides:
            return None
        cut = set(evidence[room:])
        kept = [place for place in range(len(sides)) if place not in cut]
        ids, types = encoding.ids, encoding.type_ids
        claim = [at for at, place in enumerate(kept) if sides[place] == 1]
        return Pair([ids[place] for place in kept], [types[place] for place in kept], claim)


def window_of(positions: int | None, pad: int | None) -> int:
    """Tokens that a model reads at once, its marks counted.

    Args:
        positions: how many its configuration states; None or 0 where it does not.
        pad: the number of its padding's token, where it is known.
    """
    return (positions or _UNSTATED_WINDOW) - (_PAD_OF_SHIFTED + 1 if pad == _PAD_OF_SHIFTED else 0)


def arrays_of(batch: Sequence[Pair], length: int, pad: int) -> dict[str, "npt.NDArray[np.int64]"]:
    """Pairs as the inputs of a model, each of shape (n, ``length``), filled with the token number ``pad``."""
    ids = np.full((len(batch), length), pad, dtype=np.int64)
    mask, types = np.zeros_like(ids), np.zeros_like(ids)
    for row, pair in enumerate(batch):
        ids[row, : len(pair.ids)] = pair.ids
        mask[row, : len(pair.ids)] = 1
        types[row, : len(pair.ids)] = pair.types
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}


def scored(read: Sequence[Pair | None], most: int, score: Callable[[list[Pair]], Sequence[float]]) -> list[float]:
    """The score of each pair, in order, 0.0 for None; pairs of like length are scored together, ``most`` at once."""
    found = [0.0] * len(read)
    there = sorted(((place, pair) for place, pair in enumerate(read) if pair), key=lambda one: len(one[1].ids))
    for begin in range(0, len(there), most):
        batch = there[begin : begin + most]
        for (place, _), value in zip(batch, score([pair for _, pair in batch]), strict=True):
            found[place] = value
    return found
