"""A conversation keeps what was asked, and what was stopped stays stopped."""

from copy import deepcopy
from dataclasses import replace

import pytest

from onrecord.answers import Partial
from onrecord.conversations import Conversations, Exchange, Outcome, Problem
from onrecord.types import Cited, Turn
from tests.browser.fakes import refused
from tests.browser.model_story import halted_by_model, without_model
from tests.browser.story import script
from ui.drawing import messages
from ui.talk import Talk
from ui.words import inert


def test_an_answer_is_noted_and_remembered_as_turns() -> None:
    talk = Talk()
    begun = talk.begin("Who?")
    assert begun is not None
    assert begun.running
    answer = refused("Who?")
    assert talk.advance(begun.id, answer) == Exchange(begun.id, "Who?", answer, asked=begun.asked)
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
    talk.advance(failed.id, Problem("failed"))
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


def running(outcome: Partial) -> tuple[Talk, str]:
    """A conversation whose only answer has come so far."""
    talk = Talk()
    begun = talk.begin("Why?")
    assert begun is not None
    assert talk.advance(begun.id, outcome) is not None
    return talk, begun.id


def some() -> Partial:
    """Two sentences checked, a third pending."""
    answer = halted_by_model()
    return Partial(answer.sentences[:2], answer.citations[1:2], answer.sentences[2].text, held=1)


def test_an_answer_is_awaited_until_it_is_whole() -> None:
    talk, name = running(some())
    assert talk.exchanges[0].running
    assert talk.begin("another") is None
    answer = halted_by_model()
    done = talk.advance(name, answer)
    assert done is not None
    assert (done.running, done.outcome) == (False, answer)


def test_a_stage_that_begins_late_takes_no_sentence_away() -> None:
    talk, name = running(some())
    kept = talk.advance(name, "checking")
    assert kept is not None
    assert kept.outcome == some()


def test_what_was_checked_stays_when_it_is_stopped_and_is_no_turn() -> None:
    talk, name = running(some())
    stopped = talk.stop()
    assert stopped is not None
    assert talk.exchanges == (stopped,)
    assert stopped.outcome == Problem("stopped", checked=replace(some(), pending=""))
    assert [citation.number for citation in stopped.citations] == [4]
    assert talk.history() == []
    assert talk.advance(name, halted_by_model()) is None
    assert talk.stop() is None


def test_the_numbers_of_a_stopped_answer_are_kept_by_the_turn_before_it() -> None:
    talk, first = running(some())
    answer = halted_by_model()
    talk.advance(first, answer)
    begun = talk.begin("And then?")
    assert begun is not None
    talk.advance(begun.id, some())
    talk.stop()
    asked, told = talk.history()
    assert (asked.content, told.content) == ("Why?", answer.text)
    assert [one.number for one in told.cited] == [2, 4, 5, 4], "of which the first of each number counts"


def test_nothing_stays_where_nothing_was_checked() -> None:
    talk, _ = running(Partial(pending="It sank."))
    stopped = talk.stop()
    assert stopped is not None
    assert stopped.outcome == Problem("stopped")


def test_what_was_checked_stays_when_a_problem_ends_it() -> None:
    talk, name = running(some())
    ended = talk.advance(name, Problem("failed", "Ask again."))
    assert ended is not None
    assert isinstance(ended.outcome, Problem)
    assert (ended.outcome.kind, ended.outcome.detail) == ("failed", "Ask again.")
    assert ended.outcome.checked == replace(some(), pending="")


def test_a_turn_says_what_its_marks_stand_for() -> None:
    talk, name = running(some())
    answer = halted_by_model()
    talk.advance(name, answer)
    asked, told = talk.history()
    assert asked == Turn("user", "Why?")
    assert told.cited == tuple(Cited(c.number, c.source.document_id, c.start, c.end) for c in answer.citations)
    assert [one.number for one in told.cited] == [2, 4, 5]


def test_the_last_question_is_asked_again_in_its_place_and_what_was_said_of_its_answer_goes() -> None:
    talk = Talk()
    for question in ("one", "two"):
        begun = talk.begin(question)
        assert begun is not None
        talk.advance(begun.id, replace(halted_by_model(), question=question))
    first, last = talk.exchanges
    talk.judged(replace(last, thumb="down", marks={2: "wrong"}))
    before = talk.history(before=last.id)
    assert talk.again(first.id) is None
    assert talk.again("unknown") is None
    begun = talk.again(last.id)
    assert begun is not None
    assert talk.exchanges == (first, begun)
    assert (begun.question, begun.outcome, begun.thumb, begun.marks) == ("two", "searching", None, {})
    assert begun.id != last.id
    assert talk.history() == before
    assert talk.again(begun.id) is None, "it is running"
    assert talk.find(last.id) is None


def answered_by_model(kept: Conversations | None = None) -> tuple[Talk, Exchange]:
    """A conversation whose last answer has a thumb and can be asked for anew."""
    talk = Talk(kept)
    begun = talk.begin("Why?")
    assert begun is not None
    done = talk.advance(begun.id, halted_by_model())
    assert done is not None
    talk.judged(replace(done, thumb="up", marks={2: "right"}))
    return talk, talk.exchanges[0]


@pytest.mark.parametrize(
    ("came", "why"),
    [
        (None, Problem("stopped")),
        (Problem("failed", "Ask again."), Problem("failed", "Ask again.")),
        (Problem("closed"), Problem("closed")),
        (without_model(), Problem("failed", without_model().instead)),
    ],
)
def test_a_new_try_that_comes_to_nothing_leaves_the_earlier_answer(came: Outcome | None, why: Problem) -> None:
    talk, earlier = answered_by_model()
    begun = talk.again(earlier.id)
    assert begun is not None
    talk.advance(begun.id, some())
    back = talk.stop() if came is None else talk.advance(begun.id, came)
    assert back == earlier
    assert talk.exchanges == (earlier,)
    assert talk.tries == {earlier.id: why}
    told = messages(talk, reviewed=True, kept=False)[-1]["content"]
    assert inert("The answer above is the earlier one.") in told
    assert inert(why.detail.split(".")[0]) in told
    assert told.index('class="answer') < told.index('class="tried"')
    assert talk.find(begun.id) is earlier, "who awaited the try finds what stands in its place"
    assert talk.advance(begun.id, halted_by_model()) is None, "it comes too late"
    assert [turn.role for turn in talk.history()] == ["user", "assistant"]
    again = talk.again(earlier.id)
    assert again is not None
    assert talk.tries == {}
    done = talk.advance(again.id, replace(halted_by_model(), text="Another."))
    assert talk.exchanges == (done,)
    assert done is not None
    assert (done.id, done.thumb) == (again.id, None)


def test_a_try_that_fails_where_there_was_no_answer_takes_the_place_of_what_there_was() -> None:
    talk = Talk()
    begun = talk.begin("Why?")
    assert begun is not None
    talk.advance(begun.id, Problem("failed", "one"))
    again = talk.again(begun.id)
    assert again is not None
    talk.advance(again.id, Problem("failed", "two"))
    assert [exchange.outcome for exchange in talk.exchanges] == [Problem("failed", "two")]
    assert talk.tries == {}


@pytest.mark.parametrize(
    ("outcome", "may"),
    [
        (halted_by_model(), True),
        (without_model(), True),
        (Problem("stopped"), True),
        (refused("q"), False),
        (script()["halted"], False),
        ("writing", False),
        (Partial(), False),
    ],
)
def test_asking_again_is_offered_where_another_answer_may_come(outcome: Outcome, may: bool) -> None:
    assert Exchange("a1", "q", outcome).renewable == may
