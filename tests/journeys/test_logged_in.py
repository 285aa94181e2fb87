"""From ``onrecord users add`` to a question on the page: who may ask, who may edit, and who is out again."""

import json
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from onrecord.cli import main
from retriever.passwords import Hashes
from tests.journeys.test_library_commands import Given
from tests.retriever.small_accounts import OTHER, PASSWORD, cheap
from tests.ui.login_page import HOST, handlers, sent

STORY = "The harbour office halted the dredging of Pell Harbour on Thursday because of mercury in the mud."


@pytest.fixture
def onrecord(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Runs commands in this process, with a small embedder and cheap hashes; who is who is looked up each time."""
    monkeypatch.setattr("retriever.embed.Embedder", Given)
    monkeypatch.setattr("retriever.accounts.Hashes", lambda: Hashes(cheap()))
    monkeypatch.setattr("ui.login.door._FRESH_SECONDS", 0.0)

    def run(*words: str, typed: str = "") -> int:
        monkeypatch.setattr(sys, "argv", ["onrecord", *words, "--library", str(tmp_path / "library")])
        monkeypatch.setattr(sys, "stdin", StringIO(typed))
        try:
            main()
        except SystemExit as stop:
            return int(stop.code or 0)
        return 0

    return run


class Visitor:
    """Somebody with a browser."""

    def __init__(self, client: TestClient, name: str, password: str) -> None:
        self.client = client
        answer = client.post("/login", data={"name": name, "password": password, "next": "/"})
        assert answer.status_code == 303, answer.text
        self.headers = {"cookie": answer.headers["set-cookie"].partition(";")[0]}
        client.cookies.clear()
        self.parts = client.get("/config", headers=self.headers).json()["components"]
        self.listed, self.name = handlers(client, self.headers), name

    def does(self, element: str, event: str, first: object = None, **given: Any) -> str:
        """What comes of an event, as text."""
        by_id = {one["id"]: one["props"] for one in self.parts}
        (place,) = (number for number, props in by_id.items() if props.get("elem_id") == element)
        one = next(each for each in self.listed if [place, event] in each["targets"] and each["backend_fn"])
        data = [by_id[number].get("value") for number in one["inputs"]]
        data = [first, *data[1:]] if first is not None else data
        return str(sent(self.client, self.headers, one, f"{self.name}1", data=data, event_data=given))


def they_come(client: TestClient, document: str, removed: Callable[[], int]) -> None:
    """A reader and an editor use the page; the reader is removed meanwhile."""
    assert client.get("/", headers={"accept": "text/html"}).headers["location"] == "/login"
    assert client.post("/login", data={"name": "bob", "password": "no password"}).status_code == 401
    ann, bob = Visitor(client, "ann", PASSWORD), Visitor(client, "BOB", OTHER)
    assert "because of mercury" in bob.does("ask", "submit", "Why was the dredging of Pell Harbour halted?")
    assert client.get(f"/texts/{document}", headers=bob.headers).text == STORY
    assert "Only editors" in bob.does("on-record", "submit", act="remove", ids=[document])
    assert "Only editors" in bob.does("fetch", "click", "https://example.org/")
    assert "Why was the dredging" in bob.does("find", "input", "dredging")
    assert "Why was the dredging" not in ann.does("find", "input", "dredging")
    assert client.get(f"/texts/{document}", headers=bob.headers).status_code == 200
    assert removed() == 0
    assert client.get("/config", headers=bob.headers).status_code == 401
    ann.does("on-record", "submit", act="remove", ids=[document])
    assert client.get(f"/texts/{document}", headers=ann.headers).status_code == 404


def test_a_reader_asks_and_edits_nothing_and_is_out_once_removed(
    onrecord: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    assert onrecord("ingest", str(tmp_path / "story.txt")) == 0
    capfd.readouterr()
    assert onrecord("documents", "list", "--json") == 0
    document = json.loads(capfd.readouterr().out)["documents"][0]["document_id"]
    served = list[str]()

    def visited(app: FastAPI, host: str, port: int) -> None:
        with TestClient(app, base_url=HOST, follow_redirects=False) as client:
            they_come(client, document, lambda: onrecord("users", "remove", "bob"))
        served.append(host)

    monkeypatch.setattr("ui.app.serve", visited)
    monkeypatch.setenv("ONRECORD_LOGIN", "on")
    assert onrecord("chat", "--port", "7869") == 1
    assert "has no users" in capfd.readouterr().err
    assert onrecord("users", "add", "ann", "--role", "editor", "--password-stdin", typed=PASSWORD) == 0
    assert onrecord("users", "add", "bob", "--password-stdin", typed=OTHER) == 0
    assert onrecord("chat", "--port", "7869") == 0
    told = capfd.readouterr()
    assert served == ["127.0.0.1"]
    assert "Login is on" in told.out
    assert not [secret for secret in (PASSWORD, OTHER, "no password") if secret in told.out + told.err]
