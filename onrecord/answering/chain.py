"""The answer chain: a LangChain runnable over a retriever, and the one object that everyone asks.

``AnswerChain.runnable`` takes ``{"question", "history", "filters"}`` and hands on, stage by stage,
``standalone_question``, ``hits``, ``coverage``, ``evidence``, ``draft`` and ``answer``; ``stream`` yields each as it is
ready.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough

from onrecord.answering.checked import checked_answer, refusal
from onrecord.answering.evidence import evidence_strength
from onrecord.answering.follow_up import standalone_question
from onrecord.errors import BadInput
from onrecord.ports import DraftSentence, Judge, Prompts, Stage, Writer
from onrecord.types import Answer, Coverage, Filters, Hit, Turn
from onrecord.words import has_word, whole

__all__ = ["AnswerChain"]

_NEAREST: Final = 3
State = dict[str, Any]


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
            | RunnablePassthrough.assign(hits=RunnableLambda(self._search).with_config(run_name="search"))
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

    def _search(self, state: State) -> tuple[Hit, ...]:
        found = self._passages.invoke(state["standalone_question"], filters=state["filters"])
        return tuple(document.metadata["hit"] for document in found)

    def _covered(self, state: State) -> Coverage:
        return replace(self._coverage(state["filters"], state["standalone_question"]), nearest=state["hits"][:_NEAREST])

    def _draft(self, state: State) -> list[DraftSentence]:
        if state["evidence"] < self._min_evidence:
            return []
        return self._writer.write(state["standalone_question"], state["hits"])

    def _check(self, state: State) -> Answer:
        questions = (state["question"], state["standalone_question"])
        if not state["draft"]:
            return refusal(*questions, state["coverage"], self._writer.name, self._prompts)
        return checked_answer(*questions, state["draft"], state["coverage"], self._judge, self._writer.name)


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
    return evidence_strength(state["hits"])


def _standalone(state: State) -> str:
    return standalone_question(state["question"], state["history"])
