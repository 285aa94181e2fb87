"""A gate that any number of threads pass through together, or one alone."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["Gate"]

# How often somebody who waits to be alone asks whether to go on waiting.
_ASKING_SECONDS: Final = 0.2


class Gate:
    """Lets in many at once, or one alone; while somebody waits to be alone, no other is let in.

    A thread that is inside already, alone or not, passes at once.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self._waiting = 0
        self._alone: int | None = None
        self._mine = threading.local()

    def enter(self) -> None:
        """Come in, once nobody is or waits to be alone; :meth:`leave` must follow, in whatever thread."""
        with self._changed:
            while self._alone not in (None, threading.get_ident()) or (self._waiting and not self._depth):
                self._changed.wait()
            self._inside += 1

    def leave(self) -> None:
        """Go out again."""
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Be inside for the block, with others."""
        self.enter()
        self._mine.depth = self._depth + 1
        try:
            yield
        finally:
            self._mine.depth -= 1
            self.leave()

    @contextmanager
    def alone(self, goes_on: Callable[[], bool] = lambda: True) -> Iterator[bool]:
        """Be inside alone for the block: it yields whether that came about before ``goes_on`` said no."""
        with self._changed:
            self._waiting += 1
            try:
                while (self._inside or self._alone is not None) and goes_on():
                    self._changed.wait(_ASKING_SECONDS)
                here = not self._inside and self._alone is None
                if here:
                    self._alone = threading.get_ident()
            finally:
                self._waiting -= 1
                self._changed.notify_all()
        try:
            yield here
        finally:
            if here:
                with self._changed:
                    self._alone = None
                    self._changed.notify_all()

    @property
    def _depth(self) -> int:
        return int(getattr(self._mine, "depth", 0))
