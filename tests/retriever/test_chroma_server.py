"""A Chroma server that is slow, away, closed or no Chroma at all: tried again for as long as allowed, then told."""

import logging
import socket
import traceback
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from onrecord.assembly import vectors_place
from onrecord.errors import IndexUnavailable, LibraryError, SettingsError
from onrecord.settings import load_settings
from retriever.chroma_server import ServerIndex, drop_collection, id_of_collection
from retriever.filters import Bounds, Shelfmark
from retriever.places import VectorPlace
from tests.chroma_servers import ChromaServer, Gate

TOKEN = "s3cret-t0ken"
VECTOR = np.eye(1, 8, dtype=np.float32)
MARK = [Shelfmark(1, "default", None, None)]


@pytest.fixture
def gate(chroma_server: ChromaServer) -> Iterator[Gate]:
    with Gate(chroma_server.url) as gate:
        yield gate


@pytest.fixture
def place(gate: Gate) -> VectorPlace:
    return VectorPlace(gate.url, timeout_seconds=60, patience_seconds=60)


@pytest.fixture
def name() -> str:
    return f"test-{uuid.uuid4().hex}"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def told(error: BaseException) -> str:
    """All that a log would say of it."""
    return "".join(traceback.format_exception(error))


def test_a_server_that_is_down_is_told_with_its_address_and_what_to_do() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(IndexUnavailable) as caught:
        ServerIndex(VectorPlace(url, TOKEN, patience_seconds=0.5), "library")
    for words in (url, "onnection refused", "tried for 0.5 s", "chroma run", "chroma_url", "safe in the record"):
        assert words in str(caught.value)
    assert TOKEN not in told(caught.value)


@pytest.mark.parametrize("fails", [[503], ["drop"], [500, "drop", 429]], ids=str)
def test_what_passes_is_tried_again_and_told_once(
    gate: Gate, place: VectorPlace, name: str, fails: list[int | str], caplog: pytest.LogCaptureFixture
) -> None:
    index = ServerIndex(place, name)
    gate.fails = list(fails)
    index.add([1], VECTOR, MARK)
    assert gate.fails == []
    gate.fails = list(fails)
    assert index.search(VECTOR[0], 3, Bounds()) == {1: pytest.approx(1)}
    gate.fails = list(fails)
    index.remove([1])
    assert index.count() == 0
    index.close()
    said = [one for one in caplog.records if one.levelno == logging.WARNING]
    assert len(said) == 3
    assert place.url in said[0].getMessage()


def test_without_patience_a_request_is_made_once(gate: Gate, place: VectorPlace, name: str) -> None:
    index = ServerIndex(replace(place, patience_seconds=0), name)
    before = len(gate.seen)
    gate.fails = [503, 503]
    with pytest.raises(IndexUnavailable, match="it answered 503: "):
        index.count()
    assert len(gate.seen) == before + 1
    index.close()


def test_a_server_that_does_not_answer_is_not_waited_for_longer_than_allowed(
    gate: Gate, place: VectorPlace, name: str
) -> None:
    index = ServerIndex(place, name)
    session: Any = index._server._session
    session.timeout = 0.2
    session._transport._place = replace(place, timeout_seconds=0.2, patience_seconds=0.3)
    before, gate.fails = len(gate.seen), ["slow"] * 20
    with pytest.raises(IndexUnavailable, match=r"no answer in 0.2 s; tried for 0.3 s"):
        index.count()
    assert 1 <= len(gate.seen) - before <= 2, "it was tried again after its time"
    index.close()


@pytest.mark.parametrize("page", ["<html>login</html>", 404, 302, "garbled"])
def test_what_is_no_chroma_server_is_told(page: int | str) -> None:
    with Gate() as gate:
        gate.fails = [page]
        with pytest.raises(LibraryError, match=f"at {gate.url} (is no Chroma server|did not take)"):
            ServerIndex(VectorPlace(gate.url), "library")


@pytest.mark.parametrize(
    ("header", "value"), [("Authorization", f"Bearer {TOKEN}"), ("X-Chroma-Token", TOKEN)], ids=["bearer", "own"]
)
def test_the_token_goes_with_every_request_and_into_no_text(
    gate: Gate, place: VectorPlace, name: str, header: str, value: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    gate.wants = (header.lower(), value)
    given = replace(place, token=TOKEN, header=header)
    index = ServerIndex(given, name)
    gate.fails = [503]
    index.add([1], VECTOR, MARK)
    index.search(VECTOR[0], 1, Bounds())
    index.close()
    drop_collection(given, name)
    assert len(gate.seen) > 5
    assert all(one.headers[header.lower()] == value for one in gate.seen)
    assert TOKEN not in repr(given)
    assert TOKEN not in caplog.text


@pytest.mark.parametrize(("token", "why"), [("", "it wants a token"), (f"{TOKEN}x", "it takes another token")])
def test_a_wrong_token_is_told_and_not_tried_again(
    gate: Gate, place: VectorPlace, name: str, token: str, why: str
) -> None:
    gate.wants = ("authorization", f"Bearer {TOKEN}")
    with pytest.raises(IndexUnavailable, match=why) as caught:
        ServerIndex(replace(place, token=token), name)
    assert len(gate.seen) == 1
    for words in (gate.url, "401", "ONRECORD_CHROMA_TOKEN", "chroma_token_header", "Authorization"):
        assert words in str(caught.value)
    assert not token or token not in told(caught.value)


def test_a_server_that_sends_the_token_back_does_not_bring_it_into_the_message(place: VectorPlace, gate: Gate) -> None:
    gate.fails = [503] * 9
    with pytest.raises(IndexUnavailable, match=r"you sent Bearer \*\*\*") as caught:
        ServerIndex(replace(place, token=TOKEN, patience_seconds=0), "library")
    assert TOKEN not in told(caught.value)


def test_a_token_that_no_header_can_hold_is_told_without_showing_it(place: VectorPlace) -> None:
    for token in ("to\nken", "t\u00f6ken"):
        with pytest.raises(SettingsError, match="ONRECORD_CHROMA_TOKEN") as caught:
            ServerIndex(replace(place, token=token), "library")
        assert token not in told(caught.value)


def test_a_token_over_a_network_without_encryption_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(AssertionError, match=r"tried to reach 192\.0\.2\.1"):  # the guard of all tests
        ServerIndex(VectorPlace("http://192.0.2.1:8000", TOKEN, patience_seconds=0), "library")
    assert "unencrypted" in caplog.text
    assert TOKEN not in caplog.text


def test_proxies_of_the_environment_are_not_told_the_token(
    place: VectorPlace, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    ServerIndex(replace(place, patience_seconds=0), name).close()


def test_a_collection_is_one_library_s_and_can_be_dropped(place: VectorPlace, name: str) -> None:
    one, other = ServerIndex(place, f"{name}-1"), ServerIndex(place, f"{name}-2")
    one.add([1], VECTOR, MARK)
    assert (one.ids(), other.ids(), other.search(VECTOR[0], 5, Bounds())) == ({1}, set(), {})
    assert id_of_collection(place, f"{name}-1") != id_of_collection(place, f"{name}-2")
    drop_collection(place, f"{name}-1")
    drop_collection(place, f"{name}-1")
    assert id_of_collection(place, f"{name}-1") is None
    with pytest.raises(LibraryError, match="doctor --repair"):
        one.count()
    one.close()
    other.close()


def test_the_token_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_CHROMA_TOKEN", f" {TOKEN}\n")
    settings = load_settings(chroma_url="http://127.0.0.1:8000/", chroma_token_header="X-Chroma-Token")
    assert TOKEN not in repr(settings) + settings.model_dump_json()
    place = vectors_place(settings)
    assert (place.url, place.token, place.header) == ("http://127.0.0.1:8000", TOKEN, "X-Chroma-Token")


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8000", "ftp://host", "http://", "http://u:p@host", "http://host?token=x", "http://host:x"]
)
def test_an_address_that_is_none_or_holds_a_secret_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="chroma_url"):
        load_settings({}, chroma_url=url)
    assert load_settings({}, chroma_url="https://Chroma.Example/vectors/").chroma_url == (
        "https://chroma.example/vectors"
    )
