"""Who is on record, and what they said: values, and the role of who knows. Pure."""

from dataclasses import dataclass
from typing import Final, Protocol

from onrecord.attribution import AttributionKind
from onrecord.sentences import fold
from onrecord.types import Source

__all__ = ["POST_NOMINALS", "People", "Saying", "SpeakerOnRecord"]


POST_NOMINALS: Final = frozenset(
    "kc qc mp mep msp phd md dphil dsc llb llm mba bsc msc obe cbe mbe kbe dbe frs frcp rn jp esq".split()
)
"""Letters behind a name that are no part of it, in small letters."""


@dataclass(frozen=True, slots=True)
class SpeakerOnRecord:
    """Somebody whom documents on record quote.

    Attributes:
        name: as documents write it in full.
        role: what they call the speaker most often; None where none calls them anything.
        sayings: how often words are given as theirs, from 1; what several documents print counts once.
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
        parts: the speaker's own words, where others stand between; where they are rejected otherwise than by a
            denial, with the words that do so: "ruled out a sale". Empty where they are ``quote``.
        also: other documents that print the same words.
    """

    source: Source
    page: int | None
    start: int
    end: int
    quote: str
    kind: AttributionKind
    role: str | None = None
    denies: bool = False
    parts: tuple[str, ...] = ()
    also: tuple[Source, ...] = ()

    @property
    def words(self) -> str:
        """What is said, white space folded, with an ellipsis for what stands between."""
        *parts, last = self.parts or (self.quote,)
        return " \u2026 ".join([*(fold(part).rstrip(",") for part in parts), fold(last)])


class People(Protocol):
    """Who said what in the documents on record."""

    def speakers(self) -> list[SpeakerOnRecord]:
        """All who are quoted by name, those quoted most often first, then by name; empty where nobody is."""
        ...

    def sayings(self, name: str) -> list[Saying]:
        """What somebody of this name said, the document published last first, in each in order; empty for a stranger.

        Case and white space of the name, titles and letters behind it (KC) do not matter; a surname is enough where
        one person on record has it. What several documents print is told once, with the one published last.
        """
        ...
