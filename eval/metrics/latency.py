"""How long did the answer take?"""

from collections.abc import Mapping, Sequence

from eval.metrics.score import Score
from eval.metrics.seen import Seen

__all__ = ["answer_ms", "stage_ms"]


def answer_ms(seen: Seen) -> Score:
    """Milliseconds from question to checked answer; unscored where the answer does not say."""
    total = seen.answer.timings_ms.get("total")
    return Score.unscored("the answer has no timings") if total is None else Score(total, "from question to answer")


def stage_ms(timings: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Of each stage its ``p50``, ``p95`` and ``mean`` in milliseconds, over the answers that went through it."""
    import numpy as np

    stages = dict.fromkeys(stage for one in timings for stage in one)
    found = {stage: [one[stage] for one in timings if stage in one] for stage in stages}
    return {
        stage: {
            "p50": float(np.percentile(values, 50)),
            "p95": float(np.percentile(values, 95)),
            "mean": float(np.mean(values)),
        }
        for stage, values in found.items()
    }
