"""A real Chroma server on 127.0.0.1 that can be killed and started again, and a gate before it that fails as told.

::

    with ChromaServer(folder) as server, Gate(server.url) as gate:
        gate.wants = ("x-chroma-token", "secret")    # else 401
        gate.fails = [503, "drop"]                    # the next two requests; then all is well
        VectorPlace(gate.url, ...)
        gate.seen[0].headers["authorization"]
"""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self, cast

import httpx
import numpy as np

from retriever.embed import Embedder, Encoded
from tests.fakes import HashEncoder, count_words


class ChromaServer:
    """``chroma run``; started on a port of its own, which it keeps over restarts.

    Args:
        folder: where it keeps its files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as free:
            self._port = free.server_address[1]
        self.url = f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(self._folder)]
        command += ["--host", "127.0.0.1", "--port", str(self._port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self._process.poll() is None, "chroma run ended by itself"
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise AssertionError("chroma run did not answer in a minute")

    def kill(self) -> None:
        """SIGKILL; nothing happens where it does not run."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def collections(self) -> dict[str, int]:
        """The collections it keeps, with their number of vectors."""
        base = f"{self.url}/api/v2/tenants/default_tenant/databases/default_database/collections"
        with httpx.Client(trust_env=False) as client:
            found = client.get(base).json()
            return {one["name"]: int(client.get(f"{base}/{one['id']}/count").json()) for one in found}


@dataclass(frozen=True)
class Seen:
    """A request that came to a gate; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]


class Gate:
    """A proxy before a server.

    Args:
        url: of the server; empty for none, where every request must be answered by ``fails``.

    Attributes:
        wants: the header and its value that a request must have; None lets everybody in.
        fails: what comes of the next requests: a status, ``drop``, ``slow`` (only once the gate
            closes, and then not at all), ``garbled`` (packed, and no unpacking helps), or a page of HTML.
        seen: the requests, in order.
    """

    def __init__(self, url: str = "") -> None:
        self.wants: tuple[str, str] | None = None
        self.fails: list[int | str] = []
        self.seen: list[Seen] = []
        self._closing = threading.Event()
        self._passing_on = threading.Lock()
        self._upstream = httpx.Client(base_url=url, trust_env=False, timeout=60)
        gate = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self) -> None:
                gate.answer(self)

            do_GET = do_POST = do_PUT = do_DELETE = handle_one  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        with self._passing_on:  # a client that is closed amid a request leaves its connection open
            self._upstream.close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        body = request.rfile.read(int(request.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.seen.append(Seen(request.command, request.path, headers))
        fail = self.fails.pop(0) if self.fails else None
        if fail == "slow":
            self._closing.wait()
        if fail in ("drop", "slow"):
            request.close_connection = True
            return
        if fail == "garbled":
            self._send(request, 200, b"not packed", "application/json", packed=True)
        elif isinstance(fail, str) and fail.startswith("<"):
            self._send(request, 200, fail.encode(), "text/html")
        elif isinstance(fail, int):
            echo = f'{{"error": "Broken", "message": "you sent {headers.get("authorization")}"}}'
            self._send(request, fail, echo.encode(), "application/json")
        elif self.wants and headers.get(self.wants[0]) != self.wants[1]:
            self._send(request, 401, b'{"error": "Unauthorized", "message": "no"}', "application/json")
        else:
            try:
                with self._passing_on:
                    found = self._upstream.request(
                        request.command, request.path, content=body, headers={"content-type": "application/json"}
                    )
            except (httpx.TransportError, RuntimeError):  # the test is over
                request.close_connection = True
                return
            self._send(request, found.status_code, found.content, found.headers.get("content-type", ""))

    @staticmethod
    def _send(request: BaseHTTPRequestHandler, status: int, body: bytes, kind: str, *, packed: bool = False) -> None:
        try:
            request.send_response(status)
            request.send_header("content-type", kind)
            request.send_header("content-length", str(len(body)))
            if packed:
                request.send_header("content-encoding", "gzip")
            request.end_headers()
            request.wfile.write(body)
        except OSError:  # it did not wait
            request.close_connection = True


class WordEmbedder:
    """An embedder without a model: texts with the same words have the same vectors, of 64 numbers."""

    name = "words"
    dimensions = 64

    def encode(self, texts: Sequence[str], contexts: Sequence[str] = ()) -> list[Encoded]:
        """Each text as the sum of its words."""
        return [_encoded(text) for text in texts]

    count_tokens = staticmethod(count_words)


def _encoded(text: str) -> Encoded:
    (found,) = HashEncoder().token_vectors([text])
    total = found.tokens.sum(axis=0)
    return Encoded((total / np.linalg.norm(total)).astype(np.float32), found.tokens, found.offsets)


def word_embedder() -> Embedder:
    """The above, as a library takes it."""
    return cast("Embedder", WordEmbedder())
