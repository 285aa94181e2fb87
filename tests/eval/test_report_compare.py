"""The page of two runs."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import html

from eval.report.compare_page import comparison_html
from eval.results import Run
from tests.eval.runs import answered, refused, run_of
from tests.eval.test_report import HOSTILE, hostile_run, words


def two(folder: Path) -> tuple[Run, Run]:
    same = answered("same", scores={"groundedness": 1.0, "answer_ms": 20.0})
    a = run_of(folder, answered("up", scores={"groundedness": 0.0}), same, answered("off", scores={"facts_found": 1.0}))
    slower = answered("same", scores={"groundedness": 1.0, "answer_ms": 90.0})
    off = refused("off", scores={"facts_found": 0.0, "answer_words": 2.0})
    return a, run_of(folder, answered("up", scores={"groundedness": 1.0}), slower, off)


def row(**changes: Any) -> dict[str, Any]:
    given = {"a": 0.5, "b": 0.75, "difference": 0.25, "low": 0.1, "high": 0.4, "cases": 2, "wins": ["up"], "losses": []}
    return {**given, **changes}


def comparison(**changes: Any) -> dict[str, Any]:
    metrics = {
        "facts_found": row(a=1.0, b=0.0, difference=-1.0, low=-1.0, high=-1.0, cases=1, wins=[], losses=["off"]),
        "groundedness": row(),
        "citation_recall": row(low=-0.1),
        "token_f1": row(a=None, b=None, difference=None, low=None, high=None, cases=0, wins=[]),
        "answer_ms": row(a=20.0, b=90.0, difference=70.0, low=60.0, high=80.0, wins=[], losses=["same"]),
    }
    given = {"differs": ["settings.hits: 8 -> 4"], "metrics": metrics, "only_a": ["lone"], "only_b": []}
    return {**given, **changes}


def rows(page: Any) -> dict[str, list[str]]:
    found = page.xpath("//table[@class='compare']/tbody/tr")
    return {words(one.find_class("name")[0]): [words(cell) for cell in one.iter("td")] for one in found}


def test_each_metric_has_both_figures_the_difference_and_who_won(tmp_path: Path) -> None:
    found = rows(html.fromstring(comparison_html(*two(tmp_path), comparison())))
    assert list(found) == ["Groundedness", "Citation recall", "Facts found", "Time to answer"]
    assert found["Groundedness"] == ["50.0 %", "75.0 %", "+25.0 better +10.0 to +40.0", "1: up", "0"]
    assert found["Citation recall"][2] == "+25.0 \u221210.0 to +40.0"
    assert found["Facts found"][2:] == ["\u2212100.0 worse the same for each", "0", "1: off"]
    assert found["Time to answer"][2] == "+70 ms worse +60 ms to +80 ms"


def test_only_questions_whose_scores_changed_are_shown_side_by_side(tmp_path: Path) -> None:
    page = html.fromstring(comparison_html(*two(tmp_path), comparison()))
    assert [one.get("id") for one in page.find_class("question")] == ["q-up", "q-off"]
    up, off = page.find_class("question")
    assert "Better \u00a0".strip() in words(up.find("summary"))
    assert "Groundedness 0 % \u2192 100 %" in words(up.find("summary"))
    assert "Worse" in words(off.find("summary"))
    sides = [words(one) for one in off.find_class("given")]
    assert sides[0].startswith("AAnswered")
    assert "Refused. nothing names a keeper" in sides[1]
    assert "why facts_found" in words(off.find_class("moved")[0])
    assert "not measured" in words(off.find_class("moved")[0])


def test_the_head_says_what_differs_and_what_could_not_be_compared(tmp_path: Path) -> None:
    said = words(html.fromstring(comparison_html(*two(tmp_path), comparison())).find_class("head")[0])
    assert "2 questions of 3 came out otherwise" in said
    assert "1 better, 1 worse, 0 better in one figure and worse in another." in said
    assert "settings.hits: 8 -> 4" in said
    assert "Only A has 1 question, not compared: lone." in said


def test_a_run_compared_with_itself_differs_in_nothing(tmp_path: Path) -> None:
    a, _ = two(tmp_path)
    page = html.fromstring(comparison_html(a, a, comparison(differs=[], metrics={}, only_a=[])))
    assert page.find_class("question") == []
    assert "Nothing that the runs record." in words(page)


def test_ids_are_unique_and_links_lead_somewhere(tmp_path: Path) -> None:
    page = html.fromstring(comparison_html(*two(tmp_path), comparison()))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {one[1:] for one in page.xpath("//a/@href")} <= set(ids)


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    a = hostile_run(tmp_path)
    other = replace(a.results[0], scores={})
    b = replace(a, results=(other, *a.results[1:]))
    written = comparison_html(a, b, comparison(differs=[HOSTILE], only_b=[HOSTILE]))
    page = html.fromstring(written)
    assert len(list(page.iter("script"))) == 1
    assert not list(page.iter("img"))
    assert len(page.find_class("question")) == 1
    assert "\u202e" not in written
    assert written.encode("utf-8")
