"""One reader per format: a path to a :class:`~onrecord.types.Document`.

The ending of the name says which reader is meant; the first bytes must agree, or the file is refused with the ending
it should have. Each reader returns the canonical text and what the file says of itself.
"""

import hashlib
import os
import stat
from collections.abc import Callable
from importlib import import_module
from pathlib import Path, PurePath
from typing import cast

from ingest.load.detect import check_content
from ingest.load.formats import ENDINGS, FORMATS, format_of
from ingest.load.ole import why_not_read
from ingest.load.reading import Reading
from onrecord.errors import EmptyDocument, IngestError, TooLarge, UnreadableFile, UnsupportedFormat
from onrecord.sentences import fold
from onrecord.types import Document, Source
from onrecord.words import whole

__all__ = ["check_size", "document_id_of", "load", "read_bytes"]


def document_id_of(location: str, collection: str) -> str:
    """The id of the document at one location of one collection: 16 hex digits, the same on every run."""
    return hashlib.sha256(f"{collection}\0{location}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _reader(format_name: str) -> Callable[[bytes, PurePath], Reading]:
    module, function = FORMATS[format_name].reader.split(":")
    return cast("Callable[[bytes, PurePath], Reading]", getattr(import_module(module), function))


def _read(format_name: str, data: bytes, path: PurePath) -> Reading:
    """What the reader makes of the bytes.

    Raises:
        IngestError: one of its kinds; whatever else a parser raises on bytes nobody thought of becomes one, because a
            bad file must not stop the files after it.
    """
    reader = _reader(format_name)
    try:
        return reader(data, path)
    except IngestError:
        raise
    except Exception as error:
        raise UnsupportedFormat(
            f"the {format_name} reader failed on it ({type(error).__name__}: {error}); save it again, or leave it out"
        ) from error


def check_size(size: int, most_megabytes: int) -> None:
    """Refuse a file of more than so many million bytes.

    Args:
        size: in bytes.
        most_megabytes: that it may have.

    Raises:
        TooLarge: it has more.
    """
    if size > most_megabytes * 1_000_000:
        raise TooLarge(
            f"{size / 1e6:,.0f} MB is over the limit of {most_megabytes} MB; "
            "split the file, or raise max_file_megabytes in the settings"
        )


def read_bytes(path: Path, most_megabytes: int) -> bytes:
    """The bytes of a regular file no larger than the limit; a larger one is refused before it is read.

    Raises:
        UnreadableFile: missing, not a regular file, or not ours to open.
        TooLarge: over ``most_megabytes`` million bytes.
        EmptyDocument: zero bytes.
    """
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            what = "a directory" if stat.S_ISDIR(status.st_mode) else "not a regular file"
            raise UnreadableFile(f"it is {what}; give a file")
        check_size(status.st_size, most_megabytes)
        if status.st_size == 0:
            raise EmptyDocument("the file is empty (0 bytes)")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFile("no such file; check the path") from error
    except PermissionError as error:
        raise UnreadableFile("no permission to read it; check its owner and mode") from error
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"it cannot be opened: {error}") from error


def load(location: str, collection: str, data: bytes, format_name: str | None = None) -> Document:
    """Read one file.

    Args:
        location: absolute path, path in a container, or address.
        collection: the part of the library it goes to.
        data: the file's bytes, not empty.
        format_name: of :data:`ingest.load.formats.FORMATS`; what the ending of ``location`` names where None.

    Raises:
        IngestError: one of its kinds, saying what is wrong with the file.
    """
    path = PurePath(location)
    format_name = format_name or format_of(path)
    if format_name is None:
        reason = why_not_read(path)
        raise UnsupportedFormat(reason if ";" in reason else f"{reason}; it reads {' '.join(ENDINGS)}")
    check_content(format_name, data)
    reading = _read(format_name, data, path)
    if not reading.text.strip():
        raise EmptyDocument("there are no words in it")
    published = reading.published
    source = Source(
        document_id=document_id_of(location, collection),
        location=location,
        title=fold(whole(reading.title)) or fold(path.stem.replace("_", " ")) or location,
        sha256=hashlib.sha256(data).hexdigest(),
        format=format_name,
        collection=collection,
        author=fold(whole(reading.author)) or None,
        outlet=fold(whole(reading.outlet)) or None,
        published=published,
        published_from=fold(reading.published_from) if published else "",
    )
    return Document(source, whole(reading.text), reading.page_starts, reading.body_start, reading.notes)
