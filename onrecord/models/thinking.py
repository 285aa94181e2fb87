"""OpenAI's protocol with what models think: servers of one's own tell it, and LangChain's class drops it.

Without it a model that thinks for minutes could not be told from one that has stopped.
"""

from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from langchain_core.outputs import ChatGenerationChunk
    from langchain_openai import ChatOpenAI

__all__ = ["open_openai"]

# What servers call it, in the order of how many do.
_FIELDS: Final = ("reasoning_content", "reasoning")


def open_openai(model: str, **words: Any) -> "ChatOpenAI":  # noqa: ANN401 - as the class takes them
    """LangChain's class for OpenAI's protocol, whose chunks have thoughts in ``additional_kwargs``.

    Args:
        model: its name there.
        words: what the class takes.

    Raises:
        ImportError: ``langchain-openai`` is not installed.
    """
    from langchain_openai import ChatOpenAI

    return _thinking(ChatOpenAI)(model=model, **words)


@cache
def _thinking(base: "type[ChatOpenAI]") -> "type[ChatOpenAI]":
    class ThinkingChatOpenAI(base):  # type: ignore[misc, valid-type]  # it is known where it is imported
        """Takes thoughts from each part of a reply, in the one place where LangChain's own classes do as well."""

        def _convert_chunk_to_generation_chunk(
            self,
            chunk: dict[str, Any],
            default_chunk_class: type,
            base_generation_info: dict[str, Any] | None,
        ) -> "ChatGenerationChunk | None":
            converted: ChatGenerationChunk | None = super()._convert_chunk_to_generation_chunk(
                chunk, default_chunk_class, base_generation_info
            )
            thought = _thought(chunk)
            if converted is not None and thought:
                converted.message.additional_kwargs["reasoning_content"] = thought
            return converted

    return ThinkingChatOpenAI


def _thought(chunk: dict[str, Any]) -> str:
    choices = chunk.get("choices") or [{}]
    delta = choices[0].get("delta") or {}
    return next((delta[name] for name in _FIELDS if isinstance(delta.get(name), str)), "")
