"""Floors and ceilings, and what a run misses of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from eval.cases import KINDS
from eval.gate import FLOORS, Bound, Miss, misses, read_bounds
from eval.results import Run
from onrecord.errors import BadInput
from tests.eval.runs import answered, failed, refused, run_of


def written(folder: Path, text: str) -> Path:
    path = folder / "floors.toml"
    path.write_text(text, encoding="utf-8")
    return path


FULL = """
[at_least]
quote_fidelity = 1
"recall@5" = 0.85

[at_most]
wrongly_refused = 0.1

[kinds.date.at_least]
facts_found = 0.8

[kinds.who-said]
at_most = { wrongly_refused = 0.0 }
"""


def test_bounds_are_read_for_all_cases_and_for_kinds(tmp_path: Path) -> None:
    assert read_bounds(written(tmp_path, FULL)) == (
        Bound("quote_fidelity", "at_least", 1.0),
        Bound("recall@5", "at_least", 0.85),
        Bound("wrongly_refused", "at_most", 0.1),
        Bound("facts_found", "at_least", 0.8, "date"),
        Bound("wrongly_refused", "at_most", 0.0, "who-said"),
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "sets no floor; write for instance: [at_least] quote_fidelity = 1.0"),
        ("[at_least]\n[kinds.date.at_most]", "sets no floor"),
        ("[at_least", "is no TOML: "),
        ("[at_least]\nfacts_found = 1\nfacts_found = 0", "is no TOML: "),
        ("[atleast]\nfacts_found = 1", "'atleast' is no table of floors; there are at_least and at_most"),
        ("facts_found = 1", "'facts_found' is no table of floors"),
        ("at_least = 1", "'at_least' is no table of floors"),
        ("[at_least]\nfacts_fuond = 1", "There is no metric 'facts_fuond'; did you mean 'facts_found'?"),
        ("[at_least]\nrecall.at5 = 1", "recall = {'at5': 1} is no number"),
        ("[at_least]\nfacts_found = '1'", "facts_found = '1' is no number"),
        ("[at_least]\nfacts_found = true", "facts_found = True is no number"),
        ("kinds = 3", "[kinds] has a table for each kind"),
        ("[[kinds]]\ndate = 1", "[kinds] has a table for each kind"),
        ("[kinds.dates.at_least]\nfacts_found = 1", "unknown kind 'dates'; a kind is one of answerable, as-of, date, "),
        ("[kinds.date]\nfacts_found = 1", "'facts_found' is no table of floors"),
        ("[kinds]\ndate = 1", "is no table of floors; there are at_least and at_most"),
        ("[kinds.date.at_least]\nspeed = 1", "There is no metric 'speed'"),
    ],
)
def test_a_wrong_file_of_floors_is_told(tmp_path: Path, text: str, says: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(BadInput) as raised:
        read_bounds(path)
    assert str(raised.value).startswith(f"{path}")
    assert says in str(raised.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere\.toml cannot be read: .*--floor"):
        read_bounds(tmp_path / "nowhere.toml")
    with pytest.raises(BadInput, match="cannot be read"):
        read_bounds(tmp_path)
    path = tmp_path / "old.toml"
    path.write_bytes(b"[at_least] # caf\xe9\n")
    with pytest.raises(BadInput, match=r"old\.toml is no TOML"):
        read_bounds(path)


def facts(*values: float | None, kind: str = "date") -> Run:
    results = [answered(f"c{place}", kind=kind, scores={"facts_found": one}) for place, one in enumerate(values)]
    return run_of(Path("run"), *results)


FLOOR = Bound("facts_found", "at_least", 0.75)


def test_a_floor_is_missed_below_it_and_names_the_cases_that_pull_down() -> None:
    assert misses(facts(1.0, 0.5), (FLOOR,)) == []
    assert misses(facts(1.0, 1.0, None), (FLOOR,)) == []
    missed = misses(facts(0.0, 1.0, None, 0.5, 0.75), (FLOOR,))
    assert missed == [
        Miss(
            "facts_found at least 0.75: is 0.5625",
            {
                "c0": "When was the lamp of c0 lit? \u2014 why facts_found",
                "c3": "When was the lamp of c3 lit? \u2014 why facts_found",
            },
        )
    ]
    assert list(missed[0].cases) == ["c0", "c3"]


def test_a_ceiling_is_missed_above_it() -> None:
    ceiling = Bound("wrongly_refused", "at_most", 0.25)
    results = [refused(f"r{place}", scores={"wrongly_refused": value}) for place, value in enumerate((0.0, 1.0, 0.0))]
    (missed,) = misses(run_of(Path("run"), *results), (ceiling,))
    assert missed.told == "wrongly_refused at most 0.25: is 0.333333"
    assert missed.cases == {"r1": "Who keeps the lamp? \u2014 why wrongly_refused"}
    passes = [*results, refused("r3", scores={"wrongly_refused": 0.0})]
    assert misses(run_of(Path("run"), *passes), (ceiling,)) == []


@pytest.mark.parametrize(("value", "passes"), [(0.75, True), (0.7499995, True), (0.749, False), (0.7499980, False)])
def test_a_mean_may_be_off_by_its_rounding_and_no_more(value: float, passes: bool) -> None:
    assert (misses(facts(value), (FLOOR,)) == []) is passes
    ceiling = Bound("facts_found", "at_most", 0.25)
    assert (misses(facts(1 - value), (ceiling,)) == []) is passes


def test_a_third_is_a_third() -> None:
    assert misses(facts(1 / 3, 1 / 3, 1 / 3), (Bound("facts_found", "at_least", 0.333333),)) == []
    assert misses(facts(0.1, 0.2, 0.3), (Bound("facts_found", "at_least", 0.2),)) == []


def test_a_bound_of_a_kind_looks_at_that_kind_alone() -> None:
    run = run_of(
        Path("run"),
        answered("a", kind="date", scores={"facts_found": 0.0}),
        answered("b", kind="table", scores={"facts_found": 1.0}),
    )
    assert misses(run, (Bound("facts_found", "at_least", 1.0, "table"),)) == []
    (missed,) = misses(run, (Bound("facts_found", "at_least", 0.25, "date"),))
    assert missed.told == "facts_found of date at least 0.25: is 0"
    assert list(missed.cases) == ["a"]


def test_a_bound_that_scores_no_case_is_missed() -> None:
    nothing = Miss("facts_found at least 0.75: no case is scored", {})
    assert misses(facts(None, None), (FLOOR,)) == [nothing]
    assert misses(run_of(Path("run")), (FLOOR,)) == [nothing]
    (of_kind,) = misses(facts(1.0), (Bound("facts_found", "at_most", 1.0, "table"),))
    assert of_kind == Miss("facts_found of table at most 1: no case is scored", {})
    (never,) = misses(facts(1.0), (Bound("ndcg@10", "at_least", 0.0),))
    assert never.told == "ndcg@10 at least 0: no case is scored"


def test_no_run_may_have_a_case_that_failed_or_is_broken() -> None:
    broken = replace(answered("b", scores={"facts_found": 1.0}), broken=("no document b.txt is on record", "nor c"))
    good = answered("a", scores={"facts_found": 1.0})
    (missed,) = misses(run_of(Path("run"), good, broken), (FLOOR,))
    assert missed == Miss("1 case failed or broken", {"b": "no document b.txt is on record; nor c"})
    both = misses(run_of(Path("run"), good, broken, failed("c", "no memory")), (FLOOR,))
    assert [one.told for one in both] == ["2 cases failed or broken"]
    assert both[0].cases["c"] == "no memory; no document gone.txt is on record"
    assert misses(run_of(Path("run"), broken), ())[0].told == "1 case failed or broken"


def test_all_bounds_are_looked_at_in_order() -> None:
    bounds = (Bound("facts_found", "at_most", 0.1), Bound("groundedness", "at_least", 0.5), FLOOR)
    told = [one.told for one in misses(facts(0.5), bounds)]
    assert [one.split(":")[0] for one in told] == [one.told for one in bounds]


def test_the_floors_of_the_project_can_be_read() -> None:
    bounds = read_bounds(FLOORS)
    assert len(set(bounds)) == len(bounds) > 0
    assert {bound.kind for bound in bounds} - {None} <= KINDS
