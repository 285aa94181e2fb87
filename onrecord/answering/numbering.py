"""Numbers of citations: the same words of the same document have the same number all through a conversation."""

from collections.abc import Sequence

from onrecord.answering.dated import moments_of
from onrecord.answers import Citation
from onrecord.ports import CitedSpan
from onrecord.types import Span, Turn

__all__ = ["Numbering", "place_of"]

Place = tuple[str, int, int]


def place_of(cite: CitedSpan) -> Place:
    """Document, start and end: what makes two citations one."""
    return cite.hit.source.document_id, cite.span.start, cite.span.end


class Numbering:
    """Citations in the order they are first used, from 1.

    Words that an earlier answer of the conversation cites keep the number that they have there; what is new gets the
    next number that no earlier answer used.

    Args:
        earlier: the conversation so far; turns that do not say what their marks stand for count for nothing.
    """

    def __init__(self, earlier: Sequence[Turn] = ()) -> None:
        self._known: dict[Place, int] = {}
        taken: set[int] = set()
        for cited in (cited for turn in earlier for cited in turn.cited):
            place = (cited.document_id, cited.start, cited.end)
            if place not in self._known and cited.number not in taken:  # one number stands for one place
                self._known[place] = cited.number
                taken.add(cited.number)
        self._last = max((cited.number for turn in earlier for cited in turn.cited), default=0)
        self._used: dict[int, Citation] = {}

    def number(self, cite: CitedSpan) -> int:
        """The number of these words; the next free one where they have none."""
        place = place_of(cite)
        if place not in self._known:
            self._last += 1
            self._known[place] = self._last
        number = self._known[place]
        if number not in self._used:
            self._used[number] = _citation(number, cite)
        return number

    def used(self) -> tuple[Citation, ...]:
        """The citations of this answer, by number."""
        return tuple(self._used[number] for number in sorted(self._used))


def _citation(number: int, cite: CitedSpan) -> Citation:
    passage, span = cite.hit.passage, cite.span
    page, quote = passage.page_of(span), passage.quote(span)
    read = passage.section if cite.hit.section and passage.section else Span(passage.start, passage.end)
    hit, moments = cite.hit, moments_of(cite.hit, span)
    return Citation(number, hit.source, page, span.start, span.end, quote, hit.places, read, moments, hit.corrected)
