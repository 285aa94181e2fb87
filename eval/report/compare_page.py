"""The page of two runs side by side: what differs, what it changed, and question by question how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.metrics import METRICS
from eval.metrics.metric import TIMINGS
from eval.report.figures import Named, difference, named, shown
from eval.report.page import render, writers_of
from eval.report.questions import Question, question_of
from eval.report.words import label, ticked
from eval.results import Result, Run

__all__ = ["Changed", "Difference", "Moved", "comparison_html"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What one metric gave in both runs.

    Attributes:
        metric: what it is.
        a: of the first run, as shown.
        b: of the second.
        difference: the second less the first, as shown.
        interval: where it would lie with other questions, as shown; empty where that is not known.
        bar: lower end, upper end and the difference, in [0, 1] with no difference at one half; None where not known.
        says: ``better`` or ``worse`` where the interval leaves no doubt that the second is, else empty.
        cases: questions scored in both.
        wins: ids of the questions in which the second is better.
        losses: ids of those in which the first is.
    """

    metric: Named
    a: str
    b: str
    difference: str
    interval: str
    bar: tuple[float, float, float] | None
    says: str
    cases: int
    wins: tuple[str, ...]
    losses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """One score that changed: the metric, both values as shown, and ``better``, ``worse`` or, of neither, empty."""

    metric: Named
    a: str
    b: str
    says: str
    reasons: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Changed:
    """A question with at least one score that changed."""

    a: Question
    b: Question
    moved: tuple[Moved, ...]

    @property
    def says(self) -> str:
        """``better``, ``worse``, or ``both``; empty where neither can be said."""
        found = {one.says for one in self.moved} - {""}
        return "both" if len(found) > 1 else "".join(found)

    @property
    def telling(self) -> tuple[Moved, ...]:
        """The scores that say better or worse; all of them where none does."""
        return tuple(one for one in self.moved if one.says) or self.moved


def comparison_html(a: Run, b: Run, comparison: Mapping[str, Any]) -> str:
    """The page of two runs, complete in itself as that of one.

    Args:
        a: the run before.
        b: the run after; a win is a question in which it is the better one.
        comparison: ``differs`` (lines), ``metrics`` (name -> ``a``, ``b``, ``difference``, ``low``, ``high``,
            ``cases``, ``wins``, ``losses``), ``only_a`` and ``only_b`` (ids that the other run does not have).
    """
    changed = _changed(a, b)
    return render(
        "compare.html.j2",
        a=a,
        b=b,
        writers={"a": ticked(map(label, writers_of(a))) or "none", "b": ticked(map(label, writers_of(b))) or "none"},
        comparison=comparison,
        rows=_differences(comparison["metrics"]),
        changed=changed,
        changed_ids={one.a.result.id for one in changed},
        both=len(a.by_id().keys() & b.by_id().keys()),
    )


def _differences(metrics: Mapping[str, Mapping[str, Any]]) -> list[Difference]:
    """A row for each metric that both runs scored, those that are known first and in their order."""
    known = [one.name for one in METRICS if one.name in metrics]
    names = dict.fromkeys((*known, *metrics))
    widest: dict[str, float] = {}
    for name in names:
        ends = [abs(metrics[name][end]) for end in ("low", "high", "difference") if metrics[name][end] is not None]
        unit = named(name).unit
        widest[unit] = max([widest.get(unit, 0.0), *ends])
    return [
        _difference(named(name), metrics[name], widest[named(name).unit]) for name in names if metrics[name]["cases"]
    ]


def _difference(metric: Named, row: Mapping[str, Any], widest: float) -> Difference:
    low, high, middle = row["low"], row["high"], row["difference"]
    told = None not in (low, high, middle)
    return Difference(
        metric=metric,
        a=shown(metric, row["a"]),
        b=shown(metric, row["b"]),
        difference="\u2013" if middle is None else difference(metric, middle),
        interval=_interval(metric, low, high) if told else "",
        bar=_placed((low, high, middle), widest) if told and widest and (low or high) else None,
        says=_says(metric, low, high) if told else "",
        cases=int(row["cases"]),
        wins=tuple(map(str, row["wins"])),
        losses=tuple(map(str, row["losses"])),
    )


def _interval(metric: Named, low: float, high: float) -> str:
    if low == high:
        return "the same for each"
    return f"{difference(metric, low)} to {difference(metric, high)}"


def _placed(ends: Sequence[float], widest: float) -> tuple[float, float, float]:
    """Ends of an interval around nothing, on a line from -``widest`` to ``widest``, in [0, 1]."""
    low, high, middle = (0.5 + one / widest / 2 for one in ends)
    return (low, high, middle)


def _says(metric: Named, low: float, high: float) -> str:
    """Whether all of an interval of differences is on one side of none, and which."""
    if metric.better == "neither" or low <= 0 <= high:
        return ""
    return "better" if (low > 0) == (metric.better == "more") else "worse"


def _changed(a: Run, b: Run) -> list[Changed]:
    """The questions of both runs whose scores differ, in the order of the first; how long they took does not count."""
    after = b.by_id()
    changed = []
    for place, before in enumerate(a.results):
        other = after.get(before.id)
        moved = _moved(before, other) if other else ()
        if other and moved:
            changed.append(Changed(question_of(before, f"a{place}"), question_of(other, f"b{place}"), moved))
    return changed


def _moved(a: Result, b: Result) -> tuple[Moved, ...]:
    names = [name for name in dict.fromkeys((*a.scores, *b.scores)) if name not in TIMINGS]
    return tuple(one for one in (_move(named(name), a, b) for name in names) if one)


def _move(metric: Named, a: Result, b: Result) -> Moved | None:
    first, second = a.scores.get(metric.name), b.scores.get(metric.name)
    before, after = (one.value if one else None for one in (first, second))
    if before == after:
        return None
    says = "" if before is None or after is None else _says(metric, after - before, after - before)
    reasons = (first.reason if first else "not measured", second.reason if second else "not measured")
    return Moved(metric, shown(metric, before), shown(metric, after), says, reasons)
