"""Small values for the tests of metrics: a case, its answer, and what a judge that was told its lines says."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from eval.cases import Case, Gold
from eval.checking import check_sentences
from eval.gold import Shelf, located
from eval.metrics.seen import Seen
from onrecord.answers import Answer, Citation, Coverage, Sentence, SentenceKind, Verdict, VerdictLabel
from onrecord.types import Document, Hit
from tests.fakes import MemorySink, a_hit, a_source

__all__ = [
    "GULLS",
    "KILN",
    "ScriptedJudge",
    "a_case",
    "answer_of",
    "cites",
    "document_of",
    "found",
    "refusal",
    "said",
    "seen_of",
    "shelf_of",
]

YES = Verdict("supported", 0.9, "it says so")


def document_of(text: str, name: str = "kiln", page_starts: tuple[int, ...] = (), **source: str | None) -> Document:
    """A document of this text, called ``/docs/NAME.txt`` unless its source says otherwise."""
    return Document(a_source(name, **source), text, page_starts)


KILN = document_of("The kiln at Marl End was built in 1931. It burns wood. Dora Fenn runs it, and fires it on Mondays.")
GULLS = document_of("Gulls nest on the kiln. The kiln was sold in 1987 for 40 crowns.", "gulls")


def shelf_of(*documents: Document) -> Shelf:
    """These documents on record."""
    sink = MemorySink()
    for document in documents:
        sink.stored[document.source.location, document.source.collection] = (document, [])
    return Shelf(sink)


def a_case(*gold: Gold, **changes: Any) -> Case:
    """A case with this gold, of a kind that fits it."""
    kind = "answerable" if gold else "unanswerable"
    return Case(**{"id": "kiln-1", "question": "When was the kiln built?", "kind": kind, "gold": gold, **changes})


def cites(quote: str, document: Document = KILN, number: int = 1, **changes: Any) -> Citation:
    """A citation of words where they stand first in a document."""
    start = document.text.index(quote)
    right = Citation(number, document.source, document.page_at(start), start, start + len(quote), quote)
    return replace(right, **changes)


def said(text: str, *numbers: int, kind: SentenceKind = "statement", speaker: str | None = None) -> Sentence:
    """A sentence of an answer that cites these numbers."""
    return Sentence(text, kind, numbers, None if kind == "framing" else YES, speaker)


def answer_of(sentences: Sequence[Sentence], citations: Sequence[Citation] = (), **changes: Any) -> Answer:
    """An answer of these sentences; its text has the marks."""
    text = " ".join(one.text + "".join(f" [{number}]" for number in one.citations) for one in sentences)
    given: dict[str, Any] = {"text": text, "reason": "rests on what it cites", "timings_ms": {}, "status": "answered"}
    return Answer(
        **{
            "question": "",
            "standalone_question": "",
            "sentences": tuple(sentences),
            "citations": tuple(citations),
            "coverage": Coverage(2, 2),
            "writer": "extractive",
            **given,
            **changes,
        }
    )


def refusal(reason: str = "nothing names a year", **changes: Any) -> Answer:
    """A refusal that shows its reason."""
    return answer_of((), status="abstained", **{"reason": reason, "text": reason, **changes})


class ScriptedJudge:
    """A judge that supports a claim where its evidence has all the words that the script wants for it.

    Args:
        wants: claim -> words that the evidence must have between its texts; a claim that is not there is unsupported.
        error: raised instead of a verdict on a claim that is not there.
    """

    name = "scripted"

    def __init__(self, wants: Mapping[str, Sequence[str]] | None = None, error: Exception | None = None) -> None:
        self._wants, self._error = wants or {}, error
        self.read: list[tuple[str, tuple[str, ...]]] = []

    def weigh(self, claim: str, evidence: Sequence[str]) -> Verdict:
        self.read.append((claim, tuple(evidence)))
        if claim not in self._wants:
            if self._error:
                raise self._error
            return Verdict("unsupported", 0.0, "nothing says so")
        there = [any(word in text for text in evidence) for word in self._wants[claim]]
        label: VerdictLabel = "supported" if all(there) and evidence else "partly" if any(there) else "unsupported"
        return Verdict(label, sum(there) / len(there), f"{sum(there)} of {len(there)} words are in it")


def seen_of(
    case: Case,
    answer: Answer,
    documents: Sequence[Document] = (KILN, GULLS),
    hits: Sequence[Hit] = (),
    judge: ScriptedJudge | None = None,
) -> Seen:
    """What the metrics see of an answer with these documents on record; judged only where there is a judge."""
    known = {document.source.document_id: document for document in documents}
    places, _ = located(case, shelf_of(*documents))
    checked = check_sentences(answer, known, judge) if judge else ()
    return Seen(case, answer, tuple(hits), places, checked, known)


def found(*quotes: tuple[str, Document] | None) -> tuple[Hit, ...]:
    """Hits in this order: on these words of a document, or, for None, on a document that has nothing to do with it."""
    return tuple(_hit(one[0], one[1]) if one else _hit("The ferry is late.", FERRY) for one in quotes)


FERRY = document_of("The ferry is late.", "ferry")


def _hit(quote: str, document: Document) -> Hit:
    return a_hit(quote, document.source.document_id, start=document.text.index(quote))
