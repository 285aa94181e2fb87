"""The tables of the record, and how its file is opened."""

import sqlite3
from pathlib import Path
from typing import Final

from onrecord.errors import DamagedLibrary, LibraryError
from retriever.migrations import HALF_REBUILT, SCHEMA_VERSION, backups_of, migrate, steps_from

__all__ = ["HALF_REBUILT", "SCHEMA_VERSION", "TABLES", "damaged", "open_database", "require_record"]

TABLES: Final = """
create table if not exists meta(name text primary key, value text not null);
create table if not exists documents(
    version integer primary key autoincrement,
    document_id text not null, collection text not null, location text not null, title text not null,
    sha256 text not null, format text not null, author text, outlet text, published text,
    first_day integer, last_day integer,
    text text not null, page_starts text not null, body_start integer not null, notes text not null,
    state text not null check (state in ('writing', 'ready')), passages integer not null default 0,
    published_from text not null default '');
create index if not exists documents_by_id on documents(document_id, state);
create index if not exists documents_by_place on documents(location, collection, state);
create index if not exists documents_by_state on documents(state, collection, first_day, last_day, passages);
create table if not exists versions(
    place integer primary key autoincrement,
    document_id text not null, collection text not null, location text not null, title text not null,
    sha256 text not null, format text not null, author text, outlet text, published text,
    published_from text not null, superseded text not null,
    text text not null, page_starts text not null, body_start integer not null, notes text not null,
    unique (document_id, sha256));
create table if not exists passages(
    id integer primary key autoincrement, version integer not null references documents(version),
    place integer not null, start integer not null, finish integer not null, page integer, heading text not null,
    section_start integer, section_finish integer, context text not null, sentences text not null, text text not null,
    vector blob not null, tokens blob not null, keys text, said text);
create index if not exists passages_by_version on passages(version);
create table if not exists sayings(
    version integer not null references documents(version), start integer not null, finish integer not null,
    speaker text not null, folded text not null, role text, kind integer not null, denies integer not null,
    primary key (version, start, folded)) without rowid;
create index if not exists sayings_by_speaker on sayings(folded, version, start);
create table if not exists failures(
    collection text not null, location text not null, reason text not null, primary key (collection, location));
create table if not exists stale_vectors(version integer primary key);
create table if not exists reviews(id text primary key, noted text not null, body text not null);
create table if not exists replies(id integer primary key autoincrement, key text not null unique, body text not null);
create table if not exists conversations(
    id text primary key, title text not null, words text not null, begun text not null, changed text not null,
    renamed integer not null default 0, owner text not null default '');
create index if not exists conversations_by_owner on conversations(owner, changed);
create table if not exists exchanges(
    place integer primary key autoincrement, id text not null unique,
    conversation text not null references conversations(id), words text not null, body text not null);
create index if not exists exchanges_by_conversation on exchanges(conversation, place);
"""


def open_database(path: Path, *, upgrade: bool) -> sqlite3.Connection:
    """The file, opened, with its tables; one of an earlier layout is brought to this one, after a backup.

    What is deleted is overwritten (``secure_delete``), so that a removed document is not left in unused pages.

    Args:
        path: made if it is missing.
        upgrade: bring even a file to this layout whose documents are then without passages; without it, such a file
            is left as it is.

    Raises:
        DamagedLibrary: the file is no SQLite database.
        StaleLibrary: it has the layout of a later version; it is not touched.
        LibraryError: it cannot be opened, or there is no room for the backup.
    """
    try:
        database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    except sqlite3.Error as error:
        raise LibraryError(f"{path} cannot be opened ({error}); check the folder, or use another --library") from error
    try:
        # No function that could do harm is run by a table, an index or a trigger: the record may be of an archive.
        database.execute("pragma trusted_schema=off")
        found = _layout_of(database)
        steps = steps_from(found, path) if found else ()
        database.execute("pragma journal_mode=wal")
        database.execute("pragma synchronous=full")
        database.execute("pragma foreign_keys=on")
        database.execute("pragma secure_delete=on")
        if found and steps and (upgrade or not any(step.rebuilds for step in steps)):
            migrate(database, path, found, TABLES)
            found = SCHEMA_VERSION
        if found in (None, SCHEMA_VERSION):
            database.executescript(TABLES)
    except sqlite3.DatabaseError as error:
        database.close()
        raise damaged(error, path) from error
    except BaseException:
        database.close()
        raise
    return database


def _layout_of(database: sqlite3.Connection) -> str | None:
    """The layout that the file says it has; None for a new one."""
    if not database.execute("select 1 from sqlite_master where name = 'meta'").fetchone():
        return None
    found = database.execute("select value from meta where name = 'schema'").fetchone()
    if found:
        return str(found[0])
    # Killed while it was made: the tables tell.
    for layout, table, added in (
        ("2", "documents", "published_from"),
        ("3", "conversations", "owner"),
        ("4", "passages", "said"),
    ):
        columns = {row[1] for row in database.execute(f"pragma table_info({table})")}
        if columns and added not in columns:
            return layout
    return None


def damaged(error: sqlite3.Error, path: Path) -> DamagedLibrary:
    """SQLite's complaint about the record at ``path`` as ours."""
    return DamagedLibrary(
        f"The record {path.name} of the library cannot be read ({error}). It is left as it is: {_restoring(path)}"
    )


def require_record(folder: Path) -> None:
    """See that a library which has indexes has its record: an empty one in its place would empty them.

    Raises:
        DamagedLibrary: the record is missing, or empty.
    """
    path = folder / "record.sqlite3"
    if path.exists() and path.stat().st_size:
        return
    if any((folder / name).is_dir() for name in ("chroma", "words")):
        raise DamagedLibrary(
            f"The library {folder} has indexes, but its record {path.name} is "
            f"{'empty' if path.exists() else 'missing'}. Nothing was changed: {_restoring(path)}. "
            "To begin with an empty library, delete the folders chroma and words"
        )


def _restoring(path: Path) -> str:
    """What to do for a record that cannot be used."""
    beside = " or ".join(str(backup) for backup in backups_of(path))
    made = f"; beside it lies {beside}, made when its layout last changed" if beside else ""
    return f"put a backup of it in its place (onrecord documents import FILE.zip makes a new library of one){made}"
