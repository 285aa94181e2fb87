"""Index one system, then the other, then ask both every query; figures for each."""

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from eval.benchmarks.retrieval.memory import PeakMemory
from eval.benchmarks.retrieval.report import Report
from eval.benchmarks.retrieval.scores import DEPTH, ir_measures_library, ranked_units, scores
from eval.benchmarks.retrieval.systems import Searcher, System, Variant
from eval.benchmarks.retrieval.task import Query, Task, Unit
from onrecord.errors import BadInput
from onrecord.ports import Retriever

__all__ = ["bench_retrieval"]

Tell = Callable[[str], None]
Figures = dict[str, float]

# Queries that are asked before the clock counts.
_WARM_UP: Final = 3
# Passages that are searched for at most, so that DEPTH documents come out where each has many passages.
_MOST: Final = DEPTH * 4**3
_TOLD_EVERY: Final = 100


def bench_retrieval(
    task: Task, onrecord: System, quick_start: System | None, variants: Mapping[str, Retriever], tell: Tell
) -> Report:
    """Measure every system on one task, in this process.

    Args:
        task: documents and queries.
        onrecord: on an empty library; its models are loaded already.
        quick_start: what it is held against, its models loaded too; None for Onrecord alone.
        variants: name -> another way to search Onrecord's index.
        tell: is told how far it is.

    Raises:
        BadInput: ``ir_measures`` is not installed, or a system could take in nothing.
    """
    ir_measures_library()
    systems = [onrecord] if quick_start is None else [onrecord, quick_start]
    figures = {system.name: _indexed(system, task, tell) for system in systems}
    searchers: list[Searcher] = [*systems, *(Variant(name, one) for name, one in variants.items())]
    for name, measured in _searched(searchers, task, tell).items():
        figures[name] = {**figures.get(name, {}), **measured}
    if task.has_answers:
        for name, measured in _quoted(systems, task, tell).items():
            figures[name] |= measured
    return Report(task, figures, onrecord.name, quick_start.name if quick_start else None)


def _indexed(system: System, task: Task, tell: Tell) -> Figures:
    """Passages, seconds and memory of indexing."""
    tell(f"{system.name}: indexing {task.documents:,} documents")
    gc.collect()
    with PeakMemory() as memory:
        start, start_cpu = time.perf_counter(), time.process_time()
        indexed = system.index(task.folder)
        seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - start_cpu
    for line in indexed.failed:
        tell(f"{system.name}: {line}")
    if not indexed.passages:
        raise BadInput(f"{system.name} could take in none of the {task.documents:,} documents of {task.source}.")
    return {
        "passages": indexed.passages,
        "failed_documents": len(indexed.failed),
        "indexing_seconds": seconds,
        "indexing_cpu_seconds": cpu_seconds,
        "passages_per_second": indexed.passages / seconds,
        "peak_memory_mb": memory.peak,
        "peak_memory_increase_mb": memory.peak - memory.start,
    }


def _searched(searchers: Sequence[Searcher], task: Task, tell: Tell) -> dict[str, Figures]:
    """Milliseconds of a query and the quality of what it finds.

    The searchers take turns, and with each query another one begins, so that none gains from what another warmed up.
    """
    import numpy as np

    for query in task.queries[:_WARM_UP]:
        for one in searchers:
            one.search(query.text, DEPTH)
    took: dict[str, list[float]] = {one.name: [] for one in searchers}
    rankings: dict[str, list[list[Unit | None]]] = {one.name: [] for one in searchers}
    for number, query in enumerate(task.queries):
        if number % _TOLD_EVERY == 0:
            tell(f"searching: query {number + 1:,} of {len(task.queries):,}")
        first = number % len(searchers)
        for one in [*searchers[first:], *searchers[:first]]:
            ranking, milliseconds = _ranking(one, query, task.by_page)
            took[one.name].append(milliseconds)
            rankings[one.name].append(ranking)
    return {
        name: {
            "query_ms_p50": float(np.percentile(took[name], 50)),
            "query_ms_p95": float(np.percentile(took[name], 95)),
            **scores(task.queries, rankings[name]),
        }
        for name in took
    }


def _ranking(searcher: Searcher, query: Query, by_page: bool) -> tuple[list[Unit | None], float]:
    """The first DEPTH units, and the milliseconds of a search for DEPTH passages.

    Where these are of fewer documents, those of a wider search, off the clock, follow below them.
    """
    start = time.perf_counter()
    found = searcher.search(query.text, DEPTH)
    milliseconds = (time.perf_counter() - start) * 1000
    units = ranked_units(found, query, by_page)
    k = DEPTH
    while not by_page and len(units) < DEPTH and k < _MOST:
        k *= 4
        wider = list(dict.fromkeys([*units, *ranked_units(searcher.search(query.text, k), query, by_page)]))
        if len(wider) == len(units):
            break
        units = wider
    return units[:DEPTH], milliseconds


def _quoted(systems: Sequence[System], task: Task, tell: Tell) -> dict[str, Figures]:
    """Shares of all queries: the first cited sentence holds the answer; refused, which counts as a miss."""
    holds: dict[str, list[bool | None]] = {system.name: [] for system in systems}
    for number, query in enumerate(task.queries):
        if number % _TOLD_EVERY == 0:
            tell(f"quoting: query {number + 1:,} of {len(task.queries):,}")
        for system in systems:
            holds[system.name].append(system.quotes_answer(query.text, query.answers))
    return {
        name: {
            "first_sentence_holds_answer": sum(one is True for one in found) / len(found),
            "refused": sum(one is None for one in found) / len(found),
        }
        for name, found in holds.items()
    }
