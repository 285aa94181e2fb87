"""Dates in words, held against the days that a reader says they mean.

JSON lines with ``text``, ``words`` (those of the date, as they stand in the text for the first time), ``published``,
``first`` and ``last`` (days; null for what is open, comes again and again or is no date), ``form``, what the line
tries, and, where wanted, ``written``, how it came to be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from eval.adapters.rows import rows
from eval.benchmarks.reporting import markdown_table
from onrecord.errors import BadInput
from onrecord.moments import moments_in

__all__ = ["DateCase", "DateOutcome", "DatesReport", "bench_dates"]

_MEANS: Final = (
    "resolved: the rules give days for the words, or for a part of them.",
    "right: these are the days that are wanted, all of them and no others; of what is open, that none are given.",
    "wrong: days are given, and others are wanted or none; what is neither right nor wrong was left open.",
)


@dataclass(frozen=True, slots=True)
class DateCase:
    """One text with a date, and what it means.

    Attributes:
        text: a sentence, or two.
        words: the words of the date.
        published: the day that the text was published.
        form: what the case tries.
        first: first day that is meant; None where no day is to be given.
        last: last day that is meant; None where ``first`` is.
        written: how the case came to be; empty where the data do not say.
    """

    text: str
    words: str
    published: date
    form: str
    first: date | None
    last: date | None
    written: str = ""


@dataclass(frozen=True, slots=True)
class DateOutcome:
    """What the rules gave: first and last day, None where nothing was resolved."""

    case: DateCase
    given: tuple[date, date] | None

    @property
    def right(self) -> bool:
        """Whether these are the days that are wanted, or none are wanted and none given."""
        case = self.case
        return self.given == (None if case.first is None or case.last is None else (case.first, case.last))


@dataclass(frozen=True, slots=True)
class DatesReport:
    """One outcome a case."""

    outcomes: Sequence[DateOutcome]

    def as_json(self) -> dict[str, Any]:
        """The figures of all, by form and by how the cases came to be; and each case that is not right."""
        return {
            "all": _figures(self.outcomes),
            "written": {name: _figures(some) for name, some in self._by("written").items() if name},
            "forms": {name: _figures(some) for name, some in self._by("form").items()},
            "not_right": [_told(one) for one in self.outcomes if not one.right],
        }

    def as_markdown(self) -> str:
        """The same as a table, and a line for each case that is not right."""
        table = [["dates", "cases", "resolved", "right", "wrong"]]
        for name, some in {"all": self.outcomes, **self._by("written"), **self._by("form")}.items():
            if name:
                table.append([name, *(f"{value:,}" for value in _figures(some).values())])
        lines = ["# Dates in words", "", *markdown_table(table), "", *(f"- {one}" for one in _MEANS), ""]
        for told in (_told(one) for one in self.outcomes if not one.right):
            given, wanted = ("open" if not days else " to ".join(days) for days in (told["given"], told["wanted"]))
            lines.append(f"- {told['words']!r}, {told['published']}: {given}, wanted {wanted}. {told['text']}")
        return "\n".join(lines)

    def _by(self, name: str) -> dict[str, list[DateOutcome]]:
        groups: dict[str, list[DateOutcome]] = {}
        for one in self.outcomes:
            groups.setdefault(getattr(one.case, name), []).append(one)
        return groups


def bench_dates(path: Path) -> DatesReport:
    """What the rules give for each case of a file.

    Raises:
        BadInput: the file cannot be read, is not of this form or has no case; or a text lacks its words.
    """
    outcomes = []
    for number, case in rows(path, DateCase):
        start = case.text.find(case.words) if case.words else -1
        if start < 0 or (case.first is None) != (case.last is None):
            raise BadInput(f"{path}, line {number}: give words that stand in the text, and two days or none.")
        outcomes.append(DateOutcome(case, _given(case, start, start + len(case.words))))
    if not outcomes:
        raise BadInput(f"{path} has no case; give JSON lines with text, words, published, form, first and last.")
    return DatesReport(outcomes)


def _given(case: DateCase, start: int, end: int) -> tuple[date, date] | None:
    """From the first to the last day of what the rules find in these words; None where one of it is open."""
    found = [one for one in moments_in(case.text, case.published) if one.start < end and start < one.end]
    firsts = [one.first for one in found if one.first is not None]
    lasts = [one.last for one in found if one.last is not None]
    return (min(firsts), max(lasts)) if found and len(firsts) == len(found) else None


def _figures(some: Sequence[DateOutcome]) -> dict[str, int]:
    resolved = sum(one.given is not None for one in some)
    right = sum(one.right for one in some)
    wrong = sum(one.given is not None and not one.right for one in some)
    return {"cases": len(some), "resolved": resolved, "right": right, "wrong": wrong}


def _told(one: DateOutcome) -> dict[str, Any]:
    case = one.case
    wanted = [] if case.first is None or case.last is None else [case.first.isoformat(), case.last.isoformat()]
    return {
        "text": case.text,
        "words": case.words,
        "published": case.published.isoformat(),
        "given": [day.isoformat() for day in one.given or ()],
        "wanted": wanted,
    }
