"""The plots of a report, each with what it shows in words and its figures as a table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from eval.metrics import METRICS
from eval.report.svg import ACCENT, INK, PARTLY, RULE, SOFT, UNSUPPORTED, drawing, inline
from eval.report.words import label, share, span
from eval.results import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Plot", "by_kind", "latency", "plots_of", "refusing", "reliability"]

_BY_KIND: Final = ("groundedness", "citation_position", "facts_found")
_LONGEST: Final = 30
_WIDE: Final = 20.0
"""Times longer than the shortest that the longest answer may take on an axis of even steps."""


@dataclass(frozen=True, slots=True)
class Plot:
    """One plot.

    Attributes:
        name: unique in the page, and short.
        title: what is shown.
        says: how to read it, in one or two sentences; where there is nothing to draw, why.
        svg: the drawing, safe to stand in HTML as it is; empty where there is none.
        head: of the table of its figures.
        rows: of that table.
    """

    name: str
    title: str
    says: str
    svg: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def plots_of(run: Run) -> tuple[Plot, ...]:
    """The four plots of a run; what a run did not measure says so."""
    reference = (run.summary.get("judge") or {}).get("reference") or {}
    threshold = run.record.get("settings", {}).get("min_evidence")
    totals = [one.answer["timings_ms"].get("total") for one in run.results if one.answer]
    return (
        reliability(reference.get("bins") or ()),
        refusing(run.summary.get("refusing_curve") or (), threshold),
        latency([one for one in totals if one is not None], run.summary.get("latency_ms") or {}),
        by_kind(run.summary["metrics"]),
    )


def reliability(bins: Sequence[Mapping[str, Any]]) -> Plot:
    """Whether the judge is as right as it is sure: of its scores, in bins, how many pairs are truly supported."""
    title = "How far to trust the judge\u2019s scores"
    full = [one for one in bins if one["count"]]
    if not full:
        return Plot("reliability", title, "The judge of this run was not held against labelled pairs.")
    with drawing(6.0, 4.3) as figure:
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], color=SOFT, linewidth=1, linestyle=(0, (4, 3)))
        scores, supported = [one["score"] for one in full], [one["supported"] for one in full]
        most = max(one["count"] for one in full)
        axes.plot(scores, supported, color=ACCENT, linewidth=1)
        sizes = [24 + 220 * one["count"] / most for one in full]
        axes.scatter(scores, supported, s=sizes, color=ACCENT, linewidth=0, zorder=3, clip_on=False)
        _shares(axes, "score of the judge", "truly supported", both=True)
        svg = inline(figure, "reliability", f"{title}: share truly supported by score")
    says = (
        "Each dot is a group of labelled pairs, larger where there are more. On the broken line the judge is as right "
        "as it is sure; below it, it is too sure of itself."
    )
    rows = tuple(
        (f"{one['low']:.2f} to {one['high']:.2f}", str(one["count"]), f"{one['score']:.2f}", share(one["supported"]))
        for one in full
    )
    return Plot("reliability", title, says, svg, ("Score", "Pairs", "Mean score", "Truly supported"), rows)


def refusing(curve: Sequence[Mapping[str, Any]], threshold: float | None) -> Plot:
    """What another threshold of refusing would have given.

    Args:
        curve: as ``summary.json`` has it.
        threshold: the one of the run; None where the run does not say.
    """
    title = "What refusing more, or less, would cost"
    if not curve:
        return Plot("refusing", title, "This run has no questions from which a curve could be drawn.")
    lines: tuple[tuple[str, str, str, Any], ...] = (
        ("precision", "right refusals, of all refusals", ACCENT, "-"),
        ("recall", "refused, of the unanswerable", PARTLY, (0, (6, 2))),
        ("wrongly_refused", "refused, of the answerable", UNSUPPORTED, (0, (1.5, 1.5))),
    )
    with drawing(6.0, 4.3) as figure:
        axes = figure.subplots()
        for name, words, colour, dash in lines:
            known = [(one["threshold"], one[name]) for one in curve if one[name] is not None]
            places, values = [one[0] for one in known], [one[1] for one in known]
            axes.plot(places, values, color=colour, linewidth=1.8, linestyle=dash, label=words, clip_on=False)
        if threshold is not None:
            axes.axvline(threshold, color=INK, linewidth=1)
        _shares(axes, "evidence below which a question is refused", "")
        figure.legend(loc="outside upper left", borderaxespad=0, labelspacing=0.25)
        svg = inline(figure, "refusing", f"{title}: precision and recall of refusals by threshold")
    mark = "" if threshold is None else f" The upright line is this run\u2019s threshold, {threshold:g}."
    says = f"Further right, more questions are refused: rightly (upper lines) and wrongly (dotted).{mark}"
    rows = tuple((f"{one['threshold']:g}", *(share(one[name]) for name, *_ in lines)) for one in curve)
    return Plot("refusing", title, says, svg, ("Threshold", "Precision", "Recall", "Wrongly refused"), rows)


def latency(totals: Sequence[float], stages: Mapping[str, Mapping[str, float]]) -> Plot:
    """How long answers took.

    Args:
        totals: milliseconds of each answer.
        stages: stage -> its ``p50``, ``p95`` and ``mean`` in milliseconds.
    """
    import numpy as np
    from matplotlib.ticker import MaxNLocator

    title = "How long an answer took"
    rows = tuple((label(stage), *(span(one[name]) for name in ("p50", "p95", "mean"))) for stage, one in stages.items())
    head = ("Stage", "Half are faster than", "19 of 20 are faster than", "Mean")
    if not totals:
        return Plot("latency", title, "No answer of this run says how long it took.", "", head, rows)
    seconds = np.maximum(np.asarray(totals, dtype=np.float64) / 1000, 0.0005)
    middle, slow = float(np.percentile(seconds, 50)), float(np.percentile(seconds, 95))
    wide = seconds.max() > _WIDE * seconds.min()
    count = min(30, max(6, 2 * int(np.sqrt(len(seconds)))))
    spaced = np.geomspace if wide else np.linspace
    with drawing(6.0, 4.3) as figure:
        axes = figure.subplots()
        edges = spaced(seconds.min(), max(seconds.max(), seconds.min() * 1.05), count + 1)
        axes.hist(np.clip(seconds, edges[0], edges[-1]), bins=list(edges), color=ACCENT, alpha=0.75, rwidth=0.9)
        for value, words, dash in ((middle, "half are faster", "-"), (slow, "19 of 20 are faster", "--")):
            said = f"{words}: {span(1000 * value)}"
            axes.axvline(value, color=INK, linewidth=1.2, linestyle=dash, label=said)
        if wide:
            axes.set_xscale("log")
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.xaxis.set_minor_formatter(lambda *_: "")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(visible=False, axis="x")
        _bare(axes, "seconds, in growing steps" if wide else "seconds", "answers")
        figure.legend(loc="outside upper left", borderaxespad=0, labelspacing=0.25)
        svg = inline(figure, "latency", f"{title}: answers by seconds")
    says = (
        f"Of {len(totals)} answers half took less than {span(1000 * middle)}, 19 of 20 less than {span(1000 * slow)}."
    )
    return Plot("latency", title, says, svg, head, rows)


def by_kind(figures: Mapping[str, Mapping[str, Any]]) -> Plot:
    """Where the weak kinds of question are, by the three metrics that tell most.

    Args:
        figures: metric -> as ``summary.json`` has it.
    """
    title = "Where it is strong, and where it is not"
    shown = [one for one in METRICS if one.name in _BY_KIND and figures.get(one.name, {}).get("scored")]
    kinds = list(dict.fromkeys(kind for one in shown for kind in figures[one.name]["kinds"]))
    means = {one.name: {kind: _mean(figures[one.name]["kinds"].get(kind)) for kind in kinds} for one in shown}
    kinds = [kind for kind in kinds if any(means[one.name][kind] is not None for one in shown)]
    if not kinds:
        return Plot("kinds", title, "No question of this run was scored by the metrics that would be shown here.")
    with drawing(6.0, max(2.6, 1.3 + 0.4 * len(kinds))) as figure:
        axes = figure.subplots()
        looks = (("o", ACCENT), ("D", PARTLY), ("s", UNSUPPORTED))
        for one, (sign, colour), shift in zip(shown, looks, (-0.18, 0.0, 0.18), strict=False):
            known = [(means[one.name][kind], row + shift) for row, kind in enumerate(kinds)]
            dots = [(value, row) for value, row in known if value is not None]
            places, heights = [value for value, _ in dots], [row for _, row in dots]
            axes.scatter(places, heights, 42, marker=sign, color=colour, linewidth=0, label=one.title, clip_on=False)
        axes.set_yticks(range(len(kinds)), [_short(label(kind)) for kind in kinds])
        axes.set_ylim(len(kinds) - 0.5, -0.5)
        axes.set_xlim(0, 1)
        axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
        _bare(axes, "", "")
        figure.legend(loc="outside upper left", ncols=1, borderaxespad=0, labelspacing=0.25)
        svg = inline(figure, "kinds", f"{title}: metrics by kind of question")
    rows = tuple((label(kind), *(share(means[one.name][kind]) for one in shown)) for kind in kinds)
    says = "Further right is better. A kind without a dot has no question that the metric can judge."
    return Plot("kinds", title, says, svg, ("Kind", *(one.title for one in shown)), rows)


def _short(name: str) -> str:
    """A name that leaves room for the drawing beside it."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}\u2026"


def _mean(kind: Mapping[str, Any] | None) -> float | None:
    return kind["mean"] if kind else None


def _shares(axes: "Axes", across: str, up: str, *, both: bool = False) -> None:
    """Axes from 0 to 1, the upright one, or both, in per cent."""
    form: Callable[[float, int], str] = lambda value, _: f"{100 * value:.0f} %"  # noqa: E731 - as matplotlib takes it
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    for axis in _each(axes, both):
        axis.set_major_formatter(form)
    _bare(axes, across, up)


def _each(axes: "Axes", both: bool) -> Iterator[Any]:
    yield axes.yaxis
    if both:
        yield axes.xaxis


def _bare(axes: "Axes", across: str, up: str) -> None:
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.tick_params(length=0, pad=6)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
