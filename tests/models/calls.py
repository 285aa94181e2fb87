"""One request to a server of the tests, what it asks, and the clock it goes by."""

import threading
from collections.abc import Sequence

from langchain_core.messages import HumanMessage, SystemMessage

from onrecord.models.calling import ChatCall
from onrecord.models.opening import ModelOptions, open_model
from tests.chat_replies import Reply
from tests.chat_servers import ChatServer

__all__ = ["PROMPT", "SCHEMA", "Clock", "call_of", "ended", "pumps"]

PROMPT = [SystemMessage("You answer."), HumanMessage("What burned?")]
SCHEMA = {
    "title": "Answer",
    "description": "The answer.",
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}


def call_of(server: ChatServer, reply: Reply, timeout: float = 60.0) -> ChatCall:
    server.replies = [reply]
    name = f"{server.wire}:any"
    return ChatCall(open_model(name, ModelOptions(server.url, timeout, reply_tokens=50)), name)


class Clock:
    """What the waiting for a model is measured by: it stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def perf_counter(self) -> float:
        """Seconds."""
        return self.now


def pumps() -> list[threading.Thread]:
    """The threads that read a reply."""
    return [thread for thread in threading.enumerate() if thread.name == "onrecord-chat-model"]


def ended(threads: Sequence[threading.Thread]) -> bool:
    """Wait for them; whether they end."""
    for thread in threads:
        thread.join(60)
    return not any(thread.is_alive() for thread in threads)
