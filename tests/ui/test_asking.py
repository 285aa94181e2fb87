"""Questions in a line: so many are answered at once, the others wait in words; and what a tab is told of when."""

from collections.abc import Iterator, Sequence
from threading import Thread
from typing import Any
from unittest.mock import patch

import pytest

from onrecord.answers import Answer, Partial
from onrecord.conversations import Exchange, Outcome, Problem
from onrecord.types import Filters, Turn
from tests.browser.fakes import ScriptedAnswerer
from tests.browser.story import script
from ui.asking import Pace, Turns, outcomes


class Noting(ScriptedAnswerer):
    """Scripted; fails at once where it is asked for an error."""

    def ask_stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None, *, fresh: bool = False
    ) -> Iterator[Any]:
        if question == "break":
            raise RuntimeError("broken")
        yield from super().ask_stream(question, history, filters, fresh=fresh)


@pytest.fixture
def answerer() -> Noting:
    return Noting(script())


@pytest.fixture(autouse=True)
def looking_often() -> Iterator[None]:
    with patch("ui.asking._LOOK_SECONDS", 0.01):
        yield


def asked(answerer: Noting, turns: Turns, question: str) -> Any:
    """What comes of a question, to be read step by step."""
    return outcomes(answerer, Exchange("a1", question, "searching"), (), False, turns)


def test_a_question_that_finds_no_line_is_answered_at_once(answerer: Noting) -> None:
    came = list(asked(answerer, Turns(1), "Why was it halted?"))
    assert came[0] == "searching"
    assert isinstance(came[-2], Answer)


def test_one_too_many_waits_in_words_and_then_has_its_turn(answerer: Noting) -> None:
    turns = Turns(1)
    first, second = asked(answerer, turns, "Why was it halted?"), asked(answerer, turns, "What cost?")
    assert next(first) == "searching"
    assert [next(second), next(second)] == ["waiting", "waiting"]
    assert answerer.asked == ["Why was it halted?"], "who waits costs nothing"
    list(first)
    assert next(one for one in second if one != "waiting") == "searching"


def test_they_come_in_the_order_in_which_they_were_asked(answerer: Noting) -> None:
    turns = Turns(1)
    first, second, third = (asked(answerer, turns, question) for question in ("one", "two", "three"))
    assert [next(first), next(second), next(third)] == ["searching", "waiting", "waiting"]
    list(first)
    assert next(third) == "waiting", "the second was there before it"
    list(second)
    assert "searching" in list(third)
    assert answerer.asked == ["one", "two", "three"]


def test_who_stops_while_waiting_leaves_the_line(answerer: Noting) -> None:
    turns = Turns(1)
    first, second, third = (asked(answerer, turns, question) for question in ("one", "two", "three"))
    assert [next(first), next(second), next(third)] == ["searching", "waiting", "waiting"]
    second.close()
    list(first)
    assert "searching" in list(third)
    assert answerer.asked == ["one", "three"]


@pytest.mark.parametrize("ends", ["stopped", "failed"])
def test_whatever_ends_a_question_the_next_one_has_its_turn(answerer: Noting, ends: str) -> None:
    turns = Turns(1)
    first = asked(answerer, turns, "one" if ends == "stopped" else "break")
    came = next(first)
    assert came == ("searching" if ends == "stopped" else Problem("ours", "RuntimeError"))
    first.close()
    assert next(asked(answerer, turns, "two")) == "searching"


def test_many_at_once_are_all_answered_and_never_more_than_may_be() -> None:
    turns, at_work, most = Turns(3), [0], [0]

    class Counting(Noting):
        def ask_stream(self, *given: Any, **more: Any) -> Iterator[Any]:
            at_work[0] += 1
            most[0] = max(most[0], at_work[0])
            yield from super().ask_stream(*given, **more)
            at_work[0] -= 1

    ended: list[Outcome] = []
    answerer = Counting(script())
    people = [
        Thread(target=lambda: ended.extend(list(asked(answerer, turns, "Why was it halted?"))[-2:-1]))
        for _ in range(12)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    assert len(ended) == 12
    assert all(isinstance(one, Answer) for one in ended)
    assert most[0] <= 3


class Clock:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Iterator[Clock]:
    set_by_hand = Clock()
    with patch("ui.asking.monotonic", set_by_hand):
        yield set_by_hand


def test_news_that_come_at_once_after_others_are_told_together(clock: Clock) -> None:
    pace = Pace()
    assert pace.news("searching") is None, "the tab was shown that when it asked"
    assert [pace.news("writing"), pace.news("checking")] == [None, None]
    clock.now += 0.11
    assert pace.news(Partial()) is True
    assert pace.news("checking") is None


def test_a_sentence_that_awaits_its_verdict_is_shown_without_delay(clock: Clock) -> None:
    assert Pace().news(Partial(pending="The crane was sold.")) is True


@pytest.mark.parametrize(("outcome", "seconds"), [("searching", 0.4), ("waiting", 2.0), (None, 0.4)])
def test_where_nothing_is_new_there_is_a_sign_of_life_now_and_then(clock: Clock, outcome: Any, seconds: float) -> None:
    pace = Pace()
    clock.now += 1
    pace.news(outcome)
    clock.now += seconds - 0.01
    assert pace.news(outcome) is None
    clock.now += 0.02
    assert pace.news(outcome) is False


def test_what_was_missed_elsewhere_is_news_when_its_reader_is_back(clock: Clock) -> None:
    pace = Pace()
    clock.now += 1
    assert [pace.news("writing"), pace.news("writing")] == [True, None]
    clock.now += 1
    assert pace.news(None) is False
    clock.now += 1
    assert pace.news("writing") is True
