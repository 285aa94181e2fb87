"""The files that documents were made from: their paths, pictures of their pages, and where words stand on these."""

import hashlib
import os
import stat
from functools import lru_cache
from pathlib import Path
from typing import Final

from ingest import on_page
from ingest.member_files import MemberFiles, member_sha256
from ingest.members import split_location
from ingest.on_page import Pages, letters_of, words_of
from ingest.page_images import PageImages
from onrecord.desk import OnPage
from onrecord.errors import BadInput, OriginalChanged, OriginalMissing
from onrecord.ports import DocumentShelf
from onrecord.types import Document, Source

__all__ = ["FileOriginals"]

_NARROWEST: Final = 300
_WIDEST: Final = 2400


class FileOriginals:
    """The originals of what is on a shelf, each compared with the hash on record before it is used.

    Args:
        shelf: what is on record.
        cache: folder for pictures of pages and for what was taken out of archives; it may be emptied at any time.
        most_cache_megabytes: that the pictures may take, and what was taken out of archives too.
        pages: what looks at pages; in this process where None.
    """

    def __init__(
        self, shelf: DocumentShelf, cache: Path, most_cache_megabytes: int = 256, pages: Pages | None = None
    ) -> None:
        self._shelf = shelf
        self._pages: Pages = pages or on_page
        self._images = PageImages(cache, most_cache_megabytes * 1_000_000)
        self._members = MemberFiles(cache / "members", most_cache_megabytes * 1_000_000)

    def path(self, document_id: str) -> Path:
        """The file, its hash just compared with the one on record; of what is in an archive, a copy.

        Raises:
            UnknownDocument: no document has that id.
            OriginalChanged: the file is not what was ingested.
            OriginalMissing: it is gone, may not be opened, or is an address in the web.
        """
        return self._checked(self._shelf.document(document_id).source)

    def pages(self, document_id: str) -> int:
        """How many pages it has; 0 for a format without pages.

        Raises:
            UnknownDocument: no document has that id.
            OriginalChanged: the file is not what was ingested.
            OriginalMissing: it is gone or may not be opened.
            BadInput: PDFium cannot open it.
        """
        source = self._shelf.document(document_id).source
        path = self._checked(source)
        return self._pages.count_pages(str(path), source.sha256) if source.format == "pdf" else 0

    def shape(self, document_id: str, page: int) -> tuple[float, float]:
        """Width and height of a page in points, as it is drawn.

        Raises:
            UnknownDocument: no document has that id.
            OriginalChanged: the file is not what was ingested.
            OriginalMissing: it is gone or may not be opened.
            BadInput: it has no such page.
        """
        source = self._shelf.document(document_id).source
        return self._pages.shape_of(self._pdf(source), source.sha256, page)

    def image(self, document_id: str, page: int, width: int) -> bytes:
        """A page as a WebP picture, kept for the next time.

        Args:
            document_id: of a PDF.
            page: from 1.
            width: in pixels, 300 to 2400. A page so high that the picture would be too large comes out narrower.

        Raises:
            UnknownDocument: no document has that id.
            OriginalChanged: the file is not what was ingested.
            OriginalMissing: it is gone or may not be opened.
            BadInput: it has no such page, or the width is out of range.
        """
        if not _NARROWEST <= width <= _WIDEST:
            raise BadInput(f"a picture of a page is {_NARROWEST} to {_WIDEST} pixels wide, not {width}")
        source = self._shelf.document(document_id).source
        path = self._pdf(source)
        pages = self._pages.count_pages(path, source.sha256)
        if not 1 <= page <= pages:
            raise BadInput(f"{source.title} has no page {page}; its pages are 1 to {pages}")
        name = f"{source.sha256}-{page}-{width}.webp"
        kept = self._images.get(name)
        if kept is not None:
            return kept
        made = self._pages.picture(path, page, width)
        self._checked(source)  # it may have been swapped while its turn was waited for
        self._images.put(name, made)
        return made

    def boxes(self, document_id: str, page: int, quote: str, start: int | None = None) -> tuple[OnPage, ...]:
        """Where a quote that starts on ``page`` stands: its boxes by page, also those of the pages it runs on to.

        Args:
            document_id: of the document that is quoted.
            page: from 1.
            quote: words of the document's text, character for character.
            start: where they begin in the text; tells words that stand on the page more than once apart.

        Returns:
            Empty for a format without pages, where the document does not hold those words on that page, and where the
            page does not show them.

        Raises:
            UnknownDocument: no document has that id.
            OriginalChanged: the file is not what was ingested.
            OriginalMissing: it is gone or may not be opened.
            BadInput: PDFium cannot read the page.
        """
        document = self._shelf.document(document_id)
        path = self._checked(document.source)
        begin = _begin(document, page, quote, start)
        if document.source.format != "pdf" or begin is None:
            return ()
        found = []
        for number, first, last in _by_page(document, begin, begin + len(quote)):
            words = words_of(document.text[first:last])
            before = letters_of(document.text[document.page_starts[number - 1] : first]).text
            if not words.text:
                continue
            boxes = self._pages.boxes_of(str(path), document.source.sha256, number, words, len(before))
            if boxes:
                found.append(OnPage(number, boxes))
        return tuple(found)

    def _pdf(self, source: Source) -> str:
        """The path of a PDF that is what was ingested."""
        path = self._checked(source)
        if source.format != "pdf":
            raise BadInput(f"{source.title} is no PDF and has no pages; its text can be read")
        return str(path)

    def _checked(self, source: Source) -> Path:
        """The file of a source, or a copy of what is in an archive, once its hash was compared."""
        location = source.location
        if location.startswith(("http://", "https://")):
            raise OriginalMissing(f"{location} is a page of the web and not a file here; open its address")
        container, name = split_location(location)
        inside = bool(name) and not os.path.lexists(location)  # a folder may be named "a.zip!"
        try:
            digest = member_sha256(container, name) if inside else _file_sha256(Path(location))
        except (OSError, ValueError) as error:
            raise OriginalMissing(
                f"{location} cannot be opened ({_why(error)}); put the file back, or ingest it where it is now"
            ) from error
        if digest is None:
            gone = f"{container} holds no {name}" if inside else f"{location} is no file"
            raise OriginalMissing(f"{gone} any more; put it back, or ingest it where it is now")
        if digest != source.sha256:
            raise OriginalChanged(f"{location} is not what was ingested; ingest it again to quote what it says now")
        return self._members.path(container, name, digest) if inside else Path(location)


def _begin(document: Document, page: int, quote: str, start: int | None) -> int | None:
    """Where the quote begins in the text, on that page; None where it does not stand there."""
    if not quote or not 1 <= page <= len(document.page_starts):
        return None
    if start is not None and start >= 0 and document.text.startswith(quote, start) and document.page_at(start) == page:
        return start
    found = document.text.find(quote, document.page_starts[page - 1])
    return found if found >= 0 and document.page_at(found) == page else None


def _by_page(document: Document, start: int, end: int) -> list[tuple[int, int, int]]:
    """A range of the text cut at the page breaks: page, first character, one past the last."""
    starts = [*document.page_starts, len(document.text)]
    pages = zip(range(1, len(starts)), starts, starts[1:], strict=False)
    return [
        (page, max(start, first), min(end, last)) for page, first, last in pages if max(start, first) < min(end, last)
    ]


def _why(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _file_sha256(path: Path) -> str | None:
    """The hash of a file; None for what is no file."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        return None
    return _sha256(str(path), status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


@lru_cache(maxsize=4096)
def _sha256(location: str, size: int, changed: int, touched: int, inode: int) -> str:
    """SHA-256 of a file, read again whenever its size, times or inode differ."""
    with open(os.fspath(location), "rb") as file:  # noqa: PTH123 - a location may be no valid path
        return hashlib.file_digest(file, "sha256").hexdigest()
