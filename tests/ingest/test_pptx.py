"""PowerPoint files: slides under their titles, lists, tables, charts, notes, comments, and what is hidden."""

import io
import zipfile
from typing import Any

import pytest
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.split import split
from onrecord.errors import EmptyDocument, IngestError, UnsupportedFormat
from tests.fakes import count_words
from tests.ingest.making import GOOD, read, rezipped
from tests.ingest.making_office import slide, slides

BOX = (Inches(1), Inches(1), Inches(6), Inches(3))


def picture() -> io.BytesIO:
    """A PNG."""
    made = io.BytesIO()
    Image.new("1", (4, 4)).save(made, "PNG")
    return made


def two_slides(deck: Any) -> None:
    slide(deck, "Harbour plan", "Fees rise.", "Boats stay", notes="Thank the crew.\nThe figures are not final.")
    slide(deck, "Costs", "The crane costs 40 euros a day.")


def test_each_slide_is_a_page_under_its_title_with_its_list_and_notes() -> None:
    document = read("a.pptx", slides(two_slides))
    assert document.text.split("\n\n") == [
        "# Harbour plan",
        "- Fees rise.\n- Boats stay",
        "Notes:",
        "Thank the crew.",
        "The figures are not final.",
        "# Costs",
        "The crane costs 40 euros a day.",
    ]
    costs = document.text.index("# Costs")
    assert document.page_starts == (0, costs)
    assert (document.page_at(costs - 1), document.page_at(costs)) == (1, 2)


def test_a_slide_without_a_title_stands_under_its_number_and_an_empty_one_has_no_words() -> None:
    def build(deck: Any) -> None:
        slide(deck)
        slide(deck).shapes.add_textbox(*BOX).text_frame.text = "Only a box\vof two lines."

    document = read("a.pptx", slides(build))
    assert document.text == "# Slide 2\n\nOnly a box of two lines."
    assert document.page_starts == (0, 0)
    assert document.page_at(0) == 2


def test_deeper_items_are_set_in_and_numbered_or_unmarked_paragraphs_are_told_apart() -> None:
    def build(deck: Any) -> None:
        frame = slide(deck, "Plan", "Fees", "By basin", "No item").placeholders[1].text_frame
        frame.paragraphs[1].level = 1
        frame.paragraphs[2]._p.get_or_add_pPr().insert(0, frame._txBody.makeelement(
            "{http://schemas.openxmlformats.org/drawingml/2006/main}buNone", {}))  # fmt: skip

    assert read("a.pptx", slides(build)).text == "# Plan\n\n- Fees\n  - By basin\n\nNo item"


def test_a_table_is_a_line_a_row_and_carries_its_header_into_every_passage() -> None:
    def build(deck: Any) -> None:
        table = slide(deck, "Berths").shapes.add_table(60, 3, *BOX).table
        for row in range(60):
            for column in range(3):
                table.cell(row, column).text = f"Old Basin {row}" if column == 0 else f"{row * column} euros"
        for column, name in enumerate(("Place", "Fee", "Deposit")):
            table.cell(0, column).text = name

    document = read("a.pptx", slides(build))
    first, *others = split(document, count_words)
    assert first.text.startswith("# Berths\n\nPlace | Fee | Deposit\nOld Basin 1 | 1 euros | 2 euros\n")
    assert others
    assert {passage.context for passage in others} == {("Place | Fee | Deposit",)}  # the title is the document's own
    assert all(passage.page == 1 for passage in others)


def test_merged_cells_stand_once_over_columns_and_in_each_row_over_rows() -> None:
    def build(deck: Any) -> None:
        table = slide(deck, "Berths").shapes.add_table(3, 3, *BOX).table
        for row in range(3):
            for column in range(3):
                table.cell(row, column).text = "" if (row, column) in ((0, 1), (0, 2), (2, 0)) else f"r{row}c{column}"
        table.cell(0, 0).merge(table.cell(0, 2))
        table.cell(1, 0).merge(table.cell(2, 0))

    text = read("a.pptx", slides(build)).text
    assert text == "# Berths\n\nr0c0\nr1c0 | r1c1 | r1c2\nr1c0 | r2c1 | r2c2"


def test_the_figures_of_a_chart_and_the_words_of_groups_are_read() -> None:
    def build(deck: Any) -> None:
        data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
        data.categories = ["North", "South"]
        data.add_series("2023", (1.5, 2))
        data.add_series("2024", (3, None))
        new = slide(deck, "Boats")
        chart = new.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *BOX, data).chart
        chart.has_title = True
        chart.chart_title.text_frame.text = "Boats by basin"
        group = new.shapes.add_group_shape().shapes.add_group_shape()
        group.shapes.add_textbox(*BOX).text_frame.text = "Counted on Monday."

    text = read("a.pptx", slides(build)).text
    assert text == "# Boats\n\nBoats by basin\n| 2023 | 2024\nNorth | 1.5 | 3\nSouth | 2 |\n\nCounted on Monday."


def test_hidden_slides_are_read_and_said() -> None:
    def build(deck: Any) -> None:
        two_slides(deck)
        slide(deck, "Extra", "Kept back.")
        for number in (0, 2):
            deck.slides[number]._element.set("show", "0")

    document = read("a.pptx", slides(build))
    assert "Kept back." in document.text
    assert document.notes == ("slides 1 and 3 are hidden; they were read all the same",)


def test_comments_are_read_with_their_authors() -> None:
    space = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    comments = f'<p:cmLst {space}><p:cm authorId="0"><p:pos x="1" y="1"/><p:text>Is it so?</p:text></p:cm></p:cmLst>'
    authors = f'<p:cmAuthorLst {space}><p:cmAuthor id="0" name="Mara Venn" initials="M"/></p:cmAuthorLst>'
    data = with_part(slides(two_slides), "ppt/slides/slide1.xml", "comments", "ppt/comments/comment1.xml", comments)
    data = with_part(data, "ppt/presentation.xml", "commentAuthors", "ppt/commentAuthors.xml", authors)
    text = read("a.pptx", data).text
    assert "The figures are not final.\n\nComments:\n\n- Mara Venn: Is it so?\n\n# Costs" in text


def test_the_words_of_smart_art_are_list_items() -> None:
    drawing = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    points = "".join(f"<pt><t><a:p><a:r><a:t>{words}</a:t></a:r></a:p></t></pt>" for words in ("Plan", "Build"))
    model = f'<dataModel {drawing} xmlns="http://x.example/dgm"><ptLst>{points}<pt><t/></pt></ptLst></dataModel>'
    data = with_part(slides(two_slides), "ppt/slides/slide2.xml", "diagramData", "ppt/diagrams/data1.xml", model)
    assert read("a.pptx", data).text.endswith("The crane costs 40 euros a day.\n\n- Plan\n- Build")


def with_part(data: bytes, beside: str, kind: str, name: str, content: str) -> bytes:
    """The file with one more part, which the part ``beside`` names in a relation of this kind."""
    folder, _, own = beside.rpartition("/")
    relation = (
        f'<Relationship Id="r{kind}" Target="/{name}" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
    )
    override = f'<Override PartName="/{name}" ContentType="application/xml"/></Types>'
    buffer = io.BytesIO(
        rezipped(
            data,
            lambda part, old: (
                old.replace(b"</Relationships>", relation.encode())
                if part == f"{folder}/_rels/{own}.rels"
                else old.replace(b"</Types>", override.encode())
            ),
        )
    )
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def test_properties_name_author_company_and_day_and_a_date_line_on_the_first_slide_counts_more() -> None:
    def build(deck: Any) -> None:
        two_slides(deck)
        deck.core_properties.title, deck.core_properties.author = "Plan, April", "Mara Venn"

    data = rezipped(
        slides(build),
        lambda name, part: (
            part.replace(b"<Company></Company>", b"").replace(
                b"</Properties>", b"<Company>Harbour Board</Company></Properties>"
            )
            if name == "docProps/app.xml"
            else part
        ),
    )
    source = read("a.pptx", data).source
    assert (source.title, source.author, source.outlet) == ("Plan, April", "Mara Venn", "Harbour Board")
    assert (source.published, source.published_from) == ("2024-04-18", "file properties: created")

    def dated(deck: Any) -> None:
        slide(deck, "Harbour plan", "Harbour board", "3 May 2022")

    source = read("a.pptx", slides(dated)).source
    assert (source.title, source.published) == ("Harbour plan", "2022-05-03")
    assert source.published_from == "date line in the text"


def test_every_sentence_of_every_passage_is_in_the_text_where_it_says() -> None:
    document = read("a.pptx", slides(two_slides))
    for passage in split(document, count_words):
        assert document.text[passage.start : passage.end] == passage.text
        quotes = [passage.quote(span) for span in passage.sentences]
        assert "Thank the crew." in quotes or "The crane costs 40 euros a day." in quotes


@pytest.mark.parametrize("broken", [b"", b"<nothing/>", b"\x00\x01"])
@pytest.mark.parametrize(
    "name", ["ppt/presentation.xml", "ppt/slides/slide1.xml", "[Content_Types].xml", "ppt/_rels/presentation.xml.rels"]
)
def test_a_broken_part_is_said(name: str, broken: bytes) -> None:
    data = rezipped(slides(two_slides), lambda part, old: broken if part == name else old)
    with pytest.raises(IngestError, match=r"damaged.*save it again"):
        read("a.pptx", data)


def test_cut_files_entities_other_zips_and_files_without_words_are_refused_in_words() -> None:
    data = slides(two_slides)
    for cut in range(10, len(data), len(data) // 10):
        with pytest.raises(IngestError, match=r"damaged|check the file"):
            read("a.pptx", data[:cut])
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    with pytest.raises(UnsupportedFormat, match="entities"):
        read("a.pptx", rezipped(data, lambda name, old: entity + old if name == "ppt/slides/slide2.xml" else old))
    with pytest.raises(UnsupportedFormat, match="another zip archive"):
        read("a.pptx", rezipped(data, lambda name, old: old if name == "docProps/app.xml" else None))
    with pytest.raises(EmptyDocument, match="no words"):
        read("a.pptx", slides(slide))


def test_slides_without_words_and_what_is_set_into_one_are_noted() -> None:
    def build(deck: Any) -> None:
        slide(deck, "Fees", GOOD)
        for _ in range(2):
            slide(deck).shapes.add_picture(picture(), 0, 0)
        slide(deck)
        slide(deck, "Costs").shapes.add_ole_object(io.BytesIO(b"x"), "Package", 0, 0)

    assert read("a.pptx", slides(build)).notes == (
        "slides 2 and 3 have no words: pictures are not read",
        "not read: files, formulas or newer charts set into slide 5",
    )
