"""Intervals by the bootstrap (Efron 1979), by ``scipy``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["CONFIDENCE", "Interval", "mean_interval"]

CONFIDENCE: Final = 0.95
"""How often such an interval holds the mean that many more questions like these would give."""

_SAMPLES: Final = 2000
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its interval; ``low`` and ``high`` are the mean itself where all values are one."""

    mean: float
    low: float
    high: float


def mean_interval(values: Sequence[float], seed: int) -> Interval | None:
    """The mean with its percentile bootstrap interval at :data:`CONFIDENCE`; None without values.

    Of differences of paired values it is the paired bootstrap. The same values and seed give the same interval.
    """
    if not values:
        return None
    import numpy as np
    from scipy.stats import bootstrap  # type: ignore[import-untyped]

    data = np.asarray(values, dtype=np.float64)
    mean = round(float(data.mean()), _DIGITS)
    if len(set(values)) == 1:
        return Interval(mean, mean, mean)
    found = bootstrap(
        (data,), np.mean, confidence_level=CONFIDENCE, n_resamples=_SAMPLES, method="percentile", rng=seed
    ).confidence_interval
    return Interval(mean, round(float(found.low), _DIGITS), round(float(found.high), _DIGITS))
