"""An evidence pack holds all its evidence, leads from each number to it and back, and fetches nothing."""

import base64
from dataclasses import replace
from string import Formatter
from typing import Any

import pytest
from lxml import html

from onrecord.answers import Answer
from onrecord.conversations import Exchange
from onrecord.desk import Box, OnPage
from onrecord.errors import BadInput, OriginalChanged, OriginalMissing, UnknownDocument
from onrecord.types import Document, Place
from tests.browser.fakes import BRIEFING_PAGES, FILING_TEXT, answered, cite, library, quoting
from tests.ui.exports import STORY, FakeOriginals, bundle, conversation, dated, hostile
from tests.ui.test_words import HOSTILE
from ui.export.pack import pack
from ui.say import speaking, translations

TAGS = set(
    "html head meta title style body main header section nav article details summary figure figcaption "
    "table thead tbody tr th td h1 h2 h3 h4 p ol ul li dl dt dd div span bdi b s a code mark img".split()
)
PLAIN = set(
    "class id dir lang role aria-label aria-hidden open scope data-name alt width height charset name content "
    "http-equiv".split()
)


def parsed(page: str) -> Any:
    """The page as a tree."""
    return html.document_fromstring(page, parser=html.HTMLParser(huge_tree=True))


def harmless(tree: Any) -> None:
    """Fails where the page runs, fetches or sends something, or leads out of itself."""
    assert {one.tag for one in tree.iter()} <= TAGS
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    for one in tree.iter():
        for name, value in one.attrib.items():
            if name == "href":
                assert value.startswith("#")
                assert value[1:] in ids
            elif name == "src":
                assert value.startswith("data:image/webp;base64,")
            elif name == "style":
                assert one.get("class") == "box"
            else:
                assert name in PLAIN
    assert "url(" not in tree.find("head/style").text
    assert "@import" not in tree.find("head/style").text


def words(tree: Any, path: str) -> list[str]:
    """The text of each element, its white space folded."""
    return [" ".join(one.text_content().split()) for one in tree.xpath(path)]


def test_every_number_leads_to_its_passage_and_back_and_every_quote_is_verbatim() -> None:
    made = bundle(conversation())
    tree = parsed(pack(made))
    harmless(tree)
    cited = list(made.cited())
    assert len(tree.xpath("//article[@id]")) == len(cited) == 9
    for exchange, citation in cited:
        at = f"{made.exchanges.index(exchange) + 1}-{citation.number}"
        (card,) = tree.xpath(f"//article[@id='p{at}']")
        assert card.find(".//mark").text_content() == citation.quote
        assert citation.source.sha256 in card.text_content()
        assert "The file had this hash." in card.text_content()
        (mark,) = tree.xpath(f"//a[@id='r{at}']")
        assert (mark.get("href"), mark.text) == (f"#p{at}", f"[{citation.number}]")
        assert card.xpath(f".//a[@class='back'][@href='#r{at}']")
        text = next(one.text for one in library() if one.source.document_id == citation.source.document_id)
        assert card.find_class("text")[0].text_content().strip(" …") in text


def test_line_ends_that_only_wrapped_a_paragraph_are_spaces() -> None:
    filing = library()[2]
    quote = "It contains a clause under which the company is\npaid 18,500 crowns for each day of delay"
    assert quote in FILING_TEXT
    citation = cite(1, filing, quote)
    tree = parsed(pack(bundle([Exchange("e1", "Which?", answered("Which?", [citation], [quoting(citation)]))])))
    assert [one.text for one in tree.find(".//mark").iter("span")] == ["\n"]
    assert tree.find_class("wrap")[0].get("class") in tree.find("head/style").text


def test_verdicts_stand_beside_sentences_with_reason_and_words_at_fault() -> None:
    tree = parsed(pack(bundle(conversation()[2:3])))
    kinds = [one.get("class") for one in tree.xpath("//ol[@class='answer']/li")]
    assert kinds == [
        "statement supported", "statement partly", "statement unsupported", "framing",
        "quote supported", "quote supported", "quote supported",
    ]  # fmt: skip
    assert words(tree, "//span[@class='off']") == ["the authority must pay", "two million"]
    assert "Not supported (0.04): no cited passage holds “two million”" in words(tree, "//p[@class='why']")
    assert len(tree.xpath("//span[@class='sign']")) == 6


def test_dates_in_words_and_corrections_stand_beside_the_citation() -> None:
    tree = parsed(pack(bundle([dated()])))
    corrected = "This document was corrected on 19 April 2024 by “CORRECTION: work halted on Friday”."
    meant = "“on Thursday” is 18 April 2024, counted from the date of the document."
    assert words(tree, "//ol[@class='answer']/li/p[@class='note']") == [corrected]
    assert words(tree, "//article[@class='passage']/p[@class='note']") == [corrected, meant]
    assert "As of 18 April 2024" in " ".join(words(tree, "//div[@class='footing']/p"))


def test_it_says_what_it_is_how_to_check_it_and_how_it_was_made() -> None:
    tree = parsed(pack(bundle(conversation()[:1], title="Why was the dredging halted?")))
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    head = " ".join(words(tree, "//header"))
    for told in ("Evidence pack", "runs no script", "sha256sum FILE", "4 May 2026, 09:30 UTC"):
        assert told in head
    assert "Onrecord 1.0" in " ".join(words(tree, "//section[@id='how']/dl/*"))
    rows = words(tree, "//section[@id='documents']//tbody/tr")
    assert [library()[0].source.sha256 in row for row in rows] == [True, False]
    assert rows[0].endswith("[1] [2]")
    assert not tree.xpath("//nav")
    assert "/library/" not in pack(bundle(conversation()))


def test_a_refusal_shows_what_came_nearest_and_a_stop_that_it_was_one() -> None:
    tree = parsed(pack(bundle(conversation()[3:])))
    harmless(tree)
    assert words(tree, "//p[@class='opening']")[0] == "The documents do not answer this."
    assert words(tree, "//p[@class='opening']")[-1] == "Stopped."
    assert len(tree.xpath("//article[@class='passage nearest']")) == 3
    assert not tree.xpath("//section[@id='documents']")


def test_a_page_is_shown_once_with_all_that_is_quoted_on_it() -> None:
    originals = FakeOriginals()
    tree = parsed(pack(bundle(conversation(), originals=originals)))
    (image,) = tree.iter("img")
    assert base64.b64decode(image.get("src").partition(",")[2])[8:12] == b"WEBP"
    assert (image.get("width"), image.get("height")) == ("1000", "1415")
    assert image.get("alt").startswith("Page 2 of “Sediment in Pell Harbour")
    boxes = tree.xpath("//span[@class='box']")
    assert [box.get("style") for box in boxes] == [
        "left:10.000%;top:20.000%;width:80.000%;height:2.000%",
        "left:10.000%;top:23.000%;width:50.000%;height:2.000%",
    ]
    assert [(link.get("href"), link.text) for link in boxes[0].iter("a")] == [("#p1-3", "[1-3]"), ("#p2-5", "[2-5]")]
    assert tree.xpath("//article[@id='p2-5']//a[@href='#p1-3']/text()") == ["Page 2 is shown with passage [1-3]."]
    assert len(originals.drawn) == 1


def test_a_quote_over_two_pages_shows_both() -> None:
    class Over(FakeOriginals):
        def boxes(self, document_id: str, page: int, quote: str, start: int | None = None) -> tuple[OnPage, ...]:
            return OnPage(page, (Box(0, 0.9, 1, 0.02),)), OnPage(page + 1, (Box(0, 0.1, 1, 0.02),))

    tree = parsed(pack(bundle(conversation()[:1], originals=Over())))
    assert words(tree, "//article[@id='p1-3']//figcaption") == ["Page 2", "Page 3"]


def test_words_that_cannot_be_placed_leave_the_page_without_frames_and_say_so() -> None:
    class Lost(FakeOriginals):
        def boxes(self, document_id: str, page: int, quote: str, start: int | None = None) -> tuple[OnPage, ...]:
            if page == 2:
                raise ZeroDivisionError
            return ()

    tree = parsed(pack(bundle(conversation()[:1], originals=Lost())))
    assert words(tree, "//figcaption") == ["Page 2 Where the words stand in this picture could not be told."]


def pages_cited() -> tuple[Exchange, list[Document]]:
    """An exchange that quotes each page of the briefing."""
    note = library()[1]
    quotes = [page.strip().splitlines()[-1] for page in BRIEFING_PAGES]
    citations = [cite(number, note, quote) for number, quote in enumerate(quotes, 1)]
    assert [one.page for one in citations] == [1, 2, 3]
    return Exchange("e1", "All?", answered("All?", citations, [quoting(one) for one in citations])), library()


def test_pictures_that_would_make_it_too_large_are_left_out_and_named() -> None:
    exchange, documents = pages_cited()
    page = pack(bundle([exchange], documents, FakeOriginals(noise=9_000_000)))
    assert len(page) < 25_000_000
    tree = parsed(page)
    assert len(list(tree.iter("img"))) == 1
    assert words(tree, "//header/p[@class='note']") == [
        "The pictures of 2 pages were left out, since this file would have grown too large."
    ]
    assert [note.startswith("The picture of page") for note in words(tree, "//article//p[@class='note']")] == [True] * 2


def test_a_page_that_cannot_be_drawn_costs_its_picture_alone() -> None:
    class Torn(FakeOriginals):
        def image(self, document_id: str, page: int, width: int) -> bytes:
            if page == 2:
                raise BadInput("page 2 is torn")
            return super().image(document_id, page, width)

    exchange, documents = pages_cited()
    tree = parsed(pack(bundle([exchange], documents, Torn())))
    assert words(tree, "//article//p[@class='note']") == ["No picture of page 2 could be made."]
    assert len(list(tree.iter("img"))) == 2


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OriginalChanged("it is another"), "The file is no longer the one that was read."),
        (OriginalMissing("it is gone"), "The file is gone, or could not be opened."),
        (UnknownDocument("it was removed"), "No longer on record."),
        (BadInput("who knows"), "Not compared with the file."),
    ],
)
def test_the_state_of_each_file_is_told_and_no_other_file_is_pictured(error: Exception, told: str) -> None:
    tree = parsed(pack(bundle(conversation()[:1], originals=FakeOriginals(error))))
    assert set(words(tree, "//span[starts-with(@class, 'state')]")) == {told}
    assert not list(tree.iter("img"))


def test_a_document_that_was_removed_or_has_changed_shows_the_stored_quote_and_says_so() -> None:
    _, note, _ = library()
    changed = Document(note.source, note.text.replace("Mercury stood", "Mercury stands"), note.page_starts)
    tree = parsed(pack(bundle(conversation()[:1], [changed])))
    notes = words(tree, "//article//p[@class='note']")
    assert [note.split(" since")[0] for note in notes] == [
        "This document was removed", "This document was removed", "This document has changed",
    ]  # fmt: skip
    assert [one.text_content() for one in tree.find_class("text")] == [one.quote for one in STORY["halted"].citations]
    assert not list(tree.iter("img"))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_words_become_markup(text: str) -> None:
    exchange, document = hostile(text)
    settings = {text: text}
    made = bundle([exchange], [document], title=text)
    places = (Place(document.source, 1, 0, 3),)
    assert isinstance(exchange.outcome, Answer)
    marked = replace(exchange.outcome, citations=tuple(replace(one, places=places) for one in exchange.citations))
    made = replace(made, settings=settings, exchanges=(replace(exchange, outcome=marked),))
    tree = parsed(pack(made))
    harmless(tree)
    assert words(tree, "//h1") == words(tree, "//h2[@class='question']") == [text]
    assert [one.text_content() for one in tree.find_class("text")] == [document.text]
    assert [one.text for one in tree.iter("mark")] == [text]
    assert tree.find("head/title").text == text


def test_it_speaks_german_and_says_which_words_are_english() -> None:
    with speaking("de"):
        tree = parsed(pack(bundle(conversation())))
    assert tree.get("lang") == "de"
    assert words(tree, "//p[@class='kind']") == ["Belegmappe"]
    assert words(tree, "//p[@class='why']/span[@lang='en']")
    assert "Teilweise belegt (0,45): “18,500 crowns" in " ".join(words(tree, "//p[@class='why']"))


def test_both_languages_have_the_same_words_and_slots() -> None:
    def slots(words: str) -> set[str | None]:
        return {slot for _, slot, _, _ in Formatter().parse(words) if slot}

    english, german = (
        {key: slots(text) for key, text in translations(code).items() if key.startswith("export.")}
        for code in ("en", "de")
    )
    assert english == german
