"""Addresses on the web in the library: what is taken for one, what becomes of it, and how it looks."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.desk import Failure
from onrecord.errors import LibraryError
from onrecord.ports import IngestReport, Progress
from tests.browser.fakes import library
from tests.ui.markup import read
from tests.ui.test_library_pages import parsed
from tests.ui.test_library_queue import ended
from ui.library.adding import LONGEST_ADDRESS, Adding
from ui.library.dialogs import preview_html
from ui.library.queue import Queue
from ui.library.queue_page import queue_html
from ui.library.table import shelf_html
from ui.library.view import View, rows_of, shown
from ui.say import speaking

PAGE, FEED = "https://wire.example/news/1?id=5", "http://wire.example/feed"
FOUND = {
    PAGE: [IngestReport(PAGE, "added", passages=4)],
    FEED: [
        IngestReport("https://wire.example/a", "unchanged"),
        IngestReport("https://wire.example/b", "added", passages=3),
        IngestReport("https://wire.example/c", "failed", "it has no text"),
        IngestReport("https://wire.example/d", "failed", "it is gone"),
    ],
    "https://none.example/": [],
    "https://down.example/": [IngestReport("https://down.example/", "failed", "no such host")],
}


class Fetcher:
    """Has a few addresses; waits before each page of one while its gate is shut."""

    def __init__(self) -> None:
        self.asked, self.gate, self.begun = list[str](), threading.Event(), threading.Event()
        self.gate.set()

    def ingest(
        self, paths: Sequence[str], collection: str = "default", progress: Progress | None = None
    ) -> Iterator[IngestReport]:
        """One report a page."""
        (address,) = paths
        self.asked.append(address)
        if "full" in address:
            raise LibraryError("the disk is full")
        for done, report in enumerate(FOUND[address]):
            if done:
                self.begun.set()
                assert self.gate.wait(60)
            assert progress
            progress(done, 4, report.location)
            yield report


def adding(folder: Path) -> tuple[Adding, Queue, Fetcher]:
    fetcher = Fetcher()
    queue = Queue(fetcher)
    return Adding(queue, folder / "uploads"), queue, fetcher


def test_addresses_go_as_they_are_through_the_queue_that_files_go_through(tmp_path: Path) -> None:
    adds, queue, fetcher = adding(tmp_path)
    before = queue.revision
    assert adds.add_addresses([PAGE, FEED, PAGE, "https://none.example/", "https://down.example/"], "press") == []
    jobs = ended(queue)
    assert fetcher.asked == [PAGE, FEED, "https://none.example/", "https://down.example/"]
    assert [(job.kind, job.state, job.status, job.pages, job.failed, job.passages) for job in jobs] == [
        ("address", "done", "added", 1, 0, 4),
        ("address", "done", "added", 4, 2, 3),
        ("address", "failed", "nothing", 0, 0, 0),
        ("address", "failed", "failed", 1, 1, 0),
    ]
    assert [job.reason for job in jobs] == ["", "it has no text", "", "no such host"]
    assert {job.collection for job in jobs} == {"press"}
    assert jobs[0].name == "wire.example/news/1?id=5"
    assert queue.revision >= before + 6, "the table is drawn anew after every page"
    assert not (tmp_path / "uploads").exists()


@pytest.mark.parametrize(
    "unfit",
    ["ftp://wire.example/a", "file:///etc/passwd", "javascript:alert(1)", "wire.example", "/etc/passwd",
     "https://wire.example/\x07", f"https://wire.example/{'a' * LONGEST_ADDRESS}"],
)  # fmt: skip
def test_what_is_no_address_is_given_back_and_the_rest_is_taken(tmp_path: Path, unfit: str) -> None:
    adds, queue, fetcher = adding(tmp_path)
    assert adds.add_addresses([unfit, PAGE], "press") == [unfit]
    assert [job.state for job in ended(queue)] == ["done"]
    assert fetcher.asked == [PAGE]


def test_a_feed_that_is_cancelled_keeps_what_it_brought(tmp_path: Path) -> None:
    adds, queue, fetcher = adding(tmp_path)
    fetcher.gate.clear()
    adds.add_addresses([FEED, PAGE], "press")
    assert fetcher.begun.wait(60)
    running, waiting = queue.state()
    assert (running.state, running.pages, queue.seconds_left()) == ("reading", 1, None)
    assert queue.cancel(running.id)
    assert queue.cancel(waiting.id)
    fetcher.gate.set()
    assert [(job.state, job.pages) for job in ended(queue)] == [("cancelled", 1), ("cancelled", 0)]
    assert fetcher.asked == [FEED]


class StepwiseFetcher(Fetcher):
    """Gives a say before each batch of a page, and one report on all of them, as the real one does."""

    def ingest_file(self, path: str, collection: str, step: Callable[[int], None], named: bool = True) -> IngestReport:
        """Three pages in two batches each."""
        self.asked.append(path)
        for _ in range(3):
            for stored in (0, 256):
                step(stored)
                self.begun.set()
                assert self.gate.wait(60)
        if "down" in path:
            return IngestReport(path, "failed", "no such host")
        return IngestReport(path, "added", "2 added, 1 failed; " + "it is gone; " * 100, passages=900)


def test_with_a_say_between_batches_the_running_page_is_given_up_and_those_before_it_stay(tmp_path: Path) -> None:
    fetcher = StepwiseFetcher()
    queue = Queue(fetcher)
    adds, before = Adding(queue, tmp_path / "uploads"), queue.revision
    adds.add_addresses([FEED, "https://down.example/"], "press")
    done, failed = ended(queue)
    assert (done.state, done.status, done.pages, done.passages) == ("done", "added", 3, 900)
    assert (failed.state, failed.reason) == ("failed", "no such host")
    assert queue.revision >= before + 5, "the table is drawn anew after every page"
    told = read(queue_html([done], 0.0)).one("remark").text
    assert told.startswith("3 pages · 900 passages · 2 added, 1 failed; it is gone;")
    assert len(told) < 500
    fetcher.begun.clear()
    fetcher.gate.clear()
    adds.add_addresses([PAGE], "press")
    assert fetcher.begun.wait(60)
    queue.cancel(queue.state()[-1].id)
    fetcher.gate.set()
    assert (ended(queue)[-1].state, ended(queue)[-1].pages) == ("cancelled", 0)


def test_an_address_is_tried_again_as_an_address(tmp_path: Path) -> None:
    adds, queue, fetcher = adding(tmp_path)
    adds.add_again([PAGE], "press")
    adds.add_addresses(["https://full.example/"], "press")
    jobs = ended(queue)
    assert fetcher.asked == [PAGE, "https://full.example/"]
    assert (jobs[1].state, jobs[1].reason) == ("failed", "the disk is full")


def test_the_queue_tells_how_many_pages_came_and_counts_no_files(tmp_path: Path) -> None:
    adds, queue, _ = adding(tmp_path)
    adds.add_addresses([PAGE, FEED, "https://none.example/"], "press")
    jobs = ended(queue)
    page = read(queue_html(jobs, 0.0))
    items = [" ".join(each.text.split()) for each in page.elements if each.tag == "li"]
    assert items == [
        "Not added none.example No page to add was found at this address.",
        "Added wire.example/news/1?id=5 4 passages",
        "Added wire.example/feed 4 pages · 2 of them not added · 3 passages · It has no text.",
    ]
    assert page.elements[0].text.startswith("Done; 1 could not be added")
    running = replace(jobs[1], state="reading", status="")
    with speaking("de"):
        words = " ".join(read(queue_html([running], None)).elements[0].text.split())
    assert words.startswith("Noch 1Dauer noch unbekannt")
    assert "Wird abgerufen wire.example/feed 4 Seiten" in words


def test_a_document_from_the_web_is_named_by_its_address_and_opened_there() -> None:
    document = library()[0]
    document = replace(document, source=replace(document.source, location='https://u:pw@wire.example/a?b="c"'))
    preview = read(preview_html(document))
    assert 'wire.example/a?b="c"' in preview.one("details").text
    assert "pw" not in preview.one("details").text
    link = preview.one("original")
    assert link.attributes["href"] == document.source.location
    assert (link.attributes["rel"], link.attributes["target"]) == ("noopener noreferrer", "_blank")
    for location in ("javascript:alert(1)//https://", "data:text/html,x", "/library/a.txt"):
        other = replace(document, source=replace(document.source, location=location))
        assert not read(preview_html(other)).all("original")


def test_an_address_that_failed_shows_its_host_and_path_and_no_ending_as_its_type() -> None:
    (row,) = rows_of((), [Failure("https://wire.com", "press", "it timed out; try again")])
    page = parsed(shelf_html(shown([row], View()), View(), (0, 1), tended=True))
    assert page.one("name").text == "wire.com"
    assert row.format == ""
