"""How the C library hands out memory to a process of many threads that runs for long."""

import ctypes
import os
from typing import Final

__all__ = ["tighten_heap"]

# Numbers of parameters and their values, from malloc.h of the GNU C library; see mallopt(3).
_ARENA_MAX: Final = -8
_MMAP_THRESHOLD: Final = -3
_ARENAS: Final = 2
_OF_ITS_OWN: Final = 128 * 1024  # bytes


def tighten_heap() -> bool:
    """Have all threads share two heaps, and give memory of 128 KiB and more back as soon as it is let go of.

    By default each thread gets a heap of its own, up to eight for each core, and each keeps the holes that long texts
    leave in it: of 550 MB that a page with twenty readers had taken so after four minutes, 200 MB were holes. From a
    block of 128 KiB on memory is given back by itself, but the first time that a larger one is let go of, the library
    raises that bound up to 32 MB.

    It counts for heaps that are not begun yet, so it is to be called before any thread starts.

    Returns:
        Whether it was done: not where the C library is another than GNU's, and not where ``MALLOC_ARENA_MAX`` or
        ``GLIBC_TUNABLES`` in the environment shows that somebody has settled it.
    """
    if "MALLOC_ARENA_MAX" in os.environ or "GLIBC_TUNABLES" in os.environ:
        return False
    try:
        library = ctypes.CDLL(None)
        library.gnu_get_libc_version  # noqa: B018 - others may have a mallopt that does nothing
        mallopt = library.mallopt
    except (AttributeError, OSError, TypeError):
        return False
    return bool(mallopt(_ARENA_MAX, _ARENAS)) and bool(mallopt(_MMAP_THRESHOLD, _OF_ITS_OWN))
