"""EPUB books: chapters in reading order, from the zip itself (EPUB 3.3 and 2.0.1; ebooklib is AGPL)."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import unquote

from lxml import etree

from ingest.load.dates import iso_date
from ingest.load.markup import text_of_html
from ingest.load.plain import decode
from ingest.load.reading import Reading
from ingest.load.xml import parse_xml
from ingest.load.zipped import Zipped, open_zip
from onrecord.errors import EncryptedDocument, UnsupportedFormat
from onrecord.sentences import fold

__all__ = ["read_epub"]

_KIND: Final = "EPUB book"
_CONTAINER: Final = "META-INF/container.xml"
_ENCRYPTION: Final = "META-INF/encryption.xml"
# Fonts that are packed so that they cannot be copied out: they hold no words.
_FONTS: Final = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_CHAPTERS: Final = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"})
_NAMED: Final = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30};)")


@dataclass(frozen=True, slots=True)
class _Item:
    """An entry of the book's manifest."""

    part: str
    kind: str
    properties: str


def read_epub(data: bytes, path: PurePath) -> Reading:
    """A ``.epub`` file: its chapters in reading order, a chapter without a heading under its name in the contents.

    Title, author, publisher and date are those of the book's metadata. A book has no pages.

    Raises:
        UnsupportedFormat: no EPUB book, or a damaged one.
        EncryptedDocument: locked by copy protection.
        TooLarge: a zip that unpacks beyond reason.
    """
    zipped = open_zip(data, _KIND, needs=_CONTAINER)
    _check_locks(zipped)
    package_part = _package_part(zipped)
    package = parse_xml(zipped.read(package_part), _KIND)
    items = _items(package, package_part)
    labels = _labels(zipped, package, items)
    chapters: list[str] = []
    missing: list[str] = []
    for item in _spine(package, items):
        if item.part in zipped:
            chapters.append(_chapter(zipped, item.part, labels.get(item.part, "")))
        else:
            missing.append(item.part)
    return Reading(
        text="\n\n".join(chapter for chapter in chapters if chapter),
        notes=tuple(f"{part} is named among the chapters and is not in the file" for part in missing),
        **_stated(package),
    )


def _check_locks(zipped: Zipped) -> None:
    """Refuse a book that copy protection locks.

    Raises:
        EncryptedDocument: it is one.
    """
    if _ENCRYPTION not in zipped:
        return
    methods = parse_xml(zipped.read(_ENCRYPTION), _KIND).iter("{*}EncryptionMethod")
    if any(method.get("Algorithm") not in _FONTS for method in methods):
        raise EncryptedDocument("it is locked by copy protection (DRM); get a copy without it")


def _package_part(zipped: Zipped) -> str:
    root = parse_xml(zipped.read(_CONTAINER), _KIND)
    found = next((one.get("full-path", "") for one in root.iter("{*}rootfile")), "")
    part = _joined("", found)
    if part not in zipped:
        raise UnsupportedFormat("the file is damaged: this EPUB book lacks its list of contents; get it anew")
    return part


def _joined(beside: str, address: str) -> str:
    """The part that ``address`` names in a part, its fragment left out."""
    words = unquote(address.partition("#")[0])
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(beside), words)).lstrip("/")


def _items(package: Any, part: str) -> dict[str, _Item]:  # noqa: ANN401 - lxml ships no types
    """The manifest by id."""
    return {
        one.get("id", ""): _Item(
            _joined(part, one.get("href", "")), one.get("media-type", ""), one.get("properties") or ""
        )
        for one in package.iterfind("{*}manifest/{*}item")
    }


def _spine(package: Any, items: dict[str, _Item]) -> Iterator[_Item]:  # noqa: ANN401
    """The chapters in reading order, each once; the page of contents is left out."""
    read = set()
    for one in package.iterfind("{*}spine/{*}itemref"):
        item = items.get(one.get("idref", ""))
        if item and item.kind in _CHAPTERS and "nav" not in item.properties.split() and item.part not in read:
            read.add(item.part)
            yield item


def _stated(package: Any) -> dict[str, Any]:  # noqa: ANN401
    """What the book's metadata says (Dublin Core)."""
    found: dict[str, list[str]] = {}
    dates: dict[str, str] = {}
    for element in package.iterfind("{*}metadata//{*}*"):
        name = element.tag.rpartition("}")[2]
        words = fold(element.text or "")
        if name == "date" and words:
            event = next((value for key, value in element.attrib.items() if key.endswith("event")), "")
            dates.setdefault(event, words)
        elif words and name in ("title", "creator", "publisher") and words not in found.get(name, []):
            found.setdefault(name, []).append(words)
    date = iso_date(dates.get("publication") or dates.get("") or "")
    known = date is not None and not date.startswith("0")  # "0101-01-01" stands for a date that is not known
    return {
        "title": next(iter(found.get("title", [])), ""),
        "author": ", ".join(found.get("creator", [])),
        "outlet": ", ".join(found.get("publisher", [])),
        "published": date if known else None,
        "published_from": "book's metadata",
    }


def _labels(zipped: Zipped, package: Any, items: dict[str, _Item]) -> dict[str, str]:  # noqa: ANN401
    """What the contents call each chapter, by its part; the first name of each."""
    labels: dict[str, str] = {}
    old = items.get(next((one.get("toc", "") for one in package.iterfind("{*}spine")), ""))
    new = next((item for item in items.values() if "nav" in item.properties.split()), None)
    for item in (new, old):
        if item is None or item.part not in zipped:
            continue
        root = _page(zipped.read(item.part))
        for one in root.iter("{*}navPoint", "{*}a") if root is not None else ():
            link = one.find("{*}content").get("src", "") if one.find("{*}content") is not None else one.get("href", "")
            label = one.find("{*}navLabel")
            words = fold("".join((one if label is None else label).itertext()))
            if link and words:
                labels.setdefault(_joined(item.part, link), words)
    return labels


def _chapter(zipped: Zipped, part: str, label: str) -> str:
    """The text of one chapter, under a heading."""
    data = zipped.read(part)
    root = _page(data)
    markup = decode(data)[0] if root is None else etree.tostring(root, method="html", encoding="unicode")
    text = text_of_html(markup)
    return f"# {label}\n\n{text}" if text and label and not text.startswith("#") else text


def _page(data: bytes) -> Any:  # noqa: ANN401
    """The tree of a chapter; None where it is not well-formed and is to be read as a browser would."""
    try:
        return parse_xml(_NAMED.sub(_letter, data), _KIND)
    except UnsupportedFormat:
        return None


def _letter(found: re.Match[bytes]) -> bytes:
    """``&nbsp;`` -> ``&#160;``: XML does not know the names of HTML; an unknown one is text."""
    letters = html5.get(found[1].decode("ascii"))
    if letters is None:
        return b"&amp;" + found[1]
    return "".join(f"&#{ord(letter)};" for letter in letters).encode("ascii")
