"""Rankings and judgements to figures, by ``ir_measures`` (MacAvaney et al., ECIR 2022)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from eval.benchmarks.retrieval.systems import Found
from eval.benchmarks.retrieval.task import Query, Unit
from onrecord.errors import BadInput

__all__ = ["DEPTH", "ir_measures_library", "ranked_units", "scores"]

DEPTH: Final = 20
"""How many ranks are looked at."""

_HIT_DEPTHS: Final = (1, 3, 5, 10, DEPTH)


def ir_measures_library() -> Any:  # noqa: ANN401 - a module
    """The module ``ir_measures``.

    Raises:
        BadInput: it is not installed.
    """
    try:
        import ir_measures
    except ImportError as error:
        raise BadInput(f'{error.name} is not installed: pip install -e ".[bench]"') from error
    return ir_measures


def ranked_units(found: Iterable[Found], query: Query, by_page: bool) -> list[Unit | None]:
    """Passages, best first, as the units they stand for.

    A document stands once, at its best passage. Where pages count, each passage keeps its rank: it stands for a
    relevant page that it has words of and that none before it stood for, the one of the highest grade; else for
    nothing, None.
    """
    if not by_page:
        return list(dict.fromkeys((Path(one.location).name, None) for one in found))
    ranking: list[Unit | None] = []
    for one in found:
        pages: list[Unit] = [(Path(one.location).name, page) for page in sorted(one.pages)]
        new = [unit for unit in pages if unit in query.relevant and unit not in ranking]
        ranking.append(max(new, key=lambda unit: query.relevant[unit], default=None))
    return ranking


def scores(queries: Sequence[Query], rankings: Sequence[Sequence[Unit | None]]) -> dict[str, float]:
    """Means over all queries; a query that found nothing counts 0.

    Args:
        queries: at least one.
        rankings: of each query, best first; no unit stands twice.

    Returns:
        ``hit@k`` (share of queries with a relevant unit among the first k; trec_eval's success), ``mrr@10`` (1 / rank
        of the first one, 0 beyond 10) and ``ndcg@10`` (trec_eval's: gain = grade, discount = log2(rank + 1)), all in
        [0, 1].

    Raises:
        BadInput: ``ir_measures`` is not installed.
    """
    library = ir_measures_library()
    named = {
        **{library.Success @ depth: f"hit@{depth}" for depth in _HIT_DEPTHS},
        library.RR @ 10: "mrr@10",
        library.nDCG @ 10: "ndcg@10",
    }
    judged: dict[str, dict[str, int]] = {}
    run: dict[str, dict[str, float]] = {}
    # Ids of our own: those of the data may hold anything.
    for number, (query, ranking) in enumerate(zip(queries, rankings, strict=True)):
        ids = {unit: f"relevant-{place}" for place, unit in enumerate(query.relevant)}
        judged[f"q{number}"] = {ids[unit]: grade for unit, grade in query.relevant.items()}
        run[f"q{number}"] = {
            (ids.get(unit) if unit else None) or f"other-{rank}": float(len(ranking) - rank)
            for rank, unit in enumerate(ranking)
        }
    totals: dict[str, float] = defaultdict(float)
    for one in library.iter_calc(list(named), judged, {query: found for query, found in run.items() if found}):
        totals[named[one.measure]] += one.value
    return {name: totals[name] / len(queries) for name in named.values()}
