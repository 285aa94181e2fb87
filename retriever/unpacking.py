"""An archive opened with no trust in it: names, sizes and hashes are checked before anything is touched."""

import hashlib
import json
import re
import shutil
import sqlite3
import zipfile
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from onrecord.errors import DamagedLibrary, StaleLibrary, UnusableArchive
from retriever.archive import FORM, MANIFEST, RECORD, UPLOADS, Manifest, Member
from retriever.migrations import SCHEMA_VERSION, STEPS, backup_of, undone_to
from retriever.record import Record
from retriever.schema import TABLES

__all__ = ["bring_up", "check_tables", "manifest_of", "unpack"]

_CHUNK: Final = 1 << 20
_MOST_MANIFEST_BYTES: Final = 64_000_000
_MOST_MEMBERS: Final = 1_000_000
# A member that grows more than this many times is a bomb: a record shrinks to a third, text to a tenth.
_MOST_GROWTH: Final = 200
_SMALL_BYTES: Final = 10_000_000
# What is left free on the disk.
_SPARE_BYTES: Final = 50_000_000
_BAD_NAME: Final = re.compile(r'[\x00-\x1f\\:*?"<>|]')
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_LONGEST_NAME: Final = 255
# The layouts of records whose archives are read.
_READ: Final = " or ".join(
    layout for layout in (*(step.layout for step in STEPS), SCHEMA_VERSION) if undone_to(layout) is not None
)


def manifest_of(archive: zipfile.ZipFile, path: Path) -> Manifest:
    """What an archive says of itself, as far as the archive bears it out.

    Raises:
        UnusableArchive: it is no archive of Onrecord, or names what must not be.
    """
    try:
        info = archive.getinfo(MANIFEST)
    except KeyError:
        raise UnusableArchive(f"{path} is no archive of a library: it has no {MANIFEST}") from None
    if info.file_size > _MOST_MANIFEST_BYTES:
        raise UnusableArchive(f"{path}: its {MANIFEST} is too large to be one")
    try:
        with archive.open(info) as file:
            said: dict[str, Any] = json.loads(file.read(_MOST_MANIFEST_BYTES + 1))
        members = tuple(Member(str(one["name"]), int(one["bytes"]), str(one["sha256"])) for one in said["members"])
        counts = {str(name): int(count) for name, count in said["counts"].items()}
        words = {name: str(said[name]) for name in ("onrecord", "made", "layout", "embedder", "dimensions", "uploads")}
        manifest = Manifest(archive=int(said["archive"]), counts=counts, members=members, **words)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, zipfile.BadZipFile, zlib.error) as error:
        raise UnusableArchive(f"{path}: its {MANIFEST} cannot be read ({type(error).__name__})") from error
    if manifest.archive != FORM or undone_to(manifest.layout) is None:
        raise UnusableArchive(
            f"{path} was made by Onrecord {manifest.onrecord} and has form {manifest.archive}, layout "
            f"{manifest.layout}; this one reads form {FORM}, layout {_READ}. Use that version"
        )
    _check_members(archive, manifest, path)
    return manifest


def _check_members(archive: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
    """The archive holds what its manifest names, under names that stay in the folder, and nothing else."""
    names = [member.name for member in manifest.members]
    held = [info.filename for info in archive.infolist()]
    if len(names) > _MOST_MEMBERS or len({name.casefold() for name in names}) != len(names) or RECORD not in names:
        raise UnusableArchive(f"{path}: its {MANIFEST} names no record, or a file twice")
    if sorted(held) != sorted([MANIFEST, *names]):
        raise UnusableArchive(f"{path}: what it holds is not what its {MANIFEST} names")
    for member in manifest.members:
        info = archive.getinfo(member.name)
        if not _may_be(member.name):
            raise UnusableArchive(f"{path}: {member.name!r} is no name of a file in a library")
        if member.bytes != info.file_size or not _SHA256.fullmatch(member.sha256):
            raise UnusableArchive(f"{path}: {member.name} is not as large as its {MANIFEST} says, or has no hash there")
        if member.bytes > max(_SMALL_BYTES, info.compress_size * _MOST_GROWTH):
            raise UnusableArchive(f"{path}: {member.name} would grow {_MOST_GROWTH} times and more; it is refused")


def _may_be(name: str) -> bool:
    """Whether a name is that of the record or of a file under the uploads."""
    if name == RECORD:
        return True
    parts = name.removeprefix(UPLOADS).split("/")
    return name.startswith(UPLOADS) and all(
        part.strip(". ") and len(part.encode("utf-8", "replace")) <= _LONGEST_NAME and not _BAD_NAME.search(part)
        for part in parts
    )


def unpack(path: Path, folder: Path) -> Manifest:
    """Unpack an archive into an empty folder, checking the hash of every file.

    Raises:
        UnusableArchive: it is none, is damaged or hostile, or the disk has no room for what it holds.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = manifest_of(archive, path)
            needed = sum(member.bytes for member in manifest.members)
            free = shutil.disk_usage(folder).free
            if needed + _SPARE_BYTES > free:
                raise UnusableArchive(
                    f"{path} holds {needed / 1e6:,.0f} MB, and the disk has {free / 1e6:,.0f} MB free; make room"
                )
            for member in manifest.members:
                _unpack_one(archive, member, folder, path)
    except FileNotFoundError as error:
        raise UnusableArchive(f"There is no file {path}") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise UnusableArchive(f"{path} cannot be unpacked ({error}); nothing was imported") from error
    return manifest


def _unpack_one(archive: zipfile.ZipFile, member: Member, folder: Path, path: Path) -> None:
    target = folder / member.name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with archive.open(member.name) as packed, target.open("xb") as file:
        while chunk := packed.read(_CHUNK):
            size += len(chunk)
            if size > member.bytes:
                break
            digest.update(chunk)
            file.write(chunk)
    if size != member.bytes or digest.hexdigest() != member.sha256:
        raise UnusableArchive(f"{path}: {member.name} is not what its {MANIFEST} says; the archive is damaged")


def bring_up(record: Path, path: Path, layout: str) -> None:
    """Check a record out of an archive, and bring one of an earlier layout to this one, as an opened library is.

    Args:
        record: its file, which nobody has open.
        path: of the archive, for messages.
        layout: that the archive says it has.

    Raises:
        UnusableArchive: it is not what Onrecord makes, or has another layout than said.
        LibraryError: the disk has no room for what that takes.
    """
    check_tables(record, path, layout)
    try:
        with closing(sqlite3.connect(f"{record.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            told = database.execute("select value from meta where name = 'schema'").fetchall()
    except sqlite3.Error as error:  # text that is none
        raise UnusableArchive(f"{path}: its record cannot be read ({error})") from error
    if told != [(layout,)]:
        raise UnusableArchive(f"{path}: its record has another layout than its {MANIFEST} says")
    if layout == SCHEMA_VERSION:
        return
    try:
        Record(record).close()
    except (DamagedLibrary, StaleLibrary) as error:
        raise UnusableArchive(f"{path}: its record cannot be brought to layout {SCHEMA_VERSION} ({error})") from error
    backup_of(record, layout).unlink(missing_ok=True)  # the archive is the backup
    check_tables(record, path)


def check_tables(record: Path, path: Path, layout: str = SCHEMA_VERSION) -> None:
    """See that a record out of an archive is a whole database with our tables and nothing that acts by itself.

    Args:
        record: its file.
        path: of the archive, for messages.
        layout: whose tables it is to have.

    Raises:
        UnusableArchive: it is not.
    """
    try:
        with closing(sqlite3.connect(f"{record.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            database.execute("pragma trusted_schema=off")
            database.execute("pragma cell_size_check=on")
            if database.execute("pragma integrity_check(1)").fetchone() != ("ok",):
                raise UnusableArchive(f"{path}: its record fails SQLite's check")
            strange = _shape(database) != _own_shape(layout)
            if database.execute("pragma foreign_key_check").fetchone() or strange:
                raise UnusableArchive(f"{path}: its record has other tables than Onrecord makes")
    except sqlite3.Error as error:
        raise UnusableArchive(f"{path}: its record cannot be read ({error})") from error


def _shape(database: sqlite3.Connection) -> set[tuple[str, ...]]:
    """Everything that is in a database, by its kind and name and the SQL that made it, however that is spaced.

    An older layout that was brought to this one has the same SQL: columns are added behind the others, as in ours.
    """
    rows = database.execute(
        "select type, name, tbl_name, coalesce(sql, '') from sqlite_master "
        "where not (type = 'table' and name glob 'sqlite_stat[14]')"  # what SQLite's analyze makes
    ).fetchall()
    # A table that was renamed has quote marks around its name.
    made = [(*row[:-1], re.sub(r'^CREATE TABLE "(\w+)"', r"CREATE TABLE \1", row[-1])) for row in rows]
    return {(*row[:-1], " ".join(re.findall(r"\w+|[^\w\s]", row[-1]))) for row in made}


def _own_shape(layout: str) -> set[tuple[str, ...]]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(TABLES)
        for statement in undone_to(layout) or ():
            database.execute(statement)
        return _shape(database)
