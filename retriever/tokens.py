"""Token vectors in little room: a fixed rotation, then two bits a number.

A unit vector that is turned by a random rotation has coordinates that are nearly Gaussian, whatever the model, so one
quantizer fits all of them: the four levels of Max (Quantizing for minimum distortion, IRE Transactions 1960). The idea
of rotating first is that of RaBitQ (Gao and Long, SIGMOD 2024). Nothing has to be fitted to the data, and the vectors
of any embedder can be packed. 384 numbers take 96 bytes, and four of offsets; on XQuAD the order of passages and the
choice of sentences are those of float32 within .004 (docs/decisions/evidence.md).

Scores are computed in the rotated space: :func:`turned` is for the question, :func:`unpack` gives passages turned.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from retriever.embed import Encoded, Floats, Ints

__all__ = ["Packed", "Storable", "pack", "turned", "unpack"]

_HEAD: Final = struct.Struct("<II")
# Max's four levels for a Gaussian of deviation 1, and where one gives way to the next.
_LEVELS: Final = np.array([-1.5104, -0.4528, 0.4528, 1.5104], dtype=np.float32)
_BORDERS: Final = np.array([-0.9816, 0.0, 0.9816], dtype=np.float32)
_PER_BYTE: Final = 4
_SEED: Final = 20240418


@dataclass(frozen=True, slots=True)
class Packed:
    """A passage as it is stored: a fifteenth of what :class:`retriever.embed.Encoded` takes.

    Attributes:
        vector: float32, shape (d,), unit length.
        tokens: as :func:`pack` gives them.
        keys: the dates and figures of the passage, as :func:`retriever.mending.keys_line` gives them.
    """

    vector: Floats
    tokens: bytes
    keys: str


Storable = Encoded | Packed
"""What is stored of a passage: as it comes from the embedder, or packed already by a worker."""


@lru_cache(maxsize=4)
def _rotation(dimensions: int) -> Floats:
    """An orthogonal matrix, the same on every machine: the stream of RandomState never changes, signs are fixed."""
    drawn = np.random.RandomState(_SEED).standard_normal((dimensions, dimensions))
    orthogonal, upper = np.linalg.qr(drawn)
    return np.asarray(orthogonal * np.sign(np.diag(upper)), dtype=np.float32)


@lru_cache(maxsize=1)
def _table() -> Floats:
    """Byte -> its four levels, shape (256, 4)."""
    codes = np.arange(256)[:, None] >> np.array([0, 2, 4, 6]) & 3
    return np.asarray(_LEVELS[codes], dtype=np.float32)


def turned(tokens: Floats) -> Floats:
    """Vectors, shape (t, d), in the space of :func:`unpack`; their dot products with one another are unchanged."""
    return np.asarray(tokens @ _rotation(tokens.shape[1]), dtype=np.float32)


def pack(encoded: Storable) -> bytes:
    """Token vectors and offsets as bytes. Offsets over 65,535 are kept as that; no passage is so long."""
    if isinstance(encoded, Packed):
        return encoded.tokens
    count, dimensions = encoded.tokens.shape
    scaled = turned(encoded.tokens) * np.sqrt(dimensions, dtype=np.float32)
    # A number's code is how many borders lie below it; numpy's searchsorted takes several times as long for three.
    codes = np.sum([scaled > border for border in _BORDERS], axis=0, dtype=np.uint8)
    codes = np.pad(codes, ((0, 0), (0, -dimensions % _PER_BYTE))).reshape(count, -1, _PER_BYTE)
    small = codes[..., 0] | codes[..., 1] << 2 | codes[..., 2] << 4 | codes[..., 3] << 6
    offsets = np.minimum(encoded.offsets, np.iinfo(np.uint16).max).astype("<u2")
    packed: bytes = _HEAD.pack(count, dimensions) + offsets.tobytes() + small.tobytes()
    return packed


def unpack(packed: Sequence[bytes]) -> tuple[Floats, list[Ints]]:
    """The token vectors of several passages one below the other, and the offsets of each passage.

    Returns:
        float32, shape (t of all, d), unit length, turned; and for each passage int32, shape (t, 2), as packed.
    """
    if not packed:
        return np.zeros((0, 0), np.float32), []
    offsets, small = [], []
    dimensions = _HEAD.unpack_from(packed[0])[1]
    width = -(-dimensions // _PER_BYTE)
    for data in packed:
        count, _ = _HEAD.unpack_from(data)
        offsets.append(np.frombuffer(data, "<u2", count * 2, _HEAD.size).reshape(count, 2).astype(np.int32))
        small.append(np.frombuffer(data, np.uint8, count * width, _HEAD.size + count * 4).reshape(count, width))
    # A row of four levels is taken as one number of 16 bytes, which NumPy does several times as fast.
    codes = np.concatenate(small)
    levels = _table().view(np.complex128)[:, 0][codes].view(np.float32)[:, :dimensions]
    lengths = np.sqrt(np.einsum("td,td->t", levels, levels))
    levels /= lengths[:, None]
    return levels, offsets
