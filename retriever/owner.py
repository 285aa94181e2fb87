"""Who owns a library folder: one process at a time."""

import os
from pathlib import Path

from filelock import FileLock, Timeout

from onrecord.errors import LibraryError, LibraryInUse

__all__ = ["locked"]


def locked(folder: Path) -> FileLock:
    """The lock on the folder, which the system lets go of when the process ends, however it ends.

    Raises:
        LibraryInUse: another process has it.
        LibraryError: the folder cannot be locked.
    """
    lock = FileLock(folder / ".lock", timeout=0, thread_local=False)
    owner = folder / "owner.txt"
    try:
        lock.acquire()
    except Timeout:
        who = owner.read_text(encoding="utf-8").strip() if owner.exists() else "another process"
        raise LibraryInUse(
            f"The library {folder} is in use by {who}. Stop that first, ask on its page, or name another --library."
        ) from None
    except OSError as error:
        raise LibraryError(f"The folder {folder} cannot be locked: {error}. Choose another --library.") from error
    try:
        owner.write_text(f"process {os.getpid()}\n", encoding="utf-8")
    except OSError as error:
        lock.release()
        raise LibraryError(f"{owner} cannot be written: {error.strerror}. Is the disk full?") from error
    return lock
