"""Ctrl+C is held back once, in the main thread alone, and nowhere where it is ignored.

Each test presses it in a process of its own: what else runs in the one of the tests must not get it.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

BEFORE = """
import signal
import threading
from ingest.bulk.interrupts import held_back

def press():
    signal.raise_signal(signal.SIGINT)

def interrupted(call):
    try:
        call()
    except KeyboardInterrupt:
        return True
    return False

# As in a terminal: what a shell starts in the background ignores it.
signal.signal(signal.SIGINT, signal.default_int_handler)
"""


def outcome(code: str) -> list[str]:
    """The lines that ``code`` prints."""
    done = subprocess.run(
        [sys.executable, "-c", BEFORE + code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            """
with held_back() as look:
    look()
    press()
    print(interrupted(look), interrupted(look), interrupted(press))
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
""",
            ["True", "False", "True", "True"],
            id="the first waits until it is asked for, and the second does not",
        ),
        pytest.param(
            """
def run():
    with held_back():
        press()
        print("on")

print(interrupted(run), signal.getsignal(signal.SIGINT) is signal.default_int_handler)
""",
            ["on", "True", "True"],
            id="one that nobody asked for is not lost",
        ),
        pytest.param(
            """
signal.signal(signal.SIGINT, signal.SIG_IGN)
with held_back() as look:
    press()
    print(interrupted(look), signal.getsignal(signal.SIGINT) is signal.SIG_IGN)
""",
            ["False", "True"],
            id="one that is ignored stays ignored",
        ),
        pytest.param(
            """
def run():
    with held_back() as look:
        print(interrupted(look), signal.getsignal(signal.SIGINT) is signal.default_int_handler)

thread = threading.Thread(target=run)
thread.start()
thread.join()
""",
            ["False", "True"],
            id="another thread holds nothing back",
        ),
    ],
)
def test_ctrl_c_is_held_back_once_where_it_is_heeded(code: str, expected: list[str]) -> None:
    assert outcome(code) == expected
