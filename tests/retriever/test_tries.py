"""Failed tries: who waits, how long, and who does not have to because others guess."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from onrecord.errors import LoginRefused, TooManyTries
from retriever.accounts import StoredAccounts
from tests.retriever.small_accounts import OTHER, PASSWORD, Clock, opened

MINUTE, DAY, HERE, THERE = 60.0, 86_400.0, "203.0.113.7", "198.51.100.9"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Iterator[StoredAccounts]:
    with closing(opened(tmp_path, clock)) as found:
        for name in ("ann", "bob"):
            found.add(name, "editor", PASSWORD)
        yield found


def fail(accounts: StoredAccounts, name: str = "ann", address: str = HERE, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(LoginRefused) as caught:
            accounts.admit(name, OTHER, address)
        assert not isinstance(caught.value, TooManyTries)


def wait_of(accounts: StoredAccounts, name: str = "ann", address: str = HERE, password: str = PASSWORD) -> float:
    """How long a try has to wait; 0 where it is looked at."""
    try:
        accounts.admit(name, password, address)
    except TooManyTries as refusal:
        return refusal.wait_seconds
    except LoginRefused:
        pass
    return 0.0


def test_after_five_failures_the_waits_double_up_to_a_quarter_of_an_hour(
    accounts: StoredAccounts, clock: Clock
) -> None:
    fail(accounts, times=5)
    waits = []
    for _ in range(8):
        waits.append(wait_of(accounts, password=OTHER))
        clock.now += waits[-1] - 0.5
        assert wait_of(accounts) == pytest.approx(0.5)  # the right password waits too, and waiting is no failure
        clock.now += 0.5
        fail(accounts)
    assert [wait / MINUTE for wait in waits] == [0.5, 1, 2, 4, 8, 15, 15, 15]


def test_it_is_told_when_to_try_again(accounts: StoredAccounts, clock: Clock) -> None:
    fail(accounts, times=5)
    for wait, told in ((30.0, "31 seconds"), (1.0, "2 seconds")):
        clock.now += wait_of(accounts) - wait
        with pytest.raises(TooManyTries, match=rf"Try again in {told}\.$"):
            accounts.admit("ann", PASSWORD, HERE)
    clock.now += 1
    fail(accounts)
    clock.now += MINUTE
    fail(accounts)
    with pytest.raises(TooManyTries, match=r"Try again in 3 minutes\.$"):
        accounts.admit("ann", PASSWORD, HERE)


def test_the_right_password_takes_the_failures_away(accounts: StoredAccounts) -> None:
    for _ in range(4):
        fail(accounts, times=4)
        assert wait_of(accounts) == 0.0


def test_failures_are_forgotten_after_a_day_and_by_another_password(accounts: StoredAccounts, clock: Clock) -> None:
    fail(accounts, times=5)
    assert wait_of(accounts)
    accounts.set_password("ann", PASSWORD)
    assert wait_of(accounts) == 0.0
    fail(accounts, times=4)
    clock.now += DAY + 1
    fail(accounts, times=5)


def test_they_are_counted_over_a_restart_and_for_names_that_are_nobody_s(tmp_path: Path, clock: Clock) -> None:
    with closing(opened(tmp_path, clock)) as first:
        fail(first, "carol", times=3)
    with closing(opened(tmp_path, clock)) as second:
        fail(second, " CAROL", times=2)
        assert wait_of(second, "carol") == 30.0


def test_one_address_that_tries_many_names_waits_with_all_of_them(accounts: StoredAccounts, clock: Clock) -> None:
    for number in range(20):
        fail(accounts, f"user{number}")
    assert wait_of(accounts, "bob") == 30.0
    assert wait_of(accounts, "bob", THERE) == 0.0
    clock.now += 15 * MINUTE + 1
    assert wait_of(accounts, "bob") == 0.0


def test_an_account_of_one_s_own_is_no_way_to_go_on_guessing_others(accounts: StoredAccounts) -> None:
    for number in range(19):
        fail(accounts, f"user{number}")
        assert wait_of(accounts, "bob") == 0.0
    fail(accounts, "ann")
    assert wait_of(accounts, "bob") == 30.0


def test_many_addresses_that_try_one_name_wait_but_not_whoever_logged_in_before(
    accounts: StoredAccounts, clock: Clock
) -> None:
    home = "192.0.2.1"
    assert wait_of(accounts, address=home) == 0.0
    for number in range(50):
        fail(accounts, address=f"198.51.100.{number}")
    assert wait_of(accounts, address=THERE) == 30.0
    assert wait_of(accounts, "bob", address=THERE) == 0.0
    assert wait_of(accounts, address=home) == 0.0  # others cannot lock her out
    fail(accounts, address=home, times=5)
    assert wait_of(accounts, address=home) == 30.0  # she is not spared what she does herself
    clock.now += 31 * DAY
    for number in range(50):
        fail(accounts, address=f"198.51.100.{number}")
    assert wait_of(accounts, address=home) == 30.0  # a month later it is an address like any other


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::7", "2001:db8:1:2:a:b:c:d", True),
        ("2001:db8:1:2::7", "2001:db8:1:3::7", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("unix:", "unix:", True),
    ],
)
def test_an_address_that_one_may_choose_at_will_counts_as_its_network(
    accounts: StoredAccounts, one: str, other: str, same: bool
) -> None:
    fail(accounts, address=one, times=5)
    assert (wait_of(accounts, address=other) > 0) == same


def test_tries_at_the_same_moment_are_not_let_through_together(accounts: StoredAccounts) -> None:
    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda _: wait_of(accounts, password=OTHER), range(40)))
    assert waits.count(0.0) == 5


def test_a_clock_that_was_set_back_keeps_nobody_waiting(accounts: StoredAccounts, clock: Clock) -> None:
    fail(accounts, times=8 - 3)
    clock.now -= 365 * DAY
    assert wait_of(accounts) == 0.0


def test_what_is_kept_of_tries_does_not_grow_without_end(
    accounts: StoredAccounts, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retriever.tries._MOST_ROWS", 10)
    for number in range(15):
        fail(accounts, f"user{number}", f"198.51.100.{number}")
    with closing(sqlite3.connect(tmp_path / "users.sqlite3")) as db:
        assert db.execute("select count(*) from tries").fetchone() == (10,)
        clock.now += DAY + 1
        fail(accounts)
        assert db.execute("select count(*) from tries").fetchone() == (1,)
