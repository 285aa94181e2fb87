"""How much memory this process takes while something runs."""

import os
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Final, Self

__all__ = ["PeakMemory", "resident_megabytes"]

_STATM: Final = Path("/proc/self/statm")
_EVERY_SECONDS: Final = 0.05


def resident_megabytes() -> float:
    """Memory of this process that is in RAM, in MB of 1,000,000 bytes; from /proc on Linux, from ``ps`` elsewhere."""
    if _STATM.exists():
        return int(_STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    told = subprocess.run(["/bin/ps", "-o", "rss=", "-p", str(os.getpid())], capture_output=True, check=True)  # noqa: S603
    return int(told.stdout) * 1024 / 1e6


class PeakMemory:
    """Looks at the process's memory every 50 ms, in a thread of its own, as long as its ``with`` block runs.

    Attributes:
        start: MB when the block began.
        peak: MB at most, as far as the looks saw it.
    """

    def __init__(self) -> None:
        self.start = self.peak = 0.0
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="peak-memory", daemon=True)

    def __enter__(self) -> Self:
        self.start = self.peak = resident_megabytes()
        self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._watcher.join()
        self.peak = max(self.peak, resident_megabytes())

    def _watch(self) -> None:
        while not self._over.wait(_EVERY_SECONDS):
            self.peak = max(self.peak, resident_megabytes())
