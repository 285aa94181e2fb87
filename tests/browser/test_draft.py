"""A draft is checked in a real browser: as it comes, stopped, walked through by keyboard, taken along."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.serving import serve_in_thread
from tests.browser.steps import let_go
from tests.browser.tab_page import page_with
from tests.ui.drafts import DRAFT, ScriptedChecker
from ui.draft import DraftTab

Open = Callable[..., Any]
Served = tuple[str, ScriptedChecker]
HOSTILE = "<img src=x onerror='window.PWNED=1'> ${window.PWNED=1} {{x}} <script>window.PWNED=1</script> is wrong."


@pytest.fixture
def open_tab(open_page: Open) -> Open:
    """Opens the tab in a fresh profile, and watches it as ``open_page`` does."""

    def open_at(url: str, width: int = 1280, **options: Any) -> Any:
        page = open_page(url, width, 800, ready=["#tab-draft-button"], **options)
        show_tab(page)
        return page

    return open_at


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[str, ScriptedChecker]]:
    """The page, shared."""
    checker = ScriptedChecker()
    with serve_in_thread(page_with("draft", lambda: DraftTab(checker))) as url:
        yield url, checker


@pytest.fixture
def served(running: tuple[str, ScriptedChecker]) -> Iterator[tuple[str, ScriptedChecker]]:
    """The page over a checker that has done nothing yet."""
    _, checker = running
    checker.reset()
    yield running
    checker.go_on.set()


def show_tab(page: Any) -> None:
    page.click("#tab-draft-button")
    page.wait_for_selector("#draft-text textarea")
    page.wait_for_selector("#draft-result > .sr", state="attached")  # the tab's script has run


def check(page: Any, text: str) -> None:
    """Check a text and wait for the end, not for what an earlier one left."""
    page.fill("#draft-text textarea", text)
    before = page.evaluate("document.querySelector('#draft-sheet .sheet')?.dataset.run ?? ''")
    page.click("#draft-check")
    page.wait_for_function(
        "before => (document.querySelector('#draft-sheet .sheet.over')?.dataset.run ?? before) !== before", arg=before
    )
    page.wait_for_selector("#draft-summary .tools")


def found(page: Any, place: int) -> Any:
    """What is shown of a sentence, once it is there."""
    page.wait_for_selector(f'#draft-details .found[data-of="{place}"]')
    return page.locator("#draft-details .found")


def wait_for_text(page: Any, text: str) -> None:
    """Wait until the field holds it."""
    page.wait_for_function("text => document.querySelector('#draft-text textarea').value === text", arg=text)


def current(page: Any) -> str | None:
    place: str | None = page.locator('.sent[aria-current="true"]').get_attribute("data-i")
    return place


def saved(page: Any, kind: str) -> tuple[str, bytes]:
    """The file that an export gives."""
    with page.expect_download() as download:
        page.click(f'[data-kind="{kind}"]')
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_draft_comes_back_sentence_by_sentence(open_tab: Open, served: Served) -> None:
    url, checker = served
    page = open_tab(url)
    page.fill("#draft-text textarea", f"{DRAFT}\n{HOSTILE}\n\nThe slow one. The last one.")
    page.press("#draft-text textarea", "Control+Enter")
    page.wait_for_selector("#draft-sheet .sent.supported")
    assert checker.waiting.wait(60)
    page.wait_for_function("document.activeElement.matches('#draft-sheet .sheet')")
    page.keyboard.type("/?x")  # goes nowhere: whoever asked for a check was led to what comes of it
    assert page.input_value("#draft-text textarea").endswith("The last one.")
    page.keyboard.press("Escape")
    assert "Select a sentence" in page.locator("#draft-details").inner_text()
    assert page.locator("#draft-sheet .sent.pending").count() >= 2
    assert re.fullmatch(r"\d+ of \d+ sentences", page.locator("#draft-summary .far").inner_text())
    checker.go_on.set()
    page.wait_for_selector("#draft-summary .tools")
    page.wait_for_selector("#draft-sheet .sheet.over")
    assert page.locator("#draft-sheet .sent.pending").count() == 0
    assert page.locator("#draft-sheet .sheet").inner_text().count("<script>window.PWNED=1</script>") == 1
    page.wait_for_function("document.querySelector('#draft-result > .sr').innerText.trim().endsWith('not supported')")
    assert page.locator(".sheet .block").first.inner_text() == "# Mercury in Pell Harbour"
    page.locator(".sent.doubtful", has_text="PWNED").first.click()
    page.wait_for_selector("#draft-details .found >> text=PWNED=1")
    assert page.evaluate("window.PWNED") is None


def test_who_goes_on_typing_is_left_there(open_tab: Open, served: Served) -> None:
    url, checker = served
    page = open_tab(url)
    field = "#draft-text textarea"
    page.fill(field, "The slow one. The wrong one.")
    page.press(field, "Control+Enter")
    assert checker.waiting.wait(60)
    page.wait_for_selector("#draft-sheet .sheet")
    page.click(field)
    page.keyboard.press("Control+End")
    page.keyboard.type(" More")
    checker.go_on.set()
    found(page, 1).get_by_text("No passage says").first.wait_for()
    page.keyboard.type(" of it.")
    assert page.input_value(field) == "The slow one. The wrong one. More of it."


def test_whoever_presses_stop_by_keyboard_is_not_lost_with_the_button(open_tab: Open, served: Served) -> None:
    url, checker = served
    page = open_tab(url)
    page.fill("#draft-text textarea", "The first one. The slow second one. The third one.")
    page.click("#draft-check")
    page.locator("#draft-sheet .sent.supported").focus()
    page.keyboard.press("Enter")
    assert checker.waiting.wait(60)
    page.locator("#draft-summary .stop").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#draft-summary .tools")
    page.wait_for_function("document.activeElement.dataset.i === '0'")


def test_two_tabs_of_a_browser_keep_the_later_text(open_tab: Open, served: Served) -> None:
    url, _ = served
    first = open_tab(url)
    first.fill("#draft-text textarea", "The earlier text.")
    first.wait_for_function("localStorage.getItem('onrecord-draft') === 'The earlier text.'")
    second = first.context.new_page()
    second.goto(url)
    show_tab(second)
    wait_for_text(second, "The earlier text.")
    second.fill("#draft-text textarea", "The later text.")
    second.wait_for_function("localStorage.getItem('onrecord-draft') === 'The later text.'")
    first.reload()  # leaves its old text, and is not to keep it
    show_tab(first)
    wait_for_text(first, "The later text.")


def test_it_is_walked_through_by_keyboard(open_tab: Open, served: Served) -> None:
    url, _ = served
    page = open_tab(url)
    check(page, DRAFT)
    page.wait_for_selector("#draft-sheet .sheet.over")
    page.wait_for_function("document.activeElement.matches('.sent.doubtful')")  # led on from the button
    doubtful = page.locator("#draft-sheet .sent.doubtful").evaluate_all("all => all.map(one => one.dataset.i)")
    assert doubtful == ["2", "3", "6"]
    keys = "k j j j k Home ArrowDown ArrowDown ArrowUp".split()
    for key, place in zip(keys, "236631232", strict=True):
        page.keyboard.press(key)
        assert current(page) == place
        assert page.evaluate("document.activeElement.dataset.i") == place
    assert "No passage says “wrong”" in found(page, 2).inner_text()
    assert found(page, 2).locator("mark").inner_text() == "She put the cost of the delay at 40,000 crowns a day."
    assert found(page, 2).locator("a.original").get_attribute("href") == "originals/wire"
    page.click('[data-show="doubtful"]')
    assert page.locator('[data-show="doubtful"]').get_attribute("aria-pressed") == "true"
    assert page.locator(".sent:visible").count() == len(doubtful)
    page.click('[data-show="all"]')
    assert page.locator(".sent:visible").count() > len(doubtful)


def test_it_is_stopped_checked_again_and_taken_along(open_tab: Open, served: Served) -> None:
    url, checker = served
    page = open_tab(url)
    page.click("#draft-check")
    assert "nothing to check yet" in page.locator("#draft-note .failed").inner_text()
    page.fill("#draft-text textarea", "The first one. The slow second one. The third one.")
    page.click("#draft-check")
    assert checker.waiting.wait(60)
    page.wait_for_selector("#draft-sheet .sent.supported")
    page.click("#draft-summary .stop")
    page.wait_for_selector("#draft-summary .tools")
    assert page.locator("#draft-summary .failed").inner_text() == "Stopped: 1 of 3 sentences are checked."
    page.locator(".sent").nth(2).click()
    assert "not reached" in found(page, 2).inner_text()
    checker.go_on.set()

    text = f"{DRAFT}\n=1+1 is half of it."
    check(page, text)
    assert page.locator("#draft-text textarea").input_value() == text
    assert "Stopped" not in page.locator("#draft-summary").inner_text()
    page.wait_for_selector("#draft-sheet .sheet.over")
    assert "No passage says “wrong”" in found(page, 2).inner_text()
    assert "third" not in checker.checked[2]
    for kind, beginning in (("md", b"# Checked draft"), ("html", b"<!doctype html>"), ("docx", b"PK")):
        name, content = saved(page, kind)
        assert re.fullmatch(rf"checked-draft-\d{{4}}-\d\d-\d\d\.{kind}", name)
        assert content.startswith(beginning)
    _, table = saved(page, "csv")
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert len(rows) == 7
    assert rows[-1][3] == "'=1+1 is half of it."
    with page.expect_download():
        page.click('[data-kind="csv"]')  # the same once more


def test_while_a_file_is_on_its_way_it_is_said(open_tab: Open, served: Served, tmp_path: Path) -> None:
    draft, held = tmp_path / "Entwurf.txt", list[Any]()
    draft.write_text(DRAFT, encoding="utf-8")
    page = open_tab(served[0])
    page.route("**/gradio_api/upload*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
    page.set_input_files("#tab-draft input[type=file], #draft input[type=file]", str(draft))
    page.wait_for_selector("#draft .waiting >> text=Uploading Entwurf.txt …")
    let_go(page, held)
    page.wait_for_selector("#draft-note .note >> text=Entwurf.txt is read")
    page.wait_for_function("document.querySelector('#draft .waiting').innerText === ''")


def test_the_text_is_kept_opened_from_a_file_and_cleared(open_tab: Open, served: Served, tmp_path: Path) -> None:
    good, bad, long = tmp_path / "Entwurf.txt", tmp_path / "old.zip", tmp_path / "long.txt"
    good.write_text(DRAFT, encoding="utf-8")
    bad.write_bytes(b"PK")
    long.write_text("word " * 20_001, encoding="utf-8")
    url, _ = served
    page = open_tab(url)
    page.set_input_files("#tab-draft input[type=file], #draft input[type=file]", str(good))
    page.wait_for_selector("#draft-note .note >> text=Entwurf.txt is read")
    wait_for_text(page, DRAFT)
    page.wait_for_selector(f"#draft-count >> text={len(DRAFT)} of 100,000 characters")
    for path, words in (
        (bad, "old.zip could not be read: Old.zip: Onrecord does not read"),
        (long, "holds 100,005"),
    ):
        page.set_input_files("#tab-draft input[type=file], #draft input[type=file]", str(path))
        page.wait_for_selector(f"#draft-note .failed >> text={words}")
        assert "/" not in page.locator("#draft-note").inner_text()
        assert page.locator("#draft-text textarea").input_value() == DRAFT

    page.reload()
    show_tab(page)
    wait_for_text(page, DRAFT)
    page.click("#draft-check")
    page.wait_for_selector("#draft-summary .tools")
    assert "2 supported" in page.locator("#draft-summary").inner_text()
    page.fill("#draft-text textarea", "x" * 100_001)
    page.wait_for_selector(".count.over")
    page.click("#draft-check")
    page.wait_for_selector("#draft-note .failed >> text=one character too long")
    page.click("#draft-clear")
    page.wait_for_selector("#draft-sheet .sheet", state="detached")
    wait_for_text(page, "")
    page.wait_for_function("!localStorage.getItem('onrecord-draft')")


def test_on_a_phone_what_was_found_opens_under_the_sentence_and_in_the_dark_it_is_german(
    open_tab: Open, served: Served
) -> None:
    url, checker = served
    page = open_tab(url, width=390, color_scheme="dark", locale="de-DE")
    check(page, DRAFT)
    assert "2 belegt" in page.locator("#draft-summary").inner_text()
    page.locator(".sent.unsupported").first.click()
    page.wait_for_selector(".under .found")
    under, sentence = page.locator(".under").bounding_box(), page.locator(".sent.unsupported").first.bounding_box()
    assert under["y"] > sentence["y"]
    assert "Nicht belegt" in page.locator(".under").inner_text()
    assert not page.locator("#draft-details").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    checker.empty = True
    page.click("#draft-check")
    page.wait_for_selector("#draft-summary .failed >> text=Noch ist nichts aufgenommen")
    page.wait_for_selector(".under", state="detached")


def test_what_another_document_says_otherwise_is_read_first_and_once(open_tab: Open, served: Served) -> None:
    page = open_tab(served[0])
    check(page, "It is disputed that the delay costs 90,000 crowns a day.")
    page.locator(".sent").first.click()
    shown = found(page, 0)
    assert shown.locator("h3").all_inner_texts()[-2:] == ["Another document says otherwise", "Nearest passages"]
    assert shown.locator("article.hit").count() == 2
    assert shown.locator("article.hit mark").first.inner_text().endswith("60,000 crowns a day, Mara Venn wrote.")
    assert "said Mara Venn" in shown.locator("article.hit .where").first.inner_text()
    assert "60,000 there, not 90,000" in saved(page, "md")[1].decode().replace("\\", "")
