"""Several who say it together; words that would count twice."""

import pytest

from ingest.attribution import attributions
from tests.ingest.attribution.told import kinds_of, speakers_of, told


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mara Venn and Jan Orr said it was safe.", ["Mara Venn", "Jan Orr"]),
        ('"It is safe," said Mara Venn and Jan Orr.', ["Mara Venn", "Jan Orr"]),
        ("Mara Venn, Jan Orr and Tom Ash said it was safe.", ["Mara Venn", "Jan Orr", "Tom Ash"]),
        ("Harbour master Mara Venn and mayor Jan Orr said it was safe.", ["Mara Venn", "Jan Orr"]),
        ("Mara Venn, the harbour master, and Jan Orr, the mayor, said it was safe.", ["Mara Venn", "Jan Orr"]),
        ('"It is safe," said Mara Venn, the harbour master, and Jan Orr, the mayor.', ["Mara Venn", "Jan Orr"]),
        ("Mara Venn and her lawyer said it was safe.", ["Mara Venn"]),
        ("Police and the mayor, Tom Ash, said it was safe.", ["Tom Ash"]),
        ("On Monday, Mara Venn and Jan Orr said it was safe.", ["Mara Venn", "Jan Orr"]),
    ],
)
def test_all_who_say_it_together_have_said_it(text: str, names: list[str]) -> None:
    found = attributions(text)
    assert [one.speaker for one in found] == names
    assert len({(one.content, one.cue, one.source) for one in found}) == 1


def test_they_are_those_who_spoke_together() -> None:
    text = '"It is safe," said Mara Venn and Jan Orr. They added that it was late. Tom Ash agreed. They said it rained.'
    names = ["Mara Venn", "Jan Orr", "Mara Venn", "Jan Orr", None]
    assert [one.speaker for one in attributions(text) if text[slice(*one.cue)] != "agreed"] == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Ministry of Health and Welfare said it was safe.", "Ministry of Health and Welfare"),
        ("Procter and Gamble said it was safe.", "Procter and Gamble"),
        ("Mara Venn, chair and chief executive of the line, said it was safe.", "Mara Venn"),
        ('"It is safe," said Mara Venn, the harbour master, and Jan Orr left.', "Mara Venn"),
    ],
)
def test_one_with_an_and_is_one(text: str, name: str) -> None:
    assert [one.speaker for one in attributions(text)] == [name]


def test_a_turn_that_is_all_a_quotation_counts_once() -> None:
    assert kinds_of('MS. VENN: "It is safe."\n\nMR. ORR: "Is it?"\n\nMS. VENN: "It is."') == ["turn"] * 3


def test_a_label_in_somebody_elses_words_is_no_turn() -> None:
    text = 'VENN: We met.\n\nORR: We did.\n\n"The minutes read\nVENN: Pay up.\nORR: No." said Tom Ash.'
    assert "Pay" not in "".join(
        text[slice(*span)] for one in attributions(text) if one.kind == "turn" for span in one.content
    )


def test_words_with_two_verbs_are_told_once() -> None:
    assert told('Venn laughed and said, "It is safe."') == [("Venn", "said", ("It is safe.",))]


def test_a_chair_is_of_the_body_before() -> None:
    text = (
        "The Harn Fishers\u2019 Association was not asked. Its chair, Bram Tolliver, said it heard by radio.\n\n"
        "The chair of the Harn Fishers\u2019 Association said it would sue. The chair of the Skarne Union said nothing."
    )
    of = "chair of the Harn Fishers\u2019 Association"
    assert speakers_of(text)[:2] == [("Bram Tolliver", of)] * 2
    assert speakers_of(text)[2][0] is None


def test_the_mark_of_a_plural_stays_in_the_name() -> None:
    assert speakers_of("The Harn Fishers' Association said it was late.") == [("Harn Fishers' Association", None)]


def test_whose_somebody_is_is_not_the_name() -> None:
    assert speakers_of("Britain's Mara Venn said it was late.") == [("Mara Venn", None)]


def test_a_wider_word_is_who_spoke_last() -> None:
    text = "Mara Venn, spokeswoman for the foreign ministry, said it was late. The diplomat added that it rained."
    assert [one.speaker for one in attributions(text)] == ["Mara Venn"] * 2
    text = "Mara Venn, a dentist, said it was late. The diplomat added that it rained."
    assert [one.speaker for one in attributions(text)] == ["Mara Venn", None]


def test_an_office_without_a_name_is_kept_as_the_role() -> None:
    assert speakers_of('"Stay in," said the island\'s emergency coordinator.') == [
        (None, "the island's emergency coordinator")
    ]


def test_him_who_is_quoted() -> None:
    text = "Mr Jan Orr met the press. The agency quoted him as saying that it was late."
    assert [one.speaker for one in attributions(text)] == ["Jan Orr"]


def test_who_begins_a_paragraph_is_he() -> None:
    text = (
        "Councillor Sanna Whit said it was late.\n\nCouncillor Ivor Larran went to the quay. He said that it was shut."
    )
    assert [one.speaker for one in attributions(text)] == ["Sanna Whit", "Ivor Larran"]
