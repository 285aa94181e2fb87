"""The answer chain: a LangChain runnable over a retriever, and the one object that everyone asks.

``AnswerChain.runnable`` takes ``{"question", "history", "filters"}`` and hands on, stage by stage,
``standalone_question``, ``parts``, ``coverage``, ``evidence``, ``draft`` and ``answer``; ``stream`` yields each as it
is ready.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough

from onrecord.answering.checked import checked_answer, refusal, with_unanswered
from onrecord.answering.evidence import evidence_strength
from onrecord.answering.follow_up import standalone_question
from onrecord.answering.lacking import lacking
from onrecord.answering.parts import Part, merged_hits, parts_asked
from onrecord.answering.planted import without_planted
from onrecord.answers import Answer, Coverage, Unanswered
from onrecord.errors import BadInput
from onrecord.ports import DraftSentence, Judge, Prompts, Stage, Writer
from onrecord.types import Filters, Turn
from onrecord.words import has_word, whole

__all__ = ["AnswerChain"]

_NEAREST: Final = 3
_UNSUPPORTED: Final = "no sentence that was written is supported by the passages it cites"
State = dict[str, Any]
_Written = tuple[Part, list[DraftSentence]]


class AnswerChain:
    """Answers questions: retrieve, write, check.

    Args:
        passages: a retriever whose documents carry their :class:`~onrecord.types.Hit` in ``metadata["hit"]``.
        coverage: filters, question -> what a search for it with them looks through.
        writer: drafts the answer.
        judge: checks each drafted sentence against what it cites.
        prompts: has the words of a refusal.
        min_evidence: below this evidence strength the answer is a refusal.
    """

    def __init__(
        self,
        passages: BaseRetriever,
        coverage: Callable[[Filters | None, str], Coverage],
        writer: Writer,
        judge: Judge,
        prompts: Prompts,
        min_evidence: float,
    ) -> None:
        self._passages = passages
        self._coverage = coverage
        self._writer = writer
        self._judge = judge
        self._prompts = prompts
        self._min_evidence = min_evidence
        self.runnable: Runnable[State, State] = (
            RunnablePassthrough.assign(standalone_question=RunnableLambda(_standalone))
            | RunnablePassthrough.assign(parts=RunnableLambda(self._search).with_config(run_name="search"))
            | RunnablePassthrough.assign(coverage=RunnableLambda(self._covered))
            | RunnablePassthrough.assign(evidence=RunnableLambda(_evidence))
            | RunnablePassthrough.assign(draft=RunnableLambda(self._draft).with_config(run_name="write"))
            | RunnablePassthrough.assign(answer=RunnableLambda(self._check).with_config(run_name="check"))
        )

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """Answer, or abstain.

        Raises:
            BadInput: the question holds no word, or a filter's date is no date.
            EmptyLibrary: nothing has been ingested yet.
        """
        answers = [part for part in self.ask_stream(question, history, filters) if isinstance(part, Answer)]
        return answers[-1]

    def ask_stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Iterator[Stage | Answer]:
        """The stages as each begins, then the finished answer; raises as :meth:`ask` does."""
        question = whole(question)
        if not has_word(question):
            raise BadInput("The question holds no word; ask with at least one.")
        clock, evidence = _Clock(), 0.0
        yield "searching"
        for part in self.runnable.stream({"question": question, "history": tuple(history), "filters": filters}):
            if "coverage" in part:
                clock.lap("retrieve")
                yield "writing"
            elif "evidence" in part:
                evidence = part["evidence"]
            elif "draft" in part:
                clock.lap("write")
                yield "checking"
            elif "answer" in part:
                clock.lap("check")
                answer: Answer = part["answer"]
                yield replace(answer, timings_ms=clock.timings(), evidence=evidence)

    def _search(self, state: State) -> tuple[Part, ...]:
        return tuple(self._found(part, state["filters"]) for part in self._parts(state))

    def _parts(self, state: State) -> tuple[Part, ...]:
        """The parts of the question; itself where a filter that it speaks of would be lost to one of them."""
        question, standalone, filters = state["question"], state["standalone_question"], state["filters"]
        parts = parts_asked(question, standalone)
        if len(parts) == 1:
            return parts
        limits = self._coverage(filters, standalone).filters
        same = all(self._coverage(filters, part.searched).filters == limits for part in parts)
        return parts if same else (Part(question, standalone),)

    def _found(self, part: Part, filters: Filters | None) -> Part:
        found = self._passages.invoke(part.searched, filters=filters)
        hits = tuple(without_planted([document.metadata["hit"] for document in found], part.searched))
        return replace(part, hits=hits, strength=evidence_strength(part.telling, hits))

    def _covered(self, state: State) -> Coverage:
        """What was searched, with the nearest hits: of the parts that are left open, and why those do not answer."""
        searched = self._coverage(state["filters"], state["standalone_question"])
        left_open = [part for part in state["parts"] if part.strength < self._min_evidence]
        nearest = merged_hits(left_open or state["parts"])[:_NEAREST]
        why = tuple(lacking(part.telling, hit) for part, hit in nearest) if left_open else ()
        return replace(searched, nearest=tuple(hit for _, hit in nearest), why=why)

    def _draft(self, state: State) -> list[_Written]:
        """What is written on each part; nothing where the evidence is too weak."""
        return [
            (part, self._writer.write(part.searched, part.hits) if part.strength >= self._min_evidence else [])
            for part in state["parts"]
        ]

    def _check(self, state: State) -> Answer:
        """The checked answer with the parts that it leaves open; a refusal where nothing written is supported."""
        question, standalone, coverage = state["question"], state["standalone_question"], state["coverage"]
        draft: list[_Written] = state["draft"]
        sentences = [sentence for _, written in draft for sentence in written]
        answer = (
            checked_answer(question, standalone, sentences, coverage, self._judge, self._writer.name)
            if sentences
            else None
        )
        held = _supported(answer)
        unanswered = [
            Unanswered(part.asked, _reason(part, written))
            for part, written in draft
            if not any(sentence.text in held for sentence in written)
        ]
        if answer and len(unanswered) < len(draft):
            return with_unanswered(answer, unanswered)
        return refusal(question, standalone, unanswered, coverage, self._writer.name, self._prompts)


class _Clock:
    """Milliseconds by stage."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._laps[stage] = round((now - self._last) * 1000, 3)
        self._last = now

    def timings(self) -> dict[str, float]:
        return {**self._laps, "total": round((self._last - self._start) * 1000, 3)}


def _evidence(state: State) -> float:
    parts: tuple[Part, ...] = state["parts"]
    return max(part.strength for part in parts)


def _supported(answer: Answer | None) -> set[str]:
    """The sentences that the judge calls supported, if in part."""
    sentences = answer.sentences if answer else ()
    return {one.text for one in sentences if one.verdict and one.verdict.label != "unsupported"}


def _reason(part: Part, written: Sequence[DraftSentence]) -> str:
    """Why a part is not answered; empty where nothing was found for it."""
    if written:
        return _UNSUPPORTED
    return f"the nearest passage {lacking(part.telling, part.hits[0])}" if part.hits else ""


def _standalone(state: State) -> str:
    return standalone_question(state["question"], state["history"])
