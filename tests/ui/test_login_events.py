"""Which event is whose is learnt from Gradio's answers, and what stops one is read as Gradio will read it."""

import asyncio
import json
from unittest.mock import patch

import pytest
from starlette.types import Message

from ui.login.events import Events, Stop, stop_of


def answered(events: Events, owner: str, body: bytes, status: int = 200, pieces: int = 1) -> list[tuple[bytes, bool]]:
    """What a visitor is sent, and whether the event ``e1`` was theirs by then."""
    sent = list[tuple[bytes, bool]]()

    async def send(message: Message) -> None:
        sent.append((message.get("body", b""), events.belongs("e1", owner)))

    async def answer() -> None:
        noting = events.noting(owner, send)
        await noting({"type": "http.response.start", "status": status, "headers": []})
        step = len(body) // pieces + 1
        for at in range(0, max(len(body), 1), step):
            more = at + step < len(body)
            await noting({"type": "http.response.body", "body": body[at : at + step], "more_body": more})

    asyncio.run(answer())
    return sent


@pytest.mark.parametrize("pieces", [1, 3])
def test_an_event_is_known_before_whoever_began_it_knows_its_name(pieces: int) -> None:
    events = Events()
    sent = answered(events, "mara", b'{"event_id":"e1"}', pieces=pieces)
    assert b"".join(body for body, _ in sent) == b'{"event_id":"e1"}'
    assert sent[-1][1]
    assert not events.belongs("e1", "ines")
    assert not any(events.belongs(odd, "mara") for odd in ("", "e", "E1", None, ["e1"], 1))


@pytest.mark.parametrize(
    ("body", "status"),
    [(b'{"event_id":"e1"}', 503), (b"", 200), (b'"e1"', 200), (b'["e1"]', 200), (b'{"event_id":["e1"]}', 200)],
)
def test_an_answer_that_names_no_event_begins_none(body: bytes, status: int) -> None:
    events = Events()
    assert b"".join(each for each, _ in answered(events, "mara", body, status)) == body
    assert not events.belongs("e1", "mara")
    assert events.belongs(["e1"], "mara") is False


def test_whoever_begins_many_forgets_their_own_alone() -> None:
    with patch("ui.login.events._MOST_EVENTS", 2):
        events = Events()
        answered(events, "ines", b'{"event_id":"e0"}')
        for number in range(1, 4):
            answered(events, "mara", json.dumps({"event_id": f"e{number}"}).encode())
    assert [events.belongs(f"e{number}", "mara") for number in range(4)] == [False, False, True, True]
    assert events.belongs("e0", "ines")


def read(*pieces: bytes) -> tuple[Stop, list[Message]]:
    """A request to stop an event, and all that is behind it."""
    left: list[Message] = [
        *({"type": "http.request", "body": piece, "more_body": at < len(pieces)} for at, piece in enumerate(pieces, 1)),
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return left.pop(0)

    async def reading() -> tuple[Stop, list[Message]]:
        stop = await stop_of(receive)
        brought = [await stop.receive()]
        while left:
            brought.append(await stop.receive())
        return stop, brought

    return asyncio.run(reading())


def test_what_was_looked_at_is_what_is_brought() -> None:
    """Also where a name stands twice, of which readers take one or the other."""
    stop, (body, gone) = read(b'{"session_hash": "s1", "fn_index": 3,', b' "event_id": "e1", "event_id": "e2"}')
    assert (stop.session, stop.event) == ("s1", "e2")
    assert json.loads(body["body"]) == {"session_hash": "s1", "fn_index": 3, "event_id": "e2"}
    assert b"e1" not in body["body"]
    assert (body["more_body"], gone) == (False, {"type": "http.disconnect"})


@pytest.mark.parametrize(
    "odd", [b"", b"{", b"[]", b'"e1"', b"7", b"\xff", b"[" * 9_000, b'{"event_id": "e1"}' + b" " * 10_000]
)
def test_what_cannot_be_read_is_brought_as_nothing(odd: bytes) -> None:
    stop, (body, *_) = read(odd)
    assert (stop.session, stop.event, body["body"]) == (None, None, b"")


def test_an_event_that_is_not_theirs_is_taken_out_and_nothing_else() -> None:
    body = {"session_hash": "s1", "fn_index": 3, "event_id": "e1"}
    stop = Stop(json.dumps(body).encode(), asyncio.Queue[Message]().get)
    stop.forget_event()
    assert json.loads(asyncio.run(stop.receive())["body"]) == {**body, "event_id": ""}
    without = Stop(b'{"session_hash": "s1"}', asyncio.Queue[Message]().get)
    without.forget_event()
    assert asyncio.run(without.receive())["body"] == b'{"session_hash": "s1"}', "what lacks it is refused as before"
