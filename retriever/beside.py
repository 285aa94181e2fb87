"""Passages of another embedder, kept in the record beside those that are searched until they are complete.

Three tables come and go: ``passages_anew`` (as ``passages``, which it becomes), ``rebuilt`` (the versions of documents
that are whole in it), and ``passages_before`` (what was searched before, until it is wiped). A document that is removed
or replaced leaves all of them in the same transaction (:meth:`retriever.record.Record.drop_within`). Versions of
documents are never changed and their numbers never given again, so what is on record and not in ``rebuilt`` is what is
still to be done, whatever happened meanwhile.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from onrecord.errors import LibraryError
from onrecord.types import Document
from retriever.rows import SOURCE, TEXT, document_of, marks

if TYPE_CHECKING:
    from retriever.record import Record

__all__ = [
    "ANEW",
    "BEFORE",
    "DONE",
    "SWITCHED",
    "TARGET",
    "begin",
    "clear_before",
    "done_of",
    "due",
    "finish",
    "forget",
    "progress",
    "store",
    "switch",
    "tables_beside",
    "target",
    "target_name",
]

ANEW: Final = "passages_anew"
BEFORE: Final = "passages_before"
DONE: Final = "rebuilt"
# Notes in the record: what it is rebuilt for; that new indexes wait to take the place of the old.
TARGET: Final = "rebuilding_for"
SWITCHED: Final = "indexes_anew"
# Rows that are deleted in one transaction.
_DELETED: Final = 500


def tables_beside(database: sqlite3.Connection) -> list[str]:
    """Those of the tables with passages beside ``passages`` that there are."""
    found = database.execute("select name from sqlite_master where type = 'table' and name in (?, ?)", (ANEW, BEFORE))
    return [str(row[0]) for row in found]


def target(name: str, dimensions: int) -> str:
    """What the record says of the embedder that it is being rebuilt for."""
    return json.dumps([name, dimensions])


def target_name(noted: str | None) -> str:
    """The name in such a note; empty for none."""
    return str(json.loads(noted)[0]) if noted else ""


def _exists(record: "Record", table: str) -> bool:
    return bool(record.rows("select 1 from sqlite_master where type = 'table' and name = ?", (table,)))


def _columns(record: "Record", table: str) -> list[object]:
    return [row[1:] for row in record.rows(f"pragma table_info({table})")]


def begin(record: "Record", wanted: str) -> bool:
    """Make ready for passages of another embedder, or go on with what is there of it; returns whether it goes on."""
    there = record.meta(TARGET) == wanted and _exists(record, ANEW)
    if there and _columns(record, ANEW) == _columns(record, "passages"):
        return True
    with record.transaction():
        _drop(record)
        made = str(record.rows("select sql from sqlite_master where type = 'table' and name = 'passages'")[0][0])
        record.rows(re.sub(r'(?i)^create table "?passages"?', f"create table {ANEW}", made, count=1))
        record.rows(f"create index {ANEW}_by_version on {ANEW}(version)")
        record.rows(f"create table {DONE}(version integer primary key)")
        # No passage has the number of one that was searched before.
        record.rows(
            "insert into sqlite_sequence(name, seq) select ?, coalesce(max(seq), 0) from sqlite_sequence "
            "where name in ('passages', ?)",
            (ANEW, BEFORE),
        )
        record.set_meta(TARGET, wanted)
    return False


def forget(record: "Record") -> None:
    """Give up what was embedded beside; what is searched stays."""
    with record.transaction():
        _drop(record)


def _drop(record: "Record") -> None:
    for table in (ANEW, DONE):
        record.rows(f"drop table if exists {table}")
    record.rows("delete from meta where name = ?", (TARGET,))


def progress(record: "Record") -> tuple[int, int]:
    """How many documents are whole beside, and how many there are."""
    done, total = record.rows(
        f"select count(b.version), count(*) from documents d left join {DONE} b using (version) where d.state = 'ready'"
    )[0]
    return int(done), int(total)


def done_of(record: "Record") -> tuple[int, int] | None:
    """As :func:`progress`; None where the library is not being rebuilt."""
    return progress(record) if record.meta(TARGET) and _exists(record, DONE) else None


def due(record: "Record", wanted: str, most: int, most_chars: int) -> list[tuple[int, Document]]:
    """The next documents to embed, by version: at least one where there is any, then so many and so long at most.

    Raises:
        LibraryError: the library is being rebuilt for another embedder, or is rebuilt already.
    """
    _require(record, wanted)
    rows = record.rows(
        f"select version, length(text) from documents where state = 'ready' and version not in "
        f"(select version from {DONE}) order by version limit ?",
        (most,),
    )
    versions: list[int] = []
    chars = 0
    for version, length in rows:
        chars += length
        if versions and chars > most_chars:
            break
        versions.append(version)
    found = record.rows(
        f"select d.version, {SOURCE}, {TEXT} from documents d where d.version in ({marks(versions)}) order by version",
        versions,
    )
    return [(int(version), document_of(row)) for version, *row in found]


def _require(record: "Record", wanted: str) -> None:
    if record.meta(TARGET) != wanted:
        raise LibraryError(
            f"The library is not being rebuilt for {target_name(wanted)!r} any more: another process finished that, or "
            "began another. See: onrecord doctor"
        )


def _due_still(record: "Record", versions: Sequence[int]) -> set[int]:
    """Those of these versions that are on record and not whole beside."""
    rows = record.rows(
        f"select version from documents where state = 'ready' and version in ({marks(versions)}) "
        f"and version not in (select version from {DONE})",
        versions,
    )
    return {int(row[0]) for row in rows}


def store(record: "Record", wanted: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Put passages beside, in place of those that are there at their places; those of documents that are gone are not.

    Args:
        record: of the library.
        wanted: as :func:`target` gives it.
        rows: the columns of ``passages`` but the first: version, place and so on.

    Raises:
        LibraryError: the library is being rebuilt for another embedder; or SQLite refused.
    """
    with record.transaction():
        _require(record, wanted)
        still = _due_still(record, sorted({int(str(row[0])) for row in rows}))
        for row in rows:
            if row[0] in still:
                record.rows(f"delete from {ANEW} where version = ? and place = ?", row[:2])
                record.rows(f"insert into {ANEW} values (null, {marks(row)})", row)


def finish(record: "Record", wanted: str, passages: Mapping[int, int]) -> None:
    """Note that documents are whole beside: version -> number of its passages.

    Raises:
        LibraryError: as :func:`store`.
    """
    with record.transaction():
        _require(record, wanted)
        for version in _due_still(record, list(passages)):
            record.rows(f"delete from {ANEW} where version = ? and place >= ?", (version, passages[version]))
            record.rows(f"insert into {DONE} values (?)", (version,))


def switch(record: "Record", wanted: str, notes: Mapping[str, str]) -> None:
    """Search what is beside from now on; all in one transaction, with these notes.

    Raises:
        LibraryError: a document is not whole beside; or SQLite refused. Then nothing is changed.
    """
    clear_before(record)
    with record.transaction():
        _require(record, wanted)
        done, total = progress(record)
        if done != total:
            raise LibraryError(f"{total - done} of {total} documents are not embedded anew yet")
        (index,) = record.rows("select sql from sqlite_master where type = 'index' and name = 'passages_by_version'")[0]
        record.rows("drop index passages_by_version")
        record.rows(f"drop index {ANEW}_by_version")
        record.rows(f"alter table passages rename to {BEFORE}")
        record.rows(f"alter table {ANEW} rename to passages")
        record.rows(index)
        record.rows(
            "update documents set passages = (select count(*) from passages p where p.version = documents.version) "
            "where state = 'ready'"
        )
        record.rows("delete from stale_vectors")
        record.rows(f"drop table {DONE}")
        record.rows("delete from meta where name = ?", (TARGET,))
        for name, value in {**notes, SWITCHED: "1"}.items():
            record.set_meta(name, value)


def clear_before(record: "Record", goes_on: Callable[[], bool] = lambda: True) -> bool:
    """Delete the passages that were searched before, some at a time; returns whether it came to its end."""
    while _exists(record, BEFORE):
        if not goes_on():
            return False
        with record.transaction():
            if not _exists(record, BEFORE):  # another thread came to its end
                return True
            record.rows(f"delete from {BEFORE} where id in (select id from {BEFORE} limit ?)", (_DELETED,))
            if not record.rows(f"select 1 from {BEFORE} limit 1"):
                record.rows(f"drop table {BEFORE}")
    return True
