"""One address a page: without what only says how a reader came to it."""

import re
from typing import Final

import httpx

__all__ = ["canonical_of", "same_site", "tidy"]

_TRACKING: Final = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_cid|mc_eid|_hsenc|_hsmi|ref_src|at_medium|at_campaign)",
    re.IGNORECASE,
)
_CANONICAL: Final = re.compile(rb"<link\b[^>]{0,500}\brel\s*=\s*[\"']?canonical\b[^>]{0,2000}>", re.IGNORECASE)
_HREF: Final = re.compile(rb"\bhref\s*=\s*[\"']?([^\"'\s>]{1,2000})", re.IGNORECASE)
_HEAD_BYTES: Final = 200_000


def tidy(address: str) -> str:
    """The address without its fragment and tracking parameters; all else stays as it is written."""
    whole = address.partition("#")[0]
    path, mark, query = whole.partition("?")
    if path.count("/") == 2:  # the host alone is its first page
        path += "/"
    if not mark:
        return path
    kept = [part for part in query.split("&") if part and not _TRACKING.fullmatch(part.partition("=")[0])]
    return f"{path}?{'&'.join(kept)}" if kept else path


def _site(host: str) -> str:
    return host.lower().removeprefix("www.")


def same_site(address: str, url: httpx.URL) -> bool:
    """Whether an address is of the same host as ``url``, with or without ``www.``."""
    try:
        other = httpx.URL(address)
    except (httpx.InvalidURL, ValueError):
        return False
    return other.scheme in ("http", "https") and _site(other.host) == _site(url.host)


def canonical_of(page: bytes, location: str) -> str:
    """The address that a web page gives as its own, where that is no other page; else ``location``.

    Only one of the same host and path is taken, with fewer parameters, none of those dropped a number (``?page=2``): a
    page could else take the place of another one on record by saying that it is it.
    """
    link = _CANONICAL.search(page[:_HEAD_BYTES])
    href = _HREF.search(link[0]) if link else None
    if not href:
        return location
    try:
        here = httpx.URL(location)
        given = here.join(href[1].decode("utf-8").replace("&amp;", "&"))
    except (httpx.InvalidURL, ValueError):
        return location
    if (given.scheme, given.netloc) != (here.scheme, here.netloc) or given.userinfo or given.path != here.path:
        return location
    ours, theirs = here.params.multi_items(), given.params.multi_items()
    dropped = [value for name, value in ours if (name, value) not in theirs]
    if any(pair not in ours for pair in theirs) or any(value.isdecimal() for value in dropped):
        return location
    return tidy(str(given))
