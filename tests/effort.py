"""How much work something is, which a busy machine does not change as it changes how long it takes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["work_of_at_most"]


@contextmanager
def work_of_at_most(seconds: float) -> Iterator[None]:
    """The block, or the test that this decorates, keeps its thread at work for less than this.

    Time that it waits does not count, nor what others do meanwhile. It is for what must not grow with the square of
    its input: give some twenty times what an idle machine of today needs, and an input whose square is far longer.

    Args:
        seconds: CPU time of this thread.

    Raises:
        AssertionError: it took more.
    """
    begun = time.thread_time()
    yield
    took = time.thread_time() - begun
    assert took < seconds, f"{took:.1f} s of work"
