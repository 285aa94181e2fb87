"""Replies as two hosted providers' documented wire formats have them: whole, and as events of a stream."""

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.chat_replies import Words

__all__ = ["ALIVE", "EVENTS", "THOUGHT", "WHOLE"]


def _pieces(text: str) -> list[str]:
    """The words with the space before each."""
    words = text.split(" ")
    return [word if at == 0 else f" {word}" for at, word in enumerate(words)] if text else []


def _form(reply: Words) -> str:
    return reply.text if reply.fields is None else json.dumps(reply.fields)


def _openai_tool(body: dict[str, Any]) -> str | None:
    tools = body.get("tools") or []
    return tools[0]["function"]["name"] if tools else None


def _openai_whole(reply: Words, body: dict[str, Any]) -> dict[str, Any]:
    tool = _openai_tool(body)
    message: dict[str, Any] = {"role": "assistant", "content": _form(reply)}
    if tool and reply.fields is not None:
        call = {"id": "call_1", "type": "function", "function": {"name": tool, "arguments": _form(reply)}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": reply.ends, "logprobs": None}],
        "usage": _openai_usage(reply),
    }


def _openai_usage(reply: Words) -> dict[str, int]:
    read, written = reply.tokens
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _openai_events(reply: Words, body: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    tool = _openai_tool(body) if reply.fields is not None else None

    def event(delta: dict[str, Any], ends: str | None = None, usage: dict[str, int] | None = None) -> str:
        choices = [] if usage else [{"index": 0, "delta": delta, "finish_reason": ends, "logprobs": None}]
        head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": body["model"]}
        return f"data: {json.dumps({**head, 'choices': choices, 'usage': usage})}\n\n"

    yield event({"role": "assistant", "content": ""}), False
    if reply.thought:
        yield event({"reasoning_content": reply.thought}), False
    for at, piece in enumerate(_pieces(_form(reply))):
        if tool:
            first = {"id": "call_1", "type": "function"} if at == 0 else {}
            named = {"name": tool, "arguments": piece} if at == 0 else {"arguments": piece}
            yield event({"tool_calls": [{"index": 0, **first, "function": named}]}), True
        else:
            yield event({"content": piece}), True
    if reply.error:
        error = {"message": f"The server failed: {reply.error}", "type": reply.error, "code": reply.error}
        yield f"data: {json.dumps({'error': error})}\n\n", False
        return
    if reply.drop_after is not None or reply.silent_after is not None:
        yield event({"content": ""}), True
    yield event({}, ends=reply.ends), False
    if (body.get("stream_options") or {}).get("include_usage"):
        yield event({}, usage=_openai_usage(reply)), False
    yield "data: [DONE]\n\n", False


_ANTHROPIC_ENDS = {"stop": "end_turn", "length": "max_tokens"}


def _anthropic_tool(reply: Words, body: dict[str, Any]) -> str | None:
    return body["tools"][0]["name"] if body.get("tools") and reply.fields is not None else None


def _anthropic_whole(reply: Words, body: dict[str, Any]) -> dict[str, Any]:
    tool = _anthropic_tool(reply, body)
    block: dict[str, Any] = {"type": "text", "text": _form(reply)}
    if tool:
        block = {"type": "tool_use", "id": "toolu_1", "name": tool, "input": reply.fields}
    thought = [{"type": "thinking", "thinking": reply.thought, "signature": "s"}] if reply.thought else []
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": [*thought, block],
        "stop_reason": "tool_use" if tool and reply.ends == "stop" else _ANTHROPIC_ENDS[reply.ends],
        "stop_sequence": None,
        "usage": {"input_tokens": reply.tokens[0], "output_tokens": reply.tokens[1]},
    }


def _anthropic_events(reply: Words, body: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    def event(kind: str, **fields: Any) -> str:
        return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n"

    def block(index: int, start: dict[str, Any], deltas: list[dict[str, Any]]) -> Iterator[tuple[str, bool]]:
        yield event("content_block_start", index=index, content_block=start), False
        for delta in deltas:
            yield event("content_block_delta", index=index, delta=delta), delta["type"] != "thinking_delta"
        yield event("content_block_stop", index=index), False

    whole = _anthropic_whole(reply, body)
    usage = {"input_tokens": reply.tokens[0], "output_tokens": 1}
    yield event("message_start", message={**whole, "content": [], "stop_reason": None, "usage": usage}), False
    yield event("ping"), False
    if reply.thought:
        yield from block(
            0,
            {"type": "thinking", "thinking": "", "signature": ""},
            [{"type": "thinking_delta", "thinking": reply.thought}, {"type": "signature_delta", "signature": "s"}],
        )
    index = 1 if reply.thought else 0
    tool = _anthropic_tool(reply, body)
    if tool:
        start = {"type": "tool_use", "id": "toolu_1", "name": tool, "input": {}}
        yield from block(
            index, start, [{"type": "input_json_delta", "partial_json": piece} for piece in _pieces(_form(reply))]
        )
    else:
        deltas = [{"type": "text_delta", "text": piece} for piece in _pieces(_form(reply))]
        yield from block(index, {"type": "text", "text": ""}, deltas)
    if reply.error:
        yield event("error", error={"type": reply.error, "message": f"The server failed: {reply.error}"}), False
        return
    if reply.drop_after is not None or reply.silent_after is not None:
        yield event("ping"), True
    ends = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    yield event("message_delta", delta=ends, usage=whole["usage"]), False
    yield event("message_stop"), False


THOUGHT = re.compile('"(?:reasoning_content|thinking_delta)"')
_EMPTY_DELTA = {"index": 0, "delta": {"content": ""}, "finish_reason": None}
_EMPTY = {
    "id": "chatcmpl-1",
    "object": "chat.completion.chunk",
    "created": 1,
    "model": "any",
    "choices": [_EMPTY_DELTA],
}
ALIVE = {
    "comment": ": keep-alive\n\n",
    "empty": f"data: {json.dumps(_EMPTY)}\n\n",
    "ping": 'event: ping\ndata: {"type": "ping"}\n\n',
}
WHOLE = {"openai": _openai_whole, "anthropic": _anthropic_whole}
EVENTS = {"openai": _openai_events, "anthropic": _anthropic_events}
