"""Excel workbooks: each sheet under its name, its tables as rows, its comments below (openpyxl).

openpyxl is given a lean copy of the file: the parts with cells, each cut after them. What stands behind the cells
(filters, validations, extensions) says nothing, and is what openpyxl most often fails on in sound files.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import PurePath
from typing import Any, Final

import openpyxl
from openpyxl.utils import column_index_from_string

from ingest.load.figures import day_or_time, duration, figure
from ingest.load.grid import Beside, Cells, Merged, sheet_blocks
from ingest.load.leaves import join_leaves
from ingest.load.office import Properties, file_properties, open_office, related_to
from ingest.load.reading import Reading
from ingest.load.stated import stated_date
from ingest.load.xml import parse_xml
from ingest.load.zipped import Zipped
from onrecord.errors import EmptyDocument, IngestError, UnsupportedFormat
from onrecord.sentences import fold

__all__ = ["read_xlsx"]

_KIND: Final = "Excel file"
_WORKBOOK: Final = "xl/workbook.xml"
_KEPT: Final = frozenset({"styles", "sharedStrings", "theme", "worksheet"})
_CELLS_END: Final = re.compile(rb"</(\w+:)?sheetData\s*>|<(\w+:)?sheetData\s*/>")
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\b[^<>]*\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_HIDDEN_ROW: Final = re.compile(rb'<(?:\w+:)?row\b[^<>]*\bhidden="(?:1|true)"[^<>]*>')
_COLUMN: Final = re.compile(rb'<(?:\w+:)?col\b[^<>]*\bhidden="(?:1|true)"[^<>]*>')
_NUMBERED: Final = {name: re.compile(rb'\b%s="(\d{1,7})"' % name) for name in (b"r", b"min", b"max")}
# A formula with nothing after it, or with an empty value; a text that is empty is a value (t="str").
_FORMULA: Final = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_THREAD: Final = re.compile(r"^\[Threaded comment\].*?Comment:", re.DOTALL)


@dataclass(slots=True)
class _Sheet:
    """A sheet, and what its XML says that openpyxl does not when it reads row by row."""

    beside: Beside
    part: str
    chart: bool
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)

    def look(self, xml: bytes) -> None:
        """Take in what the XML says."""
        for first, top, last, bottom in _MERGED.findall(xml):
            columns = sorted(column_index_from_string(letters.decode()) - 1 for letters in (first, last))
            rows = sorted((int(top) - 1, int(bottom) - 1))
            self.merged.append((rows[0], columns[0], rows[1], columns[1]))
        self.hidden_rows = {_number(b"r", row[0]) - 1 for row in _HIDDEN_ROW.finditer(xml)}
        spans = [(_number(b"min", column[0]), _number(b"max", column[0])) for column in _COLUMN.finditer(xml)]
        self.beside.hidden_columns = [range(first - 1, last) for first, last in spans]
        formulas = _FORMULA.finditer(xml)
        self.beside.valueless = sum(1 for cell in formulas if b't="str"' not in cell[1] or b"<v" not in cell[0])

    def notes(self) -> Iterator[str]:
        """What a reader should know of it."""
        if self.chart:
            yield f'sheet "{self.beside.name}" is a chart and was not read'
        yield from self.beside.notes("open the file in Excel and save it")


def _number(name: bytes, tag: bytes) -> int:
    found = _NUMBERED[name].search(tag)
    return int(found[1]) if found else 0


def read_xlsx(data: bytes, path: PurePath) -> Reading:
    """A ``.xlsx`` or ``.xlsm`` file; its sheets are its pages. Macros are not run, formulas not computed.

    Raises:
        UnsupportedFormat: no Excel file, or a damaged one.
        EncryptedDocument: locked with a password.
        EmptyDocument: all that is in it are formulas without stored values.
        TooLarge: a zip that unpacks beyond reason, or over a million filled cells.
    """
    zipped = open_office(data, _KIND, _WORKBOOK)
    sheets = _sheets(zipped)
    try:
        leaves = _leaves(zipped, sheets)
    except (IngestError, MemoryError):
        raise
    except Exception as error:  # openpyxl raises whatever a part that is not as it should be makes it meet
        raise UnsupportedFormat(
            f"the file is damaged ({type(error).__name__}: {error}); open it in Excel and save it again"
        ) from error
    text, starts = join_leaves(leaves)
    notes = tuple(note for sheet in sheets for note in sheet.notes())
    if not text and any(sheet.beside.valueless for sheet in sheets):
        raise EmptyDocument(f"there are no words in it: {'; '.join(notes)}")
    properties: Properties = file_properties(zipped, _KIND)
    published, published_from = stated_date(text, properties.created)
    return Reading(
        text=text,
        title=properties.title,
        author=properties.author,
        outlet=properties.company,
        published=published,
        published_from=published_from,
        page_starts=starts,
        notes=notes,
    )


def _sheets(zipped: Zipped) -> list[_Sheet]:
    """The sheets in the workbook's order."""
    related = related_to(zipped, _WORKBOOK, _KIND)
    sheets = []
    for element in parse_xml(zipped.read(_WORKBOOK), _KIND).iter("{*}sheet"):
        stated = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
        found = related.get(stated.get("id", ""))
        if found is not None and found.part in zipped:
            beside = Beside(fold(stated.get("name", "")), stated.get("state", "visible") != "visible")
            chart = found.kind != "worksheet"
            others = related_to(zipped, found.part, _KIND).values()
            beside.drawn = not chart and any(one.kind == "drawing" for one in others)
            sheets.append(_Sheet(beside, found.part, chart))
    return sheets


def _leaves(zipped: Zipped, sheets: list[_Sheet]) -> list[str]:
    """The text of each sheet; empty for one without words."""
    by_part = {sheet.part: sheet for sheet in sheets}
    counted = Cells()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of styles and names that say nothing to a reader
        book = openpyxl.load_workbook(_lean(zipped, by_part), read_only=True, data_only=True, keep_links=False)
        try:
            named = {fold(sheet.title): sheet for sheet in book.worksheets}
            return [
                "\n\n".join(_blocks(zipped, sheet, named[sheet.beside.name], counted))
                if sheet.beside.name in named
                else ""
                for sheet in sheets
            ]
        finally:
            book.close()


def _lean(zipped: Zipped, sheets: dict[str, _Sheet]) -> io.BytesIO:
    """A copy of the file with no more in it than the cells need, which looks at each sheet by the way."""
    wanted = {"[Content_Types].xml", "_rels/.rels", _WORKBOOK, "xl/_rels/workbook.xml.rels"}
    wanted |= {one.part for one in related_to(zipped, _WORKBOOK, _KIND).values() if one.kind in _KEPT}
    lean = io.BytesIO()
    values = Cells()
    with zipfile.ZipFile(lean, "w") as copy:
        for name in sorted(wanted & zipped.names):
            xml = zipped.read(name)
            if name in sheets and not sheets[name].chart:
                # Each value is a filled cell: a million of them take half a minute to read, and a moment to count.
                values.count(xml.count(b"v>") // 2, 0)
                sheets[name].look(xml)
                if end := _CELLS_END.search(xml):
                    xml = xml[: end.end()] + b"</" + (end[1] or end[2] or b"") + b"worksheet>"
            copy.writestr(name, xml)
    lean.seek(0)
    return lean


def _blocks(zipped: Zipped, sheet: _Sheet, cells: Any, counted: Cells) -> Iterator[str]:  # noqa: ANN401 - untyped
    """The sheet's name, tables and comments; nothing for a sheet without any."""
    blocks = list(sheet_blocks(_rows(sheet, cells, counted)))
    comments = list(_comments(zipped, sheet))
    if blocks or comments:
        yield f"# {sheet.beside.name}"
    yield from blocks
    if comments:
        yield "Comments:"
        yield "\n".join(comments)


def _rows(sheet: _Sheet, cells: Any, counted: Cells) -> Iterator[list[str | None]]:  # noqa: ANN401 - untyped
    """The words of each row."""
    cells.reset_dimensions()  # a claim of 16,384 columns would fill each row up to them
    merged = Merged(sheet.merged)
    for number, row in enumerate(cells.iter_rows()):
        words: list[str | None] = ["" if cell.value is None else _words(cell) for cell in row]
        merged.apply(number, words)
        counted.count(sum(map(bool, words)), len(words))
        sheet.beside.meet(words, number in sheet.hidden_rows)
        yield words


def _words(cell: Any) -> str:  # noqa: ANN401 - openpyxl ships no types
    """What a cell shows."""
    value = cell.value
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return figure(value, cell.number_format)
    if isinstance(value, date | time):
        return day_or_time(value, cell.number_format)
    return duration(value) if isinstance(value, timedelta) else fold(str(value))


def _comments(zipped: Zipped, sheet: _Sheet) -> Iterator[str]:
    """Each comment as a list item that names its cell and its author."""
    for related in related_to(zipped, sheet.part, _KIND).values():
        if related.kind != "comments" or related.part not in zipped:
            continue
        root = parse_xml(zipped.read(related.part), _KIND)
        authors = [fold(author.text or "") for author in root.iter("{*}author")]
        for comment in root.iter("{*}comment"):
            place = comment.get("authorId", "")
            author = authors[int(place)] if place.isdecimal() and int(place) < len(authors) else ""
            stated = "".join(part.text or "" for part in comment.iter("{*}t"))
            words = fold(_THREAD.sub("", stated))
            words = words.removeprefix(f"{author}:").strip() if author else words
            by = f", {author}" if author and not author.startswith("tc=") else ""
            if words:
                yield f"- {comment.get('ref', '')}{by}: {words}"
