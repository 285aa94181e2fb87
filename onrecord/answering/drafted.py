"""A draft that is at hand whole, as one that is under way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.answers import Usage
from onrecord.ports import DraftSentence

__all__ = ["Drafted"]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A :class:`~onrecord.ports.Writing` of sentences that are there already; no model is asked for them."""

    draft: Sequence[DraftSentence]

    @property
    def usage(self) -> Usage | None:
        """None: no model is asked."""
        return None

    @property
    def declined(self) -> bool:
        """False: whoever finds no answer writes nothing."""
        return False

    def sentences(self) -> Iterator[DraftSentence | None]:
        """The sentences, in order."""
        return iter(self.draft)

    def repaired(self, sentence: DraftSentence, reason: str) -> DraftSentence | None:
        """None: these are the documents' own words."""
        return None
