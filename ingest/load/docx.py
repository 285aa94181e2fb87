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

from ingest.load.dates import from_datetime
from ingest.load.office import open_office
from ingest.load.reading import Reading
from ingest.load.stated import stated_date
from onrecord.errors import UnsupportedFormat
from onrecord.sentences import fold

__all__ = ["read_docx"]

_KIND: Final = "Word file"
# What python-docx calls a file that has no properties.
_NO_TITLE: Final = "Word Document"
_TITLES: Final = frozenset({"Title", "Heading 1"})
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


class _Styles:
    """The names of paragraph styles.

    python-docx looks through all styles, and that anew for every paragraph without one of its own: 6 ms a paragraph.
    """

    def __init__(self) -> None:
        self._names: dict[str | None, str] = {}

    def of(self, paragraph: Paragraph) -> str:
        """The name of its style, or an empty string."""
        stated = paragraph._p.style
        if stated not in self._names:
            style = paragraph.style
            self._names[stated] = (style.name or "") if style is not None else ""
        return self._names[stated]


def _blocks(word: WordDocument, styles: _Styles) -> Iterator[str]:
    """Each paragraph, and each table as a line a row, the cells with `` | `` between them."""
    for item in word.iter_inner_content():
        if isinstance(item, Paragraph):
            text = item.text.strip().replace("\t", " ")
            if text:
                yield f"- {text}" if styles.of(item).startswith("List") else text
        elif isinstance(item, Table):
            yield "\n".join(_rows(item))


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
    open_office(data, _KIND, "word/document.xml")
    try:
        word = docx.Document(io.BytesIO(data))
        styles = _Styles()
        text = "\n\n".join(_blocks(word, styles))
    except _DAMAGED as error:
        raise UnsupportedFormat(f"the file is damaged: {error}; save it again in Word") from error
    properties = word.core_properties
    stated = "" if properties.title == _NO_TITLE else properties.title
    title = stated or next((p.text for p in word.paragraphs if styles.of(p) in _TITLES and p.text.strip()), "")
    published, published_from = stated_date(text, from_datetime(properties.created))
    return Reading(
        text=text,
        title=title,
        author=properties.author or "",
        published=published,
        published_from=published_from,
    )
