"""The file behind a passage: the page of a PDF with the quoted words marked on it, and whether the file can be opened.

Raw HTML for the panel: all words in it went through :func:`ui.words.plain`. Where a page cannot be shown the text of
the document is, and this says why.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from onrecord.desk import Box, OnPage, Originals
from onrecord.errors import BadInput, OnrecordError, OriginalChanged
from onrecord.sentences import fold
from onrecord.types import Source
from ui.pages import page_address
from ui.say import counted, say
from ui.words import is_address, label, plain, quoted

__all__ = ["Leaf", "leaf"]

_log: Final = logging.getLogger(__name__)

_PANEL_WIDTH: Final = 900  # pixels of a picture in the panel: sharp on a screen with two pixels a point
_TALLEST: Final = 20.0  # a page that is longer for its width is shown in a frame of this shape
_MOST_SPOKEN: Final = 600  # characters of a quote that stand for its marks where pictures are not seen


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a card shows of a file.

    Attributes:
        html: the page as a figure; empty for a format without pages and where none can be shown.
        note: a key of the page's words that says why the file cannot be opened; empty where it can.
        opens: whether the file is what was ingested.
    """

    html: str = ""
    note: str = ""
    opens: bool = False


def leaf(source: Source, page: int | None, start: int, quote: str, originals: Originals | None) -> Leaf:
    """The page that words stand on, if their document has pages and its file is what it was; never raises.

    Only the version on record can be compared with its file, so an earlier one has no page to be shown.

    Args:
        source: the document, in the version on record.
        page: that the words start on, from 1; None for a format without pages.
        start: where they begin in the document's text.
        quote: the words.
        originals: the files; None where they cannot be looked at.
    """
    if originals is None or is_address(source.location):
        return Leaf()
    try:
        originals.path(source.document_id)
        figure = "" if page is None or source.format != "pdf" else _page(source, page, start, quote, originals)
    except BadInput:
        return Leaf(note="panel.page_unread", opens=True)
    except OnrecordError as error:
        return Leaf(note="panel.file_changed" if isinstance(error, OriginalChanged) else "panel.file_missing")
    except Exception:  # noqa: BLE001 - a damaged page costs its picture, never the passages
        _log.exception("could not show page %s of %r", page, source.location)
        return Leaf(note="panel.page_unread", opens=True)
    return Leaf(figure, opens=True)


def _page(source: Source, page: int, start: int, quote: str, originals: Originals) -> str:
    pages, shape = originals.pages(source.document_id), originals.shape(source.document_id, page)
    return _figure(source, page, pages, shape, originals.boxes(source.document_id, page, quote, start), quote)


def _figure(
    source: Source, page: int, pages: int, shape: tuple[float, float], marked: Sequence[OnPage], quote: str
) -> str:
    width, height = shape
    title = plain(label(source.title))
    by_page = {one.page: [[box.left, box.top, box.width, box.height] for box in one.boxes] for one in marked}
    here = [box for one in marked if one.page == page for box in one.boxes]
    place = plain(say("panel.page_of", page=page, pages=pages))
    return (
        f'<figure class="leaf" data-page="{page}" data-pages="{pages}" data-title="{title}" '
        f'data-address="{plain(page_address(source, page))}" data-boxes="{plain(json.dumps(by_page))}">'
        f'<div class="window"><button type="button" class="sheet" '
        f'style="aspect-ratio:{width:.2f}/{min(height, width * _TALLEST):.2f}" '
        f'aria-label="{plain(say("panel.enlarge", page=page, pages=pages))}">'
        f'<img loading="lazy" decoding="async" src="{plain(page_address(source, page, _PANEL_WIDTH))}" '
        f'alt="{plain(say("panel.picture", page=page, title=label(source.title)))}">'
        f"{''.join(map(_box_html, here))}</button></div>"
        f"<figcaption>{place}{_caption(page, marked, quote)}</figcaption></figure>"
    )


def _box_html(box: Box) -> str:
    where = (("left", box.left), ("top", box.top), ("width", box.width), ("height", box.height))
    return f'<span class="box" style="{";".join(f"{side}:{share * 100:.3f}%" for side, share in where)}"></span>'


def _caption(page: int, marked: Sequence[OnPage], quote: str) -> str:
    """What the marks are, for who does not see them, and what the page does not show."""
    if all(one.page != page for one in marked):
        return f' <span class="unmarked">{plain(say("panel.not_marked"))}</span>'
    words = fold(quote)
    words = words if len(words) <= _MOST_SPOKEN else f"{words[:_MOST_SPOKEN].rstrip()} …"
    spoken = f'<span class="sr" dir="auto">{plain(say("panel.marked", words=quoted(words)))}</span>'
    more = max(one.page for one in marked) - page
    goes_on = f" · {plain(counted('panel.goes_on', more))}" if more else ""
    return f"{goes_on}{spoken}"
