"""The parts of one question told one after the other: written, checked, and what is left open."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from onrecord.answering.checked import answered, with_unanswered
from onrecord.answering.composing import Composing, Policy
from onrecord.answering.lacking import lacking
from onrecord.answering.parts import Part
from onrecord.answering.sheet import Sheet
from onrecord.answering.used import all_used
from onrecord.answers import Answer, Coverage, HeldBack, Partial, Unanswered, Usage
from onrecord.errors import ModelUnavailable
from onrecord.ports import DraftSentence, Judge, Writer, Writing
from onrecord.types import Turn

__all__ = ["Telling"]

_UNSUPPORTED: Final = "no sentence that was written is supported by the passages it cites"


class Telling:
    """One answer on its way.

    Args:
        writer: drafts each part.
        judge: checks each sentence.
        history: the conversation so far.
        policy: what becomes of statements that are not supported in full.
        spare: writes what takes their place, and the place of a model that fails; None for nothing.

    Attributes:
        unanswered: the parts left open so far.
        instead: what went wrong with the chat model, where the documents' own words stand in its place.
    """

    def __init__(
        self, writer: Writer, judge: Judge, history: Sequence[Turn], policy: Policy, spare: Writer | None
    ) -> None:
        self._writer, self._judge, self._policy, self._spare = writer, judge, policy, spare
        self._sheet = Sheet(judge, history)
        self._usages: list[Usage] = []
        self._began = time.perf_counter()
        self._first_checked_ms: float | None = None
        self._stands = self._own = False
        self.unanswered: list[Unanswered] = []
        self.instead = ""

    @property
    def held(self) -> tuple[HeldBack, ...]:
        """The sentences that were held back."""
        return tuple(self._sheet.held)

    @property
    def usage(self) -> Usage | None:
        """What the model took for all parts; None where none was asked."""
        usage = all_used(self._usages)
        return replace(usage, first_checked_ms=self._first_checked_ms) if usage else None

    @property
    def timings_ms(self) -> dict[str, float]:
        """Milliseconds so far by stage."""
        check = self._sheet.checking_s
        write = max(0.0, time.perf_counter() - self._began - check)
        return {"write": round(write * 1000, 3), "check": round(check * 1000, 3)}

    def leave_open(self, part: Part) -> None:
        """Note a part for which the evidence is too weak."""
        self.unanswered.append(Unanswered(part.asked, _nearest(part)))

    def write(self, part: Part, fresh: bool, trace: Any) -> Iterator[Partial]:  # noqa: ANN401 - LangChain's config
        """Write and check one part; yields the answer whenever a sentence of it is complete, or checked."""
        began = time.perf_counter()
        writing = self._writer.begin(part.searched, part.hits, fresh, trace)
        composing = Composing(self._sheet, writing, self._policy, self._quotes(part))
        draft = _Draft(writing)
        for drafted in draft.sentences():
            if drafted is None:
                yield self._sheet.partial()
            else:
                yield from composing.take(drafted)
                self._note_first(writing.usage, began)
        wrong = draft.wrong
        usage = writing.usage
        if usage and (usage.requests or usage.cached):
            self._usages.append(usage)
            wrong = wrong or _of_no_use(usage.model, writing, composing)
        if wrong:
            yield from composing.spare()
            self.instead = self.instead or wrong
        self._own = self._own or composing.own
        self._stands = self._stands or composing.stands
        if not composing.stands:
            self.unanswered.append(Unanswered(part.asked, self._why_open(part, composing, writing.declined)))

    def answer(self, question: str, standalone: str, coverage: Coverage) -> Answer | None:
        """The answer with the parts that it leaves open; None where nothing in it is supported."""
        if not self._stands:
            return None
        spare = self._spare if self.instead and not self._own else None
        writer = (spare or self._writer).name
        answer = answered(question, standalone, self._sheet, coverage, (writer, self._judge.name))
        return with_unanswered(answer, self.unanswered)

    def _quotes(self, part: Part) -> list[DraftSentence]:
        if self._spare is None:
            return []
        return [one for one in self._spare.begin(part.searched, part.hits).sentences() if one is not None]

    def _note_first(self, usage: Usage | None, began: float) -> None:
        """Keep when the first sentence of a model had its verdict."""
        if self._first_checked_ms is None and usage:
            self._first_checked_ms = round((time.perf_counter() - began) * 1000, 3)

    def _why_open(self, part: Part, composing: Composing, declined: bool) -> str:
        """Why a part is not answered; empty where nothing was found for it."""
        if declined:
            return f"{self._writer.name} found no answer in the passages it was given"
        return _UNSUPPORTED if composing.drafted else _nearest(part)


class _Draft:
    """The sentences of a draft, and what went wrong with its writer; of errors of others it knows nothing."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self.wrong = ""

    def sentences(self) -> Iterator[DraftSentence | None]:
        """The sentences until there is none, or none can be had."""
        sentences = self._writing.sentences()
        while True:
            try:
                drafted = next(sentences)
            except StopIteration:
                return
            except ModelUnavailable as error:
                self.wrong = str(error)
                return
            yield drafted


def _of_no_use(model: str, writing: Writing, composing: Composing) -> str:
    """Why nothing of what a model wrote stands in the answer; empty where something does, or it found no answer."""
    if writing.declined or composing.own:
        return ""
    if not composing.drafted:
        return f"{model} wrote no sentence that says anything on the question."
    return f"Nothing that {model} wrote is supported in full by the passages it cites."


def _nearest(part: Part) -> str:
    return f"the nearest passage {lacking(part.telling, part.hits[0])}" if part.hits else ""
