"""The figures of refusing as JSON and as Markdown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from eval.benchmarks.refusing.figures import Told, auc, figures, refused_below, refused_by_label, threshold_of_share
from eval.benchmarks.refusing.task import Reading, Task
from eval.benchmarks.reporting import markdown_table

__all__ = ["Report"]

_CURVE: Final = tuple(step / 100 for step in (0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80))
_READINGS: Final[Mapping[Reading, str]] = {
    "library": "asked of one library of all documents",
    "given": "asked of the documents given with each question",
}


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured on one task.

    Attributes:
        task: the data.
        threshold: the shipped setting.
        readings: how it was asked -> what came of each question.
    """

    task: Task
    threshold: float
    readings: Mapping[Reading, Sequence[Told]]

    def as_json(self) -> dict[str, Any]:
        """All figures, as one JSON object."""
        return {
            "form": self.task.form,
            "source": self.task.source,
            "left_out": dict(self.task.left_out),
            "min_evidence": self.threshold,
            "readings": {reading: self._reading(told) for reading, told in self.readings.items()},
        }

    def _reading(self, told: Sequence[Told]) -> dict[str, Any]:
        evidence, cosine = [one.evidence for one in told], [one.cosine for one in told]
        shipped = figures(told, [one.refused for one in told])
        alike = threshold_of_share(told, cosine, shipped["wrongly_refused"])
        curve = [{"min_evidence": step, **figures(told, refused_below(evidence, step))} for step in sorted({*_CURVE})]
        return {
            "questions": len(told),
            "shipped": {**shipped, "roc_auc": auc(told, evidence)},
            "cosine": {**figures(told, refused_below(cosine, alike)), "roc_auc": auc(told, cosine)},
            "refused": {
                label: {"questions": n, "share": share} for label, (n, share) in refused_by_label(told).items()
            },
            "curve": curve,
        }

    def as_markdown(self) -> str:
        """The same as tables."""
        lines = [f"# Refusing: {self.task.form}, {self.task.source}"]
        lines += [f"Left out: {count:,} {what}" for what, count in self.task.left_out.items()]
        for reading, told in self.readings.items():
            lines += ["", f"## {len(told):,} questions, {_READINGS[reading]}", *self._tables(self._reading(told))]
        return "\n".join(lines)

    def _tables(self, found: Mapping[str, Any]) -> list[str]:
        names = list(found["cosine"])
        systems = {
            f"shipped, min_evidence {self.threshold:g}": found["shipped"],
            "cosine, as many wrongly refused": found["cosine"],
        }
        rows = [["", *names], *([name, *(_shown(one[key]) for key in names)] for name, one in systems.items())]
        labels = [["", "questions", "refused"]]
        labels += [[label, f"{one['questions']:,}", _shown(one["share"])] for label, one in found["refused"].items()]
        keys = list(found["curve"][0])
        curve = [keys, *([_shown(row[key]) for key in keys] for row in found["curve"])]
        tables = [markdown_table(table) for table in (rows, labels, curve)]
        return [line for table in tables for line in ("", *table)]


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
