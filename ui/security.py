"""What the page may load, who may post to it, and under which host names it answers.

Gradio needs ``unsafe-inline`` and ``unsafe-eval`` for scripts, so the policy cannot stop markup that got in; escaping
does that (:mod:`ui.words`). What the policy does is keep everything on this host: no image, script, font or request
leaves it, whatever a document or an answer says.
"""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["GuardHeaders", "OwnPostsOnly", "guard"]

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


def guard(app: FastAPI, allowed_hosts: Sequence[str]) -> None:
    """Put the three guards before ``app``; the host name is looked at first, and refusals carry the headers too."""
    names = [f"[{host}]" if ":" in host else host for host in allowed_hosts]  # as a browser writes an IPv6 address
    app.add_middleware(OwnPostsOnly)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)
    app.add_middleware(GuardHeaders)
