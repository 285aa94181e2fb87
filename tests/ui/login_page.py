"""The whole page behind its login, with accounts that do what a test says, and what a client asks of it."""

import itertools
import json
import re
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from onrecord.accounts import LoginSetup, User
from onrecord.errors import LibraryError, LoginRefused, TooManyTries
from retriever.conversations import StoredConversations
from tests.browser.evaluation_page import FakeEvaluation, a_run, some_drafts
from tests.browser.fakes import FakeReviews, ScriptedAnswerer, library
from tests.browser.library_fakes import FakeCatalogue, SteppingIngester
from tests.ui.drafts import ScriptedChecker
from tests.ui.known_people import KnownPeople
from tests.ui.source_fakes import FakeOriginals
from ui.app import build_app
from ui.login.gate import Gate

__all__ = [
    "HOST", "PASSWORD", "FakeAccounts", "Guarded", "every_route", "handlers", "logged_in", "sent", "setup_of",
    "watched",
]  # fmt: skip

HOST = "http://127.0.0.1"
PASSWORD = "seven grey herons"


class FakeAccounts:
    """Accounts in memory: ``mara`` edits, ``ines`` reads; while :attr:`broken` they cannot be read."""

    def __init__(self) -> None:
        self.users = {"mara": User("mara", "editor"), "ines": User("ines", "reader")}
        self.sessions, self.broken, self.asked, self.wait = dict[str, str](), False, list[str](), 0.0
        self.owners = dict[str, str]()
        self._numbers, self.threads, self.addresses = itertools.count(1), set[int](), list[str]()

    def admit(self, name: str, password: str, address: str) -> str:
        """One password for all."""
        self._look(f"admit {name}")
        self.addresses.append(address)
        if self.wait:
            error = TooManyTries("too many tries")
            error.wait_seconds = self.wait
            raise error
        if name not in self.users or password != PASSWORD:
            raise LoginRefused("refused")
        token = f"token-{next(self._numbers)}"
        self.sessions[token] = name
        return token

    def who(self, token: str, *, used: bool = True) -> User | None:
        """Of a session that is open, with an account that is there."""
        self._look(f"who {token}")
        return self.users.get(self.sessions.get(token, ""))

    def leave(self, token: str) -> None:
        """Close it."""
        self._look(f"leave {token}")
        self.sessions.pop(token, None)

    def find(self, name: str) -> User | None:
        """By name."""
        self._look(f"find {name}")
        return self.users.get(name)

    def owner_of(self, name: str) -> str:
        """One of a name that was removed is another."""
        self._look(f"owner {name}")
        return self.owners.get(name, name)

    def _look(self, what: str) -> None:
        self.asked.append(what)
        self.threads.add(threading.get_ident())
        if self.broken:
            raise LibraryError("the accounts cannot be read")


def setup_of(accounts: FakeAccounts, **changes: Any) -> LoginSetup:
    """Passwords alone, unless a test says otherwise."""
    return LoginSetup(
        **{"accounts": accounts, "header": "", "proxies": (), "header_role": None, "hours": 8.0, **changes}
    )  # fmt: skip


class Guarded:
    """A page with every part there is, behind a login."""

    def __init__(self, folder: Path, conversations: StoredConversations, **changes: Any) -> None:
        file = folder / "a.pdf"
        file.write_bytes(b"%PDF-1.4")
        self.accounts = FakeAccounts()
        self.shelf = FakeCatalogue(library())
        self.ingester, self.answerer = SteppingIngester(self.shelf), ScriptedAnswerer({})
        self.evaluation = FakeEvaluation([a_run("first")], some_drafts())
        self.app: FastAPI = build_app(
            self.answerer, self.shelf, self.ingester, uploads=folder / "uploads", examples=["Who?"],
            allowed_hosts=["127.0.0.1"], reviews=FakeReviews(), conversations=conversations,
            originals=FakeOriginals(file), catalogue=self.shelf, checker=ScriptedChecker(), evaluation=self.evaluation,
            people=KnownPeople(["Mara Venn"]), login=setup_of(self.accounts, **changes),
        )  # fmt: skip

    @property
    def gate(self) -> Any:
        """What stands before everything."""
        if self.app.middleware_stack is None:
            self.app.middleware_stack = self.app.build_middleware_stack()
        layer: Any = self.app.middleware_stack
        while not isinstance(layer, Gate):
            layer = getattr(layer, "app", None) or layer._app
        return layer


def logged_in(client: TestClient, name: str) -> dict[str, str]:
    """The header with the cookie of a new session."""
    client.cookies.clear()
    answer = client.post("/login", data={"name": name, "password": PASSWORD}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    cookie = answer.headers["set-cookie"].partition(";")[0]
    client.cookies.clear()
    return {"cookie": cookie}


def every_route(routes: Sequence[BaseRoute], before: str = "") -> Iterator[tuple[str, str]]:
    """Method and path of everything that is served, with what is mounted; something stands where braces were."""
    for route in routes:
        if isinstance(route, Mount):
            yield from every_route(route.routes, before + route.path)
        elif isinstance(route, Route):
            path = before + re.sub(r"\{[^}]*\}", "x1", route.path)
            yield from ((method, path) for method in sorted(route.methods or ()))
        else:
            inner = getattr(route, "original_router", None)
            assert inner is not None, f"{route!r} is of a kind that is not counted here"
            assert not route.include_context.prefix  # type: ignore[attr-defined]
            yield from every_route(inner.routes, before)


def handlers(client: TestClient, headers: dict[str, str]) -> list[dict[str, Any]]:
    """Every handler that Gradio has, as its configuration lists them."""
    listed: list[dict[str, Any]] = client.get("/config", headers=headers).json()["dependencies"]
    return listed


def watched(page: Guarded) -> list[str]:
    """What reaches anything behind the gate from now on, as paths."""
    behind, came = page.gate._app, list[str]()

    async def watching(scope: Scope, receive: Receive, send: Send) -> None:
        came.append(scope.get("path", scope["type"]))
        await behind(scope, receive, send)

    page.gate._app = watching
    return came


def sent(
    client: TestClient, headers: dict[str, str], handler: dict[str, Any], session: str, **more: Any
) -> list[dict[str, Any]]:
    """Send an event as the page's script does, and wait for all that comes of it."""
    given = {
        "data": [None] * len(handler["inputs"]), "fn_index": handler["id"], "session_hash": session,
        "trigger_id": handler["targets"][0][0], **more,
    }  # fmt: skip
    joined = client.post("/gradio_api/queue/join", json=given, headers=headers)
    assert joined.status_code == 200, joined.text
    told = client.get("/gradio_api/queue/data", params={"session_hash": session}, headers=headers)
    return [json.loads(line.removeprefix("data:")) for line in told.text.splitlines() if line.startswith("data:")]
