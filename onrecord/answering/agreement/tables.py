"""The figure in a row of a table that is of what a question names. Pure."""

from typing import Final

from onrecord.grounding.reading import read
from onrecord.sentences import fold
from onrecord.types import Passage, Span
from onrecord.words import words_of

__all__ = ["cell_asked", "head_of"]

_BAR: Final = "|"
_MOST_CELLS: Final = 30
_MOST_ROWS: Final = 60


def head_of(passage: Passage, span: Span) -> str:
    """The first row of the table that a row stands in: of the passage, else of what stands above it; empty for none."""
    above = passage.text[: span.start - passage.start].rstrip().split("\n")[-_MOST_ROWS:]
    head = ""
    for line in reversed(above):
        if _BAR not in line:
            break
        head = line
    return head or next((line for line in reversed(passage.context) if _BAR in line), "")


def cell_asked(row: str, head: str, names: frozenset[str], years: frozenset[str]) -> tuple[int, int] | None:
    """Where the one cell of a folded row stands that tells a figure of what is named; None where that is open.

    Args:
        row: with bars between its cells.
        head: the first row of its table.
        names: lemmas; the first cell must have all of them, and no other telling word.
        years: that the question names; they choose between columns.
    """
    cells = _cells(row)
    if len(cells) < 2 or not names or set(read(row[slice(*cells[0])]).lemmas) != names:
        return None
    heads = [fold(head)[slice(*one)] for one in _cells(fold(head))]
    figures = [at for at, one in enumerate(cells[1:], 1) if _is_figure(row[slice(*one)])]
    if len(heads) == len(cells) and years:
        figures = [at for at in figures if years & {word.text for word in words_of(heads[at])}]
    return cells[figures[0]] if len(figures) == 1 else None


def _cells(row: str) -> list[tuple[int, int]]:
    """First and last character of each cell, the spaces around it left out; bars at either end bound no cell."""
    found: list[tuple[int, int]] = []
    start = 0
    pieces = row.split(_BAR)[:_MOST_CELLS]
    for piece in pieces:
        begin = start + len(piece) - len(piece.lstrip())
        found.append((begin, max(begin, start + len(piece.rstrip()))))
        start += len(piece) + 1
    first = int(not pieces[0].strip())
    return found[first : len(found) - (len(found) > 1 and not pieces[-1].strip())]


def _is_figure(cell: str) -> bool:
    return any(letter.isdigit() for letter in cell) and len(cell.split()) <= 3
