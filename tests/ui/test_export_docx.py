"""An export as a Word file holds headings, quotes and notes that its numbers lead to."""

import io
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from onrecord.conversations import Exchange
from onrecord.types import Document
from tests.browser.fakes import answered, cite, library, quoting, source
from tests.ui.exports import ARABIC, bundle, conversation, dated, hostile
from tests.ui.test_words import HOSTILE
from ui.export.bundle import Bundle
from ui.export.docx import docx_file
from ui.say import speaking


def opened(made: Bundle) -> Any:
    """The file as python-docx reads it."""
    return docx.Document(io.BytesIO(docx_file(made)))


def texts(document: Any, style: str | None = None) -> list[str]:
    """The paragraphs of a style, with the words of links."""
    return [
        "".join(node.text or "" for node in one._p.iter(qn("w:t")))
        for one in document.paragraphs
        if style in (None, one.style.name)
    ]


def test_it_holds_headings_quotes_verdicts_and_settings() -> None:
    document = opened(bundle(conversation()))
    assert texts(document, "Title") == ["Mud"]
    assert texts(document, "Heading 1") == [
        *(exchange.question for exchange in conversation()), "Documents cited", "How this was made",
    ]  # fmt: skip
    assert "Mercury stood between 2.4 and 3.3 milligrams per kilogram in nine of twelve samples.[3]" in texts(
        document, "Quote"
    )
    everything = "\n".join(texts(document))
    for words in (
        "Partly supported (0.45)", "not borne out: “the authority must pay”", "3 sentences were held back",
        "What came nearest", "Searched 26 documents, 140 passages; 1 file could not be read.", "Stopped.",
    ):  # fmt: skip
        assert words in everything
    tables = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["Embedder", "all-MiniLM-L6-v2"] in tables
    assert ["Made on", "4 May 2026, 09:30 UTC"] in tables


def test_every_number_leads_to_a_note_with_quote_reference_and_hash() -> None:
    made = bundle(conversation())
    document = opened(made)
    body = document.element.body
    links = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))}
    marks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert links == set(marks)
    assert len(marks) == len(set(marks)) == 9
    assert len({mark.get(qn("w:id")) for mark in body.iter(qn("w:bookmarkStart"))}) == 9
    paragraphs = texts(document)
    for _, citation in made.cited():
        where = paragraphs.index(f"[{citation.number}]{' '.join(citation.quote.split())}")
        assert citation.source.sha256 in paragraphs[where + 1]
        assert "2024" in paragraphs[where + 1]


def test_dates_in_words_and_corrections_stand_beside_the_citation() -> None:
    paragraphs = texts(opened(bundle([dated()])))
    corrected = "This document was corrected on 19 April 2024 by “CORRECTION: work halted on Friday”."
    meant = "“on Thursday” is 18 April 2024, counted from the date of the document."
    assert corrected in paragraphs
    assert any(one.endswith(f" {corrected} {meant}") for one in paragraphs)
    assert any("As of 18 April 2024, the latest date" in one for one in paragraphs)


def test_line_ends_that_only_wrapped_a_paragraph_are_spaces() -> None:
    quote = "It contains a clause under which the company is\npaid 18,500 crowns for each day of delay"
    citation = cite(1, library()[2], quote)
    document = opened(bundle([Exchange("e1", "Which?", answered("Which?", [citation], [quoting(citation)]))]))
    assert f"[1]{quote.replace(chr(10), ' ')}" in texts(document, "Quote")


@pytest.mark.parametrize("text", [*HOSTILE, "a\x00b\x0bc\x1bd", "\ufffe\uffff", "=1+1", "x" * 400])
def test_any_words_can_be_written_and_are_shown(text: str) -> None:
    exchange, document = hostile(text)
    seen = opened(bundle([exchange], [document], title=f"{text}\ud800"))
    shown = f"{text}\ud800"
    for sign in "\x00\x0b\x1b\ufffe\uffff\ud800":
        shown = shown.replace(sign, "\N{REPLACEMENT CHARACTER}")
    assert texts(seen, "Title") == [shown]
    assert any(shown[:-1] in line for line in texts(seen, "Quote"))
    assert not list(seen.element.body.iter(qn("w:instrText"), qn("w:drawing"), qn("w:object")))
    assert seen.core_properties.title == shown[:255]


def test_words_from_right_to_left_run_so_and_no_others() -> None:
    known = source("arabic.txt", "ميناء", ARABIC, "txt", published="2024-04-18")
    citation = cite(1, Document(known, ARABIC), ARABIC)
    answer = answered(ARABIC, [citation], [quoting(citation)])
    seen = opened(bundle([Exchange("e1", ARABIC, answer)], [Document(known, ARABIC)]))
    turned = [one for one in seen.paragraphs if one._p.pPr is not None and one._p.pPr.find(qn("w:bidi")) is not None]
    assert [one.style.name for one in turned][:2] == ["Heading 1", "Quote"]
    assert all(any("\u0600" <= sign <= "\u06ff" for sign in one.text) for one in turned)
    assert any(run.font.rtl for run in turned[1].runs)
    for one in turned:
        order = [child.tag for child in one._p.pPr]
        assert order.index(qn("w:bidi")) < order.index(qn("w:ind")) if qn("w:ind") in order else True
    assert not any("Searched" in one.text for one in turned)


def test_the_file_says_what_it_is_and_in_which_language() -> None:
    made = bundle(conversation()[:1])
    about = opened(made).core_properties
    assert (about.title, about.author, about.language) == ("Mud", "Onrecord", "en-GB")
    assert about.created.isoformat()[:16] == "2026-05-04T09:30"
    with speaking("de"):
        seen = opened(replace(made, made="some day"))
    assert seen.core_properties.language == "de-DE"
    assert texts(seen, "Heading 1")[-1] == "Wie dies entstand"
    assert {lang.get(qn("w:val")) for lang in seen.styles.element.iter(qn("w:lang"))} == {"de-DE"}
