"""A page with the tab that checks drafts alone, over a checker that does what a test says."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read by Gradio as it is imported

import gradio as gr
from fastapi import FastAPI

from onrecord.desk import DraftChecker
from ui.draft import DraftTab
from ui.look import THEME, files_router, style
from ui.say import LANGUAGES, label_key, translations
from ui.security import guard

__all__ = ["page_of"]


def page_of(checker: DraftChecker) -> FastAPI:
    """An application whose page has the tab, behind another one."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(files_router())
    guard(app, ["127.0.0.1"])

    async def mounted() -> FastAPI:  # Gradio wants an event loop, and leaves those it makes itself open
        page = gr.Blocks(analytics_enabled=False, fill_width=True)
        with page, gr.Tabs(elem_id="tabs"):
            with gr.Tab("First", elem_id="tab-first"):
                gr.HTML("<p>Nothing to see.</p>")
            with gr.Tab(label_key("draft.tab"), elem_id="tab-draft"):
                DraftTab(checker)
        page.queue(max_size=64)
        whole: FastAPI = gr.mount_gradio_app(
            app, page, path="/", theme=THEME, head=f"<style>{style()}</style>", footer_links=[], run_history=False,
            ssr_mode=False, mcp_server=False, i18n=gr.I18n(**{code: translations(code) for code in LANGUAGES}),
            app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        )  # fmt: skip
        return whole

    with ThreadPoolExecutor(1) as thread:  # in this one the browser's loop may be running
        return thread.submit(lambda: asyncio.run(mounted())).result()
