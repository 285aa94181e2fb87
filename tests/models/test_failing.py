"""What providers raise, in our words; and when to try again. Their clients are not needed for it."""

import email.utils
import time
from typing import Any

import httpx
import pytest

from onrecord.errors import (
    ContextOverflow,
    EmptyReply,
    GarbledReply,
    MissingKey,
    ModelTimedOut,
    ModelUnavailable,
    ModelUnreachable,
    RateLimited,
    TruncatedReply,
    UnknownModel,
)
from onrecord.models.failing import as_ours, wait_before
from onrecord.models.secrets import plain

MODEL = "openai:gpt-4.1-mini"


def refused(status: int, text: str = "no", headers: dict[str, str] | None = None) -> httpx.HTTPStatusError:
    """As Mistral's client raises it."""
    request = httpx.Request("POST", "http://127.0.0.1/v1")
    response = httpx.Response(status, headers=headers, request=request, text=text)
    return httpx.HTTPStatusError(f"Error response {status} while fetching: {text}", request=request, response=response)


class ResponseError(Exception):
    """As Ollama's client raises it."""

    def __init__(self, error: str, status_code: int = -1) -> None:
        super().__init__(error)
        self.status_code = status_code


class ClientError(Exception):
    """As Google's client raises it."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code} {message}")
        self.code = code


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        (400, "no", ModelUnavailable),
        (400, "API key not valid. Please pass a valid API key.", MissingKey),
        (400, "Invalid model: nobody", UnknownModel),
        (400, "Your credit balance is too low to access the API.", ModelUnavailable),
        (400, "the request exceeds the available context size, try increasing it", ContextOverflow),
        (400, "exceed_context_size_error", ContextOverflow),
        (400, "The input token count (40000) exceeds the maximum number of tokens allowed (32768).", ContextOverflow),
        (400, "input length and `max_tokens` exceed context limit: 199000 + 8192 > 200000", ContextOverflow),
        (400, "Prompt contains 40000 tokens, too large for model with 32768 maximum context length", ContextOverflow),
        (400, "Please reduce the length of the messages or completion.", ContextOverflow),
        (401, "no", MissingKey),
        (402, "Insufficient Balance", ModelUnavailable),
        (403, "no", MissingKey),
        (404, "no", UnknownModel),
        (408, "no", ModelTimedOut),
        (409, "no", ModelUnreachable),
        (413, "no", ContextOverflow),
        (422, "no", ModelUnavailable),
        (429, "no", RateLimited),
        (429, "insufficient_quota", ModelUnavailable),
        (429, "You exceeded your current quota, check your plan and billing details. Retry in 23.4s.", RateLimited),
        (500, "no", ModelUnreachable),
        (502, "no", ModelUnreachable),
        (503, "no", ModelUnreachable),
        (503, "The model is overloaded.", RateLimited),
        (503, "Loading model", RateLimited),
        (504, "no", ModelTimedOut),
        (529, "no", RateLimited),
    ],
)
def test_a_status_and_what_the_provider_says(status: int, text: str, kind: type[ModelUnavailable]) -> None:
    for error in (refused(status, text), ResponseError(text, status), ClientError(status, text)):
        assert type(as_ours(error, MODEL)) is kind
    wrapped = RuntimeError("Error calling model")
    wrapped.__cause__ = ClientError(status, text)
    assert type(as_ours(wrapped, MODEL)) is kind


def named(name: str, *bases: type[Exception]) -> Exception:
    made: Exception = type(name, bases or (Exception,), {})("it happened")
    return made


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ReadTimeout("late"), ModelTimedOut),
        (httpx.ConnectTimeout("late"), ModelTimedOut),
        (named("APITimeoutError", type("APIConnectionError", (Exception,), {})), ModelTimedOut),
        (TimeoutError(), ModelTimedOut),
        (httpx.ConnectError("refused"), ModelUnreachable),
        (httpx.RemoteProtocolError("peer closed connection"), ModelUnreachable),
        (named("APIConnectionError"), ModelUnreachable),
        (ConnectionResetError("reset"), ModelUnreachable),
        (ResponseError("unexpected EOF"), ModelUnreachable),
        (httpx.UnsupportedProtocol("no scheme"), ModelUnavailable),
        (KeyError("choices"), GarbledReply),
        (IndexError("list index out of range"), GarbledReply),
        (TypeError("Received response with null value for `choices`."), GarbledReply),
        (named("JSONDecodeError", ValueError), GarbledReply),
        (named("ValidationError", ValueError), GarbledReply),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), GarbledReply),
        (ValueError("No generation chunks were returned"), GarbledReply),
        (TypeError("Could not resolve authentication method."), MissingKey),
        (named("LengthFinishReasonError"), TruncatedReply),
        (RuntimeError("odd"), ModelUnavailable),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else type(value).__name__,
)
def test_an_error_without_a_status_is_known_by_its_class(error: Exception, kind: type[ModelUnavailable]) -> None:
    ours = as_ours(error, MODEL)
    assert type(ours) is kind
    assert repr(MODEL) in str(ours)


def test_one_of_ours_stays_as_it_is() -> None:
    error = EmptyReply("nothing")
    assert as_ours(error, MODEL) is error


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ({"retry-after": "2.5"}, 2.5),
        ({"retry-after": "900"}, 60.0),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({}, None),
    ],
)
def test_how_long_the_header_asks_to_wait(said: dict[str, str], wait: float | None) -> None:
    assert as_ours(refused(429, "slow down", said), MODEL).wait_seconds == wait


def test_a_header_may_name_a_date() -> None:
    date = email.utils.formatdate(time.time() + 55, usegmt=True)
    wait = as_ours(refused(429, "slow down", {"retry-after": date}), MODEL).wait_seconds
    assert wait is not None
    assert 5 < wait <= 55


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("Please try again in 6.2s.", 6.2),
        ("Please try again in 20ms.", 0.02),
        ("Please try again in 1m30s.", 60.0),
        ('"retryDelay": "23s"', 23.0),
        ("Please try again later.", None),
    ],
)
def test_how_long_the_words_ask_to_wait(text: str, wait: float | None) -> None:
    assert as_ours(refused(429, text), MODEL).wait_seconds == wait


def asks(seconds: float) -> ModelUnavailable:
    error = RateLimited("slow down")
    error.wait_seconds = seconds
    return error


@pytest.mark.parametrize(
    ("attempt", "error", "least", "most"),
    [
        (2, ModelTimedOut("late"), 1, 2),
        (3, ModelTimedOut("late"), 2, 4),
        (4, ModelUnreachable("broke"), 4, 8),
        (9, EmptyReply("nothing"), 30, 30),
        (2, asks(12), 12, 12),
        (4, asks(0.5), 4, 8),
        (2, asks(30), 30, 30),
    ],
)
def test_the_wait_grows_and_is_no_shorter_than_asked(
    attempt: int, error: ModelUnavailable, least: float, most: float
) -> None:
    waits = {wait_before(attempt, error, 10) for _ in range(20)}
    assert all(wait is not None and least <= wait <= most for wait in waits)
    assert least == most or len(waits) > 1, "many that failed at once would return at once"


@pytest.mark.parametrize(
    ("attempt", "error"),
    [
        (4, ModelTimedOut("late")),
        (2, MissingKey("none")),
        (2, UnknownModel("none")),
        (2, ContextOverflow("long")),
        (2, TruncatedReply("cut")),
        (2, ModelUnavailable("no")),
        (2, asks(31)),
    ],
)
def test_what_is_not_tried_again(attempt: int, error: ModelUnavailable) -> None:
    assert wait_before(attempt, error, 3) is None


def test_no_wait_where_none_is_wanted() -> None:
    assert wait_before(2, ModelTimedOut("late"), 3, base_seconds=0) == 0


KEYS = [
    "sk-proj-abcDEF123456ghiJKL",
    "sk-ant-api03-abc_DEF-123",
    "sk-ab*****************3456",
    "gsk_abcdefgh12345678",
    "AIzaSyA-1234567890abcdefghij",
    "Bearer abc.def.ghi",
    "http://user:hunter2@127.0.0.1/v1",
    "https://127.0.0.1/?key=abcdef12",
    "0123456789abcdef0123456789abcdef",
]


@pytest.mark.parametrize("key", KEYS)
def test_what_looks_like_a_key_is_not_told(key: str) -> None:
    secret = key.removeprefix("Bearer ").removeprefix("https://127.0.0.1/?key=")
    secret = "hunter2" if "hunter2" in key else secret
    error: Any = refused(401, f"Incorrect API key provided: {key}. See the manual.")
    ours = str(as_ours(error, MODEL))
    assert secret not in ours
    assert "[key]" in ours
    assert "OPENAI_API_KEY" in ours


def test_the_value_of_a_key_variable_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MISTRAL_API_KEY", "plain words")
    monkeypatch.setenv("MISTRAL_TIMEOUT", "late")
    assert plain("it is plain words, too late\n\tfor it") == "it is [key], too late for it"


def test_plain_words_are_told_as_they_are() -> None:
    text = "Error code: 404 - The model gpt-4.1-mini-2025-04-14 of organisation org-12 does not exist"
    assert plain(text) == text
    assert len(plain("word " * 500)) <= 300
