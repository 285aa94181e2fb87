"""The source panel shows the quote where it stands, or says why it cannot."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import pytest

from onrecord.answers import Answer, Citation, Partial
from onrecord.conversations import Exchange, Problem
from onrecord.desk import OnPage
from onrecord.errors import BadInput, DamagedLibrary, OnrecordError, OriginalChanged, OriginalMissing
from onrecord.types import Document, Place
from tests.browser.fakes import FakeShelf, answered, cite, hit, library, quoting, refused, source
from tests.browser.model_story import halted_by_model
from tests.browser.story import script
from tests.ui.markup import Markup, read
from tests.ui.source_fakes import BOX, FakeOriginals
from tests.ui.test_words import HOSTILE
from ui.cards import broken_html, lost_html, no_passages_html, panel_html
from ui.excerpts import excerpt
from ui.say import speaking, translations

HARMLESS = set(
    "class id href tabindex role aria-label aria-hidden aria-pressed dir hidden type value title data-style data-total "
    "target rel".split()
)
FIGURE = set("style src alt loading decoding data-page data-pages data-title data-address data-boxes".split())
STORY = cast(Mapping[str, Answer], script())


def panel(answer: Answer, documents: list[Document]) -> str:
    """The panel of one answer over a shelf of those documents."""
    return panel_html(Exchange("a1", answer.question, answer), FakeShelf(documents))


def test_each_card_marks_exactly_the_quote_inside_the_text_of_the_document() -> None:
    answer, documents = STORY["halted"], library()
    seen = read(panel(answer, documents))
    marks = [element.text for element in seen.elements if element.tag == "mark"]
    assert marks == [citation.quote for citation in answer.citations]
    for citation, around in zip(answer.citations, seen.all("surroundings"), strict=True):
        text = next(d.text for d in documents if d.source.document_id == citation.source.document_id)
        assert around.text.strip(" …") in text


@pytest.mark.parametrize("word", ["harbour ", "港"])
def test_a_long_question_does_not_push_the_passages_off_the_page(word: str) -> None:
    asked = read(panel(replace(STORY["halted"], question=word * 1000), library())).one("asked").text
    assert asked.startswith(f"for “{word}")
    assert asked.endswith(" …”")
    assert len(asked) < 180


def test_a_card_names_number_title_outlet_date_page_and_file() -> None:
    seen = read(panel(STORY["halted"], library()))
    card = seen.all("card")[2]
    for words in ("[3]", "Sediment in Pell Harbour", "Ministry of Coasts", "22 April 2024", "p. 2", "briefing-14.pdf"):
        assert words in card.text
    assert card.attributes["aria-label"] == "Passage [3] from Sediment in Pell Harbour: what is known"
    assert card.attributes["tabindex"] == "-1"


def test_reprints_are_named_once_each_on_the_card() -> None:
    answer, documents = STORY["halted"], library()
    other = source("paper.txt", "Dredging halted", "x", "txt", outlet="Pell <b>Courier</b>", published="2024-04-23")
    places = (Place(other, 3, 0, 9), Place(other, 3, 20, 29))
    first = replace(answer.citations[0], places=places)
    seen = read(panel(replace(answer, citations=(first, *answer.citations[1:])), documents))
    (also,) = seen.all("also")
    assert also.text.count("Dredging halted, Pell <b>Courier</b>, 23 April 2024, p. 3") == 1
    assert read(panel(answer, documents)).all("also") == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_become_no_markup_and_are_shown_as_they_stand(text: str) -> None:
    words = f"Before. {text} After."
    known = source(f"{text}.txt", text, words, "txt", outlet=text, author=text)
    citation = Citation(1, known, None, 8, 8 + len(text), text)
    for answer in (
        answered(text, [citation], [quoting(citation)]),
        refused(text, [hit(Document(known, words), 0, len(words))]),
    ):
        seen = read(panel(answer, [Document(known, words)]))
        assert seen.tags() <= set("body section header article h2 h3 p span div mark a button".split())
        assert {name for element in seen.elements for name in element.attributes} <= HARMLESS
        assert seen.one("surroundings").text == words
        assert seen.one("title").text == text


@pytest.mark.parametrize("change", ["hash", "text", "shorter"])
def test_a_changed_document_is_not_passed_off_as_the_quoted_one(change: str) -> None:
    wire, *others = library()
    changed = {
        "hash": Document(replace(wire.source, sha256="0" * 64), wire.text),
        "text": Document(wire.source, wire.text.replace("halted", "paused", 1)),
        "shorter": Document(wire.source, wire.text[:60]),
    }[change]
    seen = read(panel(STORY["halted"], [changed, *others]))
    assert "This document has changed since it was quoted." in seen.all("changed")[0].text
    assert seen.all("surroundings")[0].text == STORY["halted"].citations[0].quote


def test_a_removed_document_still_shows_the_stored_quote() -> None:
    seen = read(panel(STORY["halted"], library()[1:]))
    assert "was removed" in seen.all("removed")[0].text
    assert seen.all("surroundings")[0].text == STORY["halted"].citations[0].quote
    assert not seen.all("changed")


def test_a_library_that_cannot_be_read_still_shows_the_stored_quote() -> None:
    class Broken(FakeShelf):
        def document(self, document_id: str) -> Document:
            raise DamagedLibrary(f"no text for {document_id}; run 'onrecord documents verify'")

    found = excerpt(STORY["halted"].citations[0], Broken([]))
    assert (found.state, found.quote) == ("unreadable", STORY["halted"].citations[0].quote)


def test_a_refusal_lists_the_nearest_passages_as_not_answering() -> None:
    seen = read(panel(STORY["paid"], library()))
    assert [element.text for element in seen.all("note")] == [
        "Does not answer: mentions \u201csamples\u201d but no name"
    ] * 3
    marks = [element for element in seen.elements if element.tag == "mark"]
    assert [element.text for element in marks] == [one.passage.text for one in STORY["paid"].coverage.nearest]
    assert all(element.has("near") for element in marks), "what answers nothing is not marked as if it did"


def test_an_exchange_without_passages_shows_none() -> None:
    assert panel(refused("q"), library()) == no_passages_html()
    assert panel_html(Exchange("a1", "q", Problem("stopped")), FakeShelf([])) == no_passages_html()


def test_the_cards_follow_the_numbers_whatever_they_begin_with() -> None:
    answer = halted_by_model()
    turned = replace(answer, citations=answer.citations[::-1])
    seen = read(panel_html(Exchange("a1", "q", turned, marks={5: "right"}), FakeShelf(library()), reviewed=True))
    assert [element.text for element in seen.all("number")] == ["[2]", "[4]", "[5]"]
    assert [element.attributes["id"] for element in seen.all("card")] == ["c-a1-2", "c-a1-4", "c-a1-5"]
    assert [element.attributes["value"] for element in seen.all("pressed")] == ["a1-5-right"]


def test_of_an_answer_under_way_or_stopped_the_passages_so_far_are_shown_without_marks() -> None:
    answer = halted_by_model()
    partial = Partial(answer.sentences[:1], answer.citations[1:2], "Nobody knows.")
    for outcome in (partial, Problem("stopped").after(partial)):
        seen = read(panel_html(Exchange("a1", "Why?", outcome), FakeShelf(library()), reviewed=True))
        assert [element.text for element in seen.all("number")] == ["[4]"]
        assert seen.all("marks") == []
        assert seen.one("asked").text == "for “Why?”"
    assert panel_html(Exchange("a1", "Why?", Partial(pending="Nobody knows.")), FakeShelf([])) == no_passages_html()


def test_surroundings_are_cut_between_words_and_say_so() -> None:
    text = " ".join(f"word{number}" for number in range(1000))
    document = Document(source("long.txt", "Long", text, "txt"), text)
    found = excerpt(cite(1, document, "word500 word501"), FakeShelf([document]))
    assert 400 <= len(found.before) <= 700
    assert 400 <= len(found.after) <= 700
    assert found.before.startswith("word")
    assert text[text.index(found.before) - 1] == " "
    assert f"{found.before}{found.quote}{found.after} " in text
    assert (found.cut_before, found.cut_after) == (True, True)


def test_surroundings_are_cut_at_a_paragraph_where_one_is_near() -> None:
    text = "a" * 900 + "\n\n" + "b " * 250 + "QUOTE" + " c" * 250 + "\n\n" + "d" * 900
    document = Document(source("long.txt", "Long", text, "txt"), text)
    found = excerpt(cite(1, document, "QUOTE"), FakeShelf([document]))
    assert (found.before, found.after) == ("b " * 250, " c" * 250)


def test_a_short_document_is_shown_whole_without_a_sign_of_cutting() -> None:
    document = Document(source("short.txt", "Short", "All of it.", "txt"), "All of it.")
    found = excerpt(cite(1, document, "of"), FakeShelf([document]))
    assert (found.before, found.after, found.cut_before, found.cut_after) == ("All ", " it.", False, False)


def test_only_line_ends_that_wrapped_a_paragraph_are_shown_as_spaces() -> None:
    text = (
        "A heading of a document that is as long as a line of its text\nDate: 2024-04-18\n\n"
        "A line of a paragraph that its author wrapped at some width\n"
        "and that goes on here.\nStation      Depth in metres     Mercury in milligrams     3.3\nN2 0.5 m 2.9"
    )
    document = Document(source("table.txt", "Table", text, "txt"), text)
    citation = cite(1, document, "wrapped at some width\nand")
    page = panel(answered("q", [citation], [quoting(citation)]), [document])
    assert page.count('<span class="wrap">\n</span>') == 1
    assert 'width<span class="wrap">\n</span>and</mark>' in page
    assert read(page).one("surroundings").text == text


def pdf_card(originals: FakeOriginals | None, exchange: str = "halted") -> Markup:
    """The panel of an answer whose third citation is of a PDF."""
    return read(panel_html(Exchange("a1", "Why?", STORY[exchange]), FakeShelf(library()), originals=originals))


def test_a_citation_of_a_pdf_shows_its_page_with_the_words_marked() -> None:
    originals = FakeOriginals()
    seen = pdf_card(originals)
    citation = STORY["halted"].citations[2]
    (figure,) = seen.all("leaf")
    assert (figure.attributes["data-page"], figure.attributes["data-pages"]) == ("2", "3")
    assert json.loads(figure.attributes["data-boxes"]) == {"2": [[0.1, 0.25, 0.5, 0.02]]}
    assert seen.one("sheet").attributes["style"] == "aspect-ratio:595.00/842.00"
    assert seen.one("box").attributes["style"] == "left:10.000%;top:25.000%;width:50.000%;height:2.000%"
    (picture,) = (element for element in seen.elements if element.tag == "img")
    prefix = citation.source.sha256[:16]
    assert picture.attributes["src"] == f"pages/{citation.source.document_id}/2.webp?v={prefix}&w=900"
    assert picture.attributes["loading"] == "lazy"
    assert citation.quote in seen.all("leafed")[0].text, "a screen reader is told what is marked"
    assert seen.all("surroundings")[2].text.count(citation.quote) == 1, "its text stays at hand"
    asked = ("boxes", citation.source.document_id, 2, citation.quote, citation.start)
    assert asked in originals.asked


def test_what_the_page_does_not_show_is_said() -> None:
    originals = FakeOriginals()
    originals.marked = ()
    assert "could not be found on the picture" in pdf_card(originals).one("unmarked").text
    originals.marked = (OnPage(2, (BOX,)), OnPage(3, (BOX, BOX)))
    seen = pdf_card(originals)
    assert "continues on the next page" in seen.one("leaf").text
    assert len(seen.all("box")) == 1
    originals.marked = (OnPage(3, (BOX,)),)
    assert "could not be found on the picture" in pdf_card(originals).one("unmarked").text


@pytest.mark.parametrize(
    ("trouble", "words", "opens"),
    [
        (OriginalChanged("/library/a.pdf"), "has changed since it was taken in", False),
        (OriginalMissing("/library/a.pdf"), "no longer where it was", False),
        (BadInput("damaged"), "cannot be drawn", True),
    ],
)
def test_where_the_file_fails_the_text_is_shown_and_the_card_says_why(
    trouble: OnrecordError, words: str, opens: bool
) -> None:
    seen = pdf_card(FakeOriginals(trouble=trouble))
    assert not seen.all("leaf")
    assert [words in note.text for note in seen.all("file") if note.tag == "p"] == [True] * 3
    assert bool(seen.all("original")) == opens
    assert STORY["halted"].citations[2].quote in seen.all("surroundings")[2].text


def test_a_page_that_fails_in_a_way_nobody_thought_of_costs_no_passage() -> None:
    class Odd(FakeOriginals):
        def boxes(self, document_id: str, page: int, quote: str, start: int | None = None) -> tuple[OnPage, ...]:
            raise ZeroDivisionError

    seen = pdf_card(Odd())
    assert "cannot be drawn" in seen.one("note").text
    assert len(seen.all("card")) == 3


def test_heading_question_and_tools_are_one_head() -> None:
    head = pdf_card(FakeOriginals()).one("head")
    for words in ("Passages quoted", "Why?", "3 passages", "Chicago"):
        assert words in head.text


def test_a_file_is_opened_here_and_an_address_of_the_web_there() -> None:
    assert [
        link.attributes["href"].startswith("originals/doc-") for link in pdf_card(FakeOriginals()).all("original")
    ] == [True] * 3
    assert not pdf_card(None).all("original")
    for location, opened in (('https://wire.example/a?b="c"', True), ("javascript:alert(1)//.txt", False)):
        known = replace(source("a.txt", "A", "All of it.", "txt"), location=location)
        document = Document(known, "All of it.")
        one = cite(1, document, "All of it.")
        links = read(panel(answered("q", [one], [quoting(one)]), [document])).all("original")
        assert [link.attributes["href"] for link in links] == ([location] if opened else [])
        assert all(link.attributes["rel"] == "noopener noreferrer" for link in links)


def test_a_quote_is_there_to_be_copied_with_its_reference_in_both_styles() -> None:
    seen = pdf_card(None)
    texts = [element for element in seen.elements if "data-style" in element.attributes]
    assert [text.attributes["data-style"] for text in texts] == ["chicago", "apa"] * 3
    quote = " ".join(STORY["halted"].citations[2].quote.split())
    assert all(text.text.startswith(f"“{quote}” ") and "Ministry of Coasts" in text.text for text in texts[4:])


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_of_a_pdf_stay_words(text: str) -> None:
    words = f"Before. {text} After."
    known = source(f"{text}.pdf", text, words, "pdf", outlet=text)
    citation = Citation(1, known, 1, 8, 8 + len(text), text)
    shelf = FakeShelf([Document(known, words, (0,))])
    exchange = Exchange("a1", text, answered(text, [citation], [quoting(citation)]))
    seen = read(panel_html(exchange, shelf, originals=FakeOriginals()))
    assert {name for element in seen.elements for name in element.attributes} <= HARMLESS | FIGURE
    assert seen.one("leaf").attributes["data-title"] == seen.one("title").text
    assert not {"script", "iframe", "svg"} & seen.tags()
    assert len([element for element in seen.elements if element.tag == "img"]) == 1


def test_the_panel_speaks_german() -> None:
    with speaking("de"):
        seen = pdf_card(FakeOriginals())
        assert "Zurück zur Antwort" in seen.all("card")[0].text
        assert "Nummer wie [1] führt" in read(no_passages_html()).one("none").text
        assert "früheren Sitzung" in lost_html()
        assert "protokolliert" in broken_html()
    for value in ("en", "de"):
        assert translations(value).keys() >= {key for key in translations("en") if key.startswith("panel.")}
