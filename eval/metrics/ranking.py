"""Is the evidence among the passages found, and how near the top? By ``ir_measures`` (MacAvaney et al., ECIR 2022)."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final

from eval.metrics.score import Score
from eval.metrics.seen import Seen

__all__ = ["DEPTH", "mrr", "ndcg", "recall_at"]

DEPTH: Final = 10
"""How many passages are looked at."""


def recall_at(depth: int) -> Callable[[Seen], Score]:
    """The metric: share of the wanted evidence among the first ``depth`` passages, in [0, 1].

    As all three of this file it is unscored for an unanswerable question and for a broken case.
    """

    def share(wanted: int, first: tuple[int, ...]) -> float:
        return sum(rank <= depth for rank in first) / wanted

    return lambda seen: _scored(seen, share)


def mrr(seen: Seen) -> Score:
    """1 / rank of the first of ten passages with wanted evidence; 0.0 where none has."""
    return _scored(seen, partial(_measured, f"RR@{DEPTH}"))


def ndcg(seen: Seen) -> Score:
    """Normalised discounted cumulative gain of the first ten passages, in [0, 1]; evidence found twice counts once."""
    return _scored(seen, partial(_measured, f"nDCG@{DEPTH}"))


def _scored(seen: Seen, value: Callable[[int, tuple[int, ...]], float]) -> Score:
    """A value made of how many pieces of evidence are wanted and the first rank, ascending, of each that is found."""
    if not seen.case.gold:
        return Score.unscored("there is no evidence")
    if seen.broken:
        return Score.unscored("the case is broken")
    wanted = seen.wanted
    first = tuple(sorted(ranks[0] for group in wanted if (ranks := seen.found_at(group))))
    lost = len(wanted) - len(first)
    reason = f"evidence at rank {', '.join(map(str, first)) or 'none'}"
    reason += f"; {lost} of {len(wanted)} not found" if lost else ""
    return Score(value(len(wanted), first), reason)


@lru_cache(maxsize=4096)
def _measured(name: str, wanted: int, first: tuple[int, ...]) -> float:
    """A measure of a ranking; pieces of evidence that stand in one passage are one relevant passage."""
    import ir_measures

    ranks = sorted(set(first))
    if not ranks:
        return 0.0
    relevant = wanted - (len(first) - len(ranks))
    judged = {"q": {f"rank-{rank}": 1 for rank in ranks} | {f"lost-{at}": 1 for at in range(relevant - len(ranks))}}
    run = {"q": {f"rank-{rank}": float(-rank) for rank in range(1, DEPTH + 1)}}
    measure = ir_measures.parse_measure(name)
    return float(next(iter(ir_measures.iter_calc([measure], judged, run))).value)
