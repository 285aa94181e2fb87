"""The sheets of an OpenDocument spreadsheet: cells as they are shown, where that changes no digit."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from ingest.load.figures import figure
from ingest.load.grid import Beside, Cells, sheet_blocks
from ingest.load.odf_text import DRAW, OFFICE, Words, bare, name_of, repeated
from onrecord.sentences import fold

__all__ = ["Sheet"]

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ROW: Final = f"{_TABLE}table-row"
_HIDDEN: Final = frozenset({"collapse", "filter"})
_DIGITS: Final = re.compile(r"[-(]?[^\d-]{0,4}(-?\d[\d,]*(?:\.\d+)?)")
_CLOCK: Final = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_DRAWN: Final = tuple(f"{DRAW}{kind}" for kind in ("frame", "custom-shape", "g", "caption"))
_CELLS: Final = ("table-cell", "covered-table-cell")


class Sheet:
    """One sheet.

    Args:
        table: its element.
        counted: the cells of the whole file.
        hidden: whether it is.
    """

    def __init__(self, table: Any, counted: Cells, hidden: bool) -> None:  # noqa: ANN401 - lxml ships no types
        self._table, self._counted = table, counted
        drawn = next(table.iter(*_DRAWN), None) is not None
        self._beside = Beside(fold(name_of(table)), hidden, self._columns(), drawn)
        self._comments: list[str] = []
        self._spans: dict[int, tuple[int, str]] = {}

    def text(self) -> str:
        """The sheet's name, tables and comments; empty for a sheet without any.

        Raises:
            TooLarge: with this sheet the file has too many cells.
        """
        blocks = list(sheet_blocks(self._rows()))
        if self._comments:
            blocks += ["Comments:", "\n".join(self._comments)]
        return "\n\n".join([f"# {self._beside.name}", *blocks]) if blocks else ""

    def notes(self) -> Iterator[str]:
        """What a reader should know of it."""
        yield from self._beside.notes("open the file and save it again")

    @property
    def valueless(self) -> bool:
        """Whether it has, as far as it was read, cells with a formula and no stored value."""
        return self._beside.valueless > 0

    def _columns(self) -> list[range]:
        """The columns that are hidden, from 0."""
        hidden = []
        place = 0
        for column in self._table.iter(f"{_TABLE}table-column"):
            count = repeated(column, "number-columns-repeated")
            if column.get(f"{_TABLE}visibility") in _HIDDEN:
                hidden.append(range(place, place + count))
            place += count
        return hidden

    def _rows(self) -> Iterator[list[str | None]]:
        """The words of each row; one that is repeated stands as often, save empty ones, of which one is enough."""
        for element in self._table.iter(_ROW):
            if next(element.iterancestors(f"{_TABLE}table"), None) is not self._table:
                continue
            row = self._row(element)
            filled = sum(map(bool, row))
            times = repeated(element, "number-rows-repeated") if filled else 1
            self._beside.meet(row, times if element.get(f"{_TABLE}visibility") in _HIDDEN else 0)
            self._counted.count(filled * times, max(1, len(row)) * times)
            for _ in range(times):
                yield row

    def _row(self, element: Any) -> list[str | None]:  # noqa: ANN401
        """The words of one row; empty cells at its end are left out, however often they are repeated."""
        row: list[str | None] = []
        empty = 0
        for cell in element:
            kind = bare(cell.tag)
            if kind not in _CELLS:
                continue
            times = repeated(cell, "number-columns-repeated")
            self._comment(cell)
            words = self._cell(cell) if kind == "table-cell" else None
            if words == "":
                empty += times
                continue
            self._counted.count(0, empty + times)
            row += [""] * empty
            empty = 0
            if words is None:
                row += [self._covered(column) for column in range(len(row), len(row) + times)]
                continue
            self._spans[len(row)] = (repeated(cell, "number-rows-spanned") - 1, words)
            row += [words] * times
        return row if any(row) else []

    def _covered(self, column: int) -> str | None:
        """What stands in a cell that another covers: the words of the one above, or None beside one."""
        left, words = self._spans.get(column, (0, ""))
        if left > 0:
            self._spans[column] = (left - 1, words)
            return words
        return None

    def _comment(self, cell: Any) -> None:  # noqa: ANN401
        found = cell.find(f"{OFFICE}annotation")
        if found is None:
            return
        author = fold(found.findtext("{*}creator") or "")
        words = fold(" ".join(Words().words(part) for part in found.iter("{*}p")))
        if words:
            self._comments.append(f"- {author}: {words}" if author else f"- {words}")

    def _cell(self, cell: Any) -> str:  # noqa: ANN401
        """What a cell shows."""
        shown = fold(" ".join(Words().words(part) for part in cell if bare(part.tag) == "p"))
        stated = {bare(name): value for name, value in cell.attrib.items()}
        kind = stated.get("value-type", "")
        if "formula" in stated and not shown and "value" not in stated and kind != "string":
            self._beside.valueless += 1
        if kind == "date":
            day, _, clock = stated.get("date-value", "").partition("T")
            return f"{day} {clock[:5]}" if clock.strip("0:.Z") else day or shown
        if kind == "time" and (found := _CLOCK.fullmatch(stated.get("time-value", ""))):
            seconds = f":{found[4].zfill(2)}" if int(found[4]) else ""
            return f"{found[1]}{found[2].zfill(2)}:{found[3].zfill(2)}{seconds}"
        if kind in ("float", "percentage", "currency"):
            return _number(stated.get("value", ""), shown, kind, stated.get("currency", ""))
        return shown


def _number(value: str, shown: str, kind: str, currency: str) -> str:
    """A number as it is shown where that is the stored value in English writing, else the stored value."""
    try:
        stored = Decimal(value)
    except InvalidOperation:
        return shown
    found = _DIGITS.match(shown)
    if found:
        number = Decimal(found[1].replace(",", ""))
        number = number.scaleb(-2) if kind == "percentage" else number
        negative = stored < 0 and number > 0 and shown.startswith("(")
        if number == stored or (negative and -number == stored):
            return shown
    whole = int(stored) if stored == stored.to_integral_value() and abs(stored) < 10**15 else float(stored)
    if kind == "percentage":
        return figure(whole, "0%")
    return f"{figure(whole)} {currency}".strip()
