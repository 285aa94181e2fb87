"""What was measured, as Markdown tables for people and as one JSON value for programs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from eval.benchmarks.grounding.cases import CaseSet
from eval.benchmarks.grounding.figures import Bin, Measured
from eval.benchmarks.grounding.halves import Halves
from eval.benchmarks.grounding.kinds import KindRow
from eval.benchmarks.reporting import libraries, machine, markdown_table

__all__ = ["Report"]

_LIBRARIES: Final = "onrecord openvino sentence-transformers torch transformers onnxruntime scikit-learn".split()
_BAR: Final = 20
# Figure -> what the table calls it and how it is written.
_ROWS: Final = {
    "balanced_accuracy": ("balanced accuracy, fitted threshold", ".3f"),
    "labels_balanced_accuracy": ("balanced accuracy, its own labels", ".3f"),
    "roc_auc": ("ROC-AUC", ".3f"),
    "calibration_error": ("expected calibration error", ".3f"),
    "claim_ms_p50": ("a claim, ms, p50", ",.2f"),
    "claim_ms_p95": ("a claim, ms, p95", ",.2f"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of every system on one data set.

    Attributes:
        cases: what they were measured on.
        halves: what thresholds were fitted on.
        units: ``text``, and ``sentence`` where the data tell it of sentences -> the figures of each system, in order.
        kinds: how much of each kind is flagged; empty for data without kinds.
    """

    cases: CaseSet
    halves: Halves
    units: Mapping[str, Sequence[Measured]]
    kinds: Sequence[KindRow]

    def as_json(self) -> dict[str, Any]:
        """Everything as one JSON object."""
        cases = self.cases.cases
        return {
            "data": {
                "form": self.cases.form,
                "source": self.cases.source,
                "texts": len(cases),
                "supported": sum(case.supported for case in cases),
                "sentences": sum(len(case.claims) for case in cases),
                "left_out": dict(self.cases.left_out),
            },
            "thresholds": self.halves.told(),
            "units": {unit: [_told(one) for one in found] for unit, found in self.units.items()},
            "kinds": [asdict(row) for row in self.kinds],
            "libraries": libraries(_LIBRARIES),
            "machine": machine(),
        }

    def as_markdown(self) -> str:
        """What was measured, a table a unit with a column a system, kinds, reliability; ends without a newline."""
        told = self.as_json()
        data, place = told["data"], told["machine"]
        left_out = ", ".join(f"{count:,} {what}" for what, count in data["left_out"].items())
        lines = [
            f"{data['form']}, {data['source']}: {data['texts']:,} texts of {data['sentences']:,} sentences, "
            f"{data['supported']:,} texts supported.{f' Left out: {left_out}.' if left_out else ''}",
            f"{told['thresholds']} The score of a text is the product of its sentences'.",
            f"{place['processors']} processors, {place['system']}, Python {place['python']}; "
            + ", ".join(f"{name} {number}" for name, number in told["libraries"].items()),
        ]
        if any("balanced_accuracy" not in one.figures for found in self.units.values() for one in found):
            lines.append("A part lacks supported or unsupported ones: figures that need both are left out.")
        for unit, found in self.units.items():
            lines += ["", f"Each {unit}:", "", *_figures(found)]
        if self.kinds:
            lines += ["", "Share flagged, by kind:", "", *_kinds(self.kinds)]
        for unit, found in self.units.items():
            for one in found:
                lines += ["", f"Reliability of {one.system}, each {unit}:", "", *markdown_table([*_bins(one.bins)])]
        return "\n".join(lines)


def _told(one: Measured) -> dict[str, Any]:
    return {
        "system": one.system,
        **one.figures,
        "thresholds": list(one.thresholds),
        "reliability": [asdict(bin_) for bin_ in one.bins],
    }


def _figures(found: Sequence[Measured]) -> list[str]:
    """A column a system; an empty cell where nothing was measured."""
    rows = [["", *(one.system for one in found)]]
    for name, (label, form) in _ROWS.items():
        if any(name in one.figures for one in found):
            cells = [format(one.figures[name], form) if name in one.figures else "" for one in found]
            rows.append([label, *cells])
    rows.append(["threshold", *(", ".join(f"{value:.3f}" for value in one.thresholds) for one in found)])
    return markdown_table(rows)


def _kinds(kinds: Sequence[KindRow]) -> list[str]:
    ways = list(dict.fromkeys(way for row in kinds for way in row.flagged))
    rows = [["kind", "label", "texts", *ways]]
    for row in kinds:
        shares = [f"{row.flagged[way]:.3f}" if way in row.flagged else "" for way in ways]
        rows.append([row.kind, "supported" if row.supported else "unsupported", f"{row.count:,}", *shares])
    return markdown_table(rows)


def _bins(bins: Sequence[Bin]) -> Iterator[list[str]]:
    yield ["score", "count", "mean score", "share supported", ""]
    for one in bins:
        bar = "#" * round(one.supported * _BAR)
        range_ = f"{one.low:.1f}-{one.high:.1f}"
        yield [range_, f"{one.count:,}", f"{one.score:.3f}", f"{one.supported:.3f}", bar.ljust(_BAR)]
