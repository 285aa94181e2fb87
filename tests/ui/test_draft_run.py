"""A draft while it is checked: what comes when, what a failure costs, and that stopped stays stopped."""

import copy
import threading
from collections.abc import Callable

import pytest

from onrecord.errors import BadInput, LibraryError
from tests.ui.drafts import DRAFT, ScriptedChecker
from ui.draft_run import DraftRun, LatestRun, Unchecked
from ui.say import speaking


def run_of(text: str) -> tuple[DraftRun, ScriptedChecker]:
    checker = ScriptedChecker()
    return DraftRun(checker, text), checker


@pytest.fixture(autouse=True)
def settle() -> Callable[[], None]:
    """Waits for the threads that check in this test; one of another test may wait for ever."""
    others = set(threading.enumerate())

    def settled() -> None:
        for thread in set(threading.enumerate()) - others:
            if thread.name == "onrecord-draft":
                thread.join(60)

    return settled


def test_every_sentence_that_claims_something_is_checked_once_in_order() -> None:
    run, checker = run_of(DRAFT)
    before = run.draft()
    assert [before.mark(place) for place in range(7)] == ["none", *["pending"] * 3, "none", *["pending"] * 2]
    steps = list(run.steps())
    assert [place for step in steps for place in step] == [1, 2, 3, 5, 6]
    assert checker.checked[0] == "The dredging of the inner channel was halted on Thursday."
    draft = run.draft()
    assert run.over
    assert [draft.mark(place) for place in range(7)] == [
        "none", "supported", "unsupported", "partly", "none", "supported", "unsupported"
    ]  # fmt: skip
    assert (draft.total, draft.judge, len(draft.date)) == (5, "rules-9", 10)
    assert draft.tally() == {"supported": 2, "partly": 1, "unsupported": 2, "unchecked": 0}
    assert before.found == {}, "what was taken before does not change"


def test_many_sentences_that_are_checked_at_once_come_in_one_step() -> None:
    run, _ = run_of(DRAFT)
    assert list(run.steps(pace_seconds=60)) == [(1, 2, 3, 5, 6)]


def test_what_is_checked_does_not_wait_for_a_slow_sentence_and_silence_is_a_step_too() -> None:
    run, checker = run_of("The first one. The slow second one. The third one.")
    steps = run.steps()
    assert next(steps) == (0,)
    assert next(steps) == ()
    checker.go_on.set()
    assert [place for step in steps for place in step] == [1, 2]


def test_no_sentence_is_checked_after_a_stop_and_what_was_under_way_is_forgotten(settle: Callable[[], None]) -> None:
    run, checker = run_of("The first one. The slow second one. The third one.")
    steps = run.steps()
    assert next(steps) == (0,)
    assert checker.waiting.wait(60)
    run.stop()
    assert list(steps) == []
    checker.go_on.set()
    settle()
    assert (list(run.draft().found), len(checker.checked)) == ([0], 2)


def test_a_page_that_is_closed_ends_it(settle: Callable[[], None]) -> None:
    run, checker = run_of("The first one. The slow second one. The third one.")
    steps = run.steps()
    assert next(steps) == (0,)
    assert checker.waiting.wait(60)
    steps.close()
    checker.go_on.set()
    settle()
    assert run.over
    assert len(checker.checked) == 2


def test_a_sentence_that_fails_costs_only_itself() -> None:
    run, _ = run_of("The first one. A broken one. One that will crash. The last one.")
    with speaking("de"):
        list(run.steps())
    draft = run.draft()
    assert [draft.mark(place) for place in range(4)] == ["supported", "unchecked", "unchecked", "supported"]
    first, second = draft.found[1], draft.found[2]
    assert isinstance(first, Unchecked)
    assert first.reason == "the judge gave no verdict"
    assert isinstance(second, Unchecked)
    assert second.reason.startswith("Da ist bei uns etwas schiefgegangen (ZeroDivisionError)")
    assert run.problem is None


def test_three_failures_one_after_another_end_it() -> None:
    run, checker = run_of("One broken. Two broken. Three broken. The fourth one.")
    list(run.steps())
    assert len(checker.checked) == 3
    assert str(run.problem) == "the judge gave no verdict"
    assert run.over
    assert run.draft().mark(3) == "pending"


def test_a_library_that_fails_ends_it_at_once() -> None:
    run, checker = run_of("The first one. The lost one. The third one.")
    assert [place for step in run.steps() for place in step] == [0]
    assert len(checker.checked) == 2
    assert isinstance(run.problem, LibraryError)


def test_a_text_that_claims_nothing_is_no_draft() -> None:
    with pytest.raises(BadInput):
        run_of("# Heading")


def test_a_visitor_has_one_check_at_a_time_and_each_visitor_their_own() -> None:
    latest, (first, _), (second, _) = LatestRun(), run_of(DRAFT), run_of(DRAFT)
    latest.begin(first)
    assert latest.find(first.id) is first
    assert [latest.find(other) for other in ("", None, 7, second.id)] == [None] * 4
    latest.begin(second)
    assert (first.over, second.over, latest.run) == (True, False, second)
    assert copy.deepcopy(latest).run is None
    latest.begin(None)
    assert second.over
