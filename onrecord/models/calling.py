"""One request to a chat model: its text as it comes, or its structured output as it grows, and what it took."""

from collections.abc import Generator, Iterator, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, Final, TypeVar

from onrecord.errors import EmptyReply, GarbledReply, ModelUnavailable, ModelUnreachable, TruncatedReply
from onrecord.models.chunks import Thoughts, called, said_chars
from onrecord.models.failing import as_ours
from onrecord.models.pumping import END, Abandoned, Pump
from onrecord.models.secrets import plain

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage
    from langchain_core.runnables import RunnableConfig

__all__ = ["PULSE", "ChatCall"]

PULSE: Final = 0.25
"""Seconds without a piece, after which whoever reads is given an empty one."""

Given = TypeVar("Given", str, dict[str, Any])

# What providers call the end of a reply that reached its limit.
_AT_LIMIT: Final = frozenset(
    {"length", "max_tokens", "model_length", "model_context_window_exceeded", "max_output_tokens"}
)
_ENDS: Final = ("finish_reason", "stop_reason", "done_reason")
# Their protocols end every reply with a reason: one without has broken off, even if the connection was closed in order.
_SAY_WHY_THEY_END: Final = frozenset({"anthropic", "mistralai", "openai"})


class ChatCall:
    """One request to a chat model; for another one make another.

    The model is read in a thread of its own, which also calls the callbacks. Whoever reads the reply never waits for it
    longer than :data:`PULSE`, and can stop at any moment: then the connection is closed as soon as something comes over
    it, or its client gives up waiting, and the model stops writing.

    Args:
        model: any chat model of LangChain.
        name: how errors name it, as in the setting, such as ``openai:gpt-4.1-mini``.
        timeout_seconds: the longest time without a word or a thought, before the reply and within it, whatever else
            comes to keep the connection alive; None for as long as the model's client waits.
        most_chars: the longest reply, thoughts included; a longer one is broken off.

    Attributes:
        tokens_in: tokens that the model read; None where its provider does not say, or not yet.
        tokens_out: tokens that it wrote; None as well.
        truncated: whether the reply ended at its limit, or was broken off at ``most_chars``.
        first_word_ms: waiting until the first word; None until it is there.
    """

    def __init__(
        self,
        model: "BaseChatModel",
        name: str,
        timeout_seconds: float | None = None,
        most_chars: int = 200_000,
    ) -> None:
        self._model = model
        self._timeout = timeout_seconds
        self._most_chars = most_chars
        self._chars = 0
        self._pump: Pump[Any] = Pump()
        self._usages: list[tuple[int, int]] = []
        self._provider = ""
        self._why_ended = ""
        self.name = name
        self.tokens_in: int | None = None
        self.tokens_out: int | None = None
        self.truncated = False
        self.first_word_ms: float | None = None

    @property
    def took_ms(self) -> float:
        """Waiting for the model so far, without the time that whoever reads kept it waiting."""
        return self._pump.waited * 1000.0

    def stream(self, messages: "Sequence[BaseMessage]", trace: "RunnableConfig | None" = None) -> Iterator[str]:
        """The text of the reply, piece by piece; what the model only thinks is left out.

        An empty piece comes now and then while nothing else does, so that whoever reads can stop. Closing the iterator
        returns at once.

        Args:
            messages: the prompt.
            trace: LangChain's configuration, whose callbacks see the request.

        Raises:
            ModelUnavailable: the request failed, before or within the reply; of its kinds,
                :class:`~onrecord.errors.ModelTimedOut` where no word came for ``timeout_seconds``,
                :class:`~onrecord.errors.EmptyReply` where none came at all, and
                :class:`~onrecord.errors.TruncatedReply` where none came before the limit.
        """
        return self._given(self._texts(messages, trace), "")

    def ask(self, messages: "Sequence[BaseMessage]", trace: "RunnableConfig | None" = None) -> str:
        """The whole text of the reply.

        Args:
            messages: the prompt.
            trace: as for :meth:`stream`.

        Raises:
            ModelUnavailable: as for :meth:`stream`.
        """
        return "".join(self.stream(messages, trace))

    def stream_structured(
        self,
        messages: "Sequence[BaseMessage]",
        schema: Any,  # noqa: ANN401 - a JSON schema, a TypedDict or a pydantic model
        trace: "RunnableConfig | None" = None,
    ) -> Iterator[dict[str, Any]]:
        """The reply in the form of ``schema``, as far as it is there, again and again; the last one is the whole.

        What is there so far may lack fields, and end within a word. It is given again, or an empty one, while nothing
        comes, as :meth:`stream` gives empty pieces.

        Args:
            messages: the prompt.
            schema: a JSON schema with a ``title`` and a ``description``, a TypedDict, or a pydantic model, of which
                the schema alone is used.
            trace: as for :meth:`stream`.

        Raises:
            ModelUnavailable: as for :meth:`stream`; :class:`~onrecord.errors.GarbledReply` where the reply does not
                have the form, :class:`~onrecord.errors.TruncatedReply` where it ended at its limit before it had one.
        """
        return self._given(self._forms(messages, schema, trace), {}, again=True)

    def _given(self, source: Generator[Given], pulse: Given, again: bool = False) -> Generator[Given]:
        """What ``source`` gives, which the pump reads; ``pulse``, or what was given last, while it gives nothing."""
        pump, limit = self._pump, self._timeout
        pump.start(source)
        try:
            while True:
                left = PULSE if limit is None else max(limit - pump.silent, 0.0)
                try:
                    piece = pump.take(min(left, PULSE))
                except StopIteration:
                    return
                if piece is None and limit is not None and pump.silent >= limit:
                    raise as_ours(TimeoutError(f"no word for {limit:g} seconds"), self.name)
                if piece is not None and again:
                    pulse = piece
                yield pulse if piece is None else piece
        finally:
            pump.abandon()

    def _texts(self, messages: "Sequence[BaseMessage]", trace: "RunnableConfig | None") -> Generator[str]:
        """The pieces of text, none empty."""
        thoughts = Thoughts()
        spoke = False
        for chunk in self._chunks(self._model, messages, trace):
            piece = thoughts.without(str(chunk.text))
            if piece:
                spoke = spoke or self._spoken(piece)
                yield piece
        rest = thoughts.rest()
        if rest:
            spoke = spoke or self._spoken(rest)
            yield rest
        self._ended(spoke)

    def _forms(
        self,
        messages: "Sequence[BaseMessage]",
        schema: Any,  # noqa: ANN401
        trace: "RunnableConfig | None",
    ) -> Generator[dict[str, Any]]:
        """What there is of the form, each state of it once, none empty."""
        model, parser = self._bound(schema)
        seen: list[Any] = []
        given: dict[str, Any] = {}
        chunks = self._chunks(model, messages, trace)
        growing = parser.transform(self._noted(chunks, seen))
        try:
            for parsed in self._ours(growing):
                if isinstance(parsed, dict) and parsed and parsed != given:
                    given = parsed
                    yield parsed
        except TruncatedReply:  # as one client says it, of a form alone
            if not given:
                raise
            self.truncated = True
            return
        finally:
            chunks.close()  # first: a parser that is closed would read its source to the end
            growing.close()
        self._ended(self.first_word_ms is not None)
        if not self.truncated:
            # What could be read in part may not be whole, and says so only where it is read as a whole.
            whole = self._whole(parser, seen)
            if whole != given:
                yield whole
        elif not given:
            self._ended(spoke=False)

    def _bound(self, schema: Any) -> tuple[Any, Any]:  # noqa: ANN401
        """The model, bound to the schema, and what reads its chunks.

        Raises:
            ModelUnavailable: it cannot be.
        """
        from langchain_core.runnables import RunnableSequence

        if hasattr(schema, "model_json_schema"):
            schema = {"description": schema.__doc__ or schema.__name__, **schema.model_json_schema()}
        try:
            bound = self._model.with_structured_output(schema)
        except (NotImplementedError, ValueError) as error:
            raise _formless(self.name, plain(error)) from error
        if not isinstance(bound, RunnableSequence):
            raise _formless(self.name, "it cannot be followed as it writes")
        return bound.first, RunnableSequence(*bound.steps[1:]) if len(bound.steps) > 2 else bound.last

    def _noted(self, chunks: Iterator[Any], seen: list[Any]) -> Iterator[Any]:
        """The chunks of a structured reply, each kept in ``seen``."""
        for chunk in chunks:
            self._spoken(f"{chunk.text}{called(chunk)}")
            seen.append(chunk)
            yield chunk

    def _whole(self, parser: Any, seen: Sequence[Any]) -> dict[str, Any]:  # noqa: ANN401
        """The reply, read as a whole.

        Raises:
            GarbledReply: it has not the form.
        """
        try:
            whole = parser.invoke(reduce(add, seen))
        except Exception as error:  # each parser raises errors of its own
            raise self._formless_reply(plain(error)) from error
        if not isinstance(whole, dict) or not whole:
            raise self._formless_reply(f"it is {plain(repr(whole))}")
        return whole

    def _formless_reply(self, why: str) -> GarbledReply:
        return GarbledReply(
            f"What {self.name!r} replied has not the form that was asked for ({why}). Ask again, or set writer_output "
            "to marks."
        )

    def _chunks(
        self,
        asked: Any,  # noqa: ANN401 - a model, or one that is bound to a schema
        messages: "Sequence[BaseMessage]",
        trace: "RunnableConfig | None",
    ) -> Generator[Any]:
        """What ``asked`` streams, each chunk noted, up to the longest reply; its errors are ours."""
        chunks = asked.stream(list(messages), config=trace)
        try:
            for chunk in self._ours(iter(lambda: self._pump.next_of(chunks), END)):
                self._note(chunk)
                said = said_chars(chunk)
                if said:
                    self._pump.heard()
                yield chunk
                self._chars += said
                if self._chars > self._most_chars:
                    self.truncated, self._why_ended = True, "length"
                    return
        finally:
            chunks.close()

    def _ours(self, chunks: Iterator[Any]) -> Generator[Any]:
        """``chunks``, with our errors."""
        try:
            yield from chunks
        except Abandoned:
            raise
        except Exception as error:  # each provider raises errors of its own
            raise as_ours(error, self.name) from error

    def _note(self, chunk: Any) -> None:  # noqa: ANN401 - a chunk of a message
        """Tokens, and why the reply ended, as far as a chunk says so."""
        said = chunk.response_metadata
        self._provider = said.get("model_provider") or self._provider
        reason = next((str(said[name]) for name in _ENDS if said.get(name)), "")
        if reason:
            self._why_ended = reason
            self.truncated = reason.lower() in _AT_LIMIT
        usage = chunk.usage_metadata
        if usage and usage["total_tokens"]:
            self._usages.append((usage["input_tokens"], usage["output_tokens"]))
            self._sum_up()

    def _sum_up(self) -> None:
        """Most providers say each number once, or in parts; some say again and again what there is so far."""
        read = [tokens for tokens, _ in self._usages if tokens]
        written = [tokens for _, tokens in self._usages]
        self.tokens_in = max(read) if read else None
        self.tokens_out = max(written) if len(read) > 1 else sum(written)

    def _spoken(self, piece: str) -> bool:
        """Whether there is a word in ``piece``; the first one is timed."""
        if not piece.strip():
            return False
        if self.first_word_ms is None:
            self.first_word_ms = self.took_ms
        return True

    def _ended(self, spoke: bool) -> None:
        """Raise where the reply is none."""
        if not self._why_ended and self._provider in _SAY_WHY_THEY_END:
            raise ModelUnreachable(
                f"The connection to {self.name!r} broke off within its reply. Check the network and that the server is "
                "running, then try again."
            )
        if spoke:
            return
        if self.truncated:
            raise TruncatedReply(
                f"The reply of {self.name!r} reached its limit before its first word. Allow it more tokens (for the "
                "writer: writer_reply_tokens); a model that thinks before it replies needs some thousands."
            )
        why = f" It ended with: {plain(self._why_ended)}." if self._why_ended else ""
        raise EmptyReply(f"The reply of {self.name!r} has no word.{why} Ask again, or set another model.")


def _formless(name: str, why: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"{name!r} cannot answer in a given form ({why}). Set writer_output to marks, or set a model that can call "
        "tools or keeps to a JSON schema."
    )
