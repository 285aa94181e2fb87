"""Threads share two heaps once that is asked for, and long texts leave nothing behind."""

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.heap import tighten_heap

GNU = pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "gnu_get_libc_version"), reason="another C library")
_SCRIPT = """
import ctypes, sys, threading
from onrecord.heap import tighten_heap

if "tighten" in sys.argv:
    assert tighten_heap()
library = ctypes.CDLL(None)
library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
library.free(library.malloc(8 << 20))  # after this, a block of 1 MB comes out of a heap by default
together = threading.Barrier(8)

def takes():
    together.wait()
    block = library.malloc(1 << 20)
    together.wait()
    library.free(block)

threads = [threading.Thread(target=takes) for _ in range(8)]
[one.start() for one in threads]
[one.join() for one in threads]
library.malloc_stats()
"""


def _heaps(*words: str, **environment: str) -> tuple[int, int]:
    """How many heaps eight threads had, and the bytes that were taken for these."""
    ran = subprocess.run(
        [sys.executable, "-c", _SCRIPT, *words], capture_output=True, text=True, timeout=60, check=True,
        cwd=Path(__file__).parents[1], env={"PATH": "", **environment},
    )  # fmt: skip
    told = ran.stderr.splitlines()
    taken = [int(line.split()[-1]) for line in told if line.startswith("system bytes")]
    return sum(line.startswith("Arena ") for line in told), sum(taken[:-1])  # the last is the total, with mapped blocks


@GNU
def test_threads_share_two_heaps_and_large_blocks_are_in_none_of_them() -> None:
    heaps, taken = _heaps()
    tight, tightly = _heaps("tighten")
    assert heaps > 2, "else this test shows nothing"
    assert tight <= 2
    assert tightly < taken - (4 << 20)


@GNU
@pytest.mark.parametrize("name", ["MALLOC_ARENA_MAX", "GLIBC_TUNABLES"])
def test_what_somebody_settled_stays(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "4")
    assert not tighten_heap()


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MALLOC_ARENA_MAX", "GLIBC_TUNABLES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    assert not tighten_heap()
