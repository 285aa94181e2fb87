"""A model that is silent, slow or without end; a reader who stops: nothing waits for ever, no thread is left."""

import threading
import time
from typing import Any

import pytest

from onrecord.errors import ModelTimedOut, RateLimited
from onrecord.models.calling import PULSE, ChatCall
from onrecord.models.opening import ModelOptions, open_model
from tests import chat_servers as served
from tests.chat_servers import ChatServer, KeepAlive, Reply, Silence, Words
from tests.models.calls import PROMPT, SCHEMA, call_of


@pytest.mark.parametrize("reply", [Silence(), Words("a b c", silent_after=2)], ids=["from the start", "within"])
def test_a_silence_ends_in_time(server: ChatServer, reply: Reply) -> None:
    began = time.perf_counter()
    with pytest.raises(ModelTimedOut, match="in time"):
        call_of(server, reply, timeout=0.3).ask(PROMPT)
    assert time.perf_counter() - began < 5


ALIVE = [KeepAlive("comment"), KeepAlive("empty"), KeepAlive("ping")]


def kept_alive(server: ChatServer, reply: KeepAlive, limit: float | None = None) -> ChatCall:
    """A call whose client has time: what keeps the connection alive is no error to it."""
    if server.wire != "anthropic" and reply.kind == "ping":
        reply = KeepAlive("comment")
    if server.wire != "openai" and reply.kind == "empty":
        reply = KeepAlive("ping")
    server.replies = [reply]
    name = f"{server.wire}:any"
    return ChatCall(open_model(name, ModelOptions(server.url, 10.0, reply_tokens=50)), name, limit)


def pumps() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "onrecord-chat-model"]


def ended(threads: list[threading.Thread]) -> bool:
    for thread in threads:
        thread.join(5)
    return not any(thread.is_alive() for thread in threads)


@pytest.mark.parametrize("reply", ALIVE, ids=lambda reply: reply.kind)
@pytest.mark.parametrize("in_a_form", [False, True])
def test_a_line_kept_alive_is_no_reply(server: ChatServer, reply: KeepAlive, in_a_form: bool) -> None:
    call = kept_alive(server, reply, 0.6)
    began = time.perf_counter()
    with pytest.raises(ModelTimedOut, match=r"in time .*no word for 0\.6 seconds"):
        list(call.stream_structured(PROMPT, SCHEMA) if in_a_form else call.stream(PROMPT))
    assert 0.6 <= time.perf_counter() - began < 2
    assert 600 <= call.took_ms < 2000


@pytest.mark.parametrize("reply", [*ALIVE, Silence()], ids=lambda reply: getattr(reply, "kind", "silence"))
@pytest.mark.parametrize("in_a_form", [False, True])
def test_who_reads_can_stop_while_nothing_comes(server: ChatServer, reply: Reply, in_a_form: bool) -> None:
    call = kept_alive(server, reply) if isinstance(reply, KeepAlive) else call_of(server, reply)
    stream: Any = call.stream_structured(PROMPT, SCHEMA) if in_a_form else call.stream(PROMPT)
    began = time.perf_counter()
    nothing: Any = {} if in_a_form else ""
    assert [next(stream), next(stream)] == [nothing, nothing]
    assert 2 * PULSE <= time.perf_counter() - began < 2
    began = time.perf_counter()
    stream.close()
    assert time.perf_counter() - began < 0.5


def test_what_was_there_comes_again_while_a_form_does_not_grow(server: ChatServer) -> None:
    call = call_of(server, Words(fields={"text": "The mill burned."}, silent_after=3))
    stream: Any = call.stream_structured(PROMPT, SCHEMA)
    grown = [next(stream) for _ in range(4)]
    assert grown[-2:] == [{"text": "The mill"}] * 2 or grown[-1] == grown[-2] != {}
    stream.close()


def test_thoughts_are_no_silence_and_no_words(server: ChatServer) -> None:
    call = kept_alive(server, KeepAlive("thought", every=0.2, times=6), 0.8)
    assert call.ask(PROMPT) == "Yes."
    assert call.first_word_ms is not None
    assert call.first_word_ms > 1000


def test_an_abandoned_reply_is_closed_at_its_next_piece_and_its_thread_ends(server: ChatServer) -> None:
    before = pumps()
    stream: Any = call_of(server, Words("word " * 400, delay=0.05)).stream(PROMPT)
    next(stream)
    own = [thread for thread in pumps() if thread not in before]
    stream.close()
    assert own
    assert ended(own)
    assert server.hung_up.wait(5)


def test_threads_end_with_their_clients_patience() -> None:
    before = pumps()
    with ChatServer([Silence()]) as server:
        stream: Any = call_of(server, Silence(), timeout=0.6).stream(PROMPT)
        next(stream)
        own = [thread for thread in pumps() if thread not in before]
        stream.close()
        assert own
        assert ended(own)


def test_a_reply_or_a_failure_leaves_no_thread(server: ChatServer) -> None:
    before = pumps()
    call_of(server, Words("a b")).ask(PROMPT)
    with pytest.raises(RateLimited):
        call_of(server, served.RATE_LIMITED).ask(PROMPT)
    assert [thread for thread in pumps() if thread not in before] == []


@pytest.mark.parametrize("in_a_form", [False, True])
def test_a_reply_without_end_is_broken_off(server: ChatServer, in_a_form: bool) -> None:
    words = "word " * 400
    server.replies = [Words(words, delay=0.002, fields={"text": words} if in_a_form else None)]
    name = f"{server.wire}:any"
    call = ChatCall(open_model(name, ModelOptions(server.url, 10.0)), name, most_chars=100)
    *_, last = call.stream_structured(PROMPT, SCHEMA) if in_a_form else [call.ask(PROMPT)]
    assert 80 <= len(last["text"] if isinstance(last, dict) else last) <= 120
    assert call.truncated
    assert server.hung_up.wait(5)


def test_who_reads_slowly_is_not_kept_waiting_by_the_clock(server: ChatServer) -> None:
    call = call_of(server, Words("a b"))
    stream = ChatCall(call._model, call.name, 0.4).stream(PROMPT)
    assert next(stream) == "a"
    time.sleep(0.6)
    assert "".join(stream) == " b"


def test_slow_words_are_no_silence(server: ChatServer) -> None:
    assert call_of(server, Words("a b c d e", delay=0.3), timeout=1.2).ask(PROMPT) == "a b c d e"


@pytest.mark.parametrize("in_a_form", [False, True])
def test_closing_the_stream_closes_the_connection(server: ChatServer, in_a_form: bool) -> None:
    call = call_of(server, Words("word " * 400, delay=0.01, fields={"text": "word " * 400} if in_a_form else None))
    stream: Any = call.stream_structured(PROMPT, SCHEMA) if in_a_form else call.stream(PROMPT)
    next(stream)
    stream.close()
    assert server.hung_up.wait(5)
