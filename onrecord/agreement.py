"""Where sources differ: each version of what was asked, with the place it stands at; frozen, pure.

As the values of :mod:`onrecord.types` these refuse nonsense at birth.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

from onrecord.types import Hit, Place, Source, Span

__all__ = ["AskedFor", "Contradiction", "Disagreement", "Version"]

AskedFor = Literal["number", "date", "name", "yes-no"]
"""What kind of value a question asks for: a figure or a sum, a date, who or where or which, whether."""

_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Version:
    """What one text says, in its own words.

    Two versions agree where ``folded`` is the same; that of ``38`` and of ``thirty-eight boats`` is.

    Attributes:
        value: the words that answer, exactly those of the document from ``value_start`` to ``value_end``.
        folded: the value in one spelling, shared by all versions that agree; never empty.
        source: the document, with the SHA-256 the file had.
        page: page of the first quoted character, from 1; None for a format without pages.
        start: first character of the sentence in the document's text.
        end: one past its last.
        quote: the sentence, exactly ``document.text[start:end]``.
        value_start: first character of the value in the document's text.
        value_end: one past its last.
        speaker: who says so, where the document tells; else None.
        reprints: where the same text is printed once more; it counts once.
        latest: whether no other version comes from a document published later, and some from one published earlier.
        correction: whether the document says that it corrects what was reported before.
    """

    value: str
    folded: str
    source: Source
    page: int | None
    start: int
    end: int
    quote: str
    value_start: int
    value_end: int
    speaker: str | None = None
    reprints: tuple[Place, ...] = ()
    latest: bool = False
    correction: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.quote) != self.end - self.start:
            raise ValueError(f"[{self.start}:{self.end}] does not span the sentence of a version")
        if not self.start <= self.value_start < self.value_end <= self.end:
            raise ValueError(f"[{self.value_start}:{self.value_end}] is not within [{self.start}:{self.end}]")
        if self.value != self.quote[self.value_start - self.start : self.value_end - self.start]:
            raise ValueError(f"{self.value!r} does not stand at [{self.value_start}:{self.value_end}]")
        if not self.folded or not self.value.strip():
            raise ValueError("a version has a value")
        if self.page is not None and self.page < 1:
            raise ValueError(f"pages count from 1, not from {self.page}")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Several values for one thing that was asked.

    Attributes:
        question: the question, or the part of it, that is answered differently.
        kind: what it asks for.
        versions: at least two, not all of one value; the most recent first, those without a date last.
        unasked: whether it is no answer to the question that differs, but something else that the answer says;
            ``question`` is then the beginning of that sentence.
    """

    question: str
    kind: AskedFor
    versions: tuple[Version, ...]
    unasked: bool = False

    def __post_init__(self) -> None:
        if not self.question.strip():
            raise ValueError("a disagreement is about a question")
        if len({version.folded for version in self.versions}) < _FEWEST:
            raise ValueError("sources that differ give two values at least")

    @property
    def values(self) -> tuple[str, ...]:
        """The folded values in the order of the versions, each once."""
        return tuple(dict.fromkeys(version.folded for version in self.versions))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A document that says otherwise than a sentence which another document supports.

    Attributes:
        hit: the passage that says otherwise.
        span: the sentence of it that does, in its document.
        reason: what it says instead, in one line; never empty.
        speaker: who says so, where the document tells; else None.
    """

    hit: Hit
    span: Span
    reason: str
    speaker: str | None = None

    @property
    def shown(self) -> Hit:
        """The passage with the sentence that says otherwise as its best one."""
        return replace(self.hit, evidence=(self.span,))

    def __post_init__(self) -> None:
        if not self.reason:
            raise ValueError("a contradiction says what stands there instead")
