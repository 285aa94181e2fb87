"""Numbers of citations over a conversation."""

from onrecord.answering.numbering import Numbering
from onrecord.ports import CitedSpan
from onrecord.types import Cited, Turn
from tests.fakes import a_hit

NOTICE = a_hit("The board met. It raised the fee to 40 euros.", "notice", 0.5, 0.9, start=100)
FERRY = a_hit("The ferry was late.", "ferry", 0.8)


def cite(hit: object, place: int = 0) -> CitedSpan:
    found = NOTICE if hit is NOTICE else FERRY
    return CitedSpan(found, found.passage.sentences[place])


def test_numbers_begin_at_one_and_the_same_words_keep_theirs() -> None:
    numbering = Numbering()
    assert [numbering.number(one) for one in (cite(NOTICE, 1), cite(FERRY), cite(NOTICE, 1))] == [1, 2, 1]
    assert [one.quote for one in numbering.used()] == ["It raised the fee to 40 euros.", "The ferry was late."]


def test_what_an_earlier_answer_cites_keeps_its_number_and_what_is_new_gets_a_free_one() -> None:
    earlier = [
        Turn("user", "What is the fee?"),
        Turn("assistant", "40 euros [1].", (Cited(1, "notice", 115, 145),)),
        Turn("assistant", "And [2] [3].", (Cited(2, "other", 0, 9), Cited(3, "notice", 100, 114))),
    ]
    numbering = Numbering(earlier)
    assert [numbering.number(one) for one in (cite(FERRY), cite(NOTICE, 1), cite(NOTICE, 0))] == [4, 1, 3]
    assert [one.number for one in numbering.used()] == [1, 3, 4], "only those of this answer"


def test_turns_that_do_not_say_what_their_marks_stand_for_count_for_nothing() -> None:
    numbering = Numbering([Turn("assistant", "The fee is 40 euros [7].")])
    assert numbering.number(cite(FERRY)) == 1


def test_a_number_that_two_places_claim_stands_for_the_first() -> None:
    joined = [
        Turn("assistant", "a [1]", (Cited(1, "notice", 115, 145),)),
        Turn("assistant", "b [1]", (Cited(1, "ferry", 0, 19),)),
    ]
    numbering = Numbering(joined)
    assert [numbering.number(one) for one in (cite(NOTICE, 1), cite(FERRY))] == [1, 2]
    assert [one.quote for one in numbering.used()] == ["It raised the fee to 40 euros.", "The ferry was late."]
