"""How strong is the evidence for an answer? The first, simple form of abstention."""

from collections.abc import Sequence

from onrecord.types import Hit
from onrecord.words import content_stems

__all__ = ["evidence_strength"]

# How far down the ranking evidence may come from.
_LOOK_AT = 3


def evidence_strength(question: str, hits: Sequence[Hit]) -> float:
    """Strength of the best of the first hits, in [0, 1]; 0.0 for no hits.

    The mean of three: MaxSim of the passage, score of its best sentence, and the share of the question's telling words
    that are in the passage or its title. ``docs/decisions/abstention.md`` has the measurement behind it.
    """
    return max((_strength(question, hit) for hit in hits[:_LOOK_AT]), default=0.0)


def _strength(question: str, hit: Hit) -> float:
    asked = content_stems(question)
    there = {*content_stems(hit.passage.text), *content_stems(hit.source.title)}
    shared = sum(stem in there for stem in asked) / len(asked) if asked else 0.0
    sentence = hit.evidence[0].score if hit.evidence else 0.0
    return min(1.0, max(0.0, (hit.stages.get("maxsim", sentence) + sentence + shared) / 3))
