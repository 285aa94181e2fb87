"""Excel workbooks: sheets, tables with their header rows, numbers as shown, and what is hidden or was never stored."""

from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import Any

import pytest
from openpyxl.chart import BarChart
from openpyxl.comments import Comment

import ingest.load.grid
import ingest.load.xlsx
from ingest.load.figures import day_or_time, duration, figure
from ingest.split import split
from onrecord.errors import EmptyDocument, IngestError, TooLarge, UnsupportedFormat
from tests.effort import work_of_at_most
from tests.fakes import count_words
from tests.ingest.making import read, rezipped
from tests.ingest.making_office import sheet, workbook


def test_each_sheet_is_a_page_under_its_name() -> None:
    def build(book: Any) -> None:
        book.active.append(("Berth", "Fee"))
        book.active.append((1, 40))
        book.create_sheet("Empty")
        book.create_sheet("Boats").append(("Sea Gull", "Old Basin"))

    document = read("a.xlsx", workbook(build))
    assert document.text == "# Fees\n\nBerth | Fee\n1 | 40\n\n# Boats\n\nSea Gull | Old Basin"
    boats = document.text.index("# Boats")
    assert document.page_starts == (0, boats, boats)
    assert (document.page_at(boats - 1), document.page_at(boats)) == (1, 3)


def test_rows_of_a_long_table_carry_its_header_row_and_its_sheet() -> None:
    rows = [(f"Berth {number} of the Old Basin", 2000 + number, "open") for number in range(60)]
    document = read("a.xlsx", sheet(("Mooring fees",), ("Place", "Boats", "State"), *rows))
    first, *others = split(document, count_words)
    assert "Mooring fees\nPlace | Boats | State\nBerth 0" in first.text
    assert others
    assert {passage.context for passage in others} == {("Fees", "Mooring fees", "Place | Boats | State")}
    assert all(document.text[passage.start : passage.end] == passage.text for passage in [first, *others])
    assert all("| open" in passage.text.splitlines()[0] for passage in others)


def test_tables_are_parted_by_empty_rows_and_what_stands_alone_is_no_row() -> None:
    data = sheet(
        ("Fees of the port",), ("In euros",), ("Berth", "2023", "2024"), ("1", 35, 40), ("Source: harbour office",), (),
        ("Boat", "Length"), ("Sea Gull", 12),
    )  # fmt: skip
    assert read("a.xlsx", data).text.split("\n\n") == [
        "# Fees",
        "Fees of the port",
        "In euros\nBerth | 2023 | 2024\n1 | 35 | 40",
        "Source: harbour office",
        "Boat | Length\nSea Gull | 12",
    ]


def test_a_label_over_a_group_of_rows_does_not_end_the_table_and_empty_cells_keep_their_column() -> None:
    data = sheet(
        (None, "2023", "2024"), ("Small boats",), ("Berth 1", 35, None), (), ("Boat", None, "Fee"), ("Gull", None, 4)
    )
    assert read("a.xlsx", data).text.split("\n\n")[1:] == [
        "| 2023 | 2024\nSmall boats |  |\nBerth 1 | 35 |",
        "Boat | Fee\nGull | 4",
    ]


def test_merged_cells_stand_once_over_columns_and_in_each_row_over_rows() -> None:
    def build(book: Any) -> None:
        for row in (("Berth", "Fees", None), (None, "2023", "2024"), ("Old", 1, 2), (None, 3, 4), (None, 5, 6)):
            book.active.append(row)
        book.active.merge_cells("B1:C1")
        book.active.merge_cells("A1:A2")
        book.active.merge_cells("A3:A5")

    text = read("a.xlsx", workbook(build)).text
    assert text.split("\n\n")[1].split("\n") == [
        "Berth | Fees", "Berth | 2023 | 2024", "Old | 1 | 2", "Old | 3 | 4", "Old | 5 | 6"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (1234567, "General", "1234567"),
        (1234567.891, "#,##0", "1,234,567.891"),
        (1234.5, "#,##0.00", "1,234.50"),
        (0.125, "0%", "12.5%"),
        (0.07, "0.0%", "7.0%"),
        (-1234, '"\u20ac"#,##0;[Red]-"\u20ac"#,##0', "-\u20ac1,234"),
        (40, '0 "t"', "40 t"),
        (40, "[$\u20ac-407] #,##0.00", "\u20ac 40.00"),
        (1234.5, "_($* #,##0.00_)", "$1,234.50"),
        (42, "00000", "00042"),
        (1234567, "#,##0,", "1234567"),
        (0.5, "# ?/?", "0.5"),
        (1234.0, "0.00E+00", "1234"),
        (0.1 + 0.2, "General", "0.3"),
        (12345678901234567, "0", "12345678901234567"),
        (1e300, "0", "1e+300"),
        (-0.0, "General", "0"),
        (5, "[>100]0;0", "5"),
        (5, 'x"unclosed', "5"),
    ],
)
def test_a_number_keeps_all_its_digits_and_what_is_simple_of_its_format(
    value: float, number_format: str, shown: str
) -> None:
    assert figure(value, number_format) == shown


def test_dates_and_times_are_iso_and_as_exact_as_they_are_shown() -> None:
    day = datetime(2024, 4, 1)
    assert day_or_time(day, "dd.mm.yyyy") == "2024-04-01"
    assert day_or_time(day, "mmm yyyy") == "2024-04"
    assert day_or_time(day.replace(month=1), "yyyy") == "2024"
    assert day_or_time(day, "yyyy") == "2024-04-01"
    assert day_or_time(day, "dd.mm.yyyy hh:mm") == "2024-04-01 00:00"
    assert day_or_time(day.replace(hour=9, minute=30, second=5), "dd.mm.yyyy") == "2024-04-01 09:30:05"
    assert day_or_time(clock(9, 30), "hh:mm") == "09:30"
    assert duration(timedelta(hours=26, minutes=30)) == "26:30"
    assert duration(-timedelta(seconds=61)) == "-0:01:01"


def test_cells_show_dates_truth_errors_and_formulas_results() -> None:
    data = sheet(("When", "Open", "Share"), (date(2024, 4, 18), True, "#REF!"))
    assert read("a.xlsx", data).text.endswith("When | Open | Share\n2024-04-18 | TRUE | #REF!")


def test_formulas_without_a_stored_value_are_counted_and_one_with_a_value_is_not() -> None:
    data = sheet(("Sum", "Fee"), ("=1+1", 40), ("=B2*2", 41))
    stored = rezipped(data, lambda _, part: part.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
        b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>").replace(b"<f>1+1</f><v/>", b"<f>1+1</f><v>2</v>"))  # fmt: skip
    document = read("a.xlsx", stored)
    assert document.text.endswith("Sum | Fee\n2 | 40\n| 41")
    assert document.notes == (
        '1 cell holds a formula without a stored value in sheet "Fees"; open the file in Excel and save it to store '
        "them",
    )
    with pytest.raises(EmptyDocument, match="formulas without a stored value"):
        read("a.xlsx", sheet(("=1+1", "=2+2")))


def test_what_is_hidden_is_read_and_said() -> None:
    def build(book: Any) -> None:
        for row in (("Berth", "Fee"), (1, 40), (2, 41)):
            book.active.append(row)
        book.active.row_dimensions[2].hidden = True
        book.active.row_dimensions[9].hidden = True
        book.active.column_dimensions["B"].hidden = True
        book.active.column_dimensions["F"].hidden = True
        book.create_sheet("Lists").append(("Old", "New"))
        book["Lists"].sheet_state = "veryHidden"

    document = read("a.xlsx", workbook(build))
    assert "1 | 40" in document.text
    assert "Old | New" in document.text
    assert document.notes == (
        'hidden in sheet "Fees": 1 row and 1 column; read all the same',
        'sheet "Lists" is hidden; it was read all the same',
    )


def test_comments_stand_below_the_tables_with_cell_and_author() -> None:
    def build(book: Any) -> None:
        book.active.append(("Berth", "Fee"))
        book.active["B1"].comment = Comment("Mara Venn:\nNot agreed yet.", "Mara Venn")

    text = read("a.xlsx", workbook(build)).text
    assert text == "# Fees\n\nBerth | Fee\n\nComments:\n\n- B1, Mara Venn: Not agreed yet."


def test_properties_and_a_date_line_date_the_workbook() -> None:
    def build(book: Any) -> None:
        book.properties.title, book.properties.creator = "Fees, April", "Mara Venn"
        book.active.append(("Berth", "2024-05-06"))

    with_company = rezipped(
        workbook(build),
        lambda name, part: (
            part.replace(b"</Properties>", b"<Company>Harbour Board</Company></Properties>")
            if name == "docProps/app.xml"
            else part
        ),
    )
    source = read("a.xlsx", with_company).source
    assert (source.title, source.author, source.outlet) == ("Fees, April", "Mara Venn", "Harbour Board")
    assert (source.published, source.published_from) == ("2024-04-18", "file properties: created")
    source = read("board_fees.xlsx", sheet(("Date: 3 May 2022",), ("Berth", "Fee"))).source
    assert (source.title, source.published) == ("board fees", "2022-05-03")
    assert source.published_from == "date line in the text"


def test_a_file_without_properties_claims_none() -> None:
    bare = rezipped(sheet(("Berth", "Fee")), lambda name, part: None if name.startswith("docProps/") else part)
    source = read("a.xlsx", bare).source
    assert (source.author, source.published, source.published_from) == (None, None, "")


def test_what_stands_behind_the_cells_cannot_make_a_sound_sheet_unreadable() -> None:
    broken = b'</sheetData><autoFilter ref="A1:B2"><filterColumn colId="x"/></autoFilter>'
    data = rezipped(sheet(("Berth", "Fee")), lambda _, part: part.replace(b"</sheetData>", broken))
    assert read("a.xlsx", data).text == "# Fees\n\nBerth | Fee"


def test_a_claim_of_a_million_empty_columns_costs_nothing() -> None:
    def claim(name: str, part: bytes) -> bytes:
        return part.replace(b'<dimension ref="A1:B1"', b'<dimension ref="A1:XFD1048576"') if "sheet1" in name else part

    with work_of_at_most(5):
        assert read("a.xlsx", rezipped(sheet(("Berth", "Fee")), claim)).text == "# Fees\n\nBerth | Fee"


@pytest.mark.parametrize("limit", ["MOST_CELLS", "_MOST_PLACES"])
def test_a_workbook_of_too_many_cells_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(ingest.load.grid, limit, 30)
    assert read("a.xlsx", sheet(*[("a", "b")] * 15)).text
    with pytest.raises(TooLarge, match=r"over 30 .*cells; save the sheets or the rows that you need"):
        read("a.xlsx", sheet(*[("a", "b")] * 16))


def test_a_sheet_of_too_many_rows_is_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest.load.grid, "MOST_CELLS", 1000)
    monkeypatch.setattr(ingest.load.xlsx, "sheet_blocks", lambda rows: pytest.fail("it was read"))
    row = b'<row><c t="n"><v>1</v></c></row>'
    many = rezipped(sheet((1,)), lambda _, part: part.replace(b"<sheetData>", b"<sheetData>" + row * 1001))
    with pytest.raises(TooLarge, match="over 1,000 filled cells"):
        read("a.xlsx", many)


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
@pytest.mark.parametrize("broken", [b"", b"<nothing/>", b"\x00\x01", b"<worksheet><sheetData><row r='x'>"])
def test_a_broken_part_is_said_or_does_no_harm(name: str, broken: bytes) -> None:
    data = rezipped(sheet(("Berth", "Fee")), lambda part, old: broken if part == name else old)
    try:
        said = read("a.xlsx", data).text
    except IngestError as error:
        said = str(error)
    assert said == "# Fees\n\nBerth | Fee" or "save it again" in said or "no words" in said


def test_cut_files_entities_and_other_zips_are_refused_in_words() -> None:
    data = sheet(("Berth", "Fee"))
    for cut in range(10, len(data), len(data) // 12):
        with pytest.raises(IngestError, match=r"damaged|check the file"):
            read("a.xlsx", data[:cut])
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    with pytest.raises(UnsupportedFormat, match="entities"):
        read("a.xlsx", rezipped(data, lambda name, old: entity + old if name == "xl/workbook.xml" else old))
    with pytest.raises(UnsupportedFormat, match="another zip archive"):
        read("a.xlsx", rezipped(data, lambda name, old: old if name == "docProps/app.xml" else None))


def test_a_workbook_with_macros_has_an_ending_of_its_own() -> None:
    data = sheet(("Berth", "Fee"))
    assert read("a.xlsm", data).source.format == "xlsx"


def test_a_chart_beside_the_cells_is_noted() -> None:
    def build(book: Any) -> None:
        book.active.append(("Fee", 40))
        book.active.add_chart(BarChart(), "D1")

    assert read("a.xlsx", workbook(build)).notes == ('charts, pictures or text boxes in sheet "Fees" were not read',)
