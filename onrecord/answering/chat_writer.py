"""The chat-model writer: fluent sentences, each with the passages it rests on, one at a time as they are written."""

import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from onrecord.answering.citing import Citer, speaker_for
from onrecord.answering.marks import MarkedSentence, MarkReader, claims_nothing, is_refusal
from onrecord.answering.prompting import Prompting
from onrecord.answering.requests import Requests
from onrecord.answering.used import Meter
from onrecord.answers import SentenceKind, Usage
from onrecord.errors import ContextOverflow, EmptyReply, ModelUnavailable, TruncatedReply
from onrecord.models.calling import PULSE
from onrecord.ports import CitedSpan, DraftSentence, TokenEncoder
from onrecord.sentences import fold
from onrecord.types import Hit
from onrecord.words import has_word

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

__all__ = ["ChatWriter", "Room"]

# A sentence of this many characters is no sentence; the judge reads no longer one.
_MOST_CHARS: Final = 4_000


@dataclass(frozen=True, slots=True)
class Room:
    """How much a model is given.

    Attributes:
        passages: how many at most, from 1.
        context_tokens: of prompt and reply together.
        reply_tokens: of the reply.
    """

    passages: int = 6
    context_tokens: int = 8192
    reply_tokens: int = 600


class ChatWriter:
    """Has a chat model write.

    Args:
        requests: asks the model.
        prompting: writes what it is asked.
        encoder: finds the words that a sentence rests on where it says them in other words; None compares words alone.
        room: how much the model is given.
    """

    def __init__(self, requests: Requests, prompting: Prompting, encoder: TokenEncoder | None, room: Room) -> None:
        self._requests, self._prompting, self._encoder, self._room = requests, prompting, encoder, room

    @property
    def name(self) -> str:
        """Of the model."""
        return self._requests.name

    def begin(self, question: str, hits: Sequence[Hit], fresh: bool = False, trace: Any = None) -> "ChatWriting":  # noqa: ANN401
        """Begin a draft; the model is asked once its first sentence is wanted."""
        given = list(hits[: self._room.passages])
        asked = (question, given, fresh, trace)
        return ChatWriting(self._requests, self._prompting, Citer(self._encoder), self._room, asked)


class ChatWriting:
    """One draft under way (:class:`onrecord.ports.Writing`).

    A request that may yet succeed is made again; sentences that were handed out before it failed come once. One that is
    too long for the model is made again with half the passages, down to one.

    Attributes:
        declined: whether the model said that the passages hold no answer, and said nothing else.
    """

    def __init__(
        self,
        requests: Requests,
        prompting: Prompting,
        citer: Citer,
        room: Room,
        asked: tuple[str, list[Hit], bool, Any],
    ) -> None:
        self._requests, self._prompting, self._citer = requests, prompting, citer
        self._question, self._hits, self._fresh, self._trace = asked
        self._room = room
        self._messages: list[BaseMessage] = []
        self._meter = Meter(requests.name)
        self._handed: set[str] = set()
        self.declined = False

    @property
    def usage(self) -> Usage:
        """What the model took so far."""
        return self._meter.usage()

    def sentences(self) -> Iterator[DraftSentence | None]:
        """The sentences, each as soon as it is complete; None now and then while none is, so that a reader can stop.

        Raises:
            ModelUnavailable: no attempt succeeded.
        """
        if not self._hits:
            return
        self._fit()
        # Beside the model, which reads its prompt meanwhile: so the first sentence does not wait for it.
        threading.Thread(target=self._citer.prepare, args=(list(self._hits),), daemon=True).start()
        attempt = 1
        while True:
            try:
                yield from self._attempt(self._fresh or attempt > 1)
            except ContextOverflow:
                if len(self._hits) == 1:
                    raise
                self._give(self._hits[: len(self._hits) // 2])
            except ModelUnavailable as error:
                wait = self._requests.waiting(error, attempt)
                if wait is None:
                    raise
                yield from wait
                attempt += 1
            else:
                return

    def repaired(self, sentence: DraftSentence, reason: str) -> DraftSentence | None:
        """``sentence`` said anew by the model, which is told why it does not hold; None where it cannot say it."""
        messages = self._prompting.again(self._messages, sentence, reason)
        reader, meter = MarkReader(len(self._hits)), Meter(self._requests.name)
        request = self._requests.request(self._question, messages, meter, self._trace)
        try:
            said = [one for one in _read(reader, request.pieces(self._fresh), meter) if one is not None]
        except ModelUnavailable:
            return None  # the sentence stays held back, which is said
        finally:
            self._meter.add(meter)
        request.keep()
        drafted = (self._drafted(one) for one in said if not is_refusal(one.text, self._prompting.refusal))
        return next((one for one in drafted if one is not None), None)

    def _attempt(self, fresh: bool) -> Iterator[DraftSentence | None]:
        reader = MarkReader(len(self._hits))
        declined = said = False
        request = self._requests.request(self._question, self._messages, self._meter, self._trace)
        with closing(request.pieces(fresh)) as pieces:
            for one in _read(reader, pieces, self._meter):
                if one is None:
                    yield None
                elif is_refusal(one.text, self._prompting.refusal):
                    declined = True
                else:
                    said, complete_ms = True, self._meter.now()
                    drafted = self._new(self._drafted(one))
                    if drafted is not None:
                        self._meter.sentence(complete_ms)
                    yield drafted
        if not said and not declined:
            raise _nothing(self._requests.name, self._meter.truncated)
        request.keep()
        self.declined = declined and not said

    def _new(self, drafted: DraftSentence | None) -> DraftSentence | None:
        """A sentence that was not handed out yet; None for one that was, in an attempt that failed."""
        if drafted is None or drafted.text in self._handed:
            return None
        self._handed.add(drafted.text)
        return drafted

    def _drafted(self, one: MarkedSentence) -> DraftSentence | None:
        """A sentence with the exact words it rests on; None for one that claims nothing."""
        self._meter.unknown_marks += one.unknown
        if not has_word(one.text) or claims_nothing(one.text):
            return None
        text = one.text[:_MOST_CHARS]
        cites, aligned = self._citer.cite(text, [self._hits[number - 1] for number in one.numbers], self._hits)
        self._meter.unmarked += aligned
        verbatim = _stands_in(text, cites)
        kind: SentenceKind = "quote" if verbatim else "statement"
        return DraftSentence(text, kind, (verbatim,) if verbatim else cites, speaker_for(text, cites))

    def _fit(self) -> None:
        """Leave out the last passages where the prompt would be too long."""
        from langchain_core.messages.utils import count_tokens_approximately

        budget = self._room.context_tokens - self._room.reply_tokens
        self._give(self._hits)
        while len(self._hits) > 1 and count_tokens_approximately(self._messages) > budget:
            self._give(self._hits[:-1])

    def _give(self, hits: list[Hit]) -> None:
        self._hits = hits
        self._messages = self._prompting.answer(self._question, hits)
        self._meter.passages = len(hits)


def _read(reader: MarkReader, pieces: Generator[str], meter: Meter) -> Iterator[MarkedSentence | None]:
    """The sentences of a reply as they come; the last one, where the reply ended at its limit, only if it is whole.

    None now and then while none is complete.
    """
    told = time.monotonic()
    for piece in pieces:
        complete = reader.feed(piece)
        if complete or time.monotonic() - told >= PULSE:
            yield from complete or (None,)
            told = time.monotonic()
    yield from reader.close(meter.truncated)


def _stands_in(text: str, cites: Sequence[CitedSpan]) -> CitedSpan | None:
    """The cited words that a sentence repeats letter for letter; None where it repeats none."""
    return next((cite for cite in cites if fold(cite.hit.passage.quote(cite.span)) == text), None)


def _nothing(name: str, truncated: bool) -> ModelUnavailable:
    if truncated:
        return TruncatedReply(
            f"The reply of {name} ended at its limit before its first sentence did. Raise writer_reply_tokens."
        )
    return EmptyReply(f"{name} replied without a sentence. Ask again, or set another writer.")
