"""Ctrl+C at a moment of our choosing: what it interrupts in Ray's own code may swallow it, or end the process."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["held_back"]


@contextmanager
def held_back() -> Iterator[Callable[[], None]]:
    """Hold the first Ctrl+C back until it is asked for; the second acts at once, as ever.

    In another thread than the main one, which gets no signals, nothing is held back.

    Yields:
        What raises ``KeyboardInterrupt`` if there was one, and else does nothing; to be called often.
    """
    pressed = threading.Event()

    def look() -> None:
        if pressed.is_set():
            pressed.clear()
            raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield look
        return
    before = signal.getsignal(signal.SIGINT)

    def note(_number: int, _frame: FrameType | None) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, note)
    try:
        yield look
        look()
    finally:
        signal.signal(signal.SIGINT, before)
