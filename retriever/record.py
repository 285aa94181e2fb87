"""The record: one SQLite file that holds every document, its text, its passages and what failed.

It is the truth; Chroma is an index of it. A document goes in as a *version* in state ``writing``, invisible to every
search, and becomes ``ready`` in one transaction that removes the version before it. A kill at any moment leaves
versions in state ``writing``, which :meth:`Record.drop_unfinished` removes at the next start.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from onrecord.errors import DamagedLibrary, LibraryError, UnknownDocument
from onrecord.types import Document, Passage, Source, Span
from retriever.embed import Encoded, Floats
from retriever.filters import Bounds, day_range
from retriever.tokens import pack

__all__ = ["SCHEMA_VERSION", "Record", "StoredPassage"]

SCHEMA_VERSION: Final = "1"
_SCHEMA: Final = """
create table if not exists meta(name text primary key, value text not null);
create table if not exists documents(
    version integer primary key autoincrement,
    document_id text not null, collection text not null, location text not null, title text not null,
    sha256 text not null, format text not null, author text, outlet text, published text,
    first_day integer, last_day integer,
    text text not null, page_starts text not null, body_start integer not null, notes text not null,
    state text not null check (state in ('writing', 'ready')));
create index if not exists documents_by_id on documents(document_id, state);
create table if not exists passages(
    id integer primary key autoincrement, version integer not null references documents(version),
    place integer not null, start integer not null, finish integer not null, page integer, heading text not null,
    sentences text not null, text text not null, title text not null, vector blob not null, tokens blob not null);
create index if not exists passages_by_version on passages(version);
create virtual table if not exists words using fts5(
    text, title, content='passages', content_rowid='id', tokenize="porter unicode61 remove_diacritics 2");
create trigger if not exists passage_added after insert on passages begin
    insert into words(rowid, text, title) values (new.id, new.text, new.title); end;
create trigger if not exists passage_removed after delete on passages begin
    insert into words(words, rowid, text, title) values ('delete', old.id, old.text, old.title); end;
create table if not exists failures(
    collection text not null, location text not null, reason text not null, primary key (collection, location));
create table if not exists stale_vectors(version integer primary key);
"""
_SOURCE: Final = "d.document_id, d.location, d.title, d.sha256, d.format, d.collection, d.author, d.outlet, d.published"
_PAGE: Final = 10_000


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with what the later stages need of it."""

    id: int
    passage: Passage
    source: Source
    vector: Floats
    tokens: bytes


class Record:
    """The SQLite file of one library. Safe to call from several threads of the process that owns it.

    Args:
        path: the file; made if it is missing.

    Raises:
        DamagedLibrary: the file is no SQLite database or fails its check.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        try:
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        except sqlite3.Error as error:
            raise LibraryError(
                f"{path} cannot be opened ({error}); check the folder, or use another --library"
            ) from error
        try:
            self._db.execute("pragma journal_mode=wal")
            self._db.execute("pragma synchronous=full")
            self._db.execute("pragma foreign_keys=on")
            self._db.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise _damaged(error) from error

    def close(self) -> None:
        """Close the file; the record cannot be used after."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements inside, or none of them.

        Raises:
            LibraryError: SQLite refused, for instance because the disk is full.
        """
        with self._lock:
            try:
                self._db.execute("begin immediate")
                yield
                self._db.execute("commit")
            except BaseException as error:
                if self._db.in_transaction:  # SQLite ends it by itself when the disk is full
                    self._db.execute("rollback")
                if isinstance(error, sqlite3.Error):
                    raise LibraryError(f"The record could not be written: {error}. Is the disk full?") from error
                raise

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows that a statement gives."""
        with self._lock:
            try:
                return self._db.execute(sql, parameters).fetchall()
            except sqlite3.DatabaseError as error:
                raise _damaged(error) from error

    def meta(self, name: str) -> str | None:
        """A value kept about the library itself, or None."""
        found = self.rows("select value from meta where name = ?", (name,))
        return str(found[0][0]) if found else None

    def set_meta(self, name: str, value: str) -> None:
        """Keep a value about the library itself."""
        self.rows("insert or replace into meta values (?, ?)", (name, value))

    # ---- writing ----------------------------------------------------------------------------------------------

    def begin(self, document: Document) -> int:
        """A new version of ``document`` in state ``writing``; returns its number."""
        source = document.source
        days = day_range(source.published) if source.published else (None, None)
        values = (
            *(source.document_id, source.collection, source.location, source.title, source.sha256, source.format),
            *(source.author, source.outlet, source.published, *days, document.text),
            *(json.dumps(document.page_starts), document.body_start, json.dumps(document.notes)),
        )
        with self.transaction():
            cursor = self._db.execute(
                "insert into documents values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'writing')", values
            )
        return int(cursor.lastrowid or 0)

    def add(self, version: int, title: str, passages: Sequence[Passage], encoded: Sequence[Encoded]) -> list[int]:
        """Store passages of a version; returns their ids, in order."""
        ids = []
        with self.transaction():
            for passage, vectors in zip(passages, encoded, strict=True):
                spans = json.dumps([(span.start, span.end, passage.page_of(span)) for span in passage.sentences])
                cursor = self._db.execute(
                    "insert into passages values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        *(version, passage.index, passage.start, passage.end, passage.page, passage.heading),
                        *(spans, passage.text, title, vectors.vector.astype("<f4").tobytes(), pack(vectors)),
                    ),
                )
                ids.append(int(cursor.lastrowid or 0))
        return ids

    def publish(self, version: int) -> list[int]:
        """Make a version the one that is searched; returns the versions it replaces, whose vectors are now stale."""
        with self.transaction():
            document_id, collection, location = self._db.execute(
                "select document_id, collection, location from documents where version = ?", (version,)
            ).fetchone()
            old = [
                row[0]
                for row in self._db.execute(
                    "select version from documents where document_id = ? and version <> ?", (document_id, version)
                )
            ]
            self._remove_versions(old)
            self._db.execute("update documents set state = 'ready' where version = ?", (version,))
            self._db.execute("delete from failures where collection = ? and location = ?", (collection, location))
        return old

    def drop(self, versions: Iterable[int]) -> None:
        """Remove versions and their passages; their vectors are noted as stale in the same transaction."""
        with self.transaction():
            self._remove_versions(list(versions))

    def _remove_versions(self, versions: list[int]) -> None:
        for version in versions:
            self._db.execute("delete from passages where version = ?", (version,))
            self._db.execute("delete from documents where version = ?", (version,))
            self._db.execute("insert or ignore into stale_vectors values (?)", (version,))

    def drop_unfinished(self) -> int:
        """Remove what a killed process left half written; returns the number of versions removed."""
        versions = [row[0] for row in self.rows("select version from documents where state = 'writing'")]
        self.drop(versions)
        return len(versions)

    def stale_vectors(self) -> list[int]:
        """Versions whose vectors are still to be removed from the index."""
        return [row[0] for row in self.rows("select version from stale_vectors")]

    def hidden_versions(self) -> list[int]:
        """Versions that may have vectors in the index and must not be found: half written, or replaced."""
        return [
            row[0]
            for row in self.rows(
                "select version from documents where state = 'writing' union select * from stale_vectors"
            )
        ]

    def forget_stale(self, versions: Sequence[int]) -> None:
        """The vectors of these versions are gone from the index."""
        with self.transaction():
            self._db.executemany("delete from stale_vectors where version = ?", [(version,) for version in versions])

    def note_failure(self, location: str, collection: str, reason: str) -> None:
        """Remember that a file could not be read."""
        with self.transaction():
            self._db.execute("insert or replace into failures values (?, ?, ?)", (collection, location, reason))

    # ---- reading ----------------------------------------------------------------------------------------------

    def sha256_of(self, document_id: str) -> str | None:
        """Hash of the version on record, or None."""
        found = self.rows("select sha256 from documents where document_id = ? and state = 'ready'", (document_id,))
        return str(found[0][0]) if found else None

    def versions_of(self, document_id: str) -> list[int]:
        """The versions of a document; empty where it is unknown."""
        return [row[0] for row in self.rows("select version from documents where document_id = ?", (document_id,))]

    def sources(self) -> list[Source]:
        """Every document on record, by title and location."""
        rows = self.rows(f"select {_SOURCE} from documents d where state = 'ready' order by title, location")
        return [Source(*row) for row in rows]

    def failures(self) -> list[tuple[str, str, str]]:
        """Collection, location and reason of every file that could not be read."""
        return [(row[0], row[1], row[2]) for row in self.rows("select * from failures order by location")]

    def document(self, document_id: str) -> Document:
        """One document.

        Raises:
            UnknownDocument: no document has that id.
        """
        found = self.rows(
            f"select {_SOURCE}, text, page_starts, body_start, notes from documents d "
            "where document_id = ? and state = 'ready'",
            (document_id,),
        )
        if not found:
            raise UnknownDocument(f"No document has the id {document_id!r}; see: onrecord documents list")
        *source, text, page_starts, body_start, notes = found[0]
        return Document(Source(*source), text, tuple(json.loads(page_starts)), body_start, tuple(json.loads(notes)))

    def has_documents(self) -> bool:
        """Whether any document is on record."""
        return bool(self.rows("select 1 from documents where state = 'ready' limit 1"))

    def counts(self, bounds: Bounds) -> tuple[int, int, int]:
        """Documents and passages within the bounds, and failures of the collection."""
        where, values = condition(bounds)
        documents, passages = self.rows(
            "select count(distinct d.version), count(p.id) from documents d left join passages p using (version) "
            f"where d.state = 'ready'{where}",
            values,
        )[0]
        failed = self.rows(
            "select count(*) from failures where ? is null or collection = ?", (bounds.collection, bounds.collection)
        )[0][0]
        return int(documents), int(passages), int(failed)

    def passages(self, ids: Sequence[int], bounds: Bounds) -> list[StoredPassage]:
        """The passages of these ids that are visible and within the bounds, in the order of ``ids``."""
        where, values = condition(bounds)
        marks = ",".join("?" * len(ids))
        rows = self.rows(
            f"select p.id, p.place, p.start, p.finish, p.text, p.sentences, p.page, p.heading, p.vector, p.tokens, "
            f"{_SOURCE} from passages p join documents d using (version) "
            f"where d.state = 'ready' and p.id in ({marks}){where}",
            (*ids, *values),
        )
        found = {stored.id: stored for stored in map(_stored, rows)}
        return [found[id_] for id_ in ids if id_ in found]

    def vectors(self) -> Iterator[list[tuple[int, int, str, int | None, int | None, Floats]]]:
        """Id, version, collection, first and last day and vector of every visible passage, a page at a time."""
        last = 0
        while rows := self.rows(
            "select p.id, p.version, d.collection, d.first_day, d.last_day, p.vector from passages p "
            "join documents d using (version) where d.state = 'ready' and p.id > ? order by p.id limit ?",
            (last, _PAGE),
        ):
            yield [(*row[:5], np.frombuffer(row[5], "<f4")) for row in rows]
            last = rows[-1][0]


def _damaged(error: sqlite3.Error) -> DamagedLibrary:
    return DamagedLibrary(
        f"The record record.sqlite3 of the library cannot be read ({error}); restore it, or use another --library"
    )


def condition(bounds: Bounds) -> tuple[str, tuple[object, ...]]:
    """The bounds as an SQL condition on ``documents d``, beginning with ``and``, and its values."""
    parts: list[str] = []
    values: list[object] = []
    for clause, value in (
        ("d.collection = ?", bounds.collection),
        ("d.last_day >= ?", bounds.first_day),
        ("d.first_day <= ?", bounds.last_day),
    ):
        if value is not None:
            parts.append(f" and {clause}")
            values.append(value)
    return "".join(parts), tuple(values)


def _stored(row: tuple[Any, ...]) -> StoredPassage:
    id_, place, start, finish, text, sentences, page, heading, vector, tokens, *source = row
    places = json.loads(sentences)
    spans = tuple(Span(begin, end) for begin, end, _ in places)
    pages = tuple(number for _, _, number in places if number is not None)
    passage = Passage(source[0], place, start, finish, text, spans, page, heading, pages)
    return StoredPassage(id_, passage, Source(*source), np.frombuffer(vector, "<f4"), tokens)
