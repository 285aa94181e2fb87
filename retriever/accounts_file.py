"""The file that accounts are kept in: opened, made, and used by several threads and processes."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from onrecord.errors import DamagedLibrary, LibraryError, StaleLibrary
from retriever import tries
from retriever.backups import keep_copy

__all__ = ["ACCOUNTS_FILE", "AccountsFile"]

ACCOUNTS_FILE: Final = "users.sqlite3"
_LAYOUT: Final = 2
_TABLES: Final = f"""
create table if not exists users(
    name text primary key, role text not null check (role in ('reader', 'editor')), password text not null,
    added text not null) without rowid;
create table if not exists sessions(
    token text primary key, name text not null references users(name) on delete cascade,
    begun real not null, seen real not null) without rowid;
create index if not exists sessions_by_name on sessions(name);
create table if not exists removed(name text primary key, times integer not null) without rowid;
{tries.TABLES}
"""
# How long one process waits for another that writes, in seconds.
_PATIENCE: Final = 10.0
# Ends the name of the copy that is made of a file before it leaves its layout.
_BACKUP: Final = ".layout-{}.bak"


class AccountsFile:
    """One opened file of accounts. Safe to call from several threads, and beside other processes.

    Args:
        path: made if it is missing, for nobody but the user who runs this.

    Raises:
        DamagedLibrary: it is no database, or damaged.
        StaleLibrary: a later version of Onrecord made it.
        LibraryError: it cannot be opened or made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._db = _opened(path)
        self._opened = _identity(path)

    def close(self) -> None:
        """Close it; it cannot be used after."""
        with self._lock:
            self._db.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The database, for statements that change nothing.

        Raises:
            LibraryError: it cannot be read, or another file was put in its place: who may log in now stands in that.
        """
        with self._lock:
            if _identity(self.path) != self._opened:
                raise LibraryError(f"{self.path} was replaced or removed while it was in use: start the page again.")
            with _told(self.path):
                yield self._db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The database, for statements of which all are done, or none.

        Raises:
            LibraryError: as with :meth:`reading`, or it cannot be written.
        """
        with self.reading() as db:
            db.execute("begin immediate")
            try:
                yield db
                db.execute("commit")
            finally:
                if db.in_transaction:
                    db.execute("rollback")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _opened(path: Path) -> sqlite3.Connection:
    """The file, for nobody but its owner, with its tables."""
    _keep_private(path)
    with _told(path):
        database = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=_PATIENCE)
        try:
            _prepare(database, path)
        except BaseException:
            database.close()
            raise
    return database


def _keep_private(path: Path) -> None:
    """Make the file where it is missing; let nobody but its owner read it. SQLite gives its side files the same rights.

    Raises:
        LibraryError: that cannot be done.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if os.fstat(opened).st_mode & 0o077:
                os.fchmod(opened, 0o600)
        finally:
            os.close(opened)
    except OSError as error:
        raise LibraryError(
            f"The accounts {path} cannot be opened for this user alone: {error.strerror}. Check whose file it is."
        ) from error


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    database.execute("pragma trusted_schema=off")
    (layout,) = database.execute("pragma user_version").fetchone()
    if layout > _LAYOUT:
        raise StaleLibrary(f"A later version of Onrecord made the accounts {path}; use that one. Nothing was changed.")
    if [row[0] for row in database.execute("pragma quick_check(1)")] != ["ok"]:
        raise sqlite3.DatabaseError("it does not pass SQLite's check")
    database.execute("pragma journal_mode=wal")
    database.execute("pragma synchronous=full")
    database.execute("pragma foreign_keys=on")
    database.execute("pragma secure_delete=on")
    if layout != _LAYOUT:
        database.execute("begin immediate")
        (layout,) = database.execute("pragma user_version").fetchone()  # another process may have been here meanwhile
        if 0 < layout < _LAYOUT:
            _back_up(path, layout)
        for statement in filter(str.strip, _TABLES.split(";")):
            database.execute(statement)
        database.execute(f"pragma user_version={max(layout, _LAYOUT)}")
        database.execute("commit")


def _back_up(path: Path, layout: int) -> None:
    """Copy the accounts as they are beside themselves, whole or not at all, for nobody but their owner.

    Raises:
        LibraryError: that cannot be done; nothing was changed.
    """
    with closing(sqlite3.connect(path)) as before:  # of its own: the one that writes is in a transaction
        keep_copy(before, path.with_name(f"{path.name}{_BACKUP.format(layout)}"), _keep_private)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """SQLite's complaints as ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise LibraryError(
            f"The accounts {path} cannot be used: {error}. Is the disk full, or does another process hold the file?"
        ) from error
    except sqlite3.DatabaseError as error:
        raise DamagedLibrary(
            f"The accounts {path} cannot be read ({error}). Put a backup in its place, or move it away "
            "and add the users again: onrecord users add NAME --role editor"
        ) from error
