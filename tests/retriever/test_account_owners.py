"""What is somebody's belongs to their account and not to its name: whoever comes by the name later is another."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from onrecord.accounts import User
from onrecord.errors import BadInput, DamagedLibrary, LibraryError
from retriever import accounts_file
from retriever.accounts import StoredAccounts
from retriever.passwords import Hashes
from tests.retriever.small_accounts import PASSWORD, Clock, cheap, opened

HERE = "203.0.113.7"


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[StoredAccounts]:
    with closing(opened(tmp_path / "library", Clock())) as found:
        found.add("ann", "editor", PASSWORD)
        yield found


def test_who_comes_by_the_name_of_a_removed_account_is_another_owner(accounts: StoredAccounts) -> None:
    first = accounts.require("ann")
    assert (first.owner, accounts.owner_of("ann"), accounts.earlier_owners("ann")) == ("ann", "ann", [])
    assert accounts.remove("ANN") == first
    second = accounts.add("ann", "reader", PASSWORD)
    accounts.remove("ann")
    third = accounts.add("ann", "reader", PASSWORD)
    assert len({first.owner, second.owner, third.owner}) == 3
    assert accounts.earlier_owners(" Ann ") == [first.owner, second.owner]
    found = accounts.who(accounts.admit("ann", PASSWORD, HERE))
    assert found == third == accounts.find("ann") == accounts.listed()[0].user
    assert accounts.set_role("ann", "editor").owner == third.owner == accounts.owner_of("ann")
    assert accounts.owner_of("bob") == "bob"


@pytest.mark.parametrize("owner", ["ann 1", "ann-1", "ann.1", "ann@1", "ann1"])
def test_no_name_is_what_stands_for_a_later_owner(accounts: StoredAccounts, owner: str) -> None:
    accounts.remove("ann")
    later = accounts.owner_of("ann")
    assert later != owner
    assert not later.isprintable(), "neither the command line nor a proxy takes such a name"
    with pytest.raises(BadInput):
        accounts.add(later, "reader", PASSWORD)


def test_passed_on_a_name_stays_the_same_owner(accounts: StoredAccounts) -> None:
    accounts.remove("ann", pass_on=True)
    assert (accounts.owner_of("ann"), accounts.earlier_owners("ann")) == ("ann", [])
    assert accounts.add("ann", "reader", PASSWORD).owner == "ann"


def made_before(folder: Path) -> Path:
    """A file of accounts in the layout before, with a session of ann's; returns its path."""
    folder.mkdir()
    path = folder / "users.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in filter(str.strip, accounts_file._TABLES.split(";")):
            db.execute(statement)
        db.execute("drop table removed")
        db.execute(
            "insert into users values ('ann', 'editor', ?, '2026-11-01T08:00:00Z')", (Hashes(cheap()).made(PASSWORD),)
        )
        db.execute("pragma user_version=1")
    return path


def test_accounts_of_before_stay_who_they_were_and_are_backed_up_first(tmp_path: Path) -> None:
    path = made_before(tmp_path / "library")
    with closing(opened(path.parent, Clock())) as accounts:
        assert accounts.who(accounts.admit("ann", PASSWORD, HERE)) == User("ann", "editor")
        assert accounts.require("ann").owner == "ann", "what they have on record is theirs as before"
    backup = path.with_name("users.sqlite3.layout-1.bak")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with closing(sqlite3.connect(backup)) as db:
        assert db.execute("pragma user_version").fetchone() == (1,)
        assert db.execute("select name, role from users").fetchall() == [("ann", "editor")]
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("pragma user_version").fetchone() == (2,)
    assert not list(path.parent.glob("*.part*"))


@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), sqlite3.OperationalError("disk is full")])
def test_without_a_backup_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    path = made_before(tmp_path / "library")
    before = path.read_bytes()

    def full(*paths: Path) -> None:
        raise trouble

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(LibraryError, match="nothing was changed") as caught:
        opened(path.parent, Clock())
    assert not isinstance(caught.value, DamagedLibrary)
    monkeypatch.undo()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("pragma user_version").fetchone() == (1,)
        assert not db.execute("select 1 from sqlite_master where name = 'removed'").fetchone()
    assert len(before) == path.stat().st_size
    assert not list(path.parent.glob("*.bak*"))
