"""The page as it first arrives: in the visitor's language, and in the colours they chose before anything is painted.

Gradio's page comes with ``lang="en"`` and builds everything else by script, our style sheets too, so that until then it
would be white in a dark room. What must be there earlier is put into the page on its way out.
"""

import functools
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.say import language_of

__all__ = ["Opening", "opened"]

_FOLDER: Final = Path(__file__).parent


@functools.cache
def _first() -> str:
    """The colours, and the script that picks among them."""
    colours = (_FOLDER / "css" / "tokens.css").read_text(encoding="utf-8")
    scheme = (_FOLDER / "js" / "scheme.js").read_text(encoding="utf-8")
    return f"<style>{colours}</style><script>{scheme}</script>"


def opened(page: str, code: str) -> str:
    """Gradio's page in that language, with the colours in it from the start.

    A page that does not look as Gradio's does comes back as it is.
    """
    return page.replace('lang="en"', f'lang="{code}"', 1).replace("<head>", f"<head>{_first()}", 1)


class Opening:
    """Changes the HTML that Gradio answers with; everything else passes as it comes.

    It must stand inside whatever compresses responses.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; hold a response of HTML back until it is whole."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        code = language_of(Headers(scope=scope).get("accept-language"))
        start: Message = {}
        pieces: list[bytes] = []

        async def send_opened(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
                return
            if not start or message["type"] != "http.response.body":
                await send(message)
                return
            pieces.append(message.get("body", b""))
            if message.get("more_body"):
                return
            body = opened(b"".join(pieces).decode("utf-8"), code).encode()
            headers = MutableHeaders(scope=start)
            if "content-length" in headers and scope["method"] != "HEAD":
                headers["content-length"] = str(len(body))
            headers.add_vary_header("Accept-Language")
            await send(start)
            await send({"type": "http.response.body", "body": body if scope["method"] != "HEAD" else b""})

        await self._app(scope, receive, send_opened)


def _is_page(message: Message) -> bool:
    return message["status"] == 200 and Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
