"""One reading process, as its parent sees it."""

import logging
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import BinaryIO, Final, cast

from ingest.reading_room.frames import BrokenFrame, Header, receive, send

__all__ = ["ProcessEnded", "ReadingProcess"]

_log: Final = logging.getLogger(__name__)

_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 2.0
_MOST_LAST_WORDS: Final = 2000
# What a process needs of its surroundings to start at all; keys, tokens and the home folder are not among it.
_PASSED_ON: Final = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMPDIR")
_ENVIRONMENT: Final = {
    "MALLOC_ARENA_MAX": "2",  # each further one reserves 64 MB of address space
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONSAFEPATH": "1",
    "PYTHONUTF8": "1",
}


class ProcessEnded(Exception):
    """A reading process is gone, and its task is not done.

    Attributes:
        late: whether it was killed for taking too long.
        signal: that ended it otherwise; 0 where none did.
    """

    def __init__(self, late: bool, signal: int, words: str) -> None:
        super().__init__(words or (f"signal {signal}" if signal else "it broke off"))
        self.late, self.signal = late, signal


class ReadingProcess:
    """A process that does one task after another; whoever holds it is alone with it.

    Args:
        module: what it runs; it speaks as :mod:`ingest.reading_room.worker` does.

    Raises:
        ProcessEnded: it does not start.
    """

    def __init__(self, module: str) -> None:
        self.tasks = 0
        """How many it was given."""
        self.held = 0
        """Bytes of memory that it held after its last task, as it said."""
        self.warmed: set[str] = set()
        """Formats whose reader it has loaded."""
        self._said: Final = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process is
        try:
            self._process: Final = subprocess.Popen(  # noqa: S603 - our own module, and no shell
                [sys.executable, "-m", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                env=_environment(),
                cwd=Path(sys.executable).anchor,
                start_new_session=True,  # a stop from the keyboard is for the parent, which ends it
            )
        except OSError as error:
            self._said.close()
            raise ProcessEnded(late=False, signal=0, words=str(error)) from error
        self._send_to: Final = cast("BinaryIO", self._process.stdin)
        self._receive_from: Final = cast("BinaryIO", self._process.stdout)
        self._exchange(None, b"", _START_SECONDS, 0)

    def do(self, task: Header, body: bytes, seconds: float, most_bytes: int) -> tuple[Header, bytes]:
        """Have one task done. After an error the process is gone.

        Args:
            task: what to do.
            body: the bytes it is about.
            seconds: that it may take.
            most_bytes: of reply that are accepted.

        Raises:
            ProcessEnded: it took longer and was killed, it crashed, or it spoke out of turn and was killed.
        """
        self.tasks += 1
        return self._exchange(task, body, seconds, most_bytes)

    def _exchange(self, task: Header | None, body: bytes, seconds: float, most_bytes: int) -> tuple[Header, bytes]:
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._kill()

        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        done = False
        try:
            if task is not None:
                send(self._send_to, task, body)
            reply = receive(self._receive_from, most_bytes)
            done = True
            return reply
        except BrokenFrame as error:
            self._kill()
            raise self._ended(late.is_set(), str(error)) from error
        except (OSError, EOFError, ValueError) as error:
            raise self._ended(late.is_set()) from error
        finally:
            timer.cancel()
            if not done:  # also when a stop from the keyboard came: the reply to this task must not answer the next
                self.close()

    def _ended(self, late: bool, nonsense: str = "") -> ProcessEnded:
        """What to say of its end."""
        try:
            status = self._process.wait(_STOP_SECONDS)  # one that crashed has closed its pipes a moment before
        except subprocess.TimeoutExpired:
            status = 0  # it closed its pipes and lives on
        words = nonsense or self._last_words()
        _log.warning("a reading process ended (%s%s): %s", status, ", late" if late else "", words or "without a word")
        return ProcessEnded(late, 0 if nonsense else max(0, -status), words)

    def _last_words(self) -> str:
        """The end of what it printed, on one line."""
        self._said.seek(0, os.SEEK_END)
        self._said.seek(max(0, self._said.tell() - _MOST_LAST_WORDS))
        return " ".join(self._said.read().decode("utf-8", "replace").split())

    def close(self) -> None:
        """End it, and what it may have started. Closing it again does nothing."""
        self._kill()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            _log.warning("process %s does not end", self._process.pid)
        for stream in (self._send_to, self._receive_from, self._said):
            try:
                stream.close()
            except OSError:
                _log.debug("what was not sent to a reading process is lost", exc_info=True)

    def _kill(self) -> None:
        if self._process.returncode is not None:
            return  # its number may be another's by now
        try:
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, 9)
            else:
                self._process.kill()
        except ProcessLookupError:
            return


def _environment() -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return passed | _ENVIRONMENT | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
