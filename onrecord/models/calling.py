"""One request to a chat model: its text as it comes, or its structured output as it grows, and what it took."""

import time
from collections.abc import Generator, Iterator, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, Final

from onrecord.errors import EmptyReply, GarbledReply, ModelUnavailable, ModelUnreachable, TruncatedReply
from onrecord.models.failing import as_ours
from onrecord.models.secrets import plain

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage
    from langchain_core.runnables import RunnableConfig

__all__ = ["ChatCall"]

# What providers call the end of a reply that reached its limit.
_AT_LIMIT: Final = frozenset(
    {"length", "max_tokens", "model_length", "model_context_window_exceeded", "max_output_tokens"}
)
_ENDS: Final = ("finish_reason", "stop_reason", "done_reason")
# Their protocols end every reply with a reason: one without has broken off, even if the connection was closed in order.
_SAY_WHY_THEY_END: Final = frozenset({"anthropic", "mistralai", "openai"})
_THINKS: Final = ("<think>", "</think>")
_END: Final = object()


class ChatCall:
    """One request to a chat model; for another one make another.

    Args:
        model: any chat model of LangChain.
        name: how errors name it, as in the setting, such as ``openai:gpt-4.1-mini``.

    Attributes:
        tokens_in: tokens that the model read; None where its provider does not say, or not yet.
        tokens_out: tokens that it wrote; None as well.
        truncated: whether the reply ended at its limit.
        first_word_ms: waiting until the first word; None until it is there.
        took_ms: waiting for the model so far, without the time that the caller took between pieces.
    """

    def __init__(self, model: "BaseChatModel", name: str) -> None:
        self._model = model
        self._usages: list[tuple[int, int]] = []
        self._provider = ""
        self._why_ended = ""
        self.name = name
        self.tokens_in: int | None = None
        self.tokens_out: int | None = None
        self.truncated = False
        self.first_word_ms: float | None = None
        self.took_ms = 0.0

    def stream(self, messages: "Sequence[BaseMessage]", trace: "RunnableConfig | None" = None) -> Iterator[str]:
        """The text of the reply, piece by piece, none empty; what the model only thinks is left out.

        Closing the iterator closes the connection, so that a server stops writing.

        Args:
            messages: the prompt.
            trace: LangChain's configuration, whose callbacks see the request.

        Raises:
            ModelUnavailable: the request failed, before or within the reply; of its kinds,
                :class:`~onrecord.errors.EmptyReply` where no word came, and
                :class:`~onrecord.errors.TruncatedReply` where none came before the limit.
        """
        thoughts = _Thoughts()
        spoke = False
        for chunk in self._waited(self._model, messages, trace):
            self._note(chunk)
            piece = thoughts.without(str(chunk.text))
            if piece:
                spoke = spoke or self._spoken(piece)
                yield piece
        rest = thoughts.rest()
        if rest:
            spoke = spoke or self._spoken(rest)
            yield rest
        self._ended(spoke)

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

        What is there so far may lack fields, and end within a word; each is given once.

        Args:
            messages: the prompt.
            schema: a JSON schema with a ``title`` and a ``description``, a TypedDict, or a pydantic model, of which
                the schema alone is used.
            trace: as for :meth:`stream`.

        Raises:
            ModelUnavailable: as for :meth:`stream`; :class:`~onrecord.errors.GarbledReply` where the reply does not
                have the form, :class:`~onrecord.errors.TruncatedReply` where it ended at its limit before it had one.
        """
        model, parser = self._bound(schema)
        seen: list[Any] = []
        given: dict[str, Any] = {}
        chunks = self._waited(model, messages, trace)
        growing = self._ours(parser.transform(self._noted(chunks, seen)))
        try:
            for parsed in growing:
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
        """The chunks of a structured reply, each noted and kept in ``seen``."""
        for chunk in chunks:
            self._note(chunk)
            calls = "".join(str(call.get("args") or "") for call in getattr(chunk, "tool_call_chunks", ()))
            self._spoken(f"{chunk.text}{calls}")
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

    def _waited(
        self,
        asked: Any,  # noqa: ANN401 - a model, or one that is bound to a schema
        messages: "Sequence[BaseMessage]",
        trace: "RunnableConfig | None",
    ) -> Generator[Any, None, None]:
        """What ``asked`` streams; only the time that it takes is counted, and its errors are ours."""
        chunks = asked.stream(list(messages), config=trace)
        return self._ours(chunks, counted=True)

    def _ours(self, chunks: Any, counted: bool = False) -> Generator[Any, None, None]:  # noqa: ANN401 - a generator of any client
        """``chunks``, with our errors, and closed in any case; the time they take is added up where it is counted."""
        try:
            while True:
                began = time.perf_counter()
                try:
                    chunk = next(chunks, _END)
                except Exception as error:  # each provider raises errors of its own
                    raise as_ours(error, self.name) from error
                finally:
                    if counted:
                        self.took_ms += (time.perf_counter() - began) * 1000.0
                if chunk is _END:
                    return
                yield chunk
        finally:
            chunks.close()

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


class _Thoughts:
    """Takes ``<think>...</think>`` from the beginning of a reply: some servers leave it in the text."""

    def __init__(self) -> None:
        self._held = ""
        self._over = False

    def without(self, piece: str) -> str:
        """The part of ``piece``, and of what was held back before it, that is no thought."""
        if self._over:
            return piece
        self._held += piece
        begins, ends = _THINKS
        start = self._held.lstrip()
        if start.startswith(begins):
            said = start.partition(ends)[2].lstrip()
            if not said:
                return ""
            self._held = said
        elif begins.startswith(start):
            return ""
        return self._let_go()

    def rest(self) -> str:
        """What is held back at the end of the reply; nothing of a thought that has no end."""
        return "" if self._held.lstrip().startswith(_THINKS[0]) else self._let_go()

    def _let_go(self) -> str:
        held, self._held, self._over = self._held, "", True
        return held
