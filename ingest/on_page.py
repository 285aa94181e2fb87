"""Where words stand on a page of a PDF, and a picture of it (PDFium through pypdfium2).

What a reader made of a page and what PDFium draws on it are compared by letters and digits alone, so that spaces, line
ends, hyphens at line ends, ligatures and quote marks do not matter.
"""

import ctypes
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise, takewhile
from pathlib import Path
from typing import Any, Final, Protocol

from onrecord.desk import Box
from onrecord.errors import BadInput

__all__ = [
    "Letters",
    "Pages",
    "Words",
    "boxes_of",
    "count_pages",
    "letters_of",
    "nearest",
    "picture",
    "shape_of",
    "words_of",
]

# PDFium gives places of a drawn page in whole numbers; on a page this wide and high they are fine enough.
_FINE: Final = 1_000_000

# Two rectangles are of one line when they share this much of the lower one's height, and are no further apart than this
# many times that height: a gap between two columns is wider.
_SHARED_HEIGHT: Final = 0.5
_MOST_GAP: Final = 2.5

# A picture has no more than these pixels, however large a file says that its pages are; WebP has no longer side.
_MOST_PIXELS: Final = 16_000_000
_LONGEST_SIDE: Final = 16_000

_WEBP_QUALITY: Final = 82
_WEBP_EFFORT: Final = 2  # of 6: half the time of 4, for a tenth more bytes


_Edges = tuple[float, float, float, float]
"""Left, top, right and bottom of a rectangle, the top above the bottom."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of a text in one case, and the place in the text that each comes from."""

    text: str
    places: tuple[int, ...]


def letters_of(characters: Sequence[str]) -> Letters:
    """The letters and digits of ``characters``, each as Unicode's compatibility form folds it."""
    text, places = [], []
    for place, character in enumerate(characters):
        for letter in unicodedata.normalize("NFKC", character).casefold():
            if letter.isalnum():
                text.append(letter)
                places.append(place)
    return Letters("".join(text), tuple(places))


@dataclass(frozen=True, slots=True)
class Words:
    """The letters and digits of some words, and how many signs stand before the first and after the last of them."""

    text: str
    signs_before: int
    signs_after: int


def words_of(text: str) -> Words:
    """What of ``text`` is looked for on a page."""
    letters, bare = letters_of(text), text.strip()
    inside = letters_of(bare).places or (0,)
    return Words(letters.text, inside[0], max(0, len(bare) - inside[-1] - 1))


class Pages(Protocol):
    """What looks at the pages of PDFs: this module itself, or the reading room, where a file can do less harm.

    Each raises BadInput where there is no such page or it cannot be read.
    """

    def count_pages(self, path: str, sha256: str) -> int:
        """As :func:`count_pages`."""
        ...

    def shape_of(self, path: str, sha256: str, number: int) -> tuple[float, float]:
        """As :func:`shape_of`."""
        ...

    def boxes_of(self, path: str, sha256: str, number: int, words: Words, expected: int) -> tuple[Box, ...]:
        """As :func:`boxes_of`."""
        ...

    def picture(self, path: str, number: int, width: int) -> bytes:
        """As :func:`picture`."""
        ...


def _signs(characters: Iterable[str], most: int) -> int:
    """How many characters from the first on, at most that many, are neither letters nor digits nor white space."""
    signs = takewhile(lambda sign: sign.isprintable() and not sign.isalnum() and not sign.isspace(), characters)
    return len(list(islice(signs, most)))


def nearest(text: str, words: str, expected: int) -> int | None:
    """Where ``words`` begins in ``text``, nearest to ``expected``; None where it does not occur or is empty."""
    found, best = text.find(words) if words else -1, None
    while found >= 0:
        if best is None or abs(found - expected) < abs(best - expected):
            best = found
        found = text.find(words, found + 1)
    return best


@contextmanager
def _opened(path: str) -> Iterator[Any]:
    """The PDF, while nothing else calls PDFium."""
    import pypdfium2 as pdfium

    from ingest.load.pdf import PDFIUM

    try:
        with PDFIUM, pdfium.PdfDocument(path) as pdf:
            yield pdf
    except (pdfium.PdfiumError, OSError) as error:
        raise BadInput(
            f"{Path(path).name}: PDFium cannot read this page ({error}); open the original instead"
        ) from error


@contextmanager
def _page(path: str, number: int) -> Iterator[Any]:
    """A page, by its number from 1."""
    with _opened(path) as pdf:
        if not 1 <= number <= len(pdf):
            raise BadInput(f"{Path(path).name} has no page {number}; its pages are 1 to {len(pdf)}")
        page = pdf[number - 1]
        try:
            yield page
        finally:
            page.close()


@lru_cache(maxsize=1024)
def count_pages(path: str, sha256: str) -> int:
    """How many pages the PDF has; ``sha256`` of its bytes tells it from another at the same place.

    Raises:
        BadInput: PDFium cannot open it.
    """
    with _opened(path) as pdf:
        return len(pdf)


@lru_cache(maxsize=4096)
def shape_of(path: str, sha256: str, number: int) -> tuple[float, float]:
    """Width and height of a page in points, as it is drawn: turned, and cut to its crop box.

    Raises:
        BadInput: it has no such page, or PDFium cannot read it.
    """
    with _page(path, number) as page:
        width, height = page.get_size()
        return max(float(width), 1.0), max(float(height), 1.0)


@lru_cache(maxsize=2048)
def boxes_of(path: str, sha256: str, number: int, words: Words, expected: int) -> tuple[Box, ...]:
    """Where words stand on a page, a box a line, in reading order; empty where they do not.

    Args:
        path: of the PDF.
        sha256: of its bytes.
        number: of the page, from 1.
        words: what :func:`words_of` makes of the words; they hold a letter or a digit.
        expected: how many letters and digits stand before them on the page, about; tells repeated words apart.

    Raises:
        BadInput: it has no such page, or PDFium cannot read it.
    """
    with _page(path, number) as page:
        text_page = page.get_textpage()
        try:
            characters = _characters(text_page)
            letters = letters_of(characters)
            begin = nearest(letters.text, words.text, expected)
            if begin is None:
                return ()
            first, last = letters.places[begin], letters.places[begin + len(words.text) - 1]
            first -= _signs(reversed(characters[:first]), words.signs_before)
            last += _signs(characters[last + 1 :], words.signs_after)
            rectangles = [text_page.get_rect(each) for each in range(text_page.count_rects(first, last - first + 1))]
        finally:
            text_page.close()
        return tuple(_box(each) for each in _lines([_on_screen(page, each) for each in rectangles]))


def _characters(text_page: Any) -> list[str]:  # noqa: ANN401 - pypdfium2 ships no types
    """One string for each of PDFium's places; two surrogates make one character, at the first one's place."""
    from pypdfium2 import raw

    codes = [raw.FPDFText_GetUnicode(text_page, place) for place in range(text_page.count_chars())]
    characters = [chr(code) for code in codes]
    for place, (high, low) in enumerate(pairwise(codes)):
        if 0xD800 <= high < 0xDC00 <= low < 0xE000:
            characters[place : place + 2] = [chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)), ""]
    return characters


def _on_screen(page: Any, rectangle: _Edges) -> _Edges:  # noqa: ANN401
    """Left, top, right and bottom of a rectangle as the page is drawn, in fractions of its width and height."""
    from pypdfium2 import raw

    left, bottom, right, top = rectangle  # as PDFium gives it
    across, down = [], []
    for x, y in ((left, top), (right, bottom)):
        at_x, at_y = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, x, y, at_x, at_y)
        across.append(min(max(at_x.value / _FINE, 0.0), 1.0))
        down.append(min(max(at_y.value / _FINE, 0.0), 1.0))
    return min(across), min(down), max(across), max(down)


def _lines(rectangles: Sequence[_Edges]) -> list[_Edges]:
    """The rectangles, those that follow one another on a line made one; those outside the page left out."""
    lines: list[_Edges] = []
    for each in rectangles:
        if each[2] <= each[0] or each[3] <= each[1]:
            continue
        if lines and _one_line(lines[-1], each):
            lines.append(_around(lines.pop(), each))
        else:
            lines.append(each)
    return lines


def _around(one: _Edges, other: _Edges) -> _Edges:
    """The least rectangle that holds both."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _one_line(one: _Edges, other: _Edges) -> bool:
    lower = min(one[3] - one[1], other[3] - other[1])
    shared = min(one[3], other[3]) - max(one[1], other[1])
    gap = max(one[0], other[0]) - min(one[2], other[2])
    return shared > _SHARED_HEIGHT * lower and gap <= _MOST_GAP * lower


def _box(line: _Edges) -> Box:
    left, top, right, bottom = line
    return Box(left, top, right - left, bottom - top)


def picture(path: str, number: int, width: int) -> bytes:
    """A page as WebP, ``width`` pixels wide; narrower where it would have too many pixels.

    Raises:
        BadInput: it has no such page, or PDFium cannot draw it.
    """
    import io

    with _page(path, number) as page:
        across, down = (max(float(side), 1.0) for side in page.get_size())
        # PDFium's binding rounds up: a little less makes exactly the width.
        scale = min(
            (width - 0.01) / across,
            (_LONGEST_SIDE - 1) / max(across, down),
            (_MOST_PIXELS / (across * down)) ** 0.5,
        )
        bitmap = page.render(scale=scale)
        try:
            image = bitmap.to_pil().convert("RGB")  # a copy: the bitmap's memory goes with it
        finally:
            bitmap.close()
    written = io.BytesIO()
    image.save(written, "WEBP", quality=_WEBP_QUALITY, method=_WEBP_EFFORT)
    return written.getvalue()
