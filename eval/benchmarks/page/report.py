"""The figures of the page, against what it is to keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from eval.benchmarks.page.people import Asked
from eval.benchmarks.reporting import machine, markdown_table

__all__ = ["GOALS", "PageReport", "Row", "rows_of"]

GOALS: Final[Mapping[str, float]] = {
    "first_paint_cold": 1500.0,
    "text": 200.0,
    "page_again": 200.0,
    "asking_at_once": 3000.0,
}
"""Measure -> milliseconds: of painting and opening the median is held to them, of asking at once the 95th of 100."""

_LABELS: Final[Mapping[str, str]] = {
    "first_paint_cold": "First paint, empty cache",
    "usable_cold": "Question field usable, empty cache",
    "first_paint_warm": "First paint, filled cache",
    "usable_warm": "Question field usable, filled cache",
    "answer": "Answer in the conversation, from Enter",
    "text": "Source opens: text",
    "page_first": "Source opens: page of a PDF, first time",
    "page_again": "Source opens: page of a PDF, again",
    "typing": "Typing in it: key to next frame",
    "asking_at_once": "People asking at once: until the answer is whole",
}
_BY_P95: Final = frozenset({"asking_at_once", "typing"})


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: how often it was taken and its milliseconds; ``goal`` is None where it has none."""

    name: str
    count: int
    ms_median: float
    ms_p95: float
    ms_max: float
    goal: float | None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        held = self.ms_p95 if self.name in _BY_P95 else self.ms_median
        return None if self.goal is None else held <= self.goal


@dataclass(frozen=True, slots=True)
class PageReport:
    """What was measured, of how large a library and how long a conversation, and how busy the machine was.

    ``load`` is the mean number of busy processes of the minute before and of that after the measurement.
    """

    rows: tuple[Row, ...]
    asked: tuple[Asked, ...]
    documents: int
    turns: int
    people: int
    load: tuple[float, float]

    @property
    def problems(self) -> tuple[Asked, ...]:
        """Questions of those who asked at once that got no answer."""
        return tuple(one for one in self.asked if one.problem)

    def as_json(self) -> dict[str, Any]:
        """All of it, for a machine."""
        rows = {
            row.name: {
                "count": row.count, "ms_median": row.ms_median, "ms_p95": row.ms_p95, "ms_max": row.ms_max,
                "goal_ms": row.goal, "met": row.met,
            }
            for row in self.rows
        }  # fmt: skip
        return {
            "documents": self.documents, "turns": self.turns, "people": self.people, "measures": rows,
            "asked": len(self.asked), "unanswered": [one.problem for one in self.problems],
            "load_before_and_after": list(self.load), "machine": machine(),
        }  # fmt: skip

    def as_markdown(self) -> str:
        """A table, and a line on what it was measured with."""
        head = ["Milliseconds", "n", "median", "p95", "max", "goal", ""]
        table = markdown_table([head, *map(_cells, self.rows)])
        answered = len(self.asked) - len(self.problems)
        told = [
            f"{self.documents:,} documents, a conversation of {self.turns} turns, {self.people} people; "
            f"{answered} of {len(self.asked)} questions asked at once were answered.",
            f"Load of the machine ({machine()['processors']} processors) before and after: "
            f"{self.load[0]:.1f}, {self.load[1]:.1f}.",
            *sorted({f"No answer: {one.problem}" for one in self.problems}),
        ]
        return "\n".join([*table, "", *told])


def _cells(row: Row) -> list[str]:
    goal = "" if row.goal is None else f"{'p95' if row.name in _BY_P95 else 'median'} {row.goal:,.0f}"
    met = {None: "", True: "met", False: "missed"}[row.met]
    figures = [f"{value:,.0f}" for value in (row.ms_median, row.ms_p95, row.ms_max)]
    return [_LABELS[row.name], f"{row.count:,}", *figures, goal, met]


def rows_of(taken: Mapping[str, Sequence[float]]) -> tuple[Row, ...]:
    """A row for each measure that was taken at least once, in a fixed order.

    Args:
        taken: name of a measure -> milliseconds, in any order.
    """
    return tuple(_row(name, sorted(taken[name])) for name in _LABELS if taken.get(name))


def _row(name: str, taken: Sequence[float]) -> Row:
    return Row(name, len(taken), _quantile(taken, 0.5), _quantile(taken, 0.95), taken[-1], GOALS.get(name))


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Between the two nearest values, as NumPy does."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
