"""A copy of a SQLite file beside it, made before its layout is changed."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from onrecord.errors import LibraryError

__all__ = ["keep_copy"]


def keep_copy(database: sqlite3.Connection, target: Path, begin: Callable[[Path], object] = Path.touch) -> None:
    """Copy a database as it is, whole and checked or not at all; what had that name before is replaced at the end.

    Args:
        database: is only read.
        target: where the copy is to be.
        begin: makes the empty file that the copy is written to, by its path, which no file has.

    Raises:
        LibraryError: it cannot be made; nothing was changed.
        sqlite3.DatabaseError: the copy does not pass SQLite's check, so that the database is damaged.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        begin(part)
        with closing(sqlite3.connect(part)) as copy:
            database.backup(copy)
            found = [row[0] for row in copy.execute("pragma integrity_check")]
            if found != ["ok"]:
                raise sqlite3.DatabaseError(f"it fails SQLite's check: {found[0]}")
            copy.execute("pragma journal_mode=delete")
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except (OSError, sqlite3.OperationalError) as error:
        raise LibraryError(f"The backup {target} cannot be made ({error}); nothing was changed. Disk full?") from error
    finally:
        part.unlink(missing_ok=True)
