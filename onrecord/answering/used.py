"""What a chat model takes for an answer, counted while it is written."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from onrecord.answers import Usage

__all__ = ["Meter", "all_used", "with_rewriting"]


@dataclass(slots=True)
class Meter:
    """Counts the requests of one draft; starts its clock when it is made.

    Attributes:
        model: name of the model.
        tokens_in: tokens read; None until a provider says.
        tokens_out: tokens written; None until a provider says.
        first_word_ms: to the first word of a reply.
        first_sentence_ms: to the end of the first sentence.
        took_ms: waiting for the model.
        passages: how many passages the model was given.
        requests: how often it was asked.
        cached: whether the reply was at hand.
        unmarked: sentences cited by alignment.
        unknown_marks: marks that name no passage.
        truncated: whether a reply ended at its limit.
    """

    model: str
    tokens_in: int | None = None
    tokens_out: int | None = None
    first_word_ms: float | None = None
    first_sentence_ms: float | None = None
    took_ms: float = 0.0
    passages: int = 0
    requests: int = 0
    cached: bool = False
    unmarked: int = 0
    unknown_marks: int = 0
    truncated: bool = False
    _began: float = field(default_factory=time.perf_counter)

    def word(self) -> None:
        """A word has come; the first one counts."""
        if self.first_word_ms is None:
            self.first_word_ms = self.now()

    def now(self) -> float:
        """Milliseconds since it was made."""
        return round((time.perf_counter() - self._began) * 1000, 3)

    def sentence(self, at_ms: float) -> None:
        """A sentence of the answer was complete then; the first one counts."""
        if self.first_sentence_ms is None:
            self.first_sentence_ms = at_ms

    def tokens(self, read: int | None, written: int | None) -> None:
        """Tokens of one request, as far as its provider says."""
        self.tokens_in = _sum((self.tokens_in, read))
        self.tokens_out = _sum((self.tokens_out, written))

    def add(self, other: "Meter") -> None:
        """What another request of the same draft took; the first words and sentences stay those of this one."""
        self.tokens(other.tokens_in, other.tokens_out)
        self.took_ms += other.took_ms
        self.requests += other.requests
        self.unmarked += other.unmarked
        self.unknown_marks += other.unknown_marks

    def usage(self) -> Usage:
        """What it counted so far."""
        return Usage(
            model=self.model,
            tokens_in=self.tokens_in,
            tokens_out=self.tokens_out,
            first_word_ms=self.first_word_ms,
            first_sentence_ms=self.first_sentence_ms,
            took_ms=round(self.took_ms, 3),
            passages=self.passages,
            requests=self.requests,
            cached=self.cached and not self.requests,
            unmarked=self.unmarked,
            unknown_marks=self.unknown_marks,
            truncated=self.truncated,
        )


def all_used(usages: Sequence[Usage]) -> Usage | None:
    """Several drafts of one answer together; None for none. The first words and sentences are those of the first."""
    if not usages:
        return None
    first = usages[0]
    return Usage(
        model=first.model,
        tokens_in=_sum([one.tokens_in for one in usages]),
        tokens_out=_sum([one.tokens_out for one in usages]),
        first_word_ms=first.first_word_ms,
        first_sentence_ms=first.first_sentence_ms,
        took_ms=round(sum(one.took_ms for one in usages), 3),
        passages=sum(one.passages for one in usages),
        requests=sum(one.requests for one in usages),
        cached=all(one.cached for one in usages),
        unmarked=sum(one.unmarked for one in usages),
        unknown_marks=sum(one.unknown_marks for one in usages),
        truncated=any(one.truncated for one in usages),
    )


def with_rewriting(usage: Usage | None, rewriting: Usage | None) -> Usage | None:
    """What an answer took, with what its question took before it; the times to the first words stay the answer's."""
    if usage is None or rewriting is None:
        return usage or rewriting
    return replace(
        usage,
        tokens_in=_sum((usage.tokens_in, rewriting.tokens_in)),
        tokens_out=_sum((usage.tokens_out, rewriting.tokens_out)),
        took_ms=round(usage.took_ms + rewriting.took_ms, 3),
        requests=usage.requests + rewriting.requests,
    )


def _sum(counts: Sequence[int | None]) -> int | None:
    """The sum of those that are known; None where none is."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
