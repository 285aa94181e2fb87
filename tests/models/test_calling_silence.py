"""A model that is silent, slow or without end; a reader who stops: nothing waits for ever, no thread is left."""

import threading
import time
from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock, patch

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from onrecord.errors import ModelTimedOut, RateLimited
from onrecord.models.calling import PULSE, ChatCall
from onrecord.models.opening import ModelOptions, open_model
from tests import chat_replies as served
from tests.chat_replies import KeepAlive, Reply, Silence, Words
from tests.chat_servers import ChatServer
from tests.models.calls import PROMPT, SCHEMA, Clock, call_of, ended, pumps


@pytest.mark.parametrize("reply", [Silence(), Words("a b c", silent_after=2)], ids=["from the start", "within"])
def test_a_silence_ends_in_time(server: ChatServer, reply: Reply) -> None:
    with pytest.raises(ModelTimedOut, match="in time"):  # the server is silent for as long as it runs
        call_of(server, reply, timeout=0.3).ask(PROMPT)


ALIVE = [KeepAlive("comment"), KeepAlive("empty"), KeepAlive("ping")]


def kept_alive(server: ChatServer, reply: KeepAlive, limit: float | None = None) -> ChatCall:
    """A call whose client has time: what keeps the connection alive is no error to it."""
    if server.wire != "anthropic" and reply.kind == "ping":
        reply = KeepAlive("comment")
    if server.wire != "openai" and reply.kind == "empty":
        reply = KeepAlive("ping")
    server.replies = [reply]
    name = f"{server.wire}:any"
    return ChatCall(open_model(name, ModelOptions(server.url, 60.0, reply_tokens=50)), name, limit)


@pytest.mark.parametrize("reply", ALIVE, ids=lambda reply: reply.kind)
@pytest.mark.parametrize("in_a_form", [False, True])
def test_a_line_kept_alive_is_no_reply(server: ChatServer, reply: KeepAlive, in_a_form: bool) -> None:
    call = kept_alive(server, reply, 0.6)
    with pytest.raises(ModelTimedOut, match=r"in time .*no word for 0\.6 seconds"):
        list(call.stream_structured(PROMPT, SCHEMA) if in_a_form else call.stream(PROMPT))
    assert call.took_ms >= 600


@pytest.mark.parametrize("reply", [*ALIVE, Silence()], ids=lambda reply: getattr(reply, "kind", "silence"))
@pytest.mark.parametrize("in_a_form", [False, True])
def test_who_reads_can_stop_while_nothing_comes(server: ChatServer, reply: Reply, in_a_form: bool) -> None:
    before = pumps()
    call = kept_alive(server, reply) if isinstance(reply, KeepAlive) else call_of(server, reply)
    stream: Any = call.stream_structured(PROMPT, SCHEMA) if in_a_form else call.stream(PROMPT)
    began = time.monotonic()
    nothing: Any = {} if in_a_form else ""
    assert [next(stream), next(stream)] == [nothing, nothing]
    assert time.monotonic() - began >= 2 * PULSE, "a pulse comes only when nothing else does"
    own = [thread for thread in pumps() if thread not in before]
    stream.close()
    if isinstance(reply, Silence):
        assert [thread.is_alive() for thread in own] == [True], "it waited for the client"


def test_what_was_there_comes_again_while_a_form_does_not_grow(server: ChatServer) -> None:
    call = call_of(server, Words(fields={"text": "The mill burned."}, silent_after=3))
    stream: Any = call.stream_structured(PROMPT, SCHEMA)
    grown = [next(stream) for _ in range(4)]
    assert grown[-2:] == [{"text": "The mill"}] * 2 or grown[-1] == grown[-2] != {}
    stream.close()


def test_thoughts_are_no_silence_and_no_words(server: ChatServer) -> None:
    call = kept_alive(server, KeepAlive("thought", every=0.01, times=6), 60)
    heard = Mock(wraps=call._pump.heard)
    with patch.object(call._pump, "heard", heard):
        assert call.ask(PROMPT) == "Yes."
    assert heard.call_count >= 7, "the thoughts and the word"


@pytest.mark.parametrize("thought", ["<think>", ""])
def test_who_thinks_has_time_and_who_is_silent_has_none(clock: Clock, thought: str) -> None:
    class Slow(GenericFakeChatModel):
        def _stream(self, *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
            for words in [thought, *["hm " if thought else ""] * 6, "</think>" if thought else "", "Yes."]:
                clock.now += 0.5
                yield ChatGenerationChunk(message=AIMessageChunk(content=words))
                if not thought and clock.now > 1001:
                    released.wait()

    released, call = threading.Event(), ChatCall(Slow(messages=iter([])), "fake:slow", 0.8)
    if thought:
        assert call.ask(PROMPT) == "Yes."
        assert call.first_word_ms == 9 * 500, "the time that it thought is that of its first word"
        return
    with pytest.raises(ModelTimedOut, match=r"no word for 0\.8 seconds"):
        call.ask(PROMPT)
    released.set()


def test_an_abandoned_reply_is_closed_at_its_next_piece_and_its_thread_ends(server: ChatServer) -> None:
    before = pumps()
    stream: Any = call_of(server, Words("word " * 400, delay=0.05)).stream(PROMPT)
    next(stream)
    own = [thread for thread in pumps() if thread not in before]
    stream.close()
    assert own
    assert ended(own)
    assert server.hung_up.wait(60)


def test_threads_end_with_their_clients_patience() -> None:
    before = pumps()
    with ChatServer([Silence()]) as server:
        stream: Any = call_of(server, Silence(), timeout=3).stream(PROMPT)
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
    call = ChatCall(open_model(name, ModelOptions(server.url, 60.0)), name, most_chars=100)
    *_, last = call.stream_structured(PROMPT, SCHEMA) if in_a_form else [call.ask(PROMPT)]
    assert 80 <= len(last["text"] if isinstance(last, dict) else last) <= 120
    assert call.truncated
    assert server.hung_up.wait(60)


def test_who_reads_slowly_is_not_kept_waiting_by_the_clock(server: ChatServer, clock: Clock) -> None:
    before, call = pumps(), call_of(server, Words("a b"))
    stream = ChatCall(call._model, call.name, 0.4).stream(PROMPT)
    assert next(piece for piece in stream if piece) == "a"
    assert ended([thread for thread in pumps() if thread not in before])
    clock.now += 600
    assert "".join(stream) == " b"


def test_slow_words_are_no_silence(server: ChatServer) -> None:
    assert call_of(server, Words("a b c d e", delay=0.8), timeout=3).ask(PROMPT) == "a b c d e"


@pytest.mark.parametrize("in_a_form", [False, True])
def test_closing_the_stream_closes_the_connection(server: ChatServer, in_a_form: bool) -> None:
    call = call_of(server, Words("word " * 400, delay=0.01, fields={"text": "word " * 400} if in_a_form else None))
    stream: Any = call.stream_structured(PROMPT, SCHEMA) if in_a_form else call.stream(PROMPT)
    next(stream)
    stream.close()
    assert server.hung_up.wait(60)
