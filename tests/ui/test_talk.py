"""A conversation keeps what was asked, and what was stopped stays stopped."""

from copy import deepcopy
from dataclasses import replace

import pytest

from onrecord.types import Turn
from tests.browser.fakes import refused
from ui.talk import Exchange, Problem, Talk


def test_an_answer_is_noted_and_remembered_as_turns() -> None:
    talk = Talk()
    begun = talk.begin("Who?")
    assert begun is not None
    assert begun.running
    answer = refused("Who?")
    assert talk.advance(begun.id, answer) == Exchange(begun.id, "Who?", answer)
    assert talk.history() == [Turn("user", "Who?"), Turn("assistant", answer.text)]


def test_one_question_runs_at_a_time() -> None:
    talk = Talk()
    assert talk.begin("one") is not None
    assert talk.begin("two") is None
    talk.stop()
    assert talk.begin("two") is not None


@pytest.mark.parametrize("end", ["stop", "clear"])
def test_an_answer_that_comes_after_the_end_changes_nothing(end: str) -> None:
    talk = Talk()
    begun = talk.begin("Who?")
    assert begun is not None
    getattr(talk, end)()
    before = talk.exchanges
    assert talk.advance(begun.id, refused("Who?")) is None
    assert talk.exchanges == before


def test_questions_that_failed_or_were_stopped_are_not_history() -> None:
    talk = Talk()
    talk.begin("one")
    talk.stop()
    failed = talk.begin("two")
    assert failed is not None
    talk.advance(failed.id, Problem("Sorry."))
    assert talk.history() == []


def test_each_visitor_gets_an_empty_conversation_of_their_own() -> None:
    first = Talk()
    first.begin("mine")
    second = deepcopy(first)
    assert second.exchanges == ()
    second.begin("yours")
    assert [exchange.question for exchange in first.exchanges] == ["mine"]


def test_an_id_that_could_break_a_link_is_refused() -> None:
    with pytest.raises(ValueError, match="link"):
        Exchange('a"onclick', "q", "searching")


def test_what_was_said_before_an_exchange_ends_there() -> None:
    talk, ids = Talk(), []
    for question in ("one", "two", "three"):
        begun = talk.begin(question)
        assert begun is not None
        talk.advance(begun.id, refused(question))
        ids.append(begun.id)
    assert [turn.content for turn in talk.history(before=ids[1]) if turn.role == "user"] == ["one"]
    assert talk.history(before=ids[0]) == []


def test_what_a_reader_says_of_an_answer_stays_while_the_next_is_awaited_and_goes_with_the_conversation() -> None:
    talk = Talk()
    first = talk.begin("one")
    assert first is not None
    answered = talk.advance(first.id, refused("one"))
    assert answered is not None
    second = talk.begin("two")
    assert second is not None
    talk.judged(replace(answered, thumb="down", marks={1: "right"}))
    talk.advance(second.id, refused("two"))
    assert [(it.thumb, it.marks) for it in talk.exchanges] == [("down", {1: "right"}), (None, {})]
    talk.clear()
    talk.judged(answered)
    assert talk.exchanges == ()
