"""Turns of transcripts and interviews."""

from ingest.attribution import attributions
from tests.ingest.attribution.told import kinds_of, speakers_of, told

BRIEFING = """Mara Venn, the harbour master, met the press.

MS. VENN: Good morning. The quay is safe.

It will open in May.

MR. ORR (Evening Gazette): Who paid?

MS. VENN: We did.

MR. ORR: Thank you.
"""


def test_labels_of_speakers_are_turns() -> None:
    turns = [one for one in attributions(BRIEFING) if one.kind == "turn"]
    assert [BRIEFING[slice(*one.cue)] for one in turns] == [
        "MS. VENN:",
        "MR. ORR (Evening Gazette):",
        "MS. VENN:",
        "MR. ORR:",
    ]
    assert [BRIEFING[slice(*span)] for span in turns[0].content] == [
        "Good morning. The quay is safe.",
        "It will open in May.",
    ]


def test_a_label_is_resolved_to_the_name_in_full() -> None:
    assert speakers_of(BRIEFING)[0] == ("Mara Venn", "harbour master")


def test_question_and_answer_name_nobody() -> None:
    text = "Q: Who paid for the quay?\n\nA: The owners."
    assert told(text) == [("Q", "Q:", ("Who paid for the quay?",)), ("A", "A:", ("The owners.",))]
    assert speakers_of(text) == [(None, None), (None, None)]


def test_labels_with_small_letters_are_turns_where_two_speak_twice() -> None:
    text = "Mara Venn: Is it?\nJan Orr: It is.\nMara Venn: Good.\nJan Orr: Yes."
    assert kinds_of(text) == ["turn"] * 4
    assert kinds_of("Mara Venn: Is it?\nTime: noon.") == []


def test_other_labels_are_none() -> None:
    assert attributions("FEES: Ten crowns.\n\nHOURS: Nine to five.\n\nFEES: None.") == []


def test_i_in_a_turn_is_who_speaks() -> None:
    text = "MS. VENN: I said it was late.\n\nMR. ORR: Who?\n\nMS. VENN: Me."
    assert [one.speaker for one in attributions(text) if text[slice(*one.cue)] == "said"] == ["Venn"]


def test_questions_without_answers_stand_between_the_turns_of_names() -> None:
    text = "MS. VENN: I will be short.\n\nQ: Who paid?\n\nMS. VENN: We did.\n\nQ: When?\n\nMS. VENN: In May."
    assert [one.speaker for one in attributions(text)] == ["Venn", None, "Venn", None, "Venn"]


def test_who_speaks_once_among_others_has_a_turn() -> None:
    text = "Operator: Here is Ada Quist.\nAda Quist: Thank you.\nMara Venn: Hi.\nOperator: Bye.\nMara Venn: Bye."
    assert [one.speaker for one in attributions(text)] == [None, "Ada Quist", "Mara Venn", None, "Mara Venn"]
    assert attributions(text)[0].role == "operator"


def test_who_asks_in_brackets_has_a_turn() -> None:
    text = (
        "MR TARN: Good day.\n\nQ (Ada Quist, Harn Gazette): Who paid?\n\nMR TARN: We did.\n\n"
        "Q [inaudible]: When?\n\nMR TARN: In May."
    )
    turns = attributions(text)
    assert [one.speaker for one in turns] == ["Tarn", "Ada Quist", "Tarn", None, "Tarn"]
    assert [text[slice(*one.content[0])] for one in turns][:3] == ["Good day.", "Who paid?", "We did."]


def test_who_asks_once_and_is_named_nowhere_else_has_a_turn() -> None:
    text = (
        "Line: One.\nUna Tarn: Hi.\nOle Wark: Hi.\n"
        "Edith Lorne, Harn Bank: Why?\nUna Tarn - Head of Fish: So.\nOle Wark: Yes."
    )
    assert [one.speaker for one in attributions(text)] == [
        "Una Tarn",
        "Ole Wark",
        "Edith Lorne",
        "Una Tarn",
        "Ole Wark",
    ]


def test_the_office_in_a_label_is_a_role() -> None:
    text = "Una Tarn - Chief Executive: Hi.\nOle Wark: Hi.\nUna Tarn - Chief Executive: So.\nOle Wark: Yes."
    assert speakers_of(text)[::2] == [("Una Tarn", "Chief Executive")] * 2


def test_parts_of_a_talk_are_nobody() -> None:
    text = "INTERVIEWER: Is it?\n\nLORNE: I say so.\n\nUNIDENTIFIED SPEAKER: No.\n\nINTERVIEWER: Why?"
    assert [one.speaker for one in attributions(text) if one.kind == "turn"] == [None, "Lorne", None, None]


def test_she_in_a_turn_is_not_who_speaks() -> None:
    text = "MS. VENN: The envoy came. She assured me that it was safe.\n\nMR. ORR: Good.\n\nMS. VENN: I thought so."
    [she] = [one for one in attributions(text) if one.source and text[slice(*one.source)] == "She"]
    assert (she.speaker, she.role) == (None, "envoy")


def test_labels_of_a_hearing_end_with_a_stop() -> None:
    text = (
        "Chairwoman DELGADO. We begin.\n\nCaptain STRAND. The board told me so.\n\nMr. FINCH. Who?\n\n"
        "Captain STRAND. The warden."
    )
    turns = [one for one in attributions(text) if one.kind == "turn"]
    assert [one.speaker for one in turns] == ["Delgado", "Strand", "Finch", "Strand"]
    assert [
        one.kind for one in attributions("Part ONE. The quay.\n\nPart TWO. It. \n\nPart TEN. A.\n\nPart SIX. B.")
    ] == []


def test_labels_in_bold_and_with_a_number_are_turns() -> None:
    text = (
        "**Q1 Colm Hasty:** Was it safe?\n\n**Dr Mara Venn:** It was, we looked.\n\n**Q2 Colm Hasty:** When?\n\n"
        "**Dr Mara Venn:** In May."
    )
    turns = [one for one in attributions(text) if one.kind == "turn"]
    assert [one.speaker for one in turns] == ["Colm Hasty", "Mara Venn", "Colm Hasty", "Mara Venn"]
    assert [text[slice(*span)] for one in turns for span in one.content] == [
        "Was it safe?", "It was, we looked.", "When?", "In May.",
    ]  # fmt: skip
    shouted = "**VENN:** I saw it.\n\n**ORR:** I did not.\n\n**VENN**: We shall see."
    assert [[shouted[slice(*span)] for span in one.content] for one in attributions(shouted)] == [
        ["I saw it."], ["I did not."], ["We shall see."],
    ]  # fmt: skip
