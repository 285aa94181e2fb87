"""Passage vectors on a Chroma server, which may be slow, away for a moment, or closed to those without a token."""

import json
import logging
from contextlib import closing
from typing import Final
from urllib.parse import urlsplit

import httpx
from chromadb.api.fastapi import FastAPI
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings as ChromaSettings
from chromadb.config import System
from chromadb.errors import NotFoundError, error_types
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_before_delay, wait_random_exponential

from onrecord.errors import IndexUnavailable, LibraryError, SettingsError
from retriever.chroma import SPACE, ChromaIndex, speaking_onrecord
from retriever.places import VectorPlace

__all__ = ["ServerIndex", "drop_collection", "id_of_collection"]

_log: Final = logging.getLogger(__name__)
# A call of so many rows is 16 MB where vectors have 3,072 numbers; a server takes 40 MB.
_BATCH: Final = 1_000
# A connection is made at once or not at all.
_CONNECT_SECONDS: Final = 5.0
# The pauses between attempts are drawn below 0.2, 0.4, 0.8 ... seconds, so that many clients do not come back at once.
_FIRST_PAUSE: Final = 0.2
_LONGEST_PAUSE: Final = 2.0
_TOO_MANY: Final = 429
_FAILED: Final = 500
_CLOSED: Final = (401, 403)
_THIS_MACHINE: Final = ("localhost", "127.0.0.1", "::1")
_MOST_TOLD: Final = 200


class ServerIndex(ChromaIndex):
    """The vectors of one library in its collection on a Chroma server.

    Args:
        place: which server, and how it is spoken to.
        name: of the collection; other libraries have others.
        anew: begin with no vectors, of whatever length; what was there is dropped.

    Raises:
        IndexUnavailable: the server is down, is no Chroma server, or does not let us in.
    """

    def __init__(self, place: VectorPlace, name: str, *, anew: bool = False) -> None:
        self._server = _Server(place)
        try:
            if anew:
                self._server.drop(name)
            with speaking_onrecord(f"opening {place.url}"):
                model = self._server.get_or_create_collection(name, configuration=SPACE)
        except BaseException:
            self._server.leave()
            raise
        super().__init__(Collection(client=self._server, model=model, embedding_function=None), _BATCH)

    def close(self) -> None:
        """Let go of the connections."""
        self._server.leave()


def drop_collection(place: VectorPlace, name: str) -> None:
    """Remove a collection from a server; nothing happens where there is none.

    Raises:
        IndexUnavailable: the server is down, is no Chroma server, or does not let us in.
    """
    server = _Server(place)
    try:
        server.drop(name)
    finally:
        server.leave()


def id_of_collection(place: VectorPlace, name: str) -> str | None:
    """The server's own id of a collection, which no two have on any server; None where there is none.

    Raises:
        IndexUnavailable: the server is down, is no Chroma server, or does not let us in.
    """
    server = _Server(place)
    try:
        return str(server.get_collection(name).id)
    except NotFoundError:
        return None
    finally:
        server.leave()


class _Server(FastAPI):
    """Chroma's client of its server's interface, over a patient connection."""

    def __init__(self, place: VectorPlace) -> None:
        settings = ChromaSettings(
            anonymized_telemetry=False,
            chroma_api_impl="chromadb.api.fastapi.FastAPI",
            chroma_server_host=place.url,  # a whole address: the port that is to be given is not looked at
            chroma_server_http_port=urlsplit(place.url).port or 0,
            chroma_server_headers={},
        )
        super().__init__(System(settings))
        self._session.close()
        self._session = _client(place, dict(self._session.headers))
        try:
            self.heartbeat()
        except BaseException:
            self.leave()
            raise

    def drop(self, name: str) -> None:
        try:
            with speaking_onrecord("removing vectors"):
                self.delete_collection(name)
        except LibraryError as error:
            if not isinstance(error.__cause__, NotFoundError):
                raise

    def leave(self) -> None:
        self._session.close()


class _Passing(Exception):
    """A request failed in a way that may pass."""


class _PatientTransport(httpx.HTTPTransport):
    """Makes a request again where that may help: all that Chroma is asked may be asked twice."""

    def __init__(self, place: VectorPlace) -> None:
        super().__init__()
        self._place = place

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, until it is answered or patience ends.

        Raises:
            IndexUnavailable: no answer came, or one that says that the server does not let us in or is none of Chroma.
            LibraryError: the server does not take the request.
        """
        patience = self._place.patience_seconds
        trying = Retrying(
            retry=retry_if_exception_type(_Passing),
            stop=stop_before_delay(patience),
            wait=wait_random_exponential(multiplier=_FIRST_PAUSE, max=_LONGEST_PAUSE),
            before_sleep=self._say_once,
            reraise=True,
        )
        try:
            return trying(self._send_once, request)
        except _Passing as error:
            raise IndexUnavailable(
                f"The Chroma server at {self._place.url} cannot be used: {error}; tried for {patience:g} s. Start it "
                "(chroma run --path FOLDER --host HOST --port PORT) and repeat this, or set chroma_url to where it is. "
                "Every document is safe in the record of the library."
            ) from error

    def _say_once(self, state: RetryCallState) -> None:
        if state.attempt_number == 1 and state.outcome is not None:
            _log.warning("Chroma server at %s: %s; trying again", self._place.url, state.outcome.exception())

    def _send_once(self, request: httpx.Request) -> httpx.Response:
        try:
            response = super().handle_request(request)
            with closing(response):  # also where it cannot be read to its end
                response.read()
        except httpx.TimeoutException as error:
            raise _Passing(f"no answer in {self._place.timeout_seconds:g} s") from error
        except httpx.TransportError as error:
            raise _Passing(str(error) or type(error).__name__) from error
        except httpx.DecodingError as error:
            raise self._no_chroma(str(error)) from error
        if response.status_code == _TOO_MANY or response.status_code >= _FAILED:
            raise _Passing(f"it answered {response.status_code}{self._words_of(response)}")
        self._check(response)
        return response

    def _check(self, response: httpx.Response) -> None:
        """Refuse what Chroma's client would make nothing of."""
        place, status = self._place, response.status_code
        if status in _CLOSED:
            what = "it takes another token than the one given" if place.token else "it wants a token"
            raise IndexUnavailable(
                f"The Chroma server at {place.url} refused the request ({status}): {what}. Set ONRECORD_CHROMA_TOKEN, "
                f"and chroma_token_header to the header that it looks at (now {place.header})."
            )
        if not response.headers.get("content-type", "").startswith("application/json"):
            raise self._no_chroma(str(status))
        if not response.is_success and _error_name(response) not in error_types:
            raise LibraryError(
                f"The Chroma server at {place.url} did not take the request ({status}){self._words_of(response)}. Is "
                "it of the version that this Onrecord speaks to? See: onrecord doctor"
            )

    def _no_chroma(self, why: str) -> IndexUnavailable:
        return IndexUnavailable(
            f"What answers at {self._place.url} is no Chroma server of version 1 ({why}). Set chroma_url to the "
            "address of one, such as http://127.0.0.1:8000."
        )

    def _words_of(self, response: httpx.Response) -> str:
        """The beginning of what it says, on a line, without our token: a server may send back what it was sent."""
        text = response.text.replace(self._place.token, "***") if self._place.token else response.text
        words = "".join(letter if letter.isprintable() else " " for letter in text[:_MOST_TOLD])
        return f": {' '.join(words.split())}" if words.strip() else ""


def _error_name(response: httpx.Response) -> str | None:
    try:
        body = json.loads(response.text)
    except ValueError:
        return None
    return str(body.get("error")) if isinstance(body, dict) else None


def _client(place: VectorPlace, headers: dict[str, str]) -> httpx.Client:
    """A connection that uses no proxy of the environment and follows no redirection: the token goes to one address."""
    parts = urlsplit(place.url)
    if place.token and parts.scheme == "http" and parts.hostname not in _THIS_MACHINE:
        _log.warning("the token for %s goes over the network unencrypted; use https", place.url)
    return httpx.Client(
        headers=headers | _token_header(place),
        timeout=httpx.Timeout(place.timeout_seconds, connect=min(place.timeout_seconds, _CONNECT_SECONDS)),
        transport=_PatientTransport(place),
    )


def _token_header(place: VectorPlace) -> dict[str, str]:
    token = place.token.strip()
    if not token:
        return {}
    if not (token.isascii() and token.isprintable()):
        raise SettingsError(
            "ONRECORD_CHROMA_TOKEN holds a character that no header may have; use ASCII letters, figures and marks."
        )
    return {place.header: f"Bearer {token}" if place.header == "Authorization" else token}
