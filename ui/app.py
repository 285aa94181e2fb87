"""Puts the page together and serves it."""

import asyncio
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read by Gradio as it is imported

import gradio as gr
import uvicorn
from fastapi import FastAPI

from onrecord.ports import Answerer, DocumentShelf, Ingester, Reviews
from ui.chat import ChatTab
from ui.documents import DocumentsTab
from ui.look import THEME, files_router, header_html, style
from ui.say import LANGUAGES, translations
from ui.security import guard

__all__ = ["build_app", "serve"]

_FOLDER: Final = Path(__file__).parent

# Seconds after which Gradio removes its own copies of uploaded files; ours are in the uploads folder by then.
_FORGET_UPLOADS_AFTER: Final = 3600


def build_app(  # noqa: PLR0913 - the roof hands over every partner by name
    answerer: Answerer,
    shelf: DocumentShelf,
    ingester: Ingester,
    *,
    uploads: Path,
    examples: Sequence[str],
    title: str = "Onrecord",
    max_upload_megabytes: int = 100,
    allowed_hosts: Sequence[str],
    reviews: Reviews | None = None,
) -> FastAPI:
    """The whole page as an ASGI application, with ``/healthz`` beside it.

    Args:
        answerer: answers the questions; called from several threads at once.
        shelf: what is on record; called from several threads at once.
        ingester: takes uploaded files in; called by one thread at a time.
        uploads: folder that keeps uploaded files. While they arrive they are in a folder beside it whose name ends in
            ``-incoming``, unless ``GRADIO_TEMP_DIR`` names another.
        examples: questions offered while a conversation is empty.
        title: name of the page.
        max_upload_megabytes: a larger file is refused.
        allowed_hosts: host names the page answers under, without a port; ``*`` for all.
        reviews: where readers' thumbs and marks are kept, called from several threads at once; None for a page without
            them.
    """
    # Gradio's default is one folder for all users of the machine: not private, and writable only for the first of them.
    os.environ.setdefault("GRADIO_TEMP_DIR", str(uploads.with_name(f"{uploads.name}-incoming")))
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    app.include_router(files_router())
    guard(app, allowed_hosts)

    def mount() -> FastAPI:
        chat = partial(ChatTab, answerer, shelf, examples, reviews)
        page = _page(chat, shelf, ingester, uploads, title)
        return _mounted(app, page, max_upload_megabytes)

    return _in_event_loop(mount)


def _mounted(app: FastAPI, page: gr.Blocks, max_upload_megabytes: int) -> FastAPI:
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=THEME,
        head=f"<style>{style()}</style>",  # as ``css=`` Gradio would add a second, rewritten copy of every rule
        favicon_path=str(_FOLDER / "icon.svg"),
        max_file_size=f"{max_upload_megabytes}mb",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        i18n=gr.I18n(**{code: translations(code) for code in LANGUAGES}),
        show_error=False,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )
    return mounted


def _in_event_loop(build: Callable[[], FastAPI]) -> FastAPI:
    """Call ``build`` while an event loop runs; where none does, Gradio makes two dozen and leaves them open."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:

        async def building() -> FastAPI:
            return build()

        return asyncio.run(building())
    return build()


def _page(
    chat_tab: Callable[[], ChatTab], shelf: DocumentShelf, ingester: Ingester, uploads: Path, title: str
) -> gr.Blocks:
    page = gr.Blocks(
        title=title,
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(_FORGET_UPLOADS_AFTER, _FORGET_UPLOADS_AFTER),
    )
    with page:
        gr.HTML(header_html(title), elem_id="masthead")
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask", elem_id="tab-ask"):
                chat = chat_tab()
            with gr.Tab("Documents", elem_id="tab-documents"):
                documents = DocumentsTab(shelf, ingester, uploads)
        documents.connect(chat.welcome, [chat.chatbot])
        documents.refresh(page)
        chat.refresh(page)
    page.queue(max_size=64)
    return page


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve until interrupted. Open tabs hold a connection each, so they are given a moment and then cut."""
    uvicorn.run(
        app, host=host, port=port, log_level="warning", server_header=False, ws="none", timeout_graceful_shutdown=2
    )
