"""A run at work in a thread of its own: watched from another, and stopped from there."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from typing import Final

from eval.results import Run
from onrecord.desk import RunProgress
from onrecord.ports import Progress

__all__ = ["RunAtWork"]

_TELL_EVERY: Final = 0.4
"""Seconds between two words of progress; whoever watches can be stopped as often."""


class RunAtWork:
    """A run that has begun.

    Args:
        work: does it, told of as :func:`eval.run.run_suite` tells; called at once, in a new thread.
        total: how many cases it will ask.
    """

    def __init__(self, work: Callable[[Progress], Run], total: int) -> None:
        self._work = work
        self._last = RunProgress(0, total)
        self._stop, self._ended = threading.Event(), threading.Event()
        self._error: BaseException | None = None
        threading.Thread(target=self._run, name="onrecord-run", daemon=True).start()

    @property
    def ended(self) -> bool:
        """Whether it is over, one way or another."""
        return self._ended.is_set()

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop, and may still be at its last case."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Let it end after the cases it is at; one that has asked all of them is still finished."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Wait for its end, so many seconds at most; whether it came."""
        return self._ended.wait(seconds)

    def watch(self) -> Iterator[RunProgress]:
        """How far it is, more than twice a second, then the last word of it; closing this stops the run.

        Raises:
            OnrecordError: what the run raised.
        """
        try:
            while not self._ended.wait(_TELL_EVERY):
                yield self._last
        finally:
            self._stop.set()
        if self._error is not None:
            raise self._error
        yield self._last

    def _run(self) -> None:
        try:
            run = self._work(self._tell)
            self._last = RunProgress(len(run.results), len(run.results), self._last.last, run.folder.name)
        except CancelledError:
            pass  # it was stopped, and what was finished is in its folder
        except BaseException as error:  # noqa: BLE001 - raised again where it is watched
            self._error = error
        finally:
            self._ended.set()

    def _tell(self, done: int, total: int, last: str) -> None:
        self._last = RunProgress(done, total, last)
        if self._stop.is_set() and done < total:
            raise CancelledError
