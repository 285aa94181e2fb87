"""The reading room: what a file does to its reader stays with that file."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.load import load
from ingest.reading_room.limits import MEMORY_IS_LIMITED
from ingest.reading_room.room import ReadingRoom
from onrecord.errors import (
    EncryptedDocument,
    OnrecordError,
    ReadingFailed,
    ReadingTooLarge,
    ReadingTooLong,
    UnsupportedFormat,
)
from tests.ingest.samples_of import SAMPLES

NASTY = "tests.faults.nasty_worker"
LINUX = pytest.mark.skipif(not MEMORY_IS_LIMITED, reason="only Linux keeps a process to its memory")
POSIX = pytest.mark.skipif(os.name != "posix", reason="there are no signals to end a process")


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    made = ReadingRoom()
    yield made
    made.close()


@pytest.fixture(scope="module")
def nasty() -> Iterator[ReadingRoom]:
    made = ReadingRoom(megabytes=300, seconds=60, module=NASTY)
    yield made
    made.close()


def does(room: ReadingRoom, deed: str) -> str:
    return room("/docs/deed.txt", "default", deed.encode()).text


@pytest.mark.parametrize("ending", [".txt", ".md", ".html", ".pdf", ".docx"])
def test_a_document_is_the_one_that_is_read_without_a_room(room: ReadingRoom, ending: str) -> None:
    data, location = SAMPLES[ending](), f"/docs/Häfen{ending}"
    assert room(location, "press", data) == load(location, "press", data)


def test_the_format_may_be_given(room: ReadingRoom) -> None:
    assert room("https://example.org/a", "default", b"The fee is 40 euros.", "txt").source.format == "txt"
    with pytest.raises(UnsupportedFormat, match="does not read files without an ending"):
        room("https://example.org/a", "default", b"The fee is 40 euros.")


def test_a_refusal_comes_back_as_the_same_error_in_the_same_words(room: ReadingRoom) -> None:
    with pytest.raises(UnsupportedFormat) as there:
        load("/docs/a.pdf", "default", b"no PDF")
    with pytest.raises(UnsupportedFormat) as here:
        room("/docs/a.pdf", "default", b"no PDF")
    assert str(here.value) == str(there.value)


def test_a_file_of_some_megabytes_passes_through(room: ReadingRoom) -> None:
    text = "The fee is 40 euros. Ünd møre.\n" * 200_000
    assert room("/docs/long.txt", "default", text.encode()).text == text


@pytest.mark.parametrize(
    ("deed", "error", "words"),
    [
        pytest.param("swell", ReadingTooLarge, "over 300 MB of memory.*reading_megabytes", marks=LINUX),
        pytest.param("swell in c", ReadingFailed, "crashed.*needs over 300 MB", marks=LINUX),
        pytest.param("crash", ReadingFailed, r"crashed \(SIGSEGV\).*leave it out", marks=POSIX),
        pytest.param("abort", ReadingFailed, r"crashed \(SIGABRT\)", marks=POSIX),
        pytest.param("xcpu", ReadingTooLong, "over 60 seconds", marks=POSIX),
        ("exit", ReadingFailed, "crashed: the file is damaged"),
        ("garbage", ReadingFailed, "crashed"),
        ("half", ReadingFailed, "crashed"),
        ("endless", ReadingFailed, "crashed"),
        ("long header", ReadingFailed, "crashed"),
        ("liar", ReadingFailed, "no sensible reply"),
        ("deep", ReadingFailed, "no sensible reply"),
        ("strange error", ReadingFailed, "no sensible reply"),
        ("silent error", ReadingFailed, "no sensible reply"),
        ("strange memory", ReadingFailed, "no sensible reply"),
        ("locked", EncryptedDocument, "^it is locked with a password$"),
    ],
)
def test_what_a_file_does_fails_that_file_alone(
    nasty: ReadingRoom, deed: str, error: type[OnrecordError], words: str
) -> None:
    with pytest.raises(error, match=words):
        does(nasty, deed)
    assert does(nasty, "print") == "printed"


def test_an_error_that_no_file_can_cause_is_not_passed_on() -> None:
    room = ReadingRoom(module=NASTY)
    try:
        with pytest.raises(ReadingFailed, match="no sensible reply"):
            does(room, "wrong error")
    finally:
        room.close()


def test_a_reader_that_hangs_is_stopped() -> None:
    room = ReadingRoom(seconds=1, module=NASTY)
    try:
        with pytest.raises(ReadingTooLong, match=r"over 1 seconds and was stopped; .*reading_seconds"):
            does(room, "hang")
        room._seconds = 60  # enough on any machine
        assert does(room, "print") == "printed"
    finally:
        room.close()


def test_a_process_reads_many_files_and_a_swollen_one_is_replaced(nasty: ReadingRoom) -> None:
    first = does(nasty, "pid")
    assert does(nasty, "pid") == first != str(os.getpid())
    if MEMORY_IS_LIMITED:
        assert does(nasty, "keep") == "kept"
        assert does(nasty, "pid") != first


def test_the_process_sees_no_secret_and_no_home(nasty: ReadingRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("HOME", "/home/mara")
    room = ReadingRoom(module=NASTY)
    try:
        seen = does(room, "environment").split()
    finally:
        room.close()
    assert "PATH" in seen
    assert not {"OPENAI_API_KEY", "HOME"} & set(seen)


@pytest.mark.parametrize("deed", ["program", "fork", "connect", "write"])
def test_a_reader_can_start_nothing_reach_nobody_and_write_nothing(nasty: ReadingRoom, deed: str) -> None:
    assert "a reader may not do this" in does(nasty, deed)
    assert not Path("/tmp/from-the-reading-room").exists()


@POSIX
def test_a_crash_leaves_no_dump_of_memory(nasty: ReadingRoom) -> None:
    assert does(nasty, "core") == "(0, 0)"


def test_readers_have_no_stdin(nasty: ReadingRoom) -> None:
    assert does(nasty, "input") == "''"


def test_several_threads_read_at_once_each_its_own(room: ReadingRoom) -> None:
    found: dict[int, str] = {}

    def read(number: int) -> None:
        for _ in range(5):
            found[number] = room(f"/docs/{number}.txt", "default", f"File {number}.".encode()).text

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: f"File {number}." for number in range(8)}


def test_a_room_that_was_warmed_and_closed_leaves_no_process() -> None:
    room = ReadingRoom()
    room.warm("txt", "pages")
    pid = int(_pid_of(room))
    room.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def _pid_of(room: ReadingRoom) -> int:
    """The process that was warmed, once it has been."""
    for _ in range(1200):
        if room._idle:
            return room._idle[0]._process.pid
        time.sleep(0.05)
    raise AssertionError("it was not warmed")


def test_a_process_that_cannot_start_says_why() -> None:
    room = ReadingRoom(module="ingest.reading_room.there_is_none")
    with pytest.raises(ReadingFailed, match=r"does not start: .*there_is_none.*; run onrecord doctor"):
        room("/docs/a.txt", "default", b"Hello.")
    room.close()


@POSIX
def test_the_process_ends_with_its_parent_even_at_work() -> None:
    parent = f"""
import threading, time
from ingest.reading_room.room import ReadingRoom
room = ReadingRoom(module={NASTY!r})
print(room("/docs/a.txt", "default", b"pid").text, flush=True)
threading.Thread(target=room, args=("/docs/a.txt", "default", b"hang"), daemon=True).start()
time.sleep(0.3)
import os; os.kill(os.getpid(), 9)
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    ended = subprocess.run([sys.executable, "-c", parent], stdout=subprocess.PIPE, env=environment, check=False)
    worker = int(ended.stdout)
    for _ in range(1200):
        if not _lives(worker):
            return
        time.sleep(0.05)
    raise AssertionError("the reading process outlives its parent")


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] == "Z")


def test_a_room_says_its_limits() -> None:
    assert "90 seconds" in ReadingRoom(megabytes=1500, seconds=90).limits_said()
