"""The results of a run -> its figures."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from eval.metrics import METRICS
from eval.metrics.latency import stage_ms
from eval.model_use import model_use
from eval.results import Result
from eval.statistics import mean_interval

__all__ = ["summary_of"]

_THRESHOLDS: Final = tuple(step / 20 for step in range(21))
_DIGITS: Final = 6


def summary_of(results: Sequence[Result], judge: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """The figures, all of it JSON.

    Args:
        results: of every case.
        judge: ``name`` of the judge of the run, and ``reference``, its measured error.
        seed: of the intervals.

    Returns:
        ``cases``, ``answered``, ``abstained``, ``errors``, ``broken``; ``metrics``: of each its ``mean`` with ``low``
        and ``high`` (None where nothing is scored), how many cases are ``scored`` and ``unscored``, and ``kinds`` with
        the mean of each kind that is scored; ``latency_ms``: of each stage ``p50``, ``p95`` and ``mean``;
        ``refusing_curve``: precision (None without a refusal), recall and wrongly refused if all evidence that is less
        likely than each threshold were refused; ``judge``, as given, with how often it failed; ``model``, see
        :func:`eval.model_use.model_use`, only where an answer has to do with a chat model.
    """
    answers = [one.answer for one in results if one.answer]
    failures = sum(bool(check["failure"]) for one in results for check in one.checked)
    model = model_use(results)
    return {
        "cases": len(results),
        "answered": sum(one.status == "answered" for one in results),
        "abstained": sum(one.status == "abstained" for one in results),
        "errors": sum(one.status == "error" for one in results),
        "broken": sum(bool(one.broken) for one in results),
        "metrics": {metric.name: _figure(metric.name, results, seed) for metric in METRICS},
        "latency_ms": stage_ms([answer["timings_ms"] for answer in answers]),
        "refusing_curve": _curve(results),
        "judge": {**judge, "failures": failures},
        **({"model": model} if model else {}),
    }


def _figure(name: str, results: Sequence[Result], seed: int) -> dict[str, Any]:
    scored = [(one.kind, one.scores[name].value) for one in results if name in one.scores]
    pairs = [(kind, value) for kind, value in scored if value is not None]
    interval = mean_interval([value for _, value in pairs], seed)
    by_kind: dict[str, list[float]] = {}
    for kind, value in pairs:
        by_kind.setdefault(kind, []).append(value)
    return {
        "mean": interval.mean if interval else None,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "scored": len(pairs),
        "unscored": len(results) - len(pairs),
        "kinds": {
            kind: {"mean": round(sum(values) / len(values), _DIGITS), "scored": len(values)}
            for kind, values in sorted(by_kind.items())
        },
    }


def _curve(results: Sequence[Result]) -> list[dict[str, float | None]]:
    """What refusing at each threshold would give, if evidence alone decided; empty without both sorts of question."""
    pairs = [
        (float(one.answer["evidence"]), not one.case.get("gold")) for one in results if one.answer and not one.broken
    ]
    silent = sum(unanswerable for _, unanswerable in pairs)
    if not silent or silent == len(pairs):
        return []
    return [_point(threshold, pairs, silent) for threshold in _THRESHOLDS]


def _point(threshold: float, pairs: Sequence[tuple[float, bool]], silent: int) -> dict[str, float | None]:
    refused = [unanswerable for evidence, unanswerable in pairs if evidence < threshold]
    right = sum(refused)
    return {
        "threshold": threshold,
        "precision": round(right / len(refused), _DIGITS) if refused else None,
        "recall": round(right / silent, _DIGITS),
        "wrongly_refused": round((len(refused) - right) / (len(pairs) - silent), _DIGITS),
    }
