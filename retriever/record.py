"""The record: one SQLite file that holds every document, its text, its passages and what failed.

It is the truth; Chroma is an index of it. A document goes in as a *version* in state ``writing``, invisible to every
search, and becomes ``ready`` in one transaction that removes the version before it. A kill at any moment leaves
versions in state ``writing``, which :meth:`Record.drop_unfinished` removes at the next start. The text of what is
replaced is kept (:mod:`retriever.versions`).
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np

from onrecord.errors import LibraryError, UnknownDocument
from onrecord.types import Document, Passage, Source
from retriever.beside import tables_beside
from retriever.embed import Floats
from retriever.filters import Bounds
from retriever.rows import (
    DOCUMENT,
    PASSAGE,
    SOURCE,
    TEXT,
    StoredPassage,
    condition,
    document_of,
    document_row,
    marks,
    passage_row,
    stored,
)
from retriever.sayings import note_sayings
from retriever.schema import damaged, open_database
from retriever.tokens import Storable
from retriever.versions import keep_version

__all__ = ["Record"]

_PAGE: Final = 1_000


class Record:
    """The SQLite file of one library. Safe to call from several threads of the process that owns it.

    Args:
        path: the file; made if it is missing.
        upgrade: bring even a file of the first layout to this one; see :func:`retriever.schema.open_database`.
        kept_versions: how many earlier versions of a document are kept, from 0.

    Raises:
        DamagedLibrary: the file is no SQLite database or fails its check.
    """

    def __init__(self, path: Path, *, upgrade: bool = False, kept_versions: int = 5) -> None:
        self.path = path
        self.kept_versions = kept_versions
        self._lock = threading.RLock()
        self._db = open_database(path, upgrade=upgrade)
        self._removals = 0

    @property
    def removals(self) -> int:
        """Another number whenever a document that was searched has been removed or replaced."""
        with self._lock:
            return self._removals

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
            except sqlite3.OperationalError as error:
                raise LibraryError(f"The record could not be used: {error}. Is the disk full?") from error
            except sqlite3.DatabaseError as error:
                raise damaged(error, self.path) from error

    def meta(self, name: str) -> str | None:
        """A value kept about the library itself, or None."""
        found = self.rows("select value from meta where name = ?", (name,))
        return str(found[0][0]) if found else None

    def set_meta(self, name: str, value: str) -> None:
        """Keep a value about the library itself."""
        self.rows("insert or replace into meta values (?, ?)", (name, value))

    # ---- writing ----------------------------------------------------------------------------------------------

    def begin(self, documents: Sequence[Document]) -> list[int]:
        """A new version of each document in state ``writing``; returns their numbers, in order."""
        versions = []
        with self.transaction():
            for row in map(document_row, documents):
                cursor = self._db.execute(
                    f"insert into documents({DOCUMENT}, state) values ({marks(row)}, 'writing')", row
                )
                versions.append(int(cursor.lastrowid or 0))
        return versions

    def add(
        self, versions: Sequence[int], passages: Sequence[Passage], encoded: Sequence[Storable], keys: Sequence[str]
    ) -> list[int]:
        """Store passages, each of its version, with its vectors and keys; returns their ids, in order."""
        rows = [passage_row(*each) for each in zip(versions, passages, encoded, keys, strict=True)]
        ids = []
        with self.transaction():
            for row in rows:
                cursor = self._db.execute(f"insert into passages values (null, {marks(row)})", row)
                ids.append(int(cursor.lastrowid or 0))
            note_sayings(self._db.execute, zip(versions, passages, strict=True))
        return ids

    def publish(self, versions: Sequence[int]) -> None:
        """Make these versions the ones that are searched, all at once.

        What they replace is removed, and its vectors and words are noted as stale; its text is kept.
        """
        with self.transaction():
            self.publish_within(versions)

    def publish_within(self, versions: Sequence[int]) -> None:
        """As :meth:`publish`, inside a transaction of the caller."""
        for version in versions:
            self._publish(version)

    def _publish(self, version: int) -> None:
        document_id, collection, location = self._db.execute(
            "select document_id, collection, location from documents where version = ?", (version,)
        ).fetchone()
        old = self._db.execute(
            "select version from documents where document_id = ? and version <> ?", (document_id, version)
        ).fetchall()
        for (replaced,) in old:
            keep_version(self._db, replaced, version, self.kept_versions)
        self.drop_within([row[0] for row in old])
        self._db.execute(
            "update documents set state = 'ready', passages = (select count(*) from passages p where p.version = ?1) "
            "where version = ?1",
            (version,),
        )
        self._db.execute("delete from failures where collection = ? and location = ?", (collection, location))

    def drop(self, versions: Iterable[int]) -> None:
        """Remove versions and their passages; their vectors are noted as stale in the same transaction."""
        with self.transaction():
            self.drop_within(list(versions))

    def clear_log(self) -> bool:
        """Write SQLite's log into the file and empty it: what was removed is then in neither.

        Returns:
            Whether it is empty; another connection that reads, as an export does, may keep it.
        """
        return not self.rows("pragma wal_checkpoint(truncate)")[0][0]

    def give_up(self, versions: Sequence[int]) -> None:
        """Remove those of these versions that were not published; one that is searched stays."""
        with self.transaction():
            ready = self._db.execute(
                f"select version from documents where state = 'ready' and version in ({marks(versions)})", versions
            ).fetchall()
            self.drop_within([version for version in versions if (version,) not in ready])

    def drop_within(self, versions: Sequence[int]) -> None:
        """As :meth:`drop`, inside a transaction of the caller."""
        self._removals += bool(versions)
        for version in versions:
            for table in ("passages", "sayings", *tables_beside(self._db)):
                self._db.execute(f"delete from {table} where version = ?", (version,))
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

    def hidden_passages(self) -> int:
        """How many passages of half written versions there may be in the indexes."""
        sql = "select count(*) from documents d join passages p using (version) where d.state = 'writing'"
        return int(self.rows(sql)[0][0])

    def hidden_versions(self) -> list[int]:
        """Versions that may have vectors in the index and must not be found: half written, or replaced."""
        rows = self.rows("select version from documents where state = 'writing' union select * from stale_vectors")
        return [row[0] for row in rows]

    def forget_stale(self, versions: Sequence[int]) -> None:
        """The vectors of these versions are gone from the index."""
        with self.transaction():
            self._db.executemany("delete from stale_vectors where version = ?", [(version,) for version in versions])

    def note_failure(self, location: str, collection: str, reason: str) -> None:
        """Remember that a file could not be read."""
        with self.transaction():
            self._db.execute("insert or replace into failures values (?, ?, ?)", (collection, location, reason))

    def forget_failure(self, location: str, collection: str) -> None:
        """Take such a note back; nothing happens where there is none."""
        with self.transaction():
            self._db.execute("delete from failures where collection = ? and location = ?", (collection, location))

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
        rows = self.rows(f"select {SOURCE} from documents d where state = 'ready' order by title, location")
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
            f"select {SOURCE}, {TEXT} from documents d where document_id = ? and state = 'ready'", (document_id,)
        )
        if not found:
            raise UnknownDocument(f"No document has the id {document_id!r}; see: onrecord documents list")
        return document_of(found[0])

    def has_documents(self) -> bool:
        """Whether any document is on record."""
        return bool(self.rows("select 1 from documents where state = 'ready' limit 1"))

    def counts(self, bounds: Bounds) -> tuple[int, int, int]:
        """Documents and passages within the bounds, and failures of the collection."""
        where, values = condition(bounds)
        documents, passages = self.rows(
            f"select count(*), coalesce(sum(passages), 0) from documents d where d.state = 'ready'{where}", values
        )[0]
        failed = self.rows(
            "select count(*) from failures where ? is null or collection = ?", (bounds.collection, bounds.collection)
        )[0][0]
        return int(documents), int(passages), int(failed)

    def ready_versions(self, document_ids: Sequence[str]) -> tuple[int, ...]:
        """The searched version of each document.

        Raises:
            UnknownDocument: no document has one of the ids.
        """
        versions = []
        for document_id in document_ids:
            found = self.rows("select version from documents where document_id = ? and state = 'ready'", (document_id,))
            if not found:
                raise UnknownDocument(f"No document has the id {document_id!r}; see: onrecord documents list")
            versions.append(int(found[0][0]))
        return tuple(versions)

    def passages(self, ids: Sequence[int], bounds: Bounds) -> list[StoredPassage]:
        """The passages of these ids that are visible and within the bounds, in the order of ``ids``."""
        where, values = condition(bounds)
        # A cross join is read in the order written; else SQLite goes through every document that is ready.
        rows = self.rows(
            f"select {PASSAGE}, {SOURCE} from passages p cross join documents d using (version) "
            f"where d.state = 'ready' and p.id in ({marks(ids)}){where}",
            (*ids, *values),
        )
        found = {one.id: one for one in map(stored, rows)}
        return [found[id_] for id_ in ids if id_ in found]

    def tokens_of(self, ids: Sequence[int]) -> dict[int, bytes]:
        """The packed token vectors of these passages by id, without those that are not on record any more."""
        return dict(self.rows(f"select id, tokens from passages where id in ({marks(ids)})", ids))

    def section_of(self, found: StoredPassage) -> str:
        """The text of the section that a passage stands in; the passage's own where it has none."""
        section = found.passage.section
        if section is None:
            return found.passage.text
        rows = self.rows(
            "select substr(text, ?, ?) from documents where version = ?",
            (section.start + 1, section.end - section.start, found.version),
        )
        return str(rows[0][0]) if rows else found.passage.text

    def vectors_within(self, bounds: Bounds, most: int) -> tuple[list[int], Floats] | None:
        """The visible passages within the bounds, by id: n ids and their vectors, float32, shape (n, d).

        None where they are more than ``most``; read at once, so that each id has its vector whatever is removed.
        """
        if self.counts(bounds)[1] > most:
            return None
        where, values = condition(bounds)
        rows = self.rows(
            "select p.id, p.vector from documents d join passages p using (version) "
            f"where d.state = 'ready'{where} order by p.id limit ?",
            (*values, most),
        )
        vectors = np.frombuffer(b"".join(row[1] for row in rows), "<f4")
        return [row[0] for row in rows], vectors.reshape(len(rows), -1) if rows else np.zeros((0, 0), np.float32)

    def pages_of_passages(self) -> Iterator[list[tuple[StoredPassage, int | None, int | None]]]:
        """Every visible passage with its document's first and last day, a thousand or so at a time."""
        last = 0
        while rows := self.rows(
            f"select d.first_day, d.last_day, {PASSAGE}, {SOURCE} from passages p join documents d using (version) "
            "where d.state = 'ready' and p.id > ? order by p.id limit ?",
            (last, _PAGE),
        ):
            yield [(stored(row[2:]), row[0], row[1]) for row in rows]
            last = rows[-1][2]
