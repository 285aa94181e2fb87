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
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.chat_replies import Garbage, HangUp, KeepAlive, Refusal, Reply, Silence, Wire, Words
from tests.chat_wires import ALIVE, EVENTS, THOUGHT, WHOLE


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
                self._json(200, WHOLE[self.server.chat.wire](reply, body))

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
        for event, is_piece in EVENTS[self.server.chat.wire](replace(reply, thought="Hm.") if thinks else reply, body):
            yield event, is_piece
            if alive is None or (thinks and not THOUGHT.search(event)):
                continue
            sent = 0
            while sent != alive.times and not self.server.chat.closing.wait(alive.every):
                yield event if thinks else ALIVE[alive.kind], False
                sent += 1
            alive = None

    def _chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


def _parts(content: Any) -> list[str]:
    return [content] if isinstance(content, str) else [str(part.get("text", "")) for part in content or []]
