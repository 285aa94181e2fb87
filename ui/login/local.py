"""Where a visitor is sent after the login: a place on this page, whatever the address says."""

import re
from typing import Final
from urllib.parse import quote, urlencode

from starlette.types import Scope

__all__ = ["LOGIN", "local_place", "login_address", "place_of"]

LOGIN: Final = "/login"
"""Where visitors log in."""

# Visible signs of ASCII but the backslash: browsers read "\" as "/", and drop tabs and line ends.
_LOCAL: Final = re.compile(r"/(?![/\\])[!-\[\]-~]{0,1999}", re.ASCII)
_ENTRANCE: Final = re.compile(r"/(login|logout)(?![\w-])", re.ASCII)


def local_place(place: object) -> str:
    """The same place where it is a path on this page, else ``/``; never the login itself.

    Args:
        place: as a visitor's browser sends it; whatever it may be.
    """
    if not isinstance(place, str) or not _LOCAL.fullmatch(place) or _ENTRANCE.match(place):
        return "/"
    return place


def place_of(scope: Scope) -> str:
    """The path and query that a request asks for, as a place to come back to."""
    asked = scope.get("query_string", b"").decode("latin-1")
    return local_place(quote(scope["path"], safe="/:@!$&'()*+,;=~-._") + (f"?{asked}" if asked else ""))


def login_address(place: str) -> str:
    """Where to log in so as to come back to ``place``."""
    kept = local_place(place)
    return LOGIN if kept == "/" else f"{LOGIN}?{urlencode({'next': kept})}"
