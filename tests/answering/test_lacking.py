"""Why a passage is no answer: what it mentions, what kind of thing it lacks, and on which words it has nothing."""

from dataclasses import replace

import pytest

from onrecord.answering.lacking import lacking
from tests.fakes import a_hit


def why(question: str, text: str, **strengths: float) -> str:
    hit = replace(a_hit(text, "notice", 0.6, 0.5), words=strengths)
    return lacking(question, hit)


@pytest.mark.parametrize(
    ("question", "text", "strengths", "reason"),
    [
        ("When does the ferry sail?", "The ferry is white.", {"ferry": 1.0, "sail": 0.7}, "no date"),
        ("How many boats are there?", "The boats are white.", {"boats": 1.0}, "no figure"),
        ("What does the ferry cost?", "The 3 ferries are white.", {"ferry": 1.0}, "no sum of money"),
        ("Who sails it?", "the ferry is white.", {"ferry": 1.0}, "no name"),
        ("Where is the ferry?", "the ferry is white.", {"ferry": 1.0}, "no place"),
        ("Why is the ferry white?", "The ferry is white.", {"ferry": 1.0}, "no cause"),
    ],
)
def test_it_says_which_kind_of_thing_is_not_there(
    question: str, text: str, strengths: dict[str, float], reason: str
) -> None:
    assert why(question, text, **strengths).endswith(f"but {reason}")


def test_it_names_what_is_there_and_what_is_not() -> None:
    found = why("When did the ferry hit the yellow crane?", "The ferry is white.", ferry=1.0, hit=0.8, crane=0.2)
    assert found == "mentions \u201cferry\u201d and \u201chit\u201d but no date and nothing on \u201ccrane\u201d"


def test_three_words_are_listed_with_or() -> None:
    found = why("What of it?", "The ferry is white.", ferry=1.0, crane=0.1, dock=0.1, buoy=0.1, quay=0.1)
    assert found == "mentions \u201cferry\u201d but nothing on \u201ccrane\u201d, \u201cdock\u201d or \u201cbuoy\u201d"


def test_words_that_tell_nothing_are_not_named() -> None:
    assert "many" not in why("How many boats?", "The boats are white.", many=0.1, boats=1.0)


def test_a_passage_with_all_of_the_words_says_too_little() -> None:
    assert why("Is the ferry white?", "A ferry.", ferry=1.0) == "mentions \u201cferry\u201d, but says too little of it"


def test_without_any_of_the_words_it_says_so() -> None:
    assert why("Is the ferry white?", "Wolves howl.", ferry=0.1) == "has none of the question's words"


def test_a_question_without_a_telling_word_has_none_to_look_for() -> None:
    assert why("Is it?", "A ferry.") == "has no word of the question to go by"
