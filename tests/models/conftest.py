"""Servers that speak as two providers do."""

from collections.abc import Iterator

import pytest

from tests.chat_replies import Wire, Words
from tests.chat_servers import ChatServer
from tests.models.calls import PROMPT, Clock, call_of


@pytest.fixture(scope="module", params=["openai", "anthropic"])
def running(request: pytest.FixtureRequest) -> Iterator[ChatServer]:
    wire: Wire = request.param
    with ChatServer([Words("unused")], wire) as server:
        call_of(server, Words("Yes.")).ask(PROMPT)  # a client's first request loads much of it, which takes long
        yield server


@pytest.fixture
def server(running: ChatServer) -> ChatServer:
    running.requests.clear()
    running.hung_up.clear()
    return running


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("onrecord.models.pumping.time", clock)
    return clock
