"""The files behind documents: unchanged or not used at all; pages drawn; words found where the PDF puts them."""

import io
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from ingest.load import load
from ingest.originals import FileOriginals
from ingest.page_images import PageImages
from onrecord.desk import Box
from onrecord.errors import BadInput, OriginalChanged, OriginalMissing, UnknownDocument
from onrecord.types import Document
from tests.browser.fakes import FakeShelf
from tests.ingest.making import pdf

SIZE = 12
FONT = "Helvetica"
LINES = ["The board met on Monday.", "It raised the mooring fee to 40 euros.", "The fleet objected."]


def drawn(path: Path, draw: Callable[[Any], None], pagesize: tuple[float, float] = (595, 842)) -> Path:
    """A PDF at ``path`` that ``draw`` fills."""
    canvas = Canvas(str(path), pagesize=pagesize, invariant=1)
    canvas.setFont(FONT, SIZE)
    draw(canvas)
    canvas.save()
    return path


def on_record(path: Path) -> tuple[FileOriginals, Document]:
    document = load(str(path), "default", path.read_bytes())
    return FileOriginals(FakeShelf([document]), path.parent / "cache"), document


def boxes(path: Path, quote: str, start: int | None = None) -> list[tuple[int, list[Box]]]:
    originals, document = on_record(path)
    begin = document.text.index(quote) if start is None else start
    page = document.page_at(begin)
    assert page is not None
    found = originals.boxes(document.source.document_id, page, document.text[begin : begin + len(quote)], start)
    return [(one.page, list(one.boxes)) for one in found]


def lies_over(box: Box, x: float, baseline: float, words: str, width: float = 595, height: float = 842) -> bool:
    """Whether a box is where words of the usual size and font were put, give or take the room beside a letter."""
    return (
        math.isclose(box.left * width, x, abs_tol=1.5)
        and math.isclose((box.left + box.width) * width, x + stringWidth(words, FONT, SIZE), abs_tol=2)
        and box.top * height < height - baseline < (box.top + box.height) * height + 4
        and 5 < box.height * height < 1.5 * SIZE
    )


def test_a_box_lies_over_each_line_of_the_words(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(LINES))
    ((page, found),) = boxes(tmp_path / "a.pdf", "on Monday.\nIt raised the mooring fee to 40 euros.")
    assert page == 1
    assert lies_over(found[0], 60 + stringWidth("The board met ", FONT, SIZE), 780, "on Monday.")
    assert lies_over(found[1], 60, 762, LINES[1])
    assert len(found) == 2


def test_columns_and_words_broken_at_line_ends(tmp_path: Path) -> None:
    def draw(canvas: Any) -> None:
        for x, lines in (
            (60, ["The first column ends with a", "word that is bro-"]),
            (320, ["ken in two. Then", "more."]),
        ):
            for row, line in enumerate(lines):
                canvas.drawString(x, 700 - 16 * row, line)

    path = drawn(tmp_path / "a.pdf", draw)
    _, document = on_record(path)
    begin = document.text.index("word that")
    quote = document.text[begin : document.text.index("in two.") + 7]
    ((_, found),) = boxes(path, quote)
    assert len(found) == 2, "one box in each column"
    assert lies_over(found[0], 60, 684, "word that is bro-") or lies_over(found[0], 60, 684, "word that is bro")
    assert lies_over(found[1], 320, 700, "ken in two.")


def test_a_quote_goes_on_on_the_next_page_past_running_lines(tmp_path: Path) -> None:
    pages = [["Annual report", f"Page {n} begins here and says that the", "Board of Pell"] for n in range(1, 5)]
    pages[1][1] = "Nobody had told the council that the dredging would"
    pages[2][1] = "stop in April and not in June."
    (tmp_path / "a.pdf").write_bytes(pdf(*pages))
    found = boxes(tmp_path / "a.pdf", "the council that the dredging would\nstop in April")
    assert [page for page, _ in found] == [2, 3]
    (first,), (second,) = found[0][1], found[1][1]
    assert lies_over(
        first, 60 + stringWidth("Nobody had told ", FONT, SIZE), 762, "the council that the dredging would"
    )
    assert lies_over(second, 60, 762, "stop in April")


def test_words_that_stand_on_a_page_twice_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(["The fee is 40 euros.", "So it was.", "The fee is 40 euros."]))
    _, document = on_record(tmp_path / "a.pdf")
    for start, baseline in ((0, 780), (document.text.rindex("The fee"), 744)):
        ((_, (box,)),) = boxes(tmp_path / "a.pdf", "The fee is 40 euros.", start)
        assert lies_over(box, 60, baseline, "The fee is 40 euros.")


def test_turned_and_cropped_pages(tmp_path: Path) -> None:
    def turned(canvas: Any) -> None:
        canvas.setPageRotation(90)
        canvas.drawString(60, 500, LINES[0])  # of a page that lies: it is 842 wide before it is turned

    ((_, (box,)),) = boxes(drawn(tmp_path / "turned.pdf", turned), LINES[0])
    originals, document = on_record(tmp_path / "turned.pdf")
    assert originals.shape(document.source.document_id, 1) == (595, 842)
    # Turned to the right, what was up is on the right, and lines run downwards.
    assert math.isclose(box.top * 842, 60, abs_tol=1.5)
    assert math.isclose((box.top + box.height) * 842, 60 + stringWidth(LINES[0], FONT, SIZE), abs_tol=2)
    assert box.left * 595 < 500 < (box.left + box.width) * 595

    def cropped(canvas: Any) -> None:
        canvas.setCropBox((50, 600, 450, 800))
        canvas.drawString(60, 700, LINES[0])

    ((_, (box,)),) = boxes(drawn(tmp_path / "cropped.pdf", cropped), LINES[0])
    assert lies_over(box, 10, 100, LINES[0], 400, 200)


def test_what_cannot_be_found_has_no_boxes(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(LINES))
    (tmp_path / "a.txt").write_text(LINES[0], encoding="utf-8")
    originals, document = on_record(tmp_path / "a.pdf")
    name = document.source.document_id
    assert originals.boxes(name, 1, "nowhere") == ()
    assert originals.boxes(name, 9, LINES[0]) == ()
    assert originals.boxes(name, 1, "") == ()
    assert originals.boxes(name, 1, ".") == ()
    originals, document = on_record(tmp_path / "a.txt")
    name = document.source.document_id
    assert (originals.pages(name), originals.boxes(name, 1, LINES[0])) == (0, ())
    for act in (lambda: originals.image(name, 1, 900), lambda: originals.shape(name, 1)):
        with pytest.raises(BadInput, match="no PDF"):
            act()


def test_a_picture_shows_the_words_where_the_boxes_are(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(LINES))
    originals, document = on_record(tmp_path / "a.pdf")
    picture: Any = Image.open(io.BytesIO(originals.image(document.source.document_id, 1, 1200))).convert("L")
    assert picture.width == 1200
    assert math.isclose(picture.height, 1200 * 842 / 595, abs_tol=2)
    ((_, (box,)),) = boxes(tmp_path / "a.pdf", LINES[1])
    across, down = picture.size
    edges = (box.left * across, box.top * down, (box.left + box.width) * across, (box.top + box.height) * down)
    inside = picture.crop(tuple(round(edge) for edge in edges))
    assert inside.getextrema()[0] < 80, "nothing printed under the box"
    picture.paste(255, tuple(round(edge) + more for edge, more in zip(edges, (-2, -2, 2, 2), strict=True)))
    left = (0, round(edges[1]) - 4, across, round(edges[3]) + 4)
    assert picture.crop(left).getextrema()[0] > 200, "something printed on that line outside the box"


def test_a_picture_is_kept_and_given_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(LINES, LINES))
    originals, document = on_record(tmp_path / "a.pdf")
    name = document.source.document_id
    first = originals.image(name, 2, 600)
    (kept,) = (tmp_path / "cache").iterdir()
    assert kept.read_bytes() == first
    monkeypatch.setattr("ingest.on_page.picture", lambda *_: b"drawn again")
    assert originals.image(name, 2, 600) == first
    kept.write_bytes(first[:-20])
    assert originals.image(name, 2, 600) == b"drawn again", "a torn picture was given"


@pytest.mark.parametrize(("page", "width"), [(0, 900), (3, 900), (-1, 900), (1, 299), (1, 2401), (10**9, 900)])
def test_only_pages_and_widths_that_there_are(tmp_path: Path, page: int, width: int) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(LINES, LINES))
    originals, document = on_record(tmp_path / "a.pdf")
    with pytest.raises(BadInput):
        originals.image(document.source.document_id, page, width)


@pytest.mark.parametrize("shape", [(14_000, 20), (20, 14_000), (14_000, 14_000), (3, 3)])
def test_a_page_of_any_size_is_bounded_in_pixels(tmp_path: Path, shape: tuple[float, float]) -> None:
    path = drawn(tmp_path / "a.pdf", lambda canvas: canvas.drawString(0, 0, "Words."), shape)
    originals, document = on_record(path)
    picture = Image.open(io.BytesIO(originals.image(document.source.document_id, 1, 2400)))
    assert picture.width * picture.height <= 16_100_000
    assert max(picture.size) <= 16_000


def test_a_file_that_is_not_what_was_ingested_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(LINES))
    originals, document = on_record(path)
    name = document.source.document_id
    assert originals.path(name) == path
    status = path.stat()
    locked = pdf(LINES, password="secret")
    for change in (locked, path.read_bytes().replace(b"%PDF", b"%PdF", 1)):
        path.write_bytes(change)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        for act in (
            lambda: originals.path(name),
            lambda: originals.pages(name),
            lambda: originals.shape(name, 1),
            lambda: originals.image(name, 1, 900),
            lambda: originals.boxes(name, 1, LINES[0]),
        ):
            with pytest.raises(OriginalChanged, match="ingest it again"):
                act()
    path.unlink()
    with pytest.raises(OriginalMissing, match="put the file back"):
        originals.path(name)
    path.mkdir()
    with pytest.raises(OriginalMissing):
        originals.image(name, 1, 900)
    with pytest.raises(UnknownDocument):
        originals.path("nothing")


def test_a_file_that_is_swapped_while_a_page_is_drawn_is_never_kept_as_what_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    before = pdf(LINES)
    path.write_bytes(before)
    originals, document = on_record(path)

    def swapped(*_: object) -> bytes:
        path.write_bytes(pdf(["Something else."]))
        return b"RIFF of another file"

    with monkeypatch.context() as patch:
        patch.setattr("ingest.on_page.picture", swapped)
        with pytest.raises(OriginalChanged):
            originals.image(document.source.document_id, 1, 600)
    path.write_bytes(before)
    assert originals.image(document.source.document_id, 1, 600)[8:12] == b"WEBP"


def test_pictures_that_were_not_wanted_for_longest_go_first(tmp_path: Path) -> None:
    def webp(size: int) -> bytes:
        return b"RIFF" + (size - 8).to_bytes(4, "little") + bytes(size - 8)

    images = PageImages(tmp_path / "kept", 1000)
    for place, name in enumerate("abc"):
        images.put(name, webp(300))
        os.utime(tmp_path / "kept" / name, ns=(place, place))
    assert images.get("a") == webp(300)  # wanted now, so "b" is the oldest
    images.put("d", webp(300))
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == ["a", "c", "d"]
    images.put("huge", webp(1001))
    assert images.get("huge") is None
    assert images.get("nothing") is None


def test_a_cache_that_cannot_be_written_costs_no_picture(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(LINES))
    document = load(str(path), "default", path.read_bytes())
    originals = FileOriginals(FakeShelf([document]), path / "no folder")
    assert originals.image(document.source.document_id, 1, 600)[:4] == b"RIFF"
    assert "could not keep the picture" in caplog.text
