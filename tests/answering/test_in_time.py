"""Documents of the time whose state is asked for come first, where others answer as well. The texts are fiction."""

from dataclasses import replace
from datetime import date

import pytest

from onrecord.answering.in_time import in_time
from onrecord.asked_time import AskedTime
from onrecord.types import Hit
from tests.fakes import a_hit

WHEN = "When is the pier to open?"
MAY = a_hit("The pier is to open on 3 May.", "may", 0.9, published="2024-03-01")
JUNE = a_hit("The pier is now to open on 7 June.", "june", 0.88, published="2024-04-20")
JULY = a_hit("The pier is to open on 9 July, the board said.", "july", 0.86, published="2024-05-30")
UNDATED = a_hit("The pier is to open on 1 April.", "undated", 0.9)
ALL = (JUNE, MAY, UNDATED, JULY)


def names(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.source.document_id for hit in hits]


def ordered(asked: AskedTime | None, *hits: Hit, question: str = WHEN) -> list[str]:
    return names(in_time(question, hits or ALL, asked)[0])


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (AskedTime("latest"), (JULY, JUNE, MAY, UNDATED)),
        (AskedTime("first"), (MAY, JUNE, JULY, UNDATED)),
        (AskedTime("day", date(2024, 3, 31)), (MAY, UNDATED, JUNE, JULY)),
        (AskedTime("day", date(2024, 4, 20)), (JUNE, MAY, UNDATED, JULY)),
        (AskedTime("day", date(2024, 12, 31)), (JULY, JUNE, MAY, UNDATED)),
    ],
    ids=str,
)
def test_the_time_asked_for_decides(asked: AskedTime, expected: tuple[Hit, ...]) -> None:
    hits, told = in_time(WHEN, ALL, asked)
    assert names(hits) == names(expected)
    assert told


def test_what_answers_less_well_keeps_its_place() -> None:
    weak = a_hit("The pier was painted green.", "green", 0.5, published="2024-12-01")
    assert ordered(AskedTime("latest"), MAY, weak, JUNE) == names((JUNE, weak, MAY))


def test_a_sentence_that_states_the_date_asked_for_need_come_less_close() -> None:
    late = a_hit("It will open on 4 August.", "august", 0.6, published="2024-07-01")
    assert ordered(AskedTime("latest"), MAY, late) == names((late, MAY))
    assert ordered(AskedTime("latest"), MAY, late, question="What of the pier?") == names((MAY, late))


def test_a_passage_on_something_of_another_name_keeps_its_place() -> None:
    other = replace(JULY, stages={"names": 0.0})
    assert ordered(AskedTime("latest"), MAY, other) == names((MAY, other))


def test_a_document_that_names_the_time_comes_before_one_that_was_only_published_by_then() -> None:
    older = a_hit("Debt stood at 5 million crowns.", "older", 0.9, published="2023-10-20")
    accounts = a_hit("Debt at 31 December 2023 was 7 million crowns.", "accounts", 0.9, published="2024-03-01")
    asked = AskedTime("day", date(2023, 12, 31))
    assert ordered(asked, older, accounts, question="As of 31 December 2023, how much debt?") == names(
        (accounts, older)
    )


def test_the_most_recent_version_leads_where_no_time_is_asked_for() -> None:
    asked = "When will the pier in Tolvick open?"
    march = a_hit("The pier in Tolvick will open on 3 May.", "march", 0.9, published="2024-03-01")
    april = a_hit("The pier in Tolvick will open on 7 June.", "april", 0.88, published="2024-04-20")
    other = a_hit("Tolvick has a market by the pier.", "market", 0.5, published="2024-12-01")
    assert ordered(None, other, march, april, question=asked) == names((other, april, march))
    assert in_time(asked, (march, april), None)[1] is False
    same = a_hit("The pier in Tolvick will open on 3 May.", "again", 0.88, published="2024-04-20")
    assert ordered(None, march, same, question=asked) == names((same, march))
    today = replace(april, source=replace(april.source, published="2024-03-01"))
    assert ordered(None, march, today, question=asked) == names((march, today))


def test_of_two_that_state_it_and_answer_as_well_the_more_recent_leads() -> None:
    asked = "How much is the toll on the Harn bridge?"
    old = a_hit(
        "A lorry pays 14 euros on the bridge, and there is a toll for cars at Harn.", "old", 0.9, published="2024-01-05"
    )
    new = a_hit("The toll is 6 euros for a car at the bridge.", "new", 0.8, published="2024-06-01")
    bare = a_hit("The toll on the bridge is high.", "bare", 0.89, published="2024-07-01")
    weak = a_hit("Harn made 9 euros.", "weak", 0.6, published="2024-08-01")
    assert ordered(None, old, new, bare, weak, question=asked) == names((new, old, bare, weak))
    assert ordered(None, old, new, question="Who pays the toll?") == names((old, new))


def test_one_document_alone_is_not_told_apart() -> None:
    assert in_time(WHEN, (MAY,), AskedTime("latest")) == ((MAY,), False)
    assert in_time(WHEN, (), AskedTime("latest")) == ((), False)
    same = replace(JUNE, source=replace(JUNE.source, published=MAY.source.published))
    assert in_time(WHEN, (MAY, same), AskedTime("first")) == ((MAY, same), False)
