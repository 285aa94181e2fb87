"""Two runs beside each other."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.compare import Moved, compare_runs, incomparable
from eval.metrics import metric
from eval.metrics.score import Score
from eval.results import Result, Run
from eval.statistics import Interval, mean_interval
from eval.told import comparison_lines, run_lines
from tests.eval.runs import answered, failed, refused, run_of

HERE = Path("a")
THERE = Path("b")


def scored(name: str, *values: float | None, folder: Path = HERE, **record: Any) -> Run:
    """A run of as many cases, called c0, c1 and on, that this metric scores so."""
    results = [answered(f"c{place}", scores={name: value}) for place, value in enumerate(values)]
    return run_of(folder, *results, **record)


def moved(name: str, before: list[float | None], after: list[float | None]) -> Moved:
    return compare_runs(scored(name, *before), scored(name, *after)).moved[name]


def test_wins_and_losses_are_told_by_what_is_better() -> None:
    more = moved("facts_found", [0.0, 1.0, 0.5, 1.0], [1.0, 0.5, 0.5, 1.0])
    assert (more.wins, more.losses, more.unpaired, more.cases) == (("c0",), ("c1",), (), 4)
    assert (more.a, more.b, more.difference.mean) == (0.625, 0.75, 0.125)
    less = moved("wrongly_refused", [0.0, 1.0], [1.0, 0.0])
    assert (less.wins, less.losses) == (("c1",), ("c0",))
    neither = moved("answer_words", [10.0, 5.0], [5.0, 10.0])
    assert (neither.wins, neither.losses, neither.cases) == ((), (), 2)


def test_only_cases_that_both_runs_score_count() -> None:
    one = moved("facts_found", [0.0, None, 1.0, None], [1.0, 1.0, None, None])
    assert (one.cases, one.a, one.b, one.unpaired) == (1, 0.0, 1.0, ("c1", "c2"))
    comparison = compare_runs(scored("facts_found", 1.0, None), scored("facts_found", None, 1.0))
    assert comparison.moved == {}


def test_the_difference_has_the_paired_interval_by_the_seed_of_the_first() -> None:
    before, after = [0.0, 0.5, 1.0, 0.25, 0.0], [0.5, 0.5, 0.75, 1.0, 1.0]
    steps = [late - early for early, late in zip(before, after, strict=True)]
    first, second = scored("facts_found", *before, seed=3), scored("facts_found", *after, seed=4)
    assert compare_runs(first, second).moved["facts_found"].difference == mean_interval(steps, 3)
    unseeded = replace(first, record={name: one for name, one in first.record.items() if name != "seed"})
    assert compare_runs(unseeded, second).moved["facts_found"].difference == mean_interval(steps, 0)


@pytest.mark.parametrize(
    ("name", "low", "high", "told"),
    [
        ("facts_found", 0.1, 0.3, "better"),
        ("facts_found", -0.3, -0.1, "worse"),
        ("facts_found", -0.1, 0.3, "unclear"),
        ("facts_found", 0.0, 0.3, "unclear"),
        ("facts_found", -0.3, 0.0, "unclear"),
        ("facts_found", 0.0, 0.0, "the same"),
        ("wrongly_refused", 0.1, 0.3, "worse"),
        ("wrongly_refused", -0.3, -0.1, "better"),
        ("answer_ms", -9.0, -1.0, "better"),
        ("answer_words", 1.0, 9.0, "unclear"),
        ("answer_words", 0.0, 0.0, "the same"),
    ],
)
def test_a_move_is_told_only_where_its_interval_is_clear_of_nought(
    name: str, low: float, high: float, told: str
) -> None:
    assert Moved(metric(name), 0.0, 0.0, Interval(0.0, low, high), 9, (), (), ()).told == told


def test_a_run_beside_itself_is_the_same() -> None:
    run = run_of(HERE, answered("a"), refused("b"), failed("c"))
    comparison = compare_runs(run, run)
    assert {one.told for one in comparison.moved.values()} == {"the same"}
    assert set(comparison.moved) == {"groundedness", "facts_found", "answer_ms", "wrongly_refused"}
    nothing = (comparison.differs, comparison.only_a, comparison.only_b, comparison.unlike)
    assert nothing == ((), (), (), ())
    assert comparison.better == comparison.worse == {}
    assert incomparable(run, run) == []


def test_cases_are_told_that_one_run_alone_asked_or_that_ended_another_way() -> None:
    first = run_of(HERE, answered("x"), answered("a"), refused("b"), failed("c"), answered("d"))
    second = run_of(THERE, refused("d"), answered("c"), refused("b"), answered("a"), answered("y"))
    comparison = compare_runs(first, second)
    assert (comparison.only_a, comparison.only_b, comparison.unlike) == (("x",), ("y",), ("c", "d"))
    assert comparison.moved["facts_found"].cases == 1


def test_cases_are_listed_with_what_moved_but_time() -> None:
    def result(case_id: str, facts: float, grounded: float, ms: float) -> Result:
        return answered(case_id, scores={"facts_found": facts, "groundedness": grounded, "answer_ms": ms})

    first = run_of(HERE, result("a", 0.0, 1.0, 10.0), result("b", 1.0, 1.0, 10.0), result("c", 1.0, 1.0, 10.0))
    second = run_of(THERE, result("a", 1.0, 0.5, 50.0), result("b", 0.0, 0.0, 5.0), result("c", 1.0, 1.0, 50.0))
    comparison = compare_runs(first, second)
    assert comparison.better == {"a": ["facts_found"]}
    assert comparison.worse == {"a": ["groundedness"], "b": ["groundedness", "facts_found"]}
    assert comparison.moved["answer_ms"].losses == ("a", "c")


def test_a_comparison_as_json_has_all_of_it() -> None:
    first, second = scored("facts_found", 0.0, 1.0, 1.0), scored("facts_found", 1.0, 0.5, None, seed=9)
    given = compare_runs(first, second).as_json()
    assert json.loads(json.dumps(given)) == given
    assert given["differs"] == ["seed: 7 -> 9"]
    one = given["metrics"]["facts_found"]
    assert (one["wins"], one["losses"], one["unpaired"], one["cases"]) == (["c0"], ["c1"], ["c2"], 2)
    assert (one["a"], one["b"], one["difference"], one["told"]) == (0.5, 0.75, 0.25, "unclear")
    assert one["low"] < one["difference"] < one["high"]


LIBRARY = {"documents": 5, "passages": 12, "sha256": "0" * 64}


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"suite": {"name": "lamps", "path": "x", "sha256": "0" * 64, "cases": 0}}, ["suite.sha256: dddddddddddd"]),
        ({"suite": {"name": "lamps", "path": "elsewhere.jsonl", "sha256": "d" * 64, "cases": 0}}, []),
        ({"judge": {"setting": "chat", "name": "chat:x"}}, ["judge.setting: rules -> chat", "judge.name: rules"]),
        ({"reference": {"sha256": "1" * 64}}, ["reference.sha256: None -> 111111111111"]),
        ({"library": LIBRARY}, ["library.sha256: ffffffffffff"]),
        ({"settings": {"hits": 4}, "prompts": {}, "onrecord": "1.0", "code_sha256": "0" * 64, "seed": 8}, []),
        ({"packages": {"numpy": "3"}, "machine": {"cores": 64}, "started": "later", "took_s": 1.0}, []),
    ],
)
def test_runs_of_another_suite_judge_or_library_are_not_comparable(record: dict[str, Any], says: list[str]) -> None:
    lines = incomparable(run_of(HERE), run_of(THERE, **record))
    assert len(lines) == len(says)
    assert all(line.startswith(start) for line, start in zip(lines, says, strict=True))


def test_what_differs_is_told_a_line_each_and_where_things_lie_is_not() -> None:
    here = {"hits": 8, "library": "/one", "deep": {"x": 1}, "gone": 1}
    there = {"hits": 4, "library": "/two", "deep": {"x": 2}, "new": None}
    comparison = compare_runs(run_of(HERE, settings=here), run_of(THERE, settings=there, took_s=99.0))
    assert comparison.differs == ("settings.hits: 8 -> 4", "settings.deep.x: 1 -> 2", "settings.gone: 1 -> None")


def test_a_comparison_is_told_with_both_answers_of_what_moved() -> None:
    first = run_of(HERE, answered("a", scores={"facts_found": 0.0}), answered("b", scores={"facts_found": 1.0}))
    long = answered("b", words="word " * 100, scores={"facts_found": 0.5})
    second = run_of(THERE, answered("a", scores={"facts_found": 1.0}), long, refused("new"), seed=9)
    lines = comparison_lines(first, second, compare_runs(first, second))
    assert lines[:4] == ["A a", "B b", "  suite.cases: 2 -> 3", "  seed: 7 -> 9"]
    assert "Only in B: new" in lines
    assert not any(line.startswith("Only in A") for line in lines)
    assert lines.index("Worse in B: 1") < lines.index("b: When was the lamp of b lit?")
    assert "  facts_found 1 -> 0.5" in lines
    assert "  facts_found 0 -> 1" in lines
    (cut,) = [line for line in lines if line.startswith("  B: ") and "word word" in line]
    assert len(cut) == len("  B: ") + 301
    assert cut.endswith("\u2026")
    (row,) = [line for line in lines if line.startswith("| facts_found")]
    assert [cell.strip() for cell in row.strip("|").split("|")] == [
        "facts_found", "0.500", "0.750", "+0.250", "-0.500 to +1.000", "2", "1", "1", "unclear",
    ]  # fmt: skip


def test_a_run_is_told_with_its_figures_and_what_is_broken() -> None:
    bad = replace(answered("a"), scores={"facts_found": Score(0.5, "not stated: x")}, broken=("gone", "lost"))
    lines = run_lines(run_of(HERE, bad, answered("b", scores={"facts_found": 1.0}), failed("c", "no memory")))
    assert lines[0] == "lamps: 3 questions; 2 answered, 0 abstained, 1 errors, 2 broken"
    assert any(line.startswith("| facts_found") and "0.750" in line for line in lines)
    assert not any("ndcg" in line for line in lines)
    assert lines[-1] == "1 of 3 questions lost points; each is in a/report.html"
    assert "supports 8.1% of the unsupported pairs and misses 17.7% of the supported ones (160" in "\n".join(lines)
    broken = lines[lines.index("Broken or failed:") + 1 :]
    assert broken[:3] == ["  a: gone", "  a: lost", "  c: no memory"]
