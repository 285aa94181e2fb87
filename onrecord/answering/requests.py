"""Requests to a chat model: kept replies, attempts, and one stream of text whatever form the model answers in."""

import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

from onrecord.answering.used import Meter
from onrecord.errors import LibraryError, ModelUnavailable
from onrecord.models.calling import ChatCall
from onrecord.models.failing import wait_before
from onrecord.ports import Replies
from onrecord.replies import Reply

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

__all__ = ["SCHEMA", "OutputForm", "RequestOptions", "Requests", "as_marked"]

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
    """

    fingerprint: str = ""
    form: OutputForm = "auto"
    attempts: int = 3
    wait_seconds: float = 1.0
    no_answer: str = ""


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

    def pieces(
        self,
        question: str,
        messages: "Sequence[BaseMessage]",
        meter: Meter,
        fresh: bool,
        trace: Any,  # noqa: ANN401
    ) -> Generator[str]:
        """The reply to ``messages``, piece by piece, in marked text; an earlier one at once, unless ``fresh``.

        One attempt. Counts into ``meter``. A whole reply is kept.

        Raises:
            ModelUnavailable: the model cannot be asked, or what came back cannot be used.
        """
        key = self._key(question, messages)
        if not fresh and (kept := self._kept(key)):
            meter.cached = True
            meter.tokens(kept.tokens_in, kept.tokens_out)
            meter.truncated = meter.truncated or kept.truncated
            meter.word()
            yield kept.text
            return
        meter.requests += 1
        call = self._call()
        text = ""
        try:
            for piece in self._streamed(call, messages, trace):
                meter.word()
                text += piece
                yield piece
        finally:
            meter.took_ms += call.took_ms
            meter.tokens(call.tokens_in, call.tokens_out)
            meter.truncated = meter.truncated or call.truncated
        self._keep(key, Reply(text, call.tokens_in, call.tokens_out, call.truncated))

    def retried(self, error: ModelUnavailable, attempt: int) -> bool:
        """Wait, where another attempt after number ``attempt`` may succeed; whether it may."""
        wait = wait_before(attempt + 1, error, self._options.attempts, self._options.wait_seconds)
        if wait is None:
            return False
        _log.info("asking %s again in %.1f s: %s", self.name, wait, error)
        time.sleep(wait)
        return True

    def _call(self) -> ChatCall:
        return ChatCall(self._opened(), self.name)

    def _opened(self) -> "BaseChatModel":
        with self._lock:
            return self._open_model()

    def _streamed(self, call: ChatCall, messages: "Sequence[BaseMessage]", trace: Any) -> Iterator[str]:  # noqa: ANN401
        if self._structured():
            return as_marked(call.stream_structured(messages, SCHEMA, trace), self._options.no_answer)
        return call.stream(messages, trace)

    def _structured(self) -> bool:
        """Whether the model is asked for structured output: as set, or where it is known to have it."""
        if self._options.form != "auto":
            return self._options.form == "structured"
        return bool((getattr(self._opened(), "profile", None) or {}).get("structured_output"))

    def _key(self, question: str, messages: "Sequence[BaseMessage]") -> str:
        library = self._replies.library() if self._replies else ""
        said = [[message.type, message.text] for message in messages]
        body = json.dumps([self.name, self._options.form, self._options.fingerprint, library, question, said])
        return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()

    def _kept(self, key: str) -> Reply | None:
        return self._replies.get(key) if self._replies else None

    def _keep(self, key: str, reply: Reply) -> None:
        if self._replies is None:
            return
        try:
            self._replies.put(key, reply)
        except LibraryError as error:  # costs a request the next time, and no answer
            _log.warning("a reply of %s could not be kept: %s", self.name, error)


def as_marked(growing: Iterable[dict[str, Any]], no_answer: str) -> Iterator[str]:
    """A structured answer as marked text, a sentence a piece and a line, as soon as the next one has begun.

    Args:
        growing: the answer as far as it is there, again and again; parts of another form than that of :data:`SCHEMA`
            are passed over.
        no_answer: what is given for an answer that has no sentence.
    """
    done, sentences = 0, []
    for grown in growing:
        sentences = _sentences(grown)
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
    marks = "".join(f" [{number}]" for number in numbers if isinstance(number, int))
    return f"{text}{marks}\n" if isinstance(text, str) else ""
