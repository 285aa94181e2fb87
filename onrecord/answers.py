"""The values that an answer is made of: citations, verdicts, sentences, and what was searched; frozen.

As those of :mod:`onrecord.types` they refuse nonsense at birth.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from onrecord.agreement import Disagreement
from onrecord.asked_time import AskedTime
from onrecord.moments import Moment
from onrecord.types import Hit, Place, Source, Span

__all__ = [
    "Answer",
    "Citation",
    "Coverage",
    "Fate",
    "HeldBack",
    "Partial",
    "Sentence",
    "SentenceKind",
    "Unanswered",
    "Usage",
    "Verdict",
    "VerdictLabel",
]

VerdictLabel = Literal["supported", "partly", "unsupported"]
SentenceKind = Literal["quote", "statement", "framing"]
Fate = Literal["repaired", "replaced", "dropped"]
"""What became of a sentence that was held back: said again by its writer, words of a document in its place, or none."""


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
        moments: the dates in the quote, as its document's date tells what they mean; offsets are of the document.
        corrected: the passage of another document found with it that corrects it; None for most.
    """

    number: int
    source: Source
    page: int | None
    start: int
    end: int
    quote: str
    places: tuple[Place, ...] = ()
    read: Span | None = None
    moments: tuple[Moment, ...] = ()
    corrected: Place | None = None

    def __post_init__(self) -> None:
        if self.number < 1 or not 0 <= self.start < self.end or len(self.quote) != self.end - self.start:
            raise ValueError(f"citation [{self.number}]: [{self.start}:{self.end}] does not span its quote")
        if any(one.start < self.start or one.end > self.end for one in self.moments):
            raise ValueError(f"citation [{self.number}]: a moment reaches outside its quote")


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
        speaker: who said it, where the document says so, by the name it introduced them with; else None.
        role: what the document calls the speaker, such as "harbour master"; of one whom it does not name all that it
            tells; None where it tells none.
    """

    text: str
    kind: SentenceKind
    citations: tuple[int, ...] = ()
    verdict: Verdict | None = None
    speaker: str | None = None
    role: str | None = None

    @property
    def said_by(self) -> str:
        """The speaker with the role, or the role alone, as it is shown; empty where neither is known.

        A role that begins with the speaker is the name of a body in full, and stands alone.
        """
        if self.speaker and self.role and self.role.casefold().startswith(f"{self.speaker.casefold()} "):
            return self.role
        return ", ".join(part for part in (self.speaker, self.role) if part)

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
class HeldBack:
    """A sentence that a model wrote and that is not shown as part of the answer.

    Attributes:
        text: as it was written.
        verdict: why it is not shown.
        fate: what became of it.
        instead: the words that stand in its place; empty where it was dropped.
    """

    text: str
    verdict: Verdict
    fate: Fate
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a chat model took for an answer, all its requests together.

    Attributes:
        model: its name, as in the setting ``writer``.
        tokens_in: tokens it read; None where its provider does not say.
        tokens_out: tokens it wrote; None where its provider does not say.
        first_word_ms: from the first request to the first word of its reply; None where there is none.
        first_sentence_ms: to the end of the first sentence that claims something; None where there is none.
        first_checked_ms: to its verdict; None where there is none.
        took_ms: waiting for the model, all in all.
        passages: how many passages it was given.
        requests: how often it was asked, attempts that failed included; 0 where the reply was at hand.
        cached: whether the reply is an earlier one to the same question of the same documents.
        unmarked: sentences that named no passage, and were given those they come nearest to.
        unknown_marks: marks dropped because no passage has their number.
        truncated: whether the reply ended at its limit.
    """

    model: str
    tokens_in: int | None = None
    tokens_out: int | None = None
    first_word_ms: float | None = None
    first_sentence_ms: float | None = None
    first_checked_ms: float | None = None
    took_ms: float = 0.0
    passages: int = 0
    requests: int = 0
    cached: bool = False
    unmarked: int = 0
    unknown_marks: int = 0
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Partial:
    """An answer while it is written.

    Attributes:
        sentences: those that have their verdict, in the order shown.
        citations: of these, by number.
        pending: a sentence that is complete and awaits its verdict; empty where none does.
        held: how many were held back so far.
    """

    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    pending: str = ""
    held: int = 0


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
        citations: by number, ascending; empty when abstained. They count from 1, but for words that an earlier
            answer of the conversation cites: these keep its number, and new ones get numbers that it did not use.
        coverage: what was searched.
        writer: name of the writer.
        timings_ms: milliseconds by stage, and ``total``.
        evidence: how likely what was found answers the question, or the best answered part of it, in [0, 1]; the answer
            is a refusal below a setting.
        judge: name of what checked the sentences; empty for a refusal, which has none.
        held: sentences of a model that are not shown as part of the answer.
        usage: what the model took; None where no model was asked.
        instead: why the documents' own words answer although a chat model is set: what went wrong with it; else empty.
        planted: where passages that were found instruct machines that read them, which is left aside.
        new_topic: whether the question left the topic of the conversation.
        unanswered: the parts of an answered question that are not answered; empty for most answers, and for refusals.
        agreements: where the sources of the answer differ in what was asked, each version; empty where they agree, or
            where it could not be told whether they do.
        asked_time: the time whose state is asked for, where documents of that time were put before others; else None.
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
    held: tuple[HeldBack, ...] = ()
    usage: Usage | None = None
    instead: str = ""
    planted: tuple[Place, ...] = ()
    new_topic: bool = False
    agreements: tuple[Disagreement, ...] = ()
    asked_time: AskedTime | None = None

    def __post_init__(self) -> None:
        known = {citation.number for citation in self.citations}
        if any(number not in known for sentence in self.sentences for number in sentence.citations):
            raise ValueError("a sentence cites a number that no citation has")
        if self.status == "answered" and not self.sentences:
            raise ValueError("an answer has sentences")

    @property
    def as_of(self) -> str | None:
        """The latest publication date among the documents cited, ISO 8601; None where none of them has one."""
        return max((one.source.published for one in self.citations if one.source.published), default=None)
