"""What stands beside a model's answer, in a real browser: on demand, on a phone, and inert whatever it holds."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.answers import Sentence
from tests.browser.fakes import answered, library
from tests.browser.model_page import WHY, ModelPage, begin, finish, served_page, wait_for_sentences
from tests.browser.model_story import USAGE, model_script
from tests.browser.steps import ask

Open = Callable[..., Any]


@pytest.fixture
def served(tmp_path: Path, chromium: str) -> Iterator[ModelPage]:
    yield from served_page(tmp_path, model_script(), library())


def test_what_was_held_back_opens_by_keyboard_and_is_not_copied(open_page: Open, served: ModelPage) -> None:
    page = open_page(served.url, permissions=["clipboard-read", "clipboard-write"])
    served.answerer.let_all()
    answer = ask(page, WHY)
    item = answer.locator(".held li").first
    assert not item.is_visible()
    answer.locator(".held summary").focus()
    page.keyboard.press("Enter")
    item.wait_for(state="visible")
    assert item.locator("s").evaluate("s => getComputedStyle(s).textDecorationLine") == "line-through"
    assert "no cited passage holds “nine milligrams”" in item.inner_text()
    answer.locator("button.copy").click()
    page.wait_for_selector("button.copy >> text=Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "nine of twelve samples" in copied
    assert "nine milligrams" not in copied


def test_the_footing_says_what_the_model_took(open_page: Open, served: ModelPage) -> None:
    page = open_page(served.url)
    served.answerer.let_all()
    usage = ask(page, WHY).locator(".usage").inner_text()
    assert usage == "SmolLM2-135M · 1,402 tokens in, 68 out · first word after 0.42 s · 6 passages"
    assert ask(page, "plain").locator(".usage").count() == 0
    assert page.get_by_role("button", name="Ask again", exact=True).count() == 0


def test_on_a_phone_all_of_it_fits(open_page: Open, served: ModelPage) -> None:
    page = open_page(served.url, 390, 844, color_scheme="dark", has_touch=True)
    begin(page)
    served.answerer.step(7)
    wait_for_sentences(page, 3, 1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    answer = finish(page, served)
    answer.locator(".held summary").tap()
    answer.locator(".held li").last.wait_for(state="visible")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    button = page.get_by_role("button", name="Ask again", exact=True)
    box = button.bounding_box()
    assert min(box["width"], box["height"]) >= 24, "too small for a finger"
    served.answerer.hold()
    button.tap()
    page.wait_for_selector("#ask .stop-button")
    finish(page, served)
    page.wait_for_selector("#ask .submit-button")
    assert served.answerer.fresh == [False, True]


def test_a_long_name_of_a_model_wraps(open_page: Open, tmp_path: Path, chromium: str) -> None:
    name = "provider:" + "very-long-name-of-a-model-" * 8
    story = answered("long", [], [Sentence("Nothing.", "framing")])
    story = replace(story, usage=replace(USAGE, model=name), instead="x" * 300)
    for served in served_page(tmp_path, {"long": story}, library()):
        page = open_page(served.url, 390, 844)
        served.answerer.let_all()
        ask(page, "long")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
