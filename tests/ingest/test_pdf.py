"""PDF: the text page by page, with each page's place, and without the lines that only run along."""

import pytest

from ingest.split import split
from tests.effort import work_of_at_most
from tests.fakes import count_words
from tests.ingest.making import pdf, read

BODY = [
    ["The harbour board met on Monday in the old hall."],
    ["It raised the mooring fee to 40 euros a night."],
    ["The fishing fleet called the rise a blow."],
    ["Dredging of the northern basin starts in May."],
]


def page_of(document_bytes: bytes, words: str) -> int | None:
    document = read("a.pdf", document_bytes)
    return document.page_at(document.text.index(words))


def test_each_word_is_on_the_page_it_is_printed_on() -> None:
    data = pdf(*BODY)
    for number, (line,) in enumerate(BODY, 1):
        assert page_of(data, line) == number
        assert page_of(data, line.split()[-1]) == number


def test_pages_without_text_still_count() -> None:
    data = pdf([], BODY[0], [], [], BODY[1], [])
    assert page_of(data, "harbour board") == 2
    assert page_of(data, "mooring fee") == 5
    assert read("a.pdf", data).notes == ("no text on pages 1, 3-4, 6",)


def test_a_sentence_that_runs_over_the_page_break_stays_one_sentence() -> None:
    document = read(
        "a.pdf", pdf(["The board met on Monday evening and raised the"], ["mooring fee to 40 euros. It was 35."])
    )
    (passage,) = split(document, count_words)
    first, second = (passage.quote(span) for span in passage.sentences)
    assert first == "The board met on Monday evening and raised the\nmooring fee to 40 euros."
    assert second == "It was 35."
    assert passage.sentence_pages == (1, 2)


def test_a_page_that_begins_anew_is_parted_from_the_one_before() -> None:
    document = read("a.pdf", pdf(["Annual report"], ["The board met on Monday."]))
    assert document.text == "Annual report\n\nThe board met on Monday."


def running(pages: int, header: str = "Annual report 2023", footer: str = "Page {}") -> bytes:
    return pdf(
        *[[header, *BODY[n % 4], f"Line {n} more of it.", "The end.", footer.format(n + 1)] for n in range(pages)]
    )


def test_lines_that_run_along_most_pages_are_left_out() -> None:
    text = read("a.pdf", running(4)).text
    assert "Annual report" not in text
    assert "Page" not in text
    assert all(line in text for (line,) in BODY)
    assert page_of(running(4), "Dredging") == 4


def test_a_line_that_stands_at_the_edge_of_few_pages_is_kept() -> None:
    pages = [[*BODY[n % 4], f"Unlike number{'abcdefgh'[n]}.", f"Nothing{'abcdefgh'[n]} same."] for n in range(8)]
    for number in (2, 5):
        pages[number].insert(0, "Harbour in crisis")
    text = read("a.pdf", pdf(*pages)).text
    assert text.count("Harbour in crisis") == 2


def test_a_line_that_differs_in_more_than_the_page_number_is_kept() -> None:
    pages = [[f"Invoice {number}", *BODY[number % 4], f"Total: {1240 + 7 * number} euros"] for number in range(6)]
    text = read("a.pdf", pdf(*pages)).text
    assert [f"Total: {1240 + 7 * number} euros" in text for number in range(6)] == [True] * 6
    assert "Invoice" not in text


def test_a_document_of_nothing_but_running_lines_is_kept() -> None:
    text = read("a.pdf", pdf(["The fee is 40 euros."], ["The fee is 40 euros."])).text
    assert text.count("The fee is 40 euros.") == 2


def test_lines_that_run_along_a_stretch_of_the_pages_are_left_out() -> None:
    own = [["Table of Contents", f"Unlike number{'abcdefghijkl'[n]}.", f"{n + 1}"] for n in range(12)]
    exhibits = [[f"Exhibit of {w}.", f"Nothing of {w} is the same."] for w in "mnopqrstuvwxyzMNOPQRST"]
    text = read("a.pdf", pdf(*own, *exhibits)).text
    assert "Table of Contents" not in text
    assert text.startswith("Unlike numbera.\n\nUnlike numberb.\n\nUnlike numberc.")


def test_a_line_on_ten_pages_that_are_far_apart_is_kept() -> None:
    pages = [[f"Unlike number{n:x}of{n % 7}.", f"The end of {'abcdefghij'[n % 10]}{n // 10:b}."] for n in range(60)]
    for number in range(0, 60, 6):
        pages[number].insert(0, "Terms and Conditions")
    assert read("a.pdf", pdf(*pages)).text.count("Terms and Conditions") == 10


def test_a_line_in_the_middle_of_every_page_is_kept() -> None:
    pages = [
        [f"Top {w}.", f"Second {w}.", "The fee is 40 euros.", f"Third {w}.", f"Last {w}."]
        for w in ("one", "two", "six")
    ]
    assert read("a.pdf", pdf(*pages)).text.count("The fee is 40 euros.") == 3


def test_the_only_page_keeps_its_first_and_last_lines() -> None:
    text = read("a.pdf", running(1)).text
    assert text.startswith("Annual report 2023")
    assert text.endswith("Page 1")


@pytest.mark.parametrize("lines", [["the har-", "bour board"], ["the har\u00ad", "bour board"]])
def test_a_word_that_is_parted_at_the_end_of_a_line_is_joined(lines: list[str]) -> None:
    text = read(
        "a.pdf", pdf([f"On Monday in the old town hall {lines[0]}", f"{lines[1]} raised the mooring fee."])
    ).text
    assert "harbour board" in text


def test_a_hyphen_inside_a_line_stays() -> None:
    assert "well-known" in read("a.pdf", pdf(["The well-known harbour board met."])).text


def test_title_and_author_come_from_the_metadata() -> None:
    source = read("a.pdf", pdf(BODY[0], title="Annual report 2023", author="Port Ministry")).source
    assert (source.title, source.author) == ("Annual report 2023", "Port Ministry")


@pytest.mark.parametrize(
    "title", ["", "untitled", "Microsoft Word - minutes.docx", "report_v2.indd", "3214", "---", "doc1", "scan.pdf"]
)
def test_a_title_that_says_nothing_is_not_believed(title: str) -> None:
    assert read("annual_report.pdf", pdf(BODY[0], title=title)).source.title == "annual report"


def test_the_date_line_on_page_one_counts_more_than_the_day_the_file_was_made() -> None:
    assert (
        read("a.pdf", pdf(["Harbour Board", "Date: 18 April 2024", "The fee rises."])).source.published == "2024-04-18"
    )
    undated = read("a.pdf", pdf(BODY[0], ["Date: 18 April 2024"])).source.published
    assert undated == "2000-01-01"  # the day that reportlab writes when a file is to be the same each time


def test_text_holds_no_byte_that_cannot_be_stored() -> None:
    text = read("a.pdf", pdf(["naïve café £40 – “quoted”"])).text
    assert text == "naïve café £40 – “quoted”"
    assert not set(text) & {"\0", "\r", "\ufffe", "\x02"}


@work_of_at_most(60)
def test_a_long_pdf_keeps_every_page() -> None:
    pages = [[f"On page number {n} the board says that it is page {n}."] for n in range(1, 301)]
    document = read("a.pdf", pdf(*pages))
    assert len(document.page_starts) == 300
    for passage in split(document, count_words):
        for span, page in zip(passage.sentences, passage.sentence_pages, strict=True):
            assert f"number {page} the" in passage.quote(span)
