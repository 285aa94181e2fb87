"""Stands before everything that is served: whoever has not said who they are gets no further.

What is let through is listed, everything else is refused, so that a route of tomorrow is refused too.
"""

import logging
import re
from collections import OrderedDict
from functools import partial
from typing import Final
from urllib.parse import parse_qsl

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.accounts import User
from onrecord.errors import OnrecordError
from ui.login.door import Door, NotLetIn, Visit
from ui.login.events import Events, begins, stop_of, stops
from ui.login.local import LOGIN, login_address, place_of
from ui.say import language_of, say, speaking
from ui.visitors import visiting

__all__ = ["OPEN", "Gate", "Sessions", "told"]

OPEN: Final = frozenset(
    {("GET", "/healthz"), ("HEAD", LOGIN), ("GET", LOGIN), ("POST", LOGIN), ("POST", "/logout")}
)  # fmt: skip
"""What is served to everybody, by method and exact path."""

_log: Final = logging.getLogger(__name__)
_MOST_SESSIONS: Final = 20_000
_UPLOAD: Final = re.compile(r"/upload/?\Z")
# Gradio's own name for a page that is open, which it calls a session, in addresses that give what is meant for it.
_SESSION: Final = re.compile(r"/gradio_api/(?:heartbeat|stream)/([^/]+)")
# By this stream a tab shows that it is open; the page's script opens it anew when it was cut off, whoever sits there.
_HEARTBEAT: Final = re.compile(r"/gradio_api/heartbeat/")
# Files of the page itself, the same for everybody: they may be kept. Nothing else may, so that going back after the
# session has ended shows nothing.
_KEPT: Final = ("/assets/", "/files/", "/static/", "/svelte/", "/favicon.ico", "/theme.css", "/gradio_api/theme.css")


class Sessions:
    """Which open page belongs to whom: what is meant for one visitor's is given to no other.

    Gradio makes a name for each page that is opened, and asks nobody who knows it who they are.
    """

    def __init__(self) -> None:
        self._owners: OrderedDict[str, str] = OrderedDict()

    def belongs(self, session: str, user: str) -> bool:
        """Whether an open page is a visitor's; it is that of the first who comes with its name."""
        if self._owners.setdefault(session, user) != user:
            return False
        if len(self._owners) > _MOST_SESSIONS:
            self._owners.popitem(last=False)
        return True


class Gate:
    """Lets requests of visitors through who are logged in, with who they are in ``scope["state"]["user"]``.

    Args:
        app: what is behind it.
        door: finds out who sends a request.
        readers_upload: whether a reader may send files, which are then only read and forgotten.
    """

    def __init__(self, app: ASGIApp, door: Door, readers_upload: bool) -> None:
        self._app, self._door, self._readers_upload = app, door, readers_upload
        self._sessions, self._events = Sessions(), Events()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it in words."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] == "http":
            with speaking(language_of(Headers(scope=scope).get("accept-language"))):
                await self._answer(self._door.cleaned(scope), receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (scope["method"], scope["path"]) in OPEN:
            with visiting(None):
                await self._app(scope, receive, _unkept(send))
            return
        visit, refusal = await self._known(scope)
        if visit.user is None or refusal is not None:
            await (refusal or _anonymous(scope))(scope, receive, send)
            return
        answering = self._app
        if stops(scope):
            answering = partial(self._stopping, visit.user)
        elif begins(scope):
            send = self._events.noting(visit.user.owner, send)
        elif _HEARTBEAT.match(scope["path"]):
            answering = partial(self._beating, visit.user)
        state = {**scope.get("state", {}), "user": visit.user, "visit": visit, "sessions": self._sessions}
        with visiting(visit.user):
            kept = scope["path"].startswith(_KEPT)
            await answering({**scope, "state": state}, receive, send if kept else _unkept(send))

    async def _stopping(self, user: User, scope: Scope, receive: Receive, send: Send) -> None:
        """Stop an event of the visitor's; one that is none of theirs is to them one that there is not."""
        stop = await stop_of(receive)
        if stop.session is not None and not self._sessions.belongs(stop.session, user.owner):
            await told(say("login.not_yours"), 403)(scope, receive, send)
            return
        if not self._events.belongs(stop.event, user.owner):
            stop.forget_event()
        await self._app(scope, stop.receive, send)

    async def _beating(self, user: User, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass heartbeats on as long as the session lasts: who it is, is looked at again before each."""

        async def while_let_in(message: Message) -> None:
            if message.get("more_body") and not over.cancel_called and not await self._still(scope, user):
                over.cancel()  # felt where the next heartbeat is waited for, as if the visitor had gone
            if not over.cancel_called:
                await send(message)

        with anyio.CancelScope() as over:
            await self._app(scope, receive, while_let_in)
        if over.cancel_called:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _still(self, scope: Scope, user: User) -> bool:
        """Whether a visitor who was let in would be so now."""
        visit, refusal = await self._known(scope)
        return refusal is None and visit.user is not None and visit.user.owner == user.owner

    async def _known(self, scope: Scope) -> tuple[Visit, Response | None]:
        """Who it is, and why they are refused nevertheless."""
        try:
            visit = await self._door.visit(scope, used=not _HEARTBEAT.match(scope["path"]))
        except NotLetIn as error:
            return Visit(), told(say(str(error)), 403)
        except OnrecordError as error:
            _log.error("the accounts could not be read: %s", error)
            return Visit(), told(say("login.unreadable"), 503)
        return visit, self._barred(scope, visit.user) if visit.user else None

    def _barred(self, scope: Scope, user: User) -> Response | None:
        """Why this visitor may not ask this; None where they may."""
        if not user.edits and not self._readers_upload and _UPLOAD.search(scope["path"]):
            return told(say("login.editors_only"), 403)
        if any(not self._sessions.belongs(each, user.owner) for each in _sessions_of(scope)):
            return told(say("login.not_yours"), 403)
        return None


def told(words: str, status: int) -> Response:
    """Words, as plain text that nobody keeps."""
    return PlainTextResponse(f"{words}\n", status, headers={"Cache-Control": "no-store"})


def _sessions_of(scope: Scope) -> list[str]:
    """The open pages that a request names in its address."""
    asked = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    named = [value for name, value in asked if name == "session_hash"]
    found = _SESSION.match(scope["path"])
    return [*named, found[1]] if found else named


def _anonymous(scope: Scope) -> Response:
    """To the login for whoever opens a page; 401 for what a page or a program asks for."""
    if _navigates(scope):
        return RedirectResponse(login_address(place_of(scope)), 303, headers={"Cache-Control": "no-store"})
    said = {"detail": say("login.needed"), "login": LOGIN}
    return JSONResponse(said, 401, headers={"Cache-Control": "no-store"})


def _navigates(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    mode = headers.get("sec-fetch-mode")
    asks_page = mode == "navigate" if mode else "text/html" in headers.get("accept", "")
    return asks_page and scope["method"] in {"GET", "HEAD"}


def _unkept(send: Send) -> Send:
    async def send_unkept(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["cache-control"] = "no-store"
        await send(message)

    return send_unkept
