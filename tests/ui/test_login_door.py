"""Who a request comes from: what is remembered of a token, and which proxy is believed in what."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, cast
from unittest.mock import patch

import gradio as gr
import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.types import Scope

from onrecord.accounts import User
from tests.ui.login_page import FakeAccounts, setup_of
from tests.ui.test_login_form import behind_login, typed
from ui.app import serve
from ui.login.door import Door, NotLetIn
from ui.login.gate import Sessions
from ui.say import spoken
from ui.visitors import may_edit, needing_login, owner

BELIEVED = {"header": "X-User", "proxies": ("10.1.0.0/16", "::1", "192.0.2.7")}
EDITOR, READER = User("mara", "editor"), User("ines", "reader")


@contextmanager
def asking(accounts: FakeAccounts, peer: str, **changes: Any) -> Iterator[TestClient]:
    app = behind_login(accounts, **{**BELIEVED, **changes})
    with TestClient(app, base_url="http://127.0.0.1", client=(peer, 5), follow_redirects=False) as client:
        yield client


def scope_of(peer: str = "10.1.2.3", scheme: str = "http", **headers: str) -> Scope:
    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "scheme": scheme, "client": (peer, 1), "headers": given}


@pytest.mark.parametrize("peer", ["10.1.2.3", "::1", "192.0.2.7", "::ffff:10.1.2.3"])
def test_a_proxy_that_is_believed_names_the_visitor(peer: str) -> None:
    with asking(FakeAccounts(), peer) as client:
        assert client.get("/who", headers={"x-user": "Mara "}).json() == {
            "owner": "mara", "role": "editor", "named": "Mara ",
        }  # fmt: skip
        assert client.get("/visitor", headers={"x-user": "ines"}).json()["logout"] == ""
        assert client.get("/who").status_code == 401, "without the header they log in as others do"
        assert client.post("/login", data=typed()).status_code == 303
        assert client.get("/who").json()["owner"] == "mara"


@pytest.mark.parametrize("peer", ["10.2.0.1", "127.0.0.1", "192.0.2.8", "::2", "testclient", "", "::ffff:10.2.0.1"])
def test_from_anywhere_else_the_header_is_not_even_seen(peer: str) -> None:
    forged = {"x-user": "mara", "x-forwarded-for": "10.1.2.3", "forwarded": "for=10.1.2.3", "x-real-ip": "10.1.2.3"}
    with asking(FakeAccounts(), peer, header_role="editor") as client:
        assert client.get("/who", headers=forged).status_code == 401
        client.post("/login", data=typed("ines"))
        assert client.get("/who", headers=forged).json() == {"owner": "ines", "role": "reader", "named": None}


def test_who_has_no_account_is_refused_or_has_the_role_that_is_set() -> None:
    with asking(FakeAccounts(), "10.1.2.3") as client:
        answer = client.get("/who", headers={"x-user": "Piet"})
        assert (answer.status_code, "have no account" in answer.text) == (403, True)
        assert client.get("/login", headers={"x-user": "Piet"}).status_code == 403
    with asking(FakeAccounts(), "10.1.2.3", header_role="reader") as client:
        assert client.get("/who", headers={"x-user": "Piet"}).json()["role"] == "reader"
        assert client.get("/who", headers={"x-user": "mara"}).json()["role"] == "editor"


@pytest.mark.parametrize(
    "values", [["mara", "ines"], [""], [" "], ["a\x01b"], ["x" * 500], ["m\u00e4ra".encode("latin-1")]]
)
def test_a_proxy_that_does_not_name_exactly_one_is_not_understood(values: list[Any]) -> None:
    door = Door(setup_of(FakeAccounts(), **BELIEVED, header_role="editor"))
    scope = scope_of()
    scope["headers"] = [(b"x-user", value if isinstance(value, bytes) else value.encode()) for value in values]
    with pytest.raises(NotLetIn):
        asyncio.run(door.visit(door.cleaned(scope)))


def test_https_and_where_a_request_came_from_are_a_proxys_to_say() -> None:
    door = Door(setup_of(FakeAccounts(), **BELIEVED))
    assert door.secure(scope_of(x_forwarded_proto="https"))
    assert door.secure(scope_of(x_forwarded_proto="http, https"))
    assert not door.secure(scope_of(x_forwarded_proto="https, http", scheme="https"))
    assert not door.secure(scope_of("10.2.0.1", x_forwarded_proto="https"))
    assert door.secure(scope_of("10.2.0.1", scheme="https"))
    assert door.address(scope_of(x_forwarded_for="203.0.113.9, 198.51.100.4, 10.1.9.9")) == "198.51.100.4"
    assert door.address(scope_of("10.2.0.1", x_forwarded_for="203.0.113.9")) == "10.2.0.1"
    assert door.address(scope_of(x_forwarded_for="203.0.113.9, nonsense")) == "10.1.2.3"
    assert door.address(scope_of(x_forwarded_for="203.0.113.9:4711")) == "203.0.113.9"
    assert door.address(scope_of(x_forwarded_for="[2001:db8::7]:4711, 10.1.9.9:80")) == "2001:db8::7"
    assert door.address(scope_of(x_forwarded_for="2001:db8::7")) == "2001:db8::7"
    assert door.address(scope_of()) == "10.1.2.3"


def test_whom_a_proxy_names_is_not_who_had_that_name_before() -> None:
    """Nor is an open page theirs that the earlier one had open."""
    accounts = FakeAccounts()
    door = Door(setup_of(accounts, header="x-forwarded-user", proxies=("10.1.0.0/16",), header_role="reader"))
    scope = scope_of(x_forwarded_user="kim")

    async def visiting() -> User:
        door.forget()
        user = (await door.visit(door.cleaned(scope))).user
        assert user is not None
        return user

    first = asyncio.run(visiting())
    accounts.owners["kim"] = "kim\x1f1"
    second = asyncio.run(visiting())
    assert first == User("kim", "reader", "kim")
    assert second == User("kim", "reader", "kim\x1f1")
    sessions = Sessions()
    assert sessions.belongs("page", first.owner)
    assert not sessions.belongs("page", second.owner)


def test_a_token_is_looked_up_in_a_thread_and_remembered_for_a_moment() -> None:
    accounts, now = FakeAccounts(), [100.0]
    accounts.sessions["token-1"] = "mara"
    door, scope = Door(setup_of(accounts), lambda: now[0]), scope_of(cookie="onrecord=token-1")

    async def who() -> User | None:
        return (await door.visit(scope)).user

    async def looking() -> None:
        assert [await who() for _ in range(50)] == [EDITOR] * 50
        assert accounts.asked == ["who token-1"]
        accounts.users["mara"] = User("mara", "reader")
        now[0] += 2.9
        assert await who() == EDITOR
        now[0] += 0.2
        assert await who() == User("mara", "reader")
        door.forget()
        accounts.sessions.clear()
        assert await who() is None
        accounts.sessions["token-1"] = "mara"
        assert await who() is not None, "that there was none is not remembered"

    asyncio.run(looking())
    assert threading.get_ident() not in accounts.threads


def test_what_was_asked_before_a_logout_is_not_remembered_after_it() -> None:
    accounts = FakeAccounts()
    accounts.sessions["token-1"] = "mara"
    door, scope = Door(setup_of(accounts)), scope_of(cookie="onrecord=token-1")
    found, go_on = threading.Event(), threading.Event()
    looked = accounts.who

    def slowly(token: str, *, used: bool = True) -> User | None:
        user = looked(token, used=used)
        found.set()
        go_on.wait(10)
        return user

    accounts.who = door._accounts.who = slowly  # type: ignore[method-assign]

    async def racing() -> User | None:
        first = asyncio.create_task(door.visit(scope))
        await asyncio.to_thread(found.wait, 10)
        accounts.leave("token-1")
        door.forget()
        go_on.set()
        await first
        return (await door.visit(scope)).user

    assert asyncio.run(racing()) is None


@pytest.mark.parametrize(
    "cookie",
    [
        "onrecord=",
        "onrecord=a b",
        "onrecord=" + "x" * 500,
        'onrecord="x y"',
        "other=token-1",
        "onrecord=\u00fc",
        ";;=;",
    ],
)
def test_what_can_be_no_token_is_not_asked_about(cookie: str) -> None:
    accounts = FakeAccounts()
    scope = scope_of()
    scope["headers"] = [(b"cookie", cookie.encode("latin-1"))]
    assert asyncio.run(Door(setup_of(accounts)).visit(scope)).user is None
    assert accounts.asked == []


def test_an_open_page_is_that_of_the_first_who_names_it() -> None:
    sessions = Sessions()
    assert sessions.belongs("a", "mara")
    assert not sessions.belongs("a", "ines")
    assert sessions.belongs("a", "mara")
    with patch("ui.login.gate._MOST_SESSIONS", 2):
        assert [sessions.belongs(name, "ines") for name in ("b", "c", "d")] == [True] * 3
        assert len(sessions._owners) == 2


# ---- handlers of events ---------------------------------------------------------------------------------------------


def event_of(user: User | None, session: str = "s1") -> gr.Request:
    scope = {"type": "http", "headers": [], "state": {} if user is None else {"user": user, "sessions": Sessions()}}
    return gr.Request(cast(Any, Request(scope)), session_hash=session)


def test_a_handler_knows_who_sent_the_event_in_every_step_and_thread() -> None:
    def telling() -> Iterator[tuple[str, bool]]:
        for _ in range(4):
            yield owner(), may_edit()

    with needing_login(True):
        handler, plain = spoken(telling), spoken(owner)
    mine, theirs = handler(event_of(EDITOR)), handler(event_of(READER))
    with ThreadPoolExecutor(2) as threads:
        told = [threads.submit(next, steps).result() for _ in range(3) for steps in (mine, theirs)]
    assert told == [("mara", True), ("ines", False)] * 3
    assert (plain(event_of(READER)), owner()) == ("ines", "")


def test_a_handler_answers_nobody_who_is_not_logged_in_and_no_reader_who_edits() -> None:
    ran = list[str]()

    def steps() -> Iterator[None]:
        ran.append("steps")
        yield

    with needing_login(True):
        guarded = [spoken(lambda: ran.append("plain")), spoken(steps)]
        editing = [spoken(lambda: ran.append("edit"), edits=True), spoken(steps, edits=True)]
    for handlers, user in ((guarded, None), (editing, None), (editing, READER)):
        for handler in handlers:
            with pytest.raises(gr.Error):
                list(handler(event_of(user)) or ())
    assert ran == []
    taken = event_of(EDITOR)
    taken.state.sessions.belongs("s1", "ines")
    with pytest.raises(gr.Error):
        guarded[0](taken)
    without = spoken(lambda: ran.append("open"), edits=True)
    without(event_of(None))
    assert ran == ["open"], "where no login is needed everybody may do everything"


def test_the_server_puts_no_address_from_a_header_in_place_of_the_connections() -> None:
    with patch("uvicorn.run") as run:
        serve(cast(Any, None), "127.0.0.1", 1)
    assert run.call_args.kwargs["proxy_headers"] is False
