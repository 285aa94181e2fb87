"""Of Gradio's own programs those are there that the page needs, and no file is taken but what was uploaded."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.ui.login_page import Guarded, every_route, handlers, logged_in, sent
from ui.needed import is_needed

SECRET = "The harbour master keeps the key under the third bollard."
REFUSED = "A file is taken only when it was sent to this page"
NEEDED = {
    "app_id", "cancel", "file=x1", "heartbeat/x1", "info", "queue/data", "queue/join", "queue/status", "reset",
    "startup-events", "theme.css", "upload", "upload_progress",
}  # fmt: skip


def of(client: TestClient, headers: dict[str, str], element: str, event: str) -> dict[str, Any]:
    """The handler of an element's event."""
    components = client.get("/config", headers=headers).json()["components"]
    (place,) = (one["id"] for one in components if one["props"].get("elem_id") == element)
    return next(one for one in handlers(client, headers) if [place, event] in one["targets"] and one["backend_fn"])


def test_of_gradios_programs_only_those_are_there_that_the_page_needs(guarded: Guarded, client: TestClient) -> None:
    """The routes are read from the application itself: what a later Gradio adds is not there either."""
    editor = logged_in(client, "mara")
    routes = [
        (way, path) for way, path in every_route(guarded.app.routes) if path.startswith(("/gradio_api", "/monitor"))
    ]
    there = {path.removeprefix("/gradio_api/").rstrip("/") for _, path in routes if is_needed(path)}
    assert there == NEEDED
    said = (Path(__file__).resolve().parents[2] / "docs" / "security.md").read_text(encoding="utf-8")
    assert f"addresses {['twelve', 'thirteen', 'fourteen'][len(there) - 12]} are there" in said
    shut = sorted({(way, path) for way, path in routes if not is_needed(path)})
    assert len(shut) > 30
    for way, path in shut:
        answer = client.request(way, path, headers=editor)
        assert (answer.status_code, answer.headers["content-length"]) == (404, "10"), (way, path)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.png", "https://example.org/x.png", "HTTPS://example.org/x.png", "ftp://example.org/x",
        "file:///etc/passwd", "//example.org/x.png", "http:/example.org/x.png", "%20https://example.org/x.png",
    ],
)  # fmt: skip
def test_nothing_of_the_web_is_handed_on_under_the_pages_name(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    asked = list[str]()

    async def looked_up(host: str) -> None:
        asked.append(host)
        raise ValueError("there is no web here")

    monkeypatch.setattr("safehttpx.async_validate_url", looked_up)
    editor = logged_in(client, "mara")
    for way in ("file=", "file/", "proxy="):
        assert client.get(f"/gradio_api/{way}{address}", headers=editor).status_code in (403, 404), way
    assert asked == []


def file_of(path: object, **more: object) -> dict[str, object]:
    return {"path": str(path), "meta": {"_type": "gradio.FileData"}, "orig_name": "draft.txt", **more}


@pytest.mark.parametrize("who", ["ines", "mara"])
def test_no_path_of_this_machine_is_taken_for_an_upload(
    guarded: Guarded, client: TestClient, tmp_path: Path, who: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    headers = logged_in(client, who)
    sent_one = client.post("/gradio_api/upload", files={"files": ("a.txt", b"The quay.")}, headers=headers).json()[0]
    incoming = Path(sent_one).parent.parent
    (incoming / "out.txt").symlink_to(secret)
    before = {path for path in incoming.rglob("*") if path.is_file()}
    draft, check, ask = (
        of(client, headers, *each)
        for each in (("draft-file", "upload"), ("draft-check", "click"), ("ask", "submit"))
    )  # fmt: skip
    others = [secret, f"{incoming}/../secret.txt", incoming / "out.txt", incoming, "", "a\0b", "x" * 5000, "~",
              "http://127.0.0.1:9/x.txt", "https://example.org/x.txt"]  # fmt: skip
    for number, path in enumerate(others):
        given = file_of(path)
        for one, first in ((draft, given), (check, {"a": [given]}), (ask, given)):
            data = [first, *[None] * (len(one["inputs"]) - 1)]
            told = sent(client, headers, one, f"{who}{number}{one['id']}", data=data)
            done = next(each for each in told if each["msg"] == "process_completed")
            assert SECRET not in str(told), path
            assert (done["success"], REFUSED in done["output"].get("error", "")) == (False, True), (path, told)
    assert {path for path in incoming.rglob("*") if path.is_file()} == before, "a copy was made"
    (incoming / "out.txt").unlink()


def test_what_was_uploaded_is_taken(client: TestClient) -> None:
    reader = logged_in(client, "ines")
    path = client.post("/gradio_api/upload", files={"files": ("a.txt", SECRET.encode())}, headers=reader).json()[0]
    told = sent(client, reader, of(client, reader, "draft-file", "upload"), "mine", data=[file_of(path)])
    assert SECRET in str(told)
