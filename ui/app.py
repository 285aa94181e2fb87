"""Puts the page together and serves it."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, TypedDict, Unpack

# Read by Gradio as it is imported. Its statistics of events, which nobody looks at, are made anew after each event.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000000"
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.middleware import Middleware

from onrecord.accounts import LoginSetup
from onrecord.conversations import Conversations
from onrecord.desk import Catalogue, DraftChecker, Evaluation, Originals
from onrecord.people import People
from onrecord.ports import Answerer, DocumentShelf, Ingester, Reviews
from ui.chat import ChatTab
from ui.closed import ClosedTabs
from ui.draft import DraftTab
from ui.evaluation import EvaluationTab
from ui.exporting import export_router
from ui.library.tab import LibraryTab
from ui.login.door import Door
from ui.login.gate import Gate
from ui.login.routes import login_router
from ui.look import THEME, files_router, style
from ui.needed import OnlyNeeded, take_uploads_alone
from ui.opening import Opening
from ui.pages import pages_router
from ui.people.routes import people_router
from ui.runs import runs_router
from ui.say import LANGUAGES, label_key, translations
from ui.scope import Scope
from ui.security import BodyLimits, guard
from ui.shell import Shell
from ui.visitors import needing_login
from ui.waiting import UploadLimits, UploadRoom

__all__ = ["Partners", "build_app", "serve"]

_FOLDER: Final = Path(__file__).parent

# Seconds after which Gradio removes its own copies of uploaded files; ours are in the uploads folder by then.
_FORGET_UPLOADS_AFTER: Final = 3600
# One upload may hold so many files of the largest size.
_FILES_AT_ONCE: Final = 20
# A tab holds a connection. Request heads are as long as h11 takes them by default; httptools knows no limit.
_MOST_CONNECTIONS: Final = 512


class Partners(TypedDict, total=False):
    """What the page may be given beside: without one it goes without what that is for.

    Each is called from several threads at once.

    Attributes:
        reviews: where readers' thumbs and marks are kept.
        conversations: where conversations are kept; without it they are forgotten, and cannot be taken along.
        originals: the files of documents; without it their text alone is shown.
        catalogue: what is on record, to be tended; without it that is only listed.
        checker: checks drafts, in a tab of its own.
        evaluation: runs of suites, in a tab of its own.
        people: who said what, on pages of their own.
        about: name -> value of what an export says of this Onrecord.
        login: who may use the page, and how they say who they are; without it whoever reaches it may do everything.
    """

    reviews: Reviews
    conversations: Conversations
    originals: Originals
    catalogue: Catalogue
    checker: DraftChecker
    evaluation: Evaluation
    people: People
    about: Mapping[str, str]
    login: LoginSetup | None


def build_app(  # noqa: PLR0913 - the roof hands over every partner by name
    answerer: Answerer,
    shelf: DocumentShelf,
    ingester: Ingester,
    *,
    uploads: Path,
    examples: Sequence[str] | Callable[[], Sequence[str]],
    title: str = "Onrecord",
    max_upload_megabytes: int = 100,
    allowed_hosts: Sequence[str],
    upload_limits: UploadLimits | None = None,
    **beside: Unpack[Partners],
) -> FastAPI:
    """The whole page as an ASGI application, with ``/healthz`` beside it.

    Args:
        answerer: answers the questions; called from several threads at once.
        shelf: what is on record; called from several threads at once.
        ingester: takes uploaded files in; called by one thread at a time.
        uploads: folder that keeps uploaded files. While they arrive they are in a folder beside it whose name ends in
            ``-incoming``, unless ``GRADIO_TEMP_DIR`` names another.
        examples: questions offered while a conversation is empty; where it can be called, it is at each visit.
        title: name of the page.
        max_upload_megabytes: a larger file is refused.
        allowed_hosts: host names the page answers under, without a port; ``*`` for all.
        upload_limits: how much uploaded files may hold while they wait; None for 2 GB of one user and 10 GB of all.
        **beside: see :class:`Partners`.
    """
    # Gradio's default is one folder for all users of the machine: not private, and writable only for the first of them.
    if "GRADIO_TEMP_DIR" not in os.environ:
        incoming = uploads.with_name(f"{uploads.name}-incoming")
        shutil.rmtree(incoming, ignore_errors=True)  # what a page that was killed left there
        os.environ["GRADIO_TEMP_DIR"] = str(incoming)
    at_end: list[Callable[[], None]] = []
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=partial(_while_served, at_end))
    _add_routes(app, shelf, beside, title)
    login = beside.get("login")
    # Behind the gate, which says who it is.
    app.add_middleware(UploadRoom, uploads=uploads, limits=upload_limits or UploadLimits())
    if login:
        _add_login(app, login, title, readers_upload=beside.get("checker") is not None)
    guard(app, allowed_hosts, BodyLimits(most_upload_bytes=_FILES_AT_ONCE * max_upload_megabytes * 1_000_000))
    originals, checker, evaluation = beside.get("originals"), beside.get("checker"), beside.get("evaluation")
    chat = partial(ChatTab, answerer, shelf, _called(examples), beside.get("reviews"), originals=originals)
    tabs = _Tabs(
        chat=partial(chat, conversations=beside.get("conversations")),
        library=partial(LibraryTab, beside.get("catalogue") or shelf, ingester, uploads, people="people" in beside),
        draft=partial(DraftTab, checker, originals is not None) if checker else None,
        evaluation=partial(EvaluationTab, evaluation) if evaluation else None,
        scope=Scope(shelf),
        at_end=at_end,
    )
    with needing_login(login is not None):
        return _in_event_loop(lambda: _mounted(app, _page(tabs, title), max_upload_megabytes))


def _add_login(app: FastAPI, login: LoginSetup, title: str, *, readers_upload: bool) -> None:
    """A gate before everything that the app serves, what it serves later too, and the way through it.

    It stands behind the guards, which look at every request first; a reader may send a draft that is to be checked.
    """
    door = Door(login)
    app.include_router(login_router(login, door, title))
    app.add_middleware(Gate, door=door, readers_upload=readers_upload)


def _add_routes(app: FastAPI, shelf: DocumentShelf, beside: Partners, title: str) -> None:
    """What is served beside Gradio's own page."""
    app.add_api_route("/healthz", lambda: {"status": "ok"})
    app.include_router(files_router())
    originals, conversations = beside.get("originals"), beside.get("conversations")
    if originals:
        app.include_router(pages_router(originals, shelf))
    if conversations:
        app.include_router(export_router(conversations, shelf, originals, beside.get("about", {})))
    if evaluation := beside.get("evaluation"):
        app.include_router(runs_router(evaluation))
    if people := beside.get("people"):
        app.include_router(people_router(people, title))


def _called(examples: Sequence[str] | Callable[[], Sequence[str]]) -> Callable[[], Sequence[str]]:
    return examples if callable(examples) else lambda: examples


@asynccontextmanager
async def _while_served(at_end: list[Callable[[], None]], app: FastAPI) -> AsyncIterator[None]:
    """Serve; then end what works behind the page."""
    yield
    for end in at_end:
        await asyncio.to_thread(end)


@dataclass(frozen=True, slots=True)
class _Tabs:
    """What lays each tab out, once Gradio is ready for it; None for a tab that the page does not have.

    ``at_end`` is filled with what is to be called once nothing is served any more.
    """

    chat: Callable[..., ChatTab]
    library: Callable[[], LibraryTab]
    draft: Callable[[], DraftTab] | None
    evaluation: Callable[[], EvaluationTab] | None
    scope: Scope
    at_end: list[Callable[[], None]]


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
        app_kwargs={
            "docs_url": None,
            "redoc_url": None,
            "openapi_url": None,
            "middleware": [Middleware(OnlyNeeded), Middleware(Opening), Middleware(ClosedTabs, page=page)],
        },
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


def _page(tabs: _Tabs, title: str) -> gr.Blocks:
    page = gr.Blocks(
        title=title,
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(_FORGET_UPLOADS_AFTER, _FORGET_UPLOADS_AFTER),
    )
    with page:
        Shell(title)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(label_key("tabs.ask"), elem_id="tab-ask"):
                chat = tabs.chat(scope=tabs.scope)
            with gr.Tab(label_key("tabs.library"), elem_id="tab-documents"):
                library = tabs.library()
            if tabs.draft:
                with gr.Tab(label_key("draft.tab"), elem_id="tab-draft"):
                    tabs.draft()
            if tabs.evaluation:
                with gr.Tab(label_key("evaluation.tab"), elem_id="tab-evaluation"):
                    tabs.evaluation()

        def also(*limits: Any) -> list[Any]:  # noqa: ANN401 - as the browser sends them
            """What the chat shows of the library, which has changed."""
            return [chat.welcome(), *tabs.scope.choices(*limits)]

        library.connect(also, tabs.scope.inputs, [chat.chatbot, *tabs.scope.outputs])
        tabs.at_end.append(library.queue.close)
        library.refresh(page)
        chat.refresh(page)
    page.queue(max_size=64)
    page.state_session_capacity = _MOST_CONNECTIONS
    take_uploads_alone(page)
    return page


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve until interrupted. Open tabs hold a connection each, so they are given a moment and then cut.

    Who holds the connection stays known: uvicorn would put what a header says in its place, for whoever sits on this
    machine, and with it the name of any proxy that is believed.
    """
    uvicorn.run(
        app,
        host=host,
        port=port,
        http="h11",
        limit_concurrency=_MOST_CONNECTIONS,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=2,
    )
