"""Tables among the blocks of a document: which blocks are rows, and which lines head them.

A PDF has no tables, only lines. A table is then a run of lines with figures; its header is what stands between the
sentence that leads in to it and its first row. Rows between bars (Markdown, Word, web pages) head themselves.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from ingest.blocks import FOLLOWS, Block, is_major, names_one_period, pipe_cells, without_periods
from onrecord.sentences import is_heading

__all__ = ["UNFINISHED", "Row", "Table", "find_tables", "leads_in"]

# More lines without a figure than these are no header: they are a page of short lines.
_HEADER_LINES: Final = 40
# Lines without a figure between two rows of one table: the labels of groups of rows ("Liabilities", "Current").
_LABEL_LINES: Final = 4
_LABELS_OVER_PAGE: Final = 2
_TITLE_LINES: Final = 3
# A header of a table with bars: a title merged over all columns, names merged over some, names.
_PIPE_HEADER_ROWS: Final = 3
_LABEL_CHARS: Final = 110
_LONG_LABEL_CHARS: Final = 200
_LABEL_LETTERS: Final = 3

# The header's cells are words or years.
_FIGURE: Final = re.compile(r"[-(\u2013\u2014]?[$\u20ac\u00a3]?\s?\d[\d,.]*\s?[)%]*")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_SENTENCE_END: Final = re.compile(r"[.!?]\s+(?=[A-Z(\u201c])")
# A line that ends with one of these goes on below it: it is no label by itself.
UNFINISHED: Final = re.compile(
    r"(?:\b(?:a|an|and|as|at|by|for|from|in|into|of|on|or|that|the|to|under|with)|[-/\u2013\u2014,])$"
)


@dataclass(slots=True)
class Table:
    """What heads a table, as indices of blocks.

    Attributes:
        titles: lines above the header that name the table; headings of the document, unless ``lead`` is set.
        head: the header lines.
        lead: the block whose last sentence leads in to the table, or None.
    """

    titles: list[int] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    lead: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A block in a table: of its header or below it.

    Attributes:
        table: the table it is in.
        label: the blocks that label its group of rows ("Current assets"); more than one where a label is broken.
        head: whether it is a line of the header or the title.
    """

    table: Table
    label: tuple[int, ...] = ()
    head: bool = False


def leads_in(block: Block) -> bool:
    """Whether the block leads in to what stands below: it ends with a colon, or its last sentence speaks of a table."""
    if block.opens or block.kind not in ("text", "item"):
        return block.opens
    return FOLLOWS.search(_SENTENCE_END.split(block.tail)[-1]) is not None


def find_tables(blocks: Sequence[Block], page_starts: Sequence[int] = ()) -> list[Row | None]:
    """For each block the table it is in, or None.

    Args:
        blocks: of one document, in order.
        page_starts: offset at which each page begins; over a page break a table goes on only where rows do.
    """
    finder = _Finder(blocks, page_starts)
    index = 0
    while index < len(blocks):
        index = finder.read(index)
    return finder.rows


class _Finder:
    """Reads blocks in order; holds the table that is open and the lines that may belong to the next."""

    def __init__(self, blocks: Sequence[Block], page_starts: Sequence[int]) -> None:
        self.rows: list[Row | None] = [None] * len(blocks)
        self._blocks = blocks
        self._page_starts = page_starts
        self._table: Table | None = None
        self._pending: list[int] = []
        self._label: tuple[int, ...] = ()
        self._period: tuple[int, ...] = ()
        self._last = 0

    def read(self, index: int) -> int:
        """Take in the block at ``index``; returns the index of the next one to read."""
        block = self._blocks[index]
        if self._pending and block.kind not in ("row", "few") and self._turned(self._pending[-1], index):
            self._pending = []  # the lines at the top of a page head what is on it, not those at the foot of the last
        if block.kind == "pipe":
            self._close()
            return self._read_pipes(index)
        if block.kind in ("row", "few") and self._goes_on(block):
            self._take(index)
        elif block.kind in ("row", "few") and self._begins(index):
            self._open(index)
        elif block.kind in ("short", "header", "few") or self._is_long_label(index):
            if is_major(block.line):
                self._close()
            else:
                self._pending.append(index)
        else:
            self._close()
        return index + 1

    def _close(self) -> None:
        self._table, self._label, self._period = None, (), ()
        self._pending = []

    def _heads(self) -> bool:
        return any(self._blocks[index].kind == "header" for index in self._pending)

    def _goes_on(self, block: Block) -> bool:
        """Whether ``block`` is the next row of the open table."""
        if self._table is None or len(self._pending) > _LABEL_LINES:
            return False
        if self._heads() and not (len(self._pending) == 1 and names_one_period(self._blocks[self._pending[0]])):
            return False  # a period alone ("Year ended 2021") labels the rows below it, under the same columns
        if self._pending and self._turned(self._last, self._pending[-1]):
            return len(self._pending) <= _LABELS_OVER_PAGE and block.cells == self._blocks[self._last].cells
        return True

    def _turned(self, index: int, later: int) -> bool:
        """Whether a page ends between two blocks."""
        starts = self._page_starts
        return bisect_right(starts, self._blocks[index].start) != bisect_right(starts, self._blocks[later].start)

    def _begins(self, index: int) -> bool:
        """Whether the block at ``index`` is the first row of a table: under a header, or one of several rows."""
        if self._heads():
            return len(self._pending) <= _HEADER_LINES
        more = [block.kind in ("row", "few") for block in self._blocks[index + 1 : index + 3]]
        if self._blocks[index].kind == "row":
            return any(more)
        above = index - len(self._pending) - 1
        return bool(more) and more[0] and above >= 0 and self._blocks[above].opens

    def _is_long_label(self, index: int) -> bool:
        """Whether a block that is too long for a label is one all the same: a row of the open table comes next."""
        block = self._blocks[index]
        if self._table is None or block.kind != "text" or not 0 < len(block.line) <= _LONG_LABEL_CHARS:
            return False
        following = self._blocks[index + 1] if index + 1 < len(self._blocks) else None
        says = FOLLOWS.search(block.line) is not None or (block.done and not block.opens)
        return not says and following is not None and following.kind == "row"

    def _open(self, index: int) -> None:
        """Begin a table whose first row is the block at ``index``."""
        pending = self._pending[-_HEADER_LINES:]
        above = (pending[0] if pending else index) - 1
        lead = above if above >= 0 and self.rows[above] is None and leads_in(self._blocks[above]) else None
        named = self._titles(pending, lead)
        labels = self._labels(pending[named:], self._blocks[index].cells)
        table = Table(pending[:named], pending[named : len(pending) - labels], lead)
        for place in pending[: len(pending) - labels]:
            self.rows[place] = Row(table, head=True)
        self._table, self._label, self._period = table, (), ()
        self._pending = pending[len(pending) - labels :]
        self._take(index)

    def _titles(self, pending: list[int], lead: int | None) -> int:
        """How many of the lines above the first row are titles; the rest is the header."""
        heads = [count for count, place in enumerate(pending) if self._blocks[place].kind == "header"]
        if heads:
            # "Fiscal 2023 Outlook" names the table, though it names a year.
            named = [count for count in heads if self._is_named(self._blocks[pending[count]])]
            first = next((count for count in heads if count not in named), heads[0])
            return first if first <= _TITLE_LINES else int(is_heading(self._blocks[pending[0]].line))
        # No line names a year or a unit. The first line is a title if it can be one and is not led in to.
        return int(bool(pending) and lead is None and is_heading(self._blocks[pending[0]].line))

    @staticmethod
    def _is_named(block: Block) -> bool:
        return names_one_period(block) and len(without_periods(block.line).split()) > 1

    def _labels(self, head: list[int], cells: int) -> int:
        """How many of the last header lines label the first rows: a line above them has a year for each figure."""
        last = max((count for count, place in enumerate(head, 1) if self._blocks[place].kind == "header"), default=0)
        years = max((self._blocks[place].cells for place in head[:last]), default=0)
        after = head[last:]
        if len(head) > 1 and not after and names_one_period(self._blocks[head[-1]]):
            return 1
        if years > 1 and cells == years:
            return len(after)
        return int(bool(after) and self._blocks[after[-1]].opens)

    def _take(self, index: int) -> None:
        """Add a row to the open table."""
        if self._table is None:
            return
        if self._pending:
            periods = [place for place in self._pending if names_one_period(self._blocks[place])]
            self._period = tuple(periods[-1:]) or self._period
            self._label = () if self._pending[-1] in periods else self._last_label()
        for place in self._pending:
            self.rows[place] = Row(self._table)
        self.rows[index] = Row(self._table, (*self._period, *self._label))
        line = self._blocks[index].line
        if line.startswith("Total") or not line[:1].isalpha():
            self._label = ()  # the group is summed up; or the label was this row's own
        self._pending = []
        self._last = index

    def _last_label(self) -> tuple[int, ...]:
        """The label that ends the pending lines, with the line it began in; none where it is half a label."""
        *above, last = self._pending
        line = self._blocks[last].line
        if UNFINISHED.search(line) or sum(letter.isalpha() for letter in line) < _LABEL_LETTERS:
            return ()
        broken = bool(above) and (line[0].islower() or UNFINISHED.search(self._blocks[above[-1]].line) is not None)
        label = (above[-1], last) if broken else (last,)
        words = " ".join(self._blocks[place].line for place in label)
        return () if words[0].islower() or len(words) > _LABEL_CHARS else label

    def _read_pipes(self, index: int) -> int:
        """A run of rows with bars that begins at ``index``; returns the index after it."""
        end = index + 1
        while end < len(self._blocks) and self._blocks[end].kind == "pipe" and self._blocks[end].adjacent:
            end += 1
        if end - index == 1:
            return end
        head = _pipe_header(self._blocks, index, end)
        named = (
            index > 0 and self._blocks[index].adjacent and self._blocks[index - 1].kind in ("short", "header", "few")
        )
        first = index - int(named)
        table = Table(head=list(range(first, head)))
        if first > 0 and self.rows[first - 1] is None and leads_in(self._blocks[first - 1]):
            table.lead = first - 1
        for place in range(first, end):
            self.rows[place] = Row(table, head=place < head)
        return end


def _pipe_header(blocks: Sequence[Block], start: int, end: int) -> int:
    """The index after the header of the rows with bars from ``start`` to ``end``; ``start`` where there is none.

    Rows that stand over it belong to it: a title in one cell, names merged over several columns. A row with figures is
    no header, unless the rule of a Markdown table is below it.
    """
    rows = [pipe_cells(blocks[place].line) for place in range(start, min(end, start + 2 * _PIPE_HEADER_ROWS))]
    widest = max(len(row) for row in rows)
    for place, (row, following) in enumerate(pairwise(rows)):
        title = len(row) > 1 and bool(row[0]) and not any(row[1:])
        if len(row) < widest or title:
            continue
        ruled = not following
        if not ruled and any(_FIGURE.fullmatch(cell) and not _YEAR.fullmatch(cell) for cell in row):
            return start + place
        return start + place + 1 + int(ruled)
    return start
