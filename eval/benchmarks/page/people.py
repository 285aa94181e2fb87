"""Many people asking at once, over HTTP as their browsers do: one call that queues a question, one stream to read.

Each has opened the page before: a browser tells the page that it was opened, which makes what the page remembers of
that visitor.
"""

import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from threading import Barrier
from typing import Any, Final
from urllib.parse import urlsplit

from onrecord.errors import BadInput

__all__ = ["Asked", "ask_at_once"]

_PATIENCE_SECONDS: Final = 120.0
_MOST_PEOPLE: Final = 200
_MOST_ROUNDS: Final = 100
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one question: milliseconds until the answer was whole, and why there is none; empty if there is."""

    question: str
    took_ms: float
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Event:
    """What the page sends when a question is submitted: the number of the function, and the values of its inputs."""

    function: int
    target: int
    inputs: tuple[Any, ...]
    question_at: int | None = None

    def body(self, question: str, session: str) -> dict[str, Any]:
        data = [question if place == self.question_at else value for place, value in enumerate(self.inputs)]
        return {
            "data": data, "event_data": None, "fn_index": self.function, "trigger_id": self.target,
            "session_hash": session,
        }  # fmt: skip


def ask_at_once(url: str, questions: Sequence[str], people: int, rounds: int) -> list[Asked]:
    """Let so many people ask at the same moment, each in a conversation of their own, each so many times in a row.

    Args:
        url: of a page on this machine; no other one is asked.
        questions: asked in turn, so that neighbours ask different ones.
        people: 1 to 200.
        rounds: 1 to 100 questions each.

    Returns:
        What came of each question; time runs from when all have the page open.

    Raises:
        BadInput: the page is not on this machine, cannot be reached or takes no questions; a number is out of bounds.
    """
    if urlsplit(url).hostname not in _LOOPBACK:
        raise BadInput(f"{url} is not on this machine: only a page on 127.0.0.1 is put under load.")
    if not (1 <= people <= _MOST_PEOPLE and 1 <= rounds <= _MOST_ROUNDS and questions):
        raise BadInput(f"It takes 1 to {_MOST_PEOPLE} people, 1 to {_MOST_ROUNDS} questions each, and a question.")
    try:
        config = _read_json(f"{url.rstrip('/')}/config")
        event, opening = _event(config), _opening(config)
    except (OSError, ValueError) as error:
        raise BadInput(f"There is no page at {url}: {error}. Start it with: onrecord chat") from error
    shares = [list(islice(cycle(questions), person, person + rounds * people, people)) for person in range(people)]
    all_there = Barrier(people)
    with ThreadPoolExecutor(people, thread_name_prefix="asking") as pool:
        asking = [pool.submit(_one_person, url.rstrip("/"), event, opening, share, all_there) for share in shares]
        return [asked for one in asking for asked in one.result()]


def _one_person(
    url: str, event: _Event, opening: Sequence[_Event], questions: Sequence[str], all_there: Barrier
) -> list[Asked]:
    session = secrets.token_hex(5)
    try:
        for one in opening:
            _asked(url, one, "", session)
    finally:
        all_there.wait(_PATIENCE_SECONDS)
    return [_asked(url, event, question, session) for question in questions]


def _asked(url: str, event: _Event, question: str, session: str) -> Asked:
    start = time.perf_counter()
    try:
        _read_json(f"{url}/gradio_api/queue/join", event.body(question, session))
        problem = _problem_of(_last_message(f"{url}/gradio_api/queue/data?session_hash={session}"))
    except (OSError, ValueError) as error:
        problem = f"{type(error).__name__}: {error}"
    return Asked(question, (time.perf_counter() - start) * 1000, problem)


def _last_message(url: str) -> dict[str, Any]:
    """The message that ends an event."""
    with urllib.request.urlopen(url, timeout=_PATIENCE_SECONDS) as stream:  # noqa: S310 - loopback, checked
        for message in _messages(stream):
            if message.get("msg") in ("process_completed", "unexpected_error", "close_stream"):
                return message
    raise ValueError("the stream ended without an answer")


def _messages(stream: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - a response
    for line in stream:
        if line.startswith(b"data:"):
            message = json.loads(line[5:])
            if isinstance(message, dict):
                yield message


def _problem_of(message: dict[str, Any]) -> str:
    """Why a last message brings no answer; empty where it does."""
    if message.get("msg") != "process_completed" or not message.get("success"):
        return f"the page said: {json.dumps(message)[:300]}"
    shown = json.dumps(message.get("output", {}))
    return "" if 'class=\\"answer' in shown and "answer problem" not in shown else "no answer is shown at the end"


def _event(config: Any) -> _Event:  # noqa: ANN401 - what the page says of itself
    """The event of the question field.

    Raises:
        ValueError: the page has none.
    """
    components = {one["id"]: one.get("props", {}) for one in config["components"]}
    field = next((number for number, props in components.items() if props.get("elem_id") == "ask"), None)
    for place, one in enumerate(config["dependencies"]):
        if [field, "submit"] in [list(target) for target in one["targets"]] and field in one["inputs"]:
            inputs = tuple(components.get(number, {}).get("value") for number in one["inputs"])
            return _Event(one.get("id", place), int(field or 0), inputs, one["inputs"].index(field))
    raise ValueError("it has no field for questions")


def _opening(config: Any) -> list[_Event]:  # noqa: ANN401
    """What a browser tells the page once it has drawn it."""
    components = {one["id"]: one.get("props", {}) for one in config["components"]}
    return [
        _Event(
            one.get("id", place),
            int(target),
            tuple(components.get(number, {}).get("value") for number in one["inputs"]),
        )
        for place, one in enumerate(config["dependencies"])
        for target, happens in one["targets"]
        if happens == "load" and target is not None and one.get("backend_fn", True)
    ]


def _read_json(url: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})  # noqa: S310 - loopback, checked
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise ValueError(f"HTTP {error.code}") from error
