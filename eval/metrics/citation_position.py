"""Are the citations at the places where the evidence is?"""

from collections.abc import Sequence

from eval.gold import Located
from eval.metrics.score import Score
from eval.metrics.seen import Seen

__all__ = ["citation_position"]


def citation_position(seen: Seen) -> Score:
    """Share of the wanted evidence that a citation overlaps by half of the shorter of both, in [0, 1].

    0.0 for a refusal of an answerable question; unscored for an unanswerable one and for a broken case.
    """
    if not seen.case.gold:
        return Score.unscored("there is no evidence")
    if seen.broken:
        return Score.unscored("the case is broken")
    missed = [group for group in seen.wanted if not seen.cited_of(group)]
    reason = "; ".join(f"not cited: {_place(group)}" for group in missed) or "the evidence is cited"
    return Score(1 - len(missed) / len(seen.wanted), reason)


def _place(group: Sequence[Located]) -> str:
    first = group[0]
    page = f" p. {first.page}" if first.page else ""
    return f"{first.gold.document}{page} \u201c{first.gold.quote}\u201d"
