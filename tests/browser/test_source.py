"""The source pane in a real browser: the page of a PDF with the quoted words marked, and all that is done with it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from ingest.originals import FileOriginals
from onrecord.types import Document
from tests.browser.fakes import (
    FakeIngester,
    FakeShelf,
    ScriptedAnswerer,
    answered,
    hit,
    library,
    quoting,
    refused,
    source,
)
from tests.browser.fakes import cite as cited
from tests.browser.serving import serve_in_thread
from tests.browser.source_page import (
    FIRST,
    HOSTILE,
    PAGES,
    SECOND,
    SourcePage,
    lies_over,
    make_pdf,
    places,
    wait_for_page,
)
from tests.browser.steps import ask, cite, let_go, wait_for_passage
from ui.app import build_app

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[SourcePage]:
    folder = tmp_path_factory.mktemp("source")
    note = make_pdf(folder / "<b>briefing & co.pdf")
    wire, *_ = library()
    shelf = FakeShelf([wire, note])
    quotes = [
        cited(1, wire, "Two barges stood idle at the north quay on Thursday afternoon."),
        cited(2, note, FIRST),
        cited(3, note, SECOND),
    ]
    begin = note.text.index("The next samples")
    script = {
        "learn": answered("When did it learn?", quotes, [quoting(one) for one in quotes]),
        "paid": refused("Who paid?", [hit(note, begin, len(note.text)), hit(wire, 640, 930)]),
    }
    originals = FileOriginals(shelf, folder / "cache")
    app = build_app(
        ScriptedAnswerer(script), shelf, FakeIngester(shelf), uploads=folder / "uploads", examples=[],
        allowed_hosts=["127.0.0.1"], originals=originals,
    )  # fmt: skip
    with serve_in_thread(app) as url:
        yield SourcePage(url, folder / "<b>briefing & co.pdf", shelf, note)


def test_a_mark_opens_the_page_with_the_words_marked(open_page: Open, served: SourcePage) -> None:
    page = open_page(served.url)
    answer = ask(page, "When did it learn?")
    link = cite(answer, 2)
    link.click()
    card = wait_for_page(page, link)
    (box,) = places(card.locator(".sheet"))
    assert lies_over(box, 1, FIRST)
    assert card.locator(".surroundings").is_hidden()
    assert card.locator("figcaption").inner_text().startswith("Page 2 of 3")
    assert FIRST in card.locator("figcaption .sr").text_content()
    shape = card.locator(".sheet").bounding_box()
    assert abs(shape["height"] / shape["width"] - 842 / 595) < 0.02
    third = wait_for_page(page, click(cite(answer, 3)))
    (box,) = places(third.locator(".sheet"))
    assert lies_over(box, 2, PAGES[1][2]), "of the part that stands on the next page nothing is marked on this one"
    assert "continues on the next page" in third.locator("figcaption").inner_text()
    first = cite(answer, 1)
    first.click()
    assert wait_for_passage(page, first).startswith("Two barges"), "a document without pages shows its text"
    page.locator("#panel .choose", has_text="Text").click()
    cite(answer, 2).click()
    assert wait_for_passage(page, cite(answer, 2)) == FIRST
    page.reload()
    page.wait_for_selector("#chat .welcome, #chat .answer")
    assert page.evaluate("document.documentElement.dataset.sourceview") == "text"
    assert page.evaluate("window.PWNED") is None


def click(link: Any) -> Any:
    link.click()
    return link


def test_quotes_are_walked_by_keys(open_page: Open, served: SourcePage) -> None:
    page = open_page(served.url)
    answer = ask(page, "When did it learn?")
    page.wait_for_selector("#panel .walk")
    assert page.locator("#panel .walk .place").inner_text() == "3 passages"
    answer.click(position={"x": 2, "y": 2})
    for keys, place in (("n", 1), ("n", 2), ("n", 3), ("n", 1), ("p", 3), ("p", 2)):
        page.keyboard.press(keys)
        page.wait_for_function(
            "words => document.querySelector('#panel .walk .place').textContent === words", arg=f"{place} of 3"
        )
        assert page.locator("#panel .card.active .number").inner_text() == f"[{place}]"
        assert page.locator("#chat a.cite.open").inner_text().strip("\u2060") == f"[{place}]"


_SHAPE = """ratio => { const sheet = document.querySelector("#viewer .sheet"), box = sheet.getBoundingClientRect();
  return !sheet.matches(".awaited, .turned") && Math.abs(box.width / box.height - ratio) < 0.02; }"""


def test_a_page_is_enlarged_and_turned_by_keys(open_page: Open, served: SourcePage) -> None:
    page = open_page(served.url)
    wait_for_page(page, click(cite(ask(page, "When did it learn?"), 2)))
    page.locator("#panel .card.active .sheet").focus()
    page.keyboard.press("Enter")
    viewer = page.locator("#viewer")
    viewer.wait_for()
    page.wait_for_function("document.querySelector('#viewer img').naturalWidth > 0")
    assert lies_over(places(viewer.locator(".sheet"))[0], 1, FIRST)
    fit = viewer.locator(".sheet").bounding_box()["width"]
    page.keyboard.press("+")
    assert viewer.locator(".sheet").bounding_box()["width"] == pytest.approx(fit * 1.25, rel=0.02)
    assert lies_over(places(viewer.locator(".sheet"))[0], 1, FIRST), "the marks grow with the page"
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('#viewer .frame').scrollLeft > 0")
    assert viewer.locator(".place").inner_text() == "Page 2 of 3", "what is too wide is moved, not turned"
    page.keyboard.press("0")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('#viewer .place').textContent === 'Page 3 of 3'")
    assert places(viewer.locator(".sheet")) == []
    assert viewer.get_by_role("button", name="Next page").is_disabled()
    page.keyboard.press("n")
    assert page.locator("#panel .card.active .number").inner_text() == "[2]", "keys of the page rest meanwhile"
    page.keyboard.press("Home")
    page.wait_for_function("document.querySelector('#viewer .place').textContent === 'Page 1 of 3'")
    page.wait_for_function(_SHAPE, arg=842 / 595)
    page.keyboard.press("PageDown")
    page.wait_for_function(_SHAPE, arg=595 / 842)
    page.keyboard.press("Escape")
    viewer.wait_for(state="detached")
    page.wait_for_function("document.activeElement.className === 'sheet'")


def test_a_quote_is_copied_with_its_reference_and_its_file_opened(open_page: Open, served: SourcePage) -> None:
    page = open_page(served.url, permissions=["clipboard-read", "clipboard-write"])
    ask(page, "When did it learn?")
    page.wait_for_selector("#panel .walk")
    card = page.locator("#panel .card").nth(1)
    copied = {}
    for style in ("Chicago", "APA"):
        page.locator("#panel .choose", has_text=style).click()
        card.locator(".copyquote").click()
        card.locator(".copyquote", has_text="Copied").wait_for()
        copied[style] = page.evaluate("navigator.clipboard.readText()")
        card.locator(".copyquote", has_text="Copy quote").wait_for()
    assert all(words.startswith(f"“{FIRST}”") and HOSTILE[:19] in words for words in copied.values())
    assert copied["Chicago"] != copied["APA"]
    address = card.locator("a.original").evaluate("a => a.href")
    found = page.request.get(address)
    assert (found.status, found.headers["content-type"]) == (200, "application/pdf")
    assert found.body() == served.pdf.read_bytes()
    assert page.locator("#panel .card").first.locator("a.original").count() == 0, "no file of it is there"
    assert "no longer where it was" in page.locator("#panel .note.file").inner_text()


def test_on_a_phone_the_nearest_passages_are_pages_too(open_page: Open, served: SourcePage) -> None:
    page = open_page(served.url, 390, 844, color_scheme="light", has_touch=True)
    answer = ask(page, "Who paid?")
    answer.locator("a.go").tap()
    page.wait_for_function("document.activeElement.classList.contains('panel')")
    page.locator("#panel .step").last.tap()
    page.wait_for_function("document.activeElement.classList.contains('card')")
    card = page.locator("#panel .card.active")
    card.locator(".sheet .box").first.wait_for(state="attached")
    assert lies_over(places(card.locator(".sheet"))[0], 1, PAGES[2][1])
    for control in card.locator("a, button").all():
        box = control.bounding_box()
        assert box is None or box["height"] >= 24 or control.evaluate("e => getComputedStyle(e).display") == "inline"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    card.locator(".sheet").tap()
    page.wait_for_selector("#viewer[open] img")
    assert page.locator("#viewer").bounding_box()["width"] <= 390
    rows = page.locator("#viewer .tool").evaluate_all("them => them.map((it) => it.getBoundingClientRect().top)")
    assert len(set(rows)) == 1
    page.get_by_role("button", name="Close").tap()
    card.locator(".back").tap()
    page.wait_for_function("document.activeElement.closest('#chat') !== null")


def test_a_file_that_changed_is_never_shown_as_what_was_quoted(open_page: Open, served: SourcePage) -> None:
    page = open_page(served.url)
    answer = ask(page, "When did it learn?")
    wait_for_page(page, click(cite(answer, 2)))
    before = served.pdf.read_bytes()
    served.pdf.write_bytes(before.replace(b"Briefing", b"Breefing") + b"\n%")
    try:
        cite(answer, 2).click()
        page.wait_for_function("document.querySelectorAll('#panel .note.file').length === 3")
        assert page.locator("#panel figure").count() == 0
        assert "has changed since it was taken in" in page.locator("#panel .note.file").nth(1).inner_text()
        assert wait_for_passage(page, cite(answer, 2)) == FIRST
    finally:
        served.pdf.write_bytes(before)
    served.shelf.by_id[served.document.source.document_id] = replace(
        served.document, source=replace(served.document.source, sha256="0" * 64)
    )
    try:
        cite(answer, 3).click()
        page.wait_for_selector("#panel .note.changed")
        assert page.locator("#panel figure").count() == 0
    finally:
        served.shelf.by_id[served.document.source.document_id] = served.document


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[str]:
    """A page over two answers whose passages look alike but for their words, and one of two passages."""
    folder = tmp_path_factory.mktemp("letters")
    found = []
    for name, fee in PEOPLE.items():
        text = f"{name} wrote to the council.\n\n{MANY}The fee was {fee} crowns. {MANY}"
        found.append(Document(source(f"{fee}.txt", "A letter", text, "txt"), text))
    first, second = (
        cited(1, one, f"The fee was {fee} crowns.") for one, fee in zip(found, PEOPLE.values(), strict=True)
    )
    both = [first, replace(second, number=2)]
    script = {
        "one": answered("one", [first], [quoting(first)]),
        "other": answered("other", [second], [quoting(second)]),
        "both": answered("both", both, [quoting(each) for each in both]),
    }
    shelf = FakeShelf(found)
    app = build_app(
        ScriptedAnswerer(script), shelf, FakeIngester(shelf), uploads=folder / "uploads", examples=[],
        allowed_hosts=["127.0.0.1"],
    )  # fmt: skip
    with serve_in_thread(app) as url:
        yield url


PEOPLE = {"Brita Halloran": "forty", "Odile Marchetti": "sixty"}
MANY = "A line of this letter says that the quay is old. " * 30


def test_a_mark_of_an_answer_that_looks_just_like_the_one_shown_opens_its_own_passage(
    open_page: Open, letters: str
) -> None:
    page = open_page(letters)
    first, second = ask(page, "one?"), ask(page, "other?")
    page.wait_for_function("document.querySelector('#panel mark')?.textContent.includes('sixty')")
    assert wait_for_passage(page, click(cite(first, 1))) == "The fee was forty crowns."
    assert page.locator("#panel .walk .place").inner_text() == "1 of 1"
    assert wait_for_passage(page, click(cite(second, 1))) == "The fee was sixty crowns."
    assert page.locator("#panel .walk .place").inner_text() == "1 of 1"


_WHOLE_LINE = """() => { const text = document.querySelector("#panel .card.active .surroundings");
  const line = parseFloat(getComputedStyle(text).lineHeight), above = parseFloat(getComputedStyle(text).paddingTop);
  const over = (text.scrollTop - above) / line;
  return text.scrollTop > 0 && Math.abs(over - Math.round(over)) < 0.1; }"""
_HEAD = """() => { const [head, words, card] = [".head", ".head h2", ".card.active"].map(
    (each) => document.querySelector(`#panel ${each}`).getBoundingClientRect());
  const top = document.getElementById("sources").getBoundingClientRect().top;
  return words.top >= top && card.top >= head.bottom - 1 && card.top < innerHeight - 100; }"""


def test_copying_neither_moves_what_is_read_nor_takes_the_focus(open_page: Open, letters: str) -> None:
    page = open_page(letters)
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")  # as without https
    page.reload()
    page.wait_for_selector("#chat .welcome")
    answer = ask(page, "both?")
    assert wait_for_passage(page, click(cite(answer, 1))).endswith("forty crowns.")
    page.wait_for_function(_HEAD)
    page.wait_for_function(_WHOLE_LINE)
    page.keyboard.press("n")
    card = page.locator("#panel .card.active", has_text="sixty")
    card.wait_for()
    page.wait_for_function(_HEAD)
    text = card.locator(".surroundings")
    text.evaluate("text => { text.scrollTop = 7; }")
    card.locator(".copyquote").press("Enter")
    card.locator(".copyquote", has_text="Copied").wait_for()
    card.locator(".copyquote", has_text="Copy quote").wait_for()
    assert text.evaluate("text => text.scrollTop") == 7
    assert card.evaluate("card => card.classList.contains('active')")
    assert page.evaluate("document.activeElement.className") == "copyquote"


def test_a_picture_that_did_not_come_is_asked_for_again(open_page: Open, served: SourcePage) -> None:
    page = open_page(served.url)
    page.route("**/pages/**", lambda route: route.abort())
    answer = ask(page, "When did it learn?")
    cite(answer, 2).click()
    page.locator("#panel .card.active figcaption .failed").wait_for()
    page.unroute("**/pages/**")
    wait_for_page(page, click(cite(answer, 2)))
    assert page.locator("#panel .card.active figcaption .failed").count() == 0
    held = list[Any]()

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/*w=1200*", hold)
    picture = page.locator("#panel .card.active .leaf img")
    picture.evaluate("it => { it.src = it.src.replace('w=900', 'w=1200'); }")  # as if another page came
    page.wait_for_function("it => getComputedStyle(it).visibility === 'hidden'", arg=picture.element_handle())
    let_go(page, held)
    page.wait_for_function("it => getComputedStyle(it).visibility === 'visible'", arg=picture.element_handle())
