"""Who said it, as the text names them; nobody where it does not."""

import pytest
from hypothesis import given

from onrecord.answering.speaker import speaker_of
from tests.fakes import a_hit
from tests.texts import steady, texts_with_words


def speakers(text: str) -> list[str | None]:
    passage = a_hit(text).passage
    return [speaker_of(passage, span) for span in passage.sentences]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("“The fee is fair,” said Mara Venn.", "Mara Venn"),
        ("“The fee is fair,” said harbour master Mara Venn on Monday.", "Mara Venn"),
        ("“The fee is fair,” said the deputy harbour master, Mara Venn.", None),
        ("“The fee is fair,” Mara Venn said.", "Mara Venn"),
        ("“The fee is fair,” Mara Venn, who chairs the board, said.", "Mara Venn"),
        ("“Fees,” Venn added, “must rise.”", "Venn"),
        ('"We will not pay," replied fleet spokesman Piet O\'Hara.', "Piet O'Hara"),
        ("Venn said that the fee is fair.", "Venn"),
        ("Mara Venn, the chair, insisted that the fee is fair.", "Mara Venn"),
        ("Dr. Ilse van der Berg told reporters that the fee is fair.", "Dr. Ilse van der Berg"),
        ("According to Tom Reed, the fee is fair.", "Tom Reed"),
        ("The fee is fair, according to the harbour master Tom Reed.", "Tom Reed"),
        ("Asked about it, Mara Venn denied the report.", "Mara Venn"),
        ("According to the Harbour Users Association, fees rose.", "Harbour Users Association"),
        ("Mara Venn, who has chaired the board since 2019,\nsaid that fees rose.", "Mara Venn"),
    ],
)
def test_a_sentence_of_a_report_names_its_speaker(sentence: str, speaker: str | None) -> None:
    assert speakers(sentence) == [speaker]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("“We looked at it,” said Association president Mara Venn.", "Mara Venn"),
        ("“We looked at it,” said Users Association vice-president Mara Venn.", "Mara Venn"),
        ("According to Council chair Mara Venn, fees rose.", "Mara Venn"),
        ("“It is safe,” said the Association.", None),
        ("According to the Association, fees rose.", None),
        ("The Association said that fees rose.", None),
    ],
)
def test_an_office_or_a_body_is_not_taken_for_the_person(sentence: str, speaker: str | None) -> None:
    assert speakers(sentence) == [speaker]


@pytest.mark.parametrize(
    "who", ["He", "She", "They", "It", "We", "I", "Nobody", "Some", "Everyone", "Who", "What Venn"]
)
def test_a_word_that_stands_for_somebody_names_nobody(who: str) -> None:
    assert speakers(f"{who} said that the fee is fair.") == [None]
    assert speakers(f"“The fee is fair,” {who} said.") == [None]


@pytest.mark.parametrize(
    "sentence",
    [
        "The fee is 40 euros.",
        "Mara Venn chairs the board.",
        "The said fee rose.",
        "On Monday the board met in Brindle Point.",
        "“The fee is fair,” she said.",
    ],
)
def test_a_sentence_that_names_no_speaker_has_none(sentence: str) -> None:
    assert speakers(sentence) == [None]


def test_a_transcript_turn_names_the_speaker_of_all_its_sentences() -> None:
    text = "MARA VENN: I saw the ferry. It left at noon.\nTOM REED (harbour master): I did not.\nQ: Why not?"
    assert speakers(text) == ["Mara Venn", "Mara Venn", "Tom Reed", None]


def test_a_turn_ends_with_its_paragraph() -> None:
    assert speakers("VENN: I saw the ferry.\n\nThe hearing was closed at noon.") == ["Venn", None]


@pytest.mark.parametrize("label", ["NOTE", "SUBJECT", "DATE", "PRESENT", "Q", "ANSWER"])
def test_a_label_is_no_speaker(label: str) -> None:
    assert speakers(f"{label}: the fee is 40 euros.") == [None]


def test_the_speaker_named_in_the_sentence_counts_more_than_the_turn() -> None:
    assert speakers("VENN: As Tom Reed left, “No,” said Ada Quist.") == ["Ada Quist"]


@steady
@given(texts_with_words)
def test_a_speaker_is_always_named_in_the_passage(text: str) -> None:
    folded = " ".join(text.split()).casefold()
    for speaker in speakers(text):
        assert speaker is None or speaker.casefold() in folded
