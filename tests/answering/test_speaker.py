"""Who said it, as the text names them; nobody where it does not."""

from dataclasses import replace

import pytest
from hypothesis import given

from ingest.attribution import attributions
from onrecord.answering.speaker import role_of, speaker_of
from onrecord.ports import CitedSpan
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
    text = "VENN: I saw the ferry.\n\nREED: I did not.\n\nThe hearing was closed at noon."
    assert speakers(text) == ["Venn", "Reed", None]


@pytest.mark.parametrize(
    "text",
    [
        "VENN: The fee is fair.\n\nREED: It is not.\n\nVENN: It is.",
        "VENN: Mara Venn, Harbour Board. The fee is fair.",
        "VENN: The fee is fair.\n\nThe hearing thanked Ms. Venn.",
        "VENN: I find the fee fair.\n\nREED: Too high.",
        "VENN: The fee is fair.\n\nREED: Is it?",
    ],
)
def test_a_second_mark_of_a_person_makes_a_turn(text: str) -> None:
    assert speakers(text)[0] == "Venn"


def test_a_full_name_of_somebody_who_says_i_is_a_turn() -> None:
    assert speakers("MARA VENN: I saw the ferry.") == ["Mara Venn"]


@pytest.mark.parametrize(
    "label", ["NOTE", "SUBJECT", "DATE", "PRESENT", "Q", "ANSWER", "FEES", "OPENING HOURS", "VENN"]
)
def test_a_label_is_no_speaker(label: str) -> None:
    assert speakers(f"{label}: the fee is 40 euros.") == [None]


@pytest.mark.parametrize(
    "text",
    [
        "FEES: Hire of the crane costs 40 euros a day.\n\nOPENING HOURS: Eight to noon.",
        "FEES: I ask 40 euros.\n\nFEES: They rise in May.\n\nSee Fees.",
        "LOST PROPERTY: I keep it here.\n\nCAR PARK: Who pays?",
        "WINCH: 40 euros.\n\nBARGE: 90 euros.",
        "WINCH: 40 euros. Ask me.\n\nBARGE: 90 euros.\n\nThe winch and the barge are hired by the day.",
    ],
)
def test_labels_are_no_speakers_however_many(text: str) -> None:
    assert set(speakers(text)) == {None}


@pytest.mark.parametrize(
    "source",
    [
        "Table 3",
        "Figure 2",
        "Article 5",
        "Annex B",
        "Schedule 1",
        "Rule 7",
        "the Harbours Act 1998",
        "Monday's notice",
        "Monday\u2019s Council minutes",
        "January figures",
        "Venn's report",
    ],
)
def test_a_place_a_day_and_what_is_somebodys_are_no_source(source: str) -> None:
    assert speakers(f"According to {source}, the crane cost 40 euros.") == [None]


@pytest.mark.parametrize("who", ["June Carter", "the Tolvick Fishers\u2019 Association", "Elaine Page"])
def test_a_name_with_such_a_word_in_it_is_a_source(who: str) -> None:
    assert speakers(f"According to {who}, the crane cost 40 euros.") == [who.removeprefix("the ")]


def test_the_speaker_named_in_the_sentence_counts_more_than_the_turn() -> None:
    assert speakers("VENN: As Tom Reed left, “No,” said Ada Quist.") == ["Ada Quist"]


@steady
@given(texts_with_words)
def test_a_speaker_is_always_named_in_the_passage(text: str) -> None:
    folded = " ".join(text.split()).casefold()
    for speaker in speakers(text):
        assert speaker is None or speaker.casefold() in folded


def test_who_is_told_by_office_alone_keeps_it() -> None:
    text = '"Stay in and keep the windows shut tonight," said the island\'s emergency coordinator. "It is wet."'
    hit = a_hit(text)
    hit = replace(hit, passage=replace(hit.passage, said=tuple(attributions(text))))
    cites = [CitedSpan(hit, span) for span in hit.passage.sentences]
    assert {role_of(None, [cite]) for cite in cites} == {"the island's emergency coordinator"}
    assert role_of(None, []) is None


def test_all_who_say_it_together_are_its_speaker() -> None:
    text = "Mara Venn and Jan Orr said that the quay is old."
    passage = replace(a_hit(text).passage, said=tuple(attributions(text)))
    assert speaker_of(passage, passage.sentences[0]) == "Mara Venn, Jan Orr"


def test_what_one_says_twice_in_a_sentence_counts_together() -> None:
    sentence = 'Opening the case at the court, Ada Quist KC, for the owners, said that he "knew what it was". '
    passage = a_hit(f'{sentence}She told the jury: "He sold it, and sold it cheaply."').passage
    said = tuple(attributions(passage.text))
    whole = replace(passage.sentences[0], end=len(passage.text))
    assert len(said) == 2
    assert speaker_of(replace(passage, said=said), whole) == "Ada Quist"
    assert speaker_of(replace(passage, said=said[1:]), whole) == "Ada Quist KC"
