"""Slides and sheets: whatever names a place in a document calls it what it is."""

from dataclasses import replace

import pytest

from onrecord.conversations import Exchange
from onrecord.desk import DraftedCase, Entry
from onrecord.types import Document, Source
from tests.browser.fakes import FakeShelf, answered, cite, library, quoting
from tests.ui.exports import FakeOriginals, bundle
from tests.ui.markup import read
from tests.ui.test_library_pages import parsed
from ui.cards import panel_html
from ui.draft_table import _leaf
from ui.evaluation_page import drafts_html
from ui.export.markdown import markdown
from ui.export.pack import pack
from ui.library.dialogs import preview_html
from ui.library.table import shelf_html
from ui.library.view import View, rows_of, shown
from ui.reference import reference
from ui.say import speaking
from ui.sentences import attribution

NOTE = library()[1]
LEAVES = [("pptx", "slide", "Folie"), ("odp", "slide", "Folie"), ("xlsx", "sheet", "Blatt"), ("ods", "sheet", "Blatt")]


def of_format(form: str) -> Document:
    named = replace(NOTE.source, format=form, location=f"/library/briefing-14.{form}")
    return replace(NOTE, source=named)


def exchange(document: Document) -> Exchange:
    citation = cite(1, document, "It was filed as routine and read on 17 April.")
    return Exchange("e1", "How was it filed?", answered("How was it filed?", [citation], [quoting(citation)]))


@pytest.mark.parametrize(("form", "english", "german"), [*LEAVES, ("pdf", "p.", "S.")])
def test_a_place_is_named_in_both_languages_and_references_stay_english(form: str, english: str, german: str) -> None:
    source: Source = of_format(form).source
    assert attribution(source, 2)[-1] == f"{english} 2"
    with speaking("de"):
        assert attribution(source, 2)[-1] == f"{german} 2"
        assert f", {english} 2, briefing" in reference(source, 2, "chicago")
        assert f"({english} 2). briefing" in reference(source, 2, "apa")


@pytest.mark.parametrize(("form", "english", "german"), LEAVES)
def test_panel_exports_and_table_say_so_and_ask_for_no_picture(form: str, english: str, german: str) -> None:
    document, originals = of_format(form), FakeOriginals()
    asked = exchange(document)
    packed = pack(bundle([asked], [document], originals))
    pages = [
        panel_html(asked, FakeShelf([document]), originals=originals),
        packed,
        markdown(bundle([asked], [document], originals)),
    ]
    for page in pages:
        assert f"{english} " in page
        assert "p. 2" not in page
        assert "Page 2" not in page, form
    assert originals.drawn == []
    assert "<figure" not in pages[0] + packed


@pytest.mark.parametrize(("form", "english", "german"), LEAVES)
def test_the_library_counts_and_heads_them(form: str, english: str, german: str) -> None:
    document = of_format(form)
    table = parsed(shelf_html(shown(rows_of([Entry(document.source, 12, 3)], ()), View()), View(), (1, 0), tended=True))
    assert [each.text for each in table.elements if each.has("pages") and each.tag == "td"] == [f"12 {english}s"]
    emptied = replace(document, text="Words.\n\n\nMore.", page_starts=(0, 7, 9))
    with speaking("de"):
        preview = read(preview_html(emptied))
        table_de = shelf_html(shown(rows_of([Entry(document.source, 1, 3)], ()), View()), View(), (1, 0), tended=True)
    assert [each.text for each in preview.elements if each.tag == "h3"] == [f"{german} {n}" for n in (1, 2, 3)]
    assert german in preview.one("note").text
    assert f'1<span class="unit other"> {german}</span>' in table_de


def test_a_table_of_findings_keeps_the_numbers_of_pages_bare_and_drafted_cases_go_by_the_file() -> None:
    assert [_leaf(form, page) for form, page in (("pdf", 3), ("pptx", 3), ("ods", 3), ("txt", None))] == [
        "3", "slide 3", "sheet 3", "",
    ]  # fmt: skip
    cases = [DraftedCase("c1", "How?", (("deck.PPTX", "words", 4), ("book.ods", "", 2), ("a.pdf", "", 1)))]
    page = drafts_html(cases)
    for words in ("deck.PPTX, slide 4", "book.ods, sheet 2", "a.pdf, page 1"):
        assert words in page
