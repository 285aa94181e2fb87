"""Chat-model servers on 127.0.0.1 that speak two hosted providers' documented wire formats, and fail as told.

::

    with ChatServer([Words("The mill burned. [1]")]) as server:            # OpenAI's chat completions
        model = open_model("openai:any", ModelOptions(base_url=server.url))
    with ChatServer([RATE_LIMITED, Words("Later.")], wire="anthropic") as server:   # Anthropic's messages
        ...
    server.requests[0].body["messages"], server.requests[0].headers["x-api-key"]

A reply is taken for each request, in turn; the last one is given again and again. ``server.replies`` may be exchanged
while it runs, and may be a function of the request instead.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self

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


@dataclass(frozen=True)
class Request:
    """What a client sent."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def prompt(self) -> str:
        """All the words of its messages."""
        messages = [{"content": self.body.get("system", "")}, *self.body.get("messages", [])]
        parts = [part for message in messages for part in _parts(message["content"])]
        return "\n".join(part for part in parts if part)


class ChatServer:
    """A server that gives scripted replies; a context manager.

    Attributes:
        url: what a client takes as ``base_url``.
        replies: what is left of the script, or a function of the request.
        requests: those that came, in order.
        hung_up: set once a client has closed a stream before its end.
    """

    def __init__(self, replies: Sequence[Reply] | Callable[[Request], Reply], wire: Wire = "openai") -> None:
        self.replies = replies if callable(replies) else list(replies)
        self.wire = wire
        self.requests: list[Request] = []
        self.hung_up = threading.Event()
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.chat = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        """Its address."""
        path = "/v1" if self.wire == "openai" else ""
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def next_reply(self, request: Request) -> Reply:
        """Note a request, and take the reply to it."""
        with self._lock:
            self.requests.append(request)
            if callable(self.replies):
                return self.replies(request)
            return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    chat: ChatServer
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """Nothing."""

    def do_GET(self) -> None:
        if self.path.endswith("/models"):
            self._json(200, {"object": "list", "data": [{"id": "any", "object": "model", "owned_by": "tests"}]})
        else:
            self._json(404, {"error": {"message": "Not found"}})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.chat.next_reply(Request(self.path, headers, body))
        match reply:
            case Silence():
                self.server.chat.closing.wait()
                self.close_connection = True
            case HangUp():
                self.close_connection = True
            case Garbage():
                self._bytes(200, reply.body, reply.content_type)
            case Refusal():
                self._refuse(reply)
            case KeepAlive():
                self._stream(reply.words, body, reply)
            case Words() if body.get("stream"):
                self._stream(reply, body)
            case Words():
                self._json(200, _WHOLE[self.server.chat.wire](reply, body))

    def _refuse(self, reply: Refusal) -> None:
        error: dict[str, Any] = {"message": reply.message, "type": reply.type}
        if self.server.chat.wire == "openai":
            self._json(reply.status, {"error": {**error, "param": None, "code": reply.code}}, reply.headers)
        else:
            self._json(reply.status, {"type": "error", "error": error, "request_id": "req_1"}, reply.headers)

    def _json(self, status: int, value: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        self._bytes(status, json.dumps(value).encode(), "application/json", headers)

    def _bytes(self, status: int, body: bytes, content_type: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "content-type": content_type, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, reply: Words, body: dict[str, Any], alive: KeepAlive | None = None) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.send_header("connection", "close")  # else a client may send its next request as this one is being closed
        self.end_headers()
        self.close_connection = True
        sent = 0
        try:
            for event, is_piece in self._events(reply, body, alive):
                if is_piece:
                    if sent == reply.drop_after:
                        break
                    if sent == reply.silent_after:
                        self.server.chat.closing.wait()
                        return
                    sent += 1
                    time.sleep(reply.delay)
                self._chunk(event)
            else:
                self._chunk("")
                return
            if reply.orderly:
                self._chunk("")
        except OSError:
            self.server.chat.hung_up.set()

    def _events(self, reply: Words, body: dict[str, Any], alive: KeepAlive | None) -> Iterator[tuple[str, bool]]:
        """The events of a reply; behind the first one, or its thought, those that keep the line alive."""
        thinks = alive is not None and alive.kind == "thought"
        for event, is_piece in _EVENTS[self.server.chat.wire](replace(reply, thought="Hm.") if thinks else reply, body):
            yield event, is_piece
            if alive is None or (thinks and not _THOUGHT.search(event)):
                continue
            sent = 0
            while sent != alive.times and not self.server.chat.closing.wait(alive.every):
                yield event if thinks else _ALIVE[alive.kind], False
                sent += 1
            alive = None

    def _chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


def _parts(content: Any) -> list[str]:
    return [content] if isinstance(content, str) else [str(part.get("text", "")) for part in content or []]


def _pieces(text: str) -> list[str]:
    """The words with the space before each."""
    words = text.split(" ")
    return [word if at == 0 else f" {word}" for at, word in enumerate(words)] if text else []


def _form(reply: Words) -> str:
    return reply.text if reply.fields is None else json.dumps(reply.fields)


def _openai_tool(body: dict[str, Any]) -> str | None:
    tools = body.get("tools") or []
    return tools[0]["function"]["name"] if tools else None


def _openai_whole(reply: Words, body: dict[str, Any]) -> dict[str, Any]:
    tool = _openai_tool(body)
    message: dict[str, Any] = {"role": "assistant", "content": _form(reply)}
    if tool and reply.fields is not None:
        call = {"id": "call_1", "type": "function", "function": {"name": tool, "arguments": _form(reply)}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": reply.ends, "logprobs": None}],
        "usage": _openai_usage(reply),
    }


def _openai_usage(reply: Words) -> dict[str, int]:
    read, written = reply.tokens
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _openai_events(reply: Words, body: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    tool = _openai_tool(body) if reply.fields is not None else None

    def event(delta: dict[str, Any], ends: str | None = None, usage: dict[str, int] | None = None) -> str:
        choices = [] if usage else [{"index": 0, "delta": delta, "finish_reason": ends, "logprobs": None}]
        head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": body["model"]}
        return f"data: {json.dumps({**head, 'choices': choices, 'usage': usage})}\n\n"

    yield event({"role": "assistant", "content": ""}), False
    if reply.thought:
        yield event({"reasoning_content": reply.thought}), False
    for at, piece in enumerate(_pieces(_form(reply))):
        if tool:
            first = {"id": "call_1", "type": "function"} if at == 0 else {}
            named = {"name": tool, "arguments": piece} if at == 0 else {"arguments": piece}
            yield event({"tool_calls": [{"index": 0, **first, "function": named}]}), True
        else:
            yield event({"content": piece}), True
    if reply.error:
        error = {"message": f"The server failed: {reply.error}", "type": reply.error, "code": reply.error}
        yield f"data: {json.dumps({'error': error})}\n\n", False
        return
    if reply.drop_after is not None or reply.silent_after is not None:
        yield event({"content": ""}), True
    yield event({}, ends=reply.ends), False
    if (body.get("stream_options") or {}).get("include_usage"):
        yield event({}, usage=_openai_usage(reply)), False
    yield "data: [DONE]\n\n", False


_ANTHROPIC_ENDS = {"stop": "end_turn", "length": "max_tokens"}


def _anthropic_tool(reply: Words, body: dict[str, Any]) -> str | None:
    return body["tools"][0]["name"] if body.get("tools") and reply.fields is not None else None


def _anthropic_whole(reply: Words, body: dict[str, Any]) -> dict[str, Any]:
    tool = _anthropic_tool(reply, body)
    block: dict[str, Any] = {"type": "text", "text": _form(reply)}
    if tool:
        block = {"type": "tool_use", "id": "toolu_1", "name": tool, "input": reply.fields}
    thought = [{"type": "thinking", "thinking": reply.thought, "signature": "s"}] if reply.thought else []
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": [*thought, block],
        "stop_reason": "tool_use" if tool and reply.ends == "stop" else _ANTHROPIC_ENDS[reply.ends],
        "stop_sequence": None,
        "usage": {"input_tokens": reply.tokens[0], "output_tokens": reply.tokens[1]},
    }


def _anthropic_events(reply: Words, body: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    def event(kind: str, **fields: Any) -> str:
        return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n"

    def block(index: int, start: dict[str, Any], deltas: list[dict[str, Any]]) -> Iterator[tuple[str, bool]]:
        yield event("content_block_start", index=index, content_block=start), False
        for delta in deltas:
            yield event("content_block_delta", index=index, delta=delta), delta["type"] != "thinking_delta"
        yield event("content_block_stop", index=index), False

    whole = _anthropic_whole(reply, body)
    usage = {"input_tokens": reply.tokens[0], "output_tokens": 1}
    yield event("message_start", message={**whole, "content": [], "stop_reason": None, "usage": usage}), False
    yield event("ping"), False
    if reply.thought:
        yield from block(
            0,
            {"type": "thinking", "thinking": "", "signature": ""},
            [{"type": "thinking_delta", "thinking": reply.thought}, {"type": "signature_delta", "signature": "s"}],
        )
    index = 1 if reply.thought else 0
    tool = _anthropic_tool(reply, body)
    if tool:
        start = {"type": "tool_use", "id": "toolu_1", "name": tool, "input": {}}
        yield from block(
            index, start, [{"type": "input_json_delta", "partial_json": piece} for piece in _pieces(_form(reply))]
        )
    else:
        deltas = [{"type": "text_delta", "text": piece} for piece in _pieces(_form(reply))]
        yield from block(index, {"type": "text", "text": ""}, deltas)
    if reply.error:
        yield event("error", error={"type": reply.error, "message": f"The server failed: {reply.error}"}), False
        return
    if reply.drop_after is not None or reply.silent_after is not None:
        yield event("ping"), True
    ends = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    yield event("message_delta", delta=ends, usage=whole["usage"]), False
    yield event("message_stop"), False


_THOUGHT = re.compile('"(?:reasoning_content|thinking_delta)"')
_EMPTY_DELTA = {"index": 0, "delta": {"content": ""}, "finish_reason": None}
_EMPTY = {
    "id": "chatcmpl-1",
    "object": "chat.completion.chunk",
    "created": 1,
    "model": "any",
    "choices": [_EMPTY_DELTA],
}
_ALIVE = {
    "comment": ": keep-alive\n\n",
    "empty": f"data: {json.dumps(_EMPTY)}\n\n",
    "ping": 'event: ping\ndata: {"type": "ping"}\n\n',
}
_WHOLE = {"openai": _openai_whole, "anthropic": _anthropic_whole}
_EVENTS = {"openai": _openai_events, "anthropic": _anthropic_events}
