"""Exports come as attachments under safe names, or in words why they do not."""

import io
from collections.abc import AsyncIterator, Iterator
from urllib.parse import unquote

import docx
import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.testclient import TestClient

from onrecord.accounts import User
from onrecord.errors import DamagedLibrary
from tests.browser.fakes import FakeShelf, library
from tests.ui.exports import SETTINGS, FakeConversations, FakeOriginals, conversation
from ui.exporting import attachment, export_router
from ui.visitors import visiting


@pytest.fixture
def kept() -> FakeConversations:
    """One conversation."""
    return FakeConversations(conversation())


@pytest.fixture
def client(kept: FakeConversations) -> Iterator[TestClient]:
    """A browser at the routes."""
    app = FastAPI()
    app.include_router(export_router(kept, FakeShelf(library()), FakeOriginals(), SETTINGS))
    with TestClient(app) as client:
        yield client


def test_an_answer_comes_in_each_kind_as_an_attachment(client: TestClient) -> None:
    markdown = client.get("/export/answer/e1.md")
    assert markdown.status_code == 200
    assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert markdown.text.startswith("# Why was the dredging halted?\n")
    word = client.get("/export/answer/e1.docx")
    assert docx.Document(io.BytesIO(word.content)).paragraphs[0].text == "Why was the dredging halted?"
    page = client.get("/export/answer/e1.html")
    assert page.text.startswith("<!doctype html>")
    assert "data:image/webp;base64," in page.text
    for response in (markdown, word, page):
        assert response.headers["content-disposition"].startswith('attachment; filename="Why was the dredging halted.')
        assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["answer/e1.md", "answer/e1.docx", "conversation/c1.html", "conversation/c1.md"])
def test_to_anybody_else_anothers_is_as_unknown_as_one_that_never_was(path: str) -> None:
    visitors = {"ann": User("ann", "reader"), "bob": User("bob", "editor")}

    async def known(request: Request) -> AsyncIterator[None]:
        with visiting(visitors.get(request.headers.get("who", ""))):
            yield

    app = FastAPI(dependencies=[Depends(known)])
    app.include_router(
        export_router(FakeConversations(conversation(), owner="ann"), FakeShelf(library()), None, SETTINGS)
    )
    never = path.replace("e1", "e9").replace("c1", "c9")
    with TestClient(app) as client:
        for who in ("", "bob"):
            stolen, unknown = (client.get(f"/export/{each}", headers={"who": who}) for each in (path, never))
            assert (stolen.status_code, stolen.text, stolen.headers) == (404, unknown.text, unknown.headers)
        assert client.get(f"/export/{path}", headers={"who": "ann"}).status_code == 200


def test_an_answer_that_is_edited_away_meanwhile_is_told_in_words(
    client: TestClient, kept: FakeConversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "exchanges", lambda _: kept.kept[:1])
    response = client.get("/export/answer/e2.md")
    assert (response.status_code, response.text.split(".")[0]) == (404, "There is no such answer")


def test_a_conversation_comes_whole_under_its_title(client: TestClient) -> None:
    response = client.get("/export/conversation/c1.md")
    assert response.text.startswith("# Mud in the harbour\n")
    assert [line for line in response.text.splitlines() if line.startswith("## ")][:5] == [
        f"## {exchange.question}" for exchange in conversation()
    ]
    assert 'filename="Mud in the harbour.md"' in response.headers["content-disposition"]


def test_it_comes_in_the_language_of_the_browser(client: TestClient) -> None:
    response = client.get("/export/answer/e1.html", headers={"Accept-Language": "de-AT,en;q=0.5"})
    assert '<html lang="de">' in response.text
    missing = client.get("/export/answer/zz.html", headers={"Accept-Language": "de"})
    assert (missing.status_code, missing.text) == (
        404, "Diese Antwort gibt es nicht. Vielleicht wurde sie gelöscht oder nie aufbewahrt.\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("answer/none.md", "There is no such answer."),
        ("conversation/none.html", "There is no such conversation."),
        ("answer/e1.exe", "Answers can be had as"),
        ("answer/..%2Fe1.md", ""),
        ("answer/e1'--.md", "There is no such answer."),
        ("conversation/%D0%B81.md", "There is no such conversation."),
        ("answer/a.b.md", "There is no such answer."),
    ],
)
def test_what_is_not_there_is_told_in_words(client: TestClient, path: str, told: str) -> None:
    response = client.get(f"/export/{path}")
    assert response.status_code == 404
    assert told in response.text
    assert "attachment" not in response.headers.get("content-disposition", "")
    if told:
        assert response.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            DamagedLibrary("exchange e1 cannot be read; run 'onrecord doctor'"),
            "The file could not be made: exchange e1",
        ),
        (ZeroDivisionError("internal detail"), "Something went wrong on our side (ZeroDivisionError)"),
    ],
)
def test_what_fails_is_told_in_words(client: TestClient, kept: FakeConversations, error: Exception, told: str) -> None:
    kept.error = error
    response = client.get("/export/answer/e1.md")
    assert response.status_code == 500
    assert told in response.text
    assert "internal detail" not in response.text


@pytest.mark.parametrize(
    ("title", "spelt", "full"),
    [
        ("Why was it halted?", "Why was it halted", "Why was it halted"),
        ("=cmd|' /C calc'!A0", "cmd  C calc!A0", "cmd ' C calc'!A0"),
        ("-rf +1 @x", "rf +1 @x", "rf +1 @x"),
        ("../../etc/passwd", "etc passwd", "etc passwd"),
        ("C:\\con", "C con", "C con"),
        ("con", "onrecord con", "onrecord con"),
        ("NUL.txt", "onrecord NUL.txt", "onrecord NUL.txt"),
        ('a"; filename="b.exe', "a  filename= b.exe", "a ; filename= b.exe"),
        ("line\r\nSet-Cookie: x=1", "line Set-Cookie x=1", "line Set-Cookie x=1"),
        ("photo\u202egpj.exe\x00", "photo gpj.exe", "photo gpj.exe"),
        ("Größe der Bänke", "Groe der Banke", "Größe der Bänke"),
        ("港の水銀", "onrecord", "港の水銀"),
        ("\u202e\ud800 ... ", "onrecord", "onrecord"),
        ("word " * 40, "word " * 10 + "word", "word " * 10 + "word"),
        ("港" * 200, "onrecord", "港" * 60),
        ("100 % sure; 'tis", "100  sure tis", "100 % sure; 'tis"),
    ],
)
def test_the_name_of_the_file_is_safe_everywhere(title: str, spelt: str, full: str) -> None:
    header = attachment(title, "md")
    assert header.isascii()
    assert "\r" not in header
    assert "\n" not in header
    plain, _, extended = header.partition("; filename*=UTF-8''")
    assert plain == f'attachment; filename="{spelt}.md"'
    assert unquote(extended) == f"{full}.md"
    assert len(f"{full}.md".encode()) <= 255
