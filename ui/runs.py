"""Serves the reports of runs: pages of their own, to be shown in a frame of the tab or in a tab of the browser."""

import logging
from collections.abc import Callable
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.desk import Evaluation
from onrecord.errors import OnrecordError
from ui.say import language, language_of, say, speaking
from ui.words import as_sentence, in_english, plain

__all__ = ["runs_router"]

_log: Final = logging.getLogger(__name__)

# A report is complete in itself: nothing is loaded, sent or asked for, and only this page may frame it. Its own policy,
# in its head, lets one script run and no other. Opened in a tab it is shut in as it is in the frame: whatever lies in
# the folder of runs, no script of it comes near the page.
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts"
    ),
    "Cache-Control": "no-store",
}

# Scheme -> a condition in place of "the system is dark": one that always holds, one that never does.
_ALWAYS: Final = {"dark": "(min-width: 0)", "light": "(max-width: 0)"}

_TROUBLE: Final = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><style>:root {{ color-scheme: light dark }}
body {{ margin: 3rem auto; max-width: 40rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif }}
h1 {{ font-size: 1.1rem }} p {{ overflow-wrap: anywhere }}</style></head>
<body><h1>{title}</h1><p>{why}</p></body></html>"""


def runs_router(evaluation: Evaluation) -> APIRouter:
    """Routes ``/runs/NAME/report`` and ``/runs/compare?before=NAME&after=NAME``.

    A report is light or dark as the system says; with ``scheme=light`` or ``scheme=dark`` as that says.
    Names come from visitors; ``evaluation`` knows which are runs. What cannot be shown is answered 404 with a page
    that says why, in the visitor's language.

    Args:
        evaluation: asked from several threads at once.
    """
    router = APIRouter()

    @router.get("/runs/compare")
    def compare(request: Request, before: str = "", after: str = "", scheme: str = "") -> HTMLResponse:
        return _page(request, lambda: evaluation.comparison(before, after), scheme)

    @router.get("/runs/{name}/report")
    def report(request: Request, name: str, scheme: str = "") -> HTMLResponse:
        return _page(request, lambda: evaluation.report(name), scheme)

    return router


def _page(request: Request, made: Callable[[], str], scheme: str) -> HTMLResponse:
    with speaking(language_of(request.headers.get("accept-language"))):
        try:
            page, status = made(), 200
        except OnrecordError as error:
            page, status = _trouble(in_english(plain(as_sentence(str(error))))), 404
        except Exception as error:  # noqa: BLE001 - whatever it is, the visitor is told
            _log.exception("could not show a report")
            page, status = _trouble(plain(say("evaluation.trouble_ours", name=type(error).__name__))), 500
        return HTMLResponse(_dressed(page, scheme), status, headers=_HEADERS)


def _trouble(why: str) -> str:
    return _TROUBLE.format(language=language(), title=plain(say("evaluation.trouble_page")), why=why)


def _dressed(page: str, scheme: str) -> str:
    """A page whose own style says light or dark, whatever the system says; its words are left as they are."""
    if scheme not in _ALWAYS:
        return page
    head, end, body = page.partition("</style>")
    head = head.replace("(prefers-color-scheme: dark)", _ALWAYS[scheme])
    head = head.replace('name="color-scheme" content="light dark"', f'name="color-scheme" content="{scheme}"')
    return f"{head.replace('color-scheme: light dark', f'color-scheme: {scheme}')}{end}{body}"
