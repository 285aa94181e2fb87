"""A document that changes after it was cited: the citation opens the words as they were, and says so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.types import Document
from tests.browser.fakes import FakeIngester, ScriptedAnswerer, answered, library, quoting
from tests.browser.fakes import cite as cited
from tests.browser.library_fakes import FakeCatalogue
from tests.browser.serving import serve_in_thread
from tests.browser.steps import ask, cite, wait_for_passage
from tests.ui.source_fakes import FakeOriginals
from ui.app import build_app

WIRE, *OTHERS = library()
WIRE = replace(WIRE, source=replace(WIRE.source, published_from="date line in the text"))
QUOTE = "Two barges stood\nidle at the north quay on Thursday afternoon."
NOW = f"CORRECTION. {WIRE.text.replace('Two barges', 'Three barges')}"
WHEN = "2026-05-03T08:30:00.000+00:00"


@dataclass(frozen=True)
class Served:
    """The page's address, and what is on record behind it."""

    url: str
    shelf: FakeCatalogue

    def change(self) -> None:
        """The wire story comes in anew, with other words."""
        self.shelf.earlier[WIRE.source.document_id, WIRE.source.sha256] = (WIRE, WHEN)
        source = replace(WIRE.source, sha256="ab12cd34" * 8)
        self.shelf.by_id[WIRE.source.document_id] = Document(source, NOW)


@pytest.fixture
def served(tmp_path: Path, chromium: str) -> Iterator[Served]:
    shelf = FakeCatalogue([WIRE, *OTHERS])
    quote = cited(1, WIRE, QUOTE)
    app = build_app(
        ScriptedAnswerer({"barges": answered("Which barges?", [quote], [quoting(quote)])}), shelf, FakeIngester(shelf),
        uploads=tmp_path / "uploads", examples=[], allowed_hosts=["127.0.0.1"], catalogue=shelf,
        originals=FakeOriginals(tmp_path / "wire.txt"),
    )  # fmt: skip
    with serve_in_thread(app) as url:
        yield Served(url, shelf)


def test_a_citation_of_an_earlier_version_opens_its_words_and_says_that_it_was_superseded(
    open_page: Any, served: Served
) -> None:
    page = open_page(served.url)
    link = cite(ask(page, "Which barges?"), 1)
    link.click()
    assert wait_for_passage(page, link) == QUOTE
    assert page.locator("#panel .note").count() == 0
    served.change()
    link.click()
    page.wait_for_selector("#panel .note.superseded")
    assert wait_for_passage(page, link) == QUOTE, "not the words that stand at that place now"
    told = page.locator("#panel .card")
    assert "Superseded on 3 May 2026; the document has changed since." in told.inner_text()
    assert "CORRECTION" not in told.inner_text()
    assert "PELL HARBOUR, 18 April" in told.locator(".surroundings").inner_text()
    with page.expect_popup() as opened:
        told.locator("a.now").click()
    opened.value.wait_for_function("document.body.innerText.startsWith('CORRECTION. PELL HARBOUR')")

    page.get_by_role("tab", name="Library").click()
    page.locator("#on-record tr", has_text="Dredging halted").locator("summary").click()
    page.locator("#on-record tr", has_text="Dredging halted").get_by_role("button", name="Preview").click()
    dialog = page.locator("#library-dialog")
    dialog.locator("summary", has_text="1 earlier version is kept").click()
    dialog.get_by_role("button", name="Superseded on 3 May 2026").click()
    dialog.locator(".note.superseded").wait_for()
    assert dialog.locator(".words").inner_text().startswith("PELL HARBOUR")
    assert WIRE.source.sha256[:8] in dialog.locator(".versions").inner_text()
    dialog.locator(".note.superseded button").click()
    dialog.locator(".note.superseded").wait_for(state="detached")
    dialog.locator(".words", has_text=re.compile("^CORRECTION")).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
