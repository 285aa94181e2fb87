"""A few readers and an editor who hardly pause; `make soak` has twenty for half an hour, and looks at the memory."""

import mmap
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.soak.served import Served, growth, megabytes_of, processes_of
from tests.soak.soaking import Plan, Soaked, soak
from tests.soak.tally import Tally, share

LINUX = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux tells what is held so")


@LINUX
@pytest.mark.timeout(600)
def test_five_readers_and_an_editor_see_no_error() -> None:
    def enough(tally: Tally) -> bool:
        return bool(tally.errors) or (len(tally.took) >= 8 and len(tally.took["ask"]) >= 5 and "add" in tally.took)

    soaked = soak(Plan(seconds=6, users=5, thinking=0.2, editing=0.3, looking=0.5, enough=enough))
    assert not soaked.tally.errors, "\n".join(soaked.lines())
    assert soaked.answers >= 5
    assert len(soaked.looks) >= 3
    assert max(look.open_files for look in soaked.looks) < 400
    assert max(look.threads for look in soaked.looks) < 250
    assert soaked.looks[-1].megabytes > 50


def test_growth_is_that_of_the_last_fifth_over_the_second() -> None:
    assert growth([1, 100, 100, 100, 110]) == pytest.approx(0.1)
    assert growth([*[900] * 4, *[100] * 4, *[500] * 8, *[99, 1, 99, 99]]) == pytest.approx(-0.01)
    assert growth([1, 2, 3, 4]) == 0


@LINUX
def test_all_that_a_process_started_counts() -> None:
    script = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1, flush=True); input()'])"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        found = processes_of(parent.pid)
        assert len(found) == 2
        assert found[0] == parent.pid
        assert parent.pid in processes_of(os.getpid())
        parent.communicate(b"\n")


@LINUX
def test_what_a_process_holds_of_its_own_is_told_from_the_files_it_maps(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(60_000_000))
    own, files = megabytes_of(os.getpid())
    with (tmp_path / "file").open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as mapped:
        assert not any(mapped[place] for place in range(0, len(mapped), 4096))
        with_file = megabytes_of(os.getpid())
        block = b"x" * 40_000_000
        assert megabytes_of(os.getpid())[0] > with_file[0] + 30
        assert with_file[0] < own + 20
        assert with_file[1] > files + 30
        assert len(block) == 40_000_000
    assert megabytes_of(2**22 + 1) == (0, 0)


def test_what_went_wrong_is_counted_and_told_at_once_and_shown() -> None:
    at_once = list[str]()
    tally = Tally(at_once.append)
    tally.took["ask"] = [0.1, 0.3, 0.2]
    reader = tally.of("reader 3")
    reader.took["search"].append(0.1)
    reader.wrong("no answer", "Why?")
    assert [line[9:] for line in at_once] == ["reader 3: no answer: Why?"]
    assert at_once[0][2] + at_once[0][5] == "::", "it says when"
    tally.wrong("log", "x" * 9999)
    assert len(at_once[1]) == 600
    lines = Soaked(Plan(users=3), tally, ()).lines()
    assert lines[1].split() == ["ask", "3", "200", "300", "300"]
    assert "3 users, 30.0 minutes, seed 1: 2 answers, 4 deeds, 2 errors, memory +0.0%" in lines
    assert lines[-4:] == ["  no answer: 1", "  log: 1", *at_once]
    assert share([1.0, 2.0], 0.5) == 2.0


def test_the_log_tells_each_error_once_and_whole(tmp_path: Path) -> None:
    served, log = Served(tmp_path), tmp_path / "page.log"
    log.write_text("all is well\nERROR: no room\nTraceback (most recent call last):\n  File x\n    open()\n", "utf-8")
    assert served.complaints() == ["ERROR: no room"], "the other is not told to its end yet"
    with log.open("a", encoding="utf-8") as more:
        more.write("OSError: full\n\nwell again\n")
    assert served.complaints() == ["Traceback (most recent call last): / File x / open() / OSError: full"]
    assert served.complaints(ended=True) == []
    with log.open("a", encoding="utf-8") as more:
        more.write("Traceback (most recent call last):\n  File y\n")
    assert served.complaints() == []
    assert served.complaints(ended=True) == ["Traceback (most recent call last): / File y"]
