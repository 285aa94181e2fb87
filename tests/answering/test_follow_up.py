"""A question that leans on the conversation is searched with what it leans on; any other as it is."""

import pytest

from onrecord.answering.follow_up import standalone_question
from onrecord.types import Turn

FIRST = "Who chairs the Brindle Point harbour board?"
ANSWER = Turn("assistant", "Mara Venn chairs it, and the Sundry Ministry pays.")


def asked(question: str, *before: str) -> str:
    history = [turn for one in before for turn in (Turn("user", one), ANSWER)]
    return standalone_question(question, history)


@pytest.mark.parametrize(
    "question",
    [
        "When was she elected?",
        "And who pays for the dredging of the basin?",
        "What about the new crane on the northern quay?",
        "how much do they pay for each boat a year?",
        "Is that true?",
        "Why did that happen?",
        "Since when?",
        "Why?",
        "What does it cost?",
        "Its members?",
    ],
)
def test_a_question_that_leans_brings_the_one_before(question: str) -> None:
    assert asked(question, FIRST) == f"{question} ({FIRST})"


@pytest.mark.parametrize(
    "question",
    [
        "What is the mooring fee for fishing boats in the northern basin?",
        "Who runs Coastal Wire?",
        "What did Mara Venn say about the crane?",
        "How long does it take to dredge the northern basin?",
        "Is it true that the crane cost three million euros?",
        "Which report says that the crane is unsafe?",
    ],
)
def test_a_question_that_stands_by_itself_stays_as_it_is(question: str) -> None:
    assert asked(question, FIRST) == question


@pytest.mark.parametrize("question", ["Why?", "And she?", "What is the fee?"])
def test_without_a_conversation_every_question_stays_as_it_is(question: str) -> None:
    assert standalone_question(question, []) == question
    assert standalone_question(question, [Turn("assistant", "Hello."), Turn("user", " \n")]) == question


def test_it_leans_on_the_last_question_that_stands_by_itself() -> None:
    other = "What did the dredging of the northern basin cost?"
    assert asked("And when?", FIRST, "Since when?", "And who else?") == f"And when? ({FIRST})"
    assert asked("And when?", FIRST, other, "Why?") == f"And when? ({other})"


def test_where_all_questions_lean_the_first_of_them_is_taken() -> None:
    assert asked("And when?", "Why?", "Who is she?") == "And when? (Why?)"


def test_what_was_answered_is_never_searched() -> None:
    assert "Sundry" not in asked("And who pays?", FIRST)


def test_white_space_is_folded_and_a_long_earlier_question_is_cut() -> None:
    assert asked("And\n  when? ", "Who  chairs\nthe Brindle board?") == "And when? (Who chairs the Brindle board?)"
    long = "Who chairs the harbour board of Brindle Point " + "and of the other ports " * 100
    assert len(asked("And when?", long)) < 620
