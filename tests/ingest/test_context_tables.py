"""Rows keep what heads them: the lines above a table of figures, the first row of one with bars."""

import pytest

from ingest.context import CONTEXT_CHARS
from ingest.split import MOST_TOKENS, split
from onrecord.types import Document
from tests.effort import work_of_at_most
from tests.fakes import a_source, count_words
from tests.ingest.making import pdf, read


def context_at(text: str, words: str, format_name: str = "pdf", pages: tuple[int, ...] = ()) -> tuple[str, ...]:
    """The context of the passage that begins with ``words``."""
    return context_in(Document(a_source(format=format_name), text, pages), words)


def context_in(document: Document, words: str) -> tuple[str, ...]:
    # Its first sentence is counted for so long that no other fits before it.
    found = list(split(document, lambda texts: [MOST_TOKENS if text.startswith(words) else 1 for text in texts]))
    assert all(document.text[passage.start : passage.end] == passage.text for passage in found)
    (context,) = (passage.context for passage in found if passage.text.startswith(words))
    return context


def sentences(text: str, format_name: str = "pdf") -> list[str]:
    (passage,) = split(Document(a_source(format=format_name), text), lambda texts: [1 for _ in texts])
    return [passage.quote(span) for span in passage.sentences]


STATEMENT = """\
Harbour Board and Subsidiaries
Consolidated Statement of Income
Years ended December 31
(Thousands, except per berth) 2023 2022 2021
Mooring fees $ 34,229 $ 35,355 $ 32,184
Craneage 1,862 1,994 1,878
Operating expenses
Dredging of the northern basin 19,232 18,795 16,605
Lamps and buoys 271 — —
Additions to quays and piers, net of grants, and of the
new crane 930 737 (713)
Total operating expenses 20,433 19,532 15,892
Net income 15,658 17,817 18,170
Net income per berth
Yachts $ 10.21 $ 10.23 $ 9.43
Barges 9.18 9.12 9.36
The accompanying notes are part of this statement.
"""
HEADED = (
    "Harbour Board and Subsidiaries",
    "Consolidated Statement of Income",
    "Years ended December 31 (Thousands, except per berth) 2023 2022 2021",
)


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Mooring fees", None),
        ("Operating expenses", None),
        ("Dredging", "Operating expenses"),
        ("Lamps and buoys", "Operating expenses"),
        ("Total operating expenses", "Operating expenses"),
        ("Net income 15,658", None),
        ("Barges", "Net income per berth"),
    ],
)
def test_a_row_has_the_title_the_header_and_its_groups_label(words: str, label: str | None) -> None:
    assert context_at(STATEMENT, words) == ((*HEADED, label) if label else HEADED)


def test_a_passage_that_begins_in_the_header_has_what_is_above_it() -> None:
    assert context_at(STATEMENT, "(Thousands") == (*HEADED[:2], "Years ended December 31")
    assert context_at(STATEMENT, "Consolidated") == HEADED[:1]


def test_what_stands_below_a_table_does_not_have_its_header() -> None:
    assert context_at(STATEMENT, "The accompanying") == HEADED[:2]


def test_a_label_that_runs_over_two_lines_is_one_row() -> None:
    assert "Additions to quays and piers, net of grants, and of the\nnew crane 930 737 (713)" in sentences(STATEMENT)


def test_labels_in_a_table_are_no_headings() -> None:
    found = split(Document(a_source(format="pdf"), STATEMENT), lambda texts: [100 for _ in texts])
    assert {passage.heading for passage in found} == set(HEADED[:2])


def test_the_sentence_that_leads_in_to_a_table_is_in_the_context_of_its_rows() -> None:
    text = (
        "Fees\nThe board met in the old hall and raised them. Fees by kind of boat were as follows (in euros):\n"
        "2023 2022\nYachts $ 40 $ 35\nBarges 12 10\nRafts 4 3\nTotal 56 48\nThey rose. They rose again."
    )
    lead = "Fees by kind of boat were as follows (in euros):"
    assert context_at(text, "Barges 12 10") == ("Fees", lead, "2023 2022")
    assert context_at(text, "They rose again.") == ("Fees",)


def test_names_of_columns_over_several_lines_are_one() -> None:
    rows = "\n".join(f"Berth {n} {n + 3} {n + 9} {n + 5}" for n in range(6))
    text = f"It met.\nYear ended December 31, 2023\nNorthern and\nOld Basin Southern Basin\nTotal\n{rows}\nIt left."
    header = "Year ended December 31, 2023 Northern and Old Basin Southern Basin Total"
    assert context_at(text, "Berth 3") == (header,)


def test_a_second_table_has_a_header_of_its_own() -> None:
    text = (
        "Fees\n(Thousands) 2023 2022\nYachts 40 35\nBarges 12 10\nTotal 52 45\n"
        "Costs\n(Thousands) 2021 2020\nCrane 30 25\nLamps 2 1\nBuoys 3 3\nTotal 35 29\n"
    )
    assert context_at(text, "Lamps 2 1") == ("Costs", "(Thousands) 2021 2020")


def test_a_period_between_rows_is_their_label_and_the_columns_stay() -> None:
    text = (
        "(Millions) Sales Margin\nYear ended December 31, 2022\nYachts 40 35\nBarges 12 10\n"
        "Year ended December 31, 2023\nYachts 44 36\nNew boats\nBarges 13 11\nRafts 3 3\nTotal 60 50\n"
    )
    assert context_at(text, "Barges 12 10") == ("(Millions) Sales Margin", "Year ended December 31, 2022")
    assert context_at(text, "Rafts 3 3") == ("(Millions) Sales Margin", "Year ended December 31, 2023 New boats")


@pytest.mark.parametrize(
    "row",
    [
        "Tax effect (23) 11 (17) Cost of sales",
        "Other — — —",
        "Crane - 5 (2)",
        "Lamps N/A 0.3 N/A",
        "Rafts $ 1 $ (2) $ 3",
        "Share of boats 10.2 % 9.8% (1.1)%",
        "Effective rate about 24.6%",
        "Fee $400 million to $475 million",
        "(408) 578 (1,176)",
        "Yachts moored for the whole of the year, and others that were not, in the northern basin 1 2 3",
    ],
)
def test_rows_of_every_kind_keep_the_header(row: str) -> None:
    text = f"It met.\n2023 2022 2021\nYachts 1 2 3\n{row}\nBarges 7 8 9\nIt left."
    assert context_at(text, row) == ("2023 2022 2021",)
    assert context_at(text, "Barges") == ("2023 2022 2021",)
    assert row in sentences(text)


def test_the_mark_of_a_footnote_in_a_row_does_not_end_the_table() -> None:
    rows = "Asset impairments\n(1) Restructuring charges 6 10 57\nOther\n(2) 5 - 39\nTotal 11 10 96"
    text = f"It met.\n2023 2022 2021\n{rows}\n(1) This is a note.\n"
    assert context_at(text, "Other") == ("2023 2022 2021",)
    assert context_at(text, "Total 11") == ("2023 2022 2021",)


def test_a_table_goes_on_over_a_page_break() -> None:
    first = "Fees\n(Thousands) 2023 2022\nYachts 40 35\nBarges 12 10\n\n"
    text = first + "Rafts 4 3\nCanoes 2 1\nTotal 58 49"
    assert context_at(text, "Canoes", pages=(0, len(first))) == ("Fees", "(Thousands) 2023 2022")
    text = first + "Old boats\nRafts 4 3\nCanoes 2 1\nTotal 58 49"
    assert context_at(text, "Canoes", pages=(0, len(first))) == ("Fees", "(Thousands) 2023 2022", "Old boats")


def test_a_table_at_the_top_of_a_page_does_not_have_the_header_of_the_one_before() -> None:
    first = "Fees\n(Thousands) 2023 2022\nYachts 40 35\nBarges 12 10\n\n"
    text = first + "Berths by basin\nNorthern Southern Old\nYachts 4 3 2\nCanoes 2 1 1\nTotal 6 4 3"
    assert context_at(text, "Canoes", pages=(0, len(first))) == ("Berths by basin", "Northern Southern Old")


def test_lines_at_the_foot_of_a_page_head_nothing_on_the_next() -> None:
    first = "It was signed.\nMara Venn\n18 April 2024\n\n"
    text = first + "Balance Sheet\n2023 2022\nYachts 40 35\nBarges 12 10\nRafts 4 3\n"
    assert context_at(text, "Barges", pages=(0, len(first))) == ("Balance Sheet", "2023 2022")


def test_the_statement_in_a_pdf_file_keeps_its_header_over_the_page_break() -> None:
    lines = STATEMENT.strip().split("\n")
    document = read("a.pdf", pdf(["The board met.", *lines[:9]], [*lines[9:], "It left."]))
    assert context_in(document, "Lamps") == (*HEADED, "Operating expenses")
    assert context_in(document, "Net income 15,658") == HEADED


def test_a_line_of_prose_with_years_in_it_is_no_row() -> None:
    text = (
        "The fees that the board raised in each of the last three years on the northern quay and on the\n"
        "southern one were 40 euros, 35 euros and 30 euros in 2023, 2022 and 2021, respectively. It left.\n"
    )
    assert len(sentences(text)) == 2


@pytest.mark.parametrize("end", ["", " "])
def test_rows_of_a_markdown_table_have_its_first_row(end: str) -> None:
    rows = "\n".join(row + end for row in ["| Year | Fee |", "|---|---|", "| 2022 | 35 |", "| 2023 | 38 |"])
    text = f"## Fees\n\nIt met.\n\n{rows}\n\nIt left."
    assert context_at(text, "| 2022", "md") == ("Fees", "Year | Fee")
    assert context_at(text, "| 2023", "md") == ("Fees", "Year | Fee")
    assert context_at(text, "It left.", "md") == ("Fees",)


def test_a_title_over_all_columns_and_names_over_some_belong_to_the_header() -> None:
    text = "| Fees by year |  | \n|---|---|\n| Year | Fee | \n|---|---|\n| 2023 | 35 | \n| 2024 | 40 | \n"
    assert context_at(text, "| 2024", "html") == ("Fees by year", "Year | Fee")
    text = "Fees by year\nYear | Fee\n2023 | 35\n2024 | 40\n"
    assert context_at(text, "2024", "docx") == ("Fees by year", "Year | Fee")
    text = " | 2023 | 2024\nKind | Low | High | Low | High\nYacht | 1 | 2 | 3 | 4\nRaft | 5 | 6 | 7 | 8\n"
    assert context_at(text, "Raft", "docx") == ("2023 | 2024", "Kind | Low | High | Low | High")


def test_a_header_whose_first_cell_is_empty_is_one() -> None:
    assert context_at(" | 2023 | 2022\nYachts | 40 | 35\nRafts | 4 | 3\n", "Rafts", "docx") == ("2023 | 2022",)


def test_a_table_with_bars_that_has_no_header_has_none() -> None:
    assert context_at("Yacht | 40\nBarge | 12\nRaft | 4\nCanoe | 2\n", "Raft", "docx") == ()


def test_a_single_line_with_a_bar_is_no_table() -> None:
    assert context_at("Home | News | Fees\n\nIt met. It left.", "It left.", "html") == ()


def test_a_passage_that_begins_within_a_cell_has_the_header() -> None:
    text = "Question | Answer\nWhy? | It rose. It is paid in May. It is late.\nWhen? | In May. At noon.\n"
    assert context_at(text, "It is late.", "docx") == ("Question | Answer",)


def test_a_header_that_is_too_long_keeps_its_years() -> None:
    names = "\n".join(f"Depreciation and craneage of basin {letter}" for letter in "ABCDEFGHIJ")
    rows = "\n".join(f"Berth {n} {' '.join(str(n + m) for m in range(10))}" for n in range(9))
    found = context_at(f"It met.\n2023\n{names}\n{rows}\n", "Berth 6")
    assert found[-1] == "2023"
    assert sum(map(len, found)) <= CONTEXT_CHARS


@work_of_at_most(20)
def test_a_filing_of_160_pages_is_split_at_once() -> None:
    document = Document(a_source(format="pdf"), (STATEMENT + "It met and raised the fee, it said. " * 80 + "\n") * 160)
    assert len(list(split(document, count_words))) > 160
