"""Pages of PDFs looked at in the reading room: as without it, and with no harm to this process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import on_page
from ingest.load import load
from ingest.originals import FileOriginals
from ingest.reading_room.pages import RoomPages
from ingest.reading_room.room import ReadingRoom
from onrecord.errors import BadInput
from tests.browser.fakes import FakeShelf
from tests.ingest.making import pdf

LINES = ["The board met on Monday.", "It raised the mooring fee to 40 euros."]


@pytest.fixture(scope="module")
def pages() -> Iterator[RoomPages]:
    room = ReadingRoom()
    yield RoomPages(room)
    room.close()


def test_pages_are_as_they_are_without_the_room(pages: RoomPages, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(LINES, ["More."], width=300))
    here, words = str(path), on_page.words_of("the mooring fee")
    assert pages.count_pages(here, "a") == 2
    assert pages.shape_of(here, "a", 1) == on_page.shape_of(here, "b", 1) == (300, 842)
    assert pages.boxes_of(here, "a", 1, words, 20) == on_page.boxes_of(here, "b", 1, words, 20) != ()
    assert pages.boxes_of(here, "a", 2, words, 20) == ()
    assert pages.picture(here, 1, 400) == on_page.picture(here, 1, 400)


def test_what_was_found_once_is_kept(pages: RoomPages, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(LINES))
    assert pages.count_pages(str(path), "kept") == 1
    path.unlink()
    assert pages.count_pages(str(path), "kept") == 1
    with pytest.raises(BadInput, match="PDFium cannot read this page"):
        pages.count_pages(str(path), "another")


def test_originals_show_their_pages_through_the_room(pages: RoomPages, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(LINES))
    document = load(str(path), "default", path.read_bytes())
    originals = FileOriginals(FakeShelf([document]), tmp_path / "cache", pages=pages)
    name = document.source.document_id
    assert originals.image(name, 1, 600)[:4] == b"RIFF"
    assert len(originals.boxes(name, 1, "It raised the mooring fee")[0].boxes) == 1
    with pytest.raises(BadInput, match="has no page 7; its pages are 1 to 1"):
        originals.shape(name, 7)


def test_a_page_that_its_process_does_not_survive_is_a_clear_refusal(pages: RoomPages, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"a\.pdf: this page cannot be looked at .*crashed.*open the original instead"):
        pages._do("/docs/a.pdf", {"do": "a task that no process knows, which ends it as a crash does"}, bytes)
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(LINES))
    assert pages.count_pages(str(path), "after the crash") == 1
