"""Web pages: the main text only, without menus, cookie bars, related links and comments (trafilatura)."""

from pathlib import Path

from trafilatura import bare_extraction

from ingest.load.dates import iso_date
from ingest.load.plain import decode
from ingest.load.reading import Reading
from onrecord.errors import EmptyDocument, UnsupportedFormat

__all__ = ["read_html"]


def read_html(data: bytes, path: Path) -> Reading:
    """A saved web page; nothing is fetched.

    Raises:
        EmptyDocument: no main text was found.
        UnsupportedFormat: the encoding is broken and no meta tag names another.
    """
    try:
        page: str | bytes = decode(data)[0]
    except UnsupportedFormat:
        page = data  # trafilatura reads the encoding that the page declares
    found = bare_extraction(page, include_comments=False, include_tables=True, with_metadata=True)
    values = found.as_dict() if found is not None and not isinstance(found, dict) else found or {}
    text = values.get("text") or ""
    if not text.strip():
        raise EmptyDocument("no main text in this web page; save the article itself")
    return Reading(
        text=text,
        title=values.get("title") or "",
        author=values.get("author") or "",
        outlet=values.get("sitename") or "",
        published=iso_date(values.get("date") or ""),
    )
