"""What a chat-model server of the tests replies: words, errors as providers document them, and no reply at all."""

from dataclasses import dataclass, field
from typing import Any, Literal

Wire = Literal["openai", "anthropic"]


@dataclass(frozen=True)
class Words:
    """A reply of words.

    Attributes:
        text: the whole of it; sent word by word where it is streamed.
        ends: why it ended, as OpenAI says it: ``stop`` or ``length``.
        delay: seconds before each piece.
        drop_after: after so many pieces the connection is cut off; None for not at all.
        orderly: whether a stream that is cut off is ended in order, as if that were all of it.
        silent_after: after so many pieces nothing more comes, and the connection stays open.
        fields: what the model fills into a form, where one is asked for; the text stands for it where None.
        thought: what it thinks first, in a block or a field of its own.
        error: sent as an error within the stream, after ``text`` (Anthropic: its type; OpenAI: its code).
        tokens: read and written, as the usage says.
    """

    text: str = ""
    ends: str = "stop"
    delay: float = 0.0
    drop_after: int | None = None
    orderly: bool = False
    silent_after: int | None = None
    fields: dict[str, Any] | None = None
    thought: str = ""
    error: str = ""
    tokens: tuple[int, int] = (11, 7)


@dataclass(frozen=True)
class Refusal:
    """An HTTP error: a status, the type and the words of the documented body, and headers."""

    status: int
    type: str
    message: str
    headers: dict[str, str] = field(default_factory=dict)
    code: str | None = None


@dataclass(frozen=True)
class Garbage:
    """Bytes that follow no protocol, with a status of 200."""

    body: bytes = b"<html><h1>It works!</h1></html>"
    content_type: str = "text/html"


@dataclass(frozen=True)
class Silence:
    """The request is taken, and never answered while the server runs."""


@dataclass(frozen=True)
class HangUp:
    """The connection is closed before any answer."""


@dataclass(frozen=True)
class KeepAlive:
    """A stream that begins, and is kept alive without a word; then, if ever, the words.

    Attributes:
        kind: what comes over the line: a comment of the protocol, a delta without text, a ``ping`` event (Anthropic
            only), or a thought.
        every: seconds between these.
        times: how often; None for as long as the client stays.
        words: what comes then.
    """

    kind: Literal["comment", "empty", "ping", "thought"] = "comment"
    every: float = 0.05
    times: int | None = None
    words: Words = Words("Yes.")


Reply = Words | Refusal | Garbage | Silence | HangUp | KeepAlive

RATE_LIMITED = Refusal(429, "rate_limit_error", "Rate limit reached for requests", {"retry-after": "0"})
QUOTA_USED_UP = Refusal(
    429,
    "insufficient_quota",
    "You exceeded your current quota, please check your plan and billing details.",
    code="insufficient_quota",
)
WRONG_KEY = Refusal(401, "authentication_error", "Incorrect API key provided: sk-abcd1234efgh5678.")
NO_SUCH_MODEL = Refusal(404, "not_found_error", "The model `nobody` does not exist", code="model_not_found")
OVERLOADED = Refusal(529, "overloaded_error", "Overloaded")
OUT_OF_ORDER = Refusal(500, "server_error", "The server had an error while processing your request.")
TOO_LONG = {
    "openai": Refusal(
        400,
        "invalid_request_error",
        "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
        code="context_length_exceeded",
    ),
    "anthropic": Refusal(400, "invalid_request_error", "prompt is too long: 9001 tokens > 8192 maximum"),
}
