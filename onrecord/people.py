"""Who is on record, and what they said: values, and the role of who knows. Pure."""

from dataclasses import dataclass
from typing import Protocol

from onrecord.attribution import AttributionKind
from onrecord.types import Source

__all__ = ["People", "Saying", "SpeakerOnRecord"]


@dataclass(frozen=True, slots=True)
class SpeakerOnRecord:
    """Somebody whom documents on record quote.

    Attributes:
        name: as documents write it in full.
        role: what they call the speaker most often; None where none calls them anything.
        sayings: how often words are given as theirs, from 1.
        documents: in how many documents, from 1.
    """

    name: str
    role: str | None
    sayings: int
    documents: int


@dataclass(frozen=True, slots=True)
class Saying:
    """Words that a document gives as somebody's.

    Attributes:
        source: the document.
        page: page of the first word, from 1; None for a format without pages.
        start: first character of the words in the document's text.
        end: one past their last; who said them may stand between them.
        quote: exactly ``document.text[start:end]``.
        kind: how the document tells them.
        role: what this document calls the speaker; None where it tells none.
        denies: whether the words are denied: "denied that ...".
    """

    source: Source
    page: int | None
    start: int
    end: int
    quote: str
    kind: AttributionKind
    role: str | None = None
    denies: bool = False


class People(Protocol):
    """Who said what in the documents on record."""

    def speakers(self) -> list[SpeakerOnRecord]:
        """All who are quoted by name, those quoted most often first, then by name; empty where nobody is."""
        ...

    def sayings(self, name: str) -> list[Saying]:
        """What somebody of this name said, the document published last first, in each in order; empty for a stranger.

        Case and white space of the name do not matter.
        """
        ...
