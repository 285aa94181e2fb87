"""What was told of questions -> recall, precision and the like; refusing is the positive class."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eval.benchmarks.refusing.task import Asked

__all__ = ["Told", "auc", "figures", "refused_below", "refused_by_label", "threshold_of_share"]


@dataclass(frozen=True, slots=True)
class Told:
    """One question and what came of it.

    Attributes:
        asked: the question.
        evidence: how likely it is answered, in [0, 1].
        cosine: of the nearest passage, in [-1, 1]; the baseline.
        refused: whether the answer was a refusal.
    """

    asked: Asked
    evidence: float
    cosine: float
    refused: bool


def figures(told: Sequence[Told], refused: Sequence[bool]) -> dict[str, float]:
    """The figures of one way to refuse.

    Args:
        told: the questions; those that are neither answerable nor not count for ``precision_strict`` alone.
        refused: for each whether it is refused.

    Returns:
        ``recall`` (share of the unanswerable that is refused), ``precision`` (share of the refused that is
        unanswerable), ``precision_strict`` (the same, with what is neither counted as wrongly refused), ``f1`` of
        recall and precision, ``wrongly_refused`` (share of the answerable), ``balanced_accuracy``; all in [0, 1].
        What has no question to count is 0.0.
    """
    rows = list(zip(told, refused, strict=True))
    right = sum(one.asked.answerable is False and no for one, no in rows)
    wrong = sum(one.asked.answerable is True and no for one, no in rows)
    either = sum(one.asked.answerable is None and no for one, no in rows)
    recall = _share(right, sum(one.asked.answerable is False for one in told))
    wrongly = _share(wrong, sum(one.asked.answerable is True for one in told))
    precision = _share(right, right + wrong)
    return {
        "recall": recall,
        "precision": precision,
        "precision_strict": _share(right, right + wrong + either),
        "f1": _share(2 * recall * precision, recall + precision),
        "wrongly_refused": wrongly,
        "balanced_accuracy": (recall + 1 - wrongly) / 2,
    }


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def refused_below(scores: Sequence[float], threshold: float) -> list[bool]:
    """For each score whether it is below ``threshold``."""
    return [score < threshold for score in scores]


def threshold_of_share(told: Sequence[Told], scores: Sequence[float], share: float) -> float:
    """The threshold under which at most ``share`` of the answerable questions are refused, as many as can be."""
    ascending = sorted(score for one, score in zip(told, scores, strict=True) if one.asked.answerable)
    return ascending[min(len(ascending) - 1, int(share * len(ascending) + 1e-9))] if ascending else 0.0


def auc(told: Sequence[Told], scores: Sequence[float]) -> float | None:
    """How well ``scores`` rank answerable above unanswerable questions (ROC-AUC); None without questions of both."""
    rows = [(one.asked.answerable, score) for one, score in zip(told, scores, strict=True)]
    known = [(answerable, score) for answerable, score in rows if answerable is not None]
    if len({answerable for answerable, _ in known}) < 2:
        return None
    return float(_metrics().roc_auc_score([one for one, _ in known], [score for _, score in known]))


def refused_by_label(told: Sequence[Told]) -> dict[str, tuple[int, float]]:
    """Label of the data -> how many questions, and the share of them that was refused."""
    labels = dict.fromkeys(one.asked.label for one in told)
    of = {label: [one.refused for one in told if one.asked.label == label] for label in labels}
    return {label: (len(refused), sum(refused) / len(refused)) for label, refused in of.items()}


def _metrics() -> Any:  # noqa: ANN401 - a module without types
    from sklearn import metrics  # type: ignore[import-untyped]

    return metrics
