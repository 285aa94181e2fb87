"""A small web of the tests' own: names, addresses, and one server on loopback that plays every site."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpcore

from ingest.fetch.fetcher import Fetcher, Limits
from ingest.fetch.wire import dial
from ingest.roles import Piece

PUBLIC, OTHER = "93.184.215.14", "1.1.1.1"
STORY = """<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>
<p>The Brindle harbour board raised the mooring fee to 40 euros on Monday, after a debate of three hours.</p>
<p>Mara Venn, who chairs the board, said that the dredging of the northern basin could not be paid otherwise.</p>
<p>The fishing fleet, which has 34 boats, called the rise a blow. {words}</p></article><footer>{footer}</footer>
</body></html>"""


def story(title: str = "Harbour fees rise", words: str = "", head: str = "", footer: str = "") -> bytes:
    """A page with a main text."""
    return STORY.format(title=title, words=words, head=head, footer=footer).encode()


@dataclass
class Reply:
    """What the server answers.

    Attributes:
        body: bytes, or pieces with waits between them.
        content_type: of the body.
        status: of HTTP.
        headers: others.
        pause: seconds before each piece.
    """

    body: bytes | Callable[[], Iterator[bytes]] = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0


class Site:
    """Every site of the tests' web.

    Attributes:
        replies: "host/path" -> the answer; 404 for all else.
        names: host -> the addresses that it resolves to, one list a look-up, the last one for all after.
        asked: "host/path" of each request, in order.
        dialled: the addresses that were connected to.
        headers: of the last request, lower case.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.replies: dict[str, Reply] = {}
        self.names: dict[str, list[list[str]]] = {"public.example": [[PUBLIC]], "other.example": [[OTHER]]}
        self.asked: list[str] = []
        self.dialled: list[str] = []
        self.headers: dict[str, str] = {}
        self.slept: list[float] = []

    def resolve(self, host: str, port: int) -> list[str]:
        """As the test's web has it; an address stands for itself."""
        turns = self.names.get(host, [[host]])
        return turns.pop(0) if len(turns) > 1 else turns[0]

    def dial(self, address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        """A connection to the server, whatever the address; which it was is noted."""
        self.dialled.append(address)
        return dial("127.0.0.1", self.port, timeout)

    def fetcher(self, **limits: float) -> Fetcher:
        """A fetcher in this web."""
        values = {"megabytes": 1, "seconds": 5.0, **limits}
        return Fetcher(Limits(**values), "onrecord/0.0", self.resolve, self.dial, self.slept.append)  # type: ignore[arg-type]

    def fetch(self, address: str, **limits: float) -> list[Piece]:
        """What an address gives."""
        return list(self.fetcher(**limits)(address))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        host = (self.headers["Host"] or "").partition(":")[0]
        site.asked.append(f"{host}{self.path}")
        site.headers = {name.lower(): value for name, value in self.headers.items()}
        reply = site.replies.get(f"{host}{self.path}", Reply(b"no such page", status=404))
        self.send_response(reply.status)
        if reply.content_type:
            self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if isinstance(reply.body, bytes):
            if "Content-Length" not in reply.headers:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)
            return
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for piece in reply.body():
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(reply.pause)
        except OSError:
            pass
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@contextmanager
def a_site() -> Iterator[Site]:
    """The server, running."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    site = server.site = Site(server.server_address[1])  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
