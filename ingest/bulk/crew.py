"""A crew of workers: who does which task, how much is under way, and what becomes of the tasks of a dead one."""

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from ingest.bulk.work import Failure, Hello, Reply, Task
from onrecord import errors
from onrecord.errors import EngineUnavailable, OnrecordError, ReadingFailed

__all__ = ["Crew", "Engine", "Ticket", "WorkerLost"]

# Tasks that a worker has before it, the one it does among them: enough to keep it busy while documents are stored.
_AHEAD: Final = 4
# A task whose worker died is tried once more: machines fail too. The second time it is the task.
_TRIES: Final = 2
_MOST_FAILED_STARTS: Final = 3
_LOOK_SECONDS: Final = 0.5
_log: Final = logging.getLogger(__name__)


class WorkerLost(Exception):
    """A worker died, or cannot be reached any more."""


class Engine(Protocol):
    """Runs workers, each in a process of its own, here or elsewhere; each does its tasks in the order it got them."""

    def start(self) -> Any:  # noqa: ANN401 - whatever the engine calls a worker
        """Start a worker; returns at once."""
        ...

    def ask(self, worker: Any, task: Task) -> Any:  # noqa: ANN401
        """Give a worker a task; returns at once what stands for the reply, which can be a key of a dict."""
        ...

    def done(self, replies: Sequence[Any], seconds: float) -> Sequence[Any]:
        """Those of ``replies`` that can be had, or never will be; waits so long for the first of them."""
        ...

    def reply(self, reply: Any) -> Reply:  # noqa: ANN401
        """The reply itself.

        Raises:
            WorkerLost: its worker died.
        """
        ...

    def stop(self, worker: Any) -> None:  # noqa: ANN401
        """End a worker, whatever it does; nothing happens where it is dead."""
        ...


@dataclass(eq=False, slots=True)
class Ticket:
    """A task under way, and its reply once there is one."""

    task: Task
    tries: int = 0
    reply: Reply | None = None
    lost: bool = False


@dataclass(eq=False, slots=True)
class _Hand:
    """A worker as the crew knows it: the tasks it has, in order, and whether it has said hello."""

    worker: Any
    tickets: deque[Ticket] = field(default_factory=deque)
    ready: bool = False


class Crew:
    """So many workers of one engine, which are replaced when they die.

    Args:
        engine: runs them.
        size: how many, from 1.
        stamp: of the tools that they must have.
        start_seconds: for how long the first of them is awaited, at the beginning and whenever all have died.
    """

    def __init__(self, engine: Engine, size: int, stamp: str, start_seconds: float = 300) -> None:
        self.size = size
        self._engine, self._stamp = engine, stamp
        self._urgent: deque[Ticket] = deque()
        self._waiting: deque[Ticket] = deque()
        self._asked: dict[Any, tuple[_Hand, Ticket]] = {}
        self._failed_starts = 0
        self._hands: list[_Hand] = []
        self._start_seconds = start_seconds
        self._until = time.monotonic() + start_seconds
        for _ in range(size):
            self._hire()

    def submit(self, task: Task, urgent: bool = False) -> Ticket:
        """Have a task done; an urgent one before those that wait."""
        ticket = Ticket(task)
        (self._urgent if urgent else self._waiting).append(ticket)
        self._deal()
        return ticket

    def result(self, ticket: Ticket) -> Reply:
        """The reply to a task, as soon as there is one.

        Raises:
            IngestError: the file's own; or ReadingFailed, where two workers died of it.
            OnrecordError: any other that the worker told of.
            EngineUnavailable: no worker starts, or they are not of this version.
        """
        while ticket.reply is None and not ticket.lost:
            self._look()
        if ticket.lost:
            raise ReadingFailed(
                f"the worker that had it died {_TRIES} times: the file is damaged, made to do harm, or needs more "
                "memory than a worker has; leave it out, or ingest it with --engine local"
            )
        if isinstance(ticket.reply, Failure):
            raise _error_of(ticket.reply)
        assert ticket.reply is not None  # noqa: S101 - the loop above saw to it
        return ticket.reply

    def close(self) -> None:
        """End the workers."""
        for hand in self._hands:
            self._engine.stop(hand.worker)
        self._hands.clear()
        self._asked.clear()

    def _hire(self) -> None:
        hand = _Hand(self._engine.start())
        self._hands.append(hand)
        self._ask(hand, Ticket(Hello()))

    def _ask(self, hand: _Hand, ticket: Ticket) -> None:
        hand.tickets.append(ticket)
        self._asked[self._engine.ask(hand.worker, ticket.task)] = (hand, ticket)

    def _deal(self) -> None:
        """Give the tasks that wait to the workers that have least to do."""
        while self._urgent or self._waiting:
            free = [hand for hand in self._hands if hand.ready and len(hand.tickets) < _AHEAD]
            if not free:
                return
            self._ask(min(free, key=lambda hand: len(hand.tickets)), (self._urgent or self._waiting).popleft())

    def _look(self) -> None:
        """Take in the replies that have come; waits a moment for the first."""
        if not any(hand.ready for hand in self._hands) and time.monotonic() > self._until:
            raise EngineUnavailable(
                "No worker has started. Has the engine free processors? See its own status, or set fewer --workers."
            )
        for key in self._engine.done(list(self._asked), _LOOK_SECONDS):
            if key not in self._asked:
                continue  # its worker was found dead a moment ago
            hand, ticket = self._asked[key]
            try:
                reply = self._engine.reply(key)
            except WorkerLost as error:
                self._bury(hand, str(error))
                continue
            del self._asked[key]
            hand.tickets.remove(ticket)
            if isinstance(ticket.task, Hello):
                self._welcome(hand, reply)
            else:
                ticket.reply = reply
        self._deal()

    def _welcome(self, hand: _Hand, reply: Reply) -> None:
        if isinstance(reply, Failure):
            raise _error_of(reply)
        if reply != self._stamp:
            raise EngineUnavailable(
                f"A worker has other tools ({reply}) than this process ({self._stamp}). Install the same Onrecord and "
                "the same embedder on every machine of the cluster."
            )
        hand.ready = True
        self._failed_starts = 0

    def _bury(self, hand: _Hand, why: str) -> None:
        """Replace a dead worker; of its tasks the first is what it died of, the others are done by others."""
        self._hands.remove(hand)
        self._engine.stop(hand.worker)
        self._asked = {key: pair for key, pair in self._asked.items() if pair[0] is not hand}
        first, *others = hand.tickets
        if isinstance(first.task, Hello):
            self._failed_starts += 1
            if self._failed_starts >= _MOST_FAILED_STARTS:
                raise EngineUnavailable(f"Workers die when they start: {why}. Try it with --engine local.")
        else:
            first.tries += 1
            first.lost = first.tries >= _TRIES
            if not first.lost:
                others.insert(0, first)
                _log.warning(
                    "A worker died (%s). Another takes its place, and does again what it had.", why.rstrip(".")
                )
        self._urgent.extendleft(reversed(others))
        if not any(one.ready for one in self._hands):  # those that follow are awaited as the first were
            self._until = time.monotonic() + self._start_seconds
        self._hire()


def _error_of(failure: Failure) -> OnrecordError:
    known: Callable[[str], OnrecordError] = getattr(errors, failure.kind)
    return known(failure.message)
