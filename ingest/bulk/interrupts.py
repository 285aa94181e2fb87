"""Ctrl+C at a moment of our choosing: raised inside Ray's own code it may end the process by a fault of memory."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["held_back"]


@contextmanager
def held_back() -> Iterator[Callable[[], None]]:
    """Hold the first Ctrl+C back until it is asked for; the second acts at once, as ever.

    In another thread than the main one, which gets no signals, nothing is held back; nor where Ctrl+C is ignored, as a
    shell has it for what it starts in the background.

    Yields:
        What raises ``KeyboardInterrupt`` if there was one, and else does nothing; to be called often.
    """
    pressed = threading.Event()

    def look() -> None:
        if pressed.is_set():
            pressed.clear()
            raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield look
        return

    def note(_number: int, _frame: FrameType | None) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, note)
    try:
        yield look
        look()
    finally:
        signal.signal(signal.SIGINT, before)
