"""PDF: the text layer page by page (PDFium through pypdfium2)."""

import re
import threading
from collections import defaultdict
from pathlib import Path
from typing import Final

import pypdfium2 as pdfium

from ingest.load.dates import pdf_date
from ingest.load.ocr import is_installed, ocr_is_on, read_pictures
from ingest.load.reading import Reading
from ingest.load.stated import stated_date
from onrecord.errors import EmptyDocument, EncryptedDocument, TooLarge, UnsupportedFormat
from onrecord.sentences import fold

__all__ = ["PDFIUM", "read_pdf"]

PDFIUM: Final = threading.Lock()
"""Whoever calls PDFium holds it: it must not be called from two threads at once."""
# PDFium marks a hyphen at the end of a line with U+FFFE or U+0002: the word goes on in the next line.
_BROKEN_WORD: Final = re.compile("[\ufffe\u0002]\r?\n?")
# A line is a running header or footer when it stands among the outermost two of half the pages, and of two at least;
# or of half the pages from its first to its last, and of ten at least: a filing's own pages are followed by hundreds of
# its exhibits' ("Table of Contents" is on 130 of 503 pages).
_EDGE: Final = 2
_RUNNING_SHARE: Final = 0.5
_FEWEST_RUNNING: Final = 2
_FEWEST_IN_A_STRETCH: Final = 10
# A file of a few bytes can claim millions of pages, or show one page as often.
_MOST_PAGES: Final = 20_000
_USELESS_TITLE: Final = re.compile(
    r"untitled|microsoft word|\.(docx?|pdf|indd|xlsx?|rtf)\b|^[\W\d_]*$|^\S+$", re.IGNORECASE
)


def _clean(text: str) -> str:
    text = _BROKEN_WORD.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _joint(before: str, after: str) -> str:
    """What stands between two pages: a sentence that runs on over the page break is kept in one block."""
    last = before.rstrip()[-1:]
    first = after.lstrip()[:1]
    return "\n" if first.islower() and last not in '.!?:;"\u201d' else "\n\n"


def _without_running_lines(pages: list[str]) -> list[str]:
    """The pages without the header and footer lines that most of them share, page number aside ("Report 2023, page 7").

    Left in, they would cut sentences that run over a page break, and be quoted as if they said something. Lines that
    differ in any other figure ("Total: 1,240 euros") say something and stay; so does all, where nothing would be left.
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, page in enumerate(pages):
        for line in _edge_lines(page, number):
            places[line].append(number)
    running = {line for line, found in places.items() if _runs_along(found, len(pages))}
    kept = [_without(page, number, running) for number, page in enumerate(pages)]
    return kept if any(page.strip() for page in kept) else pages


def _runs_along(places: list[int], pages: int) -> bool:
    """Whether a line that stands at the edge of the pages ``places`` is a running one in a file of ``pages``."""
    stretch = places[-1] - places[0] + 1
    return len(places) >= max(_FEWEST_RUNNING, pages * _RUNNING_SHARE) or len(places) >= max(
        _FEWEST_IN_A_STRETCH, stretch * _RUNNING_SHARE
    )


def _edge_lines(page: str, number: int) -> set[str]:
    """The first and last lines of a page, as they would stand on every page."""
    lines = [line for line in page.split("\n") if line.strip()]
    return {alike for line in [*lines[:_EDGE], *lines[-_EDGE:]] for alike in _alike(line, number)}


def _alike(line: str, number: int) -> set[str]:
    """The line, and the line with each of its figures in turn as a distance from the page's own number."""
    line = fold(line)
    return {line} | {
        f"{line[: found.start()]}#{int(found[0]) - number}#{line[found.end() :]}"
        for found in re.finditer(r"(?<!\d)\d{1,5}(?!\d)", line)
    }


def _without(page: str, number: int, running: set[str]) -> str:
    lines = page.split("\n")
    full = [place for place, line in enumerate(lines) if line.strip()]
    drop = {place for place in [*full[:_EDGE], *full[-_EDGE:]] if _alike(lines[place], number) & running}
    return "\n".join(line for place, line in enumerate(lines) if place not in drop).strip("\n")


def _ranges(numbers: list[int]) -> str:
    """``[1, 2, 3, 7]`` -> ``1-3, 7``."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][-1] == number - 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    return ", ".join("-".join(str(number) for number in part) for part in parts)


def _pages(data: bytes) -> tuple[list[str], dict[str, str]]:
    """The text of each page, and the metadata; whoever waits for PDFium gets a turn between two pages."""
    try:
        with PDFIUM:
            pdf = pdfium.PdfDocument(data)
            pages, metadata = len(pdf), dict[str, str](pdf.get_metadata_dict())
        try:
            if pages > _MOST_PAGES:
                raise TooLarge(f"it says that it has {pages:,} pages, over {_MOST_PAGES:,}; split it")
            return [_page_text(pdf, number) for number in range(pages)], metadata
        finally:
            with PDFIUM:
                pdf.close()
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedDocument("it is locked with a password; save a copy without one") from error
        raise UnsupportedFormat("the file is damaged: PDFium cannot open it; save or print it to PDF again") from error


def _page_text(pdf: pdfium.PdfDocument, number: int) -> str:
    with PDFIUM:
        page = pdf[number]
        try:
            return _clean(page.get_textpage().get_text_range())
        except pdfium.PdfiumError:
            return ""  # a page that cannot be read is named in the notes, as one without text is
        finally:
            page.close()


def _join(pages: list[str]) -> tuple[str, tuple[int, ...]]:
    """The pages as one text, and the offset at which each begins (a page without text begins where the next does)."""
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    last = ""
    for page in pages:
        joint = _joint(last, page) if last and page else ""
        length += len(joint)
        starts.append(length)
        length += len(page)
        parts += [joint, page]
        last = page or last
    return "".join(parts), (0, *starts[1:])


def _recognised(data: bytes, bare: list[int]) -> dict[int, str]:
    """The words on pages without text, by OCR where that is on."""
    if not bare or not ocr_is_on():
        return {}
    with PDFIUM, pdfium.PdfDocument(data) as pdf:

        def draw(number: int, scale: float, most_pixels: int) -> object:
            try:
                page = pdf[number - 1]
                across, down = (max(float(side), 1.0) for side in page.get_size())
                return page.render(scale=min(scale, (most_pixels / (across * down)) ** 0.5)).to_pil()
            except pdfium.PdfiumError:
                return None  # named in the notes, as a page without text is

        return read_pictures(bare, draw)


def _said(numbers: list[int]) -> str:
    """``pages 3-5``."""
    return f"page{'s' if len(numbers) > 1 else ''} {_ranges(numbers)}"


def _notes(recognised: list[int], bare: list[int]) -> tuple[str, ...]:
    """What to know of pages that had no text: a word or a figure of those that were recognised may be wrong."""
    notes = []
    if recognised:
        notes.append(f"{_said(recognised)} {'were' if len(recognised) > 1 else 'was'} read by OCR")
    if bare:
        missing = " (ocr is on, but not installed: install onrecord[ocr])" if ocr_is_on() and not is_installed() else ""
        notes.append(f"no text on {_said(bare)}{missing}")
    return tuple(notes)


def _advice() -> str:
    """What to do with a scan."""
    if not is_installed():
        return "install onrecord[ocr] and set ocr = on, or run text recognition (OCR) on it first"
    if not ocr_is_on():
        return "set ocr = on in the settings, or run text recognition (OCR) on it first"
    return "OCR found no words in the time that reading_seconds allows; raise it, or leave the file out"


def read_pdf(data: bytes, path: Path) -> Reading:
    """A PDF with a text layer. Pages are physical ones, counted from 1.

    The date is the one in the first lines of page 1, else the day the PDF was made.

    Raises:
        EncryptedDocument: it opens only with a password.
        EmptyDocument: no page has text ("no text on pages 1-12").
        UnsupportedFormat: damaged.
        TooLarge: more than 20,000 pages.
    """
    pages, metadata = _pages(data)
    bare = [number for number, text in enumerate(pages, 1) if not text.strip()]
    recognised = _recognised(data, bare)
    for number, words in recognised.items():
        pages[number - 1] = words
    bare = [number for number in bare if number not in recognised]
    if len(bare) == len(pages):
        raise EmptyDocument(f"no text on {_said(bare) if bare else 'any page'}: it seems to be scanned; {_advice()}")
    text, starts = _join(_without_running_lines(pages))
    title = metadata.get("Title", "").strip()
    published, published_from = stated_date(pages[0], pdf_date(metadata.get("CreationDate", "")))
    return Reading(
        text=text,
        title="" if _USELESS_TITLE.search(title) else title,
        author=metadata.get("Author", ""),
        published=published,
        published_from=published_from,
        page_starts=starts,
        notes=_notes(list(recognised), bare),
    )
