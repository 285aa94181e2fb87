"""The values that an answer is made of: citations, verdicts, sentences, and what was searched; frozen.

As those of :mod:`onrecord.types` they refuse nonsense at birth.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from onrecord.types import Hit, Place, Source, Span

__all__ = [
    "Answer",
    "Citation",
    "Coverage",
    "Sentence",
    "SentenceKind",
    "Unanswered",
    "Verdict",
    "VerdictLabel",
]

VerdictLabel = Literal["supported", "partly", "unsupported"]
SentenceKind = Literal["quote", "statement", "framing"]


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a document that can be found again, or be seen to have changed.

    Attributes:
        number: the ``[n]`` of the answer, from 1.
        source: the document, with the SHA-256 the file had.
        page: page of the first quoted character, from 1; None for a format without pages.
        start: first character of the quote in the document's text.
        end: one past its last.
        quote: exactly ``document.text[start:end]``.
        places: where nearly the same passage stands too.
        read: the range of the document around the quote that the sentence's checker reads; None where only the quote.
    """

    number: int
    source: Source
    page: int | None
    start: int
    end: int
    quote: str
    places: tuple[Place, ...] = ()
    read: Span | None = None

    def __post_init__(self) -> None:
        if self.number < 1 or not 0 <= self.start < self.end or len(self.quote) != self.end - self.start:
            raise ValueError(f"citation [{self.number}]: [{self.start}:{self.end}] does not span its quote")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checker says of one sentence, having read only the passages it cites.

    ``score``, in [0, 1], rises with how likely the sentence is supported; ``reason`` is one line that names the words
    the verdict rests on, never empty. ``offending`` are the words that are not supported, as far as the checker can
    tell them: ranges (start, end) of the sentence that it was given, ascending, none touching another.
    """

    label: VerdictLabel
    score: float
    reason: str
    offending: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"a verdict's score is in [0, 1], not {self.score}")
        ends = [end for span in self.offending for end in span]
        if any(end < 0 for end in ends) or sorted(set(ends)) != ends:
            raise ValueError(f"{self.offending} are not ranges of characters in order")
        if not self.reason:
            raise ValueError("a verdict gives its reason")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer.

    Attributes:
        text: the words, white space folded to single spaces, without marks.
        kind: ``quote`` (verbatim), ``statement`` (a writer's words), ``framing`` (claims nothing, no verdict).
        citations: numbers of the citations it rests on; empty only for framing or for an unsupported statement.
        speaker: who said it, where the document says so; else None.
    """

    text: str
    kind: SentenceKind
    citations: tuple[int, ...] = ()
    verdict: Verdict | None = None
    speaker: str | None = None

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a sentence has words")
        if self.kind != "framing" and self.verdict is None:
            raise ValueError(f"no verdict for {self.text!r}")


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was searched, so that a refusal can be trusted: documents that passed the filters, and their passages.

    ``failed_documents`` counts files that were meant to be on record and could not be read; ``filters`` are those that
    were on; ``nearest`` has the best few hits, of a question that is answered in part those of the parts left open, and
    ``why``, in the same order, why each is no answer to its part; it is empty where all of the question is answered.
    """

    documents_searched: int
    passages_searched: int
    failed_documents: int = 0
    filters: Mapping[str, str] = field(default_factory=dict)
    nearest: tuple[Hit, ...] = ()
    why: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.why and len(self.why) != len(self.nearest):
            raise ValueError(f"{len(self.why)} reasons for {len(self.nearest)} nearest hits")


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A part of a question that the documents do not answer, and why the nearest passage does not."""

    question: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in which every sentence can be checked, or a refusal that says what was searched.

    Attributes:
        question: as asked.
        standalone_question: as searched, with what the conversation adds; the same where nothing was added.
        status: ``answered`` or ``abstained``.
        reason: why it abstained, or what the answer rests on; one line.
        text: the answer as shown, with ``[n]`` marks.
        sentences: in the order shown; empty when abstained.
        citations: by number, ascending from 1; empty when abstained.
        coverage: what was searched.
        writer: name of the writer.
        timings_ms: milliseconds by stage, and ``total``.
        evidence: how likely what was found answers the question, or the best answered part of it, in [0, 1]; the answer
            is a refusal below a setting.
        judge: name of what checked the sentences; empty for a refusal, which has none.
        unanswered: the parts of an answered question that are not answered; empty for most answers, and for refusals.
    """

    question: str
    standalone_question: str
    status: Literal["answered", "abstained"]
    reason: str
    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    coverage: Coverage
    writer: str
    timings_ms: Mapping[str, float]
    evidence: float = 0.0
    unanswered: tuple[Unanswered, ...] = ()
    judge: str = ""

    def __post_init__(self) -> None:
        known = {citation.number for citation in self.citations}
        if any(number not in known for sentence in self.sentences for number in sentence.citations):
            raise ValueError("a sentence cites a number that no citation has")
        if self.status == "answered" and not self.sentences:
            raise ValueError("an answer has sentences")
