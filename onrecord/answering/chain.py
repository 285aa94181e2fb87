"""The answer chain: a LangChain runnable over a retriever, and the one object that everyone asks.

``AnswerChain.runnable`` takes ``{"question", "history", "filters", "fresh"}``, of which only the question must be
there, and hands on, stage by stage, ``standing`` (the question as it stands alone, and what that took), ``parts``,
``coverage``, ``evidence`` and ``answer``; ``stream`` yields each as it is ready, and ``answer`` as often as a sentence
is complete or checked. Callbacks of LangChain that are given to it see every stage and every request to a model.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from onrecord.agreement import Disagreement
from onrecord.answering.agreement.compare import disagreement
from onrecord.answering.agreement.unasked import unasked
from onrecord.answering.checked import refusal
from onrecord.answering.composing import Policy
from onrecord.answering.corrected import OnRecord, with_corrections
from onrecord.answering.evidence import evidence_strength
from onrecord.answering.follow_up import StandAlone, standing_alone
from onrecord.answering.in_time import in_time
from onrecord.answering.lacking import lacking
from onrecord.answering.parts import Part, merged_hits, parts_asked
from onrecord.answering.planted import planted_places, without_planted
from onrecord.answering.staged import Staged, State
from onrecord.answering.telling import Telling
from onrecord.answering.used import with_rewriting
from onrecord.answers import Answer, Coverage, Partial, Usage
from onrecord.asked_time import asked_time
from onrecord.ports import Judge, Prompts, Stage, Writer
from onrecord.question import require_word
from onrecord.types import Filters, Turn
from onrecord.words import whole

__all__ = ["AnswerChain", "Manner"]

_NEAREST: Final = 3


@dataclass(frozen=True, slots=True)
class Manner:
    """How answers are made.

    Attributes:
        min_evidence: below this evidence strength the answer is a refusal.
        unsupported: what becomes of a statement that is not supported in full.
        spare: writes what takes the place of such statements, and of a model that fails; None for nothing.
        rewrite: a question that leans on the conversation, the conversation, LangChain's config -> the question as it
            stands alone by a chat model, or None, and what that took; None to do without.
        noted: told what a chat model took for an answer, where one was asked.
        corrected: hits -> where a document on record corrects each, though the question may not find it.
    """

    min_evidence: float
    unsupported: Policy = "show"
    spare: Writer | None = None
    rewrite: Callable[[str, Sequence[Turn], Any], tuple[str | None, Usage]] | None = None
    noted: Callable[[Usage], None] | None = None
    corrected: OnRecord | None = None


class AnswerChain:
    """Answers questions: retrieve, write, check.

    Args:
        passages: a retriever whose documents carry their :class:`~onrecord.types.Hit` in ``metadata["hit"]``.
        coverage: filters, question -> what a search for it with them looks through.
        writer: drafts the answer.
        judge: checks each drafted sentence against what it cites.
        prompts: has the words of a refusal.
        manner: how.
    """

    def __init__(
        self,
        passages: BaseRetriever,
        coverage: Callable[[Filters | None, str], Coverage],
        writer: Writer,
        judge: Judge,
        prompts: Prompts,
        manner: Manner,
    ) -> None:
        self._passages = passages
        self._coverage = coverage
        self._writer = writer
        self._judge = judge
        self._prompts = prompts
        self._manner = manner
        self.runnable: Runnable[State, State] = Staged(
            {
                "standing": RunnableLambda(self._standing).with_config(run_name="stand_alone"),
                "parts": RunnableLambda(self._search).with_config(run_name="search"),
                "coverage": RunnableLambda(self._covered),
                "evidence": RunnableLambda(_evidence),
            },
            "answer",
            RunnableLambda(self._compose).with_config(run_name="write_and_check"),
        )

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None, *, fresh: bool = False
    ) -> Answer:
        """Answer, or abstain.

        ``fresh`` asks a chat model anew although an earlier reply to the same question is at hand.

        Raises:
            BadInput: the question holds no word, or a filter's date is no date.
            EmptyLibrary: nothing has been ingested yet.
        """
        answers = [
            part for part in self.ask_stream(question, history, filters, fresh=fresh) if isinstance(part, Answer)
        ]
        return answers[-1]

    def ask_stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        *,
        fresh: bool = False,
        config: RunnableConfig | None = None,
    ) -> Iterator[Stage | Partial | Answer]:
        """The stages as each begins, the answer as far as it is checked, then the finished answer.

        Args:
            question: as asked.
            history: the conversation before it.
            filters: what the search is limited to.
            fresh: ask a chat model anew although an earlier reply is at hand.
            config: of LangChain, such as ``{"callbacks": [...]}``, for tracing.

        Raises:
            BadInput: the question holds no word, or a filter's date is no date.
            EmptyLibrary: nothing has been ingested yet.
        """
        question = whole(question)
        require_word(question)
        began, retrieved, evidence, checking = time.perf_counter(), 0.0, 0.0, False
        asked = {"question": question, "history": tuple(history), "filters": filters, "fresh": fresh}
        yield "searching"
        for part in self.runnable.stream(asked, config):
            if "coverage" in part:
                retrieved = _ms_since(began)
                yield "writing"
            evidence = part.get("evidence", evidence)
            made = part.get("answer")
            if made is not None and not checking:
                checking = True
                yield "checking"
            if isinstance(made, Partial):
                yield made
            elif isinstance(made, Answer):
                timings = {"retrieve": retrieved, **made.timings_ms, "total": _ms_since(began)}
                yield replace(made, timings_ms=timings, evidence=evidence)

    def _standing(self, state: State, config: RunnableConfig) -> tuple[StandAlone, Usage | None]:
        """The question as it stands alone, by the chat model where there is one and the question leans on others.

        And what that took.
        """
        standing = standing_alone(state["question"], state.get("history", ()))
        if self._manner.rewrite is None or not standing.leans:
            return standing, None
        rewritten, usage = self._manner.rewrite(state["question"], state.get("history", ()), config)
        return replace(standing, question=rewritten or standing.question), usage

    def _search(self, state: State) -> tuple[Part, ...]:
        return tuple(self._found(part, state.get("filters")) for part in self._parts(state))

    def _parts(self, state: State) -> tuple[Part, ...]:
        """The parts of the question; itself where a filter that it speaks of would be lost to one of them."""
        question, standalone, filters = state["question"], state["standing"][0].question, state.get("filters")
        parts = parts_asked(question, standalone)
        if len(parts) == 1:
            return parts
        limits = self._coverage(filters, standalone).filters
        same = all(self._coverage(filters, part.searched).filters == limits for part in parts)
        return parts if same else (Part(question, standalone),)

    def _found(self, part: Part, filters: Filters | None) -> Part:
        found = [document.metadata["hit"] for document in self._passages.invoke(part.searched, filters=filters)]
        hits = tuple(without_planted(found, part.searched))
        planted = planted_places(found) if hits != tuple(found) else ()
        hits, asked = with_corrections(hits, self._manner.corrected), asked_time(part.searched)
        strength = evidence_strength(part.telling, hits)
        hits, told = in_time(part.searched, hits, asked)
        return replace(part, hits=hits, strength=strength, planted=planted, asked_time=asked if told else None)

    def _covered(self, state: State) -> Coverage:
        """What was searched, with the nearest hits: of the parts that are left open, and why those do not answer."""
        searched = self._coverage(state.get("filters"), state["standing"][0].question)
        left_open = [part for part in state["parts"] if part.strength < self._manner.min_evidence]
        nearest = merged_hits(left_open or state["parts"])[:_NEAREST]
        why = tuple(lacking(part.telling, hit) for part, hit in nearest) if left_open else ()
        return replace(searched, nearest=tuple(hit for _, hit in nearest), why=why)

    def _compose(self, state: State, config: RunnableConfig) -> Iterator[Partial | Answer]:
        """The answer as it grows, then whole, with the parts that it leaves open; or a refusal."""
        manner = self._manner
        telling = Telling(self._writer, self._judge, state.get("history", ()), manner.unsupported, manner.spare)
        for part in state["parts"]:
            if part.strength >= manner.min_evidence:
                yield from telling.write(part, state.get("fresh", False), config)
            else:
                telling.leave_open(part)
        standing: StandAlone
        standing, rewriting = state["standing"]
        answer = telling.answer(state["question"], standing.question, state["coverage"])
        if answer is None:
            left = (state["question"], standing.question, telling.unanswered, state["coverage"])
            answer = replace(refusal(*left, self._writer.name, self._prompts), held=telling.held)
        enough = self._enough(state["parts"]) if answer.status == "answered" else []
        agreements, compared = self._compared(answer, enough) if enough else ((), {})
        usage = with_rewriting(telling.usage, rewriting)
        if usage and usage.tokens_out and usage.requests and manner.noted:
            manner.noted(usage)
        yield replace(
            answer,
            usage=usage,
            instead=telling.instead,
            planted=tuple(dict.fromkeys(place for part in state["parts"] for place in part.planted)),
            new_topic=standing.new_topic,
            timings_ms={**telling.timings_ms, **compared},
            agreements=agreements,
            asked_time=next((part.asked_time for part in enough if part.asked_time), None),
        )

    def _enough(self, parts: Sequence[Part]) -> list[Part]:
        """Those whose evidence is strong enough to answer them."""
        return [part for part in parts if part.strength >= self._manner.min_evidence]

    def _compared(self, answer: Answer, parts: Sequence[Part]) -> tuple[tuple[Disagreement, ...], dict[str, float]]:
        """Where the sources of the parts that are answered differ, in what was asked and else, and how long it took."""
        began = time.perf_counter()
        asked = [one for part in parts if (one := disagreement(part.searched, part.hits)) is not None]
        besides = unasked(answer, [hit for _, hit in merged_hits(parts)], self._judge, asked)
        return (*asked, *besides), {"compare": _ms_since(began)}


def _ms_since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 3)


def _evidence(state: State) -> float:
    parts: tuple[Part, ...] = state["parts"]
    return max(part.strength for part in parts)
