"""What a test counts as work."""

import time

import pytest

from tests.effort import work_of_at_most


def spin(seconds: float) -> None:
    begun = time.thread_time()
    while time.thread_time() < begun + seconds:
        pass


def test_work_counts_and_waiting_does_not() -> None:
    with work_of_at_most(0.2):
        time.sleep(0.3)
    with pytest.raises(AssertionError, match="s of work"), work_of_at_most(0.05):
        spin(0.06)
