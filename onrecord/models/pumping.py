"""Reading a stream in a thread of its own, so that whoever wants what it gives need not wait for it."""

import threading
import time
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import suppress
from contextvars import copy_context
from typing import Any, Final, Generic, TypeVar

__all__ = ["END", "Abandoned", "Pump"]

Piece = TypeVar("Piece")

END: Final = object()
"""What :meth:`Pump.next_of` gives at the end of a stream."""
_MOST_AHEAD: Final = 64


class Abandoned(Exception):
    """Nobody wants what the stream still gives."""


class Pump(Generic[Piece]):
    """Reads one stream, at most 64 pieces ahead of whoever takes them; only the time that the stream takes is counted.

    Two threads use it. One is the pump's own, a daemon, in which the stream is made, read and closed; :meth:`next_of`
    and :meth:`heard` are for it. In the other :meth:`start`, :meth:`take` and :meth:`abandon` are called.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._pieces: deque[Piece] = deque()
        self._ended = False
        self._error: BaseException | None = None
        self._abandoned = False
        # Seconds that the stream took, and when the wait that is on began: one value, as two threads read it.
        self._clock: tuple[float, float | None] = (0.0, None)
        self._heard_at = 0.0
        self._thread: threading.Thread | None = None

    @property
    def waited(self) -> float:
        """Seconds that the stream took so far, or until it was abandoned."""
        done, since = self._clock
        return done if since is None else done + time.perf_counter() - since

    @property
    def silent(self) -> float:
        """Seconds of these since :meth:`heard` was called last."""
        return max(self.waited - self._heard_at, 0.0)

    def start(self, source: Generator[Piece]) -> None:
        """Begin to read ``source``, in the context of the caller."""
        self._thread = threading.Thread(
            target=copy_context().run, args=(self._read, source), name="onrecord-chat-model", daemon=True
        )
        self._thread.start()

    def take(self, seconds: float) -> Piece | None:
        """The next piece; None where none came in ``seconds``.

        Raises:
            StopIteration: the stream is at its end.
            BaseException: what the stream raised, after its last piece.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._pieces or self._ended, seconds)
            if self._pieces:
                self._changed.notify_all()
                return self._pieces.popleft()
            if not self._ended:
                return None
        if self._thread is not None:
            self._thread.join()  # it does nothing more
        error, self._error = self._error, None
        try:
            raise error or StopIteration
        finally:
            del error  # it holds this frame

    def abandon(self) -> None:
        """Take nothing more. The stream is closed when its next part comes, or fails to; this waits for neither."""
        with self._changed:
            self._clock = (self.waited, None)
            self._abandoned = True
            self._pieces.clear()
            self._changed.notify_all()

    def next_of(self, chunks: Iterator[Any]) -> Any:  # noqa: ANN401 - chunks of any client
        """The next part that ``chunks`` gives, or :data:`END`; the time that it takes is counted.

        Raises:
            Abandoned: nobody wants it.
        """
        self._wait(begins=True)
        try:
            return next(chunks, END)
        finally:
            self._wait(begins=False)

    def heard(self) -> None:
        """Something came that ends a silence."""
        self._heard_at = self.waited

    def _wait(self, begins: bool) -> None:
        with self._changed:
            if self._abandoned:
                raise Abandoned
            self._clock = (self.waited, time.perf_counter() if begins else None)

    def _read(self, source: Generator[Piece]) -> None:
        """Everything that the thread does; it raises nothing."""
        error: BaseException | None = None
        try:
            for piece in source:
                self._put(piece)
        except BaseException as raised:  # noqa: BLE001 - it is raised where the pieces are taken
            error = raised
        with suppress(BaseException):
            source.close()
        with self._changed:
            self._error = None if self._abandoned else error
            self._ended = True
            self._changed.notify_all()

    def _put(self, piece: Piece) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._abandoned or len(self._pieces) < _MOST_AHEAD)
            if self._abandoned:
                raise Abandoned
            self._pieces.append(piece)
            self._changed.notify_all()
