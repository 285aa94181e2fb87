"""A folder is followed while it changes: with real files, and the system's own news of them."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.run import IngestRun
from ingest.watch.follow import follow
from ingest.watch.sync import Change, FolderSync
from onrecord.errors import LibraryError
from tests.fakes import MemorySink, count_words
from tests.ingest.making import GOOD

_SETTLE = 0.15


class Watch:
    """A watch that runs in a thread.

    Attributes:
        told: status and name of each change, in order; those unchanged left out.
    """

    def __init__(self, sync: FolderSync, poll: bool = False, settle: float = _SETTLE) -> None:
        self.told: list[tuple[str, str]] = []
        self.changes: list[Change] = []
        self.stop = threading.Event()
        self._sync, self._poll, self._settle = sync, poll, settle
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        for change in follow(self._sync, self._settle, self.stop, self._poll):
            if change is None:
                continue
            self.changes.append(change)
            if change.status != "unchanged":
                self.told.append((change.status, Path(change.location).name))

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self._thread.join(60)
        assert not self._thread.is_alive()

    def until(self, *expected: tuple[str, str]) -> None:
        """Wait until exactly these have been told of, and forget them."""
        ends = time.monotonic() + 60
        while sorted(self.told) != sorted(expected) and time.monotonic() < ends:
            time.sleep(0.02)
        assert sorted(self.told) == sorted(expected)
        self.told.clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.txt").write_text(GOOD, encoding="utf-8")
    os.utime(folder / "a.txt", (1_700_000_000, 1_700_000_000))  # polling tells times apart by the second
    return folder


@pytest.fixture
def sink() -> MemorySink:
    return MemorySink()


@pytest.fixture(params=[False, True], ids=["told by the system", "polled"])
def watch(request: pytest.FixtureRequest, folder: Path, sink: MemorySink) -> Iterator[Watch]:
    run = IngestRun(sink, count_words, 1, known=sink)
    with Watch(FolderSync(run, sink, [str(folder)], prune=True), poll=request.param) as watch:
        watch.until(("added", "a.txt"))
        yield watch


def test_a_day_in_a_folder(folder: Path, sink: MemorySink, watch: Watch) -> None:
    (folder / "b.txt").write_text(f"{GOOD} Mara Venn signed it.", encoding="utf-8")
    watch.until(("added", "b.txt"))
    (folder / "a.txt").write_text("The board took it back.", encoding="utf-8")
    watch.until(("replaced", "a.txt"))
    ids = {source.document_id for source in sink.sources()}
    (folder / "b.txt").rename(folder / "renamed.txt")
    watch.until(("moved", "renamed.txt"))
    assert {source.document_id for source in sink.sources()} == ids
    (folder / "new").mkdir()
    (folder / "new" / "c.txt").write_text(f"{GOOD} Number three.", encoding="utf-8")
    (folder / "d.docx.part").write_bytes(b"half of it")
    (folder / "~$d.docx").write_bytes(b"a lock")
    watch.until(("added", "c.txt"))
    (folder / "a.txt").unlink()
    watch.until(("removed", "a.txt"))
    assert len(sink.stored) == 2
    assert sink.failures == {}


def slowly(path: Path, words: str) -> None:
    """Write a file in pieces, with far less between two than a file must rest."""
    with path.open("w", encoding="utf-8") as file:
        for word in words.split(" "):
            file.write(f"{word} ")
            file.flush()
            time.sleep(0.4)


def test_a_file_that_is_being_written_is_read_once_and_whole(folder: Path, sink: MemorySink) -> None:
    run = IngestRun(sink, count_words, 1, known=sink)
    with Watch(FolderSync(run, sink, [str(folder)]), settle=3.0) as watch:
        watch.until(("added", "a.txt"))
        slowly(folder / "b.txt", GOOD)
        watch.until(("added", "b.txt"))
    assert [document.text.strip() for document, _ in sink.stored.values()] == [GOOD, GOOD]


def test_a_bad_file_is_told_of_and_read_again_once_it_changes(folder: Path, sink: MemorySink) -> None:
    run = IngestRun(sink, count_words, 1, known=sink)
    with Watch(FolderSync(run, sink, [str(folder)])) as watch:
        watch.until(("added", "a.txt"))
        (folder / "b.txt").write_bytes(b"")
        watch.until(("failed", "b.txt"))
        (folder / "b.txt").write_text(GOOD, encoding="utf-8")
        watch.until(("added", "b.txt"))
    assert sink.failures == {}


def test_what_an_error_kept_from_being_done_is_done_with_the_next_change(
    folder: Path, sink: MemorySink, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = IngestRun(sink, count_words, 1, known=sink)
    begin: Callable[..., object] = sink.begin

    def full(*_: object) -> object:
        raise LibraryError("The record could not be written: disk full.")

    with Watch(FolderSync(run, sink, [str(folder)])) as watch:
        watch.until(("added", "a.txt"))
        monkeypatch.setattr(sink, "begin", full)
        (folder / "b.txt").write_text(f"{GOOD} It is b.", encoding="utf-8")
        watch.until(("failed", "docs"))
        assert watch.changes[-1].reason.endswith("disk full. It is tried again with the next change.")
        monkeypatch.setattr(sink, "begin", begin)
        (folder / "c.txt").write_text(f"{GOOD} It is c.", encoding="utf-8")
        watch.until(("added", "b.txt"), ("added", "c.txt"))
