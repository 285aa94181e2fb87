"""Who said it: words of a document that it gives as somebody's, with who, by which words, and where; frozen, pure."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Attribution", "AttributionKind"]

AttributionKind = Literal["direct", "indirect", "turn"]
"""In quote marks; told in other words ("said that", "according to"); a turn of a transcript or of subtitles."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words that a document gives as somebody's, not as its own.

    All ranges are (start, end) of the document's text, start inclusive and end exclusive.

    Attributes:
        content: the words said, ascending, none touching another; two ranges where the source stands between them.
        cue: the words that tell that it is said: "said", "according to", "allegations of"; of a turn its label.
        source: the words that tell who: "the spokeswoman"; None where the document names nobody.
        kind: how it is told.
        speaker: the name that the source stands for, as the document writes it in full; None where that is unknown.
        role: what the document calls the speaker: "harbour master of Brackwater"; None where it tells none.
        denies: whether the cue denies what is said: "denied", "disputed".
        weak: whether it may be no saying at all: thought, hope, a noun ("believes", "his view of").
    """

    content: tuple[tuple[int, int], ...]
    cue: tuple[int, int]
    source: tuple[int, int] | None = None
    kind: AttributionKind = "indirect"
    speaker: str | None = None
    role: str | None = None
    denies: bool = False
    weak: bool = False

    def __post_init__(self) -> None:
        ends = [end for span in self.content for end in span]
        if not ends or ends[0] < 0 or sorted(set(ends)) != ends:
            raise ValueError(f"{self.content} are not ranges of characters in order")

    @property
    def start(self) -> int:
        """Where the first of the words said stands."""
        return self.content[0][0]

    @property
    def end(self) -> int:
        """One past the last of the words said."""
        return self.content[-1][1]
