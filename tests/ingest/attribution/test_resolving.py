"""Whom a source stands for; what is unknown stays unknown."""

import pytest

from ingest.attribution import attributions
from tests.ingest.attribution.told import speakers_of


@pytest.mark.parametrize(
    ("text", "speaker", "role"),
    [
        ("Mara Venn, the harbour master of Brackwater, said it rained.", "Mara Venn", "harbour master of Brackwater"),
        ("Harbour master Mara Venn said it rained.", "Mara Venn", "Harbour master"),
        ("A spokesman for the ministry, Jan Orr, said it rained.", "Jan Orr", "spokesman for the ministry"),
        ("Spokesman for the ministry Jan Orr said it rained.", "Jan Orr", "Spokesman for the ministry"),
        ('"It rained," said Jan Orr, an engineer.', "Jan Orr", "engineer"),
        ("Mara Venn, managing director of the line, said it rained.", "Mara Venn", "managing director of the line"),
        ("Dr Mara Venn of the Harn Line said it rained.", "Mara Venn", None),
        ("The Ministry of Fisheries said it rained.", "Ministry of Fisheries", None),
        ("The Brackwater Harbour Board said it rained.", "Brackwater Harbour Board", None),
    ],
)
def test_name_and_role(text: str, speaker: str, role: str | None) -> None:
    assert speakers_of(text) == [(speaker, role)]


def test_a_surname_is_the_full_name_given_before() -> None:
    text = "Harbour master Mara Venn opened the quay. Venn said it was late. Ms. Venn said it was safe."
    assert speakers_of(text) == [("Mara Venn", "Harbour master")] * 2


def test_a_pronoun_is_the_nearest_who_may_be_meant() -> None:
    text = "Mrs. Mara Venn met Mr. Jan Orr at the quay. She said it was safe. He said it was not."
    assert [one.speaker for one in attributions(text)] == ["Mara Venn", "Jan Orr"]


def test_a_role_tells_who_is_she() -> None:
    text = "Ines Dahl, a spokeswoman for the port, stood beside Jan Orr, the chairman. She said it was safe."
    assert [one.speaker for one in attributions(text)] == ["Ines Dahl"]


def test_a_role_with_the_is_who_was_called_so() -> None:
    text = (
        "Ines Dahl, a spokeswoman for the port, met the mayor, Tom Ash.\n\n"
        "The spokeswoman said it was safe. According to the mayor, it was not."
    )
    assert [one.speaker for one in attributions(text)] == ["Ines Dahl", "Tom Ash"]


def test_who_is_the_name_before() -> None:
    text = "The owners met Mara Venn, who said that the quay would close."
    assert [one.speaker for one in attributions(text)] == ["Mara Venn"]


@pytest.mark.parametrize(
    "text",
    [
        "She said it was safe.",
        "A resident said it was safe.",
        "The minister said it was safe.",
        "They said it was safe.",
        "Officials said it was safe.",
        "Fishers in Harn said it was safe.",
        "Mr. Jan Orr left. She said it was safe.",
        "People familiar with the plan said it was safe.",
        '"It is safe," I said.',
    ],
)
def test_unknown_stays_unknown(text: str) -> None:
    [found] = attributions(text)
    assert found.speaker is None
    assert found.source is not None


def test_i_in_quote_marks_is_who_speaks() -> None:
    text = "\"I told Orr, 'Go home now,' and he went,\" said Mara Venn."
    assert {one.speaker for one in attributions(text)} == {"Mara Venn"}


def test_a_title_and_a_surname_are_a_name_too() -> None:
    text = "Ms Venn met Mr Orr. She said it was safe, and he said that it was not."
    assert [one.speaker for one in attributions(text)] == ["Venn", "Orr"]


def test_of_the_sentence_that_names_one_the_first_is_meant() -> None:
    text = "Mara Venn met Jan Orr\nat the quay. She said that it was late."
    assert [one.speaker for one in attributions(text)] == ["Mara Venn"]


def test_minutes_and_lists_of_those_present() -> None:
    text = (
        "Present: Councillors Ivor Larran, Sanna Whit.\n\n"
        "Councillor Larran reported on his visit. The committee had the scores. He said that the chief, Ms Dahl, "
        "had refused. \"She told us, 'The price is the price,' and left,\" he said."
    )
    assert [one.speaker for one in attributions(text)][-3:] == ["Ivor Larran", "Ivor Larran", "Dahl"]
    assert attributions(text)[-3].role == "Councillor"


def test_an_office_of_somebody_has_its_article() -> None:
    text = 'The quay is shut, said Jan Orr, the ministry\'s spokesman. "It is wet," said harbour master Ilse Marrow.'
    assert [one.role for one in attributions(text)] == ["the ministry's spokesman", "harbour master"]


def test_a_paper_is_nobody() -> None:
    text = "The Consolidated Financial Statements show that sales fell. The Water Board said that they rose."
    assert [one.speaker for one in attributions(text)] == [None, "Water Board"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Did Mara Venn say that the quay was shut?",
        "Neither Mara Venn nor Tom Orr said that the quay was shut.",
        "Nor did Mara Venn say that the quay was shut.",
        "It was not Mara Venn who said that the quay was shut.",
        "If Mara Venn says that the quay is shut, boats will wait.",
    ],
)
def test_what_is_not_known_to_be_said_is_weak(sentence: str) -> None:
    assert all(one.weak for one in attributions(sentence))
    assert not any((one.speaker or "").startswith(("Did", "Nor", "Neither")) for one in attributions(sentence))


def test_a_condition_that_is_said_is_no_doubt() -> None:
    (one,) = attributions("If it rains, the quay will be shut, Mara Venn said.")
    assert (one.speaker, one.weak) == ("Mara Venn", False)


def test_an_office_without_a_name_is_he_in_the_next_sentence() -> None:
    text = "Pat Doyle said it was late. The chancellor rejected the plea. He insisted that there was no money."
    assert [one.speaker for one in attributions(text)][-1] is None
    assert attributions(text)[-1].role == "chancellor"


def test_who_is_asked_by_somebody_is_she() -> None:
    text = 'Sergeant Anna Lowe was asked by Desmond Quaye whether she had looked. "We had not," she replied.'
    assert attributions(text)[-1].speaker == "Anna Lowe"


def test_it_is_the_body_that_spoke_last() -> None:
    text = "The Harn Water Board said that it was late. It denied that pipes had burst. The board added that it rained."
    assert [one.speaker for one in attributions(text)] == ["Harn Water Board"] * 3
    assert attributions("The Harn Water Board closed. Mara Venn said so. It denied that it rained.")[-1].speaker is None


def test_two_boards_are_not_the_board() -> None:
    text = "The Harn Water Board met the Skarne Fish Board. The board said that it was late."
    assert attributions(text)[-1].speaker is None


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Mayor Ann West met Bill Orr. West said it was late. Orr said it was not.", ["Ann West", "Bill Orr"]),
        ("The North Bank said it was late.", ["North Bank"]),
        ("Mara Venn is the harbour master of Harn. The harbour master said it was safe.", ["Mara Venn"]),
        ("According to Mara Venn's statement, it was late.", ["Mara Venn"]),
    ],
)
def test_names_that_are_words_and_words_that_stand_for_names(text: str, speakers: list[str | None]) -> None:
    assert [one.speaker for one in attributions(text)] == speakers


def test_what_somebody_is_by_chance_is_no_role() -> None:
    assert speakers_of("Mara Venn was the first to arrive. She said it was safe.") == [("Mara Venn", None)]


def test_who_was_something_is_no_longer_that() -> None:
    [found] = attributions("Former US President Bill Danton said it was late.")
    assert (found.speaker, found.role) == ("Bill Danton", "Former US President")


@pytest.mark.parametrize(
    "text",
    [
        "HARN (QPA) - Film posted online and checked by the QPA showed smoke.",
        "Video shown on Monday showed that the quay was dry.",
        "HARN, May 4. /QPA/. The QPA said that it was late.",
        "Smoke said that it was late, and smoke it was.",
    ],
)
def test_agencies_and_films_are_nobody(text: str) -> None:
    assert {one.speaker for one in attributions(text)} == {None}


def test_a_heading_is_no_part_of_a_name() -> None:
    text = "Outlet: Harn Gazette\nBy: Tom Ash\n\nThe Gazette wrote that it was late."
    assert attributions(text)[-1].speaker == "Harn Gazette"
    assert attributions("Board\nMara Venn left. The board thanked her for her years.")[-1].speaker is None


def test_the_post_of_an_office_is_whose_it_is() -> None:
    text = 'The mayor, Mara Venn, left. "I am going at last," the mayor\'s post reads.'
    assert attributions(text)[-1].speaker == "Mara Venn"


def test_small_words_are_part_of_a_name() -> None:
    text = "Mara van der Venn left. Van der Venn said it was late. She said it was cold."
    assert [one.speaker for one in attributions(text)] == ["Mara van der Venn"] * 2
    assert speakers_of('Mara de Orr left. "It is late," said de Orr.') == [("Mara de Orr", None)]


def test_what_somebody_does_is_no_part_of_a_name() -> None:
    text = "Co-author Ilka Tarn said it was late. Statistician Una Bray said so. Mum-of-two Kia Lott said no."
    assert [(one.speaker, one.role) for one in attributions(text)] == [
        ("Ilka Tarn", "Co-author"),
        ("Una Bray", "Statistician"),
        ("Kia Lott", None),
    ]
