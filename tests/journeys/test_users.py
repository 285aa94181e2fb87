"""``onrecord users`` as whoever sets up the page uses it, while the page is open too."""

import io
import json
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onrecord.assembly import open_parts
from onrecord.cli import app, main
from onrecord.cli.doctor import _users
from onrecord.conversations import Exchange, Problem
from onrecord.errors import DamagedLibrary
from onrecord.settings import Settings
from retriever.accounts import StoredAccounts
from retriever.passwords import Hashes
from tests.journeys.test_library_commands import Given
from tests.retriever.small_accounts import OTHER, PASSWORD, cheap


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retriever.accounts.Hashes", lambda: Hashes(cheap()))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> "Run":
    return Run(tmp_path / "library", monkeypatch, capfd)


class Run:
    """Runs commands in this process, as ``onrecord`` would: their exit code, output and errors."""

    def __init__(self, library: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self.library, self._patch, self._capfd = library, monkeypatch, capfd

    def __call__(self, *words: str, typed: str = "") -> tuple[int, str, str]:
        self._patch.setattr(sys, "argv", ["onrecord", "users", *words, "--library", str(self.library)])
        self._patch.setattr(sys, "stdin", io.StringIO(typed))
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        return (code, *self._capfd.readouterr())


def test_users_are_added_listed_changed_and_removed(run: Run) -> None:
    assert run("list") == (0, "0 users\n", "")
    assert json.loads(run("list", "--json")[1]) == {"users": []}
    assert not run.library.exists()
    assert run("add", "Ann", "--role", "editor", "--password-stdin", typed=f"{PASSWORD}\n") == (
        0, "ann may log in, as editor\n", ""
    )  # fmt: skip
    assert run("add", "bob", "--password-stdin", typed=f"{OTHER}\r\nmore\n")[:2] == (0, "bob may log in, as reader\n")
    (ann, bob) = json.loads(run("list", "--json")[1])["users"]
    assert {**ann, "added": ann["added"][:2]} == {"name": "ann", "role": "editor", "added": "20", "sessions": 0}
    assert (bob["name"], bob["role"]) == ("bob", "reader")
    assert run("role", "bob", "editor") == (0, "bob is editor now\n", "")
    assert run("password", "BOB", "--password-stdin", typed=PASSWORD)[:2] == (
        0, "bob has another password, and is logged out everywhere\n"
    )  # fmt: skip
    code, told, _ = run("remove", "ann")
    assert (code, told.startswith("ann removed, and logged out everywhere; the conversations are kept")) == (0, True)
    code, told, _ = run("list")
    assert code == 0
    assert told.splitlines()[0].startswith("bob  editor, added 20")
    assert told.splitlines()[0].endswith(", 0 sessions")
    assert told.splitlines()[1] == "1 user"


@pytest.mark.parametrize(
    ("words", "typed", "says"),
    [
        (("add", "ann", "--password-stdin"), PASSWORD, "There is a user 'ann' already"),
        (("add", "b b", "--password-stdin"), PASSWORD, "cannot be a name"),
        (("add", "bob", "--password-stdin"), "", "Standard input has no password"),
        (("add", "bob", "--password-stdin"), "\n", "Standard input has no password"),
        (("add", "bob", "--password-stdin"), "short", "too short"),
        (("add", "bob", "--password-stdin"), "x" * 1025, "longer than 1,024"),
        (("add", "bob"), PASSWORD, "--password-stdin"),
        (("add", "bob", "--role", "owner", "--password-stdin"), PASSWORD, "owner"),
        (("add", "bob", PASSWORD), "", "unexpected extra argument"),
        (("password", "bob", "--password-stdin"), PASSWORD, "no user 'bob'"),
        (("role", "bob", "reader"), "", "no user 'bob'"),
        (("role", "ann", "owner"), "", "owner"),
        (("remove", "bob"), "", "no user 'bob'"),
        (("remove", "bob", "--conversations", "delete"), "", "no user 'bob'"),
        (("remove", "ann", "--conversations", "burn"), "", "burn"),
        (("adopt", "bob"), "", "no user 'bob'"),
    ],
)
def test_wrong_use_is_told_and_changes_nothing(run: Run, words: tuple[str, ...], typed: str, says: str) -> None:
    run("add", "ann", "--role", "editor", "--password-stdin", typed=PASSWORD)
    before = run("list", "--json")
    code, told, error = run(*words, typed=typed)
    assert (code, told) == (2, "")
    assert says in " ".join(error.replace("│", " ").split())
    assert "Traceback" not in error
    assert run("list", "--json") == before


@pytest.mark.parametrize("words", [("remove", "ann"), ("role", "ann", "reader"), ("password", "ann")])
def test_a_library_without_users_is_told_and_not_made(run: Run, words: tuple[str, ...]) -> None:
    code, _, error = run(*words)
    assert (code, run.library.exists()) == (2, False)
    assert f"{run.library} has no users. Add one: onrecord users add NAME --role editor" in error


def test_a_damaged_file_is_named(run: Run) -> None:
    run.library.mkdir()
    (run.library / "users.sqlite3").write_bytes(b"these are no accounts\n" * 100)
    code, _, error = run("list")
    assert code == 1
    assert str(run.library / "users.sqlite3") in error
    with pytest.raises(DamagedLibrary):
        _users(Settings(library=run.library))


def test_doctor_says_how_many_may_log_in(run: Run) -> None:
    settings = Settings(library=run.library)
    assert _users(settings) == "none: nobody could log in to the page"
    assert not run.library.exists()
    for name, role in (("ann", "editor"), ("bob", "reader")):
        run("add", name, "--role", role, "--password-stdin", typed=PASSWORD)
    assert _users(settings) == "2 may log in to the page, 1 of them as editor"


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [((PASSWORD, PASSWORD), 0, "ann may log in"), ((PASSWORD, OTHER), 2, "differ"), ((), 2, "No password was typed")],
)
def test_a_password_is_asked_for_twice_and_not_shown(
    run: Run, monkeypatch: pytest.MonkeyPatch, typed: tuple[str, ...], code: int, says: str
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    asked, left = list[str](), iter(typed)

    def hidden(prompt: str) -> str:
        asked.append(prompt)
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("getpass.getpass", hidden)
    monkeypatch.setattr("tests.journeys.test_users.io.StringIO", Terminal)
    ended, told, error = run("add", "ann")
    assert ended == code
    assert says in told + error
    assert PASSWORD not in told + error
    assert asked == ["Password: ", "Once more: "][: len(asked)]


def test_conversations_of_before_are_given_to_a_user_and_deleted_with_one(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retriever.embed.Embedder", Given)
    for name in ("ann", "bob"):
        run("add", name, "--password-stdin", typed=PASSWORD)
    with open_parts(Settings(library=run.library)) as parts:
        for place, owner in enumerate(("", "bob")):
            kept = parts.library.conversations.of(owner)
            kept.put(f"c{place}", Exchange(f"e{place}", "Who?", Problem("stopped")))
        for words in (("adopt", "ann"), ("remove", "ann", "--conversations", "delete")):
            code, told, error = run(*words)
            assert (code, told, "is in use by" in error) == (1, "", True)
    assert run("adopt", "Ann")[:2] == (0, "ann has 1 conversation of before\n")
    assert run("adopt", "ann")[:2] == (0, "ann has 0 conversations of before\n")
    assert run("remove", "ann", "--conversations", "delete")[:2] == (
        0, "ann removed, and logged out everywhere; 1 conversation deleted\n"
    )  # fmt: skip
    with open_parts(Settings(library=run.library)) as parts:
        left = [len(parts.library.conversations.of(name).listed()) for name in ("", "ann", "bob")]
    assert left == [0, 0, 1]


def test_conversations_belong_to_an_account_and_not_to_its_name(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retriever.embed.Embedder", Given)

    def owner() -> str:
        with closing(StoredAccounts(run.library, hours=1)) as accounts:
            return accounts.owner_of("ann")

    def held() -> list[int]:
        with open_parts(Settings(library=run.library)) as parts:
            return [len(parts.library.conversations.of(each).listed()) for each in owners]

    add, owners = ("add", "ann", "--password-stdin"), list[str]()
    run(*add, typed=PASSWORD)
    with open_parts(Settings(library=run.library)) as parts:
        parts.library.conversations.of(owner()).put("c1", Exchange("e1", "Who?", Problem("stopped")))
    for choice in ((), ("--conversations", "pass-on"), ("--conversations", "keep")):
        owners.append(owner())
        code, told, _ = run("remove", "ann", *choice)
        assert (code, "conversations are kept" in told) == (0, True)
        run(*add, typed=PASSWORD)
    owners.append(owner())
    assert owners[1] == owners[2]
    assert len(set(owners)) == 3
    assert held() == [1, 0, 0, 0], "nobody who came later finds what the first one asked"
    assert run("adopt", "ann", "--from", "bob")[::2] == (
        2,
        "onrecord: No removed account 'bob' has left conversations. Nothing was changed.\n",
    )
    assert run("adopt", "ann", "--from", "Ann")[:2] == (0, "ann has 1 conversation of before\n")
    assert held() == [0, 0, 0, 1]
    assert "1 conversation deleted" in run("remove", "ann", "--conversations", "delete")[1]
    assert held() == [0, 0, 0, 0]


def test_users_are_added_while_the_library_is_in_use_and_are_in_no_export(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retriever.embed.Embedder", Given)
    saved = tmp_path / "saved.zip"
    with open_parts(Settings(library=run.library)):
        assert run("add", "ann", "--password-stdin", typed=PASSWORD) == (0, "ann may log in, as reader\n", "")
        assert run("list")[1].endswith("\n1 user\n")
    words = ["documents", "export", str(saved), "--library", str(run.library)]
    assert CliRunner().invoke(app, words).exit_code == 0
    with zipfile.ZipFile(saved) as archive:
        assert archive.namelist()
        assert not [name for name in archive.namelist() if "users" in name]
