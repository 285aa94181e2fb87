"""The values that travel through Onrecord: frozen, and refusing nonsense at birth.

Offsets everywhere are code points of the canonical text of a document, ``start`` inclusive and ``end`` exclusive, so
that ``document.text[start:end]`` is the quoted text. Pages count from 1.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from onrecord.attribution import Attribution

__all__ = [
    "LACKING",
    "Cited",
    "Document",
    "Filters",
    "Hit",
    "Passage",
    "Place",
    "Source",
    "Span",
    "Turn",
    "leaf_of",
]

LACKING: Final = 0.55
"""Below this likeness a sentence does not have a word: two unrelated words of one topic seldom pass it, and synonyms
seldom fall below it, with the bundled embedder (docs/decisions/abstention.md)."""

_LEAVES: Final[Mapping[str, Literal["slide", "sheet"]]] = {
    "pptx": "slide",
    "odp": "slide",
    "xlsx": "sheet",
    "ods": "sheet",
}


def leaf_of(format_name: str) -> Literal["page", "slide", "sheet"]:
    """What a document of this format calls the parts that ``page_starts`` begins: pages, slides or sheets."""
    return _LEAVES.get(format_name, "page")


@dataclass(frozen=True, slots=True)
class Span:
    """A character range of a document's text, ``start`` inclusive and ``end`` exclusive.

    ``score`` says how well these words answer the question, about 0 to 1; 0.0 where nothing was asked.
    """

    start: int
    end: int
    score: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"[{self.start}:{self.end}] is not a range of characters")


@dataclass(frozen=True, slots=True)
class Source:
    """Where words come from: what names, places and dates a document, without its text.

    Attributes:
        document_id: stable for one location in one collection, whatever the file's content becomes.
        location: absolute path or URL, as ingested.
        title: never empty; the file's name where the document states none.
        sha256: of the file's bytes, 64 hex digits.
        format: the reader that read it, such as ``txt``, ``html`` or ``pdf``.
        collection: the named part of the library it belongs to.
        author: who wrote it, or None where the file does not say.
        outlet: agency, paper, ministry or company that published it, or None.
        published: ISO 8601 date, ``YYYY-MM-DD`` (or ``YYYY-MM``, ``YYYY``), or None where the file does not say.
        published_from: where that date was found, in few words ("Date line", "file properties"); empty without one.
    """

    document_id: str
    location: str
    title: str
    sha256: str
    format: str
    collection: str = "default"
    author: str | None = None
    outlet: str | None = None
    published: str | None = None
    published_from: str = ""

    def __post_init__(self) -> None:
        if not self.document_id or not self.location or not self.title.strip():
            raise ValueError("a source needs a document id, a location and a title")
        if len(self.sha256) != 64:
            raise ValueError(f"{self.location}: {self.sha256!r} is not a SHA-256 in hex")


@dataclass(frozen=True, slots=True)
class Document:
    """One document: where it comes from and its canonical text.

    Attributes:
        source: what names it.
        text: canonical text; for ``.txt`` and ``.md`` exactly the decoded file with newlines as ``\\n``.
        page_starts: offset at which each page begins, ascending, the first 0; empty for a format without pages.
        body_start: where the document's own words begin, after a header of ``Key: value`` lines or front matter.
        notes: what the reader could not read, one line each ("no text on pages 3-4"); empty when all was read.
    """

    source: Source
    text: str
    page_starts: tuple[int, ...] = ()
    body_start: int = 0
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError(f"{self.source.location} has no text")
        if self.page_starts and (self.page_starts[0] != 0 or list(self.page_starts) != sorted(self.page_starts)):
            raise ValueError(f"{self.source.location}: page starts must begin at 0 and ascend")

    def page_at(self, offset: int) -> int | None:
        """The page (from 1) that holds the character at ``offset``; None for a format without pages."""
        return bisect_right(self.page_starts, offset) if self.page_starts else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one document, small enough for the embedder.

    Attributes:
        document_id: the document it belongs to.
        index: its place among the document's passages, from 0.
        start: first character in the document.
        end: one past the last.
        text: exactly ``document.text[start:end]``.
        sentences: the whole sentences in it, in order; offsets are of the document, not of the passage.
        page: the page it starts on, from 1; None for a format without pages.
        heading: the section heading it stands under, or an empty string.
        sentence_pages: the page each sentence starts on; empty for a format without pages.
        context: lines of the document that stand above the passage and that it leans on, outermost first: headings,
            the header row of the table it begins in, the lead-in of the list it begins in. Searched and embedded with
            it, never part of ``text``.
        section: the range of the document's section it stands in, cut to a readable size; holds the passage whole.
        said: what the document gives as somebody's words, in whole or in part within the passage, in order; the words
            that tell who said them may stand outside it.
    """

    document_id: str
    index: int
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    page: int | None = None
    heading: str = ""
    sentence_pages: tuple[int, ...] = ()
    context: tuple[str, ...] = ()
    section: Span | None = None
    said: tuple[Attribution, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.end - self.start != len(self.text):
            raise ValueError(f"passage {self.index} of {self.document_id}: [{self.start}:{self.end}] is not its text")
        if any(span.start < self.start or span.end > self.end for span in self.sentences):
            raise ValueError(f"passage {self.index} of {self.document_id}: a sentence reaches outside it")
        if self.sentence_pages and len(self.sentence_pages) != len(self.sentences):
            raise ValueError(f"passage {self.index} of {self.document_id}: each sentence has one page")
        if any(one.end <= self.start or one.start >= self.end for one in self.said):
            raise ValueError(f"passage {self.index} of {self.document_id}: what is said stands outside it")
        if self.section and not self.section.start <= self.start < self.end <= self.section.end:
            raise ValueError(f"passage {self.index} of {self.document_id}: its section does not hold it")

    def quote(self, span: Span) -> str:
        """The words of ``span``, which must lie inside this passage."""
        return self.text[span.start - self.start : span.end - self.start]

    def page_of(self, span: Span) -> int | None:
        """The page that ``span`` starts on; None for a format without pages."""
        pages = zip(self.sentence_pages, self.sentences, strict=False)
        begun = [page for page, one in pages if one.start <= span.start]
        return begun[-1] if begun else self.page


@dataclass(frozen=True, slots=True)
class Place:
    """Where nearly the same passage stands once more (a reprint, a notice): document, page (from 1) and characters."""

    source: Source
    page: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, and why.

    Attributes:
        passage: the passage.
        source: the document it belongs to.
        score: higher is better; comparable only within one search.
        evidence: the passage's sentences, each with its score against the query, best first.
        stages: the score each retrieval stage gave, by the stage's name.
        words: telling word of the question, as it writes it -> how well the best sentence, those beside it and the
            header have it: 1.0 for the word itself, else its likeness to the nearest word of the sentences, in [0, 1];
            lacking below :data:`LACKING`. Empty where the passage was not looked at closely.
        section: the text of ``passage.section``, for reading and judging in context; the passage's own text where it
            has no section.
        places: where nearly the same words were found too, best first; empty for most hits.
        corrected: the passage of another document that corrects this one, where both were found; None for most hits.
    """

    passage: Passage
    source: Source
    score: float
    evidence: tuple[Span, ...] = ()
    stages: Mapping[str, float] = field(default_factory=dict)
    section: str = ""
    places: tuple[Place, ...] = ()
    words: Mapping[str, float] = field(default_factory=dict)
    corrected: Place | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is limited to; a field that is None or empty sets no limit.

    Attributes:
        collection: name of a collection.
        since: earliest publication date, ISO, inclusive. Documents without a date are left out when a date is set.
        until: latest publication date, ISO, inclusive.
        documents: ids of the only documents to look in.
    """

    collection: str | None = None
    since: str | None = None
    until: str | None = None
    documents: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, str]:
        """The filters that are on, by name; an empty dict when none is. Documents stand with spaces between."""
        documents = " ".join(self.documents) or None
        pairs = {"collection": self.collection, "since": self.since, "until": self.until, "documents": documents}
        return {name: value for name, value in pairs.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Cited:
    """What a number of an earlier answer stands for: a range of characters of a document."""

    number: int
    document_id: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if self.number < 1 or not 0 <= self.start < self.end:
            raise ValueError(f"mark [{self.number}] cannot stand for [{self.start}:{self.end}]")


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation.

    Attributes:
        role: who wrote it.
        content: its words.
        cited: what the ``[n]`` marks of an answer stand for; empty where that is not known.
    """

    role: Literal["user", "assistant"]
    content: str
    cited: tuple[Cited, ...] = ()
