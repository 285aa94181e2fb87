"""Sentences: exact ranges of the text, in order, nothing lost, and cut where a reader would cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.sentences import (
    MAX_SENTENCE_CHARS,
    ends_sentence,
    figures_at_end,
    fold,
    is_heading,
    is_table_row,
    iter_blocks,
    split_sentences,
)
from tests.effort import work_of_at_most
from tests.texts import steady, texts


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@steady
@given(texts)
def test_spans_are_in_order_do_not_overlap_and_have_no_space_at_their_ends(text: str) -> None:
    end = 0
    for span in split_sentences(text):
        words = text[span.start : span.end]
        assert span.start >= end
        assert words == words.strip()
        assert words
        end = span.end


@steady
@given(texts)
def test_every_character_that_is_no_space_is_in_a_sentence(text: str) -> None:
    covered = "".join(sentences(text))
    assert "".join(covered.split()) == "".join(text.split())


@steady
@given(texts)
def test_no_sentence_is_over_the_cap(text: str) -> None:
    assert all(span.end - span.start <= MAX_SENTENCE_CHARS for span in split_sentences(text * 20))


@steady
@given(texts, st.integers(0, 50))
def test_a_start_leaves_out_what_stands_before_it(text: str, start: int) -> None:
    start = min(start, len(text))
    rest = [(span.start - start, span.end - start) for span in split_sentences(text, start)]
    assert rest == [(span.start, span.end) for span in split_sentences(text[start:])]


@steady
@given(texts)
def test_blocks_hold_every_sentence_whole(text: str) -> None:
    blocks = list(iter_blocks(text))
    for span in split_sentences(text):
        assert any(block.start <= span.start and span.end <= block.end for block in blocks)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        ("One. Two.", ["One.", "Two."]),
        ("No full stop at all", ["No full stop at all"]),
        ("Dr. Venn paid $3.5 million to the U.S. fleet. It was late.", None),
        ("It rose 3.5 per cent. Then it fell.", ["It rose 3.5 per cent.", "Then it fell."]),
        ("Is it safe? No! Wait…", ["Is it safe?", "No!", "Wait…"]),
        ("他说好。她走了。", ["他说好。", "她走了。"]),
        ("مرحبا. كيف حالك؟", ["مرحبا.", "كيف حالك؟"]),
        ("I saw 😀. Then 👩‍👩‍👧 left.", ["I saw 😀.", "Then 👩‍👩‍👧 left."]),
        ("  One.   Two.  ", ["One.", "Two."]),
    ],
)
def test_where_sentences_end(text: str, expected: list[str] | None) -> None:
    if expected is None:
        expected = ["Dr. Venn paid $3.5 million to the U.S. fleet.", "It was late."]
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "“The fee is fair,” she said. “It pays for dredging.”",
        '"Stop. Now!" he said. Then he left.',
        "She said: “We will not pay.”",
    ],
)
def test_quote_marks_stay_with_their_words(text: str) -> None:
    assert all(sentence.count("“") == sentence.count("”") for sentence in sentences(text))
    assert all(sentence.count('"') % 2 == 0 for sentence in sentences(text))
    assert len(sentences(text)) <= 2


def test_a_paragraph_that_its_writer_wrapped_is_read_on() -> None:
    text = (
        "The harbour board met on Monday and raised the mooring fee to 40 euros\n"
        "a night, which the fishing fleet called a blow. It said that the rise\n"
        "could not be paid.\n\nThe board disagreed."
    )
    assert [fold(sentence) for sentence in sentences(text)] == [
        "The harbour board met on Monday and raised the mooring fee to 40 euros a night, which the fishing fleet "
        "called a blow.",
        "It said that the rise could not be paid.",
        "The board disagreed.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Year 2021 2022 2023\nFees 35 38 40\nBoats 31 33 34",
        "| Year | Fee |\n| 2023 | 40 |\n| 2024 | 45 |",
        "- Dredging of the northern basin, to start in the first week of May\n- A new crane\n- Two lamps",
        "• Dredging of the northern basin, to start in the first week of May\n• A new crane\n• Two lamps",
        "1. Dredging of the northern basin, to start in the first week of May\n2. A new crane\n(3) Two lamps",
        "MARA VENN: I saw the ferry leave the harbour at noon, as it always does.\nTOM REED: I did not.\nQ: Why?",
        "Mara Venn: I saw the ferry leave the harbour at noon, as it always does.\nTom Reed: No.\nMara Venn: Yes.",
        "# Minutes of the board of the harbour of Brindle Point, held in April\nThe board met.\nX. It left.",
    ],
)
def test_rows_list_items_and_speaker_turns_stand_alone(text: str) -> None:
    starts = {span.start for span in split_sentences(text)}
    at = 0
    for line in text.split("\n"):
        assert at in starts, line
        at += len(line) + 1


def test_a_row_whose_label_runs_over_two_lines_is_one() -> None:
    text = "Fees 35 38 40\nAdditions to quays and to the\nnew crane 31 33 (34)\nBoats 1 2 3"
    assert sentences(text)[1] == "Additions to quays and to the\nnew crane 31 33 (34)"
    assert len(sentences(text)) == 3


def test_a_row_is_one_sentence_whatever_is_in_its_label() -> None:
    assert sentences("U.S. fees of Harbour Co. Ltd. $ 35 $ (38)\n$ (40) $ 5 $ 6") == [
        "U.S. fees of Harbour Co. Ltd. $ 35 $ (38)",
        "$ (40) $ 5 $ 6",
    ]


def test_prose_with_figures_in_it_is_not_cut_for_a_row() -> None:
    text = (
        "The fee that the yachts and barges of the northern basin paid in the last three years was 40 euros in\n"
        "2023, 38 euros in 2022 and 35 euros in 2021, or 12 in 2020 and 11 in 2019, and so on, and\n"
        "$163 million (28 cents a boat) in 2018."
    )
    assert len(sentences(text)) == 1


def test_a_page_that_is_set_wide_is_read_on() -> None:
    wide = "the board of the harbour met on Monday and raised the mooring fee to 40 euros a night, which was a blow "
    lines = [f"On day one {wide * 2}", f"{wide}{wide}and then", f"{wide}it said. It left."]
    assert len(sentences("\n".join(line.strip() for line in lines))) == 2


def test_a_line_without_end_that_was_not_wrapped_is_not_read_on() -> None:
    line = "The board " + "met and met again " * 30
    assert len(sentences(f"{line.strip()}\nIt left at noon.")) == 2


@pytest.mark.parametrize("heading", ["Harbour fees", "NOTE 16. Contingencies", "Item 8. Statements of the board."])
def test_a_heading_below_a_full_last_line_stands_alone(heading: str) -> None:
    text = (
        "The harbour board met on Monday and raised the mooring fee to 40 euros\n"
        "a night, which the fleet called a blow that it could not bear in May.\n"
        f"{heading}\nThe board disagreed."
    )
    assert heading in [text[block.start : block.end] for block in iter_blocks(text)]


def test_the_number_of_an_item_is_no_sentence_of_its_own() -> None:
    assert sentences("1. yachts\n(b) barges\nIV. Rafts. Canoes.") == [
        "1. yachts",
        "(b) barges",
        "IV. Rafts.",
        "Canoes.",
    ]


@pytest.mark.parametrize(
    ("line", "figures"),
    [
        ("Net income $ 11 $ (10)", 2),
        ("Other, net - 5 (2)", 3),
        ("Margin 9.6 % 17.8% — %", 3),
        ("Lamps N/A 0.3 N/A", 3),
        ("Index funds* 16 28*", 2),
        ("31 December 2022", 1),
        ("December 31, 2022", 1),
        ("It rose in 2021.", 0),
        ("Fees", 0),
        ("", 0),
    ],
)
def test_figures_at_the_end_of_a_line(line: str, figures: int) -> None:
    assert figures_at_end(line) == figures


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("Earnings before tax, and before the equity in the income of all the affiliates 1,788 3,024 2,377", True),
        ("Other — (56)", True),
        ("Tax effect of all the sales (23) 11 (17) Cost of sales, of fees and of craneage", True),
        ("Interest (9) Cost (17) Net", True),
        ("Year | Fee", True),
        ("The fee is 40 euros, and was 35.", False),
        ("Fees: 35, 38,", False),
        ("It was 40 in 2023 and 35 in 2022", False),
        ("Fees", False),
        ("Fees 40", False),
        ("9 " * 300, False),
        ("", False),
    ],
)
def test_lines_that_are_table_rows(line: str, row: bool) -> None:
    assert is_table_row(line) is row


@pytest.mark.parametrize(
    ("line", "signs", "ends"),
    [
        ("It met.", "", True),
        ("“Why?”", "", True),
        ("It met (at noon!) ", "", True),
        ("Fees", "", False),
        ("Fees:", "", False),
        ("Fees:", ";:", True),
        ("", ";:", False),
        ("港務局。", "", True),
    ],
)
def test_lines_that_end_a_sentence(line: str, signs: str, ends: bool) -> None:
    assert ends_sentence(line, signs) is ends


def test_a_heading_is_no_part_of_the_sentence_below_it() -> None:
    assert sentences("Harbour fees\nThe board met.\n\nWhat comes next\n\nIt will dredge.") == [
        "Harbour fees",
        "The board met.",
        "What comes next",
        "It will dredge.",
    ]


@pytest.mark.parametrize(
    "line", ["Harbour fees", "# The board met.", "3. Results and discussion", "ANNEX B", "2 Methods", "Über die Gebühr"]
)
def test_lines_that_read_as_headings(line: str) -> None:
    assert is_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "The board met.",
        "and raised the fee",
        "Two\nlines",
        "Fees: 35, 38 and",
        "MARA VENN:",
        "Year 2021 2022 2023",
        "| Year | Fee |",
        "---",
        "- A new crane",
        "A line that has too many words in it to be the heading of anything at all, really",
        "# " + "the board met and raised the fee. " * 50,
        "#harbour #fees The board met on Monday. It raised the fee.",
    ],
)
def test_lines_that_are_none(line: str) -> None:
    assert not is_heading(line)


def test_a_long_paragraph_is_cut_where_a_short_one_is() -> None:
    kinds = [
        "The board met on Monday in the old hall.",
        "“It is late!” said Dr. Venn.",
        "Why? ",
        "It cost 3.5 million.",
    ]
    text = " ".join(kinds * 300)
    assert sentences(text) == sentences(" ".join(kinds)) * 300


@pytest.mark.parametrize("unit", ["word ", "x", "a. ", "!", "港", "- ", "#", "\n", "He said no. ", "(", "“", "1 "])
@work_of_at_most(60)
def test_a_very_long_line_is_cut_into_bounded_pieces_in_reasonable_time(unit: str) -> None:
    text = (unit * (400_000 // len(unit) + 1))[:400_000]
    spans = split_sentences(text)
    assert all(span.end - span.start <= MAX_SENTENCE_CHARS for span in spans)
    assert sum(len("".join(text[span.start : span.end].split())) for span in spans) == len("".join(text.split()))


def test_a_long_run_is_cut_at_white_space_where_there_is_some() -> None:
    text = "word " * 1000
    assert all(sentence.startswith("word") and sentence.endswith("word") for sentence in sentences(text))


@pytest.mark.parametrize("language", ["en", "de", "ar", "zh", "xx", ""])
def test_an_unknown_language_is_no_error(language: str) -> None:
    assert len(split_sentences("One. Two.", language=language)) == 2


@pytest.mark.parametrize(("text", "folded"), [("", ""), (" a \n\n b\tc\u00a0d\u2028e ", "a b c d e")])
def test_fold_makes_one_space_of_any_run(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("space", ["\u00a0", "\u2028", " \u202f", "\u3000\u00a0"])
@pytest.mark.parametrize("language", ["en", "de", "xx"])
def test_a_space_that_is_none_of_ascii_before_a_full_stop_is_read(space: str, language: str) -> None:
    """It made sentencex panic behind a capital, which no ``except Exception`` catches."""
    text = f"See plan A{space}. It is old."
    assert "".join(text[one.start : one.end] for one in split_sentences(text, language=language)).endswith("It is old.")
