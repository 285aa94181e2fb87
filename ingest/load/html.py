"""Web pages: the main text only, without menus, cookie bars, related links and comments (trafilatura)."""

import re
from html import unescape
from pathlib import PurePath
from typing import Any, Final

from trafilatura import bare_extraction

from ingest.load.dates import iso_date
from ingest.load.plain import decode
from ingest.load.reading import Reading
from onrecord.errors import EmptyDocument, UnsupportedFormat

__all__ = ["read_html"]

# What a date is said to be from; the first that holds it, in this order.
_DATED: Final = (
    ("page metadata", re.compile(r"<meta\b[^>]{0,2000}", re.IGNORECASE)),
    ("JSON-LD", re.compile(r"\"date(?:Published|Created|Modified)\"\s*:\s*\"[^\"]{0,100}\"")),
    ("time element", re.compile(r"<time\b[^>]{0,500}", re.IGNORECASE)),
)
# A date is looked for in the fields that are made for it, and not in every line of the page: a copyright notice of the
# year gave the first of January otherwise.
_DATE_SEARCH: Final = {"extensive_search": False, "original_date": True}
_ADDRESS: Final = re.compile(r"^(https?):/+", re.IGNORECASE)
_BY: Final = re.compile(r"^(?:by|von|par|por|di)\s+(?=\S)", re.IGNORECASE)
_NO_NAME: Final = re.compile(r"https?\b|www\.|@|\.\w{2,}$|^\W*$", re.IGNORECASE)


def read_html(data: bytes, path: PurePath) -> Reading:
    """A saved or fetched web page; nothing is fetched here.

    Args:
        data: of the page.
        path: of the file, or the address.

    Raises:
        EmptyDocument: no main text was found.
        UnsupportedFormat: the encoding is broken and no meta tag names another.
    """
    try:
        page: str | bytes = decode(data)[0]
    except UnsupportedFormat:
        page = data  # trafilatura reads the encoding that the page declares
    source = page if isinstance(page, str) else page.decode("utf-8", "replace")
    address = _address(path)
    values = _extracted(page, address)
    text = values.get("text") or ""
    if not text.strip():
        raise EmptyDocument("no main text in this web page; save the article itself")
    published = iso_date(values.get("date") or "")
    outlet = values.get("sitename") or ""
    return Reading(
        text=text,
        title=values.get("title") or "",
        author=_names(values.get("author") or "", outlet, source),
        outlet=outlet,
        published=published,
        published_from=_dated_from(source, published, address or "") if published else "",
    )


def _address(path: PurePath) -> str | None:
    """The address that a path was made of, which has lost a slash; None for a file."""
    written = path.as_posix()
    return _ADDRESS.sub(lambda found: f"{found[1].lower()}://", written) if _ADDRESS.match(written) else None


def _extracted(page: str | bytes, address: str | None) -> dict[str, Any]:
    """Main text and metadata; for a page of the web without a name of its own, the site is its host."""
    found = bare_extraction(
        page,
        url=address,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        date_extraction_params=_DATE_SEARCH,
    )
    if found is None or isinstance(found, dict):
        return found or {}
    return dict(found.as_dict())


def _names(author: str, outlet: str, page: str) -> str:
    """The names of authors with commas between, without addresses and without the paper itself.

    A name that does not stand on the page was made of the letters of an address.
    """
    words = unescape(page).casefold()
    names = [_BY.sub("", name.strip()) for name in author.split(";")]
    told = [name for name in names if name and not _NO_NAME.search(name) and name.casefold() != outlet.casefold()]
    return ", ".join(dict.fromkeys(name for name in told if name.casefold() in words))


def _dated_from(page: str, published: str, address: str) -> str:
    """Where on the page its date stands, in few words."""
    spellings = (published, published.replace("-", "/"), published.replace("-", ""))
    for name, pattern in _DATED:
        if any(spelling in found[0] for found in pattern.finditer(page) for spelling in spellings):
            return name
    return "address" if any(spelling in address for spelling in spellings) else "date on the page"
