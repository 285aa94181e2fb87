"""A checked draft as a table for spreadsheets; pure. Words of drafts and documents are data in it: no formula."""

import csv
import io
import re
from typing import Final

from onrecord.agreement import Contradiction
from onrecord.desk import CheckedClaim
from onrecord.sentences import fold
from onrecord.types import leaf_of
from ui.draft_findings import checked_places, contrary_of, nearest_of, origin, pieces_of, reason_of
from ui.draft_passages import excerpted, said_by
from ui.draft_run import Draft
from ui.say import say
from ui.sentences import leaf_words
from ui.words import as_sentence, label, quoted, visible

__all__ = ["COLUMNS", "as_csv"]

# What a spreadsheet takes for the start of a formula.
_FORMULA: Final = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
# The same after what parts cells in countries whose decimals have the comma.
_NEXT_CELL: Final = re.compile(r"([;\t\n][\s\"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")

COLUMNS: Final = (
    "number", "verdict", "score", "sentence", "offending", "reason", "title", "outlet", "date", "page", "passage",
    "contradicted",
)  # fmt: skip
"""What the table holds of a sentence; the words over each are under ``draft.csv_<name>``."""


def as_csv(draft: Draft) -> str:
    """A row a sentence that claims something, as spreadsheets read it; they run none of it."""
    held = io.StringIO()
    table = csv.writer(held, lineterminator="\r\n")
    table.writerow([say(f"draft.csv_{name}") for name in COLUMNS])
    for number, place in enumerate(checked_places(draft), 1):
        table.writerow([_cell(value) for value in (str(number), *_row(draft, place))])
    return f"\ufeff{held.getvalue()}"


def _row(draft: Draft, place: int) -> list[str]:
    found, hits = draft.found.get(place), nearest_of(draft, place)
    score = f"{found.verdict.score:.2f}" if isinstance(found, CheckedClaim) else ""
    off = "; ".join(words for words, is_off in pieces_of(draft, place) if is_off)
    said = [say(f"draft.verdict_{draft.mark(place)}"), score, fold(draft.words(place)), off, reason_of(draft, place)]
    contrary = "; ".join(_otherwise(one) for one in contrary_of(draft, place))
    if not hits:
        return [*said, "", "", "", "", "", contrary]
    best, shown = hits[0].source, excerpted(hits[0])
    where = [label(best.title), best.outlet or "", best.published or "", _leaf(best.format, shown.page)]
    return [*said, *where, shown.best or shown.before, contrary]


def _otherwise(one: Contradiction) -> str:
    """What a document says otherwise, its words, and where they stand, in one cell."""
    return f"{as_sentence(one.reason)} {quoted(excerpted(one.shown).best)} ({origin(one.shown, said_by(one))})"


def _leaf(form: str, page: int | None) -> str:
    """The number of a page, to sort by; of a slide or a sheet with the word for it."""
    if page is None:
        return ""
    return str(page) if leaf_of(form) == "page" else leaf_words(form, page)


def _cell(text: str) -> str:
    """``text`` as a spreadsheet shows it: one that begins as a formula does gets a quote mark ahead.

    So does what follows a semicolon or a tab, at which another country's spreadsheet begins a cell (OWASP, "CSV
    Injection").
    """
    words = _NEXT_CELL.sub(r"\1'", visible(text))
    return f"'{words}" if _FORMULA.match(words) else words
