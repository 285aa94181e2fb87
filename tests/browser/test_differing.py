"""Sources that differ, in a real browser: a table that fits, is seen and read by anyone, and opens each place."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from onrecord.agreement import Disagreement, Version
from onrecord.answers import Answer
from onrecord.types import Document
from tests.browser.conftest import PageLibrary, Serve
from tests.browser.every_part import findings
from tests.browser.fakes import answered, cite, library, quoting
from tests.browser.steps import ask, wait_for_passage
from tests.browser.test_hostile import ATTACK, unharmed

Open = Callable[..., Any]
WIRE, *_, FILING = library()


def version(document: Document, sentence: str, value: str, **told: Any) -> Version:
    """The version that a sentence of a document gives."""
    place = cite(1, document, sentence)
    at = place.start + place.quote.index(value)
    return Version(value, value.casefold(), document.source, place.page, place.start, place.end, place.quote, at,
                   at + len(value), **told)  # fmt: skip


def story() -> Answer:
    """Two versions of what a day costs, of which the answer cites the first."""
    first = cite(1, WIRE, "She put the cost of the delay at 40,000\ncrowns a day.")
    said = version(WIRE, first.quote, "40,000\ncrowns", speaker="Mara Venn", latest=True)
    paid = version(FILING, "paid 18,500 crowns for each day of delay", "18,500 crowns", correction=True)
    one = Disagreement("What does a day cost?", "number", (said, paid))
    return replace(answered("cost", [first], [quoting(first)]), agreements=(one,))


def hostile() -> Answer:
    """The same with a title, an outlet and a question that attack."""
    first, second = story().agreements[0].versions
    odd = replace(second, source=replace(second.source, title=ATTACK, outlet=ATTACK), speaker=ATTACK)
    one = Disagreement(ATTACK, "number", (first, odd))
    return replace(story(), agreements=(one, one))


@pytest.fixture(scope="module")
def served(serve_library: Serve) -> PageLibrary:
    return serve_library({"cost": story(), "hostile": hostile()}, library())


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1440)])
def test_the_versions_stand_side_by_side_and_open_their_places(
    open_page: Open, served: PageLibrary, scheme: str, width: int
) -> None:
    page = open_page(served.url, width, 900, color_scheme=scheme)
    answer = ask(page, "cost")
    table = answer.locator(".differing table")
    assert table.locator("caption").inner_text() == "The sources differ"
    assert table.locator("mark").all_inner_texts() == ["40,000 crowns", "18,500 crowns"]
    assert table.locator(".tag").all_inner_texts() == ["latest", "correction"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert findings(page, "versions") == []
    links = table.locator("a.place")
    assert [link.get_attribute("href").split("-")[0] for link in links.all()] == ["#c", "#v"]
    for link, quote in zip(links.all(), [one.quote for one in story().agreements[0].versions], strict=True):
        link.click()
        assert wait_for_passage(page, link) == quote


def test_words_that_attack_stay_words(open_page: Open, served: PageLibrary) -> None:
    page = open_page(served.url)
    answer = ask(page, "hostile")
    assert answer.locator(".differing caption").count() == 2
    answer.locator(".differing a.place").nth(1).click()
    page.wait_for_selector("#panel .card.active")
    unharmed(page)
