"""Words in quote marks: in every style, in several parts, over several paragraphs."""

import pytest

from ingest.attribution import attributions
from tests.ingest.attribution.told import kinds_of, told


@pytest.mark.parametrize(
    "marks",
    ['""', "\u201c\u201d", "\u2018\u2019", "\u00ab\u00bb", "\u201e\u201c", "''"],
    ids=["straight", "curly", "single", "guillemets", "low", "straight single"],
)
def test_every_style_of_marks(marks: str) -> None:
    text = f"{marks[0]}The quay isn't safe,{marks[1]} said Mara Venn on Monday."
    assert told(text) == [("Mara Venn", "said", ("The quay isn't safe,",))]
    assert kinds_of(text) == ["direct"]


def test_two_apostrophes_are_a_mark_too() -> None:
    assert told("''We've paid the men's wages,'' Mr. Orr told me.") == [
        ("Mr. Orr", "told", ("We've paid the men's wages,",))
    ]


def test_an_apostrophe_is_no_mark() -> None:
    assert told("The owners' boats don't leave 'til May, and the '90s are over.") == []


def test_the_source_before_and_behind() -> None:
    assert told('Venn said: "It will open in May."') == [("Venn", "said", ("It will open in May.",))]
    assert told('"Why was it late?" asked Jan Orr.') == [("Jan Orr", "asked", ("Why was it late?",))]
    assert told('"We paid for it all," the owner of the crane told reporters.')[0][0] == "the owner of the crane"
    assert told('Said Venn: "It will open in May."') == [("Venn", "Said", ("It will open in May.",))]


def test_a_quotation_in_two_parts_is_one_attribution() -> None:
    assert told('"The quay," Venn said, "will open in May."') == [("Venn", "said", ("The quay,", "will open in May."))]


def test_a_quoted_sentence_behind_goes_on() -> None:
    text = '"The quay is safe," Venn said. "It will open in May. Nobody need worry."'
    assert told(text) == [("Venn", "said", ("The quay is safe,", "It will open in May. Nobody need worry."))]


def test_paragraphs_that_open_anew_go_on() -> None:
    text = 'Venn said: "The quay is old.\n\n"We shall mend it.\n\n"It will open in May."\n\nThe crane stood still.'
    assert told(text) == [("Venn", "said", ("The quay is old.", "We shall mend it.", "It will open in May."))]


def test_a_colon_at_the_end_of_a_paragraph() -> None:
    assert told('Venn wrote to the owners:\n\n"The quay will close."') == [
        ("Venn", "wrote", ("The quay will close.",)),
    ]


def test_a_name_behind_a_dash() -> None:
    assert told("\u201cWe were never asked.\u201d \u2014 Jan Orr") == [("Jan Orr", "\u2014", ("We were never asked.",))]


def test_words_within_words_need_a_cue_of_their_own() -> None:
    assert told("\u201cThey call it \u2018the old pier\u2019 in the town,\u201d said Venn.") == [
        ("Venn", "said", ("They call it \u2018the old pier\u2019 in the town,",))
    ]
    nested = told("\u201cOrr told me, \u2018Go home now,\u2019 and I went,\u201d said Venn.")
    assert ("Orr", "told", ("Go home now,",)) in nested
    assert len(nested) == 2


def test_scare_quotes_are_nobodys() -> None:
    assert told('The "safe" quay fell into the river.') == []
    assert attributions("He bought \u201cThe Old Crane\u201d in May.") == []


def test_marks_within_marks_of_the_same_kind() -> None:
    text = "\u201cI would live in what they call \u201chell\u201d first,\u201d said Jan Orr."
    assert told(text) == [("Jan Orr", "said", ("I would live in what they call \u201chell\u201d first,",))]


def test_a_title_in_quote_marks_is_not_what_is_said() -> None:
    text = 'In an interview on "Boats of the World," Venn said that it rained.'
    assert told(text) == [("Venn", "said", ("that it rained",))]


def test_a_name_and_a_colon() -> None:
    assert told('Venn: "It will open in May."') == [("Venn", ":", ("It will open in May.",))]


def test_a_quoted_sentence_goes_on_behind_indirect_speech() -> None:
    found = told('Venn said the quay was safe. "It will open in May."')
    assert found == [("Venn", "said", ("the quay was safe",)), ("Venn", "said", ("It will open in May.",))]
    assert kinds_of('Venn said the quay was safe. "It will open in May."') == ["indirect", "direct"]
