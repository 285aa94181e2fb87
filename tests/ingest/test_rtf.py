"""Rich Text files: paragraphs, headings, lists, tables, letters of all kinds, and files that break off."""

import pytest

from ingest.split import split
from onrecord.errors import EmptyDocument
from tests.effort import work_of_at_most
from tests.fakes import count_words
from tests.ingest.making import read
from tests.ingest.making_office import rtf

HEADING = r"\pard\s1\outlinelevel0 Mooring fees\par "


def row(*cells: str) -> str:
    return rf"\trowd\cellx3000\cellx6000\pard\intbl {''.join(f'{cell}' + chr(92) + 'cell ' for cell in cells)}\row "


def test_headings_paragraphs_lists_and_tables_stand_in_reading_order() -> None:
    body = (
        HEADING
        + r"\pard The board met.\par \pard{\listtext\f3\'b7\tab}First\par \pard{\listtext\f3\'b7\tab}Second\par "
        + row("Berth", r"2024\par in euros")
        + row("1", "40")
        + row("2", "")
        + r"\pard After it.\par \pard\s2\outlinelevel1 Part two\par \pard\outlinelevel9 Plain.\par "
    )
    assert read("a.rtf", rtf(body)).text.split("\n\n") == [
        "# Mooring fees",
        "The board met.",
        "- First",
        "- Second",
        "Berth | 2024 in euros\n1 | 40\n2 |",
        "After it.",
        "## Part two",
        "Plain.",
    ]


def test_rows_of_a_long_table_carry_its_header_row_and_its_heading() -> None:
    rows = "".join(row(f"Berth {number} of the Old Basin", f"{number} euros") for number in range(60))
    document = read("a.rtf", rtf(HEADING + row("Place", "Fee") + rows))
    _, *others = split(document, count_words)
    assert others
    assert {passage.context for passage in others} == {("Place | Fee",)}  # the heading is the document's title
    assert all(document.text[passage.start : passage.end] == passage.text for passage in others)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"caf\'e9 \u8364? \u-10179?\u-8704? \emdash\{x\}", "caf\u00e9 \u20ac \U0001f600 \u2014{x}"),
        (r"a \\cell and \\row stay", r"a \cell and \row stay"),
        (r"{\uc0\u8364}x{\*\unknown gone}", "\u20acx"),
        ("wrapped\r\n in the source", "wrapped in the source"),
        (r'{\field{\*\fldinst{HYPERLINK "http://x.example/"}}{\fldrslt{a link}}} here', "a link here"),
        (r"{\header Running\par}{\footnote Below.}Words", "Words"),
        (r"{\pict\pngblip " + "89504e47" * 400 + "}Words", "Words"),
    ],
)
def test_letters_signs_and_what_is_no_word(source: str, text: str) -> None:
    assert read("a.rtf", rtf(rf"\pard {source}\par ")).text == text


def test_other_encodings_and_binary_pictures_are_read() -> None:
    polish = rb"{\rtf1\ansi\ansicpg1250 Za\'bf\'f3\'b3\'e6.\par}"
    assert read("a.rtf", polish).text == "Za\u017c\u00f3\u0142\u0107."
    assert read("a.rtf", rb"{\rtf1\ansi\ansicpg99999 Words.\par}").text == "Words."
    assert read("a.rtf", b"{\\rtf1\\ansi {\\pict\\bin6 }}{{\\x}Words.\\par}").text == "Words."


def test_the_info_group_names_title_author_company_and_day_and_a_date_line_counts_more() -> None:
    info = r"{\title Fees {\b of} caf\'e9}{\author Mara Venn}{\*\company Harbour Board}{\creatim\yr2024\mo4\dy18\hr9}"
    source = read("a.rtf", rtf(r"\pard Words.\par ", info)).source
    assert (source.title, source.author, source.outlet) == ("Fees of caf\u00e9", "Mara Venn", "Harbour Board")
    assert (source.published, source.published_from) == ("2024-04-18", "file properties: created")
    source = read("a.rtf", rtf(rf"{HEADING}\pard 3 May 2022\par ", r"{\creatim\yr2024\mo13\dy45}")).source
    assert (source.title, source.published) == ("Mooring fees", "2022-05-03")
    assert source.published_from == "date line in the text"


def test_a_file_that_breaks_off_is_read_as_far_as_it_goes_and_says_so() -> None:
    document = read("a.rtf", rtf(r"\pard The board met.\par The fee ro")[:-1])
    assert document.text == "The board met.\n\nThe fee ro"
    assert document.notes == ("the file breaks off before its end; what there is was read",)
    with pytest.raises(EmptyDocument, match="no words"):
        read("a.rtf", rb"{\rtf1\ansi{\fonttbl")


@pytest.mark.parametrize(
    "body",
    [
        r"{\field{\*\fldinst{HYPERLINK x}}{\fldrslt y}}" * 2000,
        "{" * 5000,
        r"\trowd\cell\row" * 5000,
        r"{\pict " * 5000,
        r"\f1\fcharset" * 5000,
    ],
)
def test_hostile_files_take_no_longer_than_their_size_allows(body: str) -> None:
    with work_of_at_most(4):
        assert read("a.rtf", rtf(rf"\pard Words.\par {body}")).text.startswith("Words.")


def test_footnotes_and_comments_are_noted() -> None:
    body = r"The fee is 40.{\footnote It was 35.}\par {\*\annotation Why?}It rose.\par "
    assert read("a.rtf", rtf(body)).notes == ("2 footnotes and comments were not read",)
