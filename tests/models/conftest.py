"""Servers that speak as two providers do."""

from collections.abc import Iterator

import pytest

from tests.chat_servers import ChatServer, Wire, Words


@pytest.fixture(scope="module", params=["openai", "anthropic"])
def running(request: pytest.FixtureRequest) -> Iterator[ChatServer]:
    wire: Wire = request.param
    with ChatServer([Words("unused")], wire) as server:
        yield server


@pytest.fixture
def server(running: ChatServer) -> ChatServer:
    running.requests.clear()
    running.hung_up.clear()
    return running
