"""Runs and comparisons as lines of text, for a terminal."""

from collections.abc import Iterator
from typing import Final

from eval.benchmarks.reporting import markdown_table
from eval.compare import Comparison
from eval.metrics import METRICS
from eval.outcome import faults
from eval.report.model import model_rows, model_words
from eval.results import REPORT, Result, Run

__all__ = ["comparison_lines", "run_lines"]

_WIDEST: Final = 300


def run_lines(run: Run) -> list[str]:
    """The figures of a run, the cases that lost points, and where the report is."""
    summary = run.summary
    counts = ", ".join(f"{summary[name]} {name}" for name in ("answered", "abstained", "errors", "broken"))
    reference = summary["judge"]["reference"]
    rows = [["metric", "mean", "95 % interval", "scored", "unscored"], *_figures(run)]
    lost = [(one, found) for one in run.results if (found := faults(one.scores))]
    return [
        f"{run.record['suite']['name']}: {summary['cases']} questions; {counts}",
        "",
        *markdown_table(rows),
        "",
        f"Judge {summary['judge']['name']}: supports {reference['supported_wrongly']:.1%} of the unsupported pairs and "
        f"misses {reference['supported_missed']:.1%} of the supported ones ({reference['pairs']} labelled pairs).",
        *_judge_failed(run),
        *_model(run),
        *_broken(run),
        f"{len(lost)} of {summary['cases']} questions lost points; each is in {run.folder / REPORT}",
    ]


def _figures(run: Run) -> Iterator[list[str]]:
    for metric in METRICS:
        one = run.summary["metrics"][metric.name]
        if one["scored"]:
            interval = f"{one['low']:.3f} to {one['high']:.3f}"
            yield [metric.name, f"{one['mean']:.3f}", interval, f"{one['scored']}", f"{one['unscored']}"]


def _judge_failed(run: Run) -> list[str]:
    count = run.summary["judge"]["failures"]
    return [f"The judge failed on {count} sentences: run the same command again to ask those again."] if count else []


def _model(run: Run) -> list[str]:
    model = run.summary.get("model")
    if not model:
        return []
    rows = [["model", "median", "95th percentile", "answers"], *model_rows(model)]
    return ["", *model_words(model), "", *markdown_table(rows), ""]


def _broken(run: Run) -> list[str]:
    found = [(one.id, [*filter(None, (one.error,)), *one.broken]) for one in run.results if one.error or one.broken]
    lines = [f"  {case}: {why}" for case, reasons in found for why in reasons]
    return ["", "Broken or failed:", *lines, ""] if lines else []


def comparison_lines(a: Run, b: Run, comparison: Comparison) -> list[str]:
    """What differs, each metric in both runs, then both answers of every case that got worse or better."""
    rows = [["metric", "A", "B", "B - A", "95 % interval", "cases", "wins", "losses", ""]]
    for name, one in comparison.moved.items():
        step = one.difference
        rows.append([
            name, f"{one.a:.3f}", f"{one.b:.3f}", f"{step.mean:+.3f}", f"{step.low:+.3f} to {step.high:+.3f}",
            f"{one.cases}", f"{len(one.wins)}", f"{len(one.losses)}", one.told,
        ])  # fmt: skip
    lines = [f"A {a.folder}", f"B {b.folder}", *(f"  {line}" for line in comparison.differs), "", *markdown_table(rows)]
    lists = (
        ("Only in A", comparison.only_a),
        ("Only in B", comparison.only_b),
        ("Answered in one and not in the other", comparison.unlike),
    )
    for heading, only in lists:
        lines += [f"{heading}: {', '.join(only)}"] if only else []
    for heading, cases in (("Worse in B", comparison.worse), ("Better in B", comparison.better)):
        lines += ["", f"{heading}: {len(cases)}"] if cases else []
        for case, metrics in cases.items():
            lines += _both(a.by_id()[case], b.by_id()[case], metrics)
    return lines


def _both(a: Result, b: Result, metrics: list[str]) -> list[str]:
    moved = ", ".join(f"{name} {a.scores[name].value:.3g} -> {b.scores[name].value:.3g}" for name in metrics)
    return ["", f"{a.id}: {a.case['question']}", f"  {moved}", f"  A: {_short(a)}", f"  B: {_short(b)}"]


def _short(result: Result) -> str:
    text = " ".join(result.answer["text"].split()) if result.answer else result.error
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}\u2026"
