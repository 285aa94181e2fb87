"""The blocks of a document, and what each looks like by itself: a heading's mark, a table row, a list item, a label.

What a block *is* shows beside its neighbours only: see :mod:`ingest.tables` and :mod:`ingest.outline`.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from onrecord.sentences import ends_sentence, figures_at_end, fold, is_heading, is_table_row, is_title, iter_blocks

__all__ = [
    "LONGEST_LINE",
    "Block",
    "Kind",
    "is_major",
    "is_title",
    "look",
    "pipe_cells",
    "read_blocks",
    "without_periods",
]

# marked: a Markdown heading. pipe: cells between bars. row: a label with figures. few: a label with one figure.
# header: names years, periods or units and holds no other figure. short: a line that is no sentence. text: all else.
Kind = Literal["marked", "pipe", "row", "few", "header", "item", "short", "text"]

# Of longer blocks no line is kept: they are paragraphs.
LONGEST_LINE: Final = 320
_SHORT_CHARS: Final = 90
_ROW_CHARS: Final = 110
# A shorter line that ends with a comma is half a label: "Reported," over "% Change".
_BROKEN_CHARS: Final = 40
_HEADER_CHARS: Final = 200
_PIPE_CHARS: Final = 4000
_TAIL_CHARS: Final = 200

_MARK: Final = re.compile(r"(#{1,6})\s")
_FENCE: Final = re.compile(r"\s*(?:```|~~~)")
_ITEM: Final = re.compile(
    r"(?:(?P<bullet>[-*+\u2022\u25cf\u25e6\u25aa\u25a0\u2023\u2013\u2014])"
    r"|\(?(?:(?P<number>\d{1,3})|[a-zA-Z]|[ivxIVX]{1,5})[.)])\s+"
)
_MONTH: Final = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?"
    r"|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_YEAR: Final = r"(?:19[5-9]\d|20[0-3]\d)"
# What heads a column: a date, a year, a number of weeks or months, the same word with 1, 2 and 3.
_PERIOD: Final = re.compile(
    rf"\b{_MONTH}\s+\d{{1,2}}(?!\d)(?:,?\s*{_YEAR}\b)?,?"
    rf"|\b(?:\d{{1,2}}\s+)?{_MONTH}\s+{_YEAR}\b"
    rf"|(?<![\d,.$\u20ac\u00a3-])\b(?:FY\s?|Q[1-4]\s)?{_YEAR}E?\b(?!\s?%|[.,-]\d)"
    r"|\b(?:\d{1,2}|twelve|nine|six|three)[\s-](?:weeks?|months?)\b"
    r"|\b([A-Z]\w+) \d(?: \1 \d)+",
    re.IGNORECASE,
)
_SPAN: Final = re.compile(
    r"\b(?:years?|months|weeks|quarters?|periods?)\s+ended\b|\bas of\b|\bfiscal years?\b", re.IGNORECASE
)
_UNITS: Final = re.compile(
    r"\((?:[a-z]+ )?(?:in )?(?:[$\u20ac\u00a3] ?)?(?:in )?(?:millions|thousands|billions)\b"
    r"|(?:^|[\s(])(?:[$\u20ac\u00a3]|amounts|dollars|shares|euros)(?: and \w+)? in (?:millions|thousands|billions)\b"
    r"|\(percent of [^)]*\)|\(unaudited\)",
    re.IGNORECASE,
)
# What is said before a table.
FOLLOWS: Final = re.compile(
    r"\b(?:follows?|following (?:is|are|table|chart|schedule|summary|list)|tables?|charts?|schedules?)\b|following:$",
    re.IGNORECASE,
)
# "Exhibit 2" and "Note 5" are names, not a label with its figure.
_NAMED_NUMBER: Final = re.compile(
    r"\(?(?:exhibit|notes?|item|part|level|page|section|schedule|annex|appendix|article|chapter|table|figure|form)\b",
    re.IGNORECASE,
)
_MAJOR: Final = re.compile(
    r"(?:(?P<top>(?i:part|chapter|annex|appendix))|(?i:item|note|section|article|schedule|exhibit))\s+"
    r"(?:\d+[A-Z]?|[IVXL]+|[ivxl]+|[A-Z])(?P<rest>(?:\s*[.:\u2013\u2014-]|\s+(?=[A-Z\u201c(\d])|$).*)"
)
_MAJOR_CHARS: Final = 160
# A date that is set in a narrow column: "January", "28,".
_DATE_PART: Final = re.compile(rf"{_MONTH}|\d{{1,2}},")
# "$10.95 billion to $11.05 billion"
_ENDS_IN_AMOUNT: Final = re.compile(r"\d (?:million|billion|trillion|thousand|percent)$")


@dataclass(slots=True)
class Block:
    """One block of a document.

    Attributes:
        start: first character in the document, white space before it not counted.
        end: one past the last, white space after it not counted.
        kind: what it looks like by itself.
        line: its words, white space folded; empty where they are over ``LONGEST_LINE`` characters, save
            for a ``pipe`` row, of which there are more.
        tail: its last characters, 200 at most.
        level: 1 to 6 for a Markdown heading, else 0.
        indent: spaces before its first word.
        mark: the bullet of a list item, ``1`` for one with a number, ``a`` for one with a letter; else empty.
        number: of a numbered list item, else 0.
        cells: figures at its end; of a ``header``, its dates and years; of a ``pipe`` row, its cells.
        adjacent: whether it begins in the line after the block before it.
    """

    start: int
    end: int
    kind: Kind
    line: str
    tail: str
    level: int = 0
    indent: int = 0
    mark: str = ""
    number: int = 0
    cells: int = 0
    adjacent: bool = False

    @property
    def opens(self) -> bool:
        """Whether it ends with a colon."""
        return self.tail.endswith((":", ":**", "\uff1a"))

    @property
    def done(self) -> bool:
        """Whether it ends with a sentence's mark, a colon or a semicolon."""
        return ends_sentence(self.tail, ";:")


def read_blocks(text: str, start: int = 0, marks: bool = True) -> list[Block]:
    """The blocks of ``text`` from ``start`` on, in order. Between the fences of a code block nothing is a heading.

    Args:
        text: canonical text of a document.
        start: where its own words begin.
        marks: whether ``#`` marks a heading and three backticks a code block; in a PDF and a Word file they do not.
    """
    blocks: list[Block] = []
    fenced = False
    for span in iter_blocks(text, start):
        words = text[span.start : span.end]
        block = look(words, span.start)
        if not marks:
            block.kind = "text" if block.kind == "marked" else block.kind
        elif _FENCE.match(words):
            fenced = not fenced
            block.kind = "text"
        elif fenced and block.kind in ("marked", "short", "header"):
            block.kind = "text"
        block.adjacent = bool(blocks) and text.count("\n", blocks[-1].end, block.start) == 1
        blocks.append(block)
    return blocks


def look(words: str, start: int = 0) -> Block:
    """What a block looks like by itself.

    Args:
        words: of the block, not white space alone.
        start: where they begin in the document.
    """
    bare = words.strip()
    spaces = words[: len(words) - len(words.lstrip())]
    start += len(spaces)
    line = fold(bare) if len(bare) <= LONGEST_LINE else ""
    block = Block(start, start + len(bare), "text", line, bare[-_TAIL_CHARS:], indent=len(spaces.expandtabs(4)))
    if bare.startswith("|") or " | " in bare:
        block.line = fold(bare[:_PIPE_CHARS])
        block.kind, block.cells = "pipe", len(pipe_cells(block.line))
    elif marked := _MARK.match(bare):
        if is_heading(bare):
            block.kind, block.level = "marked", len(marked[1])
    else:
        _look_closer(block, bare)
    return block


def _look_closer(block: Block, bare: str) -> None:
    """Sets the kind of a block that is no row of a pipe table and has no heading's mark."""
    found = _ITEM.match(bare)
    if (
        found
        and bare.startswith("(")
        and (figures_at_end(block.line) >= 2 or _heads_columns(block.line[found.end() :]))
    ):
        found = None  # "(1) Restructuring charges 6 6 10": the mark of a footnote, and the row it is set in
    if found and any(letter.isalpha() for letter in bare[found.end() : found.end() + LONGEST_LINE]):
        block.kind, block.mark = "item", found["bullet"] or ("1" if found["number"] else "a")
        block.number = int(found["number"] or 0)
    elif block.line:
        block.cells = figures_at_end(block.line)
        block.kind = _kind_of(block.line, block.cells)
        if block.kind == "header":
            block.cells = len(_PERIOD.findall(block.line))


def _kind_of(line: str, cells: int) -> Kind:
    """The kind of a line with ``cells`` figures at its end."""
    if is_major(line):
        return "short"
    if _heads_columns(line):
        return "header"
    if is_table_row(line):
        return "row"
    if (
        (line.endswith(":") and FOLLOWS.search(line))
        or ends_sentence(line, ";")
        or (line.endswith(",") and len(line) > _BROKEN_CHARS)
    ):
        return "text"
    return "few" if _has_few(line, cells) else "short" if len(line) <= _SHORT_CHARS else "text"


def _has_few(line: str, cells: int) -> bool:
    """Whether a line is a label and one figure, or a line of a table of contents."""
    if len(line) > _ROW_CHARS or not any(letter.isalpha() for letter in line):
        return False
    if _NAMED_NUMBER.match(line):
        named = _MAJOR.match(line)
        return named is not None and figures_at_end(named["rest"]) > 0
    return cells == 1 or _ENDS_IN_AMOUNT.search(line) is not None


def _heads_columns(line: str) -> bool:
    """Whether a line heads the columns of a table: it names years, periods or units and holds no other figure."""
    if _DATE_PART.fullmatch(line) or (_UNITS.match(line) and len(line) <= _SHORT_CHARS):
        return True
    if line.endswith(":") and FOLLOWS.search(line):
        return False
    if len(line) > _HEADER_CHARS or ends_sentence(line, ";") or (line.endswith(":") and len(line) > _SHORT_CHARS):
        return False
    rest, periods = _PERIOD.subn(" ", line)
    if any(letter.isdigit() for letter in rest) or figures_at_end(rest) > 1:
        return False
    return periods > 0 or _SPAN.search(line) is not None or _UNITS.search(line) is not None


def names_one_period(block: Block) -> bool:
    """Whether a line names one date or year and neither columns nor units."""
    return block.kind == "header" and block.cells == 1 and _UNITS.search(block.line) is None


def without_periods(line: str) -> str:
    """``line`` without its dates, years and units: what is left of a column's head is its name, if it has one."""
    for found in (_PERIOD, _SPAN, _UNITS):
        line = found.sub(" ", line)
    return fold(line)


def is_major(line: str) -> int:
    """2 for "PART II" or "Annex B", 1 for "Item 8. Financial Statements." or "Note 3 - Debt", 0 for any other line.

    A line of a table of contents, with the page at its end, is none.
    """
    found = _MAJOR.match(line)
    if not found or len(line) > _MAJOR_CHARS or line.endswith((",", ";")) or figures_at_end(found["rest"]):
        return 0
    if (len(line) > _ROW_CHARS or ends_sentence(line)) and not is_title(found["rest"]):
        return 0
    return 2 if found["top"] else 1


def names_nothing(line: str) -> bool:
    """Whether a heading is a number without a name: "PART II", "Exhibit 1"."""
    found = _MAJOR.match(line)
    return found is not None and not any(letter.isalpha() for letter in found["rest"])


def pipe_cells(line: str) -> list[str]:
    """The cells of a row with bars, empty ones included; none for the rule under a header (``|---|---|``)."""
    line = line.strip()
    if line.startswith("|") and line.endswith("|") and len(line) > 1:
        line = line[1:-1]
    cells = [cell.strip() for cell in line.split("|")]
    return cells if any(cell.strip("-: ") for cell in cells) else []
