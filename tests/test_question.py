"""What a question asks for, and whether a sentence has it."""

import pytest
from hypothesis import given

from onrecord.question import AnswerKind, is_read_whole, kind_of, offers, what_is_read
from tests.texts import steady, texts


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many boats does the fleet have?", "number"),
        ("How much is the mooring fee?", "number"),
        ("What was the price of the crane?", "number"),
        ("What percentage of boats left?", "number"),
        ("How many days after April did it open?", "number"),
        ("When did the board meet?", "date"),
        ("In what year was the crane built?", "date"),
        ("Which month is the quietest?", "date"),
        ("Since what date has it been shut?", "date"),
        ("Who chairs the board?", "person"),
        ("Whose boat sank?", "person"),
        ("Where is the crane?", "place"),
        ("In which city does the board meet?", "place"),
        ("Why did the fee rise?", "reason"),
        ("What caused the delay?", "reason"),
        ("What is a berth?", "any"),
        ("Whenever, wherever", "any"),
        ("", "any"),
    ],
)
def test_the_kind_of_a_question(question: str, kind: AnswerKind) -> None:
    assert kind_of(question) == kind
    assert kind_of(question.upper()) == kind


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "It is 40 euros."),
        ("number", "There are twenty boats."),
        ("date", "It met on Monday."),
        ("date", "It opened in 1998."),
        ("date", "It opened in May."),
        ("person", "It is chaired by Mara Venn."),
        ("person", "Mara Venn chairs it."),
        ("place", "It stands in Brindle."),
        ("reason", "It rose because dredging is dear."),
        ("any", "Anything."),
    ],
)
def test_a_sentence_that_offers_what_is_asked_for(kind: AnswerKind, text: str) -> None:
    assert offers(kind, text, "What of the board?")


@pytest.mark.parametrize(
    ("kind", "text", "question"),
    [
        ("number", "The fee rose.", "How much is the fee?"),
        ("number", "Of the 34 boats all left.", "How many of the 34 boats left?"),
        ("date", "It opens soon.", "When does it open?"),
        ("date", "It met in April.", "When in April did it meet?"),
        ("person", "The board raised it.", "Who raised it?"),
        ("person", "The fee of Coastal Wire rose.", "Who owns Coastal Wire?"),
        ("place", "It is by the sea.", "Where is it?"),
        ("reason", "The fee rose.", "Why did it rise?"),
    ],
)
def test_what_is_not_there_or_was_in_the_question_already_is_no_offer(
    kind: AnswerKind, text: str, question: str
) -> None:
    assert not offers(kind, text, question)


def test_the_verb_may_is_no_month() -> None:
    assert not offers("date", "It may open soon.", "When does it open?")


@steady
@given(texts, texts)
def test_any_text_has_a_kind_and_an_offer_or_none(question: str, text: str) -> None:
    kind = kind_of(question)
    assert isinstance(offers(kind, text, question), bool)
    assert offers("any", text, question)


def test_a_long_question_is_read_to_the_last_space_within_2000_characters() -> None:
    long = "  harbour \n" * 400
    assert what_is_read(long) == " ".join(["harbour"] * 250)[:2000].rsplit(maxsplit=1)[0]
    assert not is_read_whole(long)
    assert what_is_read(" Who\n paid? ") == "Who paid?"
    assert is_read_whole("Who paid?")
    assert is_read_whole(what_is_read("x" * 3000))
