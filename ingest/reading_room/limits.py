"""What a reading process may not do: use more than its share of memory and time, write, start programs, go online."""

import os
import sys
import threading
from typing import Any, Final

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]

__all__ = ["MEMORY_IS_LIMITED", "allow", "close_in", "memory_held", "watch_for_end"]

MEMORY_IS_LIMITED: Final = sys.platform.startswith("linux") and resource is not None
"""Whether the system keeps a process to its memory. macOS takes RLIMIT_AS and does not hold to it; Windows has none."""

# What a reader may write: the lines that a parser says when it crashes.
_MOST_FILE_BYTES: Final = 1_000_000
# CPU time is limited beside the wall clock so that a process whose parent was killed ends by itself.
_CPU_SHARE: Final = 2
_CPU_GRACE_SECONDS: Final = 10
# Events of sys.addaudithook that no reader has a use for.
_FORBIDDEN: Final = frozenset(
    "os.exec os.fork os.forkpty os.posix_spawn os.spawn os.startfile os.system pty.spawn subprocess.Popen "
    "socket.bind socket.connect socket.getaddrinfo socket.gethostbyname socket.sendto "
    "os.remove os.rename os.rmdir os.mkdir os.link os.symlink os.truncate os.chmod os.chown os.kill "
    "shutil.rmtree shutil.move shutil.copyfile".split()
)
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def close_in() -> None:
    """Give up for good what no reader needs. Call it once, after the threads that are needed were started.

    No memory dump, no file to speak of, no further process or thread (which binds every user but root), and no program,
    connection or file for writing from Python code.
    """
    if resource is not None:
        _cap(resource.RLIMIT_CORE, 0)
        _cap(resource.RLIMIT_FSIZE, _MOST_FILE_BYTES)
        _cap(resource.RLIMIT_NPROC, 0)
    sys.addaudithook(_refuse)


def _cap(which: int, most: int) -> None:
    _, hard = resource.getrlimit(which)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (most, most))


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN or (event == "open" and isinstance(args[2], int) and args[2] & _WRITING):
        raise PermissionError(f"a reader may not do this: {event}")


def allow(megabytes: int, seconds: float) -> None:
    """Set what the next task may use, counted from now.

    Args:
        megabytes: of address space in all.
        seconds: on the wall clock; CPU time may be twice that, for a library with threads.
    """
    if resource is None:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    spent = resource.getrusage(resource.RUSAGE_SELF)
    until = int(spent.ru_utime + spent.ru_stime + _CPU_SHARE * seconds) + _CPU_GRACE_SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))


def memory_held() -> int:
    """Bytes of memory that this process holds now; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def watch_for_end(handle: int) -> None:
    """End this process as soon as the other end of the pipe ``handle`` is closed, whatever it is doing.

    Linux's PR_SET_PDEATHSIG would not do: it fires when the *thread* ends that started the process, and the threads of
    a web server come and go.
    """
    import select

    if not hasattr(select, "poll"):
        return

    def wait() -> None:
        poll = select.poll()
        poll.register(handle, 0)  # no event but its end
        poll.poll()
        os._exit(0)

    threading.Thread(target=wait, name="end of pipe", daemon=True).start()
