"""CSV and TSV: a header row and rows, the cells with bars between them (csv of the standard library)."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import Final

from ingest.load.plain import decode
from ingest.load.reading import Reading
from ingest.load.records import are_articles, row_of, text_of_records
from onrecord.errors import TooLarge, UnsupportedFormat
from onrecord.sentences import fold

__all__ = ["articles_in_rows", "holds_articles_in_rows", "read_csv", "read_tsv"]

_DELIMITERS: Final = ",;\t|"
_LOOK_AT: Final = 100
_SAMPLE_CHARS: Final = 200_000
# Blocks and passages of more rows take over a gigabyte of memory.
_MOST_ROWS: Final = 500_000
_MOST_CELLS: Final = 20_000  # Excel has at most 16,384 columns
# A cell this long is prose: such rows read as records, not as lines of a table.
_LONG_CELL: Final = 300
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a file that are not empty, the line each ends on, and what is odd about them."""

    rows: list[list[str]]
    lines: list[int]
    notes: tuple[str, ...]


def read_csv(data: bytes, path: PurePath) -> Reading:
    """A ``.csv`` file with commas, semicolons, tabs or bars, whichever parts its first rows alike.

    A row is one line with `` | `` between its cells, line breaks in a cell folded, a bar in one written as a slash.
    Where cells hold prose, each row is a record under a heading instead. A formula is text and is not computed.

    Raises:
        UnsupportedFormat: the encoding is broken.
        TooLarge: over 500,000 rows, or 20,000 cells in one.
    """
    return _read(data, _DELIMITERS)


def read_tsv(data: bytes, path: PurePath) -> Reading:
    """A ``.tsv`` file, with tabs between its cells; else as :func:`read_csv`.

    Raises:
        UnsupportedFormat: the encoding is broken.
        TooLarge: over 500,000 rows, or 20,000 cells in one.
    """
    return _read(data, "\t")


def _read(data: bytes, delimiters: str) -> Reading:
    text, notes = decode(data)
    found = _parsed(text, delimiters)
    notes = (*notes, *found.notes, *_ragged(found))
    rows = found.rows
    if not rows:
        return Reading("")
    if max(len(row) for row in rows) == 1:
        return Reading("\n\n".join(row[0].strip() for row in rows), notes=notes)
    if len(rows) > 1 and any(len(cell) > _LONG_CELL for row in rows[1:] for cell in row):
        return Reading(text_of_records(_records(rows), name="Row"), notes=notes)
    return Reading("\n".join(row_of(row) for row in rows) + "\n", notes=notes)


def _parsed(text: str, delimiters: str) -> _Rows:
    """The rows of a text. Where a quote mark is opened and never closed, they are read with none."""
    text, delimiter = _opened(text, delimiters)
    try:
        return _all(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True), ())
    except csv.Error as error:
        unclosed = "unexpected end" in str(error) or "field limit" in str(error) or "field larger" in str(error)
    try:
        if not unclosed:
            return _all(csv.reader(io.StringIO(text), delimiter=delimiter), ())
        note = "a quote mark is not closed: quote marks were read as letters"
        return _all(csv.reader(io.StringIO(text), delimiter=delimiter, quoting=csv.QUOTE_NONE), (note,))
    except csv.Error as error:
        raise UnsupportedFormat(f"it cannot be read as rows of cells ({error}); save it again as CSV") from error


def _opened(text: str, delimiters: str) -> tuple[str, str]:
    """The text without the line that Excel writes for itself (``sep=;``), and what parts its cells."""
    if text[:4].lower() == "sep=" and text[5:6] == "\n":
        return text[6:], text[4]
    return text, _delimiter(text[:_SAMPLE_CHARS], delimiters)


def _all(reader: Iterator[list[str]], notes: tuple[str, ...]) -> _Rows:
    rows, lines = [], []
    for row in reader:
        if len(row) > _MOST_CELLS:
            raise TooLarge(f"a row has over {_MOST_CELLS:,} cells; split the file, or keep the columns that matter")
        if any(cell.strip() for cell in row):
            rows.append(row)
            lines.append(reader.line_num)  # type: ignore[attr-defined]  # of csv's reader
            if len(rows) > _MOST_ROWS:
                raise TooLarge(f"it has over {_MOST_ROWS:,} rows; split the file, or keep the rows that matter")
    return _Rows(rows, lines, notes)


def _delimiter(sample: str, delimiters: str) -> str:
    """What parts the first rows into the same number of cells, at least two, most often.

    ``csv.Sniffer`` guesses from how often a letter comes in each line; here a delimiter is what makes even rows.
    """
    for strict in (True, False):
        scores = {delimiter: _evenness(sample, delimiter, strict) for delimiter in delimiters}
        best = max(delimiters, key=lambda delimiter: scores[delimiter])
        if scores[best]:
            return best
    return delimiters[0]


def _evenness(sample: str, delimiter: str, strict: bool) -> float:
    """The share of the first rows that have the most usual number of cells; 0 where that is one, or on an error."""
    try:
        read = csv.reader(io.StringIO(sample), delimiter=delimiter, strict=strict)
        rows = [row for row in islice(read, _LOOK_AT) if row]
    except csv.Error:
        return 0.0
    width, count = Counter(len(row) for row in rows).most_common(1)[0] if rows else (1, 0)
    return count / len(rows) if width > 1 else 0.0


def _ragged(found: _Rows) -> tuple[str, ...]:
    """A note on rows that have more cells than the first, or fewer."""
    width = len(found.rows[0]) if found.rows else 0
    odd = [line for row, line in zip(found.rows, found.lines, strict=True) if len(row) != width]
    if not odd:
        return ()
    named = ", ".join(f"{line:,}" for line in odd[:_NAMED]) + (" and more" if len(odd) > _NAMED else "")
    what = "row has" if len(odd) == 1 else "rows have"
    return (f"{len(odd):,} {what} more or fewer cells than the first row's {width}: line {named}",)


def _records(rows: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """The rows under the first, as records of its names; empty cells are left out."""
    names = [fold(name) or f"Column {number}" for number, name in enumerate(rows[0], 1)]
    first = {name: place for place, name in reversed(list(enumerate(names)))}
    names = [name if first[name] == place else f"{name} ({place + 1})" for place, name in enumerate(names)]
    widest = max(len(row) for row in rows)
    names += [f"Column {number}" for number in range(len(names) + 1, widest + 1)]
    return [
        {name: cell.strip() for name, cell in zip(names, row, strict=False) if cell.strip()}
        for row in islice(rows, 1, None)
    ]


def holds_articles_in_rows(data: bytes, tabs: bool) -> bool:
    """Whether the rows of a file are articles, each a document of its own as in :mod:`ingest.load.json`.

    Its first 100 rows tell.

    Args:
        data: the file's bytes.
        tabs: whether tabs part the cells.
    """
    try:
        text, delimiter = _opened(decode(data)[0], "\t" if tabs else _DELIMITERS)
        rows = [row for row in islice(csv.reader(io.StringIO(text), delimiter=delimiter), _LOOK_AT) if row]
    except (UnsupportedFormat, csv.Error):
        return False
    records = _records(rows) if rows else []
    return are_articles(records)


def articles_in_rows(data: bytes, tabs: bool) -> list[tuple[str, bytes]]:
    """The articles of a file whose rows are such: a name for each, which is its last line, and its cells as JSON.

    Args:
        data: the file's bytes.
        tabs: whether tabs part the cells.

    Raises:
        UnsupportedFormat: its encoding is broken, or it has no rows.
        TooLarge: over 500,000 rows, or 20,000 cells in one.
    """
    found = _parsed(decode(data)[0], "\t" if tabs else _DELIMITERS)
    return [
        (f"line {line}.json", json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        for record, line in zip(_records(found.rows), found.lines[1:], strict=True)
    ]
