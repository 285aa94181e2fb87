"""An evidence pack opens from a disk without a network, frames the quoted words on their page, and fits where it is."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.load import load
from ingest.originals import FileOriginals
from onrecord.answers import Answer
from onrecord.conversations import Exchange
from onrecord.types import Document
from retriever.conversations import StoredConversations
from retriever.record import Record
from tests.browser.fakes import FakeIngester, FakeShelf, ScriptedAnswerer, answered, cite, quoting
from tests.browser.serving import serve_in_thread
from tests.browser.steps import ask
from tests.ui.exports import MADE, SETTINGS
from ui.app import build_app
from ui.export.bundle import Stand, gathered
from ui.export.pack import pack

LEFT, TOP, SIZE = 90.0, 640.0, 12.0
QUOTE = "Mercury stood between 2.4 and 3.3 milligrams per kilogram in nine of twelve samples."
WIDTHS = (1280, 390)


def a_pdf(folder: Path) -> Document:
    """Two pages; the quote stands on the second, at a known place."""
    path = folder / "briefing-14.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=True)
    canvas.setTitle("Sediment in Pell Harbour")
    canvas.setFont("Helvetica", SIZE)
    canvas.drawString(LEFT, TOP, "This note sets out what the Ministry of Coasts knew on 22 April.")
    canvas.showPage()
    canvas.setFont("Helvetica", SIZE)
    canvas.drawString(LEFT, TOP, QUOTE)
    canvas.save()
    return load(str(path), "default", path.read_bytes())


@pytest.fixture
def pack_file(tmp_path: Path) -> Path:
    """A pack on a disk."""
    document = a_pdf(tmp_path)
    shelf = FakeShelf([document])
    citation = cite(1, document, QUOTE)
    assert citation.page == 2
    answer: Answer = answered("How much mercury?", [citation], [quoting(citation)])
    exchanges = [
        Exchange("e1", answer.question, answer),
        Exchange("e2", "And now?", replace(answer, question="And now?")),
    ]
    stand = Stand(shelf, FileOriginals(shelf, tmp_path / "cache"), SETTINGS)
    path = tmp_path / "pack.html"
    bundle = gathered("Mercury in the harbour", exchanges, stand, made=MADE, pictured=True)
    path.write_text(pack(bundle), encoding="utf-8")
    return path


@pytest.fixture
def open_offline(browser: Any) -> Any:
    """Opens a file as a visitor without a network would; fails where anything is asked for or complained of."""
    contexts, trouble = [], list[str]()

    def open_at(path: Path, width: int, scheme: str) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("request", lambda request: trouble.append(request.url) if request.url.startswith("http") else None)
        page.goto(path.as_uri())
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert trouble == []


def test_a_pack_opens_offline_and_frames_the_quoted_words(pack_file: Path, open_offline: Callable[..., Any]) -> None:
    page = open_offline(pack_file, 1280, "light")
    image, box = page.locator("img"), page.locator(".box").first
    assert image.evaluate("it => it.complete && it.naturalWidth") == 1000
    around, frame = image.bounding_box(), box.bounding_box()
    scale = around["width"] / 595
    assert frame["x"] - around["x"] == pytest.approx(LEFT * scale, abs=4)
    assert around["y"] + (842 - TOP) * scale == pytest.approx(frame["y"] + frame["height"], abs=8)
    assert frame["width"] > 300 * scale
    page.click("#r1-1")
    assert page.url.endswith("#p1-1")
    assert page.locator("#p1-1").evaluate("it => it.matches(':target') && it.getBoundingClientRect().top < 400")
    page.click("#p1-1 .back")
    assert page.url.endswith("#r1-1")
    page.keyboard.press("Tab")  # goes on from where the link led
    assert page.evaluate("document.activeElement.tagName") == "A"
    assert page.locator("figure").count() == 1
    page.click("#p2-1 .note a")
    assert page.url.endswith("#p1-1")


def test_a_pack_fits_phones_and_follows_the_colours_of_the_system(
    pack_file: Path, open_offline: Callable[..., Any]
) -> None:
    papers = set()
    for scheme in ("light", "dark"):
        for width in WIDTHS:
            page = open_offline(pack_file, width, scheme)
            assert page.evaluate("document.documentElement.scrollWidth") == width
            papers.add((scheme, page.evaluate("getComputedStyle(document.body).backgroundColor")))
    assert papers == {("light", "rgb(250, 248, 244)"), ("dark", "rgb(21, 20, 18)")}
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(29, 28, 26)"


def test_an_answer_is_taken_along_from_the_page(chromium: str, tmp_path: Path, open_page: Callable[..., Any]) -> None:
    document = a_pdf(tmp_path)
    shelf, citation = FakeShelf([document]), cite(1, document, QUOTE)
    answerer = ScriptedAnswerer({"mercury": answered("How much mercury?", [citation], [quoting(citation)])})
    with closing(Record(tmp_path / "record.sqlite3")) as record:
        app = build_app(
            answerer,
            shelf,
            FakeIngester(shelf),
            uploads=tmp_path / "uploads",
            examples=(),
            allowed_hosts=["127.0.0.1"],
            conversations=StoredConversations(record),
            originals=FileOriginals(shelf, tmp_path / "cache"),
            about=SETTINGS,
        )
        with serve_in_thread(app) as url:
            page = open_page(url)
            shown = ask(page, "How much mercury?")
            shown.locator(".take summary").click()
            for kind, begins in (("html", b"<!doctype html>"), ("docx", b"PK"), ("md", b"# How much mercury?")):
                with page.expect_download() as download:
                    shown.locator(f".take a[href$='.{kind}']").click()
                assert download.value.suggested_filename == f"How much mercury.{kind}"
                assert Path(download.value.path()).read_bytes().startswith(begins)
            page.context.close()
