"""Fit the score of the rule judge: a logistic model of a few features, its signs given, by SciPy.

A text is supported where each of its sentences is, so its likelihood is the product of theirs; where data tell it of
whole texts only, that product is what is fitted. Every set weighs the same and has an intercept of its own while the
weights are fitted: how claims were made differs from set to set, and is no feature of a claim. The intercept that is
kept is the mean of theirs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval.benchmarks.fitting import keep_weights, weights_and_figures
from eval.benchmarks.grounding.cases import Case, CaseSet
from eval.benchmarks.grounding.figures import Outcome, calibration_error, reliability
from eval.benchmarks.grounding.run import text_score
from onrecord.errors import BadInput

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["FitSet", "Fitted", "Found", "Look", "Model", "fit", "keep", "seen_set"]

# Strength of the penalty on weights of features of unit spread: next to none for so few of them.
_PENALTY: Final = 1e-3
# A likelihood is not taken for certain: its logarithm is at most this.
_CERTAIN: Final = -1e-9


class Found(NamedTuple):
    """What the judge found in one claim.

    Attributes:
        features: in the order of their names; empty where the score rests on none.
        least: the least score of its label.
        greatest: the greatest.
    """

    features: tuple[float, ...]
    least: float
    greatest: float


Look = Callable[[str, tuple[str, ...]], Found]
"""A claim and its evidence to what the judge found."""


class Text(NamedTuple):
    """The claims of a text, or one of them, and whether the evidence supports all of it."""

    claims: tuple[Found, ...]
    supported: bool


@dataclass(frozen=True, slots=True)
class FitSet:
    """One data set as features.

    Attributes:
        form: name of its form.
        files: name -> SHA-256 of each file it was read from.
        fitted: what weights are fitted on: texts, or sentences where the data tell it of them.
        measured: texts that figures are of; others than those that were fitted on, where the data have two parts.
    """

    form: str
    files: Mapping[str, str]
    fitted: tuple[Text, ...]
    measured: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights, what they were fitted on, and how well they do.

    Attributes:
        weights: ``intercept`` and one of each feature.
        sets: what they were fitted on.
        also: what they were only measured on.
        within: form -> ROC-AUC and calibration error of its texts.
        left_out: the same with weights that were not fitted on the set: those of the other sets, and for sets that are
            only measured those that are kept.
    """

    weights: Mapping[str, float]
    sets: tuple[FitSet, ...]
    also: tuple[FitSet, ...]
    within: Mapping[str, Mapping[str, float]]
    left_out: Mapping[str, Mapping[str, float]]

    def as_json(self) -> dict[str, Any]:
        """Weights and figures, as one JSON object."""
        return {
            "intercept": self.weights["intercept"],
            "weights": {name: value for name, value in self.weights.items() if name != "intercept"},
            "fitted_on": [
                {"form": one.form, "fitted": len(one.fitted), "measured": len(one.measured), "sha256": dict(one.files)}
                for one in self.sets
            ],
            "within": {form: dict(found) for form, found in self.within.items()},
            "left_out": {form: dict(found) for form, found in self.left_out.items()},
        }

    def as_markdown(self) -> str:
        """The same as tables."""
        counts = {one.form: len(one.measured) for one in (*self.sets, *self.also)}
        return weights_and_figures(self.weights, counts, self.within, self.left_out)


def seen_set(cases: CaseSet, files: Mapping[str, str], look: Look) -> FitSet:
    """The features of all claims of ``cases``.

    Fitted on is the development part, where the data have one beside another; of the plain form every other line from
    the first on, which are the odd ids of ``eval/suites/rewrites.jsonl``; else everything, which is measured too.

    Args:
        cases: the data.
        files: name -> SHA-256 of each of its files.
        look: what the judge finds in a claim.
    """
    seen = [(case, tuple(look(claim.text, case.evidence) for claim in case.claims)) for case in cases.cases]
    first, second = _parts(cases)
    fitted = [text for place in first for text in _fitted_on(*seen[place])]
    return FitSet(
        cases.form, files, tuple(fitted), tuple(Text(seen[place][1], seen[place][0].supported) for place in second)
    )


def _parts(cases: CaseSet) -> tuple[Sequence[int], Sequence[int]]:
    """Places of the cases that are fitted on, and of those that are measured."""
    every = range(len(cases.cases))
    dev = [place for place in every if cases.cases[place].part == "dev"]
    if dev and len(dev) < len(every):
        return dev, sorted({*every} - {*dev})
    if cases.form == "jsonl":
        return every[::2], every[1::2]
    return every, every


def _fitted_on(case: Case, found: tuple[Found, ...]) -> Iterable[Text]:
    """Its sentences where the data tell it of them, else the whole; claims whose score rests on no feature left out."""
    truth = [claim.supported for claim in case.claims]
    if all(one is not None for one in truth):
        parts = [Text((one,), bool(supported)) for one, supported in zip(found, truth, strict=True)]
    else:
        parts = [Text(tuple(one for one in found if one.features), case.supported)]
    return [part for part in parts if part.claims and part.claims[0].features]


@dataclass(frozen=True, slots=True)
class Model:
    """What is fitted.

    Attributes:
        names: of the features, in order.
        against: those whose weight is not above 0; no other weight is below 0.
        fixed: those whose weight is given.
    """

    names: Sequence[str]
    against: frozenset[str] = frozenset()
    fixed: Mapping[str, float] = field(default_factory=dict)

    def bounds(self, spread: Sequence[float]) -> list[tuple[float | None, float | None]]:
        """Least and greatest weight of each feature, the feature divided by its spread."""
        return [self._bound(name, wide) for name, wide in zip(self.names, spread, strict=True)]

    def _bound(self, name: str, wide: float) -> tuple[float | None, float | None]:
        if name in self.fixed:
            return (self.fixed[name] * wide, self.fixed[name] * wide)
        return (None, 0.0) if name in self.against else (0.0, None)


def fit(sets: Sequence[FitSet], model: Model, also: Sequence[FitSet] = ()) -> Fitted:
    """Fit on all of ``sets``: each weighs the same, and in each the supported as much as the others.

    Args:
        sets: at least one.
        model: what is fitted.
        also: sets to measure, and not to fit on.

    Raises:
        BadInput: a set has no supported, or no other, text to fit on or to measure.
    """
    for one in (*sets, *also):
        if min(len({text.supported for text in part}) for part in (one.fitted, one.measured)) < 2:
            raise BadInput(f"{one.form} has no supported, or no other, text; it cannot be fitted on.")
    weights = _weights(sets, model)
    within = {one.form: _figures(one, weights) for one in sets}
    others = {one.form: [other for other in sets if other is not one] for one in sets} if len(sets) > 1 else {}
    left_out = {one.form: _figures(one, _weights(others[one.form], model)) for one in sets if others}
    left_out |= {one.form: _figures(one, weights) for one in also}
    return Fitted(weights, tuple(sets), tuple(also), within, left_out)


def _weights(sets: Sequence[FitSet], model: Model) -> dict[str, float]:
    import numpy as np
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    texts = [(number, text) for number, one in enumerate(sets) for text in one.fitted]
    rows = np.array([claim.features for _, text in texts for claim in text.claims])
    spread = rows.std(axis=0)
    spread[spread == 0] = 1.0
    owner = np.repeat(np.arange(len(texts)), [len(text.claims) for _, text in texts])
    own = np.eye(len(sets))[[texts[place][0] for place in owner]]
    bounds = [(None, None)] * len(sets) + model.bounds(spread.tolist())
    loss = _Loss(np.hstack([own, rows / spread]), owner, texts, len(sets))
    found = minimize(loss, np.zeros(len(bounds)), jac=True, bounds=bounds, method="L-BFGS-B").x
    intercept, slopes = float(found[: len(sets)].mean()), (found[len(sets) :] / spread).tolist()
    return {"intercept": round(intercept, 4)} | {
        name: round(slope, 4) for name, slope in zip(model.names, slopes, strict=True)
    }


class _Loss:
    """Penalised mean negative logarithm of the likelihood of what is true, and its gradient."""

    def __init__(
        self,
        rows: "npt.NDArray[np.float64]",
        owner: "npt.NDArray[np.int64]",
        texts: Sequence[tuple[int, Text]],
        free: int,
    ) -> None:
        import numpy as np

        kinds = [(number, text.supported) for number, text in texts]
        self._rows, self._owner, self._free = rows, owner, free
        self._truth = np.array([supported for _, supported in kinds])
        self._shares = np.array([0.5 / free / kinds.count(kind) for kind in kinds])

    def __call__(self, weights: "npt.NDArray[np.float64]") -> "tuple[float, npt.NDArray[np.float64]]":
        """At these weights; the first ones are not penalised."""
        import numpy as np

        odds = self._rows @ weights
        logs = np.bincount(self._owner, -np.logaddexp(0, -odds), minlength=len(self._truth))
        logs = np.minimum(logs, _CERTAIN)
        other = -np.expm1(logs)  # how likely the text is not supported
        penalised = np.concatenate([np.zeros(self._free), weights[self._free :]])
        loss = (self._shares * np.where(self._truth, -logs, -np.log(other))).sum() + _PENALTY * (penalised**2).sum()
        steep = self._shares * np.where(self._truth, -1.0, np.exp(logs) / other)
        gradient = self._rows.T @ (steep[self._owner] / (1 + np.exp(odds)))
        return float(loss), gradient + 2 * _PENALTY * penalised


def _figures(one: FitSet, weights: Mapping[str, float]) -> dict[str, float]:
    """Ranking and calibration of texts, each claim's score within the range of its label, as the judge gives it."""
    from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

    scores = [text_score([_score(claim, weights) for claim in text.claims]) for text in one.measured]
    truth = [text.supported for text in one.measured]
    outcomes = [Outcome(score, supported, None, 0) for score, supported in zip(scores, truth, strict=True)]
    return {
        "roc_auc": float(roc_auc_score(truth, scores)),
        "calibration_error": calibration_error(reliability(outcomes)),
    }


def _score(claim: Found, weights: Mapping[str, float]) -> float:
    import numpy as np

    if not claim.features:
        return claim.least
    intercept, *slopes = weights.values()
    return float(np.clip(1 / (1 + np.exp(-intercept - np.dot(slopes, claim.features))), claim.least, claim.greatest))


def keep(fitted: Fitted, file: Path) -> None:
    """Write the weights to ``file``, where the judge reads them."""
    fitted_on, also = (
        [f"{option}{one.form}=PATH" for one in some] for option, some in (("", fitted.sets), ("--also ", fitted.also))
    )
    command = " ".join(["onrecord bench fit-score", *fitted_on, *also, "--write"])
    keep_weights(file, command, fitted.as_json())
