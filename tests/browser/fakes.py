"""A small library of our own fiction, and partners that play the roles of :mod:`onrecord.ports` over it.

None of the people, places and figures exist.
"""

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from onrecord.answers import Answer, Citation, Coverage, Partial, Sentence, Verdict
from onrecord.errors import BadInput, EmptyLibrary, LibraryError, UnknownDocument
from onrecord.ports import IngestReport, Progress, Stage
from onrecord.reviews import Review
from onrecord.types import Document, Filters, Hit, Passage, Source, Turn
from tests.earlier import KeepsEarlier

WIRE_TEXT = """PELL HARBOUR, 18 April (Harbour Wire) - Dredging of the inner channel was
halted on Thursday after divers found mercury in the sediment, the harbour
authority said.

The work had begun in February and was due to end in June. Two barges stood
idle at the north quay on Thursday afternoon.

"Nobody will move another shovel of mud until we know what is in it," said
Mara Venn, who chairs the authority. She put the cost of the delay at 40,000
crowns a day.

The contractor, Oldane Marine, disputed that figure. "It is nearer to half of
that," its spokesman Piet Sorrel told reporters at the quay.

Samples taken in March by the university of Lower Pell held 3.1 milligrams of
mercury per kilogram, six times the limit for disposal at sea. The authority
received those results on 2 April, sixteen days before it stopped the work.

Fishing cooperatives on the outer bank asked for their own tests. Their
chairwoman, Ines Hallow, said the boats would keep to the eastern grounds until
results were in. No catch has been withdrawn from sale.

The town council meets on Monday to hear both sides."""

BRIEFING_PAGES = (
    """Briefing note 14
Sediment in Pell Harbour: what is known

1. Purpose
This note sets out what the Ministry of Coasts knew on 22 April about mercury in the sediment of the inner channel.
""",
    """2. Findings
The first laboratory report reached the ministry on 5 April. It was filed as routine and read on 17 April.

Mercury stood between 2.4 and 3.3 milligrams per kilogram in nine of twelve samples.
The limit for disposal at sea is 0.5 milligrams per kilogram.

Station  Depth  Mercury
N1  0.5 m  3.3
N2  0.5 m  2.9
N3  1.0 m  2.4
""",
    """3. Next steps
The ministry advises that dredging should not resume before the second round of samples, expected on 20 May.
Fishing grounds east of the outer bank show no raised levels.
""",
)

FILING_TEXT = """Oldane Marine plc
Annual report, extract

The Pell Harbour contract is worth 6.2 million crowns over five months. It contains a clause under which the company is
paid 18,500 crowns for each day of delay that it has not caused.

The board regards the suspension as temporary."""


def source(name: str, title: str, content: str, form: str, **named: str) -> Source:
    """The source of a document of that content."""
    digest = hashlib.sha256(content.encode()).hexdigest()
    return Source(
        f"doc-{hashlib.sha256(name.encode()).hexdigest()[:8]}", f"/library/{name}", title, digest, form, **named
    )


def library() -> list[Document]:
    """Three documents: a wire story, a briefing with pages, a filing."""
    pages = "".join(BRIEFING_PAGES)
    starts = tuple(sum(map(len, BRIEFING_PAGES[:page])) for page in range(len(BRIEFING_PAGES)))
    wire = source("wire-0418.txt", "Dredging halted at Pell Harbour", WIRE_TEXT, "txt",
                  outlet="Harbour Wire", published="2024-04-18")  # fmt: skip
    note = source("briefing-14.pdf", "Sediment in Pell Harbour: what is known", pages, "pdf",
                  outlet="Ministry of Coasts", published="2024-04-22")  # fmt: skip
    filing = source("oldane-annual-report.docx", "Oldane Marine plc: annual report, extract", FILING_TEXT, "docx",
                    author="Oldane Marine plc", published="2024-03")  # fmt: skip
    return [Document(wire, WIRE_TEXT), Document(note, pages, starts), Document(filing, FILING_TEXT)]


def cite(number: int, document: Document, quote: str) -> Citation:
    """The citation of ``quote``, whose line ends may differ from the document's."""
    start = document.text.replace("\n", " ").index(quote.replace("\n", " "))
    end = start + len(quote)
    return Citation(number, document.source, document.page_at(start), start, end, document.text[start:end])


def quoting(citation: Citation, speaker: str | None = None) -> Sentence:
    """The sentence that quotes a citation."""
    verdict = Verdict("supported", 1.0, "the words stand in the document, letter for letter")
    return Sentence(" ".join(citation.quote.split()), "quote", (citation.number,), verdict, speaker)


def answered(question: str, citations: Sequence[Citation], sentences: Sequence[Sentence], **more: str) -> Answer:
    """An answer that searched the whole small library."""
    text = " ".join(s.text + "".join(f" [{n}]" for n in s.citations) for s in sentences)
    coverage, timings = Coverage(26, 140, 1), {"retrieve": 80.0, "total": 121.0}
    searched = more.get("searched", question)
    return Answer(question, searched, "answered", "rests on quoted sentences", text, tuple(sentences), tuple(citations),
                  coverage, "extractive", timings)  # fmt: skip


def refused(question: str, nearest: Sequence[Hit] = ()) -> Answer:
    """A refusal that searched the whole small library."""
    reason = "No passage says who paid for the samples; the nearest ones are about how they were taken."
    why = tuple("mentions \u201csamples\u201d but no name" for _ in nearest)
    coverage = Coverage(26, 140, 1, {"since": "2024-01-01"}, tuple(nearest), why)
    text = f"Your documents do not answer this. {reason}"
    return Answer(question, question, "abstained", reason, text, (), (), coverage, "extractive", {"total": 64.0})


def hit(document: Document, start: int, end: int) -> Hit:
    """A passage of that range."""
    text = document.text[start:end]
    passage = Passage(document.source.document_id, 0, start, end, text, (), document.page_at(start))
    return Hit(passage, document.source, 0.4)


class FakeShelf(KeepsEarlier):
    """Holds documents by id; a test may take them away or put changed ones in."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.by_id = {document.source.document_id: document for document in documents}
        self.earlier = dict[tuple[str, str], tuple[Document, str | None]]()

    def sources(self) -> list[Source]:
        """By title."""
        return sorted((document.source for document in self.by_id.values()), key=lambda known: known.title)

    def document(self, document_id: str) -> Document:
        """By id."""
        if document_id not in self.by_id:
            raise UnknownDocument(f"no document has the id {document_id}")
        return self.by_id[document_id]


class ScriptedAnswerer:
    """Gives the scripted answer whose key occurs in the question; keeps the history it was given.

    A question with "slow" in it waits after the first stage until :attr:`go_on` is set or the stream is closed.
    """

    def __init__(self, script: Mapping[str, Answer | Exception]) -> None:
        self.script, self.histories, self.asked = script, list[list[Turn]](), list[str]()
        self.fresh = list[bool]()
        self.go_on, self.closed = threading.Event(), threading.Event()

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None, *, fresh: bool = False
    ) -> Answer:
        """The last value of the stream."""
        *_, last = self.ask_stream(question, history, filters, fresh=fresh)
        assert isinstance(last, Answer)
        return last

    def ask_stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None, *, fresh: bool = False
    ) -> Iterator[Stage | Partial | Answer]:
        """Three stages and the answer."""
        self.asked.append(question)
        self.histories.append(list(history))
        self.fresh.append(fresh)
        if not any(letter.isalnum() for letter in question):
            raise BadInput("The question holds no word. Ask in words, for example: who halted the dredging?")
        try:
            yield "searching"
            while "slow" in question and not self.go_on.wait(0.05):
                yield "searching"
            yield "writing"
            yield "checking"
            yield from self._growing(question)
            yield self._scripted(question)
        finally:
            self.closed.set()

    def _growing(self, question: str) -> Iterator[Partial]:
        """The answer as it grows: here it comes as a whole."""
        yield from ()

    def _scripted(self, question: str) -> Answer:
        found = next((result for key, result in self.script.items() if key in question.lower()), None)
        if isinstance(found, Exception):
            raise found
        return found or refused(question)


class EmptyAnswerer(ScriptedAnswerer):
    """Has nothing to search."""

    def ask_stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None, *, fresh: bool = False
    ) -> Iterator[Stage | Partial | Answer]:
        """Refuses as an empty library does."""
        raise EmptyLibrary("nothing has been ingested yet")


class FakeIngester:
    """Puts text files on a shelf; other endings fail."""

    def __init__(self, shelf: FakeShelf) -> None:
        self.shelf, self.locations = shelf, list[str]()

    def ingest(
        self, paths: Sequence[str], collection: str = "default", progress: Progress | None = None
    ) -> Iterator[IngestReport]:
        """One report a file."""
        for path in paths:
            self.locations.append(path)
            if not path.endswith((".txt", ".md")):
                yield IngestReport(path, "failed", "Onrecord does not read this format; convert it to text or PDF.")
                continue
            text = Path(path).read_text(encoding="utf-8")
            known = source(Path(path).name, Path(path).stem, text, "txt")
            unchanged = self.shelf.by_id.get(known.document_id)
            if unchanged is not None and unchanged.source.sha256 == known.sha256:
                yield IngestReport(path, "unchanged", document_id=known.document_id)
                continue
            self.shelf.by_id[known.document_id] = Document(known, text)
            yield IngestReport(path, "added", document_id=known.document_id, passages=1)


class FakeReviews:
    """Holds reviews by id; while :attr:`full` it refuses them as a full disk does."""

    def __init__(self) -> None:
        self.by_id, self.full = dict[str, Review](), False

    def note(self, review: Review) -> None:
        """Put in place of the one with its id."""
        if self.full:
            raise LibraryError("The review could not be stored: disk full")
        self.by_id.pop(review.id, None)
        if not review.empty:
            self.by_id[review.id] = review

    def reviews(self) -> list[Review]:
        """Oldest first."""
        return sorted(self.by_id.values(), key=lambda review: review.when)
