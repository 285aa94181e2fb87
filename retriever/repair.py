"""A library looked over and put in order: its indexes made anew from the record, leftovers deleted."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from onrecord.errors import DamagedLibrary, LibraryError
from onrecord.ports import Progress
from retriever.library import Library
from retriever.mending import left_aside, mend, open_vectors, open_words, set_aside
from retriever.migrations import backups_of
from retriever.owner import locked
from retriever.places import VectorPlace
from retriever.record import Record
from retriever.removal import file_of
from retriever.schema import HALF_REBUILT, SCHEMA_VERSION, damaged, require_record

__all__ = ["Condition", "Repaired", "backups", "check_record", "condition_of", "repair_library"]

_RECORD: Final = "record.sqlite3"


@dataclass(frozen=True, slots=True)
class Condition:
    """What is amiss in a library whose record can be read.

    Attributes:
        strays: uploaded files that no document was made from and that are not on the list of those which could not be
            read.
        pictures: pictures of pages of files that are not on record, or torn ones.
        aside: folders of damaged indexes that are still there.
        removed_words: removed passages whose words are in the files of the word index.
    """

    strays: tuple[Path, ...] = ()
    pictures: tuple[Path, ...] = ()
    aside: tuple[Path, ...] = ()
    removed_words: int = 0


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair did: passages that both indexes hold now, pictures deleted, bytes won by compacting the record.

    ``trouble`` says why the record could not be compacted; empty where it was.
    """

    passages: int
    pictures: int
    bytes_won: int
    trouble: str = ""


def check_record(folder: Path) -> str:
    """SQLite's own check of the record, read to its last page; returns what it says: ``ok``.

    Raises:
        LibraryInUse: another process has the library open.
        DamagedLibrary: the record is missing or fails the check; the message names its backups. Nothing is changed.
    """
    lock = locked(folder)
    try:
        require_record(folder)
        path = folder / _RECORD
        if not path.exists():
            return "no record yet"
        try:
            with closing(sqlite3.connect(path)) as database:
                found = [str(row[0]) for row in database.execute("pragma integrity_check(5)")]
        except sqlite3.DatabaseError as error:
            raise damaged(error, path) from error
        if found != ["ok"]:
            raise damaged(sqlite3.DatabaseError("; ".join(found)), path)
        return "ok"
    finally:
        lock.release()


def condition_of(library: Library) -> Condition:
    """What is amiss in an open library."""
    folder, record = library.folder, library.record
    places = {row[0] for row in record.rows("select location from documents union select location from failures")}
    hashes = {row[0] for row in record.rows("select sha256 from documents union select sha256 from versions")}
    uploads = folder / "uploads"
    files = sorted(path for path in uploads.rglob("*") if path.is_file()) if uploads.is_dir() else []
    holders = {file_of(place) for place in places}
    pictures = folder / "page-images"
    return Condition(
        tuple(path for path in files if str(path) not in holders and not path.name.startswith(".")),
        tuple(path for path in pictures.glob("*") if path.name.partition("-")[0] not in hashes or _torn(path)),
        tuple(left_aside(folder)),
        library.words.removed(),
    )


def _torn(path: Path) -> bool:
    """Whether the file of a WebP picture is not as long as its header says."""
    with path.open("rb") as file:
        head = file.read(8)
    return head[:4] != b"RIFF" or int.from_bytes(head[4:], "little") + 8 != path.stat().st_size


def repair_library(
    folder: Path, opened: Callable[[], Library], vectors: VectorPlace, show: Progress | None = None
) -> Repaired:
    """Make both indexes anew from the record, delete leftovers, and write the record anew without unused pages.

    Uploaded files stay, whether or not a document was made from them. When this is interrupted, the next start of the
    library goes on with it.

    Args:
        folder: of the library.
        opened: opens the library; called once the indexes are made anew.
        vectors: where they are kept; on a server the collection is dropped and made anew.
        show: told how many passages are in the indexes, how many there are, and what is done.

    Raises:
        LibraryInUse: another process has the library open.
        DamagedLibrary: the record is missing or cannot be read; nothing is changed.
        LibraryError: an index cannot be written; the library is as it was but for its indexes, which are made anew at
            the next start.
    """
    check_record(folder)
    lock = locked(folder)
    try:
        for name in ("chroma", "words"):
            set_aside(folder, name)
        _fill(folder, vectors, show)
    finally:
        lock.release()
    # What is set aside is deleted by the library once its indexes are complete.
    library = opened()
    try:
        passages, words = library.index.count(), library.words.count()
        if passages != words:
            raise DamagedLibrary(
                f"{passages} vectors and the words of {words} passages were made; run the repair again"
            )
        library.purge()
        pictures = condition_of(library).pictures
        for path in pictures:
            path.unlink(missing_ok=True)
        won, trouble = _compacted(library)
    finally:
        library.close()
    return Repaired(passages, len(pictures), won, trouble)


def _fill(folder: Path, vectors: VectorPlace, show: Progress | None) -> None:
    """Make the indexes anew; of a record of another layout, half rebuilt, or empty, they are left to its opening."""
    with closing(Record(folder / _RECORD)) as record:
        layout, embedder = record.meta("schema"), record.meta("embedder")
        if layout != SCHEMA_VERSION or embedder == HALF_REBUILT or not record.has_documents():
            return
        with (
            closing(open_vectors(record, folder, vectors, anew=True)) as index,
            closing(open_words(folder, anew=False)) as words,
        ):
            mend(record, index, words, show)


def _compacted(library: Library) -> tuple[int, str]:
    """Write the record anew; returns the bytes won, and what stood in the way."""
    path = library.folder / _RECORD
    before = path.stat().st_size
    try:
        library.record.rows("vacuum")
        library.record.clear_log()
    except LibraryError as error:
        return 0, f"the record was not compacted ({error.__cause__ or error}); it is as it was"
    return max(0, before - path.stat().st_size), ""


def backups(folder: Path) -> list[Path]:
    """The backups of the record that lie beside it."""
    return backups_of(folder / _RECORD)
