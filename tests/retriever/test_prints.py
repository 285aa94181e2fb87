"""Words that several documents print are said once."""

from retriever.prints import printed_once

LONG = "the quay will be closed for 4 weeks from the first of May because the crane is old and worn"


def test_the_same_words_in_two_documents_are_one() -> None:
    assert printed_once([(1, "It is late."), (2, "that it is late"), (2, "It is cold.")]) == [[0, 1], [2]]


def test_the_same_words_twice_in_a_document_are_two() -> None:
    assert printed_once([(1, "No."), (1, "No."), (2, "No."), (2, "No.")]) == [[0, 2], [1, 3]]


def test_a_reprint_may_be_cut_but_has_no_other_figure() -> None:
    cut = LONG.removesuffix(" and worn")
    assert printed_once([(1, LONG), (2, cut), (3, LONG.replace("4", "5"))]) == [[0, 1], [2]]
    assert printed_once([(1, LONG), (1, cut)]) == [[0], [1]]


def test_of_very_many_only_the_same_words_are_one() -> None:
    many = [(at, f"{LONG} {'on ' * at}") for at in range(101)]
    assert len(printed_once(many)) == 101
    assert len(printed_once(many[:100])) == 1
