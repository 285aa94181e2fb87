"""Routes that give pictures of pages and the files that documents were made from; nothing of a file is ever a page."""

import logging
import re
import unicodedata
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, PlainTextResponse

from onrecord.desk import Originals
from onrecord.errors import BadInput, OnrecordError, OriginalChanged, OriginalMissing, UnknownDocument
from onrecord.ports import DocumentShelf
from onrecord.types import Document, Source
from ui.say import language_of, say, speaking
from ui.words import file_name, label, visible

__all__ = ["IMAGE_WIDTHS", "page_address", "pages_router"]

IMAGE_WIDTHS: Final = (600, 900, 1200, 1600, 2400)
"""Widths in pixels that pictures come in; one that is asked for in another width comes in the next larger."""

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
_FEWEST_DIGITS: Final = 12  # of a hash that is to tell two files apart

_NO_GUESS: Final = {"X-Content-Type-Options": "nosniff"}
_FOR_EVER: Final = {"Cache-Control": "private, max-age=31536000, immutable", **_NO_GUESS}
_ASK_AGAIN: Final = {"Cache-Control": "private, no-cache", **_NO_GUESS}
# The browser's own viewer of PDFs is an embedded object to it; nothing else of a file may load or run.
_PDF_POLICY: Final = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_TEXT_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"
# What a browser would run in this page's name is never given a type that it runs.
_TYPES: Final = {"pdf": "application/pdf", "txt": "text/plain", "md": "text/plain"}


def page_address(source: Source, page: int, width: int | None = None) -> str:
    """Where the picture of a page is, relative to the page's own address; without a width that is to be added."""
    asked = f"&w={width}" if width else ""
    return f"pages/{source.document_id}/{page}.webp?v={source.sha256[:16]}{asked}"


def pages_router(originals: Originals, shelf: DocumentShelf) -> APIRouter:
    """Serves ``/pages/<document>/<page>.webp?w=900&v=<hash>``, ``/originals/<document>`` and ``/texts/<document>``.

    A picture is kept by browsers for ever where ``v`` is the start of the file's hash. A PDF is shown by the browser,
    any other file is offered to be saved. The text is the one on record, as plain text whatever it holds.

    Args:
        originals: the files and their pages.
        shelf: what is on record.
    """
    router = APIRouter()

    @router.get("/pages/{document_id}/{page}.webp")
    def picture(request: Request, document_id: str, page: str, w: str = "900", v: str = "") -> Response:
        with speaking(language_of(request.headers.get("accept-language"))):
            try:
                source = _source(shelf, document_id)
                known = len(v) >= _FEWEST_DIGITS and source.sha256.startswith(v)
                if v and not known:
                    return _refused("changed", source)
                image = originals.image(document_id, _number(page), _width(w))
            except OnrecordError as error:
                return _refusal(error, shelf, document_id)
            return Response(image, media_type="image/webp", headers=_FOR_EVER if known else _ASK_AGAIN)

    @router.get("/originals/{document_id}")
    def original(request: Request, document_id: str) -> Response:
        with speaking(language_of(request.headers.get("accept-language"))):
            try:
                source = _source(shelf, document_id)
                path = originals.path(document_id)
            except OnrecordError as error:
                return _refusal(error, shelf, document_id)
            return FileResponse(
                path,
                media_type=_TYPES.get(source.format, "application/octet-stream"),
                filename=_saved_as(source),
                content_disposition_type="inline" if source.format == "pdf" else "attachment",
                headers=_ASK_AGAIN | {"Content-Security-Policy": _PDF_POLICY},
            )

    @router.get("/texts/{document_id}")
    def text(request: Request, document_id: str) -> Response:
        with speaking(language_of(request.headers.get("accept-language"))):
            try:
                document = _document(shelf, document_id)
            except OnrecordError as error:
                return _refusal(error, shelf, document_id)
            policy = {"Content-Security-Policy": _TEXT_POLICY}
            return PlainTextResponse(visible(document.text), headers=_ASK_AGAIN | policy)

    return router


def _document(shelf: DocumentShelf, document_id: str) -> Document:
    if not _ID.fullmatch(document_id):
        raise UnknownDocument("no document can have that id")
    return shelf.document(document_id)


def _source(shelf: DocumentShelf, document_id: str) -> Source:
    return _document(shelf, document_id).source


def _number(words: str) -> int:
    if not _NUMBER.fullmatch(words):
        raise BadInput("that is no number of a page")
    return int(words)


def _width(words: str) -> int:
    if not _NUMBER.fullmatch(words) or int(words) > IMAGE_WIDTHS[-1]:
        raise BadInput(f"a picture is at most {IMAGE_WIDTHS[-1]} pixels wide")
    return next(width for width in IMAGE_WIDTHS if width >= int(words))


def _saved_as(source: Source) -> str:
    """A name for the file without what a header, a screen or a disk could misread."""
    name = label(file_name(source.location)).encode("utf-8", "replace").decode("utf-8")
    kept = "".join("_" if sign in '/\\:*?"<>|' or unicodedata.category(sign)[0] == "C" else sign for sign in name)
    return kept.strip(". ") or "original"


_REFUSALS: Final[dict[type[OnrecordError], str]] = {
    UnknownDocument: "removed",
    OriginalChanged: "changed",
    OriginalMissing: "missing",
    BadInput: "no_page",
}
_log: Final = logging.getLogger(__name__)
_STATUS: Final = {"removed": 404, "missing": 404, "no_page": 404, "changed": 409, "unreadable": 503}


def _refusal(error: OnrecordError, shelf: DocumentShelf, document_id: str) -> Response:
    kind = next((kind for known, kind in _REFUSALS.items() if isinstance(error, known)), "unreadable")
    if kind == "unreadable":
        _log.warning("could not open document %r", document_id, exc_info=error)
    try:
        return _refused(kind, _source(shelf, document_id))
    except OnrecordError:
        return _refused(kind, None)


def _refused(kind: str, source: Source | None) -> Response:
    """What happened and what to do, as plain text that no browser keeps."""
    name = label(file_name(source.location)) if source else ""
    return PlainTextResponse(
        f"{say(f'panel.route_{kind}', name=name)}\n", status_code=_STATUS[kind], headers={"Cache-Control": "no-store"}
    )
