"""The figures of sources that differ as JSON and as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any, Final

from eval.benchmarks.disagreement.task import Task
from eval.benchmarks.reporting import markdown_table

__all__ = ["Outcome", "Report"]

_MEANS: Final = (
    "gold answered, gold shown: a right answer stands in the answer's text; in it, or in a version's sentence.",
    "wrong unwarned: the answer's text has a wrong answer, no right one is shown, and no difference is told.",
    "differ, warned: questions whose documents give several answers; a difference is told.",
    "agree, warned: questions whose documents give one answer; a difference is told all the same.",
    "ms: what holding the sources against one another took of an answered question, on average.",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question.

    Attributes:
        task: what was asked.
        answered: whether the answer was no refusal.
        gold_answered: whether a right answer stands in the answer's text.
        gold_shown: whether one stands there or in the sentence of a version.
        wrong_answered: whether a wrong answer stands in the answer's text.
        versions: the values of the versions; empty where no difference is told.
        compare_ms: milliseconds that it took to compare the sources; 0.0 for a refusal.
    """

    task: Task
    answered: bool
    gold_answered: bool
    gold_shown: bool
    wrong_answered: bool
    versions: tuple[str, ...]
    compare_ms: float

    @property
    def wrong_unwarned(self) -> bool:
        """Whether a reader sees a wrong answer only, and nothing tells of another."""
        return self.wrong_answered and not self.gold_shown and not self.versions


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured: one outcome a question, and how many documents could not be read."""

    outcomes: Sequence[Outcome]
    unread: int

    def as_json(self, told: bool = False) -> dict[str, Any]:
        """The figures of each half and of all; with ``told`` each outcome too, to be read."""
        row: dict[str, Any] = {"unread_documents": self.unread}
        row["halves"] = {half: _figures(some) for half, some in self._halves().items()}
        row["all"] = _figures(self.outcomes)
        if told:
            row["outcomes"] = [_told(one) for one in self.outcomes]
        return row

    def as_markdown(self) -> str:
        """The same figures as a table."""
        groups = {**self._halves(), "all": self.outcomes}
        names = list(_figures(self.outcomes))
        rows = [["questions", *(name.replace("_", " ") for name in names[1:])]]
        for label, some in groups.items():
            figures = _figures(some)
            shown = [f"{figures[name]:.3f}" if "ms" not in name else f"{figures[name]:.1f}" for name in names[1:]]
            rows.append([f"{label}, {figures['questions']:,.0f}", *shown])
        unread = f"- {self.unread:,} documents could not be read."
        return "\n".join(
            ["# Sources that differ", "", *markdown_table(rows), "", *(f"- {one}" for one in _MEANS), unread]
        )

    def _halves(self) -> dict[str, list[Outcome]]:
        halves = {half: [one for one in self.outcomes if one.task.half == half] for half in ("even", "odd")}
        return {half: some for half, some in halves.items() if some}


def _figures(some: Sequence[Outcome]) -> dict[str, float]:
    agree = [one for one in some if one.task.agree]
    differ = [one for one in some if not one.task.agree]
    return {
        "questions": len(some),
        "answered": _share([one.answered for one in some]),
        "gold_answered": _share([one.gold_answered for one in some]),
        "gold_shown": _share([one.gold_shown for one in some]),
        "wrong_unwarned": _share([one.wrong_unwarned for one in some]),
        "differ_warned": _share([bool(one.versions) for one in differ]),
        "agree_warned": _share([bool(one.versions) for one in agree]),
        "ms": round(mean([one.compare_ms for one in some if one.answered] or [0.0]), 2),
    }


def _share(held: Sequence[bool]) -> float:
    return round(sum(held) / len(held), 4) if held else 0.0


def _told(one: Outcome) -> dict[str, Any]:
    return {
        "question": one.task.question,
        "half": one.task.half,
        "gold": list(one.task.gold),
        "wrong": list(one.task.wrong),
        "answered": one.answered,
        "gold_shown": one.gold_shown,
        "wrong_unwarned": one.wrong_unwarned,
        "versions": list(one.versions),
    }
