"""A question about a day or a month is answered by what was then, whatever words tell it. The texts are fiction."""

import pytest

from onrecord.answering.dated import is_then, moments_of, when_asked
from onrecord.answering.extractive import ExtractiveWriter
from onrecord.types import Hit
from tests.fakes import a_hit

STORM = "The harbour crane fell into the basin last Thursday."
CALM = "The harbour crane was painted at the basin on 3 April 2024."
TOLD = "The harbour crane stands at the basin."


def writes(question: str, *hits: Hit) -> list[str]:
    return [one.text for one in ExtractiveWriter(4).write(question, hits) if one.kind == "quote"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What happened at the harbour in March 2021?", ["month"]),
        ("What happened on 9 May?", ["day"]),
        ("What fell in Q2 2024?", ["quarter"]),
        ("What happened in 2021?", []),
        ("What did articles from March 2021 say of the harbour?", []),
        ("What was published on 9 May 2024?", []),
        ("Why did the crane fall?", []),
        ("When did it reopen after 9 May 2024?", []),
        ("What fell? (When did the crane fall on 9 May 2024?)", []),
    ],
)
def test_the_time_that_a_question_asks_about(question: str, expected: list[str]) -> None:
    assert [one.kind for one in when_asked(question)] == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("on 9 May 2024", True),
        ("on 9 May", True),
        ("in May 2024", True),
        ("in Q2 2024", True),
        ("on 9 May 2023", False),
        ("on 10 May", False),
        ("in April 2024", False),
    ],
)
def test_what_was_then(question: str, expected: bool) -> None:
    hit = a_hit(STORM, "storm", 0.9, published="2024-05-14")
    assert is_then(moments_of(hit, hit.passage.sentences[0]), when_asked(question)) is expected


def test_a_wider_or_an_open_date_is_not_of_the_time() -> None:
    for text in ("It fell last year.", "It fell several weeks ago.", "It fell."):
        hit = a_hit(text, "x", 0.9, published="2024-05-14")
        assert not is_then(moments_of(hit, hit.passage.sentences[0]), when_asked("on 9 May 2023"))


def test_a_sentence_of_the_time_that_comes_close_is_first() -> None:
    calm, storm = a_hit(CALM, "calm", 0.9), a_hit(STORM, "storm", 0.8, published="2024-05-14")
    assert writes("What happened to the harbour crane on 9 May 2024?", calm, storm)[0] == STORM
    assert writes("What happened to the harbour crane on 9 May 2023?", calm, storm)[0] == CALM
    assert writes("What happened to the harbour crane?", calm, storm)[0] == CALM


def test_a_sentence_without_a_date_may_be_of_the_time_and_keeps_its_place() -> None:
    told, storm = a_hit(TOLD, "told", 0.9), a_hit(STORM, "storm", 0.8, published="2024-05-14")
    assert writes("What of the harbour crane on 9 May 2024?", told, storm)[0] == TOLD
    calm = a_hit(CALM, "calm", 0.85)
    assert writes("What of the harbour crane on 9 May 2024?", told, calm, storm) == [TOLD, STORM, CALM]


def test_one_that_does_not_come_close_is_not() -> None:
    calm, storm = a_hit(CALM, "calm", 0.9), a_hit(STORM, "storm", 0.7, published="2024-05-14")
    assert writes("What happened to the harbour crane on 9 May 2024?", calm, storm)[0] == CALM


def test_words_in_quote_marks_go_before() -> None:
    calm, storm = a_hit(CALM, "calm", 0.9), a_hit(STORM, "storm", 0.8, published="2024-05-14")
    assert writes('What of the crane "painted at the basin" on 9 May 2024?', calm, storm)[0] == CALM
