"""OpenDocument texts, presentations and sheets, as odfpy writes them and LibreOffice names them."""

from typing import Any

import pytest
from odf import dc, draw, meta, office, table, text
from odf.style import DrawingPageProperties, Style

from ingest.split import split
from onrecord.errors import EmptyDocument, EncryptedDocument, IngestError, TooLarge, UnsupportedFormat
from tests.fakes import count_words
from tests.ingest.making import read, rezipped
from tests.ingest.making_office import odf_cell, odf_sheets, odf_slide, odf_slides, odf_table, odf_text


def filled(document: Any) -> None:
    body = document.text
    body.addElement(text.H(outlinelevel=1, text="Minutes of the board"))
    paragraph = text.P(text="The board met")
    paragraph.addElement(text.S(c=3))
    paragraph.addElement(text.Span(text="on Monday"))
    note = text.Note(id="n", noteclass="footnote")
    note.addElement(text.NoteCitation(text="1"))
    note_body = text.NoteBody()
    note_body.addElement(text.P(text="In the old hall."))
    note.addElement(note_body)
    paragraph.addElement(note)
    paragraph.addText(".")
    body.addElement(paragraph)
    body.addElement(text.H(outlinelevel=2, text="Fees"))
    body.addElement(odf_table([["Year", "Fee"], ["2023", "35 euros"]]))
    body.addElement(items("Dredging", ["A new crane"], "A wall"))


def items(*texts: str | list[str]) -> Any:
    made = text.List()
    item: Any = None
    for one in texts:
        if isinstance(one, list):
            item.addElement(items(*one))
            continue
        item = text.ListItem()
        item.addElement(text.P(text=one))
        made.addElement(item)
    return made


def test_headings_paragraphs_tables_lists_and_notes_stand_in_reading_order() -> None:
    document = read("a.odt", odf_text(filled))
    assert document.text.split("\n\n") == [
        "# Minutes of the board",
        "The board met on Monday.",
        "Footnote 1: In the old hall.",
        "## Fees",
        "Year | Fee\n2023 | 35 euros",
        "- Dredging\n  - A new crane\n- A wall",
    ]
    assert document.source.title == "Minutes of the board"
    assert document.page_starts == ()


def test_comments_and_boxes_come_below_their_paragraph_and_contents_and_deleted_words_are_left_out() -> None:
    def build(document: Any) -> None:
        contents = text.TableOfContent(name="toc")
        index = text.IndexBody()
        index.addElement(text.P(text="Fees 3"))
        contents.addElement(index)
        document.text.addElement(contents)
        changes = text.TrackedChanges()
        region = text.ChangedRegion(check_grammar=False)
        deletion = text.Deletion()
        deletion.addElement(text.P(text="Deleted words."))
        region.addElement(deletion)
        changes.addElement(region)
        document.text.addElement(changes)
        paragraph = text.P(text="The fee rose")
        comment = office.Annotation()
        comment.addElement(dc.Creator(text="Mara Venn"))
        comment.addElement(text.P(text="Is it so?"))
        paragraph.addElement(comment)
        frame = draw.Frame()
        box = draw.TextBox()
        box.addElement(text.P(text="In a box."))
        frame.addElement(box)
        paragraph.addElement(frame)
        paragraph.addText(" to 40")
        paragraph.addElement(text.LineBreak())
        paragraph.addText("euros.")
        document.text.addElement(paragraph)

    words = read("a.odt", odf_text(build)).text
    assert words == "The fee rose to 40\neuros.\n\nComment by Mara Venn: Is it so?\n\nIn a box."


def test_merged_cells_stand_once_over_columns_and_in_each_row_over_rows() -> None:
    def build(document: Any) -> None:
        rows = [
            [odf_cell("Fees", numbercolumnsspanned=2), table.CoveredTableCell(), "2024"],
            [odf_cell("Old", numberrowsspanned=2), "1", "2"],
            [table.CoveredTableCell(), "3", "4"],
        ]
        document.text.addElement(odf_table(rows))

    assert read("a.odt", odf_text(build)).text == "Fees | 2024\nOld | 1 | 2\nOld | 3 | 4"


def test_a_numbered_heading_that_stands_in_a_list_is_a_heading() -> None:
    def build(document: Any) -> None:
        item = text.ListItem()
        item.addElement(text.H(outlinelevel=2, text="Fees"))
        made = text.List()
        made.addElement(item)
        document.text.addElement(made)
        document.text.addElement(text.P(text="They rise."))

    assert read("a.odt", odf_text(build)).text == "## Fees\n\nThey rise."


def test_metadata_names_title_author_company_and_day_and_a_date_line_counts_more() -> None:
    def build(document: Any) -> None:
        document.meta.addElement(dc.Title(text="Minutes, April"))
        document.meta.addElement(meta.InitialCreator(text="Mara Venn"))
        document.meta.addElement(dc.Creator(text="Jon Adare"))
        document.meta.addElement(meta.UserDefined(name="Company", text="Harbour Board"))
        document.text.addElement(text.P(text="The board met."))

    source = read("a.odt", odf_text(build)).source
    assert (source.title, source.author, source.outlet) == ("Minutes, April", "Mara Venn", "Harbour Board")
    assert (source.published, source.published_from) == ("2024-04-18", "file properties: created")

    def dated(document: Any) -> None:
        document.automaticstyles.addElement(Style(name="P1", family="paragraph", parentstylename="Title"))
        document.text.addElement(text.P(stylename="P1", text="Minutes"))
        document.text.addElement(text.P(text="3 May 2022"))

    source = read("a.odt", odf_text(dated)).source
    assert (source.title, source.published) == ("Minutes", "2022-05-03")
    assert source.published_from == "date line in the text"


def deck(document: Any, master: Any) -> None:
    hidden = Style(name="hidden", family="drawing-page")
    hidden.addElement(DrawingPageProperties(visibility="hidden"))
    document.automaticstyles.addElement(hidden)
    first = odf_slide(master, {"outline": ["Fees rise."], "title": ["Harbour plan"], "footer": ["Page 1"]}, "Smile.")
    document.presentation.addElement(first)
    document.presentation.addElement(odf_slide(master, {}))
    untitled = odf_slide(master, {"outline": ["Boats stay."]})
    untitled.setAttribute("stylename", hidden)
    document.presentation.addElement(untitled)


def test_slides_are_pages_under_their_titles_with_notes_and_hidden_ones_are_said() -> None:
    document = read("a.odp", odf_slides(deck))
    assert document.text == "# Harbour plan\n\nFees rise.\n\nNotes:\n\nSmile.\n\n# Slide 3\n\nBoats stay."
    third = document.text.index("# Slide 3")
    assert document.page_starts == (0, third, third)
    assert document.source.title == "Harbour plan"
    assert document.notes == ("slide 3 is hidden; it was read all the same",)


def number(value: str, shown: str, kind: str = "float", **attributes: Any) -> Any:
    return odf_cell(shown, valuetype=kind, value=value, **attributes)


def test_cells_show_what_is_shown_where_that_is_the_stored_value_in_english_writing() -> None:
    cells = [
        number("1234.5", "1,234.50"), number("1234.5", "1.234,50"), number("0.125", "13%", "percentage"),
        number("0.5", "50%", "percentage"), number("40", "40,00 \u20ac", "currency", currency="EUR"),
        number("40", "$40.00", "currency", currency="USD"), number("-40", "($40)", "currency", currency="USD"),
        odf_cell("18.04.24", valuetype="date", datevalue="2024-04-18"),
        odf_cell("x", valuetype="date", datevalue="2024-04-18T09:30:00"),
        odf_cell("x", valuetype="time", timevalue="PT09H30M00S"), odf_cell("TRUE", valuetype="boolean"),
    ]  # fmt: skip
    words = read("a.ods", odf_sheets(odf_table([cells], name="Fees"))).text
    assert words == (
        "# Fees\n\n1,234.50 | 1234.5 | 12.5% | 50% | 40 EUR | $40.00 | ($40) | 2024-04-18 | 2024-04-18 09:30 | 09:30"
        " | TRUE"
    )


def test_sheets_are_pages_and_repeated_merged_hidden_and_valueless_cells_are_told() -> None:
    fees = table.Table(name="Fees")
    fees.addElement(table.TableColumn())
    fees.addElement(table.TableColumn(visibility="collapse"))
    rows = [
        [odf_cell("Berth"), odf_cell("Fee"), odf_cell(numbercolumnsrepeated=16382)],
        [odf_cell("Old", numberrowsspanned=2), number("40", "40")],
        [table.CoveredTableCell(), number("41", "41"), odf_cell(formula="of:=[.B2]*2")],
    ]
    for count, cells in enumerate(rows):
        row = table.TableRow(numberrowsrepeated=2, visibility="collapse") if count == 1 else table.TableRow()
        for cell in cells:
            row.addElement(cell)
        fees.addElement(row)
    empty = table.TableRow(numberrowsrepeated=1048000)
    empty.addElement(odf_cell(numbercolumnsrepeated=16384))
    fees.addElement(empty)
    rest = odf_table([["Boat", "Gull"]], name="Boats")
    document = read("a.ods", odf_sheets(fees, table.Table(name="Empty"), rest))
    words = "# Fees\n\nBerth | Fee\nOld | 40\nOld | 40\nOld | 41\n\n# Boats\n\nBoat | Gull"
    assert document.text == words
    assert document.page_starts == (0, words.index("# Boats"), words.index("# Boats"))
    assert document.notes == (
        'hidden in sheet "Fees": 2 rows and 1 column; read all the same',
        '1 cell holds a formula without a stored value in sheet "Fees"; open the file and save it again to store them',
    )


def test_a_hidden_sheet_and_comments_are_read() -> None:
    cell = odf_cell("Fee")
    comment = office.Annotation()
    comment.addElement(dc.Creator(text="Mara Venn"))
    comment.addElement(text.P(text="Is it so?"))
    cell.addElement(comment)
    data = odf_sheets(odf_table([[odf_cell("Berth"), cell]], name="Fees", stylename="ta1"))
    style = (
        b'<office:automatic-styles><style:style style:name="ta1" style:family="table">'
        b'<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    data = rezipped(data, lambda _, part: part.replace(b"<office:automatic-styles/>", style))
    document = read("a.ods", data)
    assert document.text == "# Fees\n\nBerth | Fee\n\nComments:\n\n- Mara Venn: Is it so?"
    assert document.notes == ('sheet "Fees" is hidden; it was read all the same',)


def test_rows_of_a_long_sheet_carry_its_header_row_and_its_name() -> None:
    rows = [["Place", "State"], *([f"Berth {number} of the Old Basin", "open"] for number in range(60))]
    document = read("a.ods", odf_sheets(odf_table(rows, name="Fees")))
    _, *others = split(document, count_words)
    assert others
    assert {passage.context for passage in others} == {("Fees", "Place | State")}


@pytest.mark.parametrize("repeats", [{"numberrowsrepeated": 1048576}, {"numbercolumnsrepeated": 1000000000}])
def test_a_cell_that_is_repeated_beyond_reason_is_refused_in_words(repeats: dict[str, int]) -> None:
    in_row = {name: count for name, count in repeats.items() if "rows" in name}
    cell = odf_cell("Fee", **{name: count for name, count in repeats.items() if "columns" in name})
    row = table.TableRow(**in_row)
    row.addElement(cell)
    sheet = table.Table(name="Fees")
    sheet.addElement(row)
    with pytest.raises(TooLarge, match="smaller workbooks"):
        read("a.ods", odf_sheets(sheet))


def test_a_sheet_of_formulas_alone_says_so() -> None:
    with pytest.raises(EmptyDocument, match="formula without a stored value"):
        read("a.ods", odf_sheets(odf_table([[odf_cell(formula="of:=1+1")]], name="Fees")))


@pytest.mark.parametrize("name", ["a.odt", "a.ods", "a.odp"])
def test_broken_locked_and_misnamed_files_are_refused_in_words(name: str) -> None:
    data = {"a.odt": odf_text(filled), "a.ods": odf_sheets(odf_table([["Fee", "40"]], name="F"))}.get(name)
    data = data or odf_slides(deck)
    for cut in range(10, len(data), len(data) // 8):
        with pytest.raises(IngestError, match=r"damaged|check the file"):
            read(name, data[:cut])
    for broken in (b"", b"<a", b"\x00\x01", b"<a/>"):
        with pytest.raises(UnsupportedFormat, match=r"save it again|check its ending"):
            read(name, replaced(data, "content.xml", broken))
    with pytest.raises(UnsupportedFormat, match="entities"):
        read(name, replaced(data, "content.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'))
    locked = b"<manifest><file-entry><encryption-data/></file-entry></manifest>"
    with pytest.raises(EncryptedDocument, match="password"):
        read(name, replaced(data, "META-INF/manifest.xml", locked))
    with pytest.raises(UnsupportedFormat, match="check its ending"):
        read("b.odt" if name != "a.odt" else "b.ods", data)


def replaced(data: bytes, name: str, content: bytes) -> bytes:
    return rezipped(data, lambda part, old: content if part == name else old)


def test_the_line_above_the_first_heading_is_the_title() -> None:
    def build(*top: str) -> bytes:
        def body(document: Any) -> None:
            for line in top:
                document.text.addElement(text.P(text=line))
            document.text.addElement(text.H(outlinelevel=1, text="1. Present"))

        return odf_text(body)

    assert read("a.odt", build("Minutes of the board", "3 May 2022")).source.title == "Minutes of the board"
    assert read("a.odt", build("The board met on Monday.")).source.title == "1. Present"
    assert read("a.odt", build("3 May 2022")).source.title == "1. Present"
    assert read("a.odt", build()).source.title == "1. Present"


def test_what_is_set_in_or_drawn_is_noted() -> None:
    def drawn() -> Any:
        frame = draw.Frame()
        frame.addElement(draw.Object(href="./Object 1"))
        return frame

    def body(document: Any) -> None:
        line = text.P(text="The fee is 40.")
        line.addElement(drawn())
        document.text.addElement(line)

    assert read("a.odt", odf_text(body)).notes == ("1 chart, formula or file set into it was not read",)
    cell = odf_cell("40")
    cell.addElement(drawn())
    (note,) = read("a.ods", odf_sheets(odf_table([["Fee", cell]], name="Fees"))).notes
    assert note == 'charts, pictures or text boxes in sheet "Fees" were not read'
