"""A reading process whose reader of plain text does what the text says: hang, crash, swell, reach for what it may not.

``python -m tests.faults.nasty_worker``; it stands in for a parser that a hostile file has got the better of.
"""

import ctypes
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path, PurePath
from typing import Any

import ingest.load.plain
from ingest.load.reading import Reading
from ingest.reading_room import worker
from onrecord.errors import EncryptedDocument


def _hang() -> str:
    while True:
        time.sleep(1)


def _swell() -> str:
    kept = []
    while True:
        kept.append(bytes(50_000_000))


def _swell_in_c() -> str:
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    while address := libc.malloc(50_000_000):
        ctypes.memset(address, 1, 50_000_000)
    os.abort()


def _kept() -> str:
    ingest.load.plain.held = b"x" * 400_000_000  # type: ignore[attr-defined]
    return "kept"


def _locked() -> str:
    raise EncryptedDocument("it is locked with a password")


def _says(head: bytes, body: bytes = b"", size: int | None = None) -> None:
    """Put a reply of its own into the pipe and stay."""
    size = len(body) if size is None else size
    os.write(_replies(), len(head).to_bytes(4, "big") + head + size.to_bytes(8, "big") + body)
    _hang()


def _replies() -> int:
    """The pipe that replies go into: the only one open for writing beside stderr."""
    import fcntl
    import stat

    return next(
        handle
        for handle in range(3, 20)
        if stat.S_ISFIFO(os.fstat(handle).st_mode) and fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_ACCMODE == os.O_WRONLY
    )


def _tried(attempt: Any) -> str:
    try:
        attempt()
    except OSError as error:
        return f"{type(error).__name__}: {error}"
    return "it could"


DEEDS: dict[str, Any] = {
    "hang": _hang,
    "swell": _swell,
    "swell in c": _swell_in_c,
    "keep": _kept,
    "crash": lambda: ctypes.string_at(0),
    "abort": os.abort,
    "exit": lambda: os._exit(3),
    "xcpu": lambda: signal.raise_signal(signal.SIGXCPU),
    "locked": _locked,
    "wrong error": lambda: _says(b'{"error": "SettingsError", "message": "no file can do this", "memory": 1}'),
    "strange error": lambda: _says(b'{"error": "KeyboardInterrupt", "message": "stop", "memory": 1}'),
    "silent error": lambda: _says(b'{"error": "TooLarge", "message": "", "memory": 1}'),
    "strange memory": lambda: _says(b'{"memory": "a lot"}'),
    "garbage": lambda: _says(b"hello"),
    "half": lambda: os.write(_replies(), b"\0\0") and os._exit(0),
    "endless": lambda: _says(b"{}", size=2**63),
    "long header": lambda: os.write(_replies(), b"\xff" * 100) and _hang(),
    "liar": lambda: _says(b'{"memory": 1}', b'{"source": {"document_id": 7}, "text": ["not", "text"]}'),
    "deep": lambda: _says(b'{"memory": 1}', b"[" * 100_000),
    "environment": lambda: " ".join(sorted(os.environ)),
    "print": lambda: print("noise") or "printed",
    "input": lambda: repr(sys.stdin.read()),
    "pid": lambda: str(os.getpid()),
    "program": lambda: _tried(lambda: subprocess.run(["/bin/true"], check=True)),
    "fork": lambda: _tried(os.fork),
    "connect": lambda: _tried(lambda: socket.create_connection(("127.0.0.1", 9), 1)),
    "write": lambda: _tried(lambda: Path("/tmp/from-the-reading-room").touch()),
    "core": lambda: str(resource.getrlimit(resource.RLIMIT_CORE)),
}


def read_text(data: bytes, path: PurePath) -> Reading:
    """Do the deed that the file names; its text is what came of it."""
    return Reading(DEEDS[data.decode()]())


if __name__ == "__main__":
    ingest.load.plain.read_text = read_text
    worker.main()
