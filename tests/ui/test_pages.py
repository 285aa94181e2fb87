"""The routes of pages and files: what browsers may keep, what they may run, and what a stranger's address gets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from onrecord.errors import DamagedLibrary, OnrecordError, OriginalChanged, OriginalMissing, UnknownDocument
from onrecord.types import Document
from tests.browser.fakes import FakeShelf, source
from tests.ui.source_fakes import FakeOriginals
from ui.pages import page_address, pages_router

TEXT = "All of it."
PDF = Document(source("Bericht Müller; \"x\".pdf", "Report", TEXT, "pdf"), TEXT, (0,))  # fmt: skip
PAGE = Document(source("page.html", "Page", TEXT, "html"), TEXT)
DOCUMENT = PDF.source.document_id
VERSION = PDF.source.sha256[:16]


@pytest.fixture
def originals(tmp_path: Path) -> FakeOriginals:
    path = tmp_path / "file"
    path.write_bytes(b"%PDF <script>alert(1)</script>")
    return FakeOriginals(path)


@pytest.fixture
def client(originals: FakeOriginals) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(pages_router(originals, FakeShelf([PDF, PAGE])))
    with TestClient(app) as client:
        yield client


def test_a_page_is_kept_for_ever_under_the_hash_of_its_file(client: TestClient) -> None:
    found = client.get(f"/{page_address(PDF.source, 2, 900)}")
    assert (found.status_code, found.content) == (200, b"RIFF picture")
    assert found.headers["content-type"] == "image/webp"
    assert "immutable" in found.headers["cache-control"]
    found = client.get(f"/pages/{DOCUMENT}/2.webp")
    assert (found.status_code, found.headers["cache-control"]) == (200, "private, no-cache")
    assert client.get(f"/pages/{DOCUMENT}/2.webp?v={VERSION[:4]}").status_code == 409, "too short to tell files apart"
    found = client.get(f"/pages/{DOCUMENT}/2.webp?v={'0' * 16}")
    assert (found.status_code, found.headers["cache-control"]) == (409, "no-store")


@pytest.mark.parametrize(("asked", "given"), [("1", 600), ("600", 600), ("901", 1200), ("2400", 2400)])
def test_a_width_is_the_next_larger_one_that_is_kept(
    client: TestClient, originals: FakeOriginals, asked: str, given: int
) -> None:
    assert client.get(f"/pages/{DOCUMENT}/1.webp?w={asked}").status_code == 200
    assert originals.asked[-1] == ("image", DOCUMENT, 1, given)


@pytest.mark.parametrize(
    "address",
    [
        "pages/../1.webp", "pages/%2e%2e%2fetc/1.webp", "pages/nothing/1.webp", f"pages/{DOCUMENT}/0.webp",
        f"pages/{DOCUMENT}/-1.webp", f"pages/{DOCUMENT}/4.webp", f"pages/{DOCUMENT}/1e3.webp",
        f"pages/{DOCUMENT}/99999999999999999999.webp", f"pages/{DOCUMENT}/١.webp", f"pages/{DOCUMENT}/1.webp?w=2401",
        f"pages/{DOCUMENT}/1.webp?w=x", f"pages/{DOCUMENT}/1.webp?w=-900", "originals/%2e%2e", "originals/nothing",
        "originals/..%2f..%2fetc%2fpasswd", f"originals/{'a' * 65}", "originals/a%00b",
    ],
)  # fmt: skip
def test_what_no_link_of_ours_asks_for_is_not_there(client: TestClient, address: str) -> None:
    found = client.get(f"/{address}")
    assert found.status_code == 404
    assert "passwd" not in found.text


def test_a_pdf_is_shown_and_any_other_file_is_only_saved(client: TestClient) -> None:
    shown = client.get(f"/originals/{DOCUMENT}")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "application/pdf")
    assert shown.headers["content-disposition"] == "inline; filename*=utf-8''Bericht%20M%C3%BCller%3B%20_x_.pdf"
    saved = client.get(f"/originals/{PAGE.source.document_id}")
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"] == 'attachment; filename="page.html"'
    assert saved.content == b"%PDF <script>alert(1)</script>"
    for found in (shown, saved):
        assert (found.headers["cache-control"], found.headers["x-content-type-options"]) == (
            "private, no-cache",
            "nosniff",
        )


@pytest.mark.parametrize(
    ("trouble", "status", "words"),
    [
        (OriginalChanged("/secret/a.pdf"), 409, "has changed since it was taken in"),
        (OriginalMissing("/secret/a.pdf"), 404, "Put it back"),
        (UnknownDocument("a"), 404, "may have been removed"),
        (DamagedLibrary("/secret/a"), 503, "try again"),
    ],
)
@pytest.mark.parametrize("address", [f"pages/{DOCUMENT}/1.webp", f"originals/{DOCUMENT}"])
def test_what_went_wrong_is_said_in_words_without_a_path(
    client: TestClient, originals: FakeOriginals, trouble: OnrecordError, status: int, words: str, address: str
) -> None:
    originals.trouble = trouble
    found = client.get(f"/{address}")
    assert found.status_code == status
    assert words in found.text
    assert "/secret" not in found.text
    assert found.headers["content-type"].startswith("text/plain")
    assert found.headers["cache-control"] == "no-store"
    spoken = client.get(f"/{address}", headers={"accept-language": "de"})
    assert spoken.text != found.text
