"""A chat model that says what it was told to, on the seam that every provider's model sits on."""

from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field


class ScriptedModel(BaseChatModel):
    """Gives its replies in turn, a word at a time; an exception among them is raised, where it stands in a list too.

    Attributes:
        replies: a text, an exception, or a list of pieces in which an exception may stand.
        seen: the messages of every request.
        ends: why each reply ended.
    """

    replies: list[Any]
    seen: list[list[BaseMessage]] = Field(default_factory=list)
    ends: str = "stop"

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _pieces(self, messages: list[BaseMessage]) -> Iterator[str]:
        self.seen.append(messages)
        reply = self.replies[min(len(self.seen), len(self.replies)) - 1]
        pieces: Sequence[Any] = reply if isinstance(reply, list) else [reply]
        if isinstance(reply, str):
            pieces = [f"{word} " for word in reply.split(" ")]
        for piece in pieces:
            if isinstance(piece, BaseException):
                raise piece
            yield piece

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(self._pieces(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        words = 0
        for piece in self._pieces(messages):
            words += 1
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        usage = UsageMetadata(input_tokens=100, output_tokens=words, total_tokens=100 + words)
        last = AIMessageChunk(content="", usage_metadata=usage, response_metadata={"finish_reason": self.ends})
        yield ChatGenerationChunk(message=last)
