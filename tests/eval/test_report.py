"""The page of a run: what it says, and that words of documents stay words."""

from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from eval.report.page import report_html, write_report
from eval.results import Result, Run
from onrecord.errors import BadInput
from tests.eval.runs import answered, citation, failed, hit, refused, run_of, small_run

HOSTILE = (
    "</style></script><script>window.PWNED=1</script><img src=x onerror=window.PWNED=2>\"'><b>{{ 7*7 }}{% raw %}"
    "${window.PWNED=3} <!-- & &lt; \u202eevil\ud800\x00 http://evil.example/x"
)


def page_of(run: Run) -> Any:
    return html.fromstring(report_html(run))


def words(element: Any) -> str:
    """What is read, on one line; what begins a line of its own on the page stands apart."""
    apart = deepcopy(element)
    for one in apart.iter(*"p div dl dt dd li td th small h3 h4 option summary table".split()):
        one.text, one.tail = f" {one.text or ''}", f" {one.tail or ''}"
    return " ".join(apart.text_content().split())


def question(page: Any, case_id: str) -> Any:
    (found,) = page.xpath(f"//details[@id='q-{case_id}']")
    return found


def test_the_head_says_what_was_asked_of_what_and_how_far_the_judge_is_to_be_trusted(tmp_path: Path) -> None:
    page = page_of(small_run(tmp_path))
    (head,) = page.find_class("head")
    said = words(head)
    assert "4 questions put to 4 documents" in said
    assert "2 answered, 1 refused, 1 failed." in said
    assert "Answered though the documents hold no answer: 1. Refused though they do: 1." in said
    assert "1 question of the suite is broken" in said
    assert "4 May 2026, 09:30 UTC, took 12 s" in said
    assert "Of 160 labelled pairs (pairs) it calls 8.1 % of the unsupported ones supported" in said
    assert page.findtext("head/title") == "lamps: 4\u00a0questions, 4 May 2026, 09:30 UTC"


@pytest.mark.parametrize(
    ("judge", "said"),
    [
        ({"name": "rules", "failures": 0, "reference": None}, "Its error was not measured"),
        ({"name": "rules", "failures": 3, "reference": None}, "It failed on 3 sentences"),
        (None, "No judge is named"),
    ],
)
def test_a_judge_whose_error_is_not_known_is_said_to_be_one(tmp_path: Path, judge: object, said: str) -> None:
    run = small_run(tmp_path)
    page = page_of(replace(run, summary={**run.summary, "judge": judge}))
    assert said in words(page.find_class("judge")[0])


def test_figures_have_intervals_and_say_which_way_is_better(tmp_path: Path) -> None:
    page = page_of(small_run(tmp_path))
    (card,) = [one for one in page.find_class("card") if "Groundedness" in words(one)]
    assert "50.0 % 45.0 % to 55.0 %" in words(card)
    assert "more is better" in words(card)
    assert "2 questions, 2 unscored" in words(card)
    (row,) = [one for one in page.xpath("//table[@class='heat']/tbody/tr") if "Groundedness" in words(one)]
    cells = [words(cell) for cell in row.iter("td")]
    assert cells == ["50.0 % 45.0 % to 55.0 %", "0 % 1", "100 % 1", "\u2013", "\u2013"]
    assert [cell.get("style") for cell in row.iter("td")][:3] == ["--lost: 0.500", "--lost: 1.000", "--lost: 0.000"]
    assert "No question of this suite can be scored by: Quote fidelity," in words(page)


def test_a_figure_of_which_less_is_better_is_lost_the_other_way(tmp_path: Path) -> None:
    page = page_of(small_run(tmp_path))
    (row,) = [one for one in page.xpath("//table[@class='heat']/tbody/tr") if "Wrongly refused" in words(one)]
    assert next(row.iter("td")).get("style") == "--lost: 1.000"
    (row,) = [one for one in page.xpath("//table[@class='heat']/tbody/tr") if "Time to answer" in words(one)]
    assert next(row.iter("td")).get("style") is None


def test_a_question_shows_both_verdicts_its_quotes_and_why_it_lost_points(tmp_path: Path) -> None:
    one = question(page_of(small_run(tmp_path)), "lamp-1")
    said = words(one)
    assert "The answer\u2019s own check: supported (1.00) verbatim" in said
    assert "The run\u2019s judge: partly supported (0.43) the day is not in it" in said
    assert "Lamp lit, Ida Moor" not in said
    assert "Lamp lit, Harbour Sheet, Ida Moor, 2025-05-05, p. 3" in said
    (lost,) = one.xpath(".//table[contains(@class, 'lost')]")
    assert words(lost) == "Groundedness 0 % why groundedness"
    (gold,) = one.find_class("gold")
    assert [mark.text for mark in gold.iter("mark")] == ["Grey Point"]
    assert words(gold).startswith("cited: lamp.txt, p. 3, in the passage found first")
    assert "2 passages found" in said


def test_verdicts_that_are_one_are_said_once(tmp_path: Path) -> None:
    one = answered("lamp-1")
    same = {**one.checked[0], "verdict": "supported", "score": 1.0, "reason": "verbatim"}
    said = words(question(page_of(run_of(tmp_path, replace(one, checked=(same,)))), "lamp-1"))
    assert said.count("verbatim") == 1
    assert "The answer\u2019s own check and the run\u2019s judge: supported (1.00)" in said


def test_what_each_of_several_citations_is_worth_is_said(tmp_path: Path) -> None:
    one = answered("lamp-1")
    row = {**one.checked[0], "alone": {"1": True, "2": False}, "without": {"1": False, "2": True}}
    said = words(question(page_of(run_of(tmp_path, replace(one, checked=(row,)))), "lamp-1"))
    assert "[1] supports it alone; the others do not without it" in said
    assert "[2] does not support it alone; the others do without it" in said


def test_a_sentence_that_could_not_be_judged_says_why(tmp_path: Path) -> None:
    one = answered("lamp-1")
    row = {**one.checked[0], "verdict": None, "score": None, "reason": "", "failure": "out of memory"}
    assert "The run\u2019s judge: failed out of memory" in words(
        page_of(run_of(tmp_path, replace(one, checked=(row,))))
    )


def test_refusals_failures_and_broken_cases_are_said(tmp_path: Path) -> None:
    page = page_of(small_run(tmp_path))
    keeper, burnt = words(question(page, "keeper")), words(question(page, "burnt"))
    assert "Refused, though answerable" in keeper
    assert "Refused. nothing names a keeper" in keeper
    assert "Lamp lit, 2025-05-05, p. 3: it names no keeper" in keeper
    assert "Searched as: Who keeps the lamp of Grey Point?" in keeper
    assert "Failed" in burnt
    assert "Broken: no document gone.txt is on record" in burnt
    assert "No answer. the model could not be read" in burnt


def test_questions_can_be_filtered_by_outcome_and_by_what_was_lost(tmp_path: Path) -> None:
    page = page_of(small_run(tmp_path))
    found = {one.get("id"): one.get("data-filters") for one in page.find_class("question")}
    assert found == {
        "q-lamp-1": "lost lost:groundedness",
        "q-lamp-2": "lost answered lost:refusing_recall",
        "q-keeper": "lost refused lost:wrongly_refused",
        "q-burnt": "broken",
    }
    options = [words(one) for one in page.xpath("//select[@id='outcome']//option")]
    assert options[:3] == ["All outcomes (4)", "Lost points (3)", "Refused, though answerable (1)"]


def test_the_foot_has_every_fingerprint(tmp_path: Path) -> None:
    (foot,) = page_of(small_run(tmp_path)).find_class("record")
    said = words(foot)
    for letter in "cdef":
        assert letter * 64 in said
    assert "min_evidence 0.3" in said
    assert "numpy 2.4" in said


def hostile_run(folder: Path) -> Run:
    """The attack everywhere that a document, a person or a model could put it."""
    offending = {
        "offending": [HOSTILE],
        "offending_at": [[0, len(HOSTILE)]],
        "verdict": "unsupported",
        "reason": HOSTILE,
    }
    one = answered(HOSTILE, HOSTILE, kind=HOSTILE, question=HOSTILE, facts=[[HOSTILE]], tags=[HOSTILE])
    assert one.answer is not None
    answer = dict(one.answer)
    answer["sentences"] = [{**answer["sentences"][0], **offending, "speaker": HOSTILE}]
    answer["citations"] = [citation(quote=HOSTILE, title=HOSTILE, author=HOSTILE, outlet=HOSTILE, published=HOSTILE)]
    answer |= {"standalone_question": HOSTILE + "?", "text": HOSTILE, "writer": HOSTILE}
    answer["unanswered"] = [{"question": HOSTILE, "reason": HOSTILE}]
    gold = {**one.gold[0], "quote": HOSTILE, "document": HOSTILE, "start": 900, "end": 950}
    bad = replace(one, answer=answer, hits=(hit(1, HOSTILE, title=HOSTILE),), gold=(gold,), broken=(HOSTILE,))
    named = {"suite": {"name": HOSTILE, "path": HOSTILE, "sha256": "0", "cases": 3}, "settings": {HOSTILE: HOSTILE}}
    return run_of(folder, bad, refused("no", question=HOSTILE), failed("gone", HOSTILE), **named)


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    written = report_html(hostile_run(tmp_path))
    page = html.fromstring(written)
    assert written.encode("utf-8").count(b"<script") == 1
    assert len(list(page.iter("script"))) == 1
    assert not list(page.iter("img"))
    assert not page.xpath("//*[@onerror or @onload or @onclick]")
    assert "\u202e" not in written
    assert "\x00" not in written
    assert "{{ 7*7 }}" in written
    said = page.find_class("said")[0].text_content()
    assert said.startswith("</style></script><script>window.PWNED=1</script><img src=x")
    assert "\u27e8U+202E\u27e9evil\ufffd\ufffd" in said


def test_the_page_asks_nobody_for_anything(tmp_path: Path) -> None:
    page = page_of(hostile_run(tmp_path))
    for name in (
        "src",
        "href",
        "action",
        "{http://www.w3.org/1999/xlink}href",
        "xlink:href",
        "data",
        "poster",
        "srcset",
    ):
        assert all(value.startswith(("#", "data:")) for value in page.xpath(f"//@*[name()='{name}']")), name
    style = next(page.iter("style")).text_content()
    assert "url(" not in style
    assert "@import" not in style
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    assert "script-src 'sha256-" in policy


def test_ids_are_unique(tmp_path: Path) -> None:
    ids = page_of(small_run(tmp_path)).xpath("//@id")
    assert len(ids) == len(set(ids))
    links = {one[1:] for one in page_of(small_run(tmp_path)).xpath("//a/@href")}
    assert links <= set(ids)


def test_the_same_run_gives_the_same_page(tmp_path: Path) -> None:
    assert report_html(small_run(tmp_path)) == report_html(small_run(tmp_path))


def test_a_run_as_it_is_read_back_gives_the_same_page(tmp_path: Path) -> None:
    run = small_run(tmp_path)
    again = replace(run, results=tuple(Result.of_json(one.as_json()) for one in run.results))
    assert report_html(again) == report_html(run)


def test_a_run_without_any_answer_has_a_page(tmp_path: Path) -> None:
    page = page_of(run_of(tmp_path, failed("one"), failed("two")))
    assert "2 failed" in words(page)
    assert "No answer of this run says how long it took." in words(page)


def test_a_long_piece_of_gold_is_cut_and_says_so(tmp_path: Path) -> None:
    one = answered("lamp-1")
    whole = {**one.gold[0], "start": 0, "end": 5000, "quote": "x" * 5000}
    (gold,) = page_of(run_of(tmp_path, replace(one, gold=(whole,)))).find_class("gold")
    assert "4,300 characters more" in words(gold)


def test_the_page_is_written_whole_in_place_of_an_older_one(tmp_path: Path) -> None:
    run = small_run(tmp_path)
    (tmp_path / "report.html").write_text("old", encoding="utf-8")
    path = write_report(run)
    assert path == tmp_path / "report.html"
    assert path.read_text(encoding="utf-8") == report_html(run)
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]


def test_a_page_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"report\.html cannot be written"):
        write_report(small_run(tmp_path / "missing"))
    (tmp_path / "report.html").mkdir()
    with pytest.raises(BadInput, match=r"report\.html cannot be written"):
        write_report(small_run(tmp_path))
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]
