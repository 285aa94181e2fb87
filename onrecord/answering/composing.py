"""From a draft under way to checked sentences: what holds is shown, what does not is held back, said anew, or replaced.

A sentence of a chat model is shown as it is only where its passages support it in full.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from onrecord.answering.evidence import STATES_ENOUGH
from onrecord.answering.extractive import quote_of
from onrecord.answering.sheet import Sheet
from onrecord.answers import Partial, Verdict
from onrecord.ports import CitedSpan, DraftSentence, Writing

__all__ = ["Composing", "Policy"]

Policy = Literal["replace", "repair", "hold", "show"]
"""What becomes of a sentence that is not supported in full: the documents' words take its place; the model says it anew
once, else they take its place; it is left out; or it is shown, marked as not supported."""


class Composing:
    """One part of an answer on its way to the sheet.

    Args:
        sheet: where it goes.
        writing: the draft under way.
        policy: what becomes of statements that are not supported in full.
        spare: the documents' own words on the same question, most telling first.

    Attributes:
        stands: whether anything of this part stands in the answer, supported at least in part.
        own: whether a sentence of the draft itself, and none in its place, does.
        drafted: whether the draft has had a sentence that claims something.
    """

    def __init__(self, sheet: Sheet, writing: Writing, policy: Policy, spare: Sequence[DraftSentence] = ()) -> None:
        self._sheet, self._writing, self._policy = sheet, writing, policy
        self._spare = [one for one in spare if one.kind == "quote"]
        self.stands = self.own = self.drafted = False

    def take(self, drafted: DraftSentence) -> Iterator[Partial]:
        """Check one sentence and put it, or what takes its place, on the sheet; yields the answer as it then is."""
        if drafted.kind == "framing":
            self._sheet.frame(drafted)
            return
        self.drafted = True
        if shown := self._sheet.find(drafted):
            self._note(shown.verdict)
            return
        if drafted.kind == "statement":  # a quote is as good as checked: it would only flash
            yield self._sheet.partial(drafted.text)
        weighed, verdict = self._weighed(drafted)
        if verdict.label == "supported" or weighed.kind == "quote" or self._policy == "show":
            self._show(weighed, verdict)
            self.own = self.own or verdict.label != "unsupported"
        else:
            self._hold(weighed, verdict)
        yield self._sheet.partial()

    def spare(self) -> Iterator[Partial]:
        """Put the documents' own words on the sheet, those of them that the answer does not rest on yet."""
        for one in self._spare:
            if not self._sheet.rests_on(one):
                self._show(one, self._sheet.weigh(one))
                yield self._sheet.partial()

    def _weighed(self, drafted: DraftSentence) -> tuple[DraftSentence, Verdict]:
        if drafted.kind == "statement":
            return self._sheet.weigh_said(drafted)
        return drafted, self._sheet.weigh(drafted)

    def _hold(self, drafted: DraftSentence, verdict: Verdict) -> None:
        if self._policy == "repair" and (again := self._writing.repaired(drafted, verdict.reason)):
            better, weighed = self._weighed(again)
            if weighed.label == "supported":
                self._sheet.hold(drafted, verdict, "repaired", better.text)
                self._show(better, weighed)
                self.own = True
                return
        spare = None if self._policy == "hold" else self._next_spare(drafted)
        if spare is None:
            self._sheet.hold(drafted, verdict, "dropped")
            return
        self._sheet.hold(drafted, verdict, "replaced", spare.text)
        self._show(spare, self._sheet.weigh(spare))

    def _next_spare(self, drafted: DraftSentence) -> DraftSentence | None:
        """The documents' words for a sentence that does not hold; None where the answer rests on all of them already.

        They are those that the sentence itself cites, where these answer the question nearly as well as the best words
        do; else the most telling ones that are left.
        """
        best = max((cite.span.score for one in self._spare for cite in one.cites), default=0.0)
        cited = [quote_of(cite) for cite in drafted.cites if _score(cite) >= STATES_ENOUGH * best > 0]
        if any(self._sheet.rests_on(one) for one in cited):
            return None
        return next((one for one in (*cited, *self._spare) if not self._sheet.rests_on(one)), None)

    def _show(self, drafted: DraftSentence, verdict: Verdict) -> None:
        if not self._sheet.find(drafted):
            self._sheet.show(drafted, verdict)
        self._note(verdict)

    def _note(self, verdict: Verdict | None) -> None:
        self.stands = self.stands or (verdict is not None and verdict.label != "unsupported")


def _score(cite: CitedSpan) -> float:
    """How well cited words answer the question: the best of their sentences; 0.0 where none was looked at."""
    touched = (one.score for one in cite.hit.evidence if one.start < cite.span.end and cite.span.start < one.end)
    return max(touched, default=0.0)
