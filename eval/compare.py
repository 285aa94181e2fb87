"""Two runs of one suite beside each other: which figures moved, on which questions, and is it more than chance?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from eval.metrics import METRICS, TIMINGS, Metric
from eval.record import SHAPING, differences
from eval.results import Run
from eval.statistics import Interval, mean_interval

__all__ = ["Comparison", "Moved", "compare_runs", "incomparable"]

# What a comparison tells of, beyond what shapes the figures of a run on one machine.
_TOLD: Final = (*SHAPING, "packages", "machine", "jobs")
# With fewer cases not even a difference in each is more than chance: that all of five go one way has a probability of
# 1 in 16 (sign test, two-sided), of six 1 in 32.
_FEWEST: Final = 6
# What must agree, as lines of differences begin; how a library is split, or a suite called, may change.
_MUST_AGREE: Final = ("suite.sha256", "judge.", "library.sha256", "reference.")


@dataclass(frozen=True, slots=True)
class Moved:
    """One metric in two runs, over the cases that it scores in both.

    Attributes:
        metric: which.
        a: its mean in the first run, over those cases.
        b: in the second.
        difference: mean of b - a with its paired bootstrap interval.
        cases: how many cases.
        wins: ids of the cases that the second run has better, in the order of the suite.
        losses: that it has worse.
        unpaired: ids of the cases that only one of the runs scores.
    """

    metric: Metric
    a: float
    b: float
    difference: Interval
    cases: int
    wins: tuple[str, ...]
    losses: tuple[str, ...]
    unpaired: tuple[str, ...]

    @property
    def told(self) -> str:
        """``better``, ``worse``, ``the same``, or ``unclear``: the interval holds 0, or there are too few cases."""
        low, high = self.difference.low, self.difference.high
        if low == high == 0:
            return "the same"
        if self.metric.better == "neither" or low <= 0 <= high or self.cases < _FEWEST:
            return "unclear"
        return "better" if (low > 0) == (self.metric.better == "more") else "worse"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs compared.

    Attributes:
        differs: what else differs between them, a line each.
        moved: metric -> how it moved; only metrics that both runs score on a case in common.
        only_a: ids of cases that only the first run asked.
        only_b: that only the second did.
        unlike: ids of the cases that are answered in one run and refused, or failed, in the other.
    """

    differs: tuple[str, ...]
    moved: Mapping[str, Moved]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    unlike: tuple[str, ...]

    @property
    def worse(self) -> dict[str, list[str]]:
        """Case -> the metrics that it lost in, those aside that are of time."""
        return _by_case({name: one.losses for name, one in self.moved.items()})

    @property
    def better(self) -> dict[str, list[str]]:
        """Case -> the metrics that it won in, those aside that are of time."""
        return _by_case({name: one.wins for name, one in self.moved.items()})

    def as_json(self) -> dict[str, Any]:
        """All of it as JSON."""
        return {
            "differs": list(self.differs),
            "only_a": list(self.only_a),
            "only_b": list(self.only_b),
            "unlike": list(self.unlike),
            "metrics": {name: _json(one) for name, one in self.moved.items()},
        }


def _by_case(moved: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, cases in moved.items():
        for case in cases if name not in TIMINGS else ():
            found.setdefault(case, []).append(name)
    return found


def _json(one: Moved) -> dict[str, Any]:
    return {
        "a": one.a,
        "b": one.b,
        "difference": one.difference.mean,
        "low": one.difference.low,
        "high": one.difference.high,
        "told": one.told,
        "cases": one.cases,
        "wins": list(one.wins),
        "losses": list(one.losses),
        "unpaired": list(one.unpaired),
    }


def incomparable(a: Run, b: Run) -> list[str]:
    """Why two runs do not measure the same thing, a line each: suite, judge, or library differ; empty where none."""
    return [line for line in differences(a.record, b.record) if line.startswith(_MUST_AGREE)]


def compare_runs(a: Run, b: Run) -> Comparison:
    """Compare the cases that both runs asked; the seed of the intervals is that of the first run."""
    first, second = a.by_id(), b.by_id()
    common = [case for case in first if case in second]
    seed = int(a.record.get("seed", 0))
    moved = {metric.name: _moved(metric, a, b, common, seed) for metric in METRICS}
    return Comparison(
        differs=tuple(differences(a.record, b.record, _TOLD)),
        moved={name: one for name, one in moved.items() if one},
        only_a=tuple(case for case in first if case not in second),
        only_b=tuple(case for case in second if case not in first),
        unlike=tuple(case for case in common if first[case].status != second[case].status),
    )


def _moved(metric: Metric, a: Run, b: Run, common: list[str], seed: int) -> Moved | None:
    first, second = _values(metric, a), _values(metric, b)
    pairs = {case: (first[case], second[case]) for case in common if case in first and case in second}
    steps = {case: after - before for case, (before, after) in pairs.items()}
    interval = mean_interval(list(steps.values()), seed)
    if interval is None:
        return None
    sign = {"more": 1, "less": -1, "neither": 0}[metric.better]
    return Moved(
        metric,
        sum(before for before, _ in pairs.values()) / len(pairs),
        sum(after for _, after in pairs.values()) / len(pairs),
        interval,
        len(pairs),
        tuple(case for case, step in steps.items() if step * sign > 0),
        tuple(case for case, step in steps.items() if step * sign < 0),
        tuple(case for case in common if (case in first) != (case in second)),
    )


def _values(metric: Metric, run: Run) -> dict[str, float]:
    found = {one.id: one.scores[metric.name].value for one in run.results if metric.name in one.scores}
    return {case: value for case, value in found.items() if value is not None}
