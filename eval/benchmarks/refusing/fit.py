"""Fit the weights of the evidence: a logistic model of a few features, by scikit-learn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eval.benchmarks.fitting import hashes_of, keep_weights, weights_and_figures
from eval.benchmarks.refusing.run import ids_of_files, limits
from eval.benchmarks.refusing.task import Asked, Task
from onrecord.errors import BadInput
from onrecord.ports import Ingester
from onrecord.types import Filters

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Features", "FitSet", "Fitted", "fit", "keep", "rows_of"]

Features = Callable[[Asked, Filters | None], Mapping[str, float]]
"""A question and the filters it is asked with -> its features by name, the same names for all; empty without a hit."""

# Inverse strength of the penalty on features of unit spread. Of 10, .1 and .01 the last ranks a set best, and finds
# most of what to refuse where few are wrongly refused, by the weights of the other sets (docs/decisions/abstention.md).
_C: Final = 0.01
# Shares of the answerable that are wrongly refused, at which the recall of refusing is told.
_SHARES: Final = (0.02, 0.05, 0.1, 0.2)


@dataclass(frozen=True, slots=True)
class FitSet:
    """The questions of one data set as features.

    Attributes:
        form: name of its form.
        files: name -> SHA-256 of each file it was read from.
        names: of the features.
        rows: the features of each question, in the order of ``names``.
        answerable: for each whether the documents answer it.
    """

    form: str
    files: Mapping[str, str]
    names: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]
    answerable: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights, what they were fitted on, and how well they do.

    Attributes:
        weights: ``intercept`` and one of each feature.
        sets: what they were fitted on.
        left_out: form -> the figures of that set with weights fitted on the others; empty for a single set.
        within: the same with the weights fitted on all.
    """

    weights: Mapping[str, float]
    sets: tuple[FitSet, ...]
    left_out: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    within: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Weights and figures, as one JSON object."""
        return {
            "intercept": self.weights["intercept"],
            "weights": {name: weight for name, weight in self.weights.items() if name != "intercept"},
            "fitted_on": [
                {"form": one.form, "questions": len(one.rows), "sha256": dict(one.files)} for one in self.sets
            ],
            "left_out": {form: dict(found) for form, found in self.left_out.items()},
            "within": {form: dict(found) for form, found in self.within.items()},
        }

    def as_markdown(self) -> str:
        """The same as tables."""
        counts = {one.form: len(one.rows) for one in self.sets}
        return weights_and_figures(self.weights, counts, self.within, self.left_out)


def rows_of(task: Task, path: Path, ingester: Ingester, features: Features) -> FitSet:
    """Features of every question of ``task`` that is answerable or not, asked of one library.

    Args:
        task: the data.
        path: where it was read from, for the hashes.
        ingester: of an empty library.
        features: of a question asked of the same library.

    Raises:
        BadInput: a document cannot be read.
    """
    ids = ids_of_files(ingester, task.documents)
    known = [asked for asked in task.readings["library"] if asked.answerable is not None]
    found = [(asked, features(asked, limits(asked, ids))) for asked in known]
    kept = [(asked, row) for asked, row in found if row]
    names = tuple(kept[0][1]) if kept else ()
    rows = tuple(tuple(row[name] for name in names) for _, row in kept)
    return FitSet(task.form, hashes_of(path), names, rows, tuple(bool(asked.answerable) for asked, _ in kept))


def fit(sets: Sequence[FitSet]) -> Fitted:
    """Fit on all of ``sets``: each weighs the same, and in each the answerable as much as the others.

    Raises:
        BadInput: a set has no question of one of the two kinds.
    """
    for one in sets:
        if len(set(one.answerable)) < 2:
            raise BadInput(f"{one.form} has no question with, or none without, an answer; it cannot be fitted on.")
    weights = _weights(sets)
    within = {one.form: _figures(one, weights) for one in sets}
    others = {one.form: [other for other in sets if other is not one] for one in sets}
    left_out = {one.form: _figures(one, _weights(others[one.form])) for one in sets} if len(sets) > 1 else {}
    return Fitted(weights, tuple(sets), left_out, within)


def _weights(sets: Sequence[FitSet]) -> dict[str, float]:
    import numpy as np
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    rows = np.array([row for one in sets for row in one.rows])
    truth = np.array([answer for one in sets for answer in one.answerable])
    shares = [
        0.5 / (one.answerable.count(answer) * len(sets)) * len(truth) for one in sets for answer in one.answerable
    ]
    spread = rows.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=_C, max_iter=1000).fit(rows / spread, truth, sample_weight=shares)
    slopes = (model.coef_[0] / spread).tolist()
    found = {"intercept": float(model.intercept_[0]), **dict(zip(sets[0].names, slopes, strict=True))}
    return {name: round(value, 4) for name, value in found.items()}


def _figures(one: FitSet, weights: Mapping[str, float]) -> dict[str, float]:
    """Ranking, calibration and the recall of refusing where so many of the answerable are refused."""
    import numpy as np
    from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

    truth = np.array(one.answerable)
    slopes = np.array([weights[name] for name in one.names])
    likely = 1 / (1 + np.exp(-(weights["intercept"] + np.array(one.rows) @ slopes)))
    at = {share: float(np.quantile(likely[truth], share)) for share in _SHARES}
    return {
        "roc_auc": float(roc_auc_score(truth, likely)),
        "calibration_error": _calibration_error(likely, truth),
        **{f"recall at {share:.2f}": float((likely[~truth] < threshold).mean()) for share, threshold in at.items()},
    }


def _calibration_error(likely: "npt.NDArray[np.float64]", truth: "npt.NDArray[np.bool_]") -> float:
    """As in :func:`eval.benchmarks.grounding.figures.calibration_error`, the two kinds weighing the same."""
    import numpy as np

    shares = np.where(truth, 0.5 / truth.sum(), 0.5 / (~truth).sum())
    bins = np.minimum((likely * 10).astype(int), 9)
    gaps = [abs(float((shares * (likely - truth))[bins == number].sum())) for number in range(10)]
    return sum(gaps)


def keep(fitted: Fitted, file: Path) -> None:
    """Write the weights to ``file``, with what they were fitted on and the command that fits them anew."""
    command = "onrecord bench fit-evidence " + " ".join(f"{one.form}=PATH" for one in fitted.sets) + " --write"
    keep_weights(file, command, fitted.as_json())
