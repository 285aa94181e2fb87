"""The pages that a feed (RSS, Atom; feedparser) or a sitemap (sitemaps.org) names."""

import calendar
import io
import time
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import httpx

from ingest.fetch.kinds import ListKind
from ingest.load.dates import iso_date
from ingest.load.xml import check_xml, parse_xml
from ingest.roles import Listed
from onrecord.errors import TooLarge, UnsupportedFormat
from onrecord.sentences import fold

__all__ = ["listed_in", "unzipped"]

# A sitemap names 50,000 pages at most, by its standard.
_MOST_NAMED: Final = 50_000


def unzipped(data: bytes, most_bytes: int) -> bytes:
    """A list that was sent as a ``.gz`` file, unpacked; anything else as it is.

    Raises:
        TooLarge: more than ``most_bytes`` would come out.
        UnsupportedFormat: it is damaged.
    """
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        made = zlib.decompressobj(31).decompress(data, most_bytes + 1)
    except zlib.error as error:
        raise UnsupportedFormat(f"this packed list is damaged ({error})") from error
    if len(made) > most_bytes:
        raise TooLarge(f"this packed list unfolds to more than {most_bytes / 1e6:,.0f} MB; leave it out")
    return made


def listed_in(data: bytes, kind: ListKind, url: httpx.URL) -> list[Listed]:
    """The pages that a list names, in its order; of a sitemap index, the sitemaps.

    Args:
        data: the list.
        kind: what it is.
        url: where it came from, which its addresses may be relative to.

    Raises:
        UnsupportedFormat: it declares entities, or cannot be read.
    """
    return list(islice(_of_feed(data, url) if kind == "feed" else _of_sitemap(data), _MOST_NAMED))


def _of_feed(data: bytes, url: httpx.URL) -> Iterator[Listed]:
    import feedparser

    check_xml(data, "feed")
    # Given bytes in a file of its own, it neither opens a path nor fetches an address.
    headers = {"content-type": "application/xml", "content-location": str(url)}
    feed = feedparser.parse(io.BytesIO(data), response_headers=headers)
    if feed.get("bozo") and not feed.entries:
        raise UnsupportedFormat(f"this feed cannot be read ({feed.get('bozo_exception', 'no reason is given')})")
    for entry in feed.entries:
        address = _words(entry, "link")
        if address:
            moment = entry.get("published_parsed") or entry.get("updated_parsed")
            yield Listed(_joined(url, address), _plain(_words(entry, "title")), _words(entry, "author"), _day(moment))


def _words(entry: Any, name: str) -> str:  # noqa: ANN401 - feedparser ships no types
    value = entry.get(name)
    return fold(value) if isinstance(value, str) else ""


def _plain(title: str) -> str:
    """A title without the markup that feeds may write it in."""
    from lxml import html
    from lxml.etree import LxmlError

    if "<" not in title and "&" not in title:
        return title
    try:
        return fold(html.fromstring(title).text_content())
    except (LxmlError, ValueError):
        return title


def _day(moment: time.struct_time | None) -> str | None:
    """The day of a moment in universal time; None where it is none."""
    if moment is None:
        return None
    try:
        return iso_date(time.strftime("%Y-%m-%d", time.gmtime(calendar.timegm(moment))))
    except (ValueError, OverflowError, OSError):
        return None


def _joined(url: httpx.URL, address: str) -> str:
    try:
        return str(url.join(address))
    except (httpx.InvalidURL, ValueError):
        return address


def _of_sitemap(data: bytes) -> Iterator[Listed]:
    for row in parse_xml(data, "sitemap"):
        values = {str(field.tag).rpartition("}")[2]: (field.text or "").strip() for field in row}
        if values.get("loc"):
            yield Listed(values["loc"], changed=iso_date(values.get("lastmod", "")))
