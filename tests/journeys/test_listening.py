"""Where the page listens decides whether one has to log in; it does not start where nobody could."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from onrecord.accounts import LoginSetup, User
from onrecord.cli import main
from onrecord.cli.listening import listening
from onrecord.errors import BadInput
from retriever.passwords import Hashes
from tests.retriever.small_accounts import PASSWORD, Clock, cheap, opened


@pytest.mark.parametrize(
    ("host", "address", "local", "everywhere"),
    [
        ("127.0.0.1", "127.0.0.1", True, False),
        ("127.1", "127.0.0.1", True, False),
        ("0x7f000001", "127.0.0.1", True, False),
        ("127.8.9.10", "127.8.9.10", True, False),
        ("::1", "::1", True, False),
        ("::ffff:127.0.0.1", "::ffff:127.0.0.1", True, False),
        ("0.0.0.0", "0.0.0.0", False, True),
        ("0", "0.0.0.0", False, True),
        ("::", "::", False, True),
        ("::ffff:0.0.0.0", "::ffff:0.0.0.0", False, True),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.7", False, False),
        ("203.0.113.7", "203.0.113.7", False, False),
        ("2001:db8::7", "2001:db8::7", False, False),
    ],
)
def test_it_goes_by_the_address_that_a_host_stands_for(host: str, address: str, local: bool, everywhere: bool) -> None:
    found = listening(host, 7860)
    assert (found.address, found.local, found.everywhere) == (address, local, everywhere)


@pytest.mark.parametrize(
    ("addresses", "address", "local"),
    [
        (["::1", "127.0.0.1"], "127.0.0.1", True),
        (["127.0.0.1", "203.0.113.7"], "203.0.113.7", False),
        (["127.0.0.1", "::ffff:203.0.113.7"], "::ffff:203.0.113.7", False),
        (["fe80::1%eth0"], "fe80::1%eth0", False),
    ],
)
def test_a_name_for_several_addresses_is_this_machine_s_alone_only_where_all_are(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str], address: str, local: bool
) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 7860)) for one in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    place = listening("desk", 7860)
    assert (place.address, place.local) == (address, local)


@pytest.mark.parametrize("host", ["", "no such host", "256.1.1.1", "\ud800", "x" * 300])
def test_what_stands_for_no_address_is_told(host: str) -> None:
    with pytest.raises(BadInput, match=r"--host 127\.0\.0\.1"):
        listening(host, 7860)


class Page:
    """Starts ``onrecord chat`` without a library behind it, and notes what it would serve."""

    def __init__(self, library: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self.library, self._patch, self._capfd = library, monkeypatch, capfd
        self.opened = 0
        self.given: dict[str, Any] = {}
        self.seen: User | None = None
        self.served: tuple[str, int] | None = None
        monkeypatch.setattr("onrecord.assembly.open_parts", self._open)
        monkeypatch.setattr("onrecord.page.page_app", self._page)
        monkeypatch.setattr("ui.app.serve", lambda app, host, port: setattr(self, "served", (host, port)))
        monkeypatch.setattr("onrecord.cli.chat._check_free", lambda address, port: None)
        monkeypatch.setattr("retriever.accounts.Hashes", lambda: Hashes(cheap()))

    @contextmanager
    def _open(self, settings: object) -> Iterator[object]:
        self.opened += 1
        yield None

    @contextmanager
    def _page(self, parts: object, **given: Any) -> Iterator[object]:
        self.given = given
        login: LoginSetup | None = given["login"]
        self.seen = login.accounts.find("ann") if login else None  # the accounts are open
        yield None

    def start(self, *words: str, **settings: str) -> tuple[int, str, str]:
        for name, value in settings.items():
            self._patch.setenv(f"ONRECORD_{name.upper()}", value)
        self._patch.setattr(sys, "argv", ["onrecord", "chat", *words, "--library", str(self.library)])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        return (code, *self._capfd.readouterr())


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Page:
    return Page(tmp_path / "library", monkeypatch, capfd)


def add_ann(page: Page) -> None:
    accounts = opened(page.library, Clock())
    accounts.add("ann", "editor", PASSWORD)
    accounts.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "::1", "localhost"])
def test_on_this_machine_nobody_logs_in(page: Page, host: str) -> None:
    code, told, _ = page.start("--host", host)
    assert (code, page.opened, page.given["login"]) == (0, 1, None)
    assert "Login is off: the page is reached from this machine only." in told
    assert "unencrypted" not in told
    assert not page.library.exists()
    assert page.served is not None
    assert page.served[0] in ("127.0.0.1", "::1")
    assert page.given["allowed_hosts"] == ["127.0.0.1", "localhost", "::1", host]


@pytest.mark.parametrize("host", ["0.0.0.0", "0", "::", "203.0.113.7", "::ffff:203.0.113.7"])
def test_elsewhere_it_does_not_start_before_somebody_can_log_in(page: Page, host: str) -> None:
    for made in (False, True):  # without a file of accounts, and with one that has none
        code, told, error = page.start("--host", host)
        assert (code, told, page.opened, page.served) == (1, "", 0, None)
        assert f"{host} is reached from other machines" in error
        assert f"{page.library} has no users. Add one: onrecord users add NAME --role editor" in error
        assert (page.library / "users.sqlite3").exists() == made
        opened(page.library, Clock()).close()
    add_ann(page)
    code, told, _ = page.start("--host", host)
    assert (code, page.opened, page.seen) == (0, 1, User("ann", "editor"))
    assert "Login is on: everybody gives name and password." in told
    assert "unencrypted, unless a proxy before the page adds HTTPS" in told
    login = page.given["login"]
    assert (login.header, login.proxies, login.header_role, login.hours) == (
        "", ("127.0.0.1/32", "::1/128"), None, 12.0
    )  # fmt: skip


def test_on_this_machine_too_where_it_is_set_to_on(page: Page) -> None:
    code, _, error = page.start(login="on")
    assert (code, page.opened) == (1, 0)
    assert "since login is set to on" in error
    add_ann(page)
    code, told, _ = page.start(login="on", login_hours="1.5")
    assert (code, page.seen, page.given["login"].hours) == (0, User("ann", "editor"), 1.5)
    assert "Login is on" in told
    assert "unencrypted" not in told


def test_a_page_that_a_proxy_makes_known_is_reached_from_elsewhere(page: Page) -> None:
    code, _, error = page.start("--known-as", "press.example.org")
    assert (code, page.opened) == (1, 0)
    assert "since a proxy makes it known as press.example.org" in error
    assert page.start("--known-as", "localhost")[0] == 0
    assert page.given["login"] is None
    add_ann(page)
    code, told, _ = page.start("--known-as", "press.example.org")
    assert (code, page.seen) == (0, User("ann", "editor"))
    assert "Login is on" in told


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_proxy_that_names_everybody_is_enough_and_turns_it_on(page: Page, host: str) -> None:
    code, told, _ = page.start(
        "--host", host, "--known-as", "press.example.org", login_header="X-Forwarded-User",
        login_proxies="10.1.0.0/16,127.0.0.1", login_header_role="reader",
    )  # fmt: skip
    assert code == 0
    login = page.given["login"]
    assert (login.header, login.proxies, login.header_role) == (
        "X-Forwarded-User", ("10.1.0.0/16", "127.0.0.1/32"), "reader"
    )  # fmt: skip
    assert "a proxy at 10.1.0.0/16, 127.0.0.1/32 says in X-Forwarded-User who somebody is" in told
    expected = ["127.0.0.1", "localhost", "::1", host, "press.example.org"] if host == "127.0.0.1" else ["*"]
    assert page.given["allowed_hosts"] == expected


def test_damaged_accounts_are_told_before_anything_is_opened(page: Page) -> None:
    page.library.mkdir()
    (page.library / "users.sqlite3").write_bytes(b"these are no accounts\n" * 100)
    code, _, error = page.start(login="on")
    assert (code, page.opened) == (1, 0)
    assert str(page.library / "users.sqlite3") in error
