"""What is kept of a closed tab is given up after a while, and that of an open one is not."""

import asyncio
from typing import Any

import gradio as gr
import pytest
from gradio.state_holder import StateHolder
from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope, Send

from ui.closed import ClosedTabs

HEARTBEAT, NEWS = "/gradio_api/heartbeat/{}", "/gradio_api/queue/data"


class Page:
    """Tabs that open and close, by a clock that is set by hand."""

    def __init__(self) -> None:
        with gr.Blocks() as self.blocks:
            self.state = gr.State(list[str]())._id
            self.shown = gr.HTML()._id
        self.holder: Any = StateHolder()  # type: ignore[no-untyped-call]
        self.now = 1000.0
        self.holder.set_blocks(self.blocks)
        self.beating: dict[str, asyncio.Event] = {}
        self.tabs = ClosedTabs(self._served, self.blocks, 300, lambda: self.now)

    async def _served(self, scope: Scope, receive: Receive, send: Send) -> None:
        end = self.beating.setdefault(scope["path"], asyncio.Event())
        name = QueryParams(scope.get("query_string", b"")).get("session_hash")
        self.holder[name or scope["path"].rpartition("/")[2]]
        await end.wait()
        if scope["path"].endswith("breaks"):
            raise ConnectionError

    async def open(self, session: str, path: str = HEARTBEAT) -> "asyncio.Task[None]":
        nobody: Any = None
        scope = {"type": "http", "path": path.format(session), "query_string": f"x=1&session_hash={session}".encode()}
        task = asyncio.ensure_future(self.tabs(scope, nobody, nobody))
        await asyncio.sleep(0)
        return task

    async def close(self, session: str, task: "asyncio.Task[None]", path: str = HEARTBEAT) -> None:
        self.beating.pop(path.format(session)).set()
        await asyncio.gather(task, return_exceptions=True)

    @property
    def kept(self) -> set[str]:
        return set(self.holder.session_data)


@pytest.mark.parametrize("name", ["gone", "breaks"])
def test_a_closed_tab_is_forgotten_after_a_while_and_an_open_one_is_not(name: str) -> None:
    async def lived() -> None:
        page = Page()  # Gradio makes event loops where none runs
        stays, gone = await page.open("stays"), await page.open(name)
        await page.close(name, gone)
        page.now += 299
        other = await page.open("other")
        assert page.kept == {"stays", name, "other"}
        page.now += 2
        last = await page.open("last")
        assert page.kept == {"stays", "other", "last"}
        assert set(page.holder.time_last_used) == page.kept
        for session, task in (("stays", stays), ("other", other), ("last", last)):
            await page.close(session, task)

    asyncio.run(lived())


def test_what_a_closed_tab_was_shown_is_dropped_at_once_and_what_it_has_open_is_kept() -> None:
    async def lived() -> None:
        page = Page()  # Gradio makes event loops where none runs
        stays, task = await page.open("stays"), await page.open("gone")
        for session in ("stays", "gone"):
            page.holder[session].state_data[page.state] = ["open"]
            page.holder[session]._update_value_in_config(page.shown, "x" * 9999)
        await page.close("gone", task)
        assert shown(page.holder["stays"]) > 9999
        assert shown(page.holder["gone"]) == 0
        assert page.holder["gone"].state_data[page.state] == ["open"]
        page.holder["gone"]._update_value_in_config(page.shown, "y")  # of an answer that came later
        assert 0 < shown(page.holder["gone"]) < 9999
        await page.close("stays", stays)

    asyncio.run(lived())


def shown(session: Any) -> int:
    """Characters of all that a session keeps of its components."""
    return sum(len(str(config["props"].get("value"))) for config in session.config_values.values())


def test_a_tab_that_comes_back_is_kept() -> None:
    async def lived() -> None:
        page = Page()  # Gradio makes event loops where none runs
        await page.close("sleeps", await page.open("sleeps"))
        page.holder["sleeps"].is_closed = True  # as Gradio notes
        page.now += 299
        again = await page.open("sleeps")
        assert not page.holder["sleeps"].is_closed
        page.now += 10_000
        await page.close("other", await page.open("other"))
        assert page.kept == {"sleeps", "other"}
        await page.close("sleeps", again)

    asyncio.run(lived())


@pytest.mark.parametrize("path", [NEWS, f"{NEWS}/"])
def test_a_tab_without_a_heartbeat_is_kept_while_it_is_used_and_not_for_ever_after(path: str) -> None:
    """As after a sleep: Gradio's script never opens its heartbeat again."""

    async def lived() -> None:
        page = Page()  # Gradio makes event loops where none runs
        await page.close("slept", await page.open("slept"))
        for _ in range(3):
            page.now += 299
            news = await page.open("slept", path)
            page.now += 10_000  # a long answer
            await page.close("other", await page.open("other"))
            assert "slept" in page.kept
            await page.close("slept", news, path)
        page.now += 299
        await page.close("other", await page.open("other"))
        assert "slept" in page.kept
        page.now += 2
        last = await page.open("last")
        assert page.kept == {"other", "last"}
        await page.close("last", last)

    asyncio.run(lived())


def test_news_that_end_while_the_heartbeat_goes_on_close_nothing() -> None:
    async def lived() -> None:
        page = Page()  # Gradio makes event loops where none runs
        beats, news = await page.open("used"), await page.open("used", NEWS)
        page.holder["used"]._update_value_in_config(page.shown, "x" * 9999)
        await page.close("used", news, NEWS)
        page.now += 10_000
        await page.close("other", await page.open("other"))
        assert page.kept == {"used", "other"}
        assert shown(page.holder["used"]) > 9999
        await page.close("used", beats)

    asyncio.run(lived())


def test_a_tab_that_is_used_just_before_it_would_be_dropped_keeps_what_it_has_open() -> None:
    async def lived() -> None:
        page = Page()  # Gradio makes event loops where none runs
        await page.close("slept", await page.open("slept"))
        page.holder["slept"].state_data[page.state] = ["open"]
        page.now += 10_000  # nobody else came meanwhile
        news = await page.open("slept", NEWS)
        assert page.holder["slept"].state_data[page.state] == ["open"]
        await page.close("slept", news, NEWS)

    asyncio.run(lived())


def test_a_tab_of_which_no_stream_was_seen_is_not_kept_for_ever() -> None:
    """Its question came, and it went away before it heard of it."""

    async def lived() -> None:
        page = Page()  # Gradio makes event loops where none runs
        page.holder["unheard"]
        page.now += 10_000
        stays = await page.open("stays")
        page.now += 299
        await page.close("other", await page.open("other"))
        assert page.kept == {"unheard", "stays", "other"}
        page.now += 2
        await page.close("other", await page.open("other"))
        assert page.kept == {"stays", "other"}
        await page.close("stays", stays)

    asyncio.run(lived())


def test_other_requests_pass() -> None:
    async def lived() -> None:
        page = Page()  # Gradio makes event loops where none runs
        page.beating["/config"] = asyncio.Event()
        page.beating["/config"].set()
        nobody: Any = None
        await page.tabs({"type": "http", "path": "/config"}, nobody, nobody)
        page.beating[NEWS] = page.beating["/config"]
        await page.tabs({"type": "http", "path": NEWS, "query_string": b""}, nobody, nobody)  # of no tab
        await page.tabs({"type": "lifespan", "path": "/config"}, nobody, nobody)
        page.now += 10_000
        await page.close("other", await page.open("other"))
        assert "config" in page.kept

    asyncio.run(lived())
