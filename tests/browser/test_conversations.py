"""Conversations in a real browser: kept, found again, renamed, deleted, linked to, edited."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from onrecord.conversations import Problem
from retriever.conversations import StoredConversations
from retriever.record import Record
from tests.browser.fakes import FakeIngester, FakeShelf, ScriptedAnswerer, library
from tests.browser.serving import serve_in_thread
from tests.browser.steps import ask, cite, wait_for_passage
from tests.browser.story import EXAMPLES, script
from ui.app import build_app

Open = Callable[..., Any]

HOSTILE = (
    "halted? <img src=x onerror=\"document.title='hit'\"> ${document.title='hit'} {{x}} [a](javascript:hit) \u202egnp"
)


class Kept:
    """A page over a store that outlives it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._running = folder, ExitStack()
        self.start()

    def start(self) -> None:
        record = self._running.enter_context(closing(Record(self._folder / "record.sqlite3")))
        self.store, self.answerer = StoredConversations(record), ScriptedAnswerer(script())
        shelf = FakeShelf(library())
        app = build_app(
            self.answerer, shelf, FakeIngester(shelf), uploads=self._folder / "uploads", examples=EXAMPLES,
            allowed_hosts=["127.0.0.1"], conversations=self.store,
        )  # fmt: skip
        self.url = self._running.enter_context(serve_in_thread(app))

    def stop(self) -> None:
        self._running.close()
        self._running = ExitStack()


@pytest.fixture
def kept(chromium: str, tmp_path: Path) -> Iterator[Kept]:
    served = Kept(tmp_path)
    yield served
    served.stop()


def questions(page: Any, *wanted: str) -> None:
    """Wait until these are the questions shown."""
    page.wait_for_function(
        "w => JSON.stringify([...document.querySelectorAll('#chat .question')].map(q => q.textContent)) === w",
        arg=page.evaluate("w => JSON.stringify(w)", list(wanted)),
    )


def titles(page: Any, *wanted: str) -> None:
    """Wait until these are the conversations listed."""
    page.wait_for_function(
        "w => JSON.stringify([...document.querySelectorAll('#listed .title')].map(t => t.textContent)) === w",
        arg=page.evaluate("w => JSON.stringify(w)", list(wanted)),
    )


def named(page: Any) -> str:
    """The conversation that the address names."""
    name: str = page.evaluate("new URL(location.href).searchParams.get('c') ?? ''")
    return name


def test_back_and_forth_lead_through_what_was_open(open_page: Open, kept: Kept) -> None:
    page = open_page(kept.url)
    assert named(page) == ""
    ask(page, "Why was the dredging halted?")
    titles(page, "Why was the dredging halted?")
    first = named(page)
    assert page.title() == "Why was the dredging halted? · Onrecord"
    page.click("#renew")
    page.wait_for_selector("#chat .welcome")
    page.wait_for_function("document.title === 'Onrecord'")
    assert named(page) == ""
    ask(page, "What does each side say it costs?")
    titles(page, "What does each side say it costs?", "Why was the dredging halted?")
    second = named(page)
    assert len({first, second, ""}) == 3

    page.go_back()
    questions(page)
    page.go_back()
    questions(page, "Why was the dredging halted?")
    assert page.locator("#listed a[aria-current=page] .title").inner_text() == "Why was the dredging halted?"
    page.go_forward()
    page.go_forward()
    questions(page, "What does each side say it costs?")
    assert named(page) == second


def test_a_conversation_outlives_reload_and_restart(open_page: Open, kept: Kept) -> None:
    page = open_page(kept.url)
    ask(page, "Why was the dredging halted?")
    titles(page, "Why was the dredging halted?")
    first = named(page)
    page.reload()
    questions(page, "Why was the dredging halted?")
    kept.stop()
    kept.start()
    page.goto(f"{kept.url}/?c={first}")
    questions(page, "Why was the dredging halted?")
    link = cite(page.locator("#chat .answer"), 3)
    link.click()
    assert wait_for_passage(page, link).startswith("Mercury stood between")
    ask(page, "What does it cost?")
    assert len(kept.answerer.histories[0]) == 2, "what was said before the restart goes with the question"
    titles(page, "Why was the dredging halted?")

    page.goto(f"{kept.url}/?c=gone")
    page.wait_for_selector("#hint .nudge")
    assert "not here any more" in page.locator("#hint").inner_text()
    page.wait_for_function("!location.search")


def test_hostile_words_are_only_ever_words(open_page: Open, kept: Kept) -> None:
    page = open_page(kept.url)
    ask(page, HOSTILE)
    page.wait_for_selector("#listed button.rename")
    kept.store.rename(named(page), HOSTILE)
    page.reload()
    page.wait_for_selector("#chat .answer")
    shown = HOSTILE.replace("\u202e", "⟨U+202E⟩")
    titles(page, shown)
    page.wait_for_function("title => document.title === title", arg=f"{shown} · Onrecord")
    assert page.locator("#chat .question").inner_text() == shown
    assert page.locator("#listed img, #chat img[src=x]").count() == 0
    page.locator("#listed li").hover()
    page.locator("#listed button.rename").click()
    assert page.input_value("#listed .asked input") == shown


def test_by_keyboard_one_is_searched_and_renamed(open_page: Open, kept: Kept) -> None:
    page = open_page(kept.url)
    ask(page, "Why was it halted?")
    page.click("#renew")
    page.wait_for_selector("#chat .welcome")
    ask(page, "What does it cost?")
    titles(page, "What does it cost?", "Why was it halted?")
    page.locator("#renew").focus()
    page.keyboard.press("s")
    page.wait_for_function("document.activeElement.closest('#find') !== null")
    page.keyboard.type("divers")
    titles(page, "Why was it halted?")
    assert "1 conversation found" in page.locator("#listed .note").inner_text()
    page.locator("#listed a").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('#listed .asked input')")
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.matches('#listed button.rename')")
    page.keyboard.press("Enter")
    page.keyboard.type("Stopped by divers")
    page.keyboard.press("Enter")
    titles(page, "Stopped by divers")
    page.wait_for_function("document.activeElement.matches('#listed a')")
    page.keyboard.press("Enter")
    questions(page, "Why was it halted?")
    page.wait_for_function("document.title === 'Stopped by divers · Onrecord'")


def test_by_keyboard_one_is_deleted(open_page: Open, kept: Kept) -> None:
    page = open_page(kept.url)
    ask(page, "Why was it halted?")
    page.click("#renew")
    page.wait_for_selector("#chat .welcome")
    ask(page, "What does it cost?")
    titles(page, "What does it cost?", "Why was it halted?")
    page.locator("#listed button.remove").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.textContent === 'Keep'")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('#listed button.remove')")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#chat .welcome")
    titles(page, "Why was it halted?")
    page.wait_for_function("document.activeElement.matches('#listed a') && !location.search")
    assert [one.title for one in kept.store.listed()] == ["Why was it halted?"]


def test_two_tabs_share_a_conversation(open_page: Open, kept: Kept) -> None:
    first = open_page(kept.url)
    ask(first, "Why was the dredging halted?")
    titles(first, "Why was the dredging halted?")
    second = first.context.new_page()
    second.goto(first.url)
    questions(second, "Why was the dredging halted?")
    first.fill("#ask textarea", "slow: what does it cost?")
    first.press("#ask textarea", "Enter")
    first.wait_for_selector("#chat .stage")
    second.fill("#ask textarea", "another one")
    second.press("#ask textarea", "Enter")
    second.wait_for_selector("#hint .nudge")
    assert "Still at work" in second.locator("#hint").inner_text()
    questions(second, "Why was the dredging halted?", "slow: what does it cost?")
    kept.answerer.go_on.set()
    first.wait_for_selector("#ask .submit-button")
    second.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    second.wait_for_function("document.querySelectorAll('#chat .answer').length === 2")
    assert second.input_value("#ask textarea") == "another one"
    second.locator("#listed li").hover()
    second.locator("#listed button.remove").click()
    second.locator("#listed .asked .yes").click()
    second.wait_for_selector("#chat .welcome")
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    first.wait_for_selector("#hint .nudge")
    assert "not here any more" in first.locator("#hint").inner_text()
    first.wait_for_function("!location.search")


def test_a_question_is_edited_and_a_page_closed_half_way_loses_nothing(open_page: Open, kept: Kept) -> None:
    page = open_page(kept.url)
    ask(page, "Why was the dredging halted?")
    ask(page, "Who paid?")
    page.locator("#chat button.edit").first.click()
    page.wait_for_selector("#hint .editing")
    page.wait_for_function("document.querySelector('#ask textarea').value === 'Why was the dredging halted?'")
    page.press("#ask textarea", "Escape")
    page.wait_for_function("document.querySelector('#ask textarea').value === ''")
    page.locator("#chat button.edit").first.click()
    page.wait_for_function("document.querySelector('#ask textarea').value !== ''")
    page.fill("#ask textarea", "When did the authority learn of it?")
    page.press("#ask textarea", "Enter")
    questions(page, "When did the authority learn of it?")
    page.wait_for_selector("#chat .answer")
    titles(page, "When did the authority learn of it?")
    name = named(page)
    page.fill("#ask textarea", "slow")
    page.press("#ask textarea", "Enter")
    page.wait_for_selector("#chat .stage")
    page.goto("about:blank")
    assert kept.answerer.closed.wait(20)
    page.goto(f"{kept.url}/?c={name}")
    questions(page, "When did the authority learn of it?", "slow")
    page.wait_for_selector("#chat .problem")
    assert [one.outcome for one in kept.store.exchanges(name)][1:] == [Problem("closed")]
    assert kept.answerer.histories[2] == [], "the edited question knows nothing of what it replaced"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_list_is_a_drawer(open_page: Open, kept: Kept, scheme: str) -> None:
    page = open_page(kept.url, 390, 844, color_scheme=scheme, has_touch=True)
    ask(page, "Why was the dredging halted?")
    toggle = page.locator("#rail-toggle")
    assert page.locator("#renew").is_hidden()
    toggle.tap()
    page.wait_for_selector("#renew", state="visible")
    assert toggle.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    page.wait_for_selector("#renew", state="hidden")
    assert page.evaluate("document.activeElement.id") == "rail-toggle"
    toggle.tap()
    page.locator("#renew").tap()
    page.wait_for_selector("#chat .welcome")
    page.wait_for_selector("#renew", state="hidden")
    assert toggle.get_attribute("aria-expanded") == "false"
    toggle.tap()
    page.locator("#listed a").tap()
    questions(page, "Why was the dredging halted?")
    page.wait_for_selector("#renew", state="hidden")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
