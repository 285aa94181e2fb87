"""What the handlers of the tab do with what a page sends; they never raise, and the page is never left waiting."""

import copy
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from tests.browser.tab_page import in_event_loop
from tests.ui.drafts import DRAFT, ScriptedChecker
from ui.draft import DraftTab
from ui.draft_run import DraftRun, LatestRun


@pytest.fixture(scope="module")
def built() -> DraftTab:
    """Laid out once, for that takes a second or two."""

    def building() -> DraftTab:
        with gr.Blocks(analytics_enabled=False):
            return DraftTab(ScriptedChecker())

    return in_event_loop(building)


@pytest.fixture
def tab(built: DraftTab, monkeypatch: pytest.MonkeyPatch) -> DraftTab:
    monkeypatch.setattr(built, "_checker", ScriptedChecker())
    return built


@pytest.fixture
def latest() -> LatestRun:
    return copy.deepcopy(LatestRun())


def press(sent: Any) -> gr.EventData:
    return gr.EventData(None, sent)


def test_a_check_ends_in_a_summary_and_until_one_is_selected_says_what_to_do(tab: DraftTab, latest: LatestRun) -> None:
    steps = list(tab._checking(DRAFT, latest))
    assert "Select a sentence" in steps[0][tab._details]
    assert all(tab._details not in step for step in steps[1:]), "what the reader selected meanwhile stays"
    assert "2 not supported" in steps[-1][tab._summary]
    assert 'data-ended="1"' in steps[-1][tab._news]


def test_the_same_refusal_is_said_anew_each_time(tab: DraftTab, latest: LatestRun) -> None:
    (first,), (second,) = list(tab._checking("  ", latest)), list(tab._checking("  ", latest))
    assert "nothing to check yet" in first[tab._note]
    assert first[tab._note] != second[tab._note], "a page shows only what differs"


def test_what_was_cleared_while_it_was_checked_stays_cleared(tab: DraftTab, latest: LatestRun) -> None:
    steps = tab._checking("The first one. The slow second one.", latest)
    next(steps)
    assert "1 of 2" in next(steps)[tab._summary]
    tab._cleared(latest)
    *_, last = steps
    assert (last[tab._summary], last[tab._sheet], last[tab._news]) == ("", "", "")


def test_a_check_that_another_took_the_place_of_says_nothing_more(tab: DraftTab, latest: LatestRun) -> None:
    steps = tab._checking("The first one. The slow second one.", latest)
    next(steps)
    latest.begin(DraftRun(ScriptedChecker(), DRAFT))
    assert list(steps) == []


ODD: tuple[Any, ...] = (None, "run", 7, [], {}, {"run": None}, {"run": {}}, {"run": "0" * 16, "place": 1})


@pytest.mark.parametrize("sent", ODD)
def test_a_visitor_reaches_no_run_but_their_own(tab: DraftTab, latest: LatestRun, sent: Any) -> None:
    list(tab._checking(DRAFT, latest))
    assert "no longer at hand" in tab._selected(latest, press(sent))
    assert "no longer at hand" in tab._exported(latest, press(sent))[tab._note]


@pytest.mark.parametrize("place", [None, -1, 7, 10**30, 1.0, "1", True, [1]])
def test_a_place_that_is_none_is_refused(tab: DraftTab, latest: LatestRun, place: Any) -> None:
    list(tab._checking(DRAFT, latest))
    assert latest.run is not None
    assert "no longer at hand" in tab._selected(latest, press({"run": latest.run.id, "place": place}))


def test_a_file_is_read_and_not_kept_and_one_that_cannot_be_leaves_the_text(tab: DraftTab, tmp_path: Path) -> None:
    good, bad, binary = tmp_path / "a.txt", tmp_path / "b.zip", tmp_path / "c.txt"
    good.write_text(DRAFT, encoding="utf-8")
    bad.write_bytes(b"PK")
    binary.write_bytes(bytes(range(256)))
    reading, read = tab._opened(str(good))
    assert "Reading a.txt …" in reading[tab._note]
    assert read[tab._box] == DRAFT
    for path in (bad, binary):
        _, changes = tab._opened(str(path))
        assert tab._box not in changes
        assert "failed" in changes[tab._note]
    assert list(tmp_path.iterdir()) == []
    assert list(tab._opened(None)) == [{tab._note: ""}]
