"""A tab that was away so long that its state was let go, as while its machine slept, goes on where it was."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from tests.browser.kept_page import Kept, named, questions, titles
from tests.browser.steps import ask
from ui.closed import ClosedTabs

Open = Callable[..., Any]
FIRST, THEN = "Why was the dredging halted?", "What does each side say it costs?"


class Sleeping(ClosedTabs):
    """Lets go of a closed tab's state at once, and breaks off every tab's stream when told to, as a sleep does."""

    opened: "list[Sleeping]" = []  # noqa: RUF012 - those of the page that is served

    def __init__(self, app: Any, page: Any) -> None:
        super().__init__(self._until_told, page, kept_seconds=0.0)
        self.behind, self.sleep = app, threading.Event()
        self.opened.append(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Whoever sleeps opens no stream, either."""
        while "/heartbeat/" in str(scope.get("path", "")) and self.sleep.is_set():
            await asyncio.sleep(0.05)
        await super().__call__(scope, receive, send)

    async def _until_told(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "/heartbeat/" not in str(scope.get("path", "")):
            await self.behind(scope, receive, send)
            return
        beating = asyncio.ensure_future(self.behind(scope, receive, send))
        while not beating.done() and not self.sleep.is_set():
            await asyncio.wait([beating], timeout=0.05)
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating

    def forgets(self, page: Any) -> None:
        """Break all streams off, and let go of what is kept of the tabs, as happens when the next one is opened."""
        known = set(self._holder.session_data)
        assert known
        self.sleep.set()
        for _ in range(200):
            if known <= set(self._closed):
                break
            page.wait_for_timeout(50)
        self._forget()
        assert not known & set(self._holder.session_data)
        self.sleep.clear()

    def hears(self, page: Any, session: str) -> None:
        """Wait until a tab shows again that it is open."""
        for _ in range(200):
            if session in self._open:
                return
            page.wait_for_timeout(50)
        raise AssertionError("it has no stream any more")


@pytest.fixture
def kept(chromium: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    monkeypatch.setattr("ui.app.ClosedTabs", Sleeping)
    monkeypatch.setattr(Sleeping, "opened", [])
    served = Kept(tmp_path)
    yield served
    served.stop()


@pytest.mark.parametrize("back", ["looked at", "on the network", "awake"])
def test_a_tab_that_comes_back_goes_on_with_its_conversation(open_page: Open, kept: Kept, back: str) -> None:
    """Whether somebody turns to it again, or it was in sight all the time."""
    page = open_page(kept.url)
    ask(page, FIRST)
    titles(page, FIRST)
    first = named(page)
    (tabs,) = Sleeping.opened
    tabs.forgets(page)
    with page.expect_request(lambda request: "queue/join" in request.url):
        if back == "looked at":
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        elif back == "on the network":
            page.context.set_offline(True)
            page.context.set_offline(False)
        else:
            page.evaluate("(now => { Date.now = () => now() + 120_000; })(Date.now)")
    ask(page, THEN)
    questions(page, FIRST, THEN)
    assert named(page) == first
    assert [one.question for one in kept.store.exchanges(first)] == [FIRST, THEN]
    assert [one.id for one in kept.store.listed()] == [first]


def test_what_is_done_in_a_tab_that_was_let_go_of_goes_into_what_it_shows(open_page: Open, kept: Kept) -> None:
    """At once, before anything tells the page that it was away; and its heartbeat comes again."""
    page = open_page(kept.url)
    beats = list[str]()
    ask(page, FIRST)
    titles(page, FIRST)
    first = named(page)
    page.on("request", lambda request: beats.append(request.url) if "/heartbeat/" in request.url else None)
    (tabs,) = Sleeping.opened
    (own,) = tabs._open
    tabs.forgets(page)
    ask(page, THEN)
    questions(page, FIRST, THEN)
    assert named(page) == first
    tabs.hears(page, own)
    assert {beat.rpartition("/")[2] for beat in beats} == {own}
    tabs.forgets(page)
    page.locator("#chat button.edit").nth(1).click()
    page.wait_for_selector("#hint button.cancel")
    page.wait_for_function("new URL(location.href).searchParams.get('e')")
    tabs.forgets(page)  # while a question is being edited, which stays that
    page.fill("#ask textarea", FIRST)
    page.press("#ask textarea", "Enter")
    questions(page, FIRST, FIRST)
    page.wait_for_function("document.querySelector('#ask .submit-button') && !location.search.includes('e=')")
    tabs.forgets(page)
    page.goto(kept.url + "?c=" + "0" * 16)
    page.wait_for_selector("#hint .nudge")
    assert named(page) == ""
    assert [one.question for one in kept.store.exchanges(first)] == [FIRST, FIRST]
    assert [one.id for one in kept.store.listed()] == [first]
