"""The pages of people over a real library: from the library's tab to the words in their document."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.assembly import Parts, open_parts
from onrecord.settings import Settings
from retriever.people import RecordedPeople
from tests.browser.every_part import findings
from tests.browser.serving import serve_in_thread
from tests.browser.steps import ask
from tests.journeys.test_who_said import LETTER, WIRE
from tests.ui.source_fakes import FakeOriginals
from ui.app import build_app


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("people")
    for name, text in (("wire.txt", WIRE), ("letter.txt", LETTER)):
        (folder / name).write_text(text, encoding="utf-8")
    with open_parts(Settings(library=folder / "library")) as parts:
        list(parts.ingester.ingest([str(folder / "wire.txt"), str(folder / "letter.txt")]))
        with serve_in_thread(page_over(parts, folder)) as served:
            yield served


def page_over(parts: Parts, folder: Path) -> Any:
    return build_app(
        parts.answerer, parts.library, parts.ingester, uploads=folder / "uploads", examples=["Who said it?"],
        allowed_hosts=["127.0.0.1"], originals=FakeOriginals(folder / "wire.txt"),
        people=RecordedPeople(parts.library.record),
    )  # fmt: skip


def test_the_library_leads_to_who_said_what_and_on_to_the_words(url: str, open_page: Any) -> None:
    page = open_page(url)
    page.get_by_role("tab", name="Library").click()
    with page.expect_popup() as opened:
        page.click("#shelf-tools a.people")
    people = opened.value
    people.get_by_role("link", name="Ilse Marrow").click()
    people.wait_for_selector("section li")
    assert people.locator("h1").inner_text() == "On the record: Ilse Marrow"
    assert "Gannet Wire" in people.locator("section .about").first.inner_text()
    said = people.locator("section li", has_text="nobody stood under it")
    assert said.locator("q").inner_text().endswith("nobody stood under it”")
    said.get_by_role("link").click()
    people.wait_for_url("**/texts/**")
    assert "We were lucky" in people.inner_text("body")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_pages_fit_and_are_read_by_anyone(url: str, browser: Any, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    for place in ("people", "people?name=Ilse%20Marrow", "people?name=Nobody"):
        page.goto(f"{url}/{place}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
        assert findings(page, place) == []
    context.close()


@pytest.mark.parametrize(
    ("question", "words", "who"),
    [
        ("What did Ilse Marrow say about being lucky?", "nobody stood under it", "said Ilse Marrow"),
        ("Who said that it was checked in March and was tight?", "checked in March", "said Tobin Hale"),
        ("Did Tobin Hale deny that the bolt was loose?", "loose for months", "said Tobin Hale"),
    ],
)
def test_an_answer_tells_who_said_it(url: str, open_page: Any, question: str, words: str, who: str) -> None:
    page = open_page(url)
    quote = ask(page, question).locator("blockquote", has_text=words).first
    assert who in quote.inner_text()
