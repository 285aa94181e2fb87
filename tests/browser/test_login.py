"""Logging in and out in a real browser: an editor, a reader, and whoever comes after them."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from retriever.conversations import StoredConversations
from retriever.record import Record
from tests.browser.serving import serve_in_thread
from tests.browser.steps import ask
from tests.browser.story import script
from tests.ui.login_page import PASSWORD, Guarded

Open = Callable[..., Any]
FORM = ("#name", "#password")
PAGE = ("#panel h2", "#chat .welcome", "#logout")
HOSTILE = "\"><script>document.title='hit'</script><img src=x onerror=\"document.title='hit'\"> ${document.title='hit'}"


@pytest.fixture
def page(chromium: str, tmp_path: Path) -> Iterator[tuple[Guarded, str]]:
    with closing(Record(tmp_path / "record.sqlite3")) as record:
        guarded = Guarded(tmp_path, StoredConversations(record))
        guarded.answerer.script = script()
        with serve_in_thread(guarded.app) as url:
            yield guarded, url


def log_in(page: Any, name: str, password: str = PASSWORD) -> None:
    page.fill("#name", name)
    page.fill("#password", password)
    page.press("#password", "Enter")


def arrived(page: Any) -> None:
    for selector in PAGE:
        page.wait_for_selector(selector)


def test_whoever_logs_in_asks_and_logs_out_leaves_nothing_behind(open_page: Open, page: tuple[Guarded, str]) -> None:
    guarded, url = page
    seen = open_page(f"{url}/?c=gone", ready=FORM)
    assert seen.url == f"{url}/login?next=%2F%3Fc%3Dgone"
    assert seen.evaluate("document.activeElement.id") == "name"
    log_in(seen, HOSTILE, "wrong")
    seen.wait_for_selector("[role=alert]")
    assert seen.input_value("#name") == HOSTILE
    assert seen.evaluate("document.activeElement.id") == "password"
    assert seen.title() == "Log in · Onrecord"
    log_in(seen, "ines")
    arrived(seen)
    assert seen.url.startswith(f"{url}/")
    assert "login" not in seen.url
    assert seen.inner_text("#masthead .who") == "ines, reader"
    assert seen.evaluate("document.cookie") == "", "no script reads it"

    leave_nothing_behind(seen, guarded)


def test_a_reader_sees_what_is_there_and_nothing_to_change_it_with(open_page: Open, page: tuple[Guarded, str]) -> None:
    seen = open_page(page[1], ready=FORM, locale="de-DE")
    assert seen.locator("label").all_inner_texts() == ["Name", "Passwort"]
    log_in(seen, "ines")
    arrived(seen)
    seen.click("#tab-documents-button")
    seen.wait_for_selector("#on-record table")
    assert seen.locator("#files, #folder, #addresses, #on-record [data-pick], #on-record .menu").count() == 0
    seen.click("#on-record [data-act=preview] >> nth=0")
    seen.wait_for_selector("dialog[open] .text")
    seen.keyboard.press("Escape")
    seen.click("#tab-evaluation-button")
    seen.wait_for_selector("#runs table")
    assert "nur die Redaktion" in seen.inner_text("#run-form")
    assert seen.locator("#drafts .draft").count() == 0


def leave_nothing_behind(seen: Any, guarded: Guarded) -> None:
    """Ask, log out, and go back."""
    ask(seen, "Why was the dredging halted?")
    seen.evaluate("localStorage.setItem('onrecord-draft', 'A secret draft.')")

    seen.click("#logout")
    seen.wait_for_selector("#name")
    assert guarded.accounts.sessions == {}
    assert seen.evaluate("localStorage.getItem('onrecord-draft')") is None
    seen.go_back()
    seen.wait_for_selector("#name")
    assert "dredging" not in seen.content()


def test_an_editor_whose_session_ends_is_led_to_the_login_and_back(open_page: Open, page: tuple[Guarded, str]) -> None:
    guarded, url = page
    seen = open_page(f"{url}/login?next=//evil.example/x", ready=FORM)
    log_in(seen, "mara")
    arrived(seen)
    assert seen.url == f"{url}/"
    seen.click("#tab-documents-button")
    seen.wait_for_selector("#files")
    seen.wait_for_selector("#on-record .menu", state="attached")
    seen.click("#tab-ask-button")
    guarded.accounts.sessions.clear()
    guarded.gate._door.forget()
    seen.fill("#ask textarea", "Why was the dredging halted?")
    seen.press("#ask textarea", "Enter")
    seen.wait_for_selector("#name")
    assert seen.url.startswith(f"{url}/login")
    log_in(seen, "mara")
    arrived(seen)
