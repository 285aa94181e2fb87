"""The library tab in a real browser: adding, the queue, finding, correcting, deleting."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.assembly import open_parts
from onrecord.desk import Entry, Failure
from onrecord.settings import Settings
from onrecord.types import Document
from retriever.catalogue import LibraryCatalogue
from tests.browser.conftest import PageLibrary
from tests.browser.fakes import library, source
from tests.browser.library_fakes import FakeCatalogue
from tests.browser.library_page import Served, edit_by_keyboard, opened, queue, serving, titles, wait_for_titles
from tests.browser.serving import serve_in_thread
from tests.browser.steps import ask
from tests.ui.test_words import HOSTILE
from ui.app import build_app

Open = Callable[..., Any]
DROP = """([name, words]) => {
  const given = new DataTransfer();
  given.items.add(new File([words], name, { type: "text/plain" }));
  const place = document.querySelector("#files button");
  for (const kind of ["dragenter", "dragover", "drop"]) {
    place.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: given }));
  }
}"""


@pytest.fixture
def served(chromium: str, tmp_path: Path) -> Iterator[Served]:
    failures = [Failure("/library/scan 1998.pdf", "press", "there is no text layer in it; run it through OCR")]
    catalogue = FakeCatalogue(library(), failures)
    app, ingester = serving(catalogue, tmp_path)
    with serve_in_thread(app) as url:
        yield Served(url, catalogue, ingester, tmp_path / "uploads")
        ingester.go_on.set()


def test_files_go_through_the_queue_whatever_becomes_of_the_page(
    open_page: Open, served: Served, tmp_path: Path
) -> None:
    names = ("a.txt", "slow one.txt", "old.zip", "waits.txt", "Notiz über Häfen.txt")
    for name in names:
        (tmp_path / name).write_text(f"Words of {name}.", encoding="utf-8")
    page = opened(open_page, served.url)
    page.set_input_files("#files input[type=file]", [str(tmp_path / name) for name in names])
    page.wait_for_selector("#report li.indexing >> text=slow one.txt")
    page.wait_for_selector("#on-record tr:has-text('a.txt')")
    page.reload()
    page.click("#tab-documents-button")
    page.wait_for_selector("#report li.indexing >> text=slow one.txt")
    page.wait_for_selector("#report h3 >> text=4 files to go")
    assert "left" in page.locator("#report .left").inner_text()
    page.get_by_role("button", name="Cancel waits.txt").click()
    page.wait_for_selector("#report li.cancelled >> text=waits.txt")
    page.get_by_role("button", name="Cancel slow one.txt").click()
    page.wait_for_selector("#report >> text=Done; 1 file could not be added")
    rows = queue(page)
    assert rows[0] == "Not added old.zip Onrecord does not read this format; convert it to text or PDF."
    assert sorted(rows[1:]) == [
        "Added Notiz über Häfen.txt 1 passage",
        "Added a.txt 1 passage",
        "Cancelled slow one.txt",
        "Cancelled waits.txt",
    ]
    assert sorted(path.name for path in served.uploads.iterdir()) == ["Notiz über Häfen.txt", "a.txt", "old.zip"]
    failed = page.locator("#on-record tr.failed", has_text="old.zip")
    assert "convert it to text or PDF" in failed.inner_text()
    failed.get_by_role("button", name="Take off the list").click()
    page.wait_for_selector("#library-told >> text=1 file was taken off the list.")
    page.wait_for_selector("#on-record tr.failed >> text=old.zip", state="detached")
    page.click("#report >> text=Clear this list")
    page.wait_for_selector("#report .queue", state="detached")


def test_files_are_dropped_and_folders_chosen_into_a_collection_of_their_own(
    open_page: Open, served: Served, tmp_path: Path
) -> None:
    page = opened(open_page, served.url)
    page.evaluate(DROP, ["dropped.txt", "Dropped on the page."])
    page.wait_for_selector("#on-record tr:has-text('dropped.txt')")
    folder = tmp_path / "cuttings"
    (folder / "deep").mkdir(parents=True)
    for name in ("one.txt", "deep/two.md", ".DS_Store"):
        (folder / name).write_text(f"Words of {name}.", encoding="utf-8")
    page.fill("#into input", "Town hall / 7")
    page.keyboard.press("Tab")
    page.set_input_files("#folder input[type=file], input[webkitdirectory]", str(folder))
    page.wait_for_selector("#library-told .failed >> text=Nothing was added")
    page.fill("#into input", "Town hall")
    page.keyboard.press("Tab")
    page.set_input_files("#folder input[type=file], input[webkitdirectory]", str(folder))
    page.wait_for_selector("#on-record tr:has-text('two.md')")
    page.wait_for_selector("#library-told >> text=1 hidden file of the folder was left out.")
    assert sorted(path.name for path in (served.uploads / "Town hall").iterdir()) == ["one.txt", "two.md"]
    page.select_option("#shelf-tools .by-collection", "Town hall")
    wait_for_titles(page, "one", "two")


def wait_for_addresses(page: Any, text: str) -> None:
    """Wait until the field for them holds this."""
    page.wait_for_function("text => document.querySelector('#addresses textarea').value === text", arg=text)


def test_web_addresses_go_through_the_same_queue_and_what_is_none_stays_in_the_field(
    open_page: Open, served: Served
) -> None:
    page = opened(open_page, served.url)
    page.click("#fetch")
    page.wait_for_selector("#unfit .failed >> text=Write an address first")
    page.fill("#addresses textarea", "https://wire.example/slow?feed=1 file:///etc/passwd\nwire.example")
    page.click("#fetch")
    page.wait_for_selector("#unfit .failed >> text=The 2 that still stand here are no web addresses")
    wait_for_addresses(page, "file:///etc/passwd\nwire.example")
    page.wait_for_selector("#report li.reading >> text=wire.example/slow?feed=1")
    assert page.locator("#report .stage").inner_text() == "Fetching"
    row = page.locator("#on-record tr", has_text="Page of https://wire.example/slow?feed=1")
    row.wait_for()  # what it has brought so far is there
    page.get_by_role("button", name="Cancel wire.example/slow?feed=1").click()
    page.wait_for_selector("#report >> text=Done; 1 was cancelled")
    row.get_by_role("button", name="Page of").click()
    link = page.locator("#library-dialog a.original")
    link.wait_for()
    assert link.evaluate("it => [it.href, it.target, it.rel]") == [
        "https://wire.example/slow?feed=1", "_blank", "noopener noreferrer",
    ]  # fmt: skip
    page.keyboard.press("Escape")
    page.fill("#addresses textarea", "https://wire.example/b")
    page.locator("#addresses textarea").press("Shift+Enter")
    page.wait_for_selector("#report >> text=2 pages · 1 passage · 1 added, 1 failed")
    wait_for_addresses(page, "")
    page.wait_for_function("document.querySelector('#unfit').innerText.trim() === ''")
    assert (
        "no page at this address (404)"
        in page.locator("#on-record tr.failed", has_text="wire.example/b/2").inner_text()
    )
    assert served.ingester.locations == ["https://wire.example/slow?feed=1", "https://wire.example/b"]


def test_the_table_is_searched_sorted_and_limited(open_page: Open, served: Served) -> None:
    page = opened(open_page, served.url)
    wire, filing, note = (
        "Dredging halted at Pell Harbour",
        "Oldane Marine plc: annual report, extract",
        "Sediment in Pell Harbour: what is known",
    )
    assert titles(page) == [wire, filing, "scan 1998.pdf", note]
    page.fill("#shelf-tools input", "pell HARBOUR")
    wait_for_titles(page, wire, note)
    page.wait_for_function("document.activeElement.matches('#shelf-tools input')")  # typing goes on
    page.get_by_role("button", name="Date").click()
    page.get_by_role("button", name="Date").focus()
    page.wait_for_selector("th.date[aria-sort=ascending]")
    page.keyboard.press("Enter")
    page.wait_for_selector("th.date[aria-sort=descending]")
    wait_for_titles(page, note, wire)
    page.wait_for_function("document.activeElement.dataset.sort === 'date'")  # the focus stays where it was
    page.fill("#shelf-tools input", "zebra")
    page.wait_for_selector("#on-record >> text=Nothing matches")
    page.click("#on-record >> text=Show all")
    page.select_option("#shelf-tools .by-state", "failed")
    wait_for_titles(page, "scan 1998.pdf")


def test_what_is_asked_for_while_a_slow_library_answers_is_not_lost(
    open_page: Open, chromium: str, tmp_path: Path
) -> None:
    go_on, asked = threading.Event(), threading.Event()
    go_on.set()

    class Slow(FakeCatalogue):
        def entries(self) -> list[Entry]:
            asked.set()
            go_on.wait(60)
            return super().entries()

    failures = [Failure("/library/scan 1998.pdf", "press", "there is no text layer in it")]
    app, _ = serving(Slow(library(), failures), tmp_path)
    with serve_in_thread(app) as url:
        page = opened(open_page, url)
        go_on.clear()
        asked.clear()
        page.fill("#shelf-tools input", "marine")
        assert asked.wait(60)
        page.select_option("#shelf-tools .by-state", "failed")
        page.fill("#shelf-tools input", "scan")
        page.wait_for_timeout(400)  # longer than the field waits for another letter
        go_on.set()
        wait_for_titles(page, "scan 1998.pdf")
        page.fill("#shelf-tools input", "")
        page.select_option("#shelf-tools .by-state", "")
        page.wait_for_selector("#on-record tr:nth-child(4)")


def test_a_document_is_read_corrected_and_deleted_by_keyboard_alone(open_page: Open, served: Served) -> None:
    page = opened(open_page, served.url)
    page.locator("#on-record button.name").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#library-dialog[open] .words")
    assert "Nobody will move another shovel of mud" in page.locator("#library-dialog .words").inner_text()
    page.keyboard.press("Escape")
    page.wait_for_selector("#library-dialog[open]", state="detached")
    page.wait_for_function("document.activeElement.closest('tr') !== null")  # the focus returns to its row
    edit_by_keyboard(page)
    row = page.locator("#on-record tr", has_text="Zinc & <b>mud</b>")
    assert "May 2024" in row.inner_text()
    row.get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    page.wait_for_selector("#on-record .chosen >> text=1 chosen")
    page.locator("#on-record .chosen [data-all=remove]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#library-dialog >> text=Delete 1 document?")
    page.wait_for_function("document.activeElement.textContent === 'Keep'")  # Enter alone deletes nothing
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#library-told >> text=1 document was deleted. It is in no search any more")
    page.wait_for_selector("#on-record td.title >> text=Zinc & <b>mud</b>", state="detached")
    assert len(served.catalogue.by_id) == 2


def test_many_are_indexed_anew_and_deleted_and_one_that_cannot_be_says_why(open_page: Open, served: Served) -> None:
    first = next(iter(served.catalogue.by_id))
    served.catalogue.edit(first, title="Is stuck", author=None, outlet=None, published=None)
    page = opened(open_page, served.url)
    page.get_by_role("checkbox", name="Choose all on this page").check()
    page.wait_for_selector("#on-record .chosen >> text=4 chosen")
    page.click("#on-record .chosen [data-all=anew]")
    page.wait_for_selector("#report >> text=All files are done")
    assert len(served.catalogue.reindexed) == 3
    page.get_by_role("checkbox", name="Choose all on this page").check()
    page.click("#on-record .chosen [data-all=remove]")
    page.wait_for_selector("#library-dialog >> text=Delete 3 documents?")
    page.click("#library-dialog [data-remove]")
    page.wait_for_selector("#library-told >> text=2 documents were deleted.")
    assert "“Is stuck” could not be deleted. The disk is full." in page.locator("#library-told .failed").inner_text()
    wait_for_titles(page, "Is stuck", "scan 1998.pdf")


def test_on_a_phone_and_with_hostile_words_it_stays_a_list_that_can_be_used(
    open_page: Open, chromium: str, tmp_path: Path
) -> None:
    arabic = "مرفأ بيل: وقف التجريف"
    documents = [
        Document(source(f"h{n}.txt", text, text, "txt", outlet=text, collection="press"), text)
        for n, text in enumerate([*HOSTILE, arabic])
    ]
    catalogue = FakeCatalogue(documents, [Failure(f"/in/{HOSTILE[0]}", HOSTILE[1], HOSTILE[2])])
    app, _ = serving(catalogue, tmp_path)
    with serve_in_thread(app) as url:
        page = opened(open_page, url, width=390, height=800, locale="de-DE", color_scheme="dark")
        assert len(titles(page)) == len(HOSTILE) + 2
        assert {HOSTILE[0], arabic} < set(titles(page))
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.evaluate("window.PWNED") is None
        for text in (HOSTILE[0], arabic):
            page.locator("#on-record button.name", has_text=text).click()
            page.wait_for_selector("#library-dialog[open] .words")
            assert page.locator("#library-dialog .words").inner_text() == text
            page.get_by_role("button", name="Schließen").click()
            page.wait_for_selector("#library-dialog[open]", state="detached")
        page.select_option("#shelf-tools .by-sort", "state")
        page.wait_for_selector("#on-record tbody tr:last-child.failed")
        assert page.locator("#on-record script, #on-record iframe, #on-record img").count() == 0


def test_an_empty_library_says_what_to_do_and_examples_come_with_the_first_document(
    open_page: Open, chromium: str, tmp_path: Path
) -> None:
    app, _ = serving(FakeCatalogue([]), tmp_path)
    (tmp_path / "a.txt").write_text("The harbour is deep.", encoding="utf-8")
    with serve_in_thread(app) as url:
        page = open_page(url)
        page.wait_for_selector("#chat .welcome >> text=Nothing on record yet")
        page.click("#chat .welcome a.go")
        page.wait_for_selector("#on-record .nothing")
        page.set_input_files("#files input[type=file]", str(tmp_path / "a.txt"))
        page.wait_for_selector("#on-record tr:has-text('a.txt')")
        page.click("#tab-ask-button")
        page.wait_for_selector("#chat .example")


@pytest.mark.usefixtures("loaded_once")
def test_what_is_deleted_is_not_found_any_more(open_page: Open, chromium: str, tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text("The ferry Osprey sails at dawn from the north quay.", encoding="utf-8")
    with open_parts(Settings(library=tmp_path / "library")) as parts:
        catalogue, uploads = LibraryCatalogue(parts.library, parts.ingester.store), tmp_path / "library" / "uploads"
        app = build_app(
            parts.answerer, catalogue, parts.ingester, uploads=uploads, examples=[], allowed_hosts=["127.0.0.1"],
            catalogue=catalogue,
        )  # fmt: skip
        with serve_in_thread(app) as url:
            page = opened(open_page, url)
            page.set_input_files("#files input[type=file]", str(tmp_path / "ferry.txt"))
            page.wait_for_selector("#report >> text=Added")
            page.wait_for_selector("#on-record button.name >> text=ferry")
            page.locator("#on-record .menu summary").click()
            page.click("#on-record .menu [data-act=edit]")
            page.fill("#library-dialog input[name=title]", "Winter timetable")
            page.click("#library-dialog button.main")
            wait_for_titles(page, "Winter timetable")
            assert [hit.source.title for hit in parts.retriever.search("Osprey", 5)] == ["Winter timetable"]
            page.locator("#on-record .menu summary").click()
            page.click("#on-record .menu [data-act=remove]")
            page.click("#library-dialog [data-remove]")
            page.wait_for_selector("#library-told >> text=It is in no search any more")
            page.wait_for_selector("#on-record .nothing")
            assert parts.library.index.count() == parts.library.words.count() == 0
            assert list(uploads.iterdir()) == []


def test_a_shelf_that_can_only_be_read_is_listed_and_citations_work_after_a_look_at_it(
    open_page: Open, page_library: PageLibrary
) -> None:
    page = open_page(page_library.url)
    answer = ask(page, "Why was the dredging halted?")
    page.click("#tab-documents-button")
    page.wait_for_selector("#on-record td.title")
    assert titles(page)[0] == "Dredging halted at Pell Harbour"
    assert page.locator("#on-record :is(.menu, .pick)").count() == 0
    page.click("#tab-ask-button")
    answer.locator("a.cite").nth(1).click()
    page.wait_for_selector("#panel .card.active")
