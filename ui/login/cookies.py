"""The cookie that holds the token of a session.

``SameSite=Lax``: it comes with a link that is followed from elsewhere, a mail with a link to a conversation say, and
with no request that another site sends by itself or that changes something. ``HttpOnly``: no script reads it. Over
https its name begins with ``__Host-``, so that browsers take it from this very host and by https alone (RFC 6265bis);
the plain name is then not read, as a neighbouring host could set it.
"""

import re
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope

__all__ = ["clear_cookie", "cookie_name", "give_cookie", "token_of"]

_NAME: Final = "onrecord"
_TOKEN: Final = re.compile(r"[A-Za-z0-9_.~+/=-]{1,256}", re.ASCII)


def cookie_name(secure: bool) -> str:
    """Its name where the request came by https, and where it did not."""
    return f"__Host-{_NAME}" if secure else _NAME


def token_of(scope: Scope, secure: bool) -> str:
    """The token that a request brings; empty where it brings none, or something that cannot be one."""
    brought = ";".join(Headers(scope=scope).getlist("cookie"))
    token = cookie_parser(brought).get(cookie_name(secure), "")
    return token if _TOKEN.fullmatch(token) else ""


def give_cookie(response: Response, token: str, secure: bool, hours: float) -> None:
    """Let the browser keep a token, for so many hours."""
    response.set_cookie(
        cookie_name(secure), token, max_age=max(1, int(hours * 3600)), path="/", secure=secure, httponly=True,
        samesite="lax",
    )  # fmt: skip


def clear_cookie(response: Response, secure: bool) -> None:
    """Let the browser forget the token."""
    response.delete_cookie(cookie_name(secure), path="/", secure=secure, httponly=True, samesite="lax")
