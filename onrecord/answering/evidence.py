"""How strong is the evidence for an answer? The first, simple form of abstention."""

from collections.abc import Sequence

from onrecord.types import Hit

__all__ = ["evidence_strength"]


def evidence_strength(hits: Sequence[Hit]) -> float:
    """Strength of the best hit, in [0, 1]; 0.0 for no hits.

    It is what retrieval's closer look found (stage ``evidence``), and means the same for every question: how much of
    the question has its like in the passage and in its best sentence. ``docs/decisions/abstention.md`` has the
    measurement behind it.
    """
    return min(1.0, max(0.0, hits[0].stages.get("evidence", 0.0))) if hits else 0.0
