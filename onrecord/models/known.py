"""The chat models that the settings name: whether they can be asked, and how fast they answered last."""

import json
import os
import socket
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from onrecord.answers import Usage
from onrecord.errors import ModelUnreachable
from onrecord.models.calling import ChatCall
from onrecord.models.local import check_file
from onrecord.models.naming import shown_name
from onrecord.models.opening import ModelOptions, open_model, split_model
from onrecord.models.providers import GGUF, address_of, provider_of
from onrecord.models.secrets import plain
from onrecord.settings import Settings

__all__ = [
    "Named",
    "Speed",
    "check_reachable",
    "check_ready",
    "last_speed",
    "named_models",
    "note_speed",
    "speeds_file",
    "tried",
    "writer_options",
]

_CONNECT_SECONDS: Final = 3.0
_TRIAL: Final = "Reply with the one word: ready"
# A model that thinks before it replies thinks about this, too.
_TRIAL_TOKENS: Final = 1024
_PORTS: Final = {"http": 80, "https": 443}
# Of fewer tokens, the wait for the first one says nothing of the others.
_FEWEST_TOKENS: Final = 8
_noting = threading.Lock()


@dataclass(frozen=True, slots=True)
class Named:
    """A chat model that a setting names.

    Attributes:
        setting: ``writer``, ``judge`` or ``eval_judge``.
        model: provider and model, without ``chat:``.
        options: how it is asked.
    """

    setting: str
    model: str
    options: ModelOptions


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a model answered last.

    Attributes:
        when: ISO 8601, UTC, to the second.
        first_word_ms: from the first request to the first word, the loading of a file and waits before other attempts
            included; None where there was none.
        tokens_per_second: written, in the whole time that one request took, in which the model read its prompt as well;
            None where more requests were made, fewer than 8 tokens came, or its provider does not count them.
        tokens: written; None where its provider does not say.
    """

    when: str
    first_word_ms: float | None = None
    tokens_per_second: float | None = None
    tokens: int | None = None


def writer_options(settings: Settings) -> ModelOptions:
    """How the settings ask the writer."""
    return ModelOptions(
        base_url=settings.writer_base_url,
        timeout_seconds=settings.writer_timeout_seconds,
        reply_tokens=settings.writer_reply_tokens,
        context_tokens=settings.writer_context_tokens,
        threads=settings.writer_threads,
    )


def named_models(settings: Settings) -> list[Named]:
    """The chat models that the settings name; none where answers are extractive and judges are none."""
    named = []
    if settings.writer != "extractive":
        named.append(Named("writer", settings.writer, writer_options(settings)))
    for setting in ("judge", "eval_judge"):
        kind, _, model = str(getattr(settings, setting)).partition(":")
        if kind == "chat":
            named.append(Named(setting, model, ModelOptions()))
    return named


def check_ready(model: str, options: ModelOptions) -> None:
    """Whether the package, the key and the file are there that a model needs; nothing is asked, no file is loaded.

    Raises:
        ModelUnavailable: something is lacking; it says what to do.
    """
    provider, name = split_model(model)
    if provider == GGUF:
        check_file(name)
    else:
        open_model(model, options)


def check_reachable(model: str, options: ModelOptions) -> str:
    """Open a connection to where a model is asked, and close it; nothing is sent. At most 3 seconds.

    Returns:
        The address, without what may be secret in it; ``this machine`` for a file; empty where we do not know one.

    Raises:
        ModelUnreachable: there is no connection.
        ModelUnavailable: the address is none; it says which setting or variable is wrong.
    """
    provider, _ = split_model(model)
    if provider == GGUF:
        return "this machine"
    address = urlsplit(address_of(provider_of(f"{provider}:"), options.base_url))
    if not address.hostname:
        return ""
    host, port = address.hostname, address.port or _PORTS.get(address.scheme, 443)
    by = ""
    try:
        through = urlsplit("" if proxy_bypass(host) else getproxies().get(address.scheme, ""))
        place = (through.hostname, through.port or 80) if through.hostname else (host, port)
        by = f" through {place[0]}:{place[1]}" if through.hostname else ""
        socket.create_connection(place, _CONNECT_SECONDS).close()
    except (OSError, UnicodeError, ValueError) as error:
        raise ModelUnreachable(
            f"There is no connection to {host}:{port}{by} ({plain(getattr(error, 'strerror', None) or error)}). Check "
            "the network, the address and any proxy, and that the server is running."
        ) from error
    return f"{host}:{port}"


def tried(model: str, options: ModelOptions) -> Usage:
    """Ask a model for one word, and say what that took.

    Raises:
        ModelUnavailable: it cannot be asked, or gave no word.
    """
    from langchain_core.messages import HumanMessage

    name = shown_name(model)
    opened = open_model(model, replace(options, reply_tokens=_TRIAL_TOKENS))
    call = ChatCall(opened, name, options.timeout_seconds)
    call.ask([HumanMessage(_TRIAL)])
    return Usage(name, call.tokens_in, call.tokens_out, call.first_word_ms, took_ms=call.took_ms, requests=1)


def speeds_file(settings: Settings) -> Path:
    """Where it is noted how fast models answered: beside the library."""
    return settings.library.parent / "models.json"


def last_speed(path: Path) -> dict[str, Speed]:
    """How fast each model answered last, by its name as it is shown; what cannot be read counts as not noted.

    Args:
        path: as :func:`speeds_file` gives it; it need not exist.
    """
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(noted, dict):
        return {}
    found = {model: _speed(said) for model, said in noted.items()}
    return {model: speed for model, speed in found.items() if speed is not None}


def note_speed(path: Path, usage: Usage) -> None:
    """Note how fast a model answered, in place of what was noted of it; nothing for a kept reply or one without a word.

    The file is replaced as a whole. Where it cannot be written, nothing is noted: it is not worth an answer.
    """
    if usage.cached or usage.first_word_ms is None:
        return
    speed = Speed(
        when=datetime.now(UTC).isoformat(timespec="seconds"),
        first_word_ms=round(usage.first_word_ms, 1),
        tokens_per_second=_rate(usage),
        tokens=usage.tokens_out,
    )
    with _noting, suppress(OSError):
        noted = {model: asdict(one) for model, one in {**last_speed(path), usage.model: speed}.items()}
        _replace(path, json.dumps(noted, indent=2, sort_keys=True) + "\n")


def _rate(usage: Usage) -> float | None:
    """Tokens a second of one request. When its first word came is no part of it: that counts from another moment."""
    tokens = usage.tokens_out or 0
    if usage.requests != 1 or tokens < _FEWEST_TOKENS or usage.took_ms <= 0:
        return None
    return round(tokens / usage.took_ms * 1000.0, 1)


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".models-", suffix=".json")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, path)  # noqa: PTH105 - of one name by another, both given
    except OSError:
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108
        raise


def _speed(said: object) -> Speed | None:
    """A noted speed; None where it has not the form."""
    if not isinstance(said, Mapping) or not isinstance(said.get("when"), str):
        return None
    numbers: dict[str, Any] = {
        name: said.get(name) if isinstance(said.get(name), int | float) else None
        for name in ("first_word_ms", "tokens_per_second", "tokens")
    }
    return Speed(said["when"], **numbers)
