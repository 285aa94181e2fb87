"""What is kept of a closed tab is given up after a while, and that of an open one is not."""

import asyncio
from typing import Any

import gradio as gr
import pytest
from gradio.state_holder import StateHolder
from starlette.types import Receive, Scope, Send

from ui.closed import ClosedTabs


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
        self.holder[scope["path"].rpartition("/")[2]]
        await end.wait()
        if scope["path"].endswith("breaks"):
            raise ConnectionError

    async def open(self, session: str) -> "asyncio.Task[None]":
        nobody: Any = None
        scope = {"type": "http", "path": f"/gradio_api/heartbeat/{session}"}
        task = asyncio.ensure_future(self.tabs(scope, nobody, nobody))
        await asyncio.sleep(0)
        return task

    async def close(self, session: str, task: "asyncio.Task[None]") -> None:
        self.beating.pop(f"/gradio_api/heartbeat/{session}").set()
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
        page.now += 299
        again = await page.open("sleeps")
        page.now += 10_000
        await page.close("other", await page.open("other"))
        assert page.kept == {"sleeps", "other"}
        await page.close("sleeps", again)

    asyncio.run(lived())


def test_other_requests_pass() -> None:
    async def lived() -> None:
        page = Page()  # Gradio makes event loops where none runs
        page.beating["/config"] = asyncio.Event()
        page.beating["/config"].set()
        nobody: Any = None
        await page.tabs({"type": "http", "path": "/config"}, nobody, nobody)
        await page.tabs({"type": "lifespan", "path": "/config"}, nobody, nobody)
        page.now += 10_000
        await page.close("other", await page.open("other"))
        assert "config" in page.kept

    asyncio.run(lived())
