"""What readers say of answers: thumbs, and marks on cited passages; frozen, and refusing nonsense at birth."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from onrecord.types import Turn

__all__ = ["Mark", "MarkVerdict", "Review", "Thumb"]

Thumb = Literal["up", "down"]
MarkVerdict = Literal["right", "wrong", "unclear"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Whether a cited passage says what the answer says, as a reader sees it.

    Attributes:
        document_id: of the cited document.
        location: its path or URL, as ingested.
        sha256: of the file as it was cited, 64 hex digits.
        page: page of the first quoted character, from 1; None for a format without pages.
        start: first character of the quote in the document's text.
        end: one past its last.
        quote: the cited words.
        sentence: the words of the answer that cite them; empty where no sentence does.
        verdict: ``right`` (it says so), ``wrong`` (it does not) or ``unclear``.
    """

    document_id: str
    location: str
    sha256: str
    page: int | None
    start: int
    end: int
    quote: str
    sentence: str
    verdict: MarkVerdict

    def __post_init__(self) -> None:
        if not self.document_id or not self.location:
            raise ValueError("a mark names its document")
        if not 0 <= self.start < self.end or len(self.quote) != self.end - self.start:
            raise ValueError(f"a mark on {self.location}: [{self.start}:{self.end}] does not span its quote")
        if self.verdict not in get_args(MarkVerdict):
            raise ValueError(f"{self.verdict!r} is no mark; a mark is right, wrong or unclear")


@dataclass(frozen=True, slots=True)
class Review:
    """One answer, and what a reader says of it.

    Attributes:
        id: letters and digits; one answer has one review.
        when: when it was last changed, ISO 8601 in UTC, such as ``2024-04-18T09:30:00.000+00:00``.
        question: as asked.
        standalone_question: as searched.
        history: the conversation before it.
        status: of the answer, ``answered`` or ``abstained``.
        answer_text: the answer as shown, with ``[n]`` marks.
        thumb: of the answer as a whole; None where none is given.
        marks: of cited passages, in the order of their citations; at most one a citation.
        writer: name of what wrote the answer.
        judge: name of what checked it; empty for a refusal.
        owner: who gave it, as :attr:`onrecord.accounts.User.owner` names them; empty on a page without login.
    """

    id: str
    when: str
    question: str
    standalone_question: str
    history: tuple[Turn, ...]
    status: Literal["answered", "abstained"]
    answer_text: str
    thumb: Thumb | None
    marks: tuple[Mark, ...]
    writer: str
    judge: str
    owner: str = ""

    def __post_init__(self) -> None:
        if not self.id.isalnum():
            raise ValueError(f"{self.id!r} cannot name a review; letters and digits can")
        if datetime.fromisoformat(self.when).utcoffset() != timedelta(0):
            raise ValueError(f"review {self.id}: {self.when!r} is no time in UTC")
        if self.status not in ("answered", "abstained"):
            raise ValueError(f"review {self.id}: {self.status!r} is no status of an answer")
        if self.thumb not in (None, *get_args(Thumb)):
            raise ValueError(f"review {self.id}: {self.thumb!r} is no thumb; it is up, down or None")

    @property
    def empty(self) -> bool:
        """Whether it says nothing: neither thumb nor marks."""
        return self.thumb is None and not self.marks
