"""The documents tab in a real browser: what is on record, and adding to it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.browser.conftest import PageLibrary, Serve
from tests.browser.fakes import library
from tests.browser.steps import ask

Open = Callable[..., Any]


def upload(page: Any, *paths: Path) -> list[str]:
    """Add files, wait for a line for each, and give the lines."""
    page.set_input_files("#files input[type=file]", [str(path) for path in paths])
    page.wait_for_function("n => document.querySelectorAll('#report li:not(.doing)').length === n", arg=len(paths))
    page.wait_for_selector("#report .doing", state="detached")
    lines: list[str] = page.locator("#report li").all_inner_texts()
    return [" ".join(line.split()) for line in lines]


def test_what_is_on_record_is_listed(open_page: Open, page_library: PageLibrary) -> None:
    page = open_page(page_library.url)
    page.click("#tab-documents-button")
    page.wait_for_selector("#on-record td.title")
    assert page.locator("#on-record h2").inner_text() == "3 documents on record"
    assert page.locator("#on-record td.title").all_inner_texts()[0] == "Dredging halted at Pell Harbour"


def test_each_uploaded_file_gets_a_line_and_one_failure_stops_none(
    open_page: Open, serve_library: Serve, tmp_path: Path
) -> None:
    served = serve_library({}, library())
    note, archive, other = tmp_path / "Notiz über Häfen.txt", tmp_path / "old.zip", tmp_path / "z.md"
    note.write_text("Der Hafen ist tief.", encoding="utf-8")
    archive.write_bytes(b"PK")
    other.write_text("Deep enough.", encoding="utf-8")
    page = open_page(served.url)
    page.click("#tab-documents-button")
    assert upload(page, note, archive, other) == [
        "Added Notiz über Häfen.txt 1 passage",
        "Not added old.zip Onrecord does not read this format; convert it to text or PDF.",
        "Added z.md 1 passage",
    ]
    page.wait_for_selector("#on-record h2 >> text=5 documents on record")
    assert (served.uploads / note.name).read_text(encoding="utf-8") == "Der Hafen ist tief."
    page.wait_for_selector("#files input[type=file]", state="attached")
    assert upload(page, note) == ["Unchanged Notiz über Häfen.txt"]


def test_an_empty_library_says_what_to_do_and_examples_come_with_the_first_document(
    open_page: Open, serve_library: Serve, tmp_path: Path
) -> None:
    served = serve_library({}, [])
    page = open_page(served.url)
    page.wait_for_selector("#chat .welcome >> text=Nothing on record yet")
    assert page.locator("#chat .example").count() == 0
    page.click("#chat .welcome a.go")
    page.wait_for_selector("#on-record .nothing")
    (tmp_path / "a.txt").write_text("The harbour is deep.", encoding="utf-8")
    upload(page, tmp_path / "a.txt")
    page.click("#tab-ask-button")
    page.wait_for_selector("#chat .example")
    assert "What do your documents say?" in page.locator("#chat .welcome").inner_text()


def test_citations_still_work_after_a_look_at_the_documents(open_page: Open, page_library: PageLibrary) -> None:
    page = open_page(page_library.url)
    answer = ask(page, "Why was the dredging halted?")
    page.click("#tab-documents-button")
    page.wait_for_selector("#on-record td.title")
    page.click("#tab-ask-button")
    answer.locator("a.cite").nth(1).click()
    page.wait_for_selector("#panel .card.active")
    assert page.locator("#panel .card.active .number").inner_text() == "[2]"
