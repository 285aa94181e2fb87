"""Accounts and sessions: what is kept, for how long, for whom, and what is told of trouble."""

import hashlib
import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from onrecord.accounts import User
from onrecord.errors import BadInput, DamagedLibrary, LibraryError, LoginRefused, StaleLibrary, TooManyTries
from retriever.accounts import StoredAccounts
from retriever.passwords import Hashes
from tests.retriever.small_accounts import OTHER, PASSWORD, Clock, Watched, cheap, opened

if TYPE_CHECKING:
    from onrecord.accounts import Accounts

HOUR, HERE = 3600.0, "203.0.113.7"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Iterator[StoredAccounts]:
    with closing(opened(tmp_path / "library", clock)) as found:
        found.add("Ann", "editor", PASSWORD)
        yield found


def test_it_is_what_the_page_asks_for(accounts: StoredAccounts) -> None:
    port: Accounts = accounts
    token = port.admit(" ANN ", PASSWORD, HERE)
    assert (port.who(token), port.find("aNN")) == (User("ann", "editor"), User("ann", "editor"))
    assert len(token) >= 43  # 256 bits in base 64
    assert token != port.admit("ann", PASSWORD, HERE)
    port.leave(token)
    port.leave(token)
    assert port.who(token) is None


@pytest.mark.parametrize("token", ["", "x", "ann", "\ud800", "' or 1=1 --", "a" * 100_000])
def test_what_is_no_token_is_nobody(accounts: StoredAccounts, token: str) -> None:
    assert accounts.who(token) is None
    accounts.leave(token)


def test_a_wrong_password_and_an_unknown_name_are_told_in_the_same_words(accounts: StoredAccounts) -> None:
    said = set()
    for name, password in (("ann", OTHER), ("bob", PASSWORD), ("", PASSWORD), ("a b", ""), ("ann", "x" * 2000)):
        with pytest.raises(LoginRefused) as caught:
            accounts.admit(name, password, f"198.51.100.{len(name)}")
        assert not isinstance(caught.value, TooManyTries)
        said.add(str(caught.value))
    assert said == {"The name or the password is wrong."}


def test_an_unknown_name_costs_as_much_work_as_a_known_one(tmp_path: Path, clock: Clock) -> None:
    compared: list[str] = []
    hashes = Hashes(Watched(lambda kept: compared.append(kept.rpartition("$")[0].rpartition("$")[0])))
    with closing(StoredAccounts(tmp_path, hours=1, clock=clock, hashes=hashes)) as accounts:
        accounts.add("ann", "reader", PASSWORD)
        for name, password in (("ann", OTHER), ("bob", OTHER), ("not a name", OTHER), ("ann", "x" * 9999)):
            with pytest.raises(LoginRefused):
                accounts.admit(name, password, HERE)
    assert compared == ["$argon2id$v=19$m=8,t=1,p=1"] * 4


def test_the_file_holds_neither_password_nor_token_nor_what_was_typed_for_a_name(
    accounts: StoredAccounts, tmp_path: Path
) -> None:
    token = accounts.admit("ann", PASSWORD, HERE)
    with pytest.raises(LoginRefused):
        accounts.admit("my-secret-typed-above", OTHER, HERE)
    bytes_ = b"".join(path.read_bytes() for path in (tmp_path / "library").iterdir())
    assert b"ann" in bytes_
    assert b"$argon2id$" in bytes_
    assert hashlib.sha256(token.encode()).hexdigest().encode() in bytes_
    for secret in (PASSWORD, OTHER, token, "my-secret", HERE):
        assert secret.encode() not in bytes_, secret


def test_nobody_else_may_read_the_file_or_those_beside_it(accounts: StoredAccounts, tmp_path: Path) -> None:
    accounts.admit("ann", PASSWORD, HERE)
    files = list((tmp_path / "library").iterdir())
    assert {path.name for path in files} == {"users.sqlite3", "users.sqlite3-wal", "users.sqlite3-shm"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_file_that_others_may_read_is_closed_to_them(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "users.sqlite3").touch(0o644)
    with closing(opened(tmp_path, clock)):
        assert stat.S_IMODE((tmp_path / "users.sqlite3").stat().st_mode) == 0o600


def test_a_session_ends_after_its_hours_however_much_it_is_used(accounts: StoredAccounts, clock: Clock) -> None:
    token, begun = accounts.admit("ann", PASSWORD, HERE), clock.now
    while clock.now < begun + 12 * HOUR - 2 * HOUR:
        clock.now += 2 * HOUR
        assert accounts.who(token), (clock.now - begun) / HOUR
    clock.now = begun + 12 * HOUR - 1
    assert accounts.who(token)
    clock.now = begun + 12 * HOUR
    assert accounts.who(token) is None


def test_a_session_that_is_not_used_for_a_quarter_of_them_ends_too(accounts: StoredAccounts, clock: Clock) -> None:
    token, begun = accounts.admit("ann", PASSWORD, HERE), clock.now
    clock.now = begun + 3 * HOUR - 1
    assert accounts.who(token)
    clock.now += 3 * HOUR
    assert accounts.who(token) is None


def test_a_clock_that_was_set_back_keeps_no_session_alive(accounts: StoredAccounts, clock: Clock) -> None:
    token = accounts.admit("ann", PASSWORD, HERE)
    clock.now -= 24 * HOUR
    assert accounts.who(token) is None


def test_what_is_over_is_deleted_by_the_next_login(accounts: StoredAccounts, clock: Clock, tmp_path: Path) -> None:
    for _ in range(3):
        accounts.admit("ann", PASSWORD, HERE)
    clock.now += 13 * HOUR
    accounts.admit("ann", PASSWORD, HERE)
    with closing(sqlite3.connect(tmp_path / "library" / "users.sqlite3")) as db:
        assert db.execute("select count(*) from sessions").fetchone() == (1,)
    (listed,) = accounts.listed()
    assert (listed.user, listed.sessions, listed.added) == (User("ann", "editor"), 1, "2027-01-15T08:00:00Z")


def test_use_is_not_written_down_with_every_request(accounts: StoredAccounts, clock: Clock, tmp_path: Path) -> None:
    token = accounts.admit("ann", PASSWORD, HERE)
    wal = tmp_path / "library" / "users.sqlite3-wal"
    before = wal.stat().st_size
    for _ in range(50):
        clock.now += 1
        assert accounts.who(token)
    assert wal.stat().st_size == before
    clock.now += 60
    assert accounts.who(token)
    with closing(sqlite3.connect(tmp_path / "library" / "users.sqlite3")) as db:
        assert db.execute("select seen from sessions").fetchone() == (clock.now,)


def test_sessions_end_with_password_role_and_account_and_not_with_those_of_others(accounts: StoredAccounts) -> None:
    accounts.add("bob", "reader", OTHER)
    bob = accounts.admit("bob", OTHER, HERE)
    token = accounts.admit("ann", PASSWORD, HERE)
    assert accounts.set_role("ANN", "editor") == User("ann", "editor")
    assert accounts.who(token)  # it has that role
    accounts.set_role("ann", "reader")
    assert accounts.who(token) is None
    token = accounts.admit("ann", PASSWORD, HERE)
    assert accounts.who(token) == User("ann", "reader")
    accounts.set_password("ann", OTHER)
    assert accounts.who(token) is None
    with pytest.raises(LoginRefused):
        accounts.admit("ann", PASSWORD, HERE)
    token = accounts.admit("ann", OTHER, HERE)
    accounts.remove("ann")
    assert (accounts.who(token), accounts.find("ann")) == (None, None)
    accounts.add("ann", "reader", PASSWORD)
    assert accounts.who(token) is None
    assert accounts.who(bob) == User("bob", "reader")


def test_a_password_that_is_changed_while_it_is_checked_opens_no_session(accounts: StoredAccounts) -> None:
    matches = accounts._hashes.matches

    def slow(kept: str | None, password: str) -> bool:
        right = matches(kept, password)
        accounts.set_password("ann", OTHER)
        return right

    accounts._hashes.matches = slow  # type: ignore[method-assign]
    with pytest.raises(LoginRefused):
        accounts.admit("ann", PASSWORD, HERE)
    assert accounts.listed()[0].sessions == 0


def test_a_hash_of_other_parameters_is_made_anew_at_login(accounts: StoredAccounts, tmp_path: Path) -> None:
    now = StoredAccounts(tmp_path / "library", hours=1, clock=Clock(), hashes=Hashes(cheap(time_cost=2)))
    with closing(now), closing(sqlite3.connect(tmp_path / "library" / "users.sqlite3")) as db:
        for password, parameters in ((OTHER, "t=1"), (PASSWORD, "t=2")):
            if password == OTHER:
                with pytest.raises(LoginRefused):
                    now.admit("ann", password, HERE)
            else:
                assert now.who(now.admit("ann", password, HERE))
            assert f",{parameters}," in db.execute("select password from users").fetchone()[0]
        assert now.who(now.admit("ann", PASSWORD, HERE))


def test_accounts_are_checked_before_they_are_made_or_changed(accounts: StoredAccounts) -> None:
    with pytest.raises(BadInput, match="onrecord users password ann"):
        accounts.add("ANN", "reader", PASSWORD)
    for act in (accounts.require, accounts.remove, lambda name: accounts.set_role(name, "reader"),
                lambda name: accounts.set_password(name, PASSWORD)):  # fmt: skip
        with pytest.raises(BadInput, match=r"no user 'bob'.*onrecord users list"):
            act("bob")
    with pytest.raises(BadInput, match="too short"):
        accounts.add("bob", "reader", "short")
    with pytest.raises(BadInput, match="your name"):
        accounts.set_password("ann", "ann1234567")
    with pytest.raises(BadInput, match="cannot be a name"):
        accounts.add("a/b", "reader", PASSWORD)
    assert [one.user.name for one in accounts.listed()] == ["ann"]
    assert accounts.find("a/b") is None


# One that is not there yet is made by several at once.
_OTHER_PROCESS = """
import sys
from pathlib import Path
from tests.retriever.small_accounts import Clock, opened
folder, number = Path(sys.argv[1]), sys.argv[2]
accounts = opened(folder, Clock())
accounts.add(f"user{number}", "reader", "harbour-lamp-41")
accounts.close()
"""


def test_several_processes_use_the_file_at_once(accounts: StoredAccounts, tmp_path: Path) -> None:
    def another(number: int, folder: str = "library") -> "subprocess.Popen[str]":
        words = [sys.executable, "-c", _OTHER_PROCESS, str(tmp_path / folder), str(number)]
        return subprocess.Popen(words, stderr=subprocess.PIPE, text=True)

    begun = [another(number) for number in range(3)] + [another(number, "new") for number in range(3)]
    while any(process.poll() is None for process in begun):
        assert accounts.who(accounts.admit("ann", PASSWORD, HERE))
    assert [process.communicate()[1] for process in begun] == [""] * 6
    names = [f"user{number}" for number in range(3)]
    assert [one.user.name for one in accounts.listed()] == ["ann", *names]
    assert accounts.who(accounts.admit("user2", PASSWORD, HERE)) == User("user2", "reader")
    with closing(opened(tmp_path / "new", Clock())) as new:
        assert [one.user.name for one in new.listed()] == names


def test_many_threads_get_a_session_each(accounts: StoredAccounts) -> None:
    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(lambda _: accounts.admit("ann", PASSWORD, HERE), range(40)))
        found = list(pool.map(accounts.who, tokens))
    assert found == [User("ann", "editor")] * 40


def test_a_flood_of_tries_computes_few_hashes_at_once_and_the_rest_are_told(tmp_path: Path, clock: Clock) -> None:
    going, together = threading.Semaphore(0), list[str]()

    def wait(kept: str) -> None:
        together.append(kept)
        going.acquire(timeout=30)

    hashes = Hashes(Watched(wait), at_once=2, patience=0.05)
    with closing(StoredAccounts(tmp_path, hours=1, clock=clock, hashes=hashes)) as accounts:
        accounts.add("ann", "reader", PASSWORD)
        with ThreadPoolExecutor(6) as pool:
            tries = [pool.submit(accounts.admit, "ann", PASSWORD, f"198.51.100.{n}") for n in range(6)]
            while sum(each.done() for each in tries) < 4:
                time.sleep(0.01)
            assert len(together) == 2
            going.release(2)
        raised = [one.exception() for one in tries]
        assert sum(isinstance(each, TooManyTries) and each.wait_seconds == 60 for each in raised) == 4
        assert raised.count(None) == 2
        with closing(sqlite3.connect(tmp_path / "users.sqlite3")) as db:
            assert db.execute("select count(*) from tries").fetchone() == (
                0,
            )  # what was not looked at is not held against it


@pytest.mark.parametrize("harm", ["no database", "torn", "a folder"])
def test_a_damaged_file_is_an_error_that_names_it(
    accounts: StoredAccounts, tmp_path: Path, clock: Clock, harm: str
) -> None:
    accounts.close()
    path = tmp_path / "library" / "users.sqlite3"
    if harm == "torn":
        content = path.read_bytes()
        path.write_bytes(content[:4096] + os.urandom(len(content) - 4096))
    else:
        path.unlink()
        if harm == "a folder":
            path.mkdir()
        else:
            path.write_bytes(b"these are no accounts\n" * 100)
    with pytest.raises(LibraryError) as caught:
        opened(tmp_path / "library", clock)
    assert str(path) in str(caught.value)
    assert isinstance(caught.value, DamagedLibrary) == (harm != "a folder")


def test_damage_while_it_is_open_and_a_hash_that_is_none_are_told(
    accounts: StoredAccounts, tmp_path: Path, clock: Clock
) -> None:
    with closing(sqlite3.connect(tmp_path / "library" / "users.sqlite3")) as db, db:
        db.execute("update users set password = 'plain'")
    with pytest.raises(DamagedLibrary, match="onrecord users password ann"):
        accounts.admit("ann", PASSWORD, HERE)


def test_a_file_of_a_later_version_is_let_be(accounts: StoredAccounts, tmp_path: Path, clock: Clock) -> None:
    with closing(sqlite3.connect(tmp_path / "library" / "users.sqlite3")) as db:
        db.execute("pragma user_version=3")
    with pytest.raises(StaleLibrary, match="later version"):
        opened(tmp_path / "library", clock)


@pytest.mark.parametrize("gone", [True, False])
def test_nobody_is_let_in_by_a_file_that_is_not_the_one_in_its_place(
    accounts: StoredAccounts, tmp_path: Path, clock: Clock, gone: bool
) -> None:
    token = accounts.admit("ann", PASSWORD, HERE)
    (tmp_path / "library" / "users.sqlite3").rename(tmp_path / "away")
    if not gone:
        (tmp_path / "library" / "users.sqlite3").touch()
    for act in (lambda: accounts.who(token), lambda: accounts.admit("ann", PASSWORD, HERE), accounts.listed):
        with pytest.raises(LibraryError, match="replaced or removed"):
            act()


def test_a_full_disk_ends_no_session_and_opens_none(
    accounts: StoredAccounts, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    token = accounts.admit("ann", PASSWORD, HERE)
    pages = accounts._file._db.execute("pragma page_count").fetchone()[0]
    accounts._file._db.execute(f"pragma max_page_count={pages}")
    accounts._file._db.execute("pragma query_only=on")
    clock.now += HOUR
    assert accounts.who(token) == User("ann", "editor")
    assert "could not be noted" in caplog.text
    with pytest.raises(LibraryError):
        accounts.admit("ann", PASSWORD, HERE)
