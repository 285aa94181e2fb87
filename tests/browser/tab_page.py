"""A page with one tab alone, behind another one, over partners that do what a test says."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read by Gradio as it is imported

import gradio as gr
from fastapi import APIRouter, FastAPI

from ui.look import THEME, files_router, style
from ui.say import LANGUAGES, label_key, translations
from ui.security import guard

__all__ = ["in_event_loop", "page_with"]

T = TypeVar("T")


def in_event_loop(build: Callable[[], T]) -> T:
    """Call ``build`` while an event loop runs: Gradio wants one, and leaves those it makes itself open."""

    async def building() -> T:
        return build()

    with ThreadPoolExecutor(1) as thread:  # in this one the browser's loop may be running
        return thread.submit(lambda: asyncio.run(building())).result()


def page_with(name: str, lay_out: Callable[[], object], *routers: APIRouter) -> FastAPI:
    """An application whose page has the tab of that name, and routes beside it."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for router in (files_router(), *routers):
        app.include_router(router)
    guard(app, ["127.0.0.1"])

    def mounted() -> FastAPI:
        page = gr.Blocks(analytics_enabled=False, fill_width=True)
        with page, gr.Tabs(elem_id="tabs"):
            with gr.Tab("First", elem_id="tab-first"):
                gr.HTML("<p>Nothing to see.</p>")
            with gr.Tab(label_key(f"{name}.tab"), elem_id=f"tab-{name}"):
                lay_out()
        page.queue(max_size=64)
        whole: FastAPI = gr.mount_gradio_app(
            app, page, path="/", theme=THEME, head=f"<style>{style()}</style>", footer_links=[], run_history=False,
            ssr_mode=False, mcp_server=False, i18n=gr.I18n(**{code: translations(code) for code in LANGUAGES}),
            app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        )  # fmt: skip
        return whole

    return in_event_loop(mounted)
