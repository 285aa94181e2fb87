"""The figures of a run as a page shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from eval.metrics import METRICS
from eval.report.words import points, share, signed, span
from eval.results import Run

__all__ = [
    "Cell",
    "Figure",
    "Named",
    "cell_of",
    "difference",
    "figures_of",
    "headline",
    "interval",
    "judge_words",
    "named",
    "shown",
]

HEADLINE: Final = (
    "quote_fidelity",
    "groundedness",
    "draft_grounded",
    "citation_precision",
    "citation_position",
    "facts_found",
    "refusing_recall",
    "wrongly_refused",
    "answer_ms",
)
_BETTER: Final = {"more": "more is better", "less": "less is better", "neither": "neither more nor less is better"}

Unit = Literal["share", "ms", "number"]


@dataclass(frozen=True, slots=True)
class Named:
    """What a page says of a metric, of one that is no longer known too.

    Attributes:
        name: as in ``summary.json``.
        title: as shown; the name where the metric is not known.
        about: what it says, in one line; empty where the metric is not known.
        better: ``more``, ``less`` or ``neither``.
        unit: ``share`` in [0, 1], ``ms``, or ``number``.
    """

    name: str
    title: str
    about: str
    better: str
    unit: Unit

    @property
    def direction(self) -> str:
        """Whether more of it is better, in words."""
        return _BETTER[self.better]


@dataclass(frozen=True, slots=True)
class Cell:
    """The figure of one metric for one kind.

    Attributes:
        value: as shown; a dash where no question was scored.
        scored: how many questions it rests on.
        lost: how much of it is lost, 0.0 none to 1.0 all; None where that cannot be said.
    """

    value: str
    scored: int
    lost: float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric of a run.

    Attributes:
        metric: what it is.
        all: over all questions.
        interval: where its mean would lie, as shown; empty where nothing was scored.
        bar: mean, lower and upper end in [0, 1], to draw; None for what is no share.
        unscored: questions that the metric cannot judge.
        kinds: in the order of the run's kinds.
    """

    metric: Named
    all: Cell
    interval: str
    bar: tuple[float, float, float] | None
    unscored: int
    kinds: tuple[Cell, ...]


def named(name: str) -> Named:
    """What is known of a metric."""
    for one in METRICS:
        if one.name == name:
            unit: Unit = "ms" if name.endswith("_ms") else "number" if one.better == "neither" else "share"
            return Named(name, one.title, one.about, one.better, unit)
    return Named(name, name, "", "neither", "number")


def shown(metric: Named, value: float | None) -> str:
    """A value of a metric to read; a dash for None."""
    if metric.unit == "share":
        return share(value)
    if metric.unit == "ms":
        return span(value)
    return "\u2013" if value is None else f"{value:,.3g}" if abs(value) < 100 else f"{value:,.0f}"


def interval(metric: Named, low: float | None, high: float | None) -> str:
    """The two ends of an interval to read, in few words where they are one; empty for None."""
    if low is None or high is None:
        return ""
    return "the same for each" if low == high else f"{shown(metric, low)} to {shown(metric, high)}"


def difference(metric: Named, value: float) -> str:
    """A difference of two values of a metric, with its sign; of shares in points of a hundred."""
    if metric.unit == "share":
        return points(value)
    sign = "+" if value > 0 else ""
    return sign + signed(shown(metric, value))


def cell_of(metric: Named, row: Mapping[str, Any] | None) -> Cell:
    """The cell of a ``mean`` and how many were ``scored``; of None an empty one."""
    mean = row["mean"] if row else None
    if row is None or mean is None:
        return Cell("\u2013", 0, None)
    gains = metric.unit == "share" and metric.better != "neither"
    lost = min(1.0, max(0.0, 1 - mean if metric.better == "more" else mean)) if gains else None
    return Cell(shown(metric, mean), int(row["scored"]), lost)


def figures_of(run: Run, kinds: Iterable[str]) -> list[Figure]:
    """Every metric of a run, those that are known first and in their order."""
    kinds = tuple(kinds)
    rows: Mapping[str, Mapping[str, Any]] = run.summary["metrics"]
    known = [one.name for one in METRICS if one.name in rows]
    return [_figure(named(name), rows[name], kinds) for name in dict.fromkeys((*known, *rows))]


def _figure(metric: Named, row: Mapping[str, Any], kinds: tuple[str, ...]) -> Figure:
    ends = [row[name] for name in ("mean", "low", "high") if row[name] is not None]
    told = len(ends) == 3 and metric.unit == "share"
    mean, low, high = (min(1.0, max(0.0, one)) for one in ends) if told else (0.0, 0.0, 0.0)
    return Figure(
        metric=metric,
        all=cell_of(metric, row),
        interval=interval(metric, row["low"], row["high"]),
        bar=(mean, low, high) if told else None,
        unscored=int(row["unscored"]),
        kinds=tuple(cell_of(metric, row.get("kinds", {}).get(kind)) for kind in kinds),
    )


def headline(figures: Iterable[Figure]) -> list[Figure]:
    """The few that tell most, of those that were scored."""
    by_name = {one.metric.name: one for one in figures if one.all.scored}
    return [by_name[name] for name in HEADLINE if name in by_name]


def judge_words(judge: Mapping[str, Any] | None) -> list[str]:
    """How far the judge of a run is to be trusted, in sentences."""
    if not judge:
        return ["No judge is named."]
    reference = judge.get("reference")
    failed = [f"It failed on {judge['failures']} sentences, which are not scored."] if judge.get("failures") else []
    if not reference:
        return ["Its error was not measured: read what rests on it with care.", *failed]
    wrongly, missed = share(reference["supported_wrongly"]), share(reference["supported_missed"])
    accuracy, calibration = share(reference["balanced_accuracy"]), share(reference["calibration_error"])
    return [
        f"Of {reference['pairs']} labelled pairs ({reference['name']}) it calls {wrongly} of the unsupported ones "
        f"supported, and misses {missed} of the supported ones.",
        f"Balanced accuracy {accuracy}, area under the ROC curve {reference['roc_auc']:.3f}, calibration error "
        f"{calibration}.",
        *failed,
    ]
