"""Token vectors in little room: eight bits a number, one scale a token.

384 float32 numbers a token are 1,536 bytes; here they are 386 and eight of offsets. The scores that come out differ
from float32 by less than 0.01 (tests/retriever/test_tokens.py holds it to that).
"""

import struct
from typing import Final

import numpy as np

from retriever.embed import Encoded, Floats, Ints

__all__ = ["pack", "unpack"]

_HEAD: Final = struct.Struct("<II")
_MOST: Final = 127


def pack(encoded: Encoded) -> bytes:
    """Token vectors and offsets as bytes."""
    count, dimensions = encoded.tokens.shape
    scales = (np.abs(encoded.tokens).max(axis=1) / _MOST).astype(np.float16)
    steps = np.maximum(scales.astype(np.float32), np.finfo(np.float16).tiny)[:, None]
    small = np.clip(np.rint(encoded.tokens / steps), -_MOST, _MOST).astype(np.int8)
    packed: bytes = (
        _HEAD.pack(count, dimensions)
        + encoded.offsets.astype("<u4").tobytes()
        + scales.astype("<f2").tobytes()
        + small.tobytes()
    )
    return packed


def unpack(data: bytes) -> tuple[Floats, Ints]:
    """What :func:`pack` was given: token vectors, shape (t, d), about unit length, and offsets, shape (t, 2)."""
    count, dimensions = _HEAD.unpack_from(data)
    at = _HEAD.size
    offsets = np.frombuffer(data, "<u4", count * 2, at).reshape(count, 2).astype(np.int32)
    at += count * 8
    scales = np.frombuffer(data, "<f2", count, at).astype(np.float32)
    at += count * 2
    small = np.frombuffer(data, np.int8, count * dimensions, at).reshape(count, dimensions)
    return small.astype(np.float32) * scales[:, None], offsets
