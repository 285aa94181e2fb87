"""The cells of a sheet to lines: each table as rows with bars between the cells, parted by empty lines.

A sheet has no tables, only cells. A table is a run of rows with no empty row between them; what stands alone in the
first column above or below the others ("Fees by year", "Source: harbour office") is a line of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from onrecord.errors import TooLarge

__all__ = ["MOST_CELLS", "Beside", "Cells", "Merged", "sheet_blocks"]

MOST_CELLS: Final = 1_000_000
"""Filled cells of a workbook; one that has more is refused. A million cells are some 10,000 printed pages."""
# Empty cells and rows that a file claims cost time too.
_MOST_PLACES: Final = 20_000_000

Row = Sequence[str | None]
"""The cells of one row from the first column on: words, an empty string, or None where a cell to the left covers it."""


@dataclass(slots=True)
class Cells:
    """Counts the cells of a workbook and stops where there are too many.

    Attributes:
        filled: that hold something.
        places: all, empty ones and empty rows included.
    """

    filled: int = 0
    places: int = 0

    def count(self, filled: int, places: int) -> None:
        """Take in a row of ``places`` cells, of which ``filled`` hold something.

        Raises:
            TooLarge: it is one too many.
        """
        self.filled += filled
        self.places += max(1, places)
        if self.filled > MOST_CELLS or self.places > _MOST_PLACES:
            what = f"{MOST_CELLS:,} filled cells" if self.filled > MOST_CELLS else f"{_MOST_PLACES:,} cells"
            raise TooLarge(f"it has over {what}; save the sheets or the rows that you need as smaller workbooks")


@dataclass(slots=True)
class Beside:
    """What a reader should know of a sheet beside its words.

    Attributes:
        name: of the sheet.
        hidden: whether it is.
        hidden_columns: from 0.
        drawn: whether there are charts, pictures or text boxes on it.
        valueless: cells with a formula and no stored value.
    """

    name: str
    hidden: bool
    hidden_columns: list[range] = field(default_factory=list)
    drawn: bool = False
    valueless: int = 0
    _rows: int = field(init=False, default=0)
    _columns: set[int] = field(init=False, default_factory=set)

    def meet(self, row: Row, hidden: int) -> None:
        """Note which hidden rows and columns hold something.

        Args:
            row: any of the sheet.
            hidden: how many hidden rows it stands for.
        """
        self._rows += hidden if hidden and any(row) else 0
        for columns in self.hidden_columns:
            met = range(columns.start, min(columns.stop, len(row)))
            self._columns.update(place for place in met if row[place])

    def notes(self, advice: str) -> Iterator[str]:
        """All of it in words; ``advice`` says how to have the values of formulas stored."""
        name = f'sheet "{self.name}"'
        if self.hidden:
            yield f"{name} is hidden; it was read all the same"
        hidden = [(self._rows, "row"), (len(self._columns), "column")]
        words = " and ".join(f"{count:,} {word}{'' if count == 1 else 's'}" for count, word in hidden if count)
        if words:
            yield f"hidden in {name}: {words}; read all the same"
        if self.drawn:
            yield f"charts, pictures or text boxes in {name} were not read"
        if self.valueless:
            cells = "1 cell holds a formula" if self.valueless == 1 else f"{self.valueless:,} cells hold formulas"
            yield f"{cells} without a stored value in {name}; {advice} to store them"


@dataclass(slots=True)
class Merged:
    """Cells that are merged: over columns the words stand once, over rows they stand in each row.

    Args:
        ranges: first row, first column, last row and last column of each, from 0, inclusive.
    """

    ranges: Iterable[tuple[int, int, int, int]]
    _coming: list[tuple[int, int, int, int]] = field(init=False)
    _open: dict[int, tuple[int, int, str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._coming = sorted(self.ranges, reverse=True)

    def apply(self, number: int, row: list[str | None]) -> None:
        """Fill in the cells of the row ``number`` (from 0) that are covered; rows are given in their order.

        A row that holds nothing by itself stays empty.
        """
        while self._coming and self._coming[-1][0] <= number:
            first_row, first, last_row, last = self._coming.pop()
            words = row[first] if first_row == number and first < len(row) else ""
            self._open[first] = (last_row, last, words or "")
        if not self._open or not any(row):
            return
        self._open = {first: one for first, one in self._open.items() if one[0] >= number}
        for first, (_, last, words) in self._open.items():
            row += [""] * (first + 1 - len(row))
            row[first] = words
            row[first + 1 : last + 1] = [None] * (last - first)


def sheet_blocks(rows: Iterable[Row]) -> Iterator[str]:
    """The rows of a sheet as blocks of text: tables, a line a row, and lines that stand alone.

    Args:
        rows: all rows in order, empty ones included, since they part tables.
    """
    run: list[Row] = []
    for row in rows:
        if any(row):
            run.append(row)
        elif run:
            yield from _run_blocks(run)
            run = []
    if run:
        yield from _run_blocks(run)


def _run_blocks(run: Sequence[Row]) -> Iterator[str]:
    """The blocks of rows with no empty row between them; columns that are empty in all of them are left out."""
    width = max(len(row) for row in run)
    used = [False] * width
    for row in run:
        for column, words in enumerate(row):
            used[column] = used[column] or bool(words)
    columns = [column for column in range(width) if used[column]]
    table = [[row[column] if column < len(row) else "" for column in columns] for row in run]
    if len(columns) == 1:
        yield from (cells[0] or "" for cells in table)
        return
    first, last = _body(table)
    yield from (cells[0] or "" for cells in table[: max(0, first - 1)])
    # What stands right above a table names it (ingest.tables reads it so): it stays with the rows.
    lines = [cells[0] or "" for cells in table[max(0, first - 1) : first]]
    lines += [_line(cells) for cells in table[first:last]]
    yield "\n".join(lines)
    yield from (cells[0] or "" for cells in table[last:])


def _body(table: Sequence[Sequence[str | None]]) -> tuple[int, int]:
    """Where the table begins and ends among rows of which the outer ones may have words in the first column only."""
    alone = [bool(cells[0]) and not any(cells[1:]) for cells in table]
    first = next((place for place, lone in enumerate(alone) if not lone), 0)
    last = next((place for place in range(len(alone), 0, -1) if not alone[place - 1]), len(alone))
    return first, last


def _line(cells: Sequence[str | None]) -> str:
    return " | ".join(cell for cell in cells if cell is not None).strip()
