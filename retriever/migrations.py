"""Older layouts of the record brought to this one: a backup first, then every step in one transaction."""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from onrecord.errors import DamagedLibrary, LibraryError, StaleLibrary
from retriever.backups import keep_copy

__all__ = [
    "HALF_REBUILT",
    "SCHEMA_VERSION",
    "STEPS",
    "Step",
    "backup_of",
    "backups_of",
    "migrate",
    "steps_from",
    "undone_to",
]

SCHEMA_VERSION: Final = "5"
# Stands for the embedder until every document is embedded anew.
HALF_REBUILT: Final = "several (a rebuild was interrupted)"
# What is left free on the disk beside a backup: the steps themselves and the log of them need some.
_SPARE_BYTES: Final = 20_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """From one layout to the next.

    Attributes:
        layout: that it begins with.
        statements: SQL, in order.
        rebuilds: whether the documents are without passages afterwards and must be embedded anew.
        undo: SQL that makes of the empty tables of the next layout those of this one, by which a record out of an
            archive is known to be of it; empty where archives of it are not read.
    """

    layout: str
    statements: tuple[str, ...]
    rebuilds: bool = False
    undo: tuple[str, ...] = ()


# The table of passages as layout 2 had it.
_PASSAGES_2: Final = """
create table passages(
    id integer primary key autoincrement, version integer not null references documents(version),
    place integer not null, start integer not null, finish integer not null, page integer, heading text not null,
    section_start integer, section_finish integer, context text not null, sentences text not null, text text not null,
    vector blob not null, tokens blob not null)
"""
# The table of conversations as layout 3 had it; records of before may be without.
_CONVERSATIONS_3: Final = """
create table if not exists conversations(
    id text primary key, title text not null, words text not null, begun text not null, changed text not null,
    renamed integer not null default 0)
"""

STEPS: Final = (
    # Passages had neither context nor sections, and their words were in SQLite: they are made anew from the text.
    Step(
        "1",
        (
            "drop trigger if exists passage_added",
            "drop trigger if exists passage_removed",
            "drop table if exists words",
            "drop table if exists passages",
            _PASSAGES_2,
            "alter table documents add column passages integer not null default 0",
            f"update meta set value = '{HALF_REBUILT}' where name = 'embedder'",
        ),
        rebuilds=True,
    ),
    # Where a date came from, and the keys of passages, which are found anew where they are not kept; the table of
    # earlier versions is new, and made with the others.
    Step(
        "2",
        (
            "alter table documents add column published_from text not null default ''",
            "alter table passages add column keys text",
        ),
    ),
    # Whose a conversation is: those of before were had without login, and are nobody's.
    Step(
        "3",
        (
            _CONVERSATIONS_3,
            "alter table conversations add column owner text not null default ''",
            "drop index if exists conversations_by_change",
        ),
    ),
    # Who said what: found when documents are put on record or rebuilt; the table of sayings is made with the others.
    Step(
        "4",
        ("alter table passages add column said text",),
        undo=("drop table sayings", "alter table passages drop column said"),
    ),
)


def steps_from(layout: str, path: Path) -> tuple[Step, ...]:
    """The steps from a layout to this one; none where it is this one.

    Raises:
        StaleLibrary: it is the layout of a later Onrecord, or of none.
    """
    if layout == SCHEMA_VERSION:
        return ()
    known = [step.layout for step in STEPS]
    if layout not in known:
        raise StaleLibrary(
            f"{path} has layout {layout!r}, and this Onrecord knows layouts 1 to {SCHEMA_VERSION}: a later version "
            "wrote it. Nothing was changed. Install that version, or name another --library"
        )
    return STEPS[known.index(layout) :]


def undone_to(layout: str) -> tuple[str, ...] | None:
    """SQL that makes of empty tables of this layout those of an earlier one; None where its archives are not read."""
    if layout == SCHEMA_VERSION:
        return ()
    known = [step.layout for step in STEPS]
    steps = STEPS[known.index(layout) :] if layout in known else ()
    if not steps or not all(step.undo for step in steps):
        return None
    return tuple(statement for step in reversed(steps) for statement in step.undo)


def backup_of(path: Path, layout: str) -> Path:
    """Where the backup of a record is kept that is made before it leaves ``layout``."""
    return path.with_name(f"{path.name}.layout-{layout}.bak")


def backups_of(path: Path) -> list[Path]:
    """The backups beside a record, by name."""
    return sorted(path.parent.glob(f"{path.name}.layout-*.bak"))


def migrate(database: sqlite3.Connection, path: Path, layout: str, tables: str) -> None:
    """Bring a record to this layout: all of it or nothing of it, whenever the process is killed.

    Args:
        database: the open record, without a transaction.
        path: of its file.
        layout: that it has, older than this one.
        tables: statements that make the tables which are missing.

    Raises:
        StaleLibrary: the layout is unknown.
        LibraryError: the disk has no room for the backup, or the backup cannot be made; nothing was changed.
        DamagedLibrary: the record fails its check; nothing was changed.
    """
    steps = steps_from(layout, path)
    _back_up(database, path, layout)
    try:
        database.execute("begin immediate")
        for statement in (sql for step in steps for sql in step.statements):
            database.execute(statement)
        for statement in _statements(tables):
            database.execute(statement)
        database.execute("update meta set value = ? where name = 'schema'", (SCHEMA_VERSION,))
        database.execute("commit")
    except BaseException:
        if database.in_transaction:
            database.execute("rollback")
        raise


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; ours hold no semicolon but at their ends."""
    return (statement for statement in script.split(";") if statement.strip())


def _back_up(database: sqlite3.Connection, path: Path, layout: str) -> None:
    """Copy the record as it is beside itself, whole or not at all, and check the copy."""
    target = backup_of(path, layout)
    (needed,) = database.execute("select page_count * page_size from pragma_page_count, pragma_page_size").fetchone()
    free = shutil.disk_usage(path.parent).free
    if free < needed + _SPARE_BYTES:
        raise LibraryError(
            f"{path} must be brought from layout {layout} to {SCHEMA_VERSION}, and is backed up before. The backup "
            f"needs {_megabytes(needed + _SPARE_BYTES)} MB, and the disk has {_megabytes(free)} MB free. Nothing was "
            "changed: make room, then try again"
        )
    try:
        keep_copy(database, target)
    except sqlite3.DatabaseError as error:
        raise DamagedLibrary(
            f"{path} cannot be brought from layout {layout} to {SCHEMA_VERSION}: {error}. It is left as it is; restore "
            "it from a backup of yours"
        ) from error


def _megabytes(size: int) -> str:
    return f"{-(-size // 1_000_000):,}"
