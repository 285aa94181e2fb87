"""Odd names and odd kinds of files: each gets a report of its own, and nothing hangs, crashes or is read twice."""

import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.ports import IngestReport
from tests.fakes import MemorySink
from tests.ingest.making import GOOD, among_good_ones, reports, run_of

AS_ROOT = os.geteuid() == 0


def put(path: Path, text: str = GOOD) -> Path:
    """A text file, its folders made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["two words.txt", "ferry 😀 渡輪.txt", "new\nline.txt", "-rf.txt", 'quote\'s "x".TXT'])
def test_odd_but_valid_names_are_read(tmp_path: Path, name: str) -> None:
    path, sink = put(tmp_path / name), MemorySink()
    assert [report.status for report in reports(sink, path)] == ["added"]
    document, _ = sink.only()
    assert document.source.location == str(path)
    assert "\n" not in document.source.title


def test_a_name_that_is_no_utf_8_is_refused_and_the_note_can_be_stored(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(str(tmp_path)) + b"/caf\xe9.txt")
    Path(path).write_text(GOOD, encoding="utf-8")
    sink = MemorySink()
    report = among_good_ones(tmp_path, path, sink)
    assert (report.status, report.reason) == ("failed", "its name is not valid UTF-8; rename it")
    ((location, _),) = sink.failures
    location.encode("utf-8")


def test_a_missing_file_is_named_missing(tmp_path: Path) -> None:
    report = among_good_ones(tmp_path, tmp_path / "nowhere" / "a.txt", MemorySink())
    assert (report.status, report.reason) == ("failed", "no such file; check the path")


@pytest.mark.parametrize("name", ["a\0b.txt", "x" * 300 + ".txt", "x" * 300, "x/" * 3000 + "a.txt"])
def test_a_name_the_system_cannot_have_is_refused(tmp_path: Path, name: str) -> None:
    report = among_good_ones(tmp_path, f"{tmp_path}/{name}", MemorySink())
    assert report.status == "failed"
    assert report.reason


def test_an_empty_path_is_no_file_and_not_the_present_folder(tmp_path: Path) -> None:
    report = among_good_ones(tmp_path, "", MemorySink())
    assert report.status == "failed"
    assert "director" not in report.reason


def test_a_loop_of_links_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    report = among_good_ones(tmp_path, tmp_path / "a.txt", MemorySink())
    assert report.status == "failed"
    assert "cannot be opened" in report.reason


def test_a_dangling_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    assert among_good_ones(tmp_path, tmp_path / "a.txt", MemorySink()).reason.startswith("no such file")


@pytest.mark.parametrize("inside_a_folder", [False, True])
def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path, inside_a_folder: bool) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    os.mkfifo(folder / "pipe.txt")
    report = among_good_ones(tmp_path, folder if inside_a_folder else folder / "pipe.txt", MemorySink())
    assert (report.status, report.reason) == ("failed", "it is not a regular file; give a file")


@pytest.mark.skipif(AS_ROOT, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path / "mine.txt")
    path.chmod(0)
    assert among_good_ones(tmp_path, path, MemorySink()).reason.startswith("no permission to read it")


def test_a_file_that_may_not_be_opened_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "mine.txt")
    read = Path.read_bytes

    def guarded(self: Path) -> bytes:
        if self == path:
            raise PermissionError(13, "Permission denied")
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", guarded)
    assert among_good_ones(tmp_path, path, MemorySink()).reason.startswith("no permission to read it")


def test_a_folder_that_may_not_be_listed_is_reported_and_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "all" / "open" / "a.txt")
    put(tmp_path / "all" / "shut" / "b.txt")
    listed: Any = os.scandir

    def guarded(path: Any = ".") -> Iterator[os.DirEntry[str]]:
        if os.path.basename(os.fspath(path)) == "shut":
            raise PermissionError(13, "Permission denied", path)
        return listed(path)  # type: ignore[no-any-return]

    monkeypatch.setattr(os, "scandir", guarded)
    by_name = {os.path.basename(report.location): report for report in reports(MemorySink(), tmp_path / "all")}
    assert by_name["a.txt"].status == "added"
    assert by_name["shut"].status == "failed"
    assert "cannot be listed (Permission denied)" in by_name["shut"].reason


@pytest.mark.parametrize("size_of", ["limit", "over"])
def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path, size_of: str) -> None:
    path, sink = tmp_path / "huge.txt", MemorySink()
    path.touch()
    os.truncate(path, 200_000_000 + (size_of == "over"))
    tracemalloc.start()
    try:
        (report,) = run_of(sink, 200 if size_of == "over" else 199).ingest([str(path)])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert report.status == "failed"
    assert "is over the limit of" in report.reason
    assert "max_file_megabytes" in report.reason
    assert peak < 2_000_000
    assert list(sink.failures) == [(str(path), "default")]


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    path = put(tmp_path / "full.txt", "word " * 200_000)
    (report,) = run_of(MemorySink(), 1).ingest([str(path)])
    assert report.status == "added"


def statuses(found: list[IngestReport], root: Path) -> list[tuple[str, str]]:
    return [(os.path.relpath(report.location, root), report.status) for report in found]


def test_a_folder_is_read_through_in_order_and_what_is_hidden_or_unknown_is_left_out(tmp_path: Path) -> None:
    root = tmp_path / "all"
    for name in ["b.txt", "a.md", "deep/er/c.TXT", ".hidden.txt", ".git/config.txt", "deep/.d.txt"]:
        put(root / name, f"{GOOD} It says so in {name}.")
    put(root / "table.dbf")
    put(root / "Makefile")
    sink = MemorySink()
    found = reports(sink, root)
    assert statuses(found, root) == [
        ("Makefile", "skipped"),
        ("a.md", "added"),
        ("b.txt", "added"),
        ("table.dbf", "skipped"),
        ("deep/er/c.TXT", "added"),
    ]
    assert "does not read .dbf" in found[3].reason
    assert "does not read files without an ending" in found[0].reason
    assert sink.failures == {}


def test_an_unknown_ending_that_is_named_fails_and_found_in_a_folder_is_skipped(tmp_path: Path) -> None:
    path = put(tmp_path / "all" / "table.dbf")
    sink = MemorySink()
    assert [report.status for report in reports(sink, path)] == ["failed"]
    assert list(sink.failures) == [(str(path), "default")]
    assert [report.status for report in reports(MemorySink(), path.parent)] == ["skipped"]
    assert [report.status for report in reports(MemorySink(), path.parent, path)] == ["failed"]


@pytest.mark.parametrize(("name", "reason"), [("empty", "no file in this directory"), ("x.txt", "it is a directory")])
def test_an_empty_folder_is_said_to_be_one(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / name).mkdir()
    report = among_good_ones(tmp_path, tmp_path / name, MemorySink())
    assert report.status == "failed"
    assert reason in report.reason


def test_a_folder_named_like_a_file_is_read_through(tmp_path: Path) -> None:
    put(tmp_path / "x.txt" / "a.txt")
    assert [report.status for report in reports(MemorySink(), tmp_path / "x.txt")] == ["added"]


def test_a_link_back_to_its_own_folder_does_not_go_round(tmp_path: Path) -> None:
    put(tmp_path / "all" / "a.txt")
    (tmp_path / "all" / "again").symlink_to(tmp_path / "all")
    assert len(reports(MemorySink(), tmp_path / "all")) == 1


def test_a_file_given_in_many_ways_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "all" / "a.txt")
    monkeypatch.chdir(tmp_path)
    found = reports(MemorySink(), path, path, "all/a.txt", "./all/../all/a.txt", "all", path.parent)
    assert [(report.location, report.status) for report in found] == [(str(path), "added")]
