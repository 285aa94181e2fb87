"""The guards before the page: headers, host names, and who may post."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.browser.fakes import FakeIngester, FakeShelf, ScriptedAnswerer, library
from ui.app import build_app
from ui.security import guard

HOST = "http://127.0.0.1"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The whole page."""
    shelf = FakeShelf(library())
    app = build_app(
        ScriptedAnswerer({}), shelf, FakeIngester(shelf),
        uploads=tmp_path_factory.mktemp("uploads"), examples=["Who?"], allowed_hosts=["127.0.0.1", "localhost", "::1"],
    )  # fmt: skip
    with TestClient(app, base_url=HOST) as client:
        yield client


@pytest.fixture(scope="module")
def guarded() -> Iterator[TestClient]:
    """One route behind the guards, to see what passes."""
    app = FastAPI()

    @app.post("/change")
    def change() -> dict[str, bool]:
        return {"changed": True}

    guard(app, ["127.0.0.1"])
    with TestClient(app, base_url=HOST) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/healthz", "/config", "/nothing-here"])
def test_every_response_carries_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "img-src 'self' data: blob:" in policy
    assert "connect-src 'self'" in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_page_answers_and_so_does_its_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert '"title":"Onrecord"' in client.get("/").text


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_no_documentation_page_loads_scripts_from_elsewhere(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_no_event_of_the_page_is_offered_as_an_api(client: TestClient) -> None:
    assert client.get("/gradio_api/info").json() == {"named_endpoints": {}, "unnamed_endpoints": {}}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:7860"])
def test_a_foreign_host_name_is_refused(client: TestClient, host: str) -> None:
    response = client.get("/healthz", headers={"host": host})
    assert response.status_code == 400
    assert "content-security-policy" in response.headers


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "[::1]:7860", "[::1]"])
def test_each_name_of_this_machine_is_accepted_with_and_without_a_port(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1"},
    ],
)
def test_a_post_from_another_site_is_refused(guarded: TestClient, headers: dict[str, str]) -> None:
    assert guarded.post("/change", headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{}, {"sec-fetch-site": "same-origin"}, {"origin": "http://127.0.0.1"}])
def test_a_post_of_the_page_itself_or_of_a_program_passes(guarded: TestClient, headers: dict[str, str]) -> None:
    assert guarded.post("/change", headers=headers).json() == {"changed": True}


def test_uploading_from_another_site_is_refused(client: TestClient) -> None:
    files = {"files": ("a.txt", b"x", "text/plain")}
    assert client.post("/gradio_api/upload", files=files, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post("/gradio_api/upload", files=files).status_code == 200


def test_an_arriving_file_is_not_put_into_the_folder_that_all_users_share(client: TestClient) -> None:
    (arrived,) = client.post("/gradio_api/upload", files={"files": ("a.txt", b"x", "text/plain")}).json()
    assert Path(arrived).is_relative_to(os.environ["GRADIO_TEMP_DIR"])
    assert not Path(arrived).is_relative_to(Path(tempfile.gettempdir()) / "gradio")


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    shelf = FakeShelf([])
    app = build_app(
        ScriptedAnswerer({}), shelf, FakeIngester(shelf),
        uploads=tmp_path, examples=[], max_upload_megabytes=1, allowed_hosts=["127.0.0.1"],
    )  # fmt: skip
    with TestClient(app, base_url=HOST) as client:
        files = {"files": ("big.txt", b"x" * 1_200_000, "text/plain")}
        assert client.post("/gradio_api/upload", files=files).status_code == 413


def test_files_of_the_machine_are_not_served(client: TestClient) -> None:
    assert client.get("/gradio_api/file=/etc/passwd").status_code == 403
