"""Names that lead elsewhere, in every address of the page that takes one: no file is given that was not asked for."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from eval.desk import Bench, EvaluationDesk
from onrecord.conversations import Exchange, Problem
from retriever.conversations import StoredConversations
from retriever.record import Record
from tests.browser.fakes import FakeIngester, FakeShelf, ScriptedAnswerer, library
from tests.eval.workbench import Workbench
from tests.ui.known_people import KnownPeople
from tests.ui.source_fakes import FakeOriginals
from ui.app import build_app
from ui.exporting import export_router
from ui.look import files_router
from ui.pages import pages_router
from ui.runs import runs_router

SECRET = "the words of another file"
NASTY = (
    "..", "../secret.txt", "..%2fsecret.txt", "%2e%2e%2fsecret.txt", "..%252fsecret.txt", "..\\secret.txt",
    "..%5csecret.txt", "....//secret.txt", "%c0%ae%c0%ae%2fsecret.txt", "/etc/passwd", "%2fetc%2fpasswd",
    "file:%2f%2f%2fetc%2fpasswd", "secret.txt%00.html", "%00", "%0d%0aSet-Cookie:%20a=b", "~root", "$HOME", "con",
    "a" * 5000, "\u202egnp", "%ff%fe", "' or 1=1 --", "<script>", "{{7*7}}", "-1", "1e999", "*", "?", "#", ".", "%20",
)  # fmt: skip
ROUTES = (
    "/originals/{}", "/pages/{}/1.webp", "/pages/doc-1/{}.webp", "/pages/doc-1/1.webp?v={}", "/pages/doc-1/1.webp?w={}",
    "/export/answer/{}.html", "/export/conversation/{}.md", "/export/conversation/c1.{}", "/runs/{}/report",
    "/people?name={}", "/people/{}",
    "/runs/compare?before={}&after={}", "/files/{}/words.js", "/files/1/{}", "/?c={}", "/gradio_api/file={}",
    "/gradio_api/file={}secret.txt", "/gradio_api/file/{}", "/file={}", "/static/{}", "/assets/{}",
    "/custom_component/{}/x/y", "/gradio_api/proxy={}", "/gradio_api/component_server?x={}", "/svelte/{}",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("nasty")
    (made / "secret.txt").write_text(SECRET, encoding="utf-8")
    (made / "library" / "uploads").mkdir(parents=True)
    (made / "library" / "secret.txt").write_text(SECRET, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def app(folder: Path) -> Iterator[FastAPI]:
    """The whole page, with everything that may stand behind it."""
    shelf, home = FakeShelf(library()), folder / "library"
    with closing(Record(home / "record.sqlite3")) as record:
        store = StoredConversations(record)
        store.put("c1", Exchange("e1", "Who?", Problem("stopped")))
        desk = EvaluationDesk(
            home / "runs", {}, Bench(lambda: None, lambda: None), shelf=shelf, reviews=Workbench(folder, []).reviews,  # type: ignore[arg-type, return-value]
            accepted=home / "accepted.jsonl",
        )  # fmt: skip
        yield build_app(
            ScriptedAnswerer({}), shelf, FakeIngester(shelf), uploads=home / "uploads", examples=[],
            allowed_hosts=["127.0.0.1"], conversations=store, originals=FakeOriginals(folder / "nothing"),
            evaluation=desk, people=KnownPeople(["Mara Venn"]),
        )  # fmt: skip


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("route", ROUTES)
def test_no_name_leads_to_a_file_that_was_not_asked_for(client: TestClient, folder: Path, route: str) -> None:
    for name in (*NASTY, str(folder / "secret.txt"), f"{folder}/library/uploads/../../secret.txt"):
        answer = client.get(route.replace("{}", name), follow_redirects=False)
        if answer.status_code >= 500:  # Gradio's own routes fail on names that no file can have, and say no more
            assert route.startswith(("/static", "/assets", "/svelte", "/gradio_api", "/file", "/custom")), (route, name)
            assert answer.text == "Internal Server Error"
        assert SECRET not in answer.text, (route, name)
        assert "root:x:" not in answer.text, (route, name)
        assert "set-cookie" not in answer.headers or "a=b" not in answer.headers["set-cookie"]


def test_every_address_of_ours_only_reads() -> None:
    """So that a link, or a picture of another site, changes nothing; Gradio's events are posts, which are guarded."""
    nothing: Any = None
    exports = export_router(nothing, nothing, None, {})
    made = (files_router(), pages_router(nothing, nothing), exports, runs_router(nothing))
    ours = [route for router in made for route in router.routes if isinstance(route, APIRoute)]
    assert len(ours) >= 7
    assert {method for route in ours for method in route.methods or ()} == {"GET"}


@pytest.mark.parametrize(
    "name", ["../../secret.txt", "..\\..\\secret.txt", "/etc/cron.d/x", "a/../../../x.txt", "\x00.txt"]
)
def test_an_uploaded_file_stays_in_the_folder_of_arrivals(client: TestClient, folder: Path, name: str) -> None:
    before = {path for path in folder.parent.rglob("*") if path.is_file()}
    answer = client.post("/gradio_api/upload", files={"files": (name, b"new words", "text/plain")})
    assert answer.status_code in (200, 400)
    came = {path for path in folder.parent.rglob("*") if path.is_file()} - before
    assert all(path.read_bytes() == b"new words" and "incoming" in str(path) for path in came), came
    assert (folder / "secret.txt").read_text(encoding="utf-8") == SECRET
