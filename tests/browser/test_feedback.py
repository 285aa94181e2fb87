"""What a reader says of an answer, pressed in a real browser: shown once it is kept, and kept as it was meant."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from onrecord.answers import Answer
from onrecord.assembly import open_parts
from onrecord.settings import Settings
from onrecord.types import Document
from tests.browser.fakes import FakeIngester, FakeReviews, FakeShelf, ScriptedAnswerer, library
from tests.browser.serving import serve_in_thread
from tests.browser.steps import ask, cite, wait_for_passage
from tests.browser.story import script
from tests.browser.test_hostile import ATTACK, hostile_answers, hostile_document, unharmed
from ui.app import build_app

Open = Callable[..., Any]


@dataclass(frozen=True)
class ReviewedPage:
    """A page being served, and where its reviews go."""

    url: str
    reviews: FakeReviews
    answerer: ScriptedAnswerer


def reviewed_page(
    tmp_path: Path, answers: Mapping[str, Answer | Exception], documents: list[Document]
) -> Iterator[ReviewedPage]:
    shelf, reviews, answerer = FakeShelf(documents), FakeReviews(), ScriptedAnswerer(answers)
    app = build_app(
        answerer, shelf, FakeIngester(shelf), uploads=tmp_path / "uploads", examples=[], allowed_hosts=["127.0.0.1"],
        reviews=reviews,
    )  # fmt: skip
    with serve_in_thread(app) as url:
        yield ReviewedPage(url, reviews, answerer)


@pytest.fixture
def served(tmp_path: Path, chromium: str) -> Iterator[ReviewedPage]:
    yield from reviewed_page(tmp_path, script(), library())


@pytest.fixture
def hostile(tmp_path: Path, chromium: str) -> Iterator[ReviewedPage]:
    yield from reviewed_page(tmp_path, hostile_answers(), [hostile_document()])


def thumb(answer: Any, name: str) -> Any:
    return answer.get_by_role("button", name=name)


def mark(page: Any, card: int, name: str) -> Any:
    """The mark of that name on the card of that citation."""
    return page.locator("#panel .card").nth(card - 1).get_by_role("button", name=name)


def wait_for_state(button: Any, pressed: bool) -> None:
    """Wait until a button is pressed, or is not, for the eye and for a screen reader."""
    wanted = "(b, want) => b.getAttribute('aria-pressed') === String(want) && b.classList.contains('pressed') === want"
    for _ in range(1200):  # never waited for on a machine that has nothing else to do
        if button.evaluate(wanted, pressed):  # looked for each time: an answer that comes may put another in its place
            return
        button.page.wait_for_timeout(50)
    raise AssertionError(f"never {'pressed' if pressed else 'let go'}: {button.evaluate('b => b.outerHTML')}")


def pressed_marks(page: Any) -> list[str]:
    return [
        button.evaluate("b => b.value.split('-').slice(1).join('-')")
        for button in page.locator("#panel button.mark[aria-pressed=true]").all()
    ]


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_thumb_and_a_mark_are_kept_and_shown_as_pressed(open_page: Open, served: ReviewedPage, by: str) -> None:
    page = open_page(served.url)
    answer = ask(page, "Why was the dredging halted?")
    page.wait_for_selector("#panel .marks")
    down, wrong = thumb(answer, "Bad answer"), mark(page, 2, "Wrong")
    for button in (down, wrong):
        wait_for_state(button, False)
        if by == "mouse":
            button.click()
        else:
            button.focus()
            page.keyboard.press("Space")
        wait_for_state(button, True)
    wait_for_state(thumb(answer, "Good answer"), False)
    if by == "keyboard":
        page.wait_for_function("b => b === document.activeElement", arg=wrong.element_handle())  # a press leaves it
    (kept,) = served.reviews.reviews()
    story = script()["halted"]
    assert isinstance(story, Answer)
    assert (kept.question, kept.thumb, kept.answer_text) == ("Why was the dredging halted?", "down", story.text)
    assert [(one.quote, one.verdict) for one in kept.marks] == [(story.citations[1].quote, "wrong")]
    assert page.locator("#panel .told:visible.failed").count() == 0


def test_a_press_can_be_changed_and_taken_back(open_page: Open, served: ReviewedPage) -> None:
    page = open_page(served.url)
    answer = ask(page, "Why was the dredging halted?")
    up, down = thumb(answer, "Good answer"), thumb(answer, "Bad answer")
    down.click()
    wait_for_state(down, True)
    up.click()
    wait_for_state(up, True)
    wait_for_state(down, False)
    assert [one.thumb for one in served.reviews.reviews()] == ["up"]
    up.click()
    wait_for_state(up, False)
    assert served.reviews.reviews() == []


def test_what_was_said_is_shown_again_with_an_earlier_answer(open_page: Open, served: ReviewedPage) -> None:
    page = open_page(served.url)
    first = ask(page, "Why was the dredging halted?")
    page.wait_for_selector("#panel .marks")
    mark(page, 3, "Unclear").click()
    wait_for_state(mark(page, 3, "Unclear"), True)
    thumb(first, "Bad answer").click()
    wait_for_state(thumb(first, "Bad answer"), True)
    second = ask(page, "What does each side say the delay costs?")
    page.wait_for_selector("#panel .card >> text=Oldane Marine plc")
    assert pressed_marks(page) == []
    wait_for_state(thumb(first, "Bad answer"), True)
    wait_for_state(thumb(second, "Bad answer"), False)
    link = cite(first, 3)
    link.click()
    wait_for_passage(page, link)
    page.wait_for_selector("#panel button.mark.pressed")
    assert pressed_marks(page) == ["3-unclear"]


def test_a_refusal_has_thumbs_and_its_nearest_passages_have_no_marks(open_page: Open, served: ReviewedPage) -> None:
    page = open_page(served.url)
    answer = ask(page, "Who paid for the samples?")
    page.wait_for_selector("#panel .note.nearest")
    assert page.locator("#panel .marks").count() == 0
    thumb(answer, "Good answer").click()
    wait_for_state(thumb(answer, "Good answer"), True)
    assert [(one.status, one.thumb) for one in served.reviews.reviews()] == [("abstained", "up")]


def test_what_cannot_be_kept_is_told_and_costs_no_answer(open_page: Open, served: ReviewedPage) -> None:
    page = open_page(served.url)
    answer = ask(page, "Why was the dredging halted?")
    page.wait_for_selector("#panel .marks")
    served.reviews.full = True
    mark(page, 1, "Right").click()
    page.wait_for_selector("#panel .told.failed >> text=Not kept; the log says why")
    wait_for_state(mark(page, 1, "Right"), False)
    thumb(answer, "Bad answer").click()
    page.wait_for_selector("#chat .told.failed >> text=Not kept; the log says why")
    page.wait_for_selector("#panel .told.failed:visible", state="detached")  # one notice at a time
    assert "Dredging of the inner channel" in answer.inner_text()
    served.reviews.full = False
    mark(page, 1, "Right").click()
    wait_for_state(mark(page, 1, "Right"), True)
    page.wait_for_selector(".told.failed", state="detached")
    assert "The two sides" in ask(page, "What does it cost?").inner_text()


def test_an_answer_that_is_awaited_comes_although_an_earlier_one_is_judged(
    open_page: Open, served: ReviewedPage
) -> None:
    page = open_page(served.url)
    first = ask(page, "Why was the dredging halted?")
    page.fill("#ask textarea", "a slow one: what does it cost?")
    page.press("#ask textarea", "Enter")
    page.wait_for_selector("#chat .stage")
    thumb(first, "Good answer").click()
    wait_for_state(thumb(first, "Good answer"), True)
    served.answerer.go_on.set()
    page.wait_for_function("document.querySelectorAll('#chat .answer').length === 2")
    wait_for_state(thumb(page.locator("#chat .answer").first, "Good answer"), True)
    assert page.locator("#chat .stage").count() == 0


def test_an_answer_of_a_conversation_that_is_gone_says_so(open_page: Open, served: ReviewedPage) -> None:
    page = open_page(served.url)
    answer = ask(page, "Why was the dredging halted?")
    thumb(answer, "Good answer").evaluate("b => { b.value = 'feedfacefeedface-up'; }")
    thumb(answer, "Good answer").click()
    page.wait_for_selector("#chat .told.failed >> text=earlier session")
    assert served.reviews.reviews() == []


def test_hostile_words_stay_data_when_they_are_judged(open_page: Open, hostile: ReviewedPage) -> None:
    page = open_page(hostile.url)
    answer = ask(page, f"quote {ATTACK}")
    page.wait_for_selector("#panel .marks")
    thumb(answer, "Bad answer").click()
    mark(page, 1, "Wrong").click()
    wait_for_state(mark(page, 1, "Wrong"), True)
    wait_for_state(thumb(answer, "Bad answer"), True)
    unharmed(page)
    kept_once = (
        "[...document.querySelectorAll('#noted p')].map((p) => p.textContent).join('|') === 'Kept in this library.'"
    )
    page.wait_for_function(kept_once)
    (kept,) = hostile.reviews.reviews()
    assert (kept.thumb, [one.quote for one in kept.marks]) == ("down", [ATTACK])
    assert kept.answer_text == hostile_answers()["quote"].text


def test_on_a_phone_all_of_it_fits(open_page: Open, served: ReviewedPage) -> None:
    page = open_page(served.url, 390, 844, color_scheme="dark", has_touch=True)
    answer = ask(page, "Why was the dredging halted?")
    page.wait_for_selector("#panel .marks")
    for button in (thumb(answer, "Good answer"), mark(page, 1, "Right"), mark(page, 3, "Unclear")):
        button.tap()
        wait_for_state(button, True)
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert min(box["width"], box["height"]) >= 24, "too small for a finger"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.usefixtures("loaded_once")
def test_what_was_pressed_is_in_the_library_for_the_next_process(
    open_page: Open, tmp_path: Path, chromium: str
) -> None:
    story = tmp_path / "lighthouse.txt"
    story.write_text("The lighthouse of Marrow Point was repainted in October 2024 by Ilse Tarn.", encoding="utf-8")
    settings = Settings(library=tmp_path / "library")
    with open_parts(settings) as parts:
        assert [report.status for report in parts.ingester.ingest([str(story)])] == ["added"]
        app = build_app(
            parts.answerer, parts.library, parts.ingester, uploads=tmp_path / "uploads", examples=[],
            allowed_hosts=["127.0.0.1"], reviews=parts.library.reviews,
        )  # fmt: skip
        with serve_in_thread(app) as url:
            page = open_page(url)
            answer = ask(page, "Who repainted the lighthouse of Marrow Point?")
            page.wait_for_selector("#panel .marks")
            for button in (thumb(answer, "Bad answer"), mark(page, 1, "Wrong")):
                button.click()
                wait_for_state(button, True)
    with open_parts(settings) as parts:
        (kept,) = parts.library.reviews.reviews()
        (found,) = parts.library.record.rows("select body from reviews")
    assert (kept.question, kept.thumb) == ("Who repainted the lighthouse of Marrow Point?", "down")
    assert [(one.verdict, one.location) for one in kept.marks] == [("wrong", str(story))]
    assert json.loads(found[0])["marks"][0]["verdict"] == "wrong"
