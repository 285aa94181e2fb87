"""What the page is given beside answers: files and their pages, a catalogue to tend, drafts to check, runs to read.

Roles as Protocols, as in :mod:`onrecord.ports`, and their frozen values. Every method is called from several threads.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from onrecord.agreement import Contradiction
from onrecord.answers import Verdict
from onrecord.ports import DocumentShelf
from onrecord.types import Filters, Hit, Source

__all__ = [
    "Box",
    "Catalogue",
    "CheckedClaim",
    "Claim",
    "DraftChecker",
    "DraftedCase",
    "Entry",
    "Evaluation",
    "Failure",
    "OnPage",
    "Originals",
    "RunHeading",
    "RunProgress",
]


# ---- the files themselves -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in fractions of the page's width and height from its upper left corner, each in [0, 1]."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class OnPage:
    """Where some words stand on one page: a box a line; ``page`` counts from 1."""

    page: int
    boxes: tuple[Box, ...]


class Originals(Protocol):
    """The files that documents were made from, as long as they are what they were.

    Each method raises UnknownDocument where no document has that id, and OriginalChanged or OriginalMissing where the
    file is not what was ingested.
    """

    def path(self, document_id: str) -> Path:
        """The file, its hash just compared with the one on record."""
        ...

    def pages(self, document_id: str) -> int:
        """How many pages it has; 0 for a format without pages."""
        ...

    def shape(self, document_id: str, page: int) -> tuple[float, float]:
        """Width and height of a page in points, before any image of it is made.

        Raises:
            BadInput: it has no such page.
        """
        ...

    def image(self, document_id: str, page: int, width: int) -> bytes:
        """A page as a WebP picture, ``width`` pixels wide (300 to 2400), kept for the next time.

        Raises:
            BadInput: it has no such page, or the width is out of range.
        """
        ...

    def boxes(self, document_id: str, page: int, quote: str, start: int | None = None) -> tuple[OnPage, ...]:
        """Where a quote that starts on ``page`` stands: its boxes by page; empty where it cannot be found.

        ``start``, where it begins in the document's text, tells words that stand on the page more than once apart.
        """
        ...


# ---- the catalogue --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """A document on record, as the library's table shows it.

    Attributes:
        source: what names it.
        pages: how many pages it has; 0 for a format without pages.
        passages: how many passages.
        notes: what its reader could not read, a line each.
    """

    source: Source
    pages: int
    passages: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read: where it is, the collection it was meant for, and why, with what to do."""

    location: str
    collection: str
    reason: str


class Catalogue(DocumentShelf, Protocol):
    """What is on record, to be tended."""

    def entries(self) -> list[Entry]:
        """Every document, by title."""
        ...

    def failures(self) -> list[Failure]:
        """Every file that could not be read, by place."""
        ...

    def collections(self) -> list[str]:
        """The collections that hold a document, by name."""
        ...

    def edit(
        self, document_id: str, *, title: str, author: str | None, outlet: str | None, published: str | None
    ) -> None:
        """Give a document other particulars; it is indexed anew with them.

        Raises:
            UnknownDocument: no document has that id.
            BadInput: the title is empty, or the date no date.
        """
        ...

    def reindex(self, document_id: str) -> int:
        """Split and embed the text on record anew; returns the number of passages.

        Raises:
            UnknownDocument: no document has that id.
        """
        ...

    def remove(self, document_id: str) -> None:
        """Take a document off the record and every index, and make sure that it is gone; its file is not touched.

        Raises:
            UnknownDocument: no document has that id.
            DamagedLibrary: a trace of it is left in an index; the message says where.
        """
        ...

    def forget_failure(self, location: str, collection: str) -> None:
        """Take a file that could not be read off the list; the library's own copy of an uploaded one is deleted."""
        ...


# ---- drafts to check ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a draft: a character range, and whether it claims anything (a heading does not)."""

    start: int
    end: int
    claims: bool


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """What was found of one sentence.

    Attributes:
        text: as it was checked: white space folded; the ranges of the verdict are of it.
        verdict: what the judge says, given the passages of ``hits``.
        hits: the passages nearest to it, best first.
        contradicted: by other documents, each once, the nearest first; empty where it is not supported.
    """

    text: str
    verdict: Verdict
    hits: tuple[Hit, ...]
    contradicted: tuple[Contradiction, ...] = ()


class DraftChecker(Protocol):
    """Checks texts that somebody wrote against what is on record."""

    @property
    def judge(self) -> str:
        """Name of what gives the verdicts."""
        ...

    def read(self, path: Path) -> str:
        """The text of a file of any format that is read.

        Raises:
            IngestError: it cannot be read.
        """
        ...

    def claims(self, text: str) -> list[Claim]:
        """The sentences of a text, in order.

        Raises:
            BadInput: none of them claims anything.
        """
        ...

    def check(self, claim: str, filters: Filters | None = None) -> CheckedClaim:
        """A verdict on one sentence.

        Raises:
            EmptyLibrary: nothing has been ingested yet.
            BadInput: it holds no word.
        """
        ...


# ---- evaluation -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunHeading:
    """A run, as a list shows it.

    Attributes:
        name: of its folder.
        suite: its name; as ``started``, ISO 8601, empty where the run cannot be read.
        cases: how many were asked.
        figures: name of a metric -> its value in [0, 1], the telling ones that were scored, in the order to show.
        writer: what wrote the answers; ``judge``, what checked them.
        left: how many cases are still to be asked.
        interrupted: whether it has no figures and no report yet: it was stopped, or is at work.
        trouble: why it cannot be read; empty where it can.
    """

    name: str
    suite: str
    started: str
    cases: int
    figures: Mapping[str, float] = field(default_factory=dict)
    writer: str = ""
    judge: str = ""
    left: int = 0
    interrupted: bool = False
    trouble: str = ""

    @property
    def finished(self) -> bool:
        """Whether it has a report."""
        return not self.interrupted and not self.trouble


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run is: cases done, cases in all, the id of the last one; ``name`` of the run once it is finished."""

    done: int
    total: int
    last: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class DraftedCase:
    """A case made from what a reader said of an answer, which no person has accepted yet.

    Attributes:
        id: of the case.
        question: as it was asked.
        wanted: what a right answer rests on: end of the document's path, quote (empty for all of it) and page (None
            where it has none); nothing where a refusal is right, or where that is still open.
        said: what the reader said: ``thumb-up`` or ``-down``, ``marked-right``, ``-wrong`` or ``-unclear``.
        open: what a person must still decide: ``needs-gold``, ``needs-kind``, ``check-gold``, ``gold-lost``.
        before: the questions asked before it in its conversation.
    """

    id: str
    question: str
    wanted: tuple[tuple[str, str, int | None], ...] = ()
    said: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


class Evaluation(Protocol):
    """Runs of suites: to read, to compare, to start; and cases drafted from what readers said."""

    def suites(self) -> list[str]:
        """Names of the suites that can be run: those with a document on record that they ask for."""
        ...

    def runs(self) -> list[RunHeading]:
        """All runs, the newest first, and interrupted ones among them; those that cannot be read come last."""
        ...

    def report(self, name: str) -> str:
        """The report of a run, one self-contained page.

        Raises:
            BadInput: there is no such run.
        """
        ...

    def comparison(self, before: str, after: str) -> str:
        """Two runs compared, one self-contained page.

        Raises:
            BadInput: there is no such run, or the two cannot be compared; the message says why.
        """
        ...

    def start(self, suite: str, sample: int | None = None) -> Iterator[RunProgress]:
        """Run a suite, or ``sample`` of its cases; closing the iterator stops it, the same started again goes on there.

        Raises:
            BadInput: there is no such suite, its file cannot be read, ``sample`` is under 1, or a run is at work.
            EmptyLibrary: nothing is on record.
        """
        ...

    def drafts(self) -> list[DraftedCase]:
        """Cases drafted from the feedback that is kept, without those that were accepted or put aside."""
        ...

    def accept(self, ids: Sequence[str]) -> str:
        """Add drafted cases to the suite of accepted ones; returns where it is.

        Raises:
            BadInput: one of them is no draft any more, or has open points.
        """
        ...

    def put_aside(self, ids: Sequence[str]) -> None:
        """Show these drafts no more."""
        ...
