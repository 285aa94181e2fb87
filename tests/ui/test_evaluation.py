"""The evaluation tab as HTML, and what its handlers do with what a page sends."""

from collections.abc import Callable, Iterator
from typing import Any, cast

import gradio as gr
import pytest

from onrecord.desk import DraftedCase, RunProgress
from onrecord.errors import BadInput, EmptyLibrary
from tests.browser.evaluation_page import HOSTILE, FakeEvaluation, a_run, some_drafts
from tests.browser.tab_page import in_event_loop
from tests.ui.markup import Markup
from tests.ui.markup import read as read_markup
from ui.evaluation import EvaluationTab
from ui.evaluation_page import (
    compare_path,
    drafts_html,
    finished_html,
    form_html,
    progress_html,
    report_path,
    run_words,
    runs_html,
    view_html,
)
from ui.say import LANGUAGES, speaking, translations


def read(page: str) -> Markup:
    """As the page does, fields closed as HTML closes them."""
    return read_markup(page.replace("<input ", "<br data-was=input "))


@pytest.fixture
def evaluation() -> FakeEvaluation:
    runs = [a_run("new", 9), a_run("half", 8, cases=7, left=17, interrupted=True, figures={}), a_run("old", 4)]
    return FakeEvaluation(runs, some_drafts())


@pytest.fixture(scope="module")
def built() -> EvaluationTab:
    """Laid out once, for that takes a second or two."""

    def building() -> EvaluationTab:
        with gr.Blocks(analytics_enabled=False):
            return EvaluationTab(FakeEvaluation())

    return in_event_loop(building)


@pytest.fixture
def tab(built: EvaluationTab, evaluation: FakeEvaluation, monkeypatch: pytest.MonkeyPatch) -> EvaluationTab:
    monkeypatch.setattr(built, "_evaluation", evaluation)
    return built


def press(**values: Any) -> gr.EventData:
    return gr.EventData(None, values)


def test_both_languages_have_the_same_words() -> None:
    keys = [{key for key in translations(code) if key.startswith("evaluation.")} for code in LANGUAGES]
    assert keys[0] == keys[1]
    assert len(keys[0]) > 80


def test_a_row_has_when_what_and_figures() -> None:
    page = read(runs_html([a_run("new", 9), a_run("old", 4, figures={"facts_found": 0.5, "new_one": 0.25})]))
    first, second = page.all("open")
    assert first.attributes["value"] == "new"
    assert "9 May 2026" in first.text
    assert page.all("of")[0].text == "harbour · 24 questions"
    shown = [one.text for one in page.all("figure") if one.tag == "td"]
    assert shown[:7] == ["91\u00a0%", "88\u00a0%", "100\u00a0%", "96\u00a0%", "90\u00a0%", "2\u00a0%", "–"]
    assert shown[7:] == ["50\u00a0%", "–", "–", "–", "–", "–", "25\u00a0%"]
    assert [one.text for one in page.all("figure") if one.tag == "th"][-1] == "new_one"
    assert second.attributes["value"] == "old"


def test_a_run_that_is_not_finished_or_not_read_cannot_be_chosen(evaluation: FakeEvaluation) -> None:
    torn = a_run("torn", suite="", started="", cases=0, figures={}, trouble=f"record.json is no JSON {HOSTILE}")
    page = read(runs_html([evaluation.listed[1], torn]))
    assert page.all("open") == page.all("pick") == []
    assert "7 of 24 asked" in page.one("interrupted").text
    assert "Cannot be read. Record.json is no JSON" in page.one("bad").text
    assert page.tags().isdisjoint({"img", "script"})


def test_hostile_names_and_words_stay_words() -> None:
    run = a_run(HOSTILE, suite=HOSTILE, writer=HOSTILE, judge=HOSTILE)
    pages = [
        runs_html([run]),
        view_html([run]),
        view_html([run, a_run("b", 5)]),
        form_html([HOSTILE]),
        finished_html(RunProgress(1, 1, HOSTILE, HOSTILE)),
        drafts_html([DraftedCase(HOSTILE, HOSTILE, ((HOSTILE, HOSTILE, 1),), (HOSTILE,), (HOSTILE,), (HOSTILE,))]),
    ]
    for page in pages:
        markup = read(page)
        assert markup.tags().isdisjoint({"img", "script"})
        assert not any(name.startswith("on") for one in markup.elements for name in one.attributes)
        assert "\u202e" not in page.replace("%E2%80%AE", "")
    assert "(U+202E)" not in pages[0]
    assert "⟨U+202E⟩" in pages[0]


@pytest.mark.parametrize("name", ["a/../b", "a?b#c", "ü %2e", '"><b>'])
def test_a_name_is_one_part_of_an_address(name: str) -> None:
    path = report_path(name)
    assert path.startswith("./runs/")
    assert path.endswith("/report")
    assert path.count("/") == 3
    assert set(path) <= set("./%_~-") | {letter for letter in path if letter.isalnum()}
    assert compare_path(name, name).count("&") == 1


def test_the_earlier_of_two_runs_comes_first() -> None:
    page = read(view_html([a_run("new", 9), a_run("old", 4)]))
    (frame,) = [one for one in page.elements if one.tag == "iframe"]
    assert frame.attributes["data-src"] == "./runs/compare?before=old&after=new"
    assert frame.attributes["sandbox"] == "allow-scripts"
    (link,) = [one for one in page.elements if one.tag == "a"]
    assert (link.attributes["target"], link.attributes["rel"]) == ("_blank", "noopener")


def test_progress_says_how_far_and_how_long() -> None:
    assert "Starting" in progress_html(None)
    assert "2 of 24 asked" in progress_html(RunProgress(2, 24))
    assert 'value="2" max="24"' in progress_html(RunProgress(2, 24))
    assert "less than a minute left" in progress_html(RunProgress(2, 24), 1.0)
    assert "about 2 minutes left" in progress_html(RunProgress(4, 24), 6.0)
    assert "about 1 minute left" in progress_html(RunProgress(14, 24), 6.0)
    assert "The judge is measured" in progress_html(RunProgress(24, 24), 6.0)


def test_drafts_say_what_they_expect_and_what_is_open() -> None:
    cards = read(drafts_html(some_drafts())).all("draft")
    assert "What was halted?" in cards[0].text
    assert "“Nobody will move another shovel" in cards[0].text
    assert "Not known yet." in cards[1].text
    assert "which words answer it; whether the documents answer it at all" in cards[1].text
    assert "A refusal" in cards[2].text
    assert "Still open" not in cards[2].text
    assert "page 3" in cards[3].text


def test_long_lists_are_cut_and_say_so() -> None:
    runs = [a_run(f"r{number}") for number in range(230)]
    page = read(runs_html(runs))
    assert len(page.all("open")) == 200
    assert "newest 200" in page.one("rest").text
    drafts = [DraftedCase(f"use-{number}", "Who?") for number in range(130)]
    page = read(drafts_html(drafts))
    assert len(page.all("draft")) == 100
    assert "first 100" in page.one("rest").text


def test_empty_states_say_what_will_be_there() -> None:
    assert "No run yet" in runs_html([])
    assert "No draft waits" in drafts_html([])
    assert "No suite asks" in form_html([])
    with speaking("de"):
        assert "Noch kein Lauf" in runs_html([])
        assert "9. Mai 2026" in run_words(a_run("a", 9))


# ---- handlers -------------------------------------------------------------------------------------------------------


def test_a_failing_part_leaves_the_others(tab: EvaluationTab, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: FakeEvaluation) -> list[Any]:
        raise BadInput(f"runs cannot be read {HOSTILE}; do this")

    def breaks(self: FakeEvaluation) -> list[Any]:
        raise ZeroDivisionError

    monkeypatch.setattr(FakeEvaluation, "runs", fails)
    monkeypatch.setattr(FakeEvaluation, "suites", breaks)
    runs, form, drafts = tab._filled()
    assert "The runs cannot be listed. Runs cannot be read &lt;img" in runs
    assert "ZeroDivisionError" in form
    assert "4 drafts" in drafts


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["gone"], "no longer there"),
        (["half"], "no longer there"),
        (["../../etc"], "no longer there"),
        (["new", "old", "half"], "two to compare"),
    ],
)
def test_only_finished_runs_are_opened(tab: EvaluationTab, names: list[str], words: str) -> None:
    page = tab._opened(press(names=names))
    assert words in page
    assert "<iframe" not in page


@pytest.mark.parametrize("sent", [{}, {"names": None}, {"names": []}, {"names": "new"}, {"names": [1, {}, ""]}])
def test_nothing_is_opened_where_nothing_is_named(tab: EvaluationTab, sent: dict[str, Any]) -> None:
    assert tab._opened(press(**sent)) == ""
    assert tab._opened(gr.EventData(None, "new")) == ""


def test_one_or_two_are_opened(tab: EvaluationTab) -> None:
    assert "./runs/new/report" in tab._opened(press(names=["new"]))
    assert "before=old&amp;after=new" in tab._opened(press(names=["new", "old"]))


def run_of(tab: EvaluationTab, **sent: Any) -> list[dict[Any, Any]]:
    return list(tab._run(press(**sent)))


def test_a_run_is_told_of_from_start_to_finish(tab: EvaluationTab, evaluation: FakeEvaluation) -> None:
    evaluation.go_on.release(99)
    steps = run_of(tab, suite="harbour", sample="3")
    assert evaluation.started == [("harbour", 3)]
    told = [step[tab._progress] for step in steps]
    assert "Starting" in told[0]
    assert "0 of 3 asked" in told[1]
    assert "The judge is measured" in told[-2]
    assert "Finished: 3 questions." in told[-1]
    assert 'value="made-now"' in steps[-1][tab._runs]
    run_of(tab, suite="samples", sample="")
    assert evaluation.started[-1] == ("samples", None)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose a suite"),
        ({"suite": "harbour", "sample": "-1"}, "whole number"),
        ({"suite": "harbour", "sample": "0"}, "whole number"),
        ({"suite": "harbour", "sample": "2.5"}, "whole number"),
        ({"suite": "harbour", "sample": "9" * 30}, "whole number"),
        ({"suite": "harbour", "sample": {}}, "whole number"),
    ],
)
def test_what_cannot_be_asked_is_said(
    tab: EvaluationTab, evaluation: FakeEvaluation, sent: dict[str, Any], words: str
) -> None:
    (only,) = run_of(tab, **sent)
    assert words in only[tab._progress]
    assert evaluation.started == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (BadInput("A run is at work already; wait."), "A run is at work already; wait."),
        (EmptyLibrary("none"), "Add documents first"),
        (RuntimeError("secret"), "RuntimeError"),
    ],
)
def test_a_run_that_fails_ends_in_words(
    tab: EvaluationTab, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def fails(self: FakeEvaluation, suite: str, sample: int | None = None) -> Iterator[RunProgress]:
        raise error

    monkeypatch.setattr(FakeEvaluation, "start", fails)
    last = run_of(tab, suite="harbour")[-1]
    assert words in last[tab._progress]
    assert "secret" not in last[tab._progress]
    assert "working" not in last[tab._progress]


def test_the_same_outcome_is_said_anew_each_time(tab: EvaluationTab, evaluation: FakeEvaluation) -> None:
    told = [run_of(tab, suite="harbour", sample="0")[-1][tab._progress] for _ in range(2)]
    assert told[0] != told[1], "a page shows only what differs, and waits for it"
    stayed = [tab._decided(press(act="accept", ids=["use-b2"]))[0] for _ in range(2)]
    assert stayed[0] != stayed[1]
    assert "1 stays" in stayed[1]


def test_a_run_from_before_the_calendar_is_listed() -> None:
    assert "harbour" in runs_html([a_run("old", started="0001-01-01T00:00:00+14:00")])


def test_closing_the_page_closes_the_run(tab: EvaluationTab, evaluation: FakeEvaluation) -> None:
    steps = cast("Any", tab._run(press(suite="harbour")))
    for _ in range(3):
        next(steps)
    steps.close()
    assert evaluation.closed.is_set()


def test_drafts_are_accepted_and_those_with_open_points_stay(tab: EvaluationTab, evaluation: FakeEvaluation) -> None:
    drafts, form = tab._decided(press(act="accept", ids=["use-a1", "use-b2", "use-c3"]))
    assert evaluation.accepted == ["use-a1", "use-c3"]
    assert "2 drafts accepted into /suites/from-use.jsonl. 1 stays" in drafts
    assert "2 drafts from feedback" in drafts
    assert "harbour" in form
    drafts, _ = tab._decided(press(act="accept", ids=["use-b2"]))
    assert "accepted" not in drafts.replace("Accepted", "")
    assert evaluation.accepted == ["use-a1", "use-c3"]


def test_drafts_are_put_aside(tab: EvaluationTab, evaluation: FakeEvaluation) -> None:
    drafts, _ = tab._decided(press(act="aside", ids=["use-b2", "use-b2", 7]))
    assert evaluation.aside == ["use-b2"]
    assert "1 draft put aside." in drafts
    for sent in ({}, {"act": "aside", "ids": "use-a1"}):
        assert "Select a draft first." in tab._decided(press(**sent))[0]


@pytest.mark.parametrize("act", ["accept", "aside"])
def test_a_decision_that_fails_is_said(tab: EvaluationTab, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    def fails(self: FakeEvaluation, ids: list[str]) -> str:
        raise BadInput(f"No longer a draft: {HOSTILE}.")

    name: Callable[[str], str] = {"accept": "accept", "aside": "put_aside"}.__getitem__
    monkeypatch.setattr(FakeEvaluation, name(act), fails)
    drafts, _ = tab._decided(press(act=act, ids=["use-a1"]))
    assert "Nothing was changed. No longer a draft: &lt;img" in drafts
    assert "4 drafts from feedback" in drafts
