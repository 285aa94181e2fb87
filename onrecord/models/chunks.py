"""What a chunk of a reply says: words, what is filled into a form, and thoughts, wherever its provider puts these."""

from typing import Any, Final, Literal

__all__ = ["Thoughts", "called", "said_chars"]

# Fields of a block that say what it is, or that are counted as what a tool is given.
_NO_WORDS: Final = frozenset({"arguments", "call_id", "id", "index", "input", "name", "partial_json", "type"})
_THINKS: Final = ("<think>", "</think>")


def called(chunk: Any) -> str:  # noqa: ANN401 - a chunk of a message
    """What a chunk adds to the arguments of tools, which is how some models fill a form."""
    return "".join(str(call.get("args") or "") for call in getattr(chunk, "tool_call_chunks", ()))


def said_chars(chunk: Any) -> int:  # noqa: ANN401 - a chunk of a message
    """How many characters a chunk has of text, of a form, and of thoughts, wherever its provider puts these."""
    blocks = chunk.content if isinstance(chunk.content, list) else []
    thoughts = [block for block in blocks if isinstance(block, dict) and block.get("type") != "text"]
    thoughts.append(chunk.additional_kwargs.get("reasoning_content"))
    return _chars(thoughts) + len(str(chunk.text)) + len(called(chunk))


def _chars(told: Any) -> int:  # noqa: ANN401 - a part of what a provider sends
    """How many characters there are in a value and in what it holds."""
    if isinstance(told, dict):
        return sum(_chars(value) for name, value in told.items() if name not in _NO_WORDS)
    if isinstance(told, list):
        return sum(map(_chars, told))
    return len(told) if isinstance(told, str) else 0


class Thoughts:
    """Takes ``<think>...</think>`` from the beginning of a reply: some servers leave it in the text."""

    def __init__(self) -> None:
        self._held = ""
        self._now: Literal["before", "within", "behind", "over"] = "before"

    def without(self, piece: str) -> str:
        """The part of ``piece``, and of what was held back before it, that is no thought."""
        if self._now == "over":
            return piece
        self._held += piece
        begins, ends = _THINKS
        if self._now == "before" and self._held.lstrip().startswith(begins):
            self._now = "within"
        if self._now == "within":
            _, end, said = self._held.partition(ends)
            if not end:
                self._held = self._held[1 - len(ends) :]  # where its end may have begun
                return ""
            self._held, self._now = said, "behind"
        if self._now == "behind":
            self._held = self._held.lstrip()
            return self._let_go() if self._held else ""
        return "" if begins.startswith(self._held.lstrip()) else self._let_go()

    def rest(self) -> str:
        """What is held back at the end of the reply; nothing of a thought that has no end."""
        return "" if self._now == "within" else self._let_go()

    def _let_go(self) -> str:
        held, self._held, self._now = self._held, "", "over"
        return held
