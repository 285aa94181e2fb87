"""The roles that rooms play for one another, as Protocols.

A room is given its partners through these; only :mod:`onrecord.assembly` names concrete classes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from onrecord.answers import Answer, Coverage, Partial, SentenceKind, Usage, Verdict
from onrecord.replies import Reply
from onrecord.reviews import Review
from onrecord.shelf import DocumentShelf
from onrecord.types import Document, Filters, Hit, Passage, Span, Turn

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = [
    "Answerer",
    "CitedSpan",
    "DocumentShelf",
    "DraftSentence",
    "IngestReport",
    "Ingester",
    "Intake",
    "Judge",
    "PassageSink",
    "Progress",
    "Prompts",
    "Replies",
    "Reranker",
    "Retriever",
    "Reviews",
    "Stage",
    "TokenCounter",
    "TokenEncoder",
    "TokenVectors",
    "Writer",
    "Writing",
]

TokenCounter = Callable[[Sequence[str]], list[int]]
"""Texts -> how many tokens of the embedder each has, special tokens not counted."""

Stage = Literal["waiting", "searching", "writing", "checking"]


class Intake(Protocol):
    """Documents on their way in: invisible to every search until :meth:`commit`."""

    def add(self, passages: Sequence[Passage]) -> None:
        """Store the next passages, in order, of any of the documents. An empty sequence does nothing."""
        ...

    def commit(self) -> None:
        """Make the documents visible whole and all at once, in place of earlier versions of them."""
        ...

    def abandon(self) -> None:
        """Forget what was added; earlier versions stay as they were, and so does what is committed."""
        ...


class PassageSink(Protocol):
    """Where ingestion puts what it read."""

    def sha256_of(self, location: str, collection: str) -> str | None:
        """The hash of the version on record; None where there is none."""
        ...

    def begin(self, documents: Sequence[Document]) -> Intake:
        """Start to take in ``documents``, all different; leftovers of an interrupted attempt are dropped."""
        ...

    def note_failure(self, location: str, collection: str, reason: str) -> None:
        """Remember, until it is ingested, that a file could not be read; an earlier version of it stays on record."""
        ...

    def forget_failure(self, location: str, collection: str) -> None:
        """Take such a note back; nothing happens where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of one file.

    Attributes:
        location: path or URL as given.
        status: ``added``, ``replaced``, ``unchanged``, ``failed``, or ``skipped`` (found in a folder, and of a format
            that Onrecord does not read).
        reason: why it failed, or what in it could not be read; empty when all is well.
        document_id: None when it failed.
        passages: how many passages it now has; 0 when failed or unchanged.
    """

    location: str
    status: Literal["added", "replaced", "unchanged", "failed", "skipped"]
    reason: str = ""
    document_id: str | None = None
    passages: int = 0


Progress = Callable[[int, int, str], None]
"""Called with files done, files in all, and the name of the file now read."""


class Ingester(Protocol):
    """Puts files on record."""

    def ingest(
        self, paths: Sequence[str], collection: str = "default", progress: Progress | None = None
    ) -> Iterator[IngestReport]:
        """Yield one report a file, as each is finished; a file that fails never stops the rest."""
        ...


class Reviews(Protocol):
    """What readers said of answers. Both methods are called from several threads."""

    def note(self, review: Review) -> None:
        """Keep a review, in place of the one with its id; one that says nothing only takes that one away.

        Raises:
            ValueError: the answer, or what was said of it so far, is somebody else's.
            LibraryError: it cannot be stored.
        """
        ...

    def reviews(self) -> list[Review]:
        """All of them, oldest first.

        Raises:
            LibraryError: they cannot be read.
        """
        ...


class Retriever(Protocol):
    """Finds passages."""

    def search(self, query: str, k: int, filters: Filters | None = None) -> list[Hit]:
        """The ``k`` best passages, best first, their evidence sentences scored; fewer where there are fewer.

        Raises:
            BadInput: the query holds no word, ``k`` is under 1, or a filter's date is no date.
            EmptyLibrary: nothing has been ingested yet.
        """
        ...

    def coverage(self, filters: Filters | None = None, question: str = "") -> Coverage:
        """What a search with these filters looks through; ``nearest`` is empty.

        A question that speaks of publication dates limits it to them where the filters set no date.

        Raises:
            BadInput: a filter's date is no date.
            UnknownDocument: the filters name a document that is not on record.
        """
        ...


class Reranker(Protocol):
    """Says how well each of a few passages answers a question, by reading both together."""

    @property
    def name(self) -> str:
        """Of the model."""
        ...

    def score(self, question: str, passages: Sequence[str]) -> list[float]:
        """A score a passage, in order, higher is better, on any scale; empty for no passages."""
        ...


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """One text as vectors.

    Attributes:
        tokens: float32, shape (t, d), unit length each.
        offsets: int32, shape (t, 2): first and one past the last character of each token; (0, 0) for a model's mark.
    """

    tokens: "npt.NDArray[np.float32]"
    offsets: "npt.NDArray[np.int32]"


class TokenEncoder(Protocol):
    """Texts to token vectors."""

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The token vectors of each text; empty for no texts."""
        ...


@dataclass(frozen=True, slots=True)
class CitedSpan:
    """Words that a drafted sentence rests on: a span of the document of one hit."""

    hit: Hit
    span: Span


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence as a writer hands it over, before it is checked."""

    text: str
    kind: SentenceKind
    cites: tuple[CitedSpan, ...] = ()
    speaker: str | None = None


class Writing(Protocol):
    """One draft of an answer, under way."""

    @property
    def usage(self) -> Usage | None:
        """What a model took for it so far; None where none is asked."""
        ...

    @property
    def declined(self) -> bool:
        """Whether the writer said that the hits hold no answer; known once :meth:`sentences` has ended."""
        ...

    def sentences(self) -> Iterator[DraftSentence | None]:
        """The sentences, each as soon as it is complete; called once; empty where the hits hold no answer.

        While a model is awaited there is a None now and then, so that whoever reads can stop.

        Raises:
            ModelUnavailable: the model cannot be asked, or what came back cannot be used, attempts included.
        """
        ...

    def repaired(self, sentence: DraftSentence, reason: str) -> DraftSentence | None:
        """``sentence`` said anew by a model that was told why it does not hold; None where that cannot be had."""
        ...


class Writer(Protocol):
    """Drafts an answer from hits."""

    @property
    def name(self) -> str:
        """How the answer names its writer."""
        ...

    def begin(self, question: str, hits: Sequence[Hit], fresh: bool = False, trace: Any = None) -> Writing:  # noqa: ANN401
        """Begin a draft; nothing is asked of a model yet.

        Args:
            question: as searched.
            hits: what was found, best first.
            fresh: whether a model is asked although an earlier reply is at hand.
            trace: LangChain's ``RunnableConfig``, whose callbacks see each request to a model; None for none.
        """
        ...


class Replies(Protocol):
    """Replies of chat models, by what they were replies to. Every method is called from several threads."""

    def library(self) -> str:
        """A fingerprint of all that is on record; another once a document is added, replaced or removed."""
        ...

    def get(self, key: str) -> Reply | None:
        """The reply under ``key``; None where there is none or it cannot be read."""
        ...

    def put(self, key: str, reply: Reply) -> None:
        """Keep a reply, in place of one under the same key; the oldest go where there are too many."""
        ...


class Judge(Protocol):
    """Checks one claim against what it cites."""

    @property
    def name(self) -> str:
        """How reports name the judge."""
        ...

    def weigh(self, claim: str, evidence: Sequence[str]) -> Verdict:
        """Is ``claim`` supported by ``evidence``, texts of the cited passages, and by nothing else?

        Empty evidence is ``unsupported`` with score 0.0, never an error. Order of the texts does not matter.

        Raises:
            BadInput: the claim holds no word.
        """
        ...


class Prompts(Protocol):
    """Texts with slots, kept as files."""

    def render(self, name: str, /, **values: str) -> str:
        """The text of ``name`` with every slot filled.

        Raises:
            PromptError: there is no such text, or its slots are not the values given.
        """
        ...


class Answerer(Protocol):
    """The one object that the chat, the suite and the command line ask."""

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None, *, fresh: bool = False
    ) -> Answer:
        """Answer, or abstain.

        ``fresh`` asks a chat model anew although an earlier reply to the same question is at hand.

        Raises:
            BadInput: the question holds no word.
            EmptyLibrary: nothing has been ingested yet.
        """
        ...

    def ask_stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None, *, fresh: bool = False
    ) -> Iterator[Stage | Partial | Answer]:
        """The stages as each begins, the answer so far whenever a sentence is complete or checked, then the answer.

        Raises as :meth:`ask` does.
        """
        ...
