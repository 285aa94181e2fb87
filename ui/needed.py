"""Of what Gradio serves and takes, what this page needs; the rest is not there.

Gradio is made for pages of all kinds. Beside what this one needs it fetches any address of the web and hands it on
under this page's own name, with the type that a stranger gives it; it runs ffmpeg over what was sent, and prints on the
terminal what it is asked for. And where it is mounted into another application, as here, it takes any path of this
machine for a file that was uploaded: it looks at paths only where it was started by ``launch``.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import gradio as gr
from gradio.utils import get_upload_folder
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.say import say

__all__ = ["OnlyNeeded", "is_needed", "take_uploads_alone"]

_GRADIOS: Final = re.compile(r"/(?:gradio_api|monitoring)(?:/|\Z)")
# What the script of the page asks for. A file is one of this machine: two letters and a colon begin an address.
_NEEDED: Final = re.compile(
    r"/gradio_api/(?:(?:queue/join|queue/data|queue/status|cancel|reset|upload|upload_progress|info|app_id|"
    r"startup-events|theme\.css)/?|heartbeat/[^/]+|file=(?!\s*[a-z][a-z0-9+.-]+:).+)",
    re.DOTALL | re.IGNORECASE,
)


def is_needed(path: str) -> bool:
    """Whether a path is none of Gradio's own programs, or one that the page needs."""
    return not _GRADIOS.match(path) or _NEEDED.fullmatch(path) is not None


class OnlyNeeded:
    """Answers 404 to what the page does not need, so that what a later Gradio adds is not there either."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or say that there is nothing."""
        if scope["type"] == "http" and not is_needed(scope["path"]):
            await PlainTextResponse("Not Found\n", 404)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def take_uploads_alone(page: gr.Blocks) -> None:
    """Let the handlers of a page take files from the folder of uploads alone: no other path, and no address."""
    page.has_launched = True  # Gradio's own look at paths, which it leaves out otherwise
    folder, taken = Path(get_upload_folder()).resolve(), page.preprocess_data

    async def preprocess_data(block_fn: Any, inputs: list[Any], *more: Any, **named: Any) -> Any:  # noqa: ANN401
        if not all(_lies_in(folder, path) for path in _paths(inputs)):
            raise gr.Error(say("login.not_uploaded"), print_exception=False)
        return await taken(block_fn, inputs, *more, **named)

    page.preprocess_data = preprocess_data  # type: ignore[method-assign]


def _paths(given: object) -> Iterator[str]:
    """Every path in what an event brings, at whatever depth."""
    waiting = [given]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if isinstance(one.get("path"), str):
                yield one["path"]
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def _lies_in(folder: Path, path: str) -> bool:
    try:
        found = Path(path).resolve()
    except (OSError, RuntimeError, ValueError):  # too long, a ring of links, a NUL
        return False
    return found != folder and found.is_relative_to(folder)
