"""Logging in and out: the form, the cookie, and what hostile visitors send to either."""

import re
from collections.abc import Iterator
from math import ceil
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from tests.ui.login_page import HOST, PASSWORD, FakeAccounts, setup_of
from ui.login.door import Door
from ui.login.gate import Gate
from ui.login.local import local_place
from ui.login.routes import login_router
from ui.security import guard
from ui.visitors import owner, visitor

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)> ${x} {{x}} \u202egnp'


def behind_login(accounts: FakeAccounts, **changes: Any) -> FastAPI:
    """One route behind the gate, which says who is asking."""
    app, setup = FastAPI(), setup_of(accounts, **changes)
    door = Door(setup)
    app.include_router(login_router(setup, door, "Harbour <desk>"))

    @app.get("/who")
    def who(request: Request) -> dict[str, Any]:
        user = visitor()
        return {"owner": owner(), "role": user.role if user else "", "named": request.headers.get("x-user")}

    app.add_middleware(Gate, door=door, readers_upload=False)
    guard(app, ["127.0.0.1", "onrecord.example"])
    return app


@pytest.fixture
def accounts() -> FakeAccounts:
    return FakeAccounts()


@pytest.fixture
def client(accounts: FakeAccounts) -> Iterator[TestClient]:
    with TestClient(behind_login(accounts), base_url=HOST, follow_redirects=False) as client:
        yield client


def typed(name: str = "mara", password: str = PASSWORD, place: str = "/") -> dict[str, str]:
    return {"name": name, "password": password, "next": place}


def test_the_right_password_opens_a_session_that_no_script_reads(client: TestClient, accounts: FakeAccounts) -> None:
    answer = client.post("/login", data=typed(place="/?c=abc"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/?c=abc")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("onrecord=token-1;")
    for part in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=28800"):
        assert part in cookie
    assert "Secure" not in cookie
    assert client.get("/who").json() == {"owner": "mara", "role": "editor", "named": None}
    assert client.get("/login?next=/who").headers["location"] == "/who", "who is logged in is sent on"
    assert accounts.addresses == ["testclient"]


def test_over_https_the_cookie_is_of_this_host_alone(accounts: FakeAccounts) -> None:
    with TestClient(behind_login(accounts), base_url="https://127.0.0.1", follow_redirects=False) as client:
        cookie = client.post("/login", data=typed()).headers["set-cookie"]
        assert cookie.startswith("__Host-onrecord=")
        assert "Secure" in cookie
        assert client.get("/who").json()["owner"] == "mara"
        client.cookies.clear()
        plain = client.get("/who", headers={"cookie": "onrecord=token-1"})
        assert plain.status_code == 401, "a neighbouring host could have set that one"


def test_each_login_has_a_token_of_its_own_and_ends_the_one_before(client: TestClient, accounts: FakeAccounts) -> None:
    planted = client.post("/login", data=typed(), headers={"cookie": "onrecord=chosen-by-somebody-else"})
    assert planted.headers["set-cookie"].startswith("onrecord=token-1;")
    assert "leave chosen-by-somebody-else" in accounts.asked
    first = client.cookies.get("onrecord")
    client.post("/login", data=typed())
    assert client.cookies.get("onrecord") != first
    assert list(accounts.sessions) == ["token-2"]


def test_a_wrong_password_is_told_in_words_and_the_name_kept(client: TestClient) -> None:
    for name in ("mara", "nobody"):
        answer = client.post("/login", data=typed(name, "wrong", "/who"), headers={"accept-language": "de"})
        assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)
        assert f'value="{name}"' in answer.text
        assert 'value="/who"' in answer.text
        assert '<p class="problem" role="alert" id="problem">Dieser Name und dieses Passwort' in answer.text
        assert "wrong" not in answer.text


def test_too_many_tries_are_told_with_how_long_to_wait(client: TestClient, accounts: FakeAccounts) -> None:
    for seconds, shown in ((40.2, "41 seconds"), (300.0, "5 minutes"), (1.0, "a second")):
        accounts.wait = seconds
        answer = client.post("/login", data=typed())
        assert (answer.status_code, answer.headers["retry-after"]) == (429, str(ceil(seconds)))
        assert f"Wait {shown}, then try again." in answer.text


def test_the_page_stands_alone_and_can_be_used_without_seeing_it(client: TestClient) -> None:
    answer = client.get("/login?next=/texts/abc", headers={"accept-language": "de-AT"})
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    page = answer.text
    assert '<html lang="de">' in page
    assert "<script" not in page
    assert not re.search(r'\b(?:src|href)="(?!data:,")', page)
    assert '<label for="name">Name</label>' in page
    assert '<label for="password">Passwort</label>' in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "<title>Anmelden · Harbour &lt;desk&gt;</title>" in page
    assert "prefers-color-scheme: dark" in page
    assert client.get("/login").text.count('<html lang="en">') == 1


PLACES = [
    ("/", "/"), ("/?c=abc&x=%20", "/?c=abc&x=%20"), ("/texts/a-b.c", "/texts/a-b.c"),
    *((place, "/") for place in (
        "", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)",
        "/\t/evil.example", "/\n/evil.example", "/ /evil.example", "evil.example", "/a\\b", "/é", "/login",
        "/login?next=/", "/logout", "/a\r\nset-cookie: x=1", "/" + "a" * 3000, "data:text/html,x",
        "///evil.example", "?x", "/\0",
    )),
]  # fmt: skip


@pytest.mark.parametrize(("given", "place"), PLACES)
def test_nobody_is_sent_to_another_place_than_this_page(client: TestClient, given: str, place: str) -> None:
    assert local_place(given) == place
    assert client.post("/login", data=typed(place=given)).headers["location"] == place
    client.cookies.clear()
    assert f'name="next" value="{place.replace("&", "&amp;")}"' in client.get("/login", params={"next": given}).text


def test_hostile_names_are_only_ever_words(client: TestClient) -> None:
    answer = client.post("/login", data=typed(HOSTILE, "x"))
    assert answer.status_code == 401
    body = answer.text[answer.text.index("<main>") : answer.text.index("</body>")]
    assert set(re.findall(r"<([a-z0-9]+)", body)) == {"main", "p", "h1", "form", "label", "input", "button"}
    (value,) = re.findall(r'id="name" name="name" dir="auto" value="([^"]*)"', body)
    assert value.startswith("&quot;&gt;&lt;script&gt;")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"name=mara", "application/x-www-form-urlencoded"),
        (b"name=&password=", "application/x-www-form-urlencoded"),
        (b"name=" + b"a" * 300 + b"&password=x", "application/x-www-form-urlencoded"),
        (b"name=mara&password=" + b"x" * 2_000, "application/x-www-form-urlencoded"),
        (b"name=mara&password=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"name=mara&password=x" + b"&a=1" * 50, "application/x-www-form-urlencoded"),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b'{"name": "mara", "password": "seven grey herons"}', "application/json"),
        (b"name=mara&password=seven+grey+herons", "text/plain"),
    ],
)
def test_what_is_no_form_never_reaches_the_accounts(
    client: TestClient, accounts: FakeAccounts, content: bytes, kind: str
) -> None:
    answer = client.post("/login", content=content, headers={"content-type": kind})
    assert answer.status_code == 400
    assert accounts.asked == []


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "http://evil.example"},
                                     {"origin": "null"}])  # fmt: skip
def test_another_site_can_neither_log_somebody_in_nor_out(
    client: TestClient, accounts: FakeAccounts, headers: dict[str, str]
) -> None:
    assert client.post("/login", data=typed(), headers=headers).status_code == 403
    client.post("/login", data=typed())
    assert client.post("/logout", headers=headers).status_code == 403
    assert client.get("/logout").status_code == 405
    assert list(accounts.sessions) == ["token-1"]
    assert '<meta name="referrer" content="same-origin">' in client.post("/login", data=typed("x")).text


def test_logging_out_ends_the_session_here_and_there_at_once(client: TestClient, accounts: FakeAccounts) -> None:
    client.post("/login", data=typed())
    kept = {"cookie": f"onrecord={client.cookies.get('onrecord')}"}
    assert client.get("/who").status_code == 200
    answer = client.post("/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert 'onrecord="";' in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert answer.headers["clear-site-data"] == '"cache"'
    assert accounts.sessions == {}
    assert client.get("/who", headers=kept).status_code == 401, "nothing is remembered of it"
    assert client.post("/logout").status_code == 303, "where there is none any more nothing happens"


def test_accounts_that_fail_are_told_in_words(client: TestClient, accounts: FakeAccounts) -> None:
    client.post("/login", data=typed())
    accounts.broken = True
    ended = client.post("/logout")
    assert (ended.status_code, "set-cookie" in ended.headers) == (503, False)
    client.cookies.clear()
    answer = client.post("/login", data=typed())
    assert (answer.status_code, "nobody is let in" in answer.text) == (503, True)
    assert client.get("/login").status_code == 200
