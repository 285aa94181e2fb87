"""One reader per format: a path to a :class:`~onrecord.types.Document`.

The ending of the name says which reader is meant; the first bytes must agree, or the file is refused with the ending
it should have. Each reader returns the canonical text and what the file says of itself.
"""

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ingest.load.detect import check_content
from ingest.load.reading import Reading
from onrecord.errors import EmptyDocument, IngestError, TooLarge, UnreadableFile, UnsupportedFormat
from onrecord.sentences import fold
from onrecord.types import Document, Source
from onrecord.words import whole

__all__ = ["FORMATS", "document_id_of", "format_of", "load", "read_bytes"]

# Ending -> format. The readers are imported when first needed: trafilatura and PDFium are slow to load.
FORMATS: Final = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}


def format_of(path: Path) -> str | None:
    """The format that the ending of ``path`` names; None where we do not read it."""
    return FORMATS.get(path.suffix.lower())


def document_id_of(location: str, collection: str) -> str:
    """The id of the document at one location of one collection: 16 hex digits, the same on every run."""
    return hashlib.sha256(f"{collection}\0{location}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _reader(format_name: str) -> Callable[[bytes, Path], Reading]:
    if format_name == "pdf":
        from ingest.load.pdf import read_pdf

        return read_pdf
    if format_name == "docx":
        from ingest.load.docx import read_docx

        return read_docx
    if format_name == "html":
        from ingest.load.html import read_html

        return read_html
    from ingest.load.plain import read_markdown, read_text

    return read_markdown if format_name == "md" else read_text


def _read(format_name: str, data: bytes, path: Path) -> Reading:
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
        if status.st_size > most_megabytes * 1_000_000:
            raise TooLarge(
                f"{status.st_size / 1e6:,.0f} MB is over the limit of {most_megabytes} MB; "
                "split the file, or raise max_file_megabytes in the settings"
            )
        if status.st_size == 0:
            raise EmptyDocument("the file is empty (0 bytes)")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFile("no such file; check the path") from error
    except PermissionError as error:
        raise UnreadableFile("no permission to read it; check its owner and mode") from error
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"it cannot be opened: {error}") from error


def load(path: Path, collection: str, data: bytes) -> Document:
    """Read one file.

    Args:
        path: absolute path; its ending names the format.
        collection: the part of the library it goes to.
        data: the file's bytes, not empty.

    Raises:
        IngestError: one of its kinds, saying what is wrong with the file.
    """
    format_name = format_of(path)
    if format_name is None:
        endings = " ".join(sorted(FORMATS))
        what = path.suffix or "files without an ending"
        raise UnsupportedFormat(f"Onrecord does not read {what}; it reads {endings}")
    check_content(format_name, data)
    reading = _read(format_name, data, path)
    if not reading.text.strip():
        raise EmptyDocument("there are no words in it")
    location = str(path)
    source = Source(
        document_id=document_id_of(location, collection),
        location=location,
        title=fold(whole(reading.title)) or fold(path.stem.replace("_", " ")) or location,
        sha256=hashlib.sha256(data).hexdigest(),
        format=format_name,
        collection=collection,
        author=fold(whole(reading.author)) or None,
        outlet=fold(whole(reading.outlet)) or None,
        published=reading.published,
    )
    return Document(source, whole(reading.text), reading.page_starts, reading.body_start, reading.notes)
