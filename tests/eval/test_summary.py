"""Results to figures."""

import json
from dataclasses import replace
from typing import Any

import pytest

from eval.metrics import METRICS
from eval.results import Result
from eval.statistics import mean_interval
from eval.summary import summary_of
from tests.eval.runs import answered, failed, refused

JUDGE = {"name": "scripted", "reference": {"pairs": 3}}


def of(*results: Result, seed: int = 5) -> dict[str, Any]:
    return summary_of(results, JUDGE, seed)


def with_answer(result: Result, **changes: Any) -> Result:
    return replace(result, answer={**(result.answer or {}), **changes})


def test_every_case_is_counted() -> None:
    broken = replace(answered("c"), broken=("no document gone.txt is on record", "nor another"))
    summary = of(answered("a"), answered("b"), broken, refused("d"), failed("e"))
    counts = {name: summary[name] for name in ("cases", "answered", "abstained", "errors", "broken")}
    assert counts == {"cases": 5, "answered": 3, "abstained": 1, "errors": 1, "broken": 2}
    assert set(summary) == {*counts, "metrics", "latency_ms", "refusing_curve", "judge"}
    assert json.loads(json.dumps(summary)) == summary


def test_a_figure_is_the_mean_of_the_cases_that_are_scored() -> None:
    values = [1.0, 0.5, 0.0, None]
    results = [answered(f"a{place}", scores={"facts_found": value}) for place, value in enumerate(values)]
    figure = of(*results, failed("e"))["metrics"]["facts_found"]
    interval = mean_interval([1.0, 0.5, 0.0], 5)
    assert interval is not None
    assert (figure["mean"], figure["low"], figure["high"]) == (0.5, interval.low, interval.high)
    assert (figure["scored"], figure["unscored"]) == (3, 2)


def test_a_metric_that_scores_nothing_is_there_without_a_figure() -> None:
    metrics = of(refused("a"), failed("b"))["metrics"]
    assert list(metrics) == [one.name for one in METRICS]
    nothing: dict[str, Any] = {"mean": None, "low": None, "high": None, "scored": 0, "unscored": 2, "kinds": {}}
    assert metrics["groundedness"] == metrics["ndcg@10"] == nothing
    assert metrics["wrongly_refused"]["mean"] == 1.0


def test_kinds_have_their_own_means() -> None:
    results = [
        answered("a", kind="table", scores={"facts_found": 1.0}),
        answered("b", kind="date", scores={"facts_found": 0.0}),
        answered("c", kind="date", scores={"facts_found": 1.0}),
        answered("d", kind="date", scores={"facts_found": 1.0}),
        answered("e", kind="follow-up", scores={"facts_found": None}),
    ]
    kinds = of(*results)["metrics"]["facts_found"]["kinds"]
    assert kinds == {"date": {"mean": 0.666667, "scored": 3}, "table": {"mean": 1.0, "scored": 1}}
    assert list(kinds) == ["date", "table"]


def test_stages_are_measured_over_answers_and_refusals() -> None:
    slow = with_answer(answered("a"), timings_ms={"total": 40.0, "judge": 4.0})
    quick = with_answer(refused("b"), timings_ms={"total": 20.0})
    stages = of(slow, quick, failed("c"))["latency_ms"]
    assert stages == {
        "total": {"p50": 30.0, "p95": pytest.approx(39.0), "mean": 30.0},
        "judge": {"p50": 4.0, "p95": 4.0, "mean": 4.0},
    }
    assert of(failed("c"))["latency_ms"] == {}


def test_the_judge_is_given_back_with_how_often_it_failed() -> None:
    once = {"sentence": 0, "verdict": None, "failure": "asleep"}
    twice = replace(answered("a"), checked=(once, {**once, "sentence": 1}))
    assert of(twice, answered("b"))["judge"] == {**JUDGE, "failures": 2}
    assert of(answered("b"), failed("c"))["judge"]["failures"] == 0


def asked(case_id: str, evidence: float, gold: bool) -> Result:
    case: dict[str, Any] = {} if gold else {"gold": (), "kind": "unanswerable"}
    return with_answer(answered(case_id, **case), evidence=evidence)


def test_the_curve_says_what_each_threshold_would_refuse() -> None:
    results = [asked("a", 0.9, True), asked("b", 0.3, True), asked("c", 0.6, False), asked("d", 0.1, False)]
    curve = of(*results, failed("e"))["refusing_curve"]
    assert [one["threshold"] for one in curve] == [pytest.approx(step / 20) for step in range(21)]
    points = {round(one["threshold"], 2): one for one in curve}
    told = {
        at: (points[at]["precision"], points[at]["recall"], points[at]["wrongly_refused"])
        for at in (0.0, 0.1, 0.15, 0.3, 0.35, 0.65, 0.95, 1.0)
    }
    assert told == {
        0.0: (None, 0.0, 0.0),
        0.1: (None, 0.0, 0.0),
        0.15: (1.0, 0.5, 0.0),
        0.3: (1.0, 0.5, 0.0),
        0.35: (0.5, 0.5, 0.5),
        0.65: (0.666667, 1.0, 0.5),
        0.95: (0.5, 1.0, 1.0),
        1.0: (0.5, 1.0, 1.0),
    }


def test_there_is_no_curve_of_one_sort_of_question() -> None:
    assert of(asked("a", 0.9, True), asked("b", 0.1, True))["refusing_curve"] == []
    assert of(asked("a", 0.9, False))["refusing_curve"] == []
    assert of(failed("a"))["refusing_curve"] == []
    assert of()["refusing_curve"] == []


def test_the_order_of_results_moves_no_mean() -> None:
    results = [answered(f"a{place}", scores={"facts_found": place / 7}) for place in range(8)]
    means = [of(*order)["metrics"]["facts_found"]["mean"] for order in (results, results[::-1])]
    assert means[0] == means[1] == pytest.approx(0.5)
