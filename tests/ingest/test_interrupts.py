"""Ctrl+C is held back once, in the main thread alone, and nowhere where it is ignored."""

import signal
import threading
from collections.abc import Iterator

import pytest

from ingest.bulk.interrupts import held_back


@pytest.fixture(autouse=True)
def heeded() -> Iterator[None]:
    """Ctrl+C as it is in a terminal, whatever these tests were started from."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press() -> None:
    signal.raise_signal(signal.SIGINT)  # of this thread, now; sent to the process it may come a moment later


def test_the_first_waits_until_it_is_asked_for_and_the_second_does_not() -> None:
    with held_back() as look:
        look()
        press()
        with pytest.raises(KeyboardInterrupt):
            look()
        look()
        with pytest.raises(KeyboardInterrupt):
            press()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_one_that_nobody_asked_for_is_not_lost() -> None:
    with pytest.raises(KeyboardInterrupt), held_back():
        press()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_one_that_is_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with held_back() as look:
        press()
        look()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_another_thread_holds_nothing_back() -> None:
    seen = list[object]()

    def run() -> None:
        with held_back() as look:
            look()
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]
