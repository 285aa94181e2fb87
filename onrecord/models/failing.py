"""What the clients of providers raise, in our words; and whether and when to try again.

No client is imported: an error is known by the HTTP status it carries, by what the provider says, and by the names of
its classes.
"""

import json
import math
import random
import re
import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Final

from onrecord.errors import (
    ContextOverflow,
    GarbledReply,
    MissingKey,
    ModelTimedOut,
    ModelUnavailable,
    ModelUnreachable,
    RateLimited,
    TruncatedReply,
    UnknownModel,
)
from onrecord.models.providers import provider_of
from onrecord.models.secrets import plain

__all__ = ["as_ours", "wait_before"]

_LONGEST_WAIT_SECONDS: Final = 30.0
_LONGEST_ASKED_SECONDS: Final = 60.0
_TOO_LONG: Final = re.compile(
    r"""(?ix)
    context[_ ](?:length|window|size|limit|overflow) | exceed_context_size | prompt\ is\ too\ (?:long|large)
    | input\ (?:is\ )?too\ (?:long|large) | too\ many\ (?:input\ )?tokens
    | exceeds?\b.{0,60}\b(?:tokens|context) | token\ limit | request(?:_|\ )too(?:_|\ )large
    | reduce\ the\ length | tokens?.{0,40}must\ be\ <=
    """
)
_USED_UP: Final = re.compile(
    r"(?i)insufficient[_ ](?:quota|balance|credit|funds)|exceeded your current quota|credit balance|out of credits?"
    r"|billing_error|billing hard limit|payment required|quota (?:has been )?(?:exceeded|exhausted)"
)
_NO_KEY: Final = re.compile(
    r"(?i)api[_ ]key (?:is )?(?:not valid|invalid|required|missing|must be set)|api_key_invalid"
    r"|(?:invalid|incorrect|missing|no) api[_ ]key|api_key client option must be set|resolve authentication method"
    r"|no api key or authorization|did not find \w*(?:key|token)"
)
_NO_MODEL: Final = re.compile(
    r"(?i)(?:invalid|unknown|unsupported)[_ ]model|model_not_found|model\b.{0,80}\b(?:not found|does not exist)"
)
_OVERLOADED: Final = re.compile(r"(?i)overload|too many|capacity|loading model|try again later|unavailable_error")
_AGAIN_IN: Final = re.compile(
    r"(?i)(?:try again|retry|retrydelay)[\"']?(?: in| after|:)? [\"']?(?:(\d+)m(?!s))?(?:([\d.]+) ?(ms|s\b|sec))?"
)

# What providers call their errors in a reply that had begun, where the status is that of the beginning.
_STATUS_OF_TYPE: Final = {
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "timeout_error": 408,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "insufficient_quota": 429,
    "api_error": 500,
    "server_error": 500,
    "overloaded_error": 529,
    "ModelAuthenticationError": 401,
    "ModelPermissionDeniedError": 403,
    "ModelNotFoundError": 404,
    "ModelRateLimitError": 429,
    "ModelAPIError": 500,
    "ContextOverflowError": 413,
}
_TIMEOUTS: Final = frozenset({"APITimeoutError", "TimeoutException", "TimeoutError", "Timeout", "ModelTimeoutError"})
_BROKEN: Final = frozenset(
    {
        "APIConnectionError",
        "ConnectionError",
        "HTTPException",
        "ModelConnectionError",
        "OSError",
        "ResponseError",
        "TransportError",
        "APIError",
        "StreamError",
    }
)
_GARBLED: Final = frozenset(
    {
        "APIResponseValidationError",
        "AssertionError",
        "AttributeError",
        "DecodingError",
        "JSONDecodeError",
        "KeyError",
        "IndexError",
        "OutputParserException",
        "SSEError",
        "TypeError",
        "UnicodeError",
        "UnknownApiResponseError",
        "ValidationError",
    }
)

# LangChain's words for a stream without a single event of the protocol.
_NOTHING: Final = "No generation"
_NO_ADDRESS: Final = frozenset({"UnsupportedProtocol", "InvalidURL", "LocalProtocolError"})

# What happened -> our error, and its message.
_KINDS: Final[Mapping[str, tuple[type[ModelUnavailable], str]]] = {
    "used up": (
        ModelUnavailable,
        "The provider of {model} says that the quota or credit is used up ({said}). Waiting does not help: add credit "
        "there, or set another model.",
    ),
    "too long": (
        ContextOverflow,
        "The prompt is longer than {model} can read ({said}). Give it fewer or shorter passages (for the writer: "
        "writer_passages, writer_context_tokens), or set a model that reads more.",
    ),
    "no key": (
        MissingKey,
        "The provider of {model} refuses the key, or has none ({said}). Set {keys} to a key that may use it.",
    ),
    "no model": (
        UnknownModel,
        "The provider of {model} does not know that model ({said}). Check its name, that your key may use it, and the "
        "address where one is set.",
    ),
    "limited": (
        RateLimited,
        "The provider of {model} has too many requests or is overloaded ({said}). Wait {wait}, then try again.",
    ),
    "timed out": (
        ModelTimedOut,
        "No reply from {model} in time ({said}). Try again, allow more time (for the writer: writer_timeout_seconds), "
        "or set a faster model.",
    ),
    "failed": (ModelUnreachable, "The server of {model} failed ({said}). Try again later."),
    "refused": (
        ModelUnavailable,
        "The provider of {model} refuses the request ({said}). It would refuse it again: check the name of the model "
        "and the settings.",
    ),
    "no address": (
        ModelUnavailable,
        "The address of {model} is none ({said}). Write it as http://HOST:PORT/v1.",
    ),
    "cut off": (
        TruncatedReply,
        "The reply of {model} reached its limit before it was whole ({said}). Allow it more tokens (for the writer: "
        "writer_reply_tokens).",
    ),
    "garbled": (
        GarbledReply,
        "What came back from {model} cannot be read ({said}). Check that the address is that of a chat model, then try "
        "again.",
    ),
    "broken": (
        ModelUnreachable,
        "There is no connection to {model}, or it broke off ({said}). Check the network, the address, and that the "
        "server is running, then try again.",
    ),
    "other": (ModelUnavailable, "{model} cannot be asked ({said}). Check the settings of the model."),
}


def as_ours(error: BaseException, model: str) -> ModelUnavailable:
    """What a client raised, as one of our errors; its message names the model, what happened, and what to do next.

    Keys are taken out of what the provider says. A :class:`~onrecord.errors.ModelUnavailable` is returned as it is.

    Args:
        error: of any client of a provider, of LangChain, or of the libraries below.
        model: as in the setting, such as ``openai:gpt-4.1-mini``.

    Returns:
        An error with ``wait_seconds`` where the provider says how long to wait, at most 60.
    """
    if isinstance(error, ModelUnavailable):
        return error
    text = " ".join(_texts(error))
    status = _status(error)
    wait = _asked_to_wait(error, text)
    kind = _kind_of_status(status, text, wait) if status else _kind_of_class(text, error)
    return _told(kind, error, model, status, wait)


def wait_before(attempt: int, error: ModelUnavailable, attempts: int, base_seconds: float = 1.0) -> float | None:
    """How long to wait before trying again after ``error``.

    Args:
        attempt: the attempt that would come next: 2 after the first one failed.
        error: how the last attempt failed.
        attempts: how often the request is made at most, the first time included.
        base_seconds: before the second attempt; twice as long before each next one, and by chance up to as long again.

    Returns:
        Seconds, at most 30, and no less than the provider asks for; None for not at all: no attempt is left, another
        would fail as this one did, or the provider asks for a longer wait.
    """
    asked = error.wait_seconds or 0.0
    if not error.may_pass or attempt > attempts or asked > _LONGEST_WAIT_SECONDS:
        return None
    by_chance = 1 + random.random()  # noqa: S311 - so that many that failed at once do not return at once
    own: float = base_seconds * 2 ** min(max(attempt - 2, 0), 16) * by_chance
    return min(max(own, asked), _LONGEST_WAIT_SECONDS)


def _told(kind: str, error: BaseException, model: str, status: int | None, wait: float | None) -> ModelUnavailable:
    of_class, message = _KINDS[kind]
    words = plain(_words_of(error))
    said = f"HTTP {status}: {words}" if status else f"{type(error).__name__}: {words}".rstrip(": ")
    ours = of_class(
        message.format(
            model=repr(model),
            said=said,
            keys=" or ".join(provider_of(model).keys) or "the variable that its package reads",
            wait="a moment" if not wait else f"{math.ceil(wait)} seconds",
        )
    )
    ours.wait_seconds = wait if of_class.may_pass else None
    return ours


def _kind_of_status(status: int, text: str, wait: float | None) -> str:
    """What an HTTP status amounts to; what the provider says comes before the bare number."""
    wrong = status in (400, 422)
    rules = (
        ("used up", _is_used_up(status, text, wait)),
        (
            "too long",
            status == 413 or ((wrong or status in (429, 500)) and wait is None and bool(_TOO_LONG.search(text))),
        ),
        ("no key", status in (401, 403) or (wrong and bool(_NO_KEY.search(text)))),
        ("no model", status == 404 or (wrong and bool(_NO_MODEL.search(text)))),
        ("limited", status in (429, 529) or (status == 503 and bool(_OVERLOADED.search(text)))),
        ("timed out", status in (408, 504)),
        ("failed", status in (409, 425) or status >= 500),
        ("refused", True),
    )
    return next(kind for kind, holds in rules if holds)


def _kind_of_class(text: str, error: BaseException) -> str:
    """What an error without a status amounts to, by the names of the classes that it belongs to."""
    names = {base.__name__ for one in _chain(error) for base in type(one).__mro__}
    rules = (
        ("no address", bool(names & _NO_ADDRESS)),
        ("too long", bool(names & _BROKEN and _TOO_LONG.search(text))),
        ("no key", bool(_NO_KEY.search(text))),
        ("timed out", bool(names & _TIMEOUTS)),
        ("cut off", "LengthFinishReasonError" in names),
        ("garbled", bool(names & _GARBLED) or _NOTHING in text),
        ("broken", bool(names & _BROKEN)),
        ("other", True),
    )
    return next(kind for kind, holds in rules if holds)


def _is_used_up(status: int, text: str, wait: float | None) -> bool:
    """Whether credit is out for good; a quota a minute, which says when it is open again, passes."""
    return status == 402 or (status in (400, 429) and wait is None and bool(_USED_UP.search(text)))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and those that it was raised from: LangChain wraps what the clients raise."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__


def _words_of(error: BaseException) -> str:
    """What the provider says: the message in the body it sent, else the words of the error."""
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, dict) else None
    message = inner.get("message") if isinstance(inner, dict) else None
    return message if isinstance(message, str) and message.strip() else str(error)


def _texts(error: BaseException) -> Iterator[str]:
    for one in _chain(error):
        yield str(one)
        body = getattr(one, "body", None)
        if body:
            yield body if isinstance(body, str) else json.dumps(body, default=str)


def _status(error: BaseException) -> int | None:
    """The HTTP status of an error, or what it amounts to; None where there is none."""
    for one in _chain(error):
        response = getattr(one, "response", None)
        found = (getattr(one, "status_code", None), getattr(one, "code", None), getattr(response, "status_code", None))
        status = next((number for number in found if isinstance(number, int) and 400 <= number < 600), None)
        if status:
            return status
    types = {base.__name__ for one in _chain(error) for base in type(one).__mro__}
    types |= {word for one in _chain(error) for word in _types_in(getattr(one, "body", None))}
    return next((status for name, status in _STATUS_OF_TYPE.items() if name in types), None)


def _types_in(body: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a server sent
    """The types and codes in the body of an error: ``{"error": {"type": ..., "code": ...}}``, or the inner part."""
    if isinstance(body, dict):
        yield from (str(body[name]) for name in ("type", "code") if body.get(name))
        yield from _types_in(body.get("error"))


def _asked_to_wait(error: BaseException, text: str) -> float | None:
    """How long the provider asks to wait, by its header or its words; None where it does not say."""
    for one in _chain(error):
        headers = getattr(getattr(one, "response", None), "headers", None) or {}
        seconds = _seconds(str(headers.get("retry-after") or ""))
        if seconds is not None:
            return min(max(seconds, 0.0), _LONGEST_ASKED_SECONDS)
    found = _AGAIN_IN.search(text)
    if not found or not (found[1] or found[2]):
        return None
    seconds = 60.0 * int(found[1] or 0) + (_seconds(found[2] or "") or 0.0) * (0.001 if found[3] == "ms" else 1.0)
    return min(seconds, _LONGEST_ASKED_SECONDS)


def _seconds(header: str) -> float | None:
    """A ``Retry-After`` header: seconds, or the date to wait for."""
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(header).timestamp() - time.time()
        except (ValueError, TypeError):
            return None
    return seconds if math.isfinite(seconds) else None
