"""Products of matrices on one thread: those of a search are small, and more threads cost more than they bring.

OpenBLAS, which NumPy multiplies with, hands each product of a search (some 20 x 384 x 2,700) to a thread a core; these
then wait for the next one in a loop that keeps a core busy for tens of milliseconds. A product takes 1.4 ms on one
thread and 0.9 ms on two; the waiting was half of all processor time that a question took (docs/decisions/page.md).
"""

from functools import cache

__all__ = ["multiply_on_one_thread"]


@cache
def multiply_on_one_thread() -> None:
    """Let OpenBLAS use one thread in this process from now on; nothing happens where NumPy uses another library."""
    import numpy as np  # noqa: F401 - what is not loaded yet is not found
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped,unused-ignore]

    ThreadpoolController().select(internal_api="openblas").limit(limits=1)
