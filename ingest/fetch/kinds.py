"""What was sent: a document of a format that is read, or a list of pages."""

import codecs
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final, Literal
from urllib.parse import unquote

from ingest.fetch.getting import Sent
from ingest.load.formats import FORMATS, format_of

__all__ = ["ListKind", "format_of_sent", "in_utf8", "list_kind"]

ListKind = Literal["feed", "sitemap", "sitemap index"]

_LOOK_AT: Final = 2_000
_ROOTS: Final[tuple[tuple[bytes, ListKind], ...]] = (
    (b"<rss", "feed"),
    (b"<rdf:rdf", "feed"),
    (b"<feed", "feed"),
    (b"<urlset", "sitemap"),
    (b"<sitemapindex", "sitemap index"),
)
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_ODF: Final = "application/vnd.oasis.opendocument."
# Media types as IANA registers them, and those that servers send in their place.
_TYPES: Final = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
    "text/markdown": "md",
    "text/x-markdown": "md",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/vtt": "vtt",
    "text/rtf": "rtf",
    "application/rtf": "rtf",
    "application/json": "json",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/epub+zip": "epub",
    "application/x-subrip": "srt",
    "application/vnd.ms-outlook": "msg",
    "application/vnd.ms-excel.sheet.macroenabled.12": "xlsx",
    "message/rfc822": "eml",
    f"{_OFFICE}wordprocessingml.document": "docx",
    f"{_OFFICE}presentationml.presentation": "pptx",
    f"{_OFFICE}spreadsheetml.sheet": "xlsx",
    f"{_ODF}text": "odt",
    f"{_ODF}presentation": "odp",
    f"{_ODF}spreadsheet": "ods",
}
# Types that say nothing: the ending of the name, or the first bytes, do.
_VAGUE: Final = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/force-download", "application/download"}
)


def list_kind(data: bytes) -> ListKind | None:
    """Which list of pages it is, by its root element, whatever its media type says; None for none."""
    head = data[:_LOOK_AT].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head.startswith((b"<?xml", b"<!--", b"<rss", b"<rdf", b"<feed", b"<urlset", b"<sitemapindex")):
        return None
    roots = [(at, kind) for root, kind in _ROOTS if (at := _element(head, root)) >= 0]
    first_html = _element(head, b"<html")
    at, kind = min(roots, default=(-1, None))
    return kind if kind and not 0 <= first_html < at else None


def _element(head: bytes, root: bytes) -> int:
    """Where an element of this name begins; -1 where none does."""
    places = [at for end in b" >\t\r\n" if (at := head.find(root + bytes([end]))) >= 0]
    return min(places, default=-1)


def format_of_sent(sent: Sent) -> str | None:
    """The format that it is read as; None for one that is not read.

    What the site says counts, save where it says nothing telling: plain text that is named ``.csv`` or ``.md`` is that.
    """
    by_name = format_of(PurePosixPath(sent.file_name)) or format_of(PurePosixPath(unquote(sent.url.path)))
    if sent.content_type in _VAGUE:
        return by_name or _by_content(sent.data)
    named = _TYPES.get(sent.content_type)
    if named == "txt" and by_name and by_name != "html" and FORMATS[by_name].bytes == "text":
        return by_name
    return named


def _by_content(data: bytes) -> str | None:
    head = data[:_LOOK_AT].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf-"):
        return "pdf"
    return "html" if head.startswith((b"<!doctype html", b"<html")) else None


def in_utf8(sent: Sent) -> Sent:
    """Text in the encoding that only the site's header names, in UTF-8, which every reader reads.

    Anything else, and text that is no text in that encoding, is left as it is.
    """
    if not sent.charset or not sent.content_type.startswith("text/"):
        return sent
    try:
        if codecs.lookup(sent.charset).name.startswith(("utf", "ascii")):
            return sent
        return replace(sent, data=sent.data.decode(sent.charset).encode("utf-8"))
    except (LookupError, UnicodeError):
        return sent
