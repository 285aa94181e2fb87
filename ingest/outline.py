"""The outline of a document: its headings, each with what stands under it, its tables, and what leads in to its lists.

Only Markdown says what is a heading. Elsewhere it is a short line that reads as one and stands over something: labels
in a table, a page of short lines, the date under a letter and the first half of a broken line are none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingest.blocks import Block, is_major, read_blocks, without_periods
from ingest.lists import list_leads
from ingest.tables import UNFINISHED, Row, find_tables
from onrecord.sentences import fold, is_heading, is_title
from onrecord.types import Document

__all__ = ["Heading", "Outline", "outline"]

# More short lines than these, one below the other, are a list, an address or a title page.
_MOST_TOGETHER: Final = 4
_MOST_LINES: Final = 6
# Levels below those of Markdown, which are 1 to 6. Headings with nothing between them go one level down each.
_PART, _ITEM, _NUMBERED, _PLAIN, _COLON = 10, 20, 40, 60, 80
_COLON_CHARS: Final = 70
_NAME_WORDS: Final = 3
_FEWEST_LETTERS: Final = 4

_NUMBERED_LINE: Final = re.compile(r"\d{1,2}((?:\.\d{1,2})*)[.)]?\s+\S")
# Signatures, the lines of a form, securities ("0.95% notes due 2030"), the middle of a sentence ("Note 2, which").
_NO_HEADING: Final = re.compile(r"/s/|(?i:by|name|title|date):|[\d.,]+\s?%|\(|(?i:item|note|part|section)\s+\w+,")
# "Mara Venn said:" stands over her words; it names nothing.
_SPEAKS: Final = re.compile(r"\b(?:said|says|added|asked|wrote|writes|replied|told|are|is|was|were)$")


@dataclass(slots=True, eq=False)
class Heading:
    """A heading and the section under it.

    Attributes:
        start: of the heading in the document; of the section too.
        end: one past the section's last character.
        line: its words, without Markdown's marks; empty for the whole document, which is the outermost section.
        level: the lower, the further out; 0 for the whole document.
        parent: the heading it stands under, or None.
    """

    start: int
    end: int
    line: str
    level: int
    parent: "Heading | None"

    def path(self) -> "list[Heading]":
        """The headings it stands under and itself, outermost first."""
        found: list[Heading] = []
        heading: Heading | None = self
        while heading is not None and heading.level:
            found.append(heading)
            heading = heading.parent
        return found[::-1]


@dataclass(frozen=True, slots=True)
class Outline:
    """What each block of a document is beside its neighbours; the lists are as long as ``blocks``.

    Attributes:
        blocks: in order.
        headings: the innermost heading of each block, itself for a heading.
        titles: the blocks that are headings.
        rows: the table each is in, or None.
        leads: the blocks that lead in to the list each is in, outermost first; empty for what is in none.
        glued: the blocks whose end is not to be parted from the block below them.
    """

    blocks: Sequence[Block]
    headings: Sequence[Heading]
    titles: frozenset[int]
    rows: Sequence[Row | None]
    leads: Sequence[tuple[int, ...]]
    glued: frozenset[int]


def outline(document: Document) -> Outline:
    """The outline of ``document`` from where its own words begin."""
    marks = document.source.format not in ("pdf", "docx")
    blocks = read_blocks(document.text, document.body_start, marks)
    _settle_numbers(blocks)
    rows = find_tables(blocks, document.page_starts)
    levels = _levels(blocks, rows)
    leads = list_leads(blocks, levels)
    glued = set(levels) | {index for index, row in enumerate(rows) if row and _stands_over_rows(blocks[index], row)}
    glued |= {row.table.lead for row in rows if row and row.table.lead is not None}
    glued |= {found[-1] for found in leads if found}
    headings = _headings(blocks, levels)
    return Outline(blocks, headings, frozenset(levels), rows, leads, frozenset(glued))


def _stands_over_rows(block: Block, row: Row) -> bool:
    return row.head or block.kind in ("short", "header")


def _settle_numbers(blocks: Sequence[Block]) -> None:
    """Make a heading of a numbered line that reads as one, has no neighbour in a list, and is not led in to."""
    for index, block in enumerate(blocks):
        if block.kind != "item" or block.mark not in ("1", "a") or not is_heading(block.line):
            continue
        above = blocks[index - 1] if index else None
        below = blocks[index + 1] if index + 1 < len(blocks) else None
        listed = above is not None and (above.opens or (above.mark == block.mark and above.number == block.number - 1))
        if block.mark == "a":
            listed = above is not None and (above.opens or above.mark == "a")
        follows = below is not None and below.mark == block.mark and below.number in (0, block.number + 1)
        if not listed and not follows:
            block.kind, block.mark, block.number = "short", "", 0


def _levels(blocks: Sequence[Block], rows: Sequence[Row | None]) -> dict[int, int]:
    """The blocks that are headings, in order, and the level of each."""
    crowded = _crowded(blocks, rows)
    levels: dict[int, int] = {}
    group: list[int] = []
    for index, block in enumerate(blocks):
        if (index not in crowded or is_major(block.line)) and _may_head(blocks, rows, index):
            group.append(index)
            continue
        levels.update(_levels_of(blocks, group))
        group = []
        if block.kind == "marked":
            levels[index] = block.level
    return levels


def _crowded(blocks: Sequence[Block], rows: Sequence[Row | None]) -> set[int]:
    """The blocks of lists, addresses, title pages and tables of words: many short lines, one below the other."""
    crowded: set[int] = set()
    run: list[int] = []
    for index, block in enumerate(blocks):
        if block.kind in ("short", "header", "few") and rows[index] is None:
            run.append(index)
        else:
            run = []
        if len(run) > _MOST_LINES:
            crowded.update(run if len(run) == _MOST_LINES + 1 else run[-1:])
    return crowded


def _levels_of(blocks: Sequence[Block], group: Sequence[int]) -> dict[int, int]:
    """The levels of headings with nothing between them."""
    if len(group) > _MOST_TOGETHER:
        group = [index for index in group if is_major(blocks[index].line)]
    levels: dict[int, int] = {}
    above = 0
    for index in group:
        level = _level(blocks[index])
        nested = level == _PLAIN <= above < _COLON
        above = levels[index] = above + 1 if nested else level
    return levels


def _may_head(blocks: Sequence[Block], rows: Sequence[Row | None], index: int) -> bool:
    """Whether the block may be a heading that has no mark."""
    block, row = blocks[index], rows[index]
    if block.kind not in ("short", "header") or index + 1 == len(blocks):
        return False
    if row is not None and (not row.head or row.table.lead is not None or index not in row.table.titles):
        return False
    following = blocks[index + 1]
    if following.kind == "marked" or following.line[:1].islower() or (index and _runs_on(blocks[index - 1], block)):
        return False
    if rows[index + 1] is None and _is_date(following):
        return False
    return _reads_as_heading(block, following)


def _runs_on(above: Block, block: Block) -> bool:
    """Whether ``block`` goes on with the line above it, or is what that line, which ends with a colon, leads in to."""
    if above.opens and above.kind not in ("marked", "short"):
        return True
    return block.adjacent and (
        (above.kind == "text" and not above.done)
        or (above.kind == "short" and UNFINISHED.search(above.line) is not None)
    )


def _reads_as_heading(block: Block, following: Block) -> bool:
    """Whether the words are those of a heading; one with a colon stands over text, else it leads in to a list."""
    line = block.line
    if is_major(line):
        return True
    if block.kind == "header" and sum(letter.isalpha() for letter in without_periods(line)) < _FEWEST_LETTERS:
        return False
    if _NO_HEADING.match(line) or UNFINISHED.search(line):
        return False
    if not block.opens:
        return is_heading(line)
    over = following.kind in ("text", "short", "header") and not following.line.startswith(("\u201c", '"', "'"))
    return over and len(line) <= _COLON_CHARS and is_heading(line[:-1]) and _is_name(line[:-1])


def _is_date(block: Block) -> bool:
    """Whether a block is a date and nothing else, as below the place where a letter was signed."""
    return block.kind == "header" and block.cells == 1 and not without_periods(block.line)


def _is_name(line: str) -> bool:
    """Whether the words before a colon name what follows: a title, or two or three words."""
    return (len(line.split()) <= _NAME_WORDS and not _SPEAKS.search(line)) or is_title(line)


def _level(block: Block) -> int:
    line = block.line
    if major := is_major(line):
        return _PART if major > 1 else _ITEM
    if block.opens:
        return _COLON
    if found := _NUMBERED_LINE.match(line):
        return _NUMBERED + found[1].count(".")
    return _PLAIN


def _headings(blocks: Sequence[Block], levels: dict[int, int]) -> list[Heading]:
    """The innermost heading of each block; the ends of all sections are set."""
    last = blocks[-1].end if blocks else 1
    open_ones = [Heading(blocks[0].start if blocks else 0, last, "", 0, None)]
    found: list[Heading] = []
    for index, block in enumerate(blocks):
        if level := levels.get(index):
            while open_ones[-1].level >= level:
                open_ones.pop().end = blocks[index - 1].end
            line = fold(block.line).strip("# ") if block.kind == "marked" else block.line
            open_ones.append(Heading(block.start, last, line, level, open_ones[-1]))
        found.append(open_ones[-1])
    return found
