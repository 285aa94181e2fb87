"""Which questions ask for the state of a time. The texts are fiction."""

from datetime import date

import pytest

from onrecord.asked_time import AskedTime, asked_time
from tests.effort import work_of_at_most


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("As of 8 November 2024, what was the damage put at?", date(2024, 11, 8)),
        ("What did the board owe as at 30 June 2023?", date(2023, 6, 30)),
        ("How many were missing, as reported on 3 May 2021?", date(2021, 5, 3)),
        ("As of September 2024, when was the bridge to open?", date(2024, 9, 30)),
        ("What was the toll as of the end of April 2024?", date(2024, 4, 30)),
        ("In April 2024, when were sailings to Skarne due to resume?", date(2024, 4, 30)),
        ("By March 2023, how many houses were expected to be built?", date(2023, 3, 31)),
        ("What was the death toll on 15 January 2025?", date(2025, 1, 15)),
        ("What was the price of fuel in March 2021?", date(2021, 3, 31)),
        ("In August 2025, what profit did Brightmoor expect?", date(2025, 8, 31)),
        ("As of 2023, how many members had the club?", date(2023, 12, 31)),
    ],
)
def test_a_state_as_of_a_day(question: str, day: date) -> None:
    assert asked_time(question) == AskedTime("day", day)


@pytest.mark.parametrize(
    "question",
    [
        "When is the bridge now due to open?",
        "What is the latest estimate of the damage?",
        "What is the current toll on the bridge?",
        "How many boats have been lost so far?",
        "How many people live there, by the most recent count?",
    ],
)
def test_what_holds_now(question: str) -> None:
    assert asked_time(question) == AskedTime("latest")


@pytest.mark.parametrize(
    "question",
    [
        "What was it originally expected to cost?",
        "How many were hurt, as first reported?",
        "What was the preliminary figure for Skarne?",
        "At first, how many were missing?",
    ],
)
def test_what_was_said_first(question: str) -> None:
    assert asked_time(question) == AskedTime("first")


@pytest.mark.parametrize(
    "question",
    [
        "What happened in April 2024?",
        "How many people died on 15 January 2025?",
        "When did the bridge open?",
        "What was expected of the mayor?",
        "As of March, what was the toll?",
        "Who was the first mayor of Brannow?",
        "Who said \u201cas of 3 May 2024 it is safe\u201d?",
        "What does \u201cthe latest fashion\u201d mean?",
        "What are the current liabilities of the club?",
        "What was published in April 2024?",
        "",
    ],
)
def test_most_questions_ask_for_no_state(question: str) -> None:
    assert asked_time(question) is None


def test_a_day_belongs_to_a_state_as_of_one_alone() -> None:
    with pytest.raises(ValueError, match="has that day"):
        AskedTime("day")
    with pytest.raises(ValueError, match="has that day"):
        AskedTime("latest", date(2024, 1, 1))


@pytest.mark.parametrize("piece", ["2024 ", "\u201c", "(3 May 1901 - ", "was ", '"a" '])
@work_of_at_most(8)
def test_work_grows_with_the_length(piece: str) -> None:
    asked_time(piece * (100_000 // len(piece)))
