"""The chat in a real browser: every sentence can be followed to the words it quotes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from onrecord.answers import Answer
from onrecord.types import Cited, Document, Turn
from tests.browser.conftest import PageLibrary, Serve
from tests.browser.fakes import answered, library, quoting, source
from tests.browser.fakes import cite as cited
from tests.browser.steps import ask, cite, wait_for_passage
from tests.browser.story import EXAMPLES, script

Open = Callable[..., Any]


def story(key: str) -> Answer:
    """A scripted answer."""
    answer = script()[key]
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_citation_opens_the_quote_in_its_document(open_page: Open, page_library: PageLibrary, by: str) -> None:
    page = open_page(page_library.url)
    answer = ask(page, "Why was the dredging halted?")
    for number in (1, 2, 3):
        link = cite(answer, number)
        if by == "mouse":
            link.click()
        else:
            link.focus()
            page.keyboard.press("Enter")
        assert wait_for_passage(page, link) == story("halted").citations[number - 1].quote


def test_a_citation_of_an_earlier_answer_still_opens(open_page: Open, page_library: PageLibrary) -> None:
    page = open_page(page_library.url)
    first = ask(page, "Why was the dredging halted?")
    second = ask(page, "What does each side say the delay costs?")
    for answer, key, number in ((first, "halted", 3), (second, "cost", 3), (first, "halted", 2)):
        link = cite(answer, number)
        link.click()
        assert wait_for_passage(page, link) == story(key).citations[number - 1].quote


def test_a_quote_far_down_its_surroundings_is_scrolled_into_view(open_page: Open, serve_library: Serve) -> None:
    quotes = {"short": "The quoted words.", "long": "The quoted words go on. " * 200}
    answers, documents = dict[str, Answer | Exception](), list[Document]()
    for key, quote in quotes.items():
        text = "line\n" * 130 + quote + "\nline" * 130
        documents.append(Document(source(f"{key}.txt", key, text, "txt"), text))
        citations = [cited(number, documents[-1], quote) for number in (1, 2)]
        answers[key] = answered(key, citations, [quoting(citation) for citation in citations])
    page = open_page(serve_library(answers, documents).url)
    for key, quote in quotes.items():
        link = cite(ask(page, key), 2)
        link.click()
        assert wait_for_passage(page, link) == quote


def test_a_document_changed_since_is_not_passed_off_as_the_quoted_one(open_page: Open, serve_library: Serve) -> None:
    served = serve_library(script(), library())
    page = open_page(served.url)
    answer = ask(page, "Why was the dredging halted?")
    assert page.locator("#panel .note").count() == 0
    wire, note, _ = library()
    served.shelf.by_id[wire.source.document_id] = replace(wire, source=replace(wire.source, sha256="0" * 64))
    del served.shelf.by_id[note.source.document_id]
    cite(answer, 1).click()
    page.wait_for_selector("#panel .note.changed >> nth=0")
    assert "was removed" in page.locator("#panel .note.removed").inner_text()
    assert wait_for_passage(page, cite(answer, 1)) == story("halted").citations[0].quote


def test_what_is_not_supported_is_struck_through_and_each_verdict_told_on_hover_and_on_focus(
    open_page: Open, page_library: PageLibrary
) -> None:
    page = open_page(page_library.url)
    answer = ask(page, "What does each side say the delay costs?")
    struck = answer.locator(".unsupported s")
    assert struck.evaluate("s => getComputedStyle(s).textDecorationLine") == "line-through"
    assert struck.inner_text() == "The delay will cost more than two million crowns in all."
    answer.locator(".partly .verdict").hover()
    page.wait_for_selector("#verdict-tip:not([hidden])")
    assert page.locator("#verdict-tip").inner_text().startswith("Partly supported (0.45): “18,500")
    answer.locator(".unsupported .verdict").focus()
    page.wait_for_selector("#verdict-tip >> text=Not supported (0.04)")
    page.keyboard.press("Escape")
    page.wait_for_selector("#verdict-tip:not([hidden])", state="detached")


def test_a_refusal_leads_to_the_nearest_passages(open_page: Open, page_library: PageLibrary) -> None:
    page = open_page(page_library.url)
    answer = ask(page, "Who paid for the samples?")
    assert "Your documents do not answer this." in answer.inner_text()
    assert "Searched 26 documents, 140 passages; 1 file could not be read." in answer.inner_text()
    answer.locator("a.go").click()
    page.wait_for_function("document.activeElement.classList.contains('panel')")
    assert (
        page.locator("#panel .note.nearest").all_inner_texts()
        == ["Does not answer: mentions \u201csamples\u201d but no name"] * 3
    )


def test_what_was_said_before_goes_with_the_next_question_and_not_into_a_new_conversation(
    open_page: Open, serve_library: Serve
) -> None:
    served = serve_library(script(), library())
    page = open_page(served.url)
    ask(page, "Why was the dredging halted?")
    ask(page, "crash")
    ask(page, "What does it cost?")
    cites = tuple(Cited(c.number, c.source.document_id, c.start, c.end) for c in story("halted").citations)
    said = [Turn("user", "Why was the dredging halted?"), Turn("assistant", story("halted").text, cites)]
    assert served.answerer.histories == [[], said, said]
    page.click("#renew")
    page.wait_for_selector("#chat .welcome")
    page.wait_for_selector("#panel .card", state="detached")
    ask(page, "What does it cost?")
    assert served.answerer.histories == [[], said, said, []]


def test_an_empty_question_gets_a_hint_and_examples_are_offered_until_the_first_question(
    open_page: Open, page_library: PageLibrary
) -> None:
    page = open_page(page_library.url)
    page.fill("#ask textarea", "   ")
    page.press("#ask textarea", "Enter")
    page.wait_for_selector("#hint .nudge")
    assert "Type a question first" in page.locator("#hint").inner_text()
    assert page.locator("#chat .question").count() == 0
    page.wait_for_selector("#chat .example")
    assert page.locator("#chat .example").all_inner_texts() == list(EXAMPLES)
    page.locator("#chat .example").first.click()
    page.wait_for_selector("#chat .answer")
    assert page.locator("#chat .question").inner_text() == EXAMPLES[0]
    assert page.locator("#chat .example").count() == 0


def test_stop_ends_the_answer_and_the_next_question_works(open_page: Open, serve_library: Serve) -> None:
    served = serve_library(script(), library())
    page = open_page(served.url)
    page.fill("#ask textarea", "a slow question")
    page.press("#ask textarea", "Enter")
    page.wait_for_selector("#chat .stage")
    assert "Searching your documents" in page.locator("#chat .stage").inner_text()
    page.fill("#ask textarea", "an impatient one")
    page.press("#ask textarea", "Enter")
    page.wait_for_selector("#hint .nudge")
    page.click("#ask .stop-button")
    page.wait_for_selector("#chat .problem")
    assert served.answerer.closed.wait(60), "the answer went on after Stop"
    page.wait_for_timeout(300)  # a late stage would show by now
    assert page.locator("#chat .problem .headline").inner_text() == "Stopped."
    assert page.locator("#chat .stage").count() == 0
    assert "Dredging" in ask(page, "Why was it halted?").inner_text()
    assert served.answerer.asked == ["a slow question", "Why was it halted?"]


def test_stages_follow_one_another(open_page: Open, serve_library: Serve) -> None:
    served = serve_library(script(), library())
    page = open_page(served.url)
    page.evaluate("""() => {
        window.stages = [];
        new MutationObserver(() => {
            const stage = document.querySelector("#chat .stage");
            if (stage && stage.textContent !== window.stages.at(-1)) window.stages.push(stage.textContent);
        }).observe(document.querySelector("#chat"), {childList: true, subtree: true, characterData: true});
    }""")
    page.fill("#ask textarea", "a slow one: why halted?")
    page.press("#ask textarea", "Enter")
    page.wait_for_selector("#chat .stage")
    served.answerer.go_on.set()
    page.wait_for_selector("#chat .answer")
    assert page.evaluate("window.stages")[0] == "Searching your documents…"


def test_an_error_is_told_and_the_page_goes_on(open_page: Open, page_library: PageLibrary) -> None:
    page = open_page(page_library.url)
    for question, words in (
        ("the model", "The judge could not be loaded. Run 'onrecord doctor' to see why."),
        ("?!", "The question holds no word."),
        ("crash", "Sorry, something went wrong on our side."),
    ):
        told = ask(page, question).inner_text()
        assert words in told
        assert "nobody should see" not in told
        assert "Dredging" in ask(page, "Why was it halted?").inner_text()


def test_the_answer_is_named_for_a_screen_reader_and_can_be_copied_with_its_sources(
    open_page: Open, page_library: PageLibrary
) -> None:
    page = open_page(page_library.url, permissions=["clipboard-read", "clipboard-write"])
    answer = ask(page, "Why was the dredging halted?")
    named = "[...document.querySelectorAll('#chat [aria-label]')].map(e => e.getAttribute('aria-label'))"
    assert not [name for name in page.evaluate(named) if "<" in name or "&" in name], "not by their markup"
    assert "verdict" not in page.locator("#chat").inner_text()
    answer.locator("button.copy").click()
    page.wait_for_selector("button.copy >> text=Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(story("halted").text)
    assert "[3] Sediment in Pell Harbour: what is known, Ministry of Coasts, 22 April 2024, p. 2" in copied


def test_on_a_phone_the_passage_scrolls_into_view_and_there_is_a_way_back(
    open_page: Open, page_library: PageLibrary
) -> None:
    page = open_page(page_library.url, 390, 844, color_scheme="dark", has_touch=True)
    link = cite(ask(page, "Why was the dredging halted?"), 2)
    link.tap()
    assert wait_for_passage(page, link) == story("halted").citations[1].quote
    assert page.evaluate("scrollY") > 300
    page.locator("#panel .card.active .back").tap()
    page.wait_for_function("document.activeElement.matches('#chat a.cite')")
    in_view = "(b => b.top > 0 && b.bottom < innerHeight)(document.activeElement.getBoundingClientRect())"
    page.wait_for_function(in_view)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_whole_chat_is_in_view_on_a_wide_screen(open_page: Open, page_library: PageLibrary) -> None:
    page = open_page(page_library.url)
    for question in ("Why halted?", "What does it cost?", "Who paid?"):
        ask(page, question)
    assert page.evaluate("document.documentElement.scrollHeight") <= 901
    box = page.locator("#ask textarea").bounding_box()
    assert box["y"] + box["height"] < 900
