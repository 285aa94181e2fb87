"""Scores and labels to figures, by scikit-learn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from eval.benchmarks.grounding.halves import Halves

__all__ = ["BINS", "Bin", "Measured", "Outcome", "calibration_error", "fitted_threshold", "measured", "reliability"]

BINS: Final = 10
"""How many equally wide bins of scores the calibration is measured in."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a system says of one text or sentence, and what is true.

    Attributes:
        score: in [0, 1].
        supported: the truth.
        said: the system's own label; None for a system without.
        half: 0 or 1, see :class:`Halves`.
    """

    score: float
    supported: bool
    said: bool | None
    half: int


@dataclass(frozen=True, slots=True)
class Bin:
    """The outcomes whose score is in [low, high), the last bin's 1.0 included.

    Attributes:
        count: how many; never 0.
        score: their mean score.
        supported: share of them that is supported.
    """

    low: float
    high: float
    count: int
    score: float
    supported: float


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one system.

    Attributes:
        system: its name.
        figures: name -> value: ``balanced_accuracy``, ``roc_auc``, ``calibration_error`` and, for a system with labels
            of its own, ``labels_balanced_accuracy``, all in [0, 1]; what needs both labels is not there without them.
        thresholds: one for each half that is measured; a score of at least that is taken for supported.
        predicted: for each outcome what its half's threshold makes of it; None where it is not measured.
        bins: those with an outcome in them, ascending.
    """

    system: str
    figures: dict[str, float]
    thresholds: tuple[float, ...]
    predicted: tuple[bool | None, ...]
    bins: tuple[Bin, ...]


def measured(system: str, outcomes: Sequence[Outcome], halves: Halves) -> Measured:
    """Fit thresholds on some of the outcomes and measure the others; see :class:`Measured`."""
    metrics = _metrics()
    fitted = {half: fitted_threshold([one for one in outcomes if one.half == fit]) for fit, half in halves.steps}
    predicted = tuple(_predicted(one, fitted.get(one.half)) for one in outcomes)
    tested = [one for one in outcomes if one.half in halves.measured]
    truth = [one.supported for one in tested]
    figures: dict[str, float] = {}
    if len(set(truth)) == 2:
        if all(threshold is not None for threshold in fitted.values()):
            judged = [one for one in predicted if one is not None]
            figures["balanced_accuracy"] = float(metrics.balanced_accuracy_score(truth, judged))
        if all(one.said is not None for one in tested):
            figures["labels_balanced_accuracy"] = float(
                metrics.balanced_accuracy_score(truth, [one.said for one in tested])
            )
        figures["roc_auc"] = float(metrics.roc_auc_score(truth, [one.score for one in tested]))
    bins = reliability(tested)
    figures["calibration_error"] = calibration_error(bins)
    thresholds = tuple(threshold for threshold in fitted.values() if threshold is not None)
    return Measured(system, figures, thresholds, predicted, bins)


def _predicted(outcome: Outcome, threshold: float | None) -> bool | None:
    return None if threshold is None else outcome.score >= threshold


def fitted_threshold(outcomes: Sequence[Outcome]) -> float | None:
    """The threshold of the greatest balanced accuracy, halfway between two scores; None where a label is missing.

    Of several the highest is taken; of scores that tell nothing, the least one, which takes all for supported.
    """
    import numpy as np

    truth = [one.supported for one in outcomes]
    if len(set(truth)) < 2:
        return None
    false, true, scores = _metrics().roc_curve(truth, [one.score for one in outcomes], drop_intermediate=False)
    # The first point, an infinite threshold, takes nothing for supported.
    best = 1 + int(np.argmax((true - false)[1:]))
    below = scores[best + 1] if best + 1 < len(scores) else scores[best]
    return float((scores[best] + below) / 2)


def reliability(outcomes: Sequence[Outcome]) -> tuple[Bin, ...]:
    """The bins with an outcome in them, ascending."""
    found: dict[int, list[Outcome]] = {}
    for one in outcomes:
        found.setdefault(min(int(one.score * BINS), BINS - 1), []).append(one)
    return tuple(_bin(place, found[place]) for place in sorted(found))


def _bin(place: int, outcomes: Sequence[Outcome]) -> Bin:
    count = len(outcomes)
    score, supported = sum(one.score for one in outcomes), sum(one.supported for one in outcomes)
    return Bin(place / BINS, (place + 1) / BINS, count, score / count, supported / count)


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error (Guo et al., ICML 2017): how far mean score and share supported are apart.

    Returns:
        The mean over bins, each by its count; in [0, 1]; 0.0 without bins.
    """
    count = sum(one.count for one in bins)
    return sum(one.count * abs(one.score - one.supported) for one in bins) / count if count else 0.0


def _metrics() -> Any:  # noqa: ANN401 - a module without types
    from sklearn import metrics  # type: ignore[import-untyped]

    return metrics
