"""What the page may load, who may post to it, how much and how slowly, and under which host names it answers.

Gradio needs ``unsafe-inline`` and ``unsafe-eval`` for scripts, so the policy cannot stop markup that got in; escaping
does that (:mod:`ui.words`). What the policy does is keep everything on this host: no image, script, font or request
leaves it, whatever a document or an answer says.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["BodyLimits", "BoundedBodies", "GuardHeaders", "OwnPostsOnly", "guard"]

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "base-uri 'self'",
    )
)

_HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_UPLOAD: Final = "/gradio_api/upload"

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class GuardHeaders:
    """Adds the protecting headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; set the headers as the response starts."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                stricter = headers.get("content-security-policy")  # a route may allow less than the page needs
                for name, value in _HEADERS.items():
                    headers[name] = value
                if stricter:
                    headers["content-security-policy"] = stricter
            await send(message)

        await self._app(scope, receive, send_guarded if scope["type"] == "http" else send)


class OwnPostsOnly:
    """Refuses requests that change something and that a page of another site sent.

    Programs without a browser send neither ``Sec-Fetch-Site`` nor ``Origin`` and pass.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] == "http" and scope["method"] not in _READING and _from_elsewhere(Headers(scope=scope)):
            refusal = PlainTextResponse("This request came from another site and was refused.\n", status_code=403)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _from_elsewhere(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """What a request may send.

    Attributes:
        most_bytes: of a request that uploads nothing; an event of the page carries a draft at most.
        most_upload_bytes: of all files that are uploaded together; None for no limit.
        idle_seconds: without a byte.
        grace_seconds: before the pace is looked at.
        least_pace: bytes a second on average; a connection of 1990 has three times as many.
    """

    most_bytes: int = 32_000_000
    most_upload_bytes: int | None = None
    idle_seconds: float = 30.0
    grace_seconds: float = 60.0
    least_pace: float = 1_000.0


class BoundedBodies:
    """Refuses requests that send too much (413) or too slowly (408), so that nobody fills memory or holds places.

    Gradio limits each uploaded file by itself; nothing else limits the rest, and uvicorn waits for ever.
    """

    def __init__(self, app: ASGIApp, limits: BodyLimits) -> None:
        self._app, self._limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on piece by piece, or refuse it in words."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(scope, receive, send, self._limits)
        try:
            await body.check_claim()
            if not body.refused:
                await self._app(scope, body.receive, body.send)
        except Exception:
            if not body.refused:
                raise


class _Body:
    """One request's body on its way in."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limits: BodyLimits) -> None:
        self._scope, self._receive, self._send, self._limits = scope, receive, send, limits
        self._most = limits.most_upload_bytes if scope["path"].endswith(_UPLOAD) else limits.most_bytes
        self._came, self._begun, self._whole, self._answering = 0, time.monotonic(), False, False
        self.refused = False

    async def check_claim(self) -> None:
        """Refuse at once what says that it is too much."""
        claimed = Headers(scope=self._scope).get("content-length", "")
        if self._most is not None and claimed.isdecimal() and int(claimed) > self._most:
            await self._too_much()

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._limits.idle_seconds)
        except TimeoutError:
            return await self._refuse(408, "Nothing came for a while, so this was broken off. Send it again.")
        self._whole = not message.get("more_body", False)
        self._came += len(message.get("body", b""))
        if self._most is not None and self._came > self._most:
            return await self._too_much()
        took = time.monotonic() - self._begun
        if not self._whole and took > self._limits.grace_seconds and self._came < took * self._limits.least_pace:
            return await self._refuse(408, "This came too slowly and was broken off. Send it again.")
        return message

    async def send(self, message: Message) -> None:
        if not self.refused:
            self._answering = True
            await self._send(message)

    async def _too_much(self) -> Message:
        most = f"{(self._most or 0) / 1e6:,.0f} MB"
        return await self._refuse(413, f"This is over the limit of {most}. Send less at once, or use onrecord ingest.")

    async def _refuse(self, status: int, words: str) -> Message:
        """Answer in place of the page, which is told that the visitor has gone."""
        self.refused = self._whole = True
        if not self._answering:
            refusal = PlainTextResponse(f"{words}\n", status_code=status, headers={"Connection": "close"})
            await refusal(self._scope, self._receive, self._send)
        return {"type": "http.disconnect"}


def guard(app: FastAPI, allowed_hosts: Sequence[str], limits: BodyLimits | None = None) -> None:
    """Put the guards before ``app``; the host name is looked at first, and refusals carry the headers too.

    Args:
        app: what they guard.
        allowed_hosts: names it answers under, without a port; ``*`` for all.
        limits: of what requests may send.
    """
    names = [f"[{host}]" if ":" in host else host for host in allowed_hosts]  # as a browser writes an IPv6 address
    app.add_middleware(BoundedBodies, limits=limits or BodyLimits())
    app.add_middleware(OwnPostsOnly)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)
    app.add_middleware(GuardHeaders)
