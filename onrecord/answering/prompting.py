"""What a chat model is given: rules, passages fenced as data, the question last."""

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from onrecord.answering.extractive import describe
from onrecord.answering.planted import machine_text, without_instructions
from onrecord.ports import DraftSentence, Prompts
from onrecord.types import Hit
from onrecord.words import whole

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

__all__ = ["Prompting", "as_line"]

# Signs that some programs take for the end of a line, and that JSON leaves as they are; and what begins a mark.
_SIGNS: Final = re.compile("[\x7f-\x9f\u2028\u2029<]")
_BEGINS_A_MARK: Final = re.compile("<(?=[|/A-Za-z])")
_LAST_CHARS: Final = 2_000


class Prompting:
    """Writes the messages of requests.

    The passages come before the question: with it before them, GPT-4-Turbo answered 25 % of the questions of
    FinanceBench (Islam et al. 2023, table 3) rightly, with it after them 79 %.

    Args:
        prompts: has ``answer_rules``, ``answer_ask``, ``answer_again`` and ``no_answer``.

    Attributes:
        refusal: the sentence in which a model says that the passages hold no answer.
    """

    def __init__(self, prompts: Prompts) -> None:
        self._prompts = prompts
        self.refusal = prompts.render("no_answer").strip()

    def answer(self, question: str, hits: Sequence[Hit]) -> "list[BaseMessage]":
        """The request for an answer from these passages, which are numbered from 1."""
        from langchain_core.messages import HumanMessage, SystemMessage

        passages = "\n".join(f"[{number}] {_passage(hit)}" for number, hit in enumerate(hits, 1))
        return [
            SystemMessage(self._prompts.render("answer_rules", refusal=self.refusal).strip()),
            HumanMessage(self._prompts.render("answer_ask", passages=passages, question=_plain(question)).strip()),
        ]

    def again(self, before: "Sequence[BaseMessage]", sentence: DraftSentence, reason: str) -> "list[BaseMessage]":
        """The request to say one sentence anew, after those that it was written to."""
        from langchain_core.messages import AIMessage, HumanMessage

        asked = self._prompts.render(
            "answer_again", sentence=as_line(sentence.text), reason=_plain(reason[:_LAST_CHARS]), refusal=self.refusal
        )
        return [*before, AIMessage(_plain(sentence.text)), HumanMessage(asked.strip())]


def as_line(value: object) -> str:
    """A value as JSON in one line, in which nothing can be taken for a line's end or a mark of ours or of a model.

    A ``<`` is written as an escape: models take ``<|im_end|>`` and the like for the end of a message.
    """
    return _SIGNS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(value, ensure_ascii=False))


def _plain(text: str) -> str:
    """Words that are given as they are, but for a ``<`` that could begin a mark."""
    return _BEGINS_A_MARK.sub("\u2039", whole(text))


def _passage(hit: Hit) -> str:
    """A passage with its document's name and the headings it stands under, without words that address machines."""
    above = without_instructions(" / ".join(hit.passage.context))
    name = without_instructions(describe(hit.source))
    named = {"document": whole(name), **({"under": whole(above)} if above else {})}
    return as_line({**named, "words": whole(machine_text(hit))})
