"""Word files: paragraphs, lists and tables in reading order, and the file's own properties."""

from datetime import UTC, datetime
from typing import Any

import pytest
from docx.parts.document import DocumentPart

from ingest.split import split
from onrecord.errors import IngestError, TooLarge, UnsupportedFormat
from tests.effort import work_of_at_most
from tests.fakes import count_words
from tests.ingest.making import paragraphs, read, rezipped, word


def filled(document: Any) -> None:
    document.add_heading("Minutes of the board", 1)
    document.add_paragraph("The board met on Monday.")
    table = document.add_table(rows=2, cols=3)
    for row, texts in enumerate([("Year", "Fee", "Boats"), ("2023", "35\neuros", "34")]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    document.add_paragraph("It raised the fee.")
    document.add_paragraph("Dredging of the basin", style="List Bullet")
    document.add_paragraph("A new crane", style="List Number")


def test_paragraphs_tables_and_list_items_stand_in_reading_order() -> None:
    assert read("a.docx", word(filled)).text.split("\n\n") == [
        "Minutes of the board",
        "The board met on Monday.",
        "Year | Fee | Boats\n2023 | 35 euros | 34",
        "It raised the fee.",
        "- Dredging of the basin",
        "- A new crane",
    ]


def test_a_merged_cell_stands_once() -> None:
    def build(document: Any) -> None:
        table = document.add_table(rows=2, cols=3)
        for column in range(3):
            table.cell(1, column).text = f"c{column}"
        table.cell(0, 0).merge(table.cell(0, 2)).text = "Fees by year"

    assert read("a.docx", word(build)).text == "Fees by year\nc0 | c1 | c2"


def test_a_cell_that_is_merged_over_rows_stands_in_each() -> None:
    def build(document: Any) -> None:
        table = document.add_table(rows=3, cols=3)
        for row in range(3):
            for column in range(3):
                table.cell(row, column).text = f"r{row}c{column}"
        table.cell(0, 0).merge(table.cell(2, 1)).text = "Fees"

    assert read("a.docx", word(build)).text == "Fees | r0c2\nFees | r1c2\nFees | r2c2"


def test_a_table_in_a_cell_is_read() -> None:
    def build(document: Any) -> None:
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 0).text = "Fees"
        inner = table.cell(0, 1).add_table(rows=1, cols=2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "2023", "35 euros"

    assert read("a.docx", word(build)).text == "Fees | 2023 35 euros"


@work_of_at_most(30)
def test_a_long_table_of_merged_cells_is_read_in_reasonable_time() -> None:
    def build(document: Any) -> None:
        table = document.add_table(rows=1200, cols=2)
        for number, row in enumerate(table._tbl.tr_lst):
            row.tc_lst[0].vMerge = "continue" if number else "restart"
            row.tc_lst[1].p_lst[0].add_r().text = f"Berth {number}"
        table.rows[0].cells[0].text = "Old Basin"

    rows = read("a.docx", word(build)).text.split("\n")
    assert rows == [f"Old Basin | Berth {number}" for number in range(1200)]


def test_rows_of_a_table_have_its_header_and_its_title_in_their_context() -> None:
    def build(document: Any) -> None:
        document.add_heading("Fees of the port", 1)
        document.add_paragraph("The board met on Monday.")
        table = document.add_table(rows=40, cols=3)
        table.cell(0, 0).merge(table.cell(0, 2)).text = "Fees by year"
        for column, text in enumerate(["Berth", "2022", "2023"]):
            table.cell(1, column).text = text
        for row in range(2, 40):
            for column, text in enumerate([f"Berth {row} of the Old Basin", "35", "40"]):
                table.cell(row, column).text = text

    document = read("a.docx", word(build))
    first, *others = split(document, count_words)
    assert document.source.title == "Fees of the port"
    assert first.context == ()
    assert others
    assert {passage.context for passage in others} == {("Fees by year", "Berth | 2022 | 2023")}


def test_properties_give_title_author_and_date() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("The board met.")
        document.core_properties.title = "Minutes, April"
        document.core_properties.author = "Mara Venn"
        document.core_properties.created = datetime(2024, 4, 18, 9, 30, tzinfo=UTC)

    source = read("a.docx", word(build)).source
    assert (source.title, source.author, source.published) == ("Minutes, April", "Mara Venn", "2024-04-18")


def test_a_date_line_at_the_top_counts_more_than_the_day_the_file_was_made() -> None:
    assert read("a.docx", paragraphs("Minutes", "3 May 2022", "The board met.")).source.published == "2022-05-03"


def test_without_a_stated_title_the_first_heading_is_it_else_the_name() -> None:
    assert read("a.docx", word(filled)).source.title == "Minutes of the board"
    assert read("board_minutes.docx", paragraphs("The board met.")).source.title == "board minutes"


def test_a_file_without_properties_claims_no_title_author_or_date() -> None:
    bare = rezipped(word(filled), lambda name, data: None if name == "docProps/core.xml" else data)
    bare = rezipped(bare, lambda name, data: without_core(data) if name == "_rels/.rels" else data)
    source = read("a.docx", bare).source
    assert (source.title, source.author, source.published) == ("Minutes of the board", None, None)


def without_core(rels: bytes) -> bytes:
    """The package's relations without the one to its core properties."""
    start = next(
        at
        for at in range(len(rels))
        if rels.startswith(b"<Relationship ", at) and b"core.xml" in rels[at:].split(b"/>")[0]
    )
    return rels[:start] + rels[rels.index(b"/>", start) + 2 :]


def test_text_that_word_puts_in_a_link_a_break_or_a_tab_is_kept() -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("One\ttwo")
        paragraph.add_run().add_break()
        paragraph.add_run("three")

    assert read("a.docx", word(build)).text == "One two\nthree"


def test_all_scripts_and_signs_come_through() -> None:
    text = "naïve 😀 مرحبا 港 <b> & “quoted” \u00a0x"
    assert read("a.docx", paragraphs(text)).text == text


def test_a_zip_that_unpacks_beyond_reason_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = rezipped(
        paragraphs("The board met."),
        lambda name, data: b"<a>" + b" " * 20_000_000 + b"</a>" if name == "word/document.xml" else data,
    )
    assert len(bomb) < 100_000

    def never(*_: object) -> None:
        raise AssertionError("the archive was opened as a document")

    monkeypatch.setattr("docx.Document", never)
    with pytest.raises(TooLarge, match=r"unpacks from 0\.02 MB to 20 MB, as a decompression bomb does"):
        read("a.docx", bomb)


@work_of_at_most(30)
def test_entities_that_unfold_without_end_do_not() -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>'.encode()

    def change(name: str, data: bytes) -> bytes:
        if name != "word/document.xml":
            return data
        return head + data[data.index(b"?>") + 2 :].replace(b"The board met.", b"The board met. &a11;")

    try:
        text = read("a.docx", rezipped(paragraphs("The board met."), change)).text
    except IngestError:
        return
    assert len(text) < 1000


def test_a_file_outside_named_by_an_entity_is_not_read(tmp_path: Any) -> None:
    secret = tmp_path / "secret"
    secret.write_text("password", encoding="utf-8")
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file://{secret}">]>'.encode()

    def change(name: str, data: bytes) -> bytes:
        if name != "word/document.xml":
            return data
        return head + data[data.index(b"?>") + 2 :].replace(b"The board met.", b"The board met. &a;")

    with pytest.raises(UnsupportedFormat, match="declares XML entities, which an honest one does not need"):
        read("a.docx", rezipped(paragraphs("The board met."), change))


def test_the_style_of_each_paragraph_is_not_looked_for_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    get_style = DocumentPart.get_style

    def counted(part: Any, *which: Any) -> Any:
        looked.append(which)
        return get_style(part, *which)

    data = paragraphs(*["The board met."] * 100)
    monkeypatch.setattr(DocumentPart, "get_style", counted)
    assert read("a.docx", data).text.count("met") == 100
    assert len(looked) == 1
