"""Where a login is needed nothing of the page answers anybody else: every route and every handler there is."""

import asyncio
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.datastructures import Headers
from starlette.testclient import WebSocketDenialResponse
from starlette.types import Message
from starlette.websockets import WebSocketDisconnect

from tests.ui.login_page import Guarded, every_route, handlers, logged_in, watched
from ui.login.gate import OPEN

Asked = tuple[str, str, object]
"""Method, path and body."""

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = dict(enumerate(("no", "one", "two", "three", "four", "five", "six", "seven", "eight")))
NAVIGATION = {"accept": "text/html,*/*;q=0.8", "sec-fetch-mode": "navigate"}


@pytest.fixture
def strangers(guarded: Guarded, client: TestClient) -> dict[str, dict[str, str]]:
    """Headers of those who are not logged in."""
    over = logged_in(client, "mara")
    guarded.accounts.sessions.clear()
    guarded.accounts.users["left"] = guarded.accounts.users["ines"]
    gone = logged_in(client, "left")
    del guarded.accounts.users["left"]
    return {
        "nobody": {}, "a forged token": {"cookie": "onrecord=token-99"}, "a session that is over": over,
        "a user who is gone": gone, "the cookie of https": {"cookie": "__Host-onrecord=token-1"},
        "a header of nobody's": {"x-forwarded-user": "mara", "remote-user": "mara", "authorization": "Basic bWFyYTp4"},
    }  # fmt: skip


def ways(listed: list[dict[str, Any]]) -> list[Asked]:
    """Every way to have one of Gradio's handlers run: method, path, body."""
    asked: list[Asked] = []
    for one in listed:
        data = [None] * len(one["inputs"])
        body = {"data": data, "fn_index": one["id"], "session_hash": "abc", "trigger_id": one["targets"][0][0]}
        names = [one["api_name"], "predict"] if one["api_name"] else ["predict"]
        paths = [f"{way}/{name}" for way in ("run", "api", "call", "call/v2") for name in names]
        asked += [("POST", f"/gradio_api/{path}", body) for path in ("queue/join", *paths)]
    return asked


def answered(app: FastAPI, headers: dict[str, str], asked: Sequence[Asked]) -> list[tuple[int, Headers]]:
    """Status and headers that the application answers with; asked without a client, which would take most of the time.

    A body comes with each, as if it were one that is wanted.
    """

    async def one(method: str, path: str, body: object) -> tuple[int, Headers]:
        content = json.dumps(body).encode()
        given = {
            "host": "127.0.0.1",
            "content-type": "application/json",
            "content-length": str(len(content)),
            **headers,
        }
        scope = {
            "type": "http", "http_version": "1.1", "method": method, "path": path, "raw_path": path.encode(),
            "root_path": "", "query_string": b"", "scheme": "http", "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 1),
            "headers": [(name.encode(), value.encode()) for name, value in given.items()], "state": {},
        }  # fmt: skip
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": content, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await app(scope, receive, send)
        return sent[0]["status"], Headers(raw=sent[0]["headers"])

    async def every() -> list[tuple[int, Headers]]:
        return [await one(*each) for each in asked]

    return asyncio.run(every())


def test_every_endpoint_refuses_every_stranger(
    guarded: Guarded, client: TestClient, strangers: dict[str, dict[str, str]]
) -> None:
    """The endpoints are read from the application itself: one that is added is asked too."""
    routes = list(dict.fromkeys(every_route(guarded.app.routes)))
    shut: list[Asked] = [(method, path, None) for method, path in routes if (method, path) not in OPEN]
    calls = ways(handlers(client, logged_in(client, "mara")))
    guarded.accounts.sessions.clear()
    came = watched(guarded)
    answers = [
        (who, *asked[:2], status, headers)
        for who, brought in strangers.items()
        for asked, (status, headers) in zip(
            [*shut, *calls], answered(guarded.app, brought, [*shut, *calls]), strict=True
        )
    ]
    let_in = [(who, method, path) for who, method, path, status, _ in answers if status != 401]
    print(f"{len(shut)} routes and {len(calls)} calls of handlers, {len(answers)} requests: {len(let_in)} let in")
    assert let_in == []
    assert came == [], "no request may reach what is behind the gate"
    assert all(headers["cache-control"] == "no-store" for *_, headers in answers)
    assert all("content-security-policy" in headers for *_, headers in answers)
    said = " ".join((ROOT / "docs" / "security.md").read_text(encoding="utf-8").split())
    assert (
        f": {len(shut)} routes and {len(calls)} ways to call a handler, asked by {NUMBERS[len(strangers)]} kinds"
        in said
    )
    assert f"make {len(answers):,} requests" in said, "docs/security.md gives other figures"
    assert {path.partition("x1")[0] for _, path, _ in shut} >= {
        "/", "/config", "/files/", "/texts/", "/pages/", "/originals/", "/runs/compare", "/export/answer/", "/visitor",
        "/gradio_api/upload", "/gradio_api/queue/join", "/gradio_api/queue/data", "/gradio_api/heartbeat/",
        "/gradio_api/file=", "/gradio_api/startup-events", "/monitoring", "/theme.css", "/assets/",
    }  # fmt: skip


def test_what_is_open_is_what_the_list_says(guarded: Guarded, client: TestClient) -> None:
    routes = set(every_route(guarded.app.routes))
    assert routes >= OPEN
    assert {path for _, path in OPEN} == {"/healthz", "/login", "/logout"}
    for path in ("/healthz/", "/login/", "//login", "/login/../config", "/healthz;x", "/LOGIN", "/login%0a", "/logout"):
        assert client.get(path).status_code == 401, path
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/", "/?c=abc", "/texts/x1", "/nothing/here", "/gradio_api/info"])
def test_whoever_opens_a_page_is_led_to_the_login_and_back(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=NAVIGATION)
    assert answer.status_code == 303
    place = answer.headers["location"]
    assert place == "/login" if path == "/" else place.startswith("/login?next=%2F")
    plain_http = client.get(path, headers={"accept": "text/html"})  # without https browsers send no Sec-Fetch-Mode
    assert plain_http.status_code == 303
    assert client.get(path, headers={**NAVIGATION, "sec-fetch-mode": "cors"}).status_code == 401
    assert client.post(path, headers=NAVIGATION).status_code == 401


def test_sockets_are_refused(client: TestClient) -> None:
    for path in ("/", "/gradio_api/queue/join", "/login"):
        with pytest.raises((WebSocketDisconnect, WebSocketDenialResponse)), client.websocket_connect(path):
            pass


def test_whoever_is_logged_in_gets_the_page_and_nothing_of_it_is_kept(guarded: Guarded, client: TestClient) -> None:
    headers = logged_in(client, "ines")
    opened = client.get("/", headers=headers)
    assert (opened.status_code, opened.headers["cache-control"]) == (200, "no-store")
    assert client.get("/visitor", headers=headers).json() == {
        "name": "ines", "shown": "ines, reader", "logout": "Log out",
    }  # fmt: skip
    document = guarded.shelf.sources()[0].document_id
    for path in ("/config", f"/texts/{document}", f"/originals/{document}", "/nothing"):
        assert client.get(path, headers=headers).headers["cache-control"] == "no-store", path
    script = opened.text.partition("./files/")[2].partition('"')[0].partition("\\")[0]
    assert "immutable" in client.get(f"/files/{script}", headers=headers).headers["cache-control"]


def test_accounts_that_cannot_be_read_let_nobody_in(guarded: Guarded, client: TestClient) -> None:
    headers = logged_in(client, "mara")
    guarded.accounts.broken = True
    try:
        answer = client.get("/config", headers={**headers, "accept-language": "de"})
        assert (answer.status_code, "niemand eingelassen" in answer.text) == (503, True)
        assert client.get("/healthz").status_code == 200
    finally:
        guarded.accounts.broken = False
    assert client.get("/config", headers=headers).status_code == 200


def test_a_page_that_one_has_open_gives_nothing_to_another(client: TestClient) -> None:
    mine, theirs = logged_in(client, "mara"), logged_in(client, "ines")
    listed = handlers(client, mine)
    body = {"data": [], "fn_index": listed[0]["id"], "session_hash": "mine1", "trigger_id": listed[0]["targets"][0][0]}
    body["data"] = [None] * len(listed[0]["inputs"])
    assert client.post("/gradio_api/queue/join", json=body, headers=mine).status_code == 200
    assert "process_completed" in client.get("/gradio_api/queue/data?session_hash=mine1", headers=mine).text
    for path in ("queue/data?session_hash=mine1", "heartbeat/mine1", "queue/data?x=1&session_hash=mine1"):
        answer = client.get(f"/gradio_api/{path}", headers=theirs)
        assert (answer.status_code, "somebody else" in answer.text) == (403, True), path


def test_what_one_has_asked_for_is_stopped_by_nobody_else(guarded: Guarded, client: TestClient) -> None:
    mine, theirs = logged_in(client, "mara"), logged_in(client, "ines")
    asked = {"session_hash": "mine2", "fn_index": 1, "event_id": "e1"}
    assert client.post("/gradio_api/cancel", json=asked, headers=mine).json() == {"success": True}
    came = watched(guarded)
    for way in ("/gradio_api/cancel", "/gradio_api/cancel/"):
        answer = client.post(way, json=asked, headers=theirs)
        assert (answer.status_code, "somebody else" in answer.text) == (403, True), way
    assert came == []
    for odd in (b"", b"{", b"[]", b"7", b"[" * 9_000, b"{" + b" " * 20_000 + b"}"):
        assert client.post("/gradio_api/cancel", content=odd, headers=theirs).status_code == 422, odd[:9]


def asked_slowly(guarded: Guarded, client: TestClient, headers: dict[str, str], session: str) -> dict[str, Any]:
    """What names a question whose answer is being written, until it is stopped: what the page's script would send."""
    guarded.answerer.closed.clear()
    ask = next(one for one in handlers(client, headers) if one["api_name"] == "_ask")
    given = ["a slow question", *[None] * (len(ask["inputs"]) - 1)]
    body = {"data": given, "fn_index": ask["id"], "session_hash": session, "trigger_id": ask["targets"][0][0]}
    event = client.post("/gradio_api/queue/join", json=body, headers=headers).json()["event_id"]
    for _ in range(500):
        if guarded.answerer.asked[-1:] == ["a slow question"]:
            guarded.answerer.asked.clear()
            return {"session_hash": session, "fn_index": ask["id"], "event_id": event}
        time.sleep(0.01)
    raise AssertionError("nobody asked")


def test_an_event_is_stopped_by_whoever_began_it_and_nobody_else(guarded: Guarded, client: TestClient) -> None:
    """Whoever names another's is told what they are told of one that there is not, and nothing happens."""
    mine, theirs = logged_in(client, "mara"), logged_in(client, "ines")
    running, closed = asked_slowly(guarded, client, mine, "mine3"), guarded.answerer.closed

    def stop(headers: dict[str, str], path: str = "cancel", **changes: Any) -> tuple[int, str]:
        answer = client.post(f"/gradio_api/{path}", json={**running, **changes}, headers=headers)
        return answer.status_code, answer.text

    nothing = stop(theirs, session_hash="theirs3", event_id="0" * 32)
    assert nothing == (200, '{"success":true}')
    assert stop(theirs, session_hash="theirs3") == nothing
    assert stop(theirs, "cancel%0a", session_hash="theirs3")[0] == 404
    assert stop(theirs)[0] == 403, "nor by the page that it was begun in"
    assert not closed.wait(0.3)
    assert stop(mine, event_id="0" * 32, session_hash="mine4") == nothing
    assert not closed.is_set()
    assert stop(mine) == nothing
    assert closed.wait(10)
