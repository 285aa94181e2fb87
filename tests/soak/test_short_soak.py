"""A few readers and an editor for half a minute; `make soak` has twenty for half an hour, and looks at the memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.soak.served import growth, processes_of
from tests.soak.soaking import Plan, Soaked, soak
from tests.soak.tally import Tally, share

LINUX = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux tells what is held so")


@LINUX
@pytest.mark.timeout(600)
def test_five_readers_and_an_editor_see_no_error() -> None:
    soaked = soak(Plan(seconds=30, users=5, thinking=1.0, editing=2.0, looking=1.0))
    assert not soaked.tally.errors, "\n".join(soaked.lines())
    assert soaked.answers >= 5
    assert len(soaked.tally.took["add"]) >= 1
    assert len(soaked.looks) >= 5
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


def test_what_went_wrong_is_counted_and_shown() -> None:
    tally = Tally()
    tally.took["ask"] = [0.1, 0.3, 0.2]
    tally.wrong("no answer", "Why?")
    lines = Soaked(Plan(users=3), tally, ()).lines()
    assert lines[1].split() == ["ask", "3", "200", "300", "300"]
    assert "3 users, 30.0 minutes, seed 1: 2 answers, 3 deeds, 1 errors, memory +0.0%" in lines
    assert lines[-2:] == ["  no answer: 1", "no answer: Why?"]
    assert share([1.0, 2.0], 0.5) == 2.0
