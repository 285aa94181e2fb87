"""A question is taken apart where it asks several things, and each part is searched with what it leans on."""

from onrecord.answering.parts import Part, merged_hits, parts_asked
from tests.fakes import a_hit


def test_a_question_that_asks_one_thing_is_one_part() -> None:
    asked = "What is the fee?"
    assert parts_asked(asked, asked) == (Part(asked, asked),)


def test_each_part_is_searched_by_itself() -> None:
    asked = "What does the crane at Brindle Point cost, and who chairs the Harbour Board?"
    first, second = parts_asked(asked, asked)
    assert first.searched == first.asked == "What does the crane at Brindle Point cost?"
    assert second.searched == second.asked == "Who chairs the Harbour Board?"


def test_a_part_that_leans_on_the_first_is_searched_with_it() -> None:
    asked = "What does the crane at Brindle Point cost, and who paid for it?"
    first, second = parts_asked(asked, asked)
    assert second.asked == "Who paid for it?"
    assert second.searched == f"Who paid for it? ({first.asked})"


def test_a_part_leans_on_the_last_one_that_stands_by_itself() -> None:
    asked = "Who is Petra Aldous? Who is Ilse Varrenby? What is her salary?"
    assert parts_asked(asked, asked)[2].searched == "What is her salary? (Who is Ilse Varrenby?)"


def test_a_question_that_leans_on_the_conversation_stays_whole() -> None:
    asked, standalone = "And what does it cost?", "And what does it cost? (What is the crane, and who runs the quay?)"
    assert parts_asked(asked, standalone) == (Part(asked, standalone),)


def test_the_kind_is_told_by_the_own_words_and_else_by_those_leant_on() -> None:
    assert Part("When was it?", "When was it? (How many boats are there?)").telling == "When was it?"
    assert Part("And she?", "And she? (How many boats has he?)").telling == "And she? (How many boats has he?)"


def test_hits_of_parts_come_in_turn_and_once() -> None:
    one, two, three = (a_hit(f"The {name} is here.", name) for name in ("crane", "ferry", "barge"))
    first, second = Part("a", "a", (one, two)), Part("b", "b", (two, three))
    assert merged_hits([first, second]) == [(first, one), (second, two), (second, three)]
    assert merged_hits([Part("a", "a")]) == []
