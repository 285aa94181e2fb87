"""When a document says it was published, and where it says so."""

from collections.abc import Sequence
from typing import Final

from ingest.load.dates import date_line
from onrecord.sentences import is_heading

__all__ = ["FILE_CREATED", "TOP_CHARS", "stated_date", "title_at_top"]

FILE_CREATED: Final = "file properties: created"
"""Where a date was found that the file was made on, as against one that its words name."""
TOP_CHARS: Final = 600
"""A line with a date that far from the beginning dates the document; further down it dates what it tells of."""


def stated_date(text: str, made: str | None, made_from: str = FILE_CREATED) -> tuple[str | None, str]:
    """The day a document was published and where that was found, in few words; ``(None, "")`` without one.

    A line at the top that is little else than a date counts more than the day the file was made: files are copied,
    and templates keep the day they were made on. A row of a table is no such line.

    Args:
        text: of the document, from its beginning.
        made: the ISO date that the file's own properties give, or None.
        made_from: where ``made`` was found.
    """
    lines = [line.lstrip("# ") for line in text[:TOP_CHARS].split("\n") if " | " not in line]
    if named := date_line("\n".join(lines)):
        return named, "date line in the text"
    return made, made_from if made else ""


def title_at_top(blocks: Sequence[str]) -> str:
    """What names a document whose properties do not: the line above its first heading, else that heading.

    Minutes and letters have their title in a plain line, and headings ("1. Present") only below it. Empty where there
    is no heading at all: a first line alone may be anything.

    Args:
        blocks: paragraphs, tables and headings with ``#`` marks, in order.
    """
    heading = next((block.lstrip("# ") for block in blocks if block.startswith("#")), "")
    top = blocks[0] if blocks else ""
    return top if heading and not top.startswith("#") and is_heading(top) and not date_line(top) else heading
