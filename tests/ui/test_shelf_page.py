"""The table of documents and the lines that report an upload."""

import pytest

from tests.browser.fakes import library, source
from tests.ui.markup import read
from tests.ui.test_words import HOSTILE
from ui.shelf_page import reports_html, sources_html


def test_the_table_names_title_outlet_date_format_and_file() -> None:
    page = sources_html([document.source for document in library()])
    cells = [element.text for element in read(page).elements if element.tag == "td"]
    assert cells[:5] == ["Dredging halted at Pell Harbour", "Harbour Wire", "18 April 2024", "TXT", "wire-0418.txt"]
    assert "3 documents on record" in page


def test_a_long_shelf_is_cut_and_says_how_to_see_all() -> None:
    seen = read(sources_html([source(f"{number}.txt", "Note", "x", "txt") for number in range(1001)]))
    assert sum(element.tag == "tr" for element in seen.elements) == 1 + 1000
    assert "onrecord documents list" in seen.one("rest").text
    assert "1,001 documents on record" in seen.elements[0].text


def test_an_empty_shelf_says_what_to_do() -> None:
    assert "Add a few files" in read(sources_html([])).one("nothing").text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_become_no_markup(text: str) -> None:
    table = read(sources_html([source(f"{text}.txt", text, "x", "txt", outlet=text, author=text)]))
    assert table.tags() <= {"body", "h2", "table", "thead", "tbody", "tr", "th", "td"}
    assert table.one("title").text == text
    lines = read(reports_html([(text, "failed", text)]))
    assert lines.tags() <= {"body", "ul", "li", "span"}
    assert lines.one("file").text == lines.one("remark").text == text


def test_work_under_way_is_named_with_a_bar() -> None:
    lines = read(reports_html([("a.txt", "added", "")], "Reading <b>.txt", 1, 3))
    assert lines.one("doing").text == "Reading <b>.txt 1 of 3"
    (bar,) = [element for element in lines.elements if element.tag == "progress"]
    assert bar.attributes == {"value": "1", "max": "3"}


def test_each_file_has_one_line_with_what_became_of_it() -> None:
    lines = read(reports_html([("a.txt", "added", "3 passages"), ("b.zip", "failed", "not a format we read")]))
    items = [element.text for element in lines.elements if element.tag == "li"]
    assert items == ["Added a.txt 3 passages", "Not added b.zip not a format we read"]
