"""What the page is dressed in, and how it first arrives."""

import asyncio
import re

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.middleware import Middleware

from tests.ui.markup import read
from tests.ui.test_words import HOSTILE
from ui.look import files_router, header_html, script, style
from ui.opening import Opening, opened

PAGE = '<!doctype html>\n<html\n\tlang="en"\n>\n<head>\n<title>lang="en" ü</title></head><body></body></html>'


def fetched(app: FastAPI, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    async def asking() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.request(method, path, headers=headers)

    return asyncio.run(asking())


def served() -> FastAPI:
    app = FastAPI(middleware=[Middleware(Opening)])
    app.include_router(files_router())
    app.add_api_route("/page", lambda: HTMLResponse(PAGE), methods=["GET", "HEAD"])
    app.add_api_route("/broken", lambda: HTMLResponse(PAGE, status_code=500))
    app.add_api_route("/value", lambda: JSONResponse({"page": PAGE}))
    return app


@pytest.mark.parametrize(("accepted", "code"), [("de-AT,de;q=0.9,en;q=0.8", "de"), ("en-GB", "en"), ("fr", "en")])
def test_the_page_arrives_in_the_visitors_language_with_its_colours(accepted: str, code: str) -> None:
    answer = fetched(served(), "/page", **{"Accept-Language": accepted})
    assert f'<html\n\tlang="{code}"\n>' in answer.text
    head = answer.text[answer.text.index("<head>") :]
    assert head.index("--paper") < head.index("onrecord-scheme") < head.index("<title>")
    assert '<title>lang="en" ü</title>' in answer.text, "words of the page stay"
    assert answer.headers["content-length"] == str(len(answer.content))
    assert "accept-language" in answer.headers["vary"].lower()


def test_nothing_else_is_changed() -> None:
    app = served()
    assert fetched(app, "/value").json() == {"page": PAGE}
    assert fetched(app, "/broken").text == PAGE
    head = fetched(app, "/page", "HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert opened("plain words", "de") == "plain words"


def test_what_arrives_first_cannot_end_its_element_early() -> None:
    inserted = opened("<head>", "en")
    assert (inserted.count("</style"), inserted.count("</script")) == (1, 1)


@pytest.mark.parametrize("title", HOSTILE)
def test_the_masthead_holds_the_name_as_text(title: str) -> None:
    seen = read(header_html(title))
    assert seen.tags() == {"body", "a", "header", "h1", "p", "div"}
    assert [element.text for element in seen.elements if element.tag == "h1"] == [title]


def test_scripts_are_served_under_a_name_that_changes_with_them() -> None:
    app = served()
    found = re.search(r'"\./(files/\w+/shell\.js)"', script("shell"))
    assert found
    answer = fetched(app, f"/{found[1]}")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert "export const start" in answer.text
    words = fetched(app, f"/{found[1].replace('shell.js', 'words-de.json')}").json()
    assert words["shell_scheme_dark"] == "Dunkel"
    assert fetched(app, "/files/0000/shell.js").status_code == 404
    assert fetched(app, f"/{found[1].replace('shell.js', '..%2Flook.py')}").status_code == 404


def test_the_style_sheets_come_in_an_order_in_which_narrow_windows_have_the_last_word() -> None:
    sheet = style()
    assert sheet.index("--paper:") < sheet.index("#tabs") < sheet.index("#chat .question") < sheet.index("one column")
