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
        super().__init__(self._until_told, page, kept_seconds=0.01)
        self.behind, self.sleep = app, threading.Event()
        self.opened.append(self)

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
