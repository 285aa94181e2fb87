"""A library as one archive: the record, the uploaded files, and a manifest that says what is in it."""

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from onrecord.conversations import now_utc
from onrecord.errors import BadInput, LibraryError
from onrecord.ports import Progress
from retriever.beside import DONE, tables_beside
from retriever.library import Library
from retriever.removal import file_of
from retriever.schema import SCHEMA_VERSION

__all__ = ["FORM", "MANIFEST", "RECORD", "UPLOADS", "Manifest", "Member", "export_library"]

# Of the archive, not of the record in it.
FORM: Final = 1
MANIFEST: Final = "manifest.json"
RECORD: Final = "record.sqlite3"
UPLOADS: Final = "uploads/"
_CHUNK: Final = 1 << 20
# Tables that are counted.
_COUNTED: Final = ("documents", "passages", "versions", "conversations", "reviews")


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the archive: its name in it, its size and the SHA-256 of its bytes."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself.

    Attributes:
        archive: :data:`FORM`.
        onrecord: version that made it.
        made: when, ISO 8601 in UTC.
        layout: of its record.
        embedder: whose vectors it holds; ``dimensions``, their length, as the record writes it.
        uploads: folder of the uploaded files where it was made, which places of documents begin with.
        counts: table -> rows.
        members: every file but the manifest.
    """

    archive: int
    onrecord: str
    made: str
    layout: str
    embedder: str
    dimensions: str
    uploads: str
    counts: Mapping[str, int]
    members: tuple[Member, ...]


def export_library(library: Library, target: Path, version: str, show: Progress | None = None) -> Manifest:
    """Write a library into one archive, whole or not at all; asking and ingesting may go on meanwhile.

    In it are documents with text, passages, vectors and earlier versions, conversations, reviews, notes of failures,
    and the files that were uploaded, as far as a document was made from them. Replies of chat models, pictures of pages
    and runs are not, and neither are files elsewhere.

    Args:
        library: what to export.
        target: the archive to make.
        version: of Onrecord.
        show: told how many files are in the archive, how many there are, and which is next.

    Raises:
        BadInput: ``target`` exists already.
        LibraryError: it cannot be written, or the disk is full.
    """
    if target.exists():
        raise BadInput(f"{target} exists already; name another file, nothing is written over")
    part = target.with_name(f"{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(prefix=".onrecord-export-", dir=target.resolve().parent) as folder:
            copy = Path(folder) / RECORD
            counts = _copy_record(library, copy)
            files = _files(library, copy)
            manifest = _written(library, part, files, counts, version, show)
        os.link(part, target)  # refuses where somebody made it meanwhile
    except FileExistsError as error:
        raise BadInput(f"{target} exists already; name another file, nothing is written over") from error
    except (OSError, sqlite3.Error) as error:
        raise LibraryError(f"The archive {target} cannot be written ({error}); nothing was made. Disk full?") from error
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _copy_record(library: Library, copy: Path) -> dict[str, int]:
    """A copy of the record as one file, without what is of no use elsewhere; returns the rows of its tables."""
    with closing(sqlite3.connect(library.record.path)) as record, closing(sqlite3.connect(copy)) as whole:
        record.backup(whole)
    with closing(sqlite3.connect(copy, isolation_level=None)) as database:
        for table in (*tables_beside(database), DONE):
            database.execute(f"drop table if exists {table}")
        for table in ("passages", "sayings"):
            database.execute(
                f"delete from {table} where version in (select version from documents where state = 'writing')"
            )
        database.execute("delete from documents where state = 'writing'")
        database.execute("delete from stale_vectors")
        database.execute("delete from replies")
        database.execute("delete from meta where name not in ('schema', 'embedder', 'dimensions')")
        database.execute("pragma journal_mode=delete")
        database.execute("vacuum")
        return {table: int(database.execute(f"select count(*) from {table}").fetchone()[0]) for table in _COUNTED}


def _files(library: Library, copy: Path) -> dict[str, Path]:
    """Name in the archive -> file: the record, and the uploaded files that documents were made from."""
    uploads = library.folder.resolve() / UPLOADS
    files = {RECORD: copy}
    for source in library.sources():
        path = Path(file_of(source.location))
        if path.is_file() and path.resolve().is_relative_to(uploads):
            files[UPLOADS + path.resolve().relative_to(uploads).as_posix()] = path
    return files


def _written(
    library: Library,
    part: Path,
    files: Mapping[str, Path],
    counts: Mapping[str, int],
    version: str,
    show: Progress | None,
) -> Manifest:
    members = []
    with part.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for done, (name, path) in enumerate(files.items()):
                if show:
                    show(done, len(files), name)
                members.append(_put(archive, name, path))
            manifest = _manifest(library, members, counts, version)
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _put(archive: zipfile.ZipFile, name: str, path: Path) -> Member:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file, archive.open(name, "w", force_zip64=True) as member:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            member.write(chunk)
    return Member(name, size, digest.hexdigest())


def _manifest(library: Library, members: Sequence[Member], counts: Mapping[str, int], version: str) -> Manifest:
    return Manifest(
        archive=FORM,
        onrecord=version,
        made=now_utc(),
        layout=SCHEMA_VERSION,
        embedder=library.embedder.name,
        dimensions=str(library.embedder.dimensions),
        uploads=str(library.folder.resolve() / "uploads"),
        counts=dict(counts),
        members=tuple(members),
    )
