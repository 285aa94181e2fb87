"""Acts in processes of their own, forked from one that has everything imported, and killed where they are told to be.

A start costs milliseconds, for nothing is imported; and SIGKILL is what a crash of the program, the system's killer of
processes that take too much memory, and an impatient user have in common. The process that forks must have one thread
only, and must have opened neither Chroma nor tantivy, which start threads of their own.
"""

import contextlib
import importlib
import io
import json
import os
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from onrecord import cli
from onrecord.errors import OnrecordError
from tests.faults.points import watch_points

__all__ = ["Act", "Child", "Kill", "Outcome", "command", "run", "start"]

# An act of seconds that takes minutes hangs.
_LONGEST_SECONDS = 300.0


@dataclass(frozen=True)
class Kill:
    """When a process is killed.

    Attributes:
        seconds: after its start; None where it is killed at a point.
        point: name of a point of :mod:`tests.faults.points` and which time that it is come to, from 1.
        later: seconds after that point; 0 is exactly there.
    """

    seconds: float | None = None
    point: tuple[str, int] = ("", 0)
    later: float = 0.0


@dataclass
class Outcome:
    """What became of an act.

    Attributes:
        events: what it told, in order; those ``{"told": ...}`` are errors in our own words, ``{"raw": ...}`` others.
        killed: whether SIGKILL ended it.
        crashed: name of another signal that ended it; empty for none.
        seconds: from its start to its end.
        points: how often each point was come to; empty where it was killed.
    """

    events: list[dict[str, Any]] = field(default_factory=list)
    killed: bool = False
    crashed: str = ""
    seconds: float = 0.0
    points: Counter[str] = field(default_factory=Counter)

    def all_of(self, name: str) -> list[Any]:
        """The values that events of this name gave."""
        return [event[name] for event in self.events if name in event]

    @property
    def trouble(self) -> str:
        """The error that it ended with; empty where it did not."""
        return "; ".join(filter(None, (*self.all_of("told"), *self.all_of("raw"), self.crashed)))


class Child:
    """Inside the forked process: what it tells the one that waits for it."""

    def __init__(self, pipe: int, kill: Kill | None) -> None:
        self._pipe = pipe
        self._kill = kill
        self.points: Counter[str] = Counter()

    def tell(self, **event: object) -> None:
        """Say something, at once: what was told before a kill has been told."""
        os.write(self._pipe, (json.dumps(event) + "\n").encode())

    def at_point(self, name: str) -> None:
        """Count a point, and end there if so wished."""
        self.points[name] += 1
        if self._kill and (name, self.points[name]) == self._kill.point:
            if self._kill.later:
                self.tell(at=name)
            else:
                os.kill(os.getpid(), signal.SIGKILL)


Act = Callable[[Child], None]


class _Running:
    """A forked process, seen from outside."""

    def __init__(self, pid: int, pipe: int, kill: Kill | None) -> None:
        self.pid = pid
        self._pipe = pipe
        self._kill = kill
        self._begun = time.monotonic()
        self._rest = b""
        self.outcome = Outcome()

    def wait_for(self, name: str) -> None:
        """Read on until an event of this name has come, or the process has ended."""
        while not self.outcome.all_of(name) and self._read(_LONGEST_SECONDS):
            pass

    def kill(self) -> None:
        """SIGKILL."""
        os.kill(self.pid, signal.SIGKILL)

    def finish(self) -> Outcome:
        """Wait for its end, which is brought about where it was to be killed."""
        due = self._kill.seconds if self._kill else None
        while self._read(_LONGEST_SECONDS if due is None else max(0.0, self._begun + due - time.monotonic())):
            if self._kill and due is None and self.outcome.all_of("at"):
                due = time.monotonic() - self._begun + self._kill.later
            if due is not None and time.monotonic() >= self._begun + due:
                break
        if due is not None:
            self.kill()
        while self._read(_LONGEST_SECONDS):
            pass
        os.close(self._pipe)
        status = os.waitpid(self.pid, 0)[1]
        found = self.outcome
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        found.killed = number == signal.SIGKILL
        found.crashed = signal.Signals(number).name if number and not found.killed else ""
        found.seconds = time.monotonic() - self._begun
        for name in [name for names in found.all_of("imported") for name in names]:
            with contextlib.suppress(ImportError):  # the next one has them already
                importlib.import_module(name)
        found.points = Counter({name: times for each in found.all_of("points") for name, times in each.items()})
        return found

    def _read(self, seconds: float) -> bool:
        """Read what there is, waiting so long for it; whether there may be more."""
        if not select.select([self._pipe], [], [], seconds)[0]:
            assert seconds < _LONGEST_SECONDS, f"process {self.pid} hangs: {self.outcome.events[-3:]}"
            return True
        data = os.read(self._pipe, 1 << 16)
        *lines, self._rest = (self._rest + data).split(b"\n")
        self.outcome.events += [json.loads(line) for line in lines]
        return bool(data)


def start(act: Act, kill: Kill | None = None) -> _Running:
    """Begin an act; the caller finishes it."""
    sys.stdout.flush()
    sys.stderr.flush()
    reads, writes = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reads)
        _inside(act, Child(writes, kill))
    os.close(writes)
    return _Running(pid, reads, kill)


def run(act: Act, kill: Kill | None = None) -> Outcome:
    """Begin an act and wait for its end."""
    return start(act, kill).finish()


def _inside(act: Act, child: Child) -> NoReturn:
    """Never comes back into the code that forked."""
    try:
        known = set(sys.modules)
        with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stderr(nowhere):
            os.dup2(nowhere.fileno(), 2)  # libraries in Rust write there themselves
            watch_points(child.at_point)
            try:
                act(child)
            except OnrecordError as error:
                child.tell(told=f"{type(error).__name__}: {error}")
            except BaseException as error:  # noqa: BLE001  # what is not ours, a panic among it, is what is looked for
                child.tell(raw=f"{type(error).__name__}: {error}")
        child.tell(points=dict(child.points))
        child.tell(imported=sorted(name for name in set(sys.modules) - known if not name.startswith("_")))
    finally:
        os._exit(0)


def command(*words: str, **variables: str) -> Act:
    """The command line, as a user would call it; tells its exit code and what it said."""

    def act(child: Child) -> None:
        sys.argv = ["onrecord", *words]
        os.environ.update(variables)
        code: object = 0
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
            try:
                cli.main()
            except SystemExit as stop:
                code = stop.code or 0
        child.tell(exit=code, said=out.getvalue()[-2000:])

    return act
