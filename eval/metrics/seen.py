"""What a metric sees of one case: what was asked, what came back, and what the judge of the run says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from eval.cases import NEEDS_ALL, Case, Gold
from eval.gold import Located
from onrecord.answers import Answer, Citation, Verdict
from onrecord.types import Document, Hit

__all__ = ["Checked", "Seen"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the judge of the run says of one sentence of the answer.

    Attributes:
        sentence: its place among the sentences of the answer, from 0.
        verdict: given all that the sentence cites; None where the judge failed.
        alone: citation number -> whether that citation alone supports the sentence.
        without: citation number -> whether the others support it; empty for a sentence with one citation or none.
        failure: why the judge gave no verdict; empty where it did.
    """

    sentence: int
    verdict: Verdict | None
    alone: Mapping[int, bool] = field(default_factory=dict)
    without: Mapping[int, bool] = field(default_factory=dict)
    failure: str = ""

    @property
    def supported(self) -> bool:
        """Whether the judge supports the sentence in full."""
        return self.verdict is not None and self.verdict.label == "supported"


@dataclass(frozen=True, slots=True)
class Seen:
    """One case with its answer.

    Attributes:
        case: what was asked.
        answer: what came back.
        hits: what the retriever finds for the question as it was searched, best first.
        located: gold -> where it stands.
        checked: what the judge of the run says, a sentence that claims something each, in order.
        documents: id -> document, of those cited, as they are on record now; a document that is gone is missing.
    """

    case: Case
    answer: Answer
    hits: tuple[Hit, ...] = ()
    located: Mapping[Gold, Located] = field(default_factory=dict)
    checked: tuple[Checked, ...] = ()
    documents: Mapping[str, Document] = field(default_factory=dict)

    @property
    def answered(self) -> bool:
        """Whether the answer is none but a refusal."""
        return self.answer.status == "answered"

    @property
    def broken(self) -> bool:
        """Whether gold of the case that is looked for is not on record."""
        also = () if self.case.kind in NEEDS_ALL else self.case.also
        return any(one not in self.located for one in (*self.case.gold, *also))

    @property
    def wanted(self) -> list[tuple[Located, ...]]:
        """What evidence is wanted: of each group one place; empty for an unanswerable question.

        Each gold is a group of a kind that needs all; else all gold, and what is as good, is one group.
        """
        gold = [self.located[one] for one in self.case.gold if one in self.located]
        if self.case.kind in NEEDS_ALL:
            return [(one,) for one in gold]
        also = [self.located[one] for one in self.case.also if one in self.located]
        return [(*gold, *also)] if gold else []

    def cited(self, place: Located) -> list[Citation]:
        """The citations that have words of a place, or whose words nearly all stand there too."""
        return [
            one
            for one in self.answer.citations
            if _overlaps(place, one.source.document_id, one.start, one.end)
            or any(_overlaps(place, other.source.document_id, other.start, other.end) for other in one.places)
        ]

    def cited_of(self, group: Sequence[Located]) -> list[Citation]:
        """The citations that have words of any of these places."""
        return [citation for place in group for citation in self.cited(place)]

    def found_at(self, group: Sequence[Located]) -> list[int]:
        """Ranks, from 1, of the hits that have words of any of these places."""
        return [rank for rank, hit in enumerate(self.hits, 1) if any(_found(place, hit) for place in group)]


def _found(place: Located, hit: Hit) -> bool:
    passage = hit.passage
    here = _overlaps(place, passage.document_id, passage.start, passage.end)
    return here or any(_overlaps(place, one.source.document_id, one.start, one.end) for one in hit.places)


def _overlaps(place: Located, document_id: str, start: int, end: int) -> bool:
    """Whether a range shares at least half of the shorter of both with a place: a letter at the edge is no evidence."""
    return place.document_id == document_id and any(
        2 * (min(end, span.end) - max(start, span.start)) >= min(end - start, span.end - span.start)
        for span in place.spans
    )
