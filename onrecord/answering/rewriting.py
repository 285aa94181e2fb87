"""A question that leans on the conversation, made to stand alone by a chat model."""

import logging
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

from onrecord.answering.follow_up import keeps_to
from onrecord.answering.prompting import as_line
from onrecord.answering.requests import Requests
from onrecord.answering.used import Meter
from onrecord.answers import Usage
from onrecord.errors import ModelUnavailable
from onrecord.ports import Prompts
from onrecord.sentences import fold
from onrecord.types import Turn

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

__all__ = ["Rewriter", "trimmed"]

_log: Final = logging.getLogger(__name__)
HISTORY_TOKENS: Final = 1_500
"""Tokens of a conversation that are read at most, the latest messages first."""


class Rewriter:
    """Asks a chat model to put into a question what it leaves to the conversation.

    Args:
        requests: asks the model, for text.
        prompts: has ``standalone``.
        history_tokens: tokens of the conversation that it is given at most.
    """

    def __init__(self, requests: Requests, prompts: Prompts, history_tokens: int = HISTORY_TOKENS) -> None:
        self._requests, self._prompts, self._history_tokens = requests, prompts, history_tokens

    def __call__(self, question: str, history: Sequence[Turn], trace: Any = None) -> tuple[str | None, Usage]:  # noqa: ANN401
        """The question as it stands alone, and what that took; None where the model fails or says something else.

        What it says is used only where :func:`~onrecord.answering.follow_up.keeps_to` holds: no word in it is of the
        model's own making. Else the caller has the rules' own question.
        """
        from langchain_core.messages import HumanMessage

        said = trimmed(history, self._history_tokens)
        conversation = "\n".join(as_line({"from": turn.role, "said": turn.content}) for turn in said)
        asked = self._prompts.render("standalone", conversation=conversation, question=as_line(question))
        meter = Meter(self._requests.name)
        request = self._requests.request(question, [HumanMessage(asked.strip())], meter, trace)
        try:
            with closing(request.pieces(False)) as pieces:
                reply = "".join(pieces)
        except ModelUnavailable as error:
            _log.info("the question was made to stand alone by rules: %s", error)
            return None, meter.usage()
        rewritten = fold(reply).strip("\"'\u201c\u201d")
        if not keeps_to(rewritten, question, history):
            return None, meter.usage()
        request.keep()
        return rewritten, meter.usage()


def trimmed(history: Sequence[Turn], most_tokens: int) -> list[Turn]:
    """The last turns of a conversation that have at most so many tokens together, each whole, from a question on.

    Tokens are counted about, as LangChain does without a model: four characters each.
    """
    from langchain_core.messages import AIMessage, HumanMessage, trim_messages
    from langchain_core.messages.utils import count_tokens_approximately

    messages: list[BaseMessage] = [
        (HumanMessage if turn.role == "user" else AIMessage)(turn.content, id=str(place))
        for place, turn in enumerate(history)
    ]
    kept = trim_messages(
        messages, max_tokens=most_tokens, token_counter=count_tokens_approximately, strategy="last", start_on="human"
    )
    return [history[int(message.id or 0)] for message in kept]
