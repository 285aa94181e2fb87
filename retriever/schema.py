"""The tables of the record, and how its file is opened."""

import sqlite3
from pathlib import Path
from typing import Final

from onrecord.errors import DamagedLibrary, LibraryError

__all__ = ["HALF_REBUILT", "SCHEMA_VERSION", "damaged", "open_database"]

SCHEMA_VERSION: Final = "2"
# Stands for the embedder until every document is embedded anew.
HALF_REBUILT: Final = "several (a rebuild was interrupted)"
_TABLES: Final = """
create table if not exists meta(name text primary key, value text not null);
create table if not exists documents(
    version integer primary key autoincrement,
    document_id text not null, collection text not null, location text not null, title text not null,
    sha256 text not null, format text not null, author text, outlet text, published text,
    first_day integer, last_day integer,
    text text not null, page_starts text not null, body_start integer not null, notes text not null,
    state text not null check (state in ('writing', 'ready')), passages integer not null default 0);
create index if not exists documents_by_id on documents(document_id, state);
create index if not exists documents_by_place on documents(location, collection, state);
create index if not exists documents_by_state on documents(state, collection, first_day, last_day, passages);
create table if not exists passages(
    id integer primary key autoincrement, version integer not null references documents(version),
    place integer not null, start integer not null, finish integer not null, page integer, heading text not null,
    section_start integer, section_finish integer, context text not null, sentences text not null, text text not null,
    vector blob not null, tokens blob not null);
create index if not exists passages_by_version on passages(version);
create table if not exists failures(
    collection text not null, location text not null, reason text not null, primary key (collection, location));
create table if not exists stale_vectors(version integer primary key);
create table if not exists reviews(id text primary key, noted text not null, body text not null);
create table if not exists replies(id integer primary key autoincrement, key text not null unique, body text not null);
create table if not exists conversations(
    id text primary key, title text not null, words text not null, begun text not null, changed text not null,
    renamed integer not null default 0);
create index if not exists conversations_by_change on conversations(changed);
create table if not exists exchanges(
    place integer primary key autoincrement, id text not null unique,
    conversation text not null references conversations(id), words text not null, body text not null);
create index if not exists exchanges_by_conversation on exchanges(conversation, place);
"""
# From the layout before this one only the documents are kept: their passages are made anew from their text.
_FROM_1: Final = f"""
drop trigger if exists passage_added;
drop trigger if exists passage_removed;
drop table if exists words;
drop table if exists passages;
alter table documents add column passages integer not null default 0;
update meta set value = '2' where name = 'schema';
update meta set value = '{HALF_REBUILT}' where name = 'embedder';
"""


def open_database(path: Path, *, upgrade: bool) -> sqlite3.Connection:
    """The file, opened, with its tables where it is new or of this layout; a file of another layout is left as it is.

    Args:
        path: made if it is missing.
        upgrade: bring a file of the layout before this one to this layout; its documents are then without passages.

    Raises:
        DamagedLibrary: the file is no SQLite database.
        LibraryError: it cannot be opened.
    """
    try:
        database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    except sqlite3.Error as error:
        raise LibraryError(f"{path} cannot be opened ({error}); check the folder, or use another --library") from error
    try:
        database.execute("pragma journal_mode=wal")
        database.execute("pragma synchronous=full")
        database.execute("pragma foreign_keys=on")
        found = _layout_of(database)
        if found == "1" and upgrade:
            database.executescript(f"begin; {_FROM_1} commit;")
            found = SCHEMA_VERSION
        if found in (None, SCHEMA_VERSION):
            database.executescript(_TABLES)
    except sqlite3.DatabaseError as error:
        database.close()
        raise damaged(error) from error
    return database


def _layout_of(database: sqlite3.Connection) -> str | None:
    """The layout that the file says it has; None for a new one."""
    if not database.execute("select 1 from sqlite_master where name = 'meta'").fetchone():
        return None
    found = database.execute("select value from meta where name = 'schema'").fetchone()
    return str(found[0]) if found else None


def damaged(error: sqlite3.Error) -> DamagedLibrary:
    """SQLite's complaint as ours."""
    return DamagedLibrary(
        f"The record record.sqlite3 of the library cannot be read ({error}); restore it, or use another --library"
    )
