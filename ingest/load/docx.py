"""Word files: paragraphs and tables in reading order (python-docx)."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.table import CT_Tc
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml.etree import XMLSyntaxError

from ingest.load.dates import date_line, from_datetime
from ingest.load.reading import Reading
from onrecord.errors import EncryptedDocument, TooLarge, UnsupportedFormat
from onrecord.sentences import fold

__all__ = ["read_docx"]

# A small zip can unpack to gigabytes; a report of 1,000 pages unpacks to some 20 MB of XML.
_MOST_UNPACKED_BYTES: Final = 500_000_000
_TOP_CHARS: Final = 600
# What python-docx calls a file that has no properties.
_NO_TITLE: Final = "Word Document"
# What the zip and XML parsers raise on bytes that are not what they should be.
_DAMAGED: Final = (
    PackageNotFoundError,
    XMLSyntaxError,
    zipfile.BadZipFile,
    zlib.error,
    AttributeError,
    EOFError,
    KeyError,
    RuntimeError,
    ValueError,
)


def _check_zip(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            unpacked = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise UnsupportedFormat("the file is damaged: it is no whole Word file; save it again") from error
    if unpacked > _MOST_UNPACKED_BYTES:
        raise TooLarge(f"it unpacks to {unpacked / 1e6:,.0f} MB, over {_MOST_UNPACKED_BYTES / 1e6:,.0f} MB; split it")
    if "EncryptedPackage" in names:
        raise EncryptedDocument("it is locked with a password; save a copy without one")
    if "word/document.xml" not in names:
        raise UnsupportedFormat("it is named .docx but holds no Word document; check the file")


def _blocks(word: WordDocument) -> Iterator[str]:
    """Each paragraph, and each table as a line a row, the cells with `` | `` between them."""
    for item in word.iter_inner_content():
        if isinstance(item, Paragraph):
            if item.text.strip():
                yield _paragraph(item)
        elif isinstance(item, Table):
            yield "\n".join(_rows(item))


def _paragraph(paragraph: Paragraph) -> str:
    text = paragraph.text.strip().replace("\t", " ")
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    return f"- {text}" if style.startswith("List") else text


def _rows(table: Table) -> Iterator[str]:
    """Each row as its cells with bars between them.

    A cell that is merged over columns stands once; one that is merged over rows stands in each. python-docx finds the
    latter by searching the rows above, again for each row: 22 s for 600 rows, an error for 1,000.
    """
    above: dict[int, str] = {}
    for row in table._tbl.tr_lst:
        column = row.grid_before
        texts: dict[int, str] = {}
        for cell in row.tc_lst:
            merged = cell.vMerge == "continue" and column in above
            texts[column] = above[column] if merged else fold(_cell(cell, table))
            column += cell.grid_span
        if texts:
            yield " | ".join(texts.values())
        above = texts


def _cell(element: CT_Tc, table: Table) -> str:
    """The words of a cell, those of tables in it included."""
    parts: list[str] = []
    for item in _Cell(element, table).iter_inner_content():
        if isinstance(item, Table):
            parts += [_cell(cell, item) for row in item._tbl.tr_lst for cell in row.tc_lst]
        else:
            parts.append(item.text)
    return "\n".join(parts)


def read_docx(data: bytes, path: Path) -> Reading:
    """A ``.docx`` file; paragraphs are parted by an empty line, a table is one line a row.

    Raises:
        UnsupportedFormat: no Word file, or a damaged one.
        EncryptedDocument: locked with a password.
        TooLarge: a zip that unpacks beyond reason.
    """
    _check_zip(data)
    try:
        word = docx.Document(io.BytesIO(data))
        text = "\n\n".join(_blocks(word))
    except _DAMAGED as error:
        raise UnsupportedFormat(f"the file is damaged: {error}; save it again in Word") from error
    properties = word.core_properties
    stated = "" if properties.title == _NO_TITLE else properties.title
    title = stated or next((p.text for p in word.paragraphs if _is_title(p)), "")
    return Reading(
        text=text,
        title=title,
        author=properties.author or "",
        published=date_line(text[:_TOP_CHARS]) or from_datetime(properties.created),
    )


def _is_title(paragraph: Paragraph) -> bool:
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    return style in {"Title", "Heading 1"} and bool(paragraph.text.strip())
