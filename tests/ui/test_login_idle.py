"""A tab that merely stays open keeps no session alive, and gets nothing once its session is over."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from onrecord.accounts import LoginSetup
from retriever.accounts import StoredAccounts
from tests.retriever.small_accounts import PASSWORD, Clock, opened
from tests.ui.login_page import FakeAccounts, logged_in, setup_of
from ui.login.door import Door
from ui.login.gate import Gate

HOUR = 3600.0
BEAT, USE, NEWS = "/gradio_api/heartbeat/tab1", "/gradio_api/queue/join", "/gradio_api/queue/data"


class Site:
    """Streams behind the gate, of heartbeats say; before each but the first a test may do something."""

    def __init__(self, setup: LoginSetup, clock: Callable[[], float], peer: str = "127.0.0.1") -> None:
        self.gate = Gate(self._behind, Door(setup, clock), readers_upload=False)
        self.between: list[Callable[[], object]] = []
        self.tidied, self.peer = 0, peer

    async def _behind(self, scope: Scope, receive: Receive, send: Send) -> None:
        streams = scope["path"] != USE
        answer = StreamingResponse(self._beats()) if streams else PlainTextResponse("here")
        await answer(scope, receive, send)

    async def _beats(self) -> Any:
        try:
            yield "ALIVE "
            while self.between:
                await asyncio.sleep(0)
                self.between.pop(0)()
                yield "ALIVE "
        except asyncio.CancelledError:  # as Gradio's own, which tidies up
            self.tidied += 1

    def ask(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and body of an answer that has come to its end."""
        told, over = list[Message](), asyncio.Event()

        async def receive() -> Message:
            await over.wait()
            return {"type": "http.disconnect"}

        async def keep(message: Message) -> None:
            assert not over.is_set(), "nothing may be sent after the end"
            told.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                over.set()

        async def asked() -> None:
            given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
            scope = {
                "type": "http", "method": "GET", "path": path, "query_string": b"", "root_path": "", "scheme": "http",
                "headers": given, "client": (self.peer, 1),
            }  # fmt: skip
            running: Awaitable[None] = self.gate(scope, receive, keep)
            await asyncio.wait_for(running, 10)

        asyncio.run(asked())
        assert over.is_set(), "a stream that is cut off says that it is over"
        return told[0]["status"], b"".join(one.get("body", b"") for one in told).decode()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Iterator[StoredAccounts]:
    with closing(opened(tmp_path, clock)) as accounts:
        accounts.add("ann", "editor", PASSWORD)
        yield accounts


@pytest.fixture
def site(accounts: StoredAccounts, clock: Clock) -> Site:
    return Site(LoginSetup(accounts, "", (), None, 12.0), clock)


def test_a_heartbeat_that_is_opened_again_and_again_keeps_no_session_alive(
    site: Site, accounts: StoredAccounts, clock: Clock
) -> None:
    cookie = f"onrecord={accounts.admit('ann', PASSWORD, '127.0.0.1')}"
    for _ in range(17):  # every ten minutes, for 170 of the 180 that a session may be unused
        clock.now += HOUR / 6
        assert site.ask(BEAT, cookie=cookie)[0] == 200
    clock.now += HOUR / 6
    assert [site.ask(path, cookie=cookie)[0] for path in (BEAT, USE)] == [401, 401]


def test_what_is_done_in_a_tab_keeps_it_alive_right_after_a_heartbeat_too(
    site: Site, accounts: StoredAccounts, clock: Clock
) -> None:
    cookie = f"onrecord={accounts.admit('ann', PASSWORD, '127.0.0.1')}"
    clock.now += 2 * HOUR
    assert site.ask(BEAT, cookie=cookie)[0] == 200
    clock.now += 1
    assert site.ask(USE, cookie=cookie)[0] == 200  # what was found out for the heartbeat is fresh still
    clock.now += 2 * HOUR
    assert [site.ask(path, cookie=cookie)[0] for path in (BEAT, USE)] == [200, 200]


def test_a_heartbeat_that_is_open_ends_with_the_session(site: Site, accounts: StoredAccounts, clock: Clock) -> None:
    token = accounts.admit("ann", PASSWORD, "127.0.0.1")

    def later() -> None:
        clock.now += HOUR / 6

    site.between = [later] * 30
    assert site.ask(BEAT, cookie=f"onrecord={token}") == (200, "ALIVE " * 18)  # the last at 170 minutes
    assert site.tidied == 1
    assert site.ask(BEAT, cookie=f"onrecord={token}")[0] == 401


@pytest.mark.parametrize("how", ["logged out", "another password", "another role", "removed", "logged in anew"])
def test_a_heartbeat_ends_however_its_session_did(site: Site, accounts: StoredAccounts, clock: Clock, how: str) -> None:
    token = accounts.admit("ann", PASSWORD, "127.0.0.1")

    def ends() -> None:
        clock.now += 15
        match how:
            case "logged out" | "logged in anew":
                accounts.leave(token)
            case "another password":
                accounts.set_password("ann", "quiet windmill 9")
            case "another role":
                accounts.set_role("ann", "reader")
            case "removed":
                accounts.remove("ann")
        if how == "logged in anew":
            accounts.admit("ann", PASSWORD, "127.0.0.1")

    site.between = [lambda: None, ends, lambda: None]
    assert site.ask(BEAT, cookie=f"onrecord={token}") == (200, "ALIVE ALIVE ")


def test_a_heartbeat_of_somebody_whom_a_proxy_names_ends_with_the_account() -> None:
    accounts, now = FakeAccounts(), [100.0]
    site = Site(setup_of(accounts, header="x-user", proxies=("10.1.0.0/16",)), lambda: now[0], "10.1.2.3")

    def gone() -> None:
        now[0] += 15.0
        accounts.users.pop("mara", None)

    site.between = [gone, gone]
    assert site.ask(BEAT, x_user="mara") == (200, "ALIVE ")
    assert site.ask(BEAT, x_user="mara")[0] == 403


def test_what_is_being_answered_comes_whole_though_the_session_ends_meanwhile(
    site: Site, accounts: StoredAccounts, clock: Clock
) -> None:
    token = accounts.admit("ann", PASSWORD, "127.0.0.1")

    def ends() -> None:
        clock.now += 15
        accounts.leave(token)

    site.between = [ends, lambda: None]
    assert site.ask(NEWS, cookie=f"onrecord={token}") == (200, "ALIVE ALIVE ALIVE ")
    assert site.ask(NEWS, cookie=f"onrecord={token}")[0] == 401


def test_gradios_own_heartbeat_ends_when_its_visitor_logs_out(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_HEARTBEAT_INTERVAL", "0.05")
    headers, beats = logged_in(client, "mara"), list[str]()
    beating = threading.Thread(target=lambda: beats.append(client.get(BEAT, headers=headers).text))
    beating.start()
    beating.join(3.0)  # time for the second beat on a busy machine, too
    assert beating.is_alive(), "it goes on as long as the session does"
    assert client.post("/logout", headers=headers).status_code == 303
    beating.join(10.0)
    assert not beating.is_alive()
    assert beats[0].count("ALIVE") >= 2
    assert client.get(BEAT, headers=headers).status_code == 401
