"""The page in a process of its own, and what that process and those it starts hold."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Self

__all__ = ["Look", "Served", "growth", "megabytes_of", "processes_of"]

_PATIENCE_SECONDS = 300.0
_TRACE = "Traceback (most recent call last)"
_LINES_OF_TRACE = 4
_WRONG = ("ERROR",)


@dataclass(frozen=True, slots=True)
class Look:
    """What the page held at a moment, with all processes it had started.

    Attributes:
        second: since it was first looked at.
        megabytes: of their own, that no file holds as well; what two share counts half for each.
        of_page: so much of it is the page's own process; the others read files.
        of_files: megabytes of files that are mapped beside that, such as libraries and indexes. The system takes them
            back when it needs room, and another process that begins or ends, and maps the same, changes their share.
        open_files: file descriptors.
        threads: of all processes.
        processes: how many.
    """

    second: float
    megabytes: float
    of_page: float
    of_files: float
    open_files: int
    threads: int
    processes: int


class Served:
    """``onrecord chat`` over the samples; a context manager.

    Args:
        folder: holds the library, its settings and the log; exists and is empty.

    Attributes:
        url: where it is, without a slash at the end.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self._port}"
        self._begun = 0.0
        self._heard = 0  # lines of the log

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "onrecord", "chat", "--samples", "--port", str(self._port)]
        command += ["--library", str(self._folder / "library")]
        outside = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
        with (self._folder / "page.log").open("wb") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, env={**outside, "XDG_CONFIG_HOME": str(self._folder)}
            )
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise AssertionError(f"the page ended by itself:\n{self.log()}")
            with suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(f"{self.url}/healthz"):
                self._begun = time.monotonic()
                return self
            time.sleep(0.2)
        self.__exit__()
        raise AssertionError(f"the page did not open in {_PATIENCE_SECONDS:.0f} s")

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    @property
    def ended(self) -> int | None:
        """Its exit status; None while it runs."""
        return None if self._process is None else self._process.poll()

    def look(self) -> Look:
        """What it holds now."""
        assert self._process is not None
        pids = processes_of(self._process.pid)
        held = [megabytes_of(pid) for pid in pids]
        return Look(
            time.monotonic() - self._begun,
            sum(own for own, _ in held),
            held[0][0],
            sum(files for _, files in held),
            sum(_entries(pid, "fd") for pid in pids),
            sum(_entries(pid, "task") for pid in pids),
            len(pids),
        )

    def log(self) -> str:
        """What it wrote."""
        return (self._folder / "page.log").read_text(encoding="utf-8", errors="replace")

    def complaints(self, *, ended: bool = False) -> list[str]:
        """What its log newly tells of errors: single lines, and of what was raised where, and the error itself.

        Args:
            ended: whether nothing more comes; else one that is not yet told to its end waits for the next call.
        """
        lines = self.log().splitlines()
        found = list[str]()
        while self._heard < len(lines):
            line, last = lines[self._heard], self._heard
            if _TRACE in line:
                last = next((at for at in range(last + 1, len(lines)) if lines[at][:1].strip()), len(lines))
                if last == len(lines) and not ended:
                    break
                line = " / ".join(map(str.strip, lines[max(self._heard, last - _LINES_OF_TRACE) : last + 1]))
            if any(word in line for word in (_TRACE, *_WRONG)) or last > self._heard:
                found.append(line)
            self._heard = last + 1
        return found


def processes_of(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for one in found:
        with suppress(OSError):
            for children in Path(f"/proc/{one}/task").glob("*/children"):
                with suppress(OSError):
                    found += map(int, children.read_text().split())
    return found


def megabytes_of(pid: int) -> tuple[float, float]:
    """What a process holds of its own and of files, shared pages by their share; nothing where it has ended."""
    held = dict.fromkeys(("Pss_Anon:", "Pss_Shmem:", "Pss_File:"), 0.0)
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, *size = line.split()
            if name in held:
                held[name] = int(size[0]) / 1024
    return held["Pss_Anon:"] + held["Pss_Shmem:"], held["Pss_File:"]


def _entries(pid: int, what: str) -> int:
    with suppress(OSError):
        return len(os.listdir(f"/proc/{pid}/{what}"))
    return 0


def growth(values: Sequence[float]) -> float:
    """How much more the median of the last fifth is than that of the second fifth, as a share of it; 0 of too few.

    The first fifth is left out: then models, caches and pools of threads are filled for the first time.
    """
    fifth = len(values) // 5
    if not fifth:
        return 0.0
    before, after = median(values[fifth : 2 * fifth]), median(values[-fifth:])
    return (after - before) / before if before else 0.0
