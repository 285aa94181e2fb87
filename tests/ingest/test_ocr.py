"""Pages that are pictures: read by OCR where that is on and installed, named in the notes, and loud where it is not."""

import importlib.util
import io
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.load import load
from ingest.load.ocr import allow_ocr, joined, read_pictures
from ingest.reading_room.room import ReadingRoom
from onrecord.errors import EmptyDocument
from tests.ingest.making import pdf

NEEDS_IT = pytest.mark.skipif(
    importlib.util.find_spec("rapidocr") is None, reason="rapidocr is missing; pip install onrecord[ocr]"
)


@dataclass
class Found:
    """What the engine gives back."""

    boxes: list[list[tuple[int, int]]]
    txts: tuple[str, ...]


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    made = ReadingRoom(megabytes=3000, seconds=150, ocr=True)
    yield made
    made.close()


def scan(*pages: str) -> bytes:
    """A PDF whose pages are text, or a picture of it where it begins with ``picture:``."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 300), invariant=1)
    for page in pages:
        if page.startswith("picture:"):
            image = Image.new("RGB", (1190, 600), "white")
            font = ImageFont.load_default(size=40)
            ImageDraw.Draw(image).text((80, 150), page.removeprefix("picture:"), "black", font)
            canvas.drawImage(ImageReader(image), 0, 0, 595, 300)
        else:
            canvas.drawString(60, 200, page)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@NEEDS_IT
def test_a_page_that_is_a_picture_is_read_and_named(room: ReadingRoom) -> None:
    data = scan("The board met on Monday.", "picture:The mooring fee is 40 euros.")
    document = room("/docs/scan.pdf", "default", data)
    assert document.text == "The board met on Monday.\n\nThe mooring fee is 40 euros."
    assert document.notes == ("page 2 was read by OCR",)
    assert document.page_at(document.text.index("mooring")) == 2


def test_without_ocr_the_page_is_named_as_one_without_text() -> None:
    data = scan("The board met on Monday.", "picture:The mooring fee is 40 euros.")
    assert load("/docs/scan.pdf", "default", data).notes == ("no text on page 2",)
    with pytest.raises(EmptyDocument, match=r"^no text on pages 1-2: it seems to be scanned; .*set ocr = on"):
        load("/docs/scan.pdf", "default", pdf([], []))


def test_the_advice_of_a_scan_names_the_extra_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.load.pdf.is_installed", lambda: False)
    with pytest.raises(EmptyDocument, match=r"install onrecord\[ocr\] and set ocr = on"):
        load("/docs/scan.pdf", "default", pdf([]))


def test_ocr_that_is_on_and_missing_is_said_in_the_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.load.pdf.is_installed", lambda: False)
    monkeypatch.setattr("ingest.load.ocr.is_installed", lambda: False)
    allow_ocr(60)
    try:
        document = load("/docs/scan.pdf", "default", pdf(["The board met on Monday."], []))
    finally:
        allow_ocr(0)
    assert document.notes == ("no text on page 2 (ocr is on, but not installed: install onrecord[ocr])",)


def test_pages_that_the_time_does_not_reach_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.load.ocr.is_installed", lambda: True)
    monkeypatch.setattr("ingest.load.ocr._engine", lambda: lambda _: Found([[(0, 0), (9, 9)]], ("Berth 1",)))
    allow_ocr(60)
    try:
        assert read_pictures([3, 7], lambda *_: Image.new("RGB", (9, 9))) == {3: "Berth 1", 7: "Berth 1"}
        assert read_pictures([3], lambda *_: None) == {}
        allow_ocr(1e-9)
        assert read_pictures([3, 7], lambda *_: Image.new("RGB", (9, 9))) == {}
    finally:
        allow_ocr(0)


def test_lines_beside_one_another_are_a_row() -> None:
    lines = [(300.0, 10.0, 30.0, "40 euros"), (20.0, 60.0, 80.0, "Berth 2"), (20.0, 12.0, 31.0, "Berth 1 ")]
    assert joined(lines) == "Berth 1 40 euros\nBerth 2"
    assert joined([]) == ""
