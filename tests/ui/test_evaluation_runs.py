"""The routes of reports: pages of their own, names checked, trouble said in the visitor's language."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.browser.evaluation_page import FakeEvaluation, a_run
from ui.runs import runs_router
from ui.security import guard


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    guard(app, ["testserver"])
    app.include_router(runs_router(FakeEvaluation([a_run("new", 9), a_run("b c?", 4)])))
    return TestClient(app, raise_server_exceptions=False)


def test_a_report_is_served_with_a_policy_that_lets_nothing_out(client: TestClient) -> None:
    answer = client.get("/runs/new/report")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "When was the lamp of lamp-1 lit?" in answer.text
    policy = answer.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "form-action 'none'", "frame-ancestors 'self'"} <= set(policy)
    assert "sandbox allow-scripts" in policy, "in a tab of its own it comes near the page as little as in the frame"
    assert client.get("/runs/b%20c%3F/report").status_code == 200


@pytest.mark.parametrize("name", ["gone", "..", "%2e%2e", "a%2Fb", "..%2F..%2Fetc", "%00"])
def test_a_name_that_is_no_run_is_answered_404(client: TestClient, name: str) -> None:
    answer = client.get(f"/runs/{name}/report")
    assert answer.status_code == 404
    assert "lamp" not in answer.text


def test_trouble_is_said_in_the_language_of_the_visitor_and_escaped(client: TestClient) -> None:
    answer = client.get("/runs/compare?before=new&after=other", headers={"accept-language": "de"})
    assert answer.status_code == 404
    assert '<html lang="de">' in answer.text
    assert "Das lässt sich nicht zeigen" in answer.text
    assert "&lt;b&gt;rules&lt;/b&gt;" in answer.text
    for tag in ("<b>", "<img", "<script"):
        assert tag not in answer.text
    assert "not measure the same" in client.get("/runs/compare?before=new&after=other").text


def test_a_report_is_light_or_dark_as_it_is_asked_for_and_keeps_its_words(client: TestClient) -> None:
    asked = {scheme: client.get("/runs/new/report", params={"scheme": scheme}).text for scheme in ("", "dark", "light")}
    assert client.get("/runs/new/report?scheme=%3Cscript%3E").text == asked[""]
    assert "@media screen and (prefers-color-scheme: dark)" in asked[""]
    for scheme, holds in (("dark", "(min-width: 0)"), ("light", "(max-width: 0)")):
        head, _, body = asked[scheme].partition("</style>")
        assert f"@media screen and {holds}" in head
        assert "light dark" not in head
        assert "prefers-color-scheme" not in head
        assert body == asked[""].partition("</style>")[2]
    assert "color-scheme: dark" in client.get("/runs/gone/report?scheme=dark").text


def test_two_are_compared_in_the_order_that_is_given(client: TestClient) -> None:
    assert "new to b c?" in client.get("/runs/compare", params={"before": "new", "after": "b c?"}).text
    assert client.get("/runs/compare").status_code == 200  # the fake compares whatever it is given


def test_a_failure_of_ours_tells_no_secret(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(self: FakeEvaluation, name: str) -> str:
        raise RuntimeError("secret")

    monkeypatch.setattr(FakeEvaluation, "report", breaks)
    answer = client.get("/runs/new/report")
    assert answer.status_code == 500
    assert "RuntimeError" in answer.text
    assert "secret" not in answer.text
