"""An answer that a chat model writes, in a real browser: it grows by sentences, can be stopped and asked again."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.fakes import library
from tests.browser.model_page import WHY, ModelPage, begin, finish, served_page, wait_for_sentences
from tests.browser.model_story import halted_by_model, model_script
from tests.browser.steps import ask, cite, wait_for_passage, wait_until_still

Open = Callable[..., Any]
WHERE = """answer => [
  document.querySelector("#chat").scrollTop,
  ...[...answer.querySelectorAll(".said")].map((said) => said.getBoundingClientRect().top),
]"""


@pytest.fixture
def served(tmp_path: Path, chromium: str) -> Iterator[ModelPage]:
    yield from served_page(tmp_path, model_script(), library())


def wait_for_numbers(page: Any, *numbers: str) -> None:
    """Wait until the cards have these numbers."""
    shown = "[...document.querySelectorAll('#panel .number')].map((one) => one.innerText)"
    page.wait_for_function(f"wanted => JSON.stringify({shown}) === JSON.stringify(wanted)", arg=list(numbers))


def test_sentences_come_one_by_one_and_get_their_verdict_a_moment_later(open_page: Open, served: ModelPage) -> None:
    page, story = open_page(served.url), halted_by_model()
    begin(page)
    for place, sentence in enumerate(story.sentences):
        served.answerer.step()
        answer = wait_for_sentences(page, place, 1)
        pending = answer.locator(".pending")
        assert pending.inner_text().split("\n")[0].strip().startswith(sentence.text)
        assert (pending.get_attribute("aria-busy"), pending.locator(".verdict, a").count()) == ("true", 0)
        assert "Being checked" in pending.inner_text()
        served.answerer.step()
        answer = wait_for_sentences(page, place + 1, 0)
        assert sentence.verdict is not None
        newest = answer.locator(".sentence").last
        assert newest.get_attribute("class") == f"sentence {sentence.verdict.label}"
        assert newest.locator("a.cite").all_inner_texts() == [f"[{number}]" for number in sentence.citations]
    page.wait_for_selector("#under-way >> text=Writing, and checking every sentence", state="attached")
    assert page.locator("#chat [role=log]").get_attribute("aria-live") == "off"
    served.answerer.step()
    page.wait_for_selector("#chat .footing >> text=3 sentences held back")
    shown = answer.locator(".said").all_inner_texts()
    answer = finish(page, served)
    assert answer.locator(".said").all_inner_texts() == shown == [sentence.text for sentence in story.sentences]
    page.wait_for_selector("#under-way >> text=The answer is there.", state="attached")
    wait_for_numbers(page, "[2]", "[4]", "[5]")


def test_nothing_moves_when_the_finished_answer_takes_the_place(open_page: Open, served: ModelPage) -> None:
    page = open_page(served.url, 1280, 800)
    served.answerer.let_all()
    ask(page, "And the delay?")
    served.answerer.hold()
    begin(page)
    served.answerer.step(11)
    answer = wait_for_sentences(page, 5, 0)
    wait_until_still(page)  # the way to the top is smooth
    before = answer.evaluate(WHERE)
    assert before[0] > 0, "the newest question is at the top"
    answer = finish(page, served)
    page.wait_for_selector("#chat .held")
    wait_until_still(page)
    assert answer.evaluate(WHERE) == before


def test_a_reader_who_goes_elsewhere_is_not_brought_back(open_page: Open, served: ModelPage) -> None:
    page = open_page(served.url, 1280, 500)
    served.answerer.let_all()
    ask(page, "Why halted?")
    ask(page, "And the delay?")
    served.answerer.hold()
    begin(page)
    served.answerer.step(2)
    wait_for_sentences(page, 1, 0)
    wait_until_still(page)
    page.mouse.move(560, 250)
    page.mouse.wheel(0, -2000)
    page.wait_for_function("document.querySelector('#chat').scrollTop === 0")
    served.answerer.step(5)
    wait_for_sentences(page, 3, 1)
    finish(page, served)
    wait_until_still(page)
    assert page.evaluate("document.querySelector('#chat').scrollTop") == 0


def test_a_citation_opens_while_the_answer_is_written_and_stays_open(open_page: Open, served: ModelPage) -> None:
    page, story = open_page(served.url), halted_by_model()
    begin(page)
    served.answerer.step(2)
    link = cite(wait_for_sentences(page, 1, 0), 4)
    link.focus()
    page.keyboard.press("Enter")
    assert wait_for_passage(page, link) == story.citations[1].quote
    assert page.locator("#panel .marks").count() == 0, "there is no answer to judge yet"
    served.answerer.step(2)
    answer = wait_for_sentences(page, 2, 0)
    page.wait_for_selector("#chat a.cite.open")
    finish(page, served)
    page.wait_for_selector("#panel .marks")
    assert page.locator("#panel .card").count() == 3
    assert wait_for_passage(page, cite(answer, 4)) == story.citations[1].quote
    page.locator("#panel .card.active .back").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('#chat a.cite.open')")


def test_the_focus_stays_on_its_sentence_while_others_come(open_page: Open, served: ModelPage) -> None:
    page = open_page(served.url)
    begin(page)
    served.answerer.step(4)
    wait_for_sentences(page, 2, 0).locator(".verdict").nth(1).focus()
    served.answerer.step(3)
    wait_for_sentences(page, 3, 1)
    second = "document.activeElement === document.querySelectorAll('#chat .verdict')[1]"
    page.wait_for_function(second)
    finish(page, served)
    page.wait_for_function(second)


def test_stop_keeps_what_was_checked_and_ends_the_writing(open_page: Open, served: ModelPage) -> None:
    page, story = open_page(served.url), halted_by_model()
    begin(page)
    served.answerer.step(5)
    wait_for_sentences(page, 2, 1)
    page.click("#ask .stop-button")
    page.wait_for_selector("#chat .stopped")
    assert served.answerer.closed.wait(60), "the model went on after Stop"
    page.wait_for_timeout(300)  # a late sentence would show by now
    answer = page.locator("#chat .answer")
    assert answer.locator(".said").all_inner_texts() == [sentence.text for sentence in story.sentences[:2]]
    assert answer.locator(".headline").inner_text() == "Stopped."
    assert page.locator("#chat :is(.pending, .stage)").count() == 0
    page.wait_for_selector("#under-way >> text=Stopped.", state="attached")
    wait_for_numbers(page, "[4]")
    link = cite(answer, 4)
    link.click()
    assert wait_for_passage(page, link) == story.citations[1].quote
    served.answerer.let_all()
    ask(page, "And the delay?")
    assert served.answerer.histories == [[], []], "what was stopped is no turn"


def test_when_the_model_breaks_off_what_was_checked_stays(open_page: Open, served: ModelPage) -> None:
    page = open_page(served.url)
    served.answerer.let_all()
    answer = ask(page, "break")
    assert answer.locator(".said").all_inner_texts() == [halted_by_model().sentences[0].text]
    assert answer.locator(".headline").inner_text() == "The answer broke off."
    assert "The connection to the model broke off. Ask again." in answer.inner_text()


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_the_last_question_can_be_asked_again(open_page: Open, served: ModelPage, by: str) -> None:
    page = open_page(served.url)
    served.answerer.let_all()
    ask(page, "And the delay?")
    ask(page, WHY)
    page.fill("#ask textarea", "half a questi")
    assert page.get_by_role("button", name="Ask again", exact=True).count() == 1, "under the last answer alone"
    served.answerer.hold()
    button = page.get_by_role("button", name="Ask again", exact=True)
    if by == "mouse":
        button.click()
    else:
        button.focus()
        page.keyboard.press("Enter")
    page.wait_for_selector("#ask .stop-button")
    page.wait_for_function("document.activeElement.matches('#chat .question')")
    page.wait_for_selector("#panel .card", state="detached")
    served.answerer.step(3)
    wait_for_sentences(page, 1, 1)
    finish(page, served)
    assert page.locator("#chat .question").all_inner_texts() == ["And the delay?", WHY]
    assert page.locator("#chat .answer").count() == 2
    assert served.answerer.asked == ["And the delay?", WHY, WHY]
    assert served.answerer.fresh == [False, False, True]
    assert served.answerer.histories[1] == served.answerer.histories[2] != []
    assert [one.number for one in served.answerer.histories[2][1].cited] == [6]
    assert page.input_value("#ask textarea") == "half a questi"
    page.wait_for_selector("#panel .card")


def test_what_was_said_of_an_answer_is_not_said_of_the_one_in_its_place(open_page: Open, served: ModelPage) -> None:
    page = open_page(served.url)
    served.answerer.let_all()
    ask(page, WHY).get_by_role("button", name="Bad answer").click()
    page.wait_for_selector("#chat .thumb.pressed")
    whole = page.locator("#chat .answer .said").all_inner_texts()
    served.answerer.hold()
    page.get_by_role("button", name="Ask again", exact=True).click()
    served.answerer.step(3)
    wait_for_sentences(page, 1, 1)
    assert page.locator("#chat .thumb.pressed").count() == 0
    page.click("#ask .stop-button")
    page.wait_for_selector("#chat .tried >> text=The new try was stopped. The answer above is the earlier one.")
    page.wait_for_selector("#chat .thumb.pressed")
    assert page.locator("#chat .answer .said").all_inner_texts() == whole
    page.wait_for_selector("#panel .card")
    page.get_by_role("button", name="Ask again", exact=True).click()
    page.wait_for_selector("#ask .stop-button")
    finish(page, served)
    assert page.locator("#chat :is(.tried, .thumb.pressed)").count() == 0
    page.get_by_role("button", name="Good answer").click()
    page.wait_for_selector("#chat .thumb.pressed")
    assert [one.thumb for one in served.reviews.reviews()] == ["down", "up"], "of the earlier answer it stays kept"


def test_a_question_that_failed_can_be_asked_again(open_page: Open, served: ModelPage) -> None:
    page = open_page(served.url)
    served.answerer.let_all()
    answer = ask(page, "busy")
    assert "The provider has had too many requests." in answer.inner_text()
    served.answerer.script = {"busy": halted_by_model()}
    answer.get_by_role("button", name="Ask again", exact=True).click()
    page.wait_for_selector("#chat .answered")
    assert served.answerer.fresh == [False, True]


def test_when_no_model_answers_it_is_told_and_can_be_asked_again(open_page: Open, served: ModelPage) -> None:
    page = open_page(served.url)
    served.answerer.let_all()
    answer = ask(page, "instead")
    assert answer.locator(".notice p").inner_text() == (
        "The model smollm2 gave no reply within 60 seconds. Your documents' own words answer instead."
    )
    served.answerer.hold()
    answer.get_by_role("button", name="Ask again", exact=True).click()
    page.wait_for_selector("#ask .stop-button")
    finish(page, served)
    assert served.answerer.fresh == [False, True]
