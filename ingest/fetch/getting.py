"""One GET: redirects followed by hand, bytes counted as they come, every failure in plain words."""

import re
import ssl
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Final
from urllib.parse import unquote

import certifi
import httpcore
import httpx

from ingest.fetch.guard import Guard
from ingest.fetch.wire import Deadline, Dial, GuardedNetwork, dial
from onrecord.errors import EmptyDocument, TooLarge, UnreadableFile

__all__ = ["Getter", "Sent", "StatusRefused"]

_MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_STEP_SECONDS: Final = 15.0
_CHARSET: Final = re.compile(r'charset\s*=\s*"?([\w.:+-]+)', re.IGNORECASE)
_FILE_NAME: Final = re.compile(r"filename\*?\s*=\s*(?:[\w-]*'[\w-]*')?\"?([^\";]+)", re.IGNORECASE)
_MEANING: Final = {
    401: "it asks for a login; save the page, and ingest the file",
    403: "the site does not let this page be fetched; save the page, and ingest the file",
    404: "there is no such page; check the address",
    410: "the page was taken down; check the address",
    429: "the site asks for fewer requests; try again later",
    503: "the site is too busy or being worked on; try again later",
}


@cache
def _trusted() -> ssl.SSLContext:
    """Certificates that this system trusts, and those that browsers do."""
    trusted = ssl.create_default_context()
    trusted.load_verify_locations(certifi.where())
    return trusted


class StatusRefused(UnreadableFile):
    """The site answered, but not with the page.

    Attributes:
        status: of HTTP, 400 to 599.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Sent:
    """What a site sent.

    Attributes:
        url: the address it came from, after redirects.
        data: the bytes, unpacked.
        content_type: such as ``text/html``, lower case; empty where none was named.
        charset: as named beside it; empty where none was.
        file_name: that the site gives to what it sent; empty where it gives none.
    """

    url: httpx.URL
    data: bytes
    content_type: str = ""
    charset: str = ""
    file_name: str = ""


class Getter:
    """Asks sites, over connections that are kept from one page to the next; for one thread at a time.

    Args:
        guard: says what may be asked.
        user_agent: how we name ourselves.
        seconds: for one page, redirects included.
        connect: what opens connections.
    """

    def __init__(self, guard: Guard, user_agent: str, seconds: float, connect: Dial = dial) -> None:
        self._guard, self._seconds = guard, seconds
        self._deadline = Deadline()
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trusted(),
            max_connections=4,
            max_keepalive_connections=2,
            keepalive_expiry=15.0,
            network_backend=GuardedNetwork(guard, self._deadline, connect),
        )
        self._headers: dict[bytes | str, bytes | str] = {
            "User-Agent": user_agent,
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
        }

    def __enter__(self) -> "Getter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()

    def get(self, address: str, most_bytes: int) -> Sent:
        """What is at an address.

        Args:
            address: checked here, and so is each that it redirects to.
            most_bytes: more than these, packed or unpacked, are refused as soon as they have come.

        Raises:
            StatusRefused: the site refuses it, or has no such page.
            TooLarge: over ``most_bytes``.
            EmptyDocument: nothing was sent.
            UnreadableFile: the address is refused, or the site cannot be reached in time.
        """
        self._deadline.start(self._seconds)
        url = self._guard.checked(address)
        for _ in range(_MOST_REDIRECTS + 1):
            got = self._once(url, most_bytes)
            if isinstance(got, Sent):
                return got
            url = self._next(url, got)
        raise UnreadableFile(f"it redirects more than {_MOST_REDIRECTS} times; open it in a browser, and save the page")

    def _next(self, url: httpx.URL, location: str) -> httpx.URL:
        """Where a redirect leads, checked as the first address was."""
        try:
            target = url.join(location)
        except (httpx.InvalidURL, ValueError) as error:
            raise UnreadableFile(f"it redirects to what is no address ({error})") from error
        try:
            following = self._guard.checked(str(target))
        except UnreadableFile as error:
            shown = f"{target.scheme}://{target.host}{target.path}"  # no password and no key goes into a report
            raise UnreadableFile(f"it redirects to {shown[:200]}: {error}") from error
        if url.scheme == "https" and following.scheme == "http":
            raise UnreadableFile("it redirects from https to http, where anyone on the way could change the page")
        return following

    def _once(self, url: httpx.URL, most_bytes: int) -> Sent | str:
        """What one request brings: what was sent, or where it redirects to."""
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        waits = dict.fromkeys(("connect", "read", "write", "pool"), min(self._seconds, _STEP_SECONDS))
        try:
            headers_sent = {"Host": url.netloc, **self._headers}
            with self._pool.stream("GET", target, headers=headers_sent, extensions={"timeout": waits}) as response:
                headers = {_text(name).lower(): _text(value) for name, value in response.headers}
                if response.status in _REDIRECTS and headers.get("location"):
                    return headers["location"]
                _check_status(response.status)
                return _sent(url, headers, b"".join(_unpacked(response, headers, most_bytes)))
        except httpcore.TimeoutException as error:
            raise UnreadableFile(
                f"{url.host} did not send it in time ({self._seconds:g} s in all); try again later, "
                "or raise fetch_seconds in the settings"
            ) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise UnreadableFile(_why_unreachable(url.host, error)) from error


def _text(value: bytes) -> str:
    """A header as text: UTF-8 as most write it today, else Latin-1 as the standard has it."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _check_status(status: int) -> None:
    """Refuse what is not the page.

    Raises:
        StatusRefused: with what the status means.
    """
    if status == 200:
        return
    if status < 400:
        raise UnreadableFile(f"the site answers with status {status}, which is no page")
    general = "the site failed; try again later" if status >= 500 else "the site refuses it; check the address"
    raise StatusRefused(status, f"{_MEANING.get(status, general)} (status {status})")


def _why_unreachable(host: str, error: Exception) -> str:
    """What broke, in plain words."""
    told = str(error)
    if isinstance(error, ssl.SSLError) or "CERTIFICATE" in told or "SSL" in told:
        return f"{host} cannot be trusted: its certificate or its encryption failed ({told})"
    return f"{host} cannot be reached, or broke off ({told or type(error).__name__}); try again later"


def _unpacked(response: httpcore.Response, headers: dict[str, str], most_bytes: int) -> Iterator[bytes]:
    """The bytes of an answer, unpacked piece by piece, so that a small bomb never unfolds.

    Raises:
        TooLarge: more than ``most_bytes`` would come.
        UnreadableFile: they are packed in a way that was not asked for, or are damaged.
    """
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "", "gzip", "x-gzip"):
        raise UnreadableFile(f"it was sent packed as {packing[:30]}, which was not asked for; save the page yourself")
    said = headers.get("content-length", "")
    if said.isdecimal() and int(said) > most_bytes:
        raise _too_large(most_bytes)
    unpacking = zlib.decompressobj(31) if "gzip" in packing else None
    came = made = 0
    for chunk in response.iter_stream():
        came += len(chunk)
        try:
            piece = unpacking.decompress(chunk, most_bytes + 1 - made) if unpacking else chunk
        except zlib.error as error:
            raise UnreadableFile(f"what was sent is damaged ({error}); try again") from error
        made += len(piece)
        if max(came, made) > most_bytes:
            raise _too_large(most_bytes)
        yield piece


def _too_large(most_bytes: int) -> TooLarge:
    return TooLarge(f"it is over the limit of {most_bytes / 1e6:,.0f} MB; raise max_file_megabytes in the settings")


def _sent(url: httpx.URL, headers: dict[str, str], data: bytes) -> Sent:
    """What was sent, with what its headers say of it.

    Raises:
        EmptyDocument: nothing was sent.
    """
    if not data:
        raise EmptyDocument("the site sent an empty page")
    named = headers.get("content-type", "")
    charset = _CHARSET.search(named)
    file_name = _FILE_NAME.search(headers.get("content-disposition", ""))
    return Sent(
        url,
        data,
        named.partition(";")[0].strip().lower(),
        charset[1] if charset else "",
        unquote(file_name[1]).strip() if file_name else "",
    )
