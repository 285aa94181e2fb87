"""Requests to a chat model: kept replies, attempts, and one stream of text whatever form the model answers in."""

import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

from onrecord.answering.used import Meter
from onrecord.errors import LibraryError, ModelUnavailable
from onrecord.models.calling import PULSE, ChatCall
from onrecord.models.failing import wait_before
from onrecord.ports import Replies
from onrecord.replies import Reply

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

__all__ = ["SCHEMA", "OutputForm", "Request", "RequestOptions", "Requests", "as_marked"]

OutputForm = Literal["auto", "marks", "structured"]
_log: Final = logging.getLogger(__name__)

SCHEMA: Final[dict[str, Any]] = {
    "title": "Answer",
    "description": "The sentences of the answer, in order; none where the passages do not answer the question.",
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string", "description": "One sentence, without numbers in brackets."},
                    "passages": {
                        "type": "array",
                        "items": {"type": "integer"},
                        "description": "Numbers of the passages it rests on.",
                    },
                },
                "required": ["text", "passages"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sentences"],
    "additionalProperties": False,
}
"""The form of a structured answer, as JSON Schema."""


@dataclass(frozen=True, slots=True)
class RequestOptions:
    """How a model is asked.

    Attributes:
        fingerprint: of the prompts and of all settings that shape a reply; a kept reply is found under no other.
        form: in which form the model names its passages.
        attempts: how often a request is made at most, from 1.
        wait_seconds: before the second attempt, and about twice as long before each next one; 0 does not wait.
        no_answer: what stands for a structured answer without sentences.
        timeout_seconds: the longest silence before and within a reply; None for no limit.
    """

    fingerprint: str = ""
    form: OutputForm = "auto"
    attempts: int = 3
    wait_seconds: float = 1.0
    no_answer: str = ""
    timeout_seconds: float | None = None


class Requests:
    """Asks one chat model, which is opened when it is first needed.

    Args:
        name: of the model, for messages and keys.
        open_model: opens it; may raise any of the errors of models.
        options: how it is asked.
        replies: where earlier replies are kept; None for nowhere.
    """

    def __init__(
        self,
        name: str,
        open_model: "Callable[[], BaseChatModel]",
        options: RequestOptions,
        replies: Replies | None = None,
    ) -> None:
        self.name = name
        self._open_model = cache(open_model)
        self._lock = threading.Lock()
        self._options = options
        self._replies = replies

    def for_text(self) -> "Requests":
        """The same model, asked for plain text."""
        return Requests(self.name, self._opened, replace(self._options, form="marks"), self._replies)

    def request(self, question: str, messages: "Sequence[BaseMessage]", meter: Meter, trace: Any) -> "Request":  # noqa: ANN401
        """One request: ``messages`` about ``question``, counted by ``meter``, seen by LangChain's config ``trace``."""
        return Request(self, question, messages, meter, trace)

    def waiting(self, error: ModelUnavailable, attempt: int) -> Iterator[None] | None:
        """The wait before another attempt after number ``attempt``, in short pieces; None where there is to be none."""
        wait = wait_before(attempt + 1, error, self._options.attempts, self._options.wait_seconds)
        if wait is None:
            return None
        _log.info("asking %s again in %.1f s: %s", self.name, wait, error)
        return _pieces_of(wait)

    def call(self) -> ChatCall:
        """A call to the model, which is opened if it was not yet; raises the errors of models."""
        return ChatCall(self._opened(), self.name, self._options.timeout_seconds)

    def _opened(self) -> "BaseChatModel":
        with self._lock:
            return self._open_model()

    def streamed(self, call: ChatCall, messages: "Sequence[BaseMessage]", trace: Any) -> Generator[str]:  # noqa: ANN401
        """What the model streams, as marked text; an empty piece now and then while nothing comes."""
        if self._structured():
            yield from as_marked(call.stream_structured(messages, SCHEMA, trace), self._options.no_answer)
        else:
            yield from call.stream(messages, trace)

    def _structured(self) -> bool:
        """Whether the model is asked for structured output: as set, or where it is known to have it."""
        if self._options.form != "auto":
            return self._options.form == "structured"
        return bool((getattr(self._opened(), "profile", None) or {}).get("structured_output"))

    def key(self, question: str, messages: "Sequence[BaseMessage]") -> str:
        """Under what a reply is kept: all that shapes it, and all that is on record."""
        library = self._replies.library() if self._replies else ""
        said = [[message.type, message.text] for message in messages]
        body = json.dumps([self.name, self._options.form, self._options.fingerprint, library, question, said])
        return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()

    def kept(self, key: str) -> Reply | None:
        """The reply that is at hand; None where none is."""
        return self._replies.get(key) if self._replies else None

    def keep(self, key: str, reply: Reply) -> None:
        """Keep a reply; one that cannot be kept costs a request the next time, and no answer."""
        if self._replies is None:
            return
        try:
            self._replies.put(key, reply)
        except LibraryError as error:
            _log.warning("a reply of %s could not be kept: %s", self.name, error)


class Request:
    """One request to a chat model, which may be answered by an earlier reply.

    Args:
        requests: asks the model.
        question: what it is about.
        messages: what the model is given.
        meter: counts.
        trace: LangChain's config; None for none.
    """

    def __init__(
        self,
        requests: Requests,
        question: str,
        messages: "Sequence[BaseMessage]",
        meter: Meter,
        trace: Any,  # noqa: ANN401
    ) -> None:
        self._requests, self._messages, self._meter, self._trace = requests, messages, meter, trace
        self._key = requests.key(question, messages)
        self._reply: Reply | None = None

    def pieces(self, fresh: bool) -> Generator[str]:
        """The reply, piece by piece, in marked text; an earlier one at once, unless ``fresh``.

        One attempt. While nothing comes there is an empty piece now and then, so that whoever reads can stop.

        Raises:
            ModelUnavailable: the model cannot be asked, or what came back cannot be used.
        """
        meter = self._meter
        if not fresh and (kept := self._requests.kept(self._key)):
            meter.cached = True
            meter.tokens(kept.tokens_in, kept.tokens_out)
            meter.truncated = meter.truncated or kept.truncated
            meter.word()
            yield kept.text
            return
        meter.requests += 1
        call = self._requests.call()
        pieces: list[str] = []
        try:
            with closing(self._requests.streamed(call, self._messages, self._trace)) as stream:
                for piece in stream:
                    if piece:
                        meter.word()
                        pieces.append(piece)
                    yield piece
        finally:
            meter.took_ms += call.took_ms
            meter.tokens(call.tokens_in, call.tokens_out)
            meter.truncated = meter.truncated or call.truncated
        self._reply = Reply("".join(pieces), call.tokens_in, call.tokens_out, call.truncated)

    def keep(self) -> None:
        """Keep the reply for the next time, where it came whole and now; for whoever found that it can be used."""
        if self._reply is not None:
            self._requests.keep(self._key, self._reply)


def _pieces_of(seconds: float) -> Iterator[None]:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, PULSE))
        yield None


def as_marked(growing: Iterable[dict[str, Any]], no_answer: str) -> Iterator[str]:
    """A structured answer as marked text, a sentence a piece and a line, as soon as the next one has begun.

    While none has, there are empty pieces.

    Args:
        growing: the answer as far as it is there, again and again; parts of another form than that of :data:`SCHEMA`
            are passed over.
        no_answer: what is given for an answer that has no sentence.
    """
    done, sentences = 0, []
    for grown in growing:
        sentences = _sentences(grown)
        if done >= len(sentences) - 1:
            yield ""
        while done < len(sentences) - 1:
            yield _marked(sentences[done])
            done += 1
    yield from map(_marked, sentences[done:])
    if not sentences:
        yield no_answer


def _sentences(grown: object) -> list[dict[str, Any]]:
    found = grown.get("sentences") if isinstance(grown, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _marked(sentence: dict[str, Any]) -> str:
    text, passages = sentence.get("text"), sentence.get("passages")
    numbers = passages if isinstance(passages, list) else []
    marks = "".join(f" [{number}]" for number in numbers if type(number) is int and 0 < number < 1000)
    return f"{text}{marks}\n" if isinstance(text, str) else ""
