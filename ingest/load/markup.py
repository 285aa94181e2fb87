"""HTML inside other files, such as mails and JSON, to text: all of its words, nothing fetched, nothing run (lxml)."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, Final

from lxml import etree, html

from onrecord.sentences import fold

__all__ = ["looks_like_html", "text_of_html"]

_HTML: Final = re.compile(
    r"</(?:p|div|span|a|b|i|em|strong|li|ul|ol|h[1-6]|td|table|html)\s*>|<(?:br|p)\s*/?>", re.IGNORECASE
)
_BLOCKS: Final = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header hr html main nav ol p pre section table tbody tfoot thead ul".split()
)
_LINES: Final = frozenset({"br", "li", "tr"})
_DROPPED: Final = frozenset("head script style template noscript title svg math object iframe select button".split())
_HIDDEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])", re.IGNORECASE
)
# A figure that is set high would run into the number or the word before it: 10<sup>6</sup> is not 106.
_HIGH: Final = str.maketrans(
    "0123456789+-\u2212", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b\u207b"
)
_FIGURES: Final = re.compile(r"[+\u2212-]?\d{1,4}")
_ANY_TAG: Final = re.compile(r"<[^<>]*>")
_SAYS_MORE: Final = ("table", "p", "div", "ul", "ol", "blockquote")
# Stand for the end of a paragraph and of a line until white space is folded: no text has them.
_PARAGRAPH: Final = "\x1d"
_LINE: Final = "\x1e"


def looks_like_html(text: str) -> bool:
    """Whether a text has tags of HTML in it."""
    return _HTML.search(text) is not None


def text_of_html(markup: str) -> str:
    """The words of a page or a piece of one.

    Paragraphs have an empty line between them, rows of tables `` | `` between their cells, items of lists ``- `` before
    them, headings their ``#`` marks, and what is quoted (``blockquote``) ``> `` before each line, as in plain mails.
    Figures that are set high stand as such: an exponent, the number of a footnote. What is hidden, pictures and the
    targets of links are left out. Empty where there are no words.
    """
    parser: Any = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    if any("depth" in entry.message for entry in parser.error_log):  # the parser leaves out what is nested deeper
        return _settled(unescape(_ANY_TAG.sub(_PARAGRAPH, _clean(markup))))
    return _settled("".join(_parts(root)))


def _settled(marked: str) -> str:
    """White space folded, the ends of lines and paragraphs as newlines."""
    paragraphs = []
    for paragraph in marked.split(_PARAGRAPH):
        lines = [fold(line) for line in paragraph.split(_LINE)]
        kept = "\n".join(line for line in lines if line)
        if kept:
            paragraphs.append(kept)
    return "\n\n".join(paragraphs)


def _clean(text: str | None) -> str:
    return (text or "").replace(_PARAGRAPH, " ").replace(_LINE, " ")


def _parts(element: Any) -> Iterator[str]:  # noqa: ANN401 - lxml ships no types
    """The words of an element, with marks where a line or a paragraph ends."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or tag in _DROPPED or element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return
    end = _PARAGRAPH if tag in _BLOCKS else _LINE if tag in _LINES else ""
    yield end
    if tag == "tr" and (row := _row(element)):
        yield row
    elif tag == "blockquote":
        inner = _settled("".join(_inside(element)))
        yield _LINE.join(f"> {line}".rstrip() for line in inner.split("\n")) if inner else ""
    elif _is_high(element, tag) and _FIGURES.fullmatch(figures := "".join(element.itertext()).strip(" []()")):
        yield figures.translate(_HIGH)
    else:
        yield "- " if tag == "li" else f"{'#' * int(tag[1])} " if re.fullmatch("h[1-6]", tag) else ""
        yield from _inside(element)
    yield end


def _is_high(element: Any, tag: str) -> bool:  # noqa: ANN401
    """Whether an element is set high: an exponent, or the number of a footnote that follows a word without a space."""
    if tag != "a" or not (element.get("href") or "").rpartition("/")[2].count("#"):
        return tag == "sup"
    before = element.getprevious()
    words = element.getparent().text if before is None else before.tail
    return bool(words) and not words[-1].isspace()


def _inside(element: Any) -> Iterator[str]:  # noqa: ANN401
    yield _clean(element.text)
    for child in element:
        yield from _parts(child)
        yield _clean(child.tail)


def _row(element: Any) -> str:  # noqa: ANN401
    """The cells of a row with bars between them; empty for a row that only lays out the page."""
    cells = [cell for cell in element if cell.tag in ("td", "th")]
    if len(cells) < 2 or any(len(list(cell.iter(*_SAYS_MORE))) > 1 for cell in cells):
        return ""
    texts = [fold(_settled("".join(_inside(cell)))) for cell in cells]
    return " | ".join(texts) if sum(1 for text in texts if text) > 1 else ""
