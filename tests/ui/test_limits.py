"""What a request may send: too much is refused in words, too slowly is broken off, and the rest passes untouched."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.responses import StreamingResponse

from ui.security import BodyLimits, guard

SMALL = BodyLimits(most_bytes=1_000, most_upload_bytes=5_000, idle_seconds=0.2, grace_seconds=0.3, least_pace=1_000)


def page(limits: BodyLimits) -> FastAPI:
    app = FastAPI()

    @app.post("/event")
    async def event(request: Request) -> dict[str, int]:
        return {"came": len(await request.body())}

    @app.post("/gradio_api/upload")
    async def upload(request: Request) -> dict[str, int]:
        return {"came": len(await request.body())}

    @app.get("/news")
    async def news() -> StreamingResponse:
        async def lines() -> AsyncIterator[bytes]:
            for _ in range(4):
                await asyncio.sleep(0.15)
                yield b"x"

        return StreamingResponse(lines())

    guard(app, ["127.0.0.1"], limits)
    return app


@pytest.fixture
def client() -> TestClient:
    return TestClient(page(SMALL), base_url="http://127.0.0.1")


def drip(app: FastAPI, pieces: Sequence[bytes], pause: float, path: str = "/gradio_api/upload") -> tuple[int, bytes]:
    """Send a body piece by piece; what comes back."""
    told: list[Any] = []

    async def asked() -> None:
        waiting = list(pieces)

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(pause)
            if not waiting:
                await asyncio.sleep(60)
            return {"type": "http.request", "body": waiting.pop(0), "more_body": True}

        async def send(message: Any) -> None:
            told.append(message)

        scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
                 "headers": [(b"host", b"127.0.0.1")], "scheme": "http", "http_version": "1.1", "root_path": "",
                 "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 9)}  # fmt: skip
        await asyncio.wait_for(app(scope, receive, send), 10)

    asyncio.run(asked())
    assert [one["type"] for one in told].count("http.response.start") == 1
    return told[0]["status"], b"".join(one.get("body", b"") for one in told[1:])


@pytest.mark.parametrize(("path", "most"), [("/event", 1_000), ("/gradio_api/upload", 5_000)])
def test_what_is_too_large_is_refused_in_words(client: TestClient, path: str, most: int) -> None:
    assert client.post(path, content=b"x" * most).json() == {"came": most}
    refused = client.post(path, content=b"x" * (most + 1))
    assert (refused.status_code, refused.headers["content-type"]) == (413, "text/plain; charset=utf-8")
    assert "over the limit" in refused.text
    assert "content-security-policy" in refused.headers


def test_what_says_less_than_it_sends_is_refused_as_it_comes(client: TestClient) -> None:
    assert client.post("/event", content=iter([b"x" * 400] * 100)).status_code == 413


def test_what_stops_coming_is_broken_off() -> None:
    words = b"Nothing came for a while, so this was broken off. Send it again.\n"
    assert drip(page(SMALL), [b"a"], 0.01) == (408, words)


def test_what_comes_byte_by_byte_is_broken_off() -> None:
    assert drip(page(SMALL), [b"a"] * 100, 0.05) == (408, b"This came too slowly and was broken off. Send it again.\n")


def test_an_answer_that_takes_longer_than_a_body_may_is_not_broken_off(client: TestClient) -> None:
    assert client.get("/news").text == "xxxx"


def test_the_limits_leave_room_for_a_slow_line() -> None:
    limits = BodyLimits()
    assert limits.least_pace * 8 <= 9_600
    assert limits.grace_seconds >= limits.idle_seconds >= 10
    assert limits.most_bytes >= 10_000_000
