"""The sheet an answer is composed on: each sentence with its verdict, in the order shown, and what was held back."""

import time
from collections.abc import Sequence
from dataclasses import replace

from onrecord.answering.numbering import Numbering, place_of
from onrecord.answering.planted import LEFT_OUT, without_instructions
from onrecord.answering.speaker import role_of
from onrecord.answers import Citation, Fate, HeldBack, Partial, Sentence, Verdict
from onrecord.grounding.said_so import said_so
from onrecord.grounding.speaker_missing import SOMEBODY, speaker_missing, with_its_article, with_its_speaker
from onrecord.ports import DraftSentence, Judge
from onrecord.types import Turn

__all__ = ["Sheet"]


class Sheet:
    """What is shown so far. A sentence that is drafted twice is there once.

    Args:
        judge: weighs each sentence against only what it cites, in the section it stands in.
        earlier: the conversation so far, whose citations keep their numbers.

    Attributes:
        held: what was held back, in order.
        checking_s: seconds that the judge took so far.
    """

    def __init__(self, judge: Judge, earlier: Sequence[Turn] = ()) -> None:
        self._judge = judge
        self._numbering = Numbering(earlier)
        self._shown: dict[object, Sentence] = {}
        self._framing: DraftSentence | None = None
        self.held: list[HeldBack] = []
        self.checking_s = 0.0

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Those shown, in order; each line that frames has a sentence after it."""
        return tuple(self._shown.values())

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Those that the sentences rest on, by number."""
        return self._numbering.used()

    def partial(self, pending: str = "") -> Partial:
        """The sheet as it stands, with a sentence that awaits its verdict."""
        return Partial(self.sentences, self.citations, pending, len(self.held))

    def frame(self, drafted: DraftSentence) -> None:
        """Put a line over the next sentence that is shown; it takes the place of one that frames nothing yet."""
        self._framing = drafted

    def find(self, drafted: DraftSentence) -> Sentence | None:
        """The sentence as it is shown already; None where it is not."""
        return self._shown.get(_key(drafted))

    def rests_on(self, drafted: DraftSentence) -> bool:
        """Whether all that a sentence cites is cited already, if in part."""
        cited = [(one.source.document_id, one.start, one.end) for one in self.citations]
        return bool(drafted.cites) and all(
            any(
                one.hit.source.document_id == id_ and one.span.start < end and start < one.span.end
                for id_, start, end in cited
            )
            for one in drafted.cites
        )

    def weigh(self, drafted: DraftSentence) -> Verdict:
        """The verdict on a sentence, from only what it cites.

        What a chat model wrote is not weighed against paragraphs that instruct machines: else what they tell it to say
        would be supported by them.
        """
        began = time.perf_counter()
        evidence = [cite.hit.section or cite.hit.passage.text for cite in drafted.cites]
        if drafted.kind == "statement":
            evidence = [without_instructions(text).replace(LEFT_OUT, "") for text in evidence]
        verdict = self._judge.weigh(drafted.text, evidence)
        self.checking_s += time.perf_counter() - began
        return verdict

    def show(self, drafted: DraftSentence, verdict: Verdict) -> None:
        """Show a sentence, under the line that frames it."""
        if self._framing is not None:
            self._shown[len(self._shown)] = Sentence(self._framing.text, "framing")
            self._framing = None
        numbers = tuple(dict.fromkeys(self._numbering.number(cite) for cite in drafted.cites))
        role = role_of(drafted.speaker, drafted.cites)
        self._shown[_key(drafted)] = Sentence(drafted.text, drafted.kind, numbers, verdict, drafted.speaker, role)

    def hold(self, drafted: DraftSentence, verdict: Verdict, fate: Fate, instead: str = "") -> None:
        """Note a sentence that is not shown, and what became of it."""
        self.held.append(HeldBack(drafted.text, verdict, fate, instead))

    def weigh_said(self, drafted: DraftSentence) -> tuple[DraftSentence, Verdict]:
        """The sentence and its verdict; said of its speaker where it is supported only so.

        What somebody said is an opinion, and no fact: where the cited words have a speaker whom the sentence leaves
        out, and it is not supported as it stands, it is weighed as "According to ...". A fact that the passages only
        give as somebody's words is not supported in full.
        """
        passages = [cite.hit.passage for cite in drafted.cites]
        verdict = self.weigh(drafted)
        right = said_so(verdict, drafted.text, passages, self._judge)
        verdict = right or with_its_speaker(verdict, drafted.text, passages)
        speaker = drafted.speaker or speaker_missing(drafted.text, passages)
        if verdict.label == "supported" or speaker in (None, SOMEBODY) or speaker.casefold() in drafted.text.casefold():
            return drafted, verdict
        said = replace(drafted, text=f"According to {with_its_article(speaker, passages)}: {drafted.text}")
        again = self.weigh(said)
        again = said_so(again, said.text, passages, self._judge) or again
        return (said, again) if again.label == "supported" else (drafted, verdict)


def _key(drafted: DraftSentence) -> object:
    return drafted.text, tuple(map(place_of, drafted.cites))
