"""One request to a server of the tests, and what it asks."""

from langchain_core.messages import HumanMessage, SystemMessage

from onrecord.models.calling import ChatCall
from onrecord.models.opening import ModelOptions, open_model
from tests.chat_servers import ChatServer, Reply

__all__ = ["PROMPT", "SCHEMA", "call_of"]

PROMPT = [SystemMessage("You answer."), HumanMessage("What burned?")]
SCHEMA = {
    "title": "Answer",
    "description": "The answer.",
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}


def call_of(server: ChatServer, reply: Reply, timeout: float = 10.0) -> ChatCall:
    server.replies = [reply]
    name = f"{server.wire}:any"
    return ChatCall(open_model(name, ModelOptions(server.url, timeout, reply_tokens=50)), name)
