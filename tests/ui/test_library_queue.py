"""The queue: one after another, each file by itself, and what is cancelled leaves nothing behind."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.errors import LibraryError, UnknownDocument
from onrecord.ports import IngestReport, Progress
from ui.library.jobs import Job
from ui.library.queue import Queue
from ui.library.taking import Upload
from ui.uploads import stage


class Ingester:
    """Takes every file in; waits at a gate where it is shut, and does as a file's name says."""

    def __init__(self) -> None:
        self.taken, self.gate = list[tuple[str, str]](), threading.Event()
        self.gate.set()
        self.begun = threading.Event()

    def ingest(
        self, paths: Sequence[str], collection: str = "default", progress: Progress | None = None
    ) -> Iterator[IngestReport]:
        """Without steps."""
        (path,) = paths
        yield self._report(path, collection)

    def _report(self, path: str, collection: str) -> IngestReport:
        self.begun.set()
        assert self.gate.wait(60)
        name = Path(path).name
        self.taken.append((name, collection))
        if "bad" in name:
            return IngestReport(path, "failed", "it is empty")
        if "full" in name:
            raise LibraryError("the disk is full")
        if "bug" in name:
            raise KeyError("bug")
        return IngestReport(path, "added", passages=3)


class Stepwise(Ingester):
    """With a step before every batch."""

    def ingest_file(self, path: str, collection: str, step: Callable[[int], None], named: bool = True) -> IngestReport:
        """Three batches; no picture is read."""
        if path.endswith(".jpg") and not named:
            return IngestReport(path, "skipped", "Onrecord does not read .jpg")
        for stored in (0, 256, 512):
            step(stored)
            self.begun.set()
            assert self.gate.wait(60)
        return self._report(path, collection)


def upload(folder: Path, name: str, words: str = "words") -> Upload:
    source = folder / "outside" / name
    source.parent.mkdir(exist_ok=True)
    source.write_text(words, encoding="utf-8")
    staged = stage(source, folder / "uploads" / name)
    return Upload(str(staged.target), name, staged)


def ended(queue: Queue) -> list[Job]:
    """The jobs, once none is active."""
    deadline = time.monotonic() + 60
    while any(job.active for job in queue.state()):
        assert time.monotonic() < deadline, queue.state()
        time.sleep(0.005)
    return list(queue.state())


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "uploads").iterdir())


@pytest.mark.parametrize("kind", [Ingester, Stepwise])
def test_a_bad_file_stops_none_of_the_others(
    tmp_path: Path, kind: type[Ingester], caplog: pytest.LogCaptureFixture
) -> None:
    queue = Queue(kind())
    names = ["a.txt", "bad.txt", "full.txt", "bug.txt", "z.txt"]
    with caplog.at_level(logging.CRITICAL):
        queue.submit([upload(tmp_path, name) for name in names], "press")
        jobs = ended(queue)
    assert [(job.name, job.state, job.status, job.reason) for job in jobs] == [
        ("a.txt", "done", "added", ""),
        ("bad.txt", "failed", "failed", "it is empty"),
        ("full.txt", "failed", "failed", "the disk is full"),
        ("bug.txt", "failed", "ours", "KeyError"),
        ("z.txt", "done", "added", ""),
    ]
    assert {job.collection for job in jobs} == {"press"}
    assert (jobs[0].passages, jobs[0].size) == (3, 5)
    assert left(tmp_path) == ["a.txt", "bad.txt", "z.txt"], "what could not even be tried again is not kept"


def test_a_waiting_file_is_cancelled_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    ingester = Ingester()
    ingester.gate.clear()
    queue = Queue(ingester)
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "b.txt").write_text("before", encoding="utf-8")
    first, second = queue.submit([upload(tmp_path, "a.txt"), upload(tmp_path, "b.txt", "after")], "default")
    assert ingester.begun.wait(60)
    assert queue.cancel(second.id)
    assert [job.state for job in queue.state()] == ["reading", "cancelled"]
    assert not queue.cancel(second.id)
    assert not queue.cancel("../x")
    ingester.gate.set()
    ended(queue)
    assert ingester.taken == [("a.txt", "default")]
    assert (tmp_path / "uploads" / "b.txt").read_text(encoding="utf-8") == "before"
    assert left(tmp_path) == ["a.txt", "b.txt"]
    assert first.id != second.id


@pytest.mark.parametrize("before", ["", "before"])
def test_the_running_file_ends_at_its_next_batch_and_what_was_there_comes_back(tmp_path: Path, before: str) -> None:
    ingester = Stepwise()
    ingester.gate.clear()
    queue = Queue(ingester)
    target = tmp_path / "uploads" / "a.txt"
    target.parent.mkdir()
    if before:
        target.write_text(before, encoding="utf-8")
    (job,) = queue.submit([upload(tmp_path, "a.txt", "after")], "default")
    assert ingester.begun.wait(60)
    assert target.read_text(encoding="utf-8") == "after"
    assert queue.cancel(job.id)
    assert queue.state()[0].cancelling
    ingester.gate.set()
    assert [job.state for job in ended(queue)] == ["cancelled"]
    assert ingester.taken == []
    assert (target.read_text(encoding="utf-8") if target.exists() else "") == before
    assert left(tmp_path) == (["a.txt"] if before else [])


def test_a_version_that_cannot_be_read_leaves_the_file_of_the_one_on_record(tmp_path: Path) -> None:
    queue = Queue(Stepwise())
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "bad.txt").write_text("before", encoding="utf-8")
    queue.submit([upload(tmp_path, "bad.txt", "after")], "default")
    assert [job.state for job in ended(queue)] == ["failed"]
    assert (tmp_path / "uploads" / "bad.txt").read_text(encoding="utf-8") == "before"
    assert left(tmp_path) == ["bad.txt"]


def test_of_a_folder_only_what_can_be_read_is_kept(tmp_path: Path) -> None:
    queue = Queue(Stepwise())
    queue.submit([replace(upload(tmp_path, name), named=False) for name in ("a.txt", "b.jpg")], "default")
    assert [(job.state, job.status) for job in ended(queue)] == [("done", "added"), ("done", "skipped")]
    assert left(tmp_path) == ["a.txt"]


def test_a_file_that_waits_already_keeps_its_place_with_the_newer_bytes(tmp_path: Path) -> None:
    ingester = Ingester()
    ingester.gate.clear()
    queue = Queue(ingester)
    queue.submit([upload(tmp_path, "a.txt")], "default")
    assert ingester.begun.wait(60)
    queue.submit([upload(tmp_path, "b.txt", "old")], "default")
    queue.submit([upload(tmp_path, "b.txt", "newer")], "default")
    assert [(job.name, job.size) for job in queue.state()] == [("a.txt", 5), ("b.txt", 5)]
    ingester.gate.set()
    ended(queue)
    assert (tmp_path / "uploads" / "b.txt").read_text(encoding="utf-8") == "newer"
    assert left(tmp_path) == ["a.txt", "b.txt"]


def test_time_left_comes_from_the_bytes_per_second_so_far(tmp_path: Path) -> None:
    now = [0.0]

    class Timed(Ingester):
        def _report(self, path: str, collection: str) -> IngestReport:
            if path.endswith("first.txt"):
                now[0] += 10.0
            return super()._report(path, collection)

    ingester = Timed()
    queue = Queue(ingester, clock=lambda: now[0])
    assert queue.seconds_left() == 0.0
    queue.submit([upload(tmp_path, "first.txt", "x" * 100)], "default")
    ended(queue)
    ingester.gate.clear()
    ingester.begun.clear()
    queue.submit([upload(tmp_path, "a.txt", "x" * 50), upload(tmp_path, "b.txt", "x" * 200)], "default")
    assert ingester.begun.wait(60)
    now[0] += 2.0
    assert queue.state()[1].seconds_left == pytest.approx(3.0)
    assert queue.seconds_left() == pytest.approx(23.0)
    now[0] += 60.0
    assert queue.state()[1].seconds_left == 1.0, "a file that takes longer than thought is never over"
    ingester.gate.set()
    ended(queue)


def test_before_anything_was_taken_in_the_time_left_is_not_known(tmp_path: Path) -> None:
    ingester = Ingester()
    ingester.gate.clear()
    queue = Queue(ingester)
    queue.submit([upload(tmp_path, "a.txt")], "default")
    assert queue.seconds_left() is None
    ingester.gate.set()
    ended(queue)


def test_documents_are_indexed_anew_in_turn_and_once(tmp_path: Path) -> None:
    ingester, done = Ingester(), list[str]()
    ingester.gate.clear()

    def reindex(document_id: str) -> int:
        done.append(document_id)
        if document_id == "gone":
            raise UnknownDocument("no document has that id")
        return 7

    queue = Queue(ingester, reindex)
    queue.submit([upload(tmp_path, "a.txt")], "default")
    for document_id in ("d1", "gone", "d1"):
        queue.submit_anew(document_id, "Title", "press")
    ingester.gate.set()
    jobs = ended(queue)
    assert done == ["d1", "gone"]
    assert [(job.status, job.passages) for job in jobs[1:]] == [("anew", 7), ("gone", 0)]
    assert "only be read" in ended_of(Queue(Ingester()))


def ended_of(queue: Queue) -> str:
    queue.submit_anew("d1", "Title", "press")
    return ended(queue)[0].reason


def test_the_queue_keeps_off_what_is_held_and_goes_on_after(tmp_path: Path) -> None:
    ingester = Ingester()
    queue = Queue(ingester)
    held = upload(tmp_path, "a.txt")
    with queue.holding("d1", held.place) as free:
        assert free
        queue.submit([held, upload(tmp_path, "b.txt")], "default")
        deadline = time.monotonic() + 60
        while queue.state()[1].state != "done":
            assert time.monotonic() < deadline
            time.sleep(0.005)
        assert queue.state()[0].state == "waiting"
        with queue.holding("d1") as again:
            assert not again, "two visitors cannot change one document at the same time"
    assert [name for name, _ in ingester.taken] == ["b.txt"]
    ended(queue)
    assert [name for name, _ in ingester.taken] == ["b.txt", "a.txt"]


def test_what_is_being_read_cannot_be_held(tmp_path: Path) -> None:
    ingester = Ingester()
    ingester.gate.clear()
    queue = Queue(ingester)
    (job,) = queue.submit([upload(tmp_path, "a.txt")], "default")
    assert ingester.begun.wait(60)
    with queue.holding(job.place) as free:
        assert not free
    ingester.gate.set()
    ended(queue)
    with queue.holding(job.place) as free:
        assert free


def test_the_revision_changes_with_the_library_and_the_list_can_be_cleared(tmp_path: Path) -> None:
    queue = Queue(Ingester())
    before = queue.revision
    queue.submit([upload(tmp_path, "a.txt")], "default")
    ended(queue)
    assert queue.revision > before
    queue.refuse("big.pdf", "default", "No space left on device")
    assert [job.status for job in queue.state()] == ["added", "unkept"]
    queue.clear()
    assert queue.state() == ()
    queue.submit([upload(tmp_path, "b.txt")], "default")
    assert [job.name for job in ended(queue)] == ["b.txt"], "the thread begins again"


def test_closing_cancels_all_and_waits(tmp_path: Path) -> None:
    ingester = Stepwise()
    ingester.gate.clear()
    queue = Queue(ingester)
    queue.submit([upload(tmp_path, "a.txt"), upload(tmp_path, "b.txt")], "default")
    assert ingester.begun.wait(60)
    threading.Timer(0.1, ingester.gate.set).start()
    queue.close()
    assert [job.state for job in queue.state()] == ["cancelled", "cancelled"]
    assert left(tmp_path) == []


def test_only_so_many_ended_jobs_are_kept(tmp_path: Path) -> None:
    queue = Queue(Ingester(), lambda _: 1)
    for number in range(510):
        queue.submit_anew(f"d{number}", "Title", "default")
    assert len(ended(queue)) == 500
