"""One request, through the real clients of two providers, to servers on this machine that do as they are told."""

from contextvars import ContextVar
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from pydantic import BaseModel

from onrecord.errors import (
    ContextOverflow,
    EmptyReply,
    GarbledReply,
    MissingKey,
    ModelUnavailable,
    ModelUnreachable,
    RateLimited,
    TruncatedReply,
    UnknownModel,
)
from onrecord.models.calling import ChatCall
from onrecord.models.chunks import Thoughts
from onrecord.models.opening import ModelOptions, open_model
from tests import chat_replies as served
from tests.chat_replies import Garbage, HangUp, Refusal, Reply, Words
from tests.chat_servers import ChatServer
from tests.effort import work_of_at_most
from tests.models.calls import PROMPT, SCHEMA, Clock, call_of, ended, pumps


def test_text_comes_in_pieces_with_what_it_took(server: ChatServer) -> None:
    call = call_of(server, Words("The mill burned. [1]", tokens=(31, 9)))
    assert list(call.stream(PROMPT)) == ["The", " mill", " burned.", " [1]"]
    assert (call.tokens_in, call.tokens_out, call.truncated) == (31, 9, False)
    assert call.first_word_ms is not None
    assert 0 < call.first_word_ms <= call.took_ms
    (request,) = server.requests
    assert "You answer." in request.prompt
    assert "What burned?" in request.prompt
    assert (request.body["temperature"], request.body["max_tokens"], request.body["stream"]) == (0, 50, True)


def test_the_whole_text_at_once(server: ChatServer) -> None:
    assert call_of(server, Words("The mill burned.")).ask(PROMPT) == "The mill burned."


def test_the_callers_own_time_is_not_the_models(server: ChatServer, clock: Clock) -> None:
    before, call = pumps(), call_of(server, Words("a b"))
    stream = call.stream(PROMPT)
    assert next(piece for piece in stream if piece) == "a"
    assert ended([thread for thread in pumps() if thread not in before])  # all of it is there, and none was taken
    took = call.took_ms
    clock.now += 100
    assert list(stream) == [" b"]
    assert call.took_ms == took == 0


def test_a_reply_at_its_limit_says_so(server: ChatServer) -> None:
    call = call_of(server, Words("The mill", ends="length"))
    assert call.ask(PROMPT) == "The mill"
    assert call.truncated


def test_thoughts_are_no_words() -> None:
    with ChatServer([Words("Yes.", thought="The user asks.")], "anthropic") as server:
        assert call_of(server, Words("Yes.", thought="The user asks.")).ask(PROMPT) == "Yes."


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<think>It asks. \n</think>\n\nThe mill burned.", "The mill burned."),
        ("<thin ice> is thin.", "<thin ice> is thin."),
        ("A <think> in the text </think> stays.", "A <think> in the text </think> stays."),
        ("<th", "<th"),
    ],
)
def test_a_thought_in_the_text_is_left_out(said: str, shown: str) -> None:
    fake = GenericFakeChatModel(messages=iter([AIMessage(said)]))
    assert ChatCall(fake, "fake:thinker").ask(PROMPT) == shown


def test_a_thought_alone_is_an_empty_reply() -> None:
    fake = GenericFakeChatModel(messages=iter([AIMessage("<think>It asks for the mill.")]))
    with pytest.raises(EmptyReply, match="'fake:thinker' has no word"):
        ChatCall(fake, "fake:thinker").ask(PROMPT)


FAILURES: list[tuple[str, Reply, type[ModelUnavailable], str]] = [
    ("rate", served.RATE_LIMITED, RateLimited, "Rate limit reached"),
    ("quota", served.QUOTA_USED_UP, ModelUnavailable, "used up"),
    ("key", served.WRONG_KEY, MissingKey, r"_API_KEY"),
    ("model", served.NO_SUCH_MODEL, UnknownModel, "does not know that model"),
    ("overloaded", served.OVERLOADED, RateLimited, "overloaded"),
    ("server", served.OUT_OF_ORDER, ModelUnreachable, "HTTP 500"),
    ("teapot", Refusal(418, "x", "no"), ModelUnavailable, "refuses the request"),
    ("html", Garbage(), GarbledReply, "cannot be read"),
    ("half json", Garbage(b"data: {oops\n\n", "text/event-stream"), GarbledReply, "cannot be read"),
    ("other json", Garbage(b'{"a": 1}', "application/json"), GarbledReply, "cannot be read"),
    ("hang up", HangUp(), ModelUnreachable, "no connection"),
    ("empty", Words(""), EmptyReply, "has no word"),
    ("blank", Words(" \n "), EmptyReply, "has no word"),
    ("nothing fits", Words("", ends="length"), TruncatedReply, "limit before its first word"),
    ("dropped", Words("a b c", drop_after=2), ModelUnreachable, "broke off"),
    ("dropped in order", Words("a b c", drop_after=2, orderly=True), ModelUnreachable, "broke off within its reply"),
    ("overloaded within", Words("a b", error="overloaded_error"), RateLimited, "overloaded"),
    ("failed within", Words("a b", error="server_error"), ModelUnreachable, "failed"),
]


@pytest.mark.parametrize(("reply", "kind", "why"), [case[1:] for case in FAILURES], ids=[case[0] for case in FAILURES])
def test_each_failure_is_an_error_of_ours(
    server: ChatServer, reply: Reply, kind: type[ModelUnavailable], why: str
) -> None:
    call = call_of(server, reply)
    with pytest.raises(ModelUnavailable, match=why) as caught:
        call.ask(PROMPT)
    assert type(caught.value) is kind
    assert f"'{server.wire}:any'" in str(caught.value)
    assert "sk-" not in str(caught.value)
    assert len(server.requests) == 1, "the client tried again by itself"


def test_a_prompt_that_is_too_long(server: ChatServer) -> None:
    with pytest.raises(ContextOverflow, match=r"9001.*fewer or shorter passages"):
        call_of(server, served.TOO_LONG[server.wire]).ask(PROMPT)


def test_the_provider_says_how_long_to_wait(server: ChatServer) -> None:
    with pytest.raises(RateLimited, match="Wait 7 seconds") as caught:
        call_of(server, Refusal(429, "rate_limit_error", "Slow down", {"retry-after": "7"})).ask(PROMPT)
    assert caught.value.wait_seconds == 7.0


def test_the_context_of_the_caller_is_that_of_the_callbacks(server: ChatServer) -> None:
    asked_by: ContextVar[str] = ContextVar("asked_by", default="nobody")
    seen: list[str] = []

    class Seen(BaseCallbackHandler):
        def on_llm_end(self, response: Any, **kwargs: Any) -> None:
            seen.append(asked_by.get())

    asked_by.set("me")
    call_of(server, Words("a b")).ask(PROMPT, {"callbacks": [Seen()]})
    assert seen == ["me"]


def test_a_long_thought_costs_no_more_than_its_length() -> None:
    thoughts = Thoughts()
    with work_of_at_most(4):
        said = "".join(map(thoughts.without, ["<think>", *["word "] * 50_000, "</thi", "nk>", " \n", " Yes", "."]))
        said += thoughts.rest()
    assert said == "Yes."


def test_nobody_listens() -> None:
    with ChatServer([Words("x")]) as server:
        url = server.url
    with pytest.raises(ModelUnreachable, match="no connection"):
        ChatCall(open_model("openai:any", ModelOptions(url, 2.0)), "openai:any").ask(PROMPT)


def test_callbacks_see_the_request(server: ChatServer) -> None:
    class Seen(BaseCallbackHandler):
        def __init__(self) -> None:
            self.told: list[str] = []

        def on_chat_model_start(self, serialized: Any, messages: Any, **kwargs: Any) -> None:
            self.told.append(f"asked {messages[0][-1].content}")

        def on_llm_new_token(self, token: Any, **kwargs: Any) -> None:
            self.told.append("token")

        def on_llm_end(self, response: Any, **kwargs: Any) -> None:
            self.told.append("ended")

        def on_llm_error(self, error: BaseException, **kwargs: Any) -> None:
            self.told.append(type(error).__name__)

    seen = Seen()
    call_of(server, Words("a b")).ask(PROMPT, {"callbacks": [seen]})
    assert (seen.told[0], seen.told[-1]) == ("asked What burned?", "ended")
    assert "token" in seen.told
    with pytest.raises(RateLimited):
        call_of(server, served.RATE_LIMITED).ask(PROMPT, {"callbacks": [seen]})
    assert seen.told[-1].endswith("RateLimitError")


def test_a_form_grows(server: ChatServer) -> None:
    reply = Words(fields={"text": "The mill burned."}, tokens=(40, 12))
    list(call_of(server, reply).stream_structured(PROMPT, SCHEMA))  # its client loads much for its first form: pulses
    call = call_of(server, reply)
    grown = list(call.stream_structured(PROMPT, SCHEMA))
    assert grown == [{"text": "The"}, {"text": "The mill"}, {"text": "The mill burned."}]
    assert (call.tokens_in, call.tokens_out, call.truncated) == (40, 12, False)
    assert call.first_word_ms is not None


def test_a_form_may_be_a_pydantic_model(server: ChatServer) -> None:
    class Answer(BaseModel):
        """The answer."""

        text: str

    grown = list(call_of(server, Words(fields={"text": "Yes."})).stream_structured(PROMPT, Answer))
    assert grown[-1] == {"text": "Yes."}


def test_a_form_that_reached_its_limit_is_given_as_far_as_it_is_there(server: ChatServer) -> None:
    call = call_of(server, Words('{"text": "The mill bur', ends="length"))
    if server.wire == "anthropic":
        call = call_of(server, Words(fields={"text": "The mill bur"}, ends="length"))
    assert list(call.stream_structured(PROMPT, SCHEMA))[-1] == {"text": "The mill bur"}
    assert call.truncated


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Words("I would rather not."), GarbledReply),
        (Words("["), GarbledReply),
        (Words(""), EmptyReply),
        (Words("", ends="length"), TruncatedReply),
        (Words(fields={"text": "a b c"}, drop_after=2), ModelUnreachable),
        (served.RATE_LIMITED, RateLimited),
        (served.WRONG_KEY, MissingKey),
        (Garbage(), GarbledReply),
    ],
)
def test_each_failure_of_a_form(server: ChatServer, reply: Reply, kind: type[ModelUnavailable]) -> None:
    with pytest.raises(kind) as caught:
        list(call_of(server, reply).stream_structured(PROMPT, SCHEMA))
    assert type(caught.value) is kind


def test_a_model_without_tools_has_no_forms() -> None:
    fake = GenericFakeChatModel(messages=iter([AIMessage("x")]))
    with pytest.raises(ModelUnavailable, match="writer_output"):
        list(ChatCall(fake, "fake:plain").stream_structured(PROMPT, SCHEMA))
