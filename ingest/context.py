"""What a passage leans on: the lines above it that it needs to be understood, and the section it stands in."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Final

from ingest.blocks import names_nothing
from ingest.outline import Outline
from onrecord.sentences import block_sentences, fold
from onrecord.types import Document, Span

__all__ = ["CONTEXT_CHARS", "LINE_CHARS", "SECTION_CHARS", "Surroundings"]

# Some 60 tokens in all: the embedder reads 256, and 220 of them are the passage's own.
CONTEXT_CHARS: Final = 300
LINE_CHARS: Final = 160
# A line is cut to what room is left, but not to less than this.
_SHORTEST_CUT: Final = 60
# "(1)" over a column is a footnote's mark.
_FEWEST_SIGNS: Final = 2
# Half a page: what a person reads to judge a sentence, and what fits a prompt several times over.
SECTION_CHARS: Final = 2400
# A section is rather cut at the end of a paragraph than of a sentence where that costs no more than this.
_NEAR_CHARS: Final = 300
_SENTENCES_KEPT: Final = 64


class Surroundings:
    """The lines and the section around any range of one document.

    Args:
        document: the document.
        outline: its outline.
    """

    def __init__(self, document: Document, outline: Outline) -> None:
        self._text = document.text
        self._title = _bare(document.source.title)
        self._outline = outline
        self._starts = [block.start for block in outline.blocks]
        self._ends = [block.end for block in outline.blocks]
        self._sentences = lru_cache(_SENTENCES_KEPT)(self._read_sentences)

    def context(self, index: int) -> tuple[str, ...]:
        """The lines above a passage that begins in the block at ``index``, outermost first.

        Headings, then what leads in to the table or the list it begins in, then the table's header. A line is cut to
        ``LINE_CHARS``; of more than ``CONTEXT_CHARS`` the innermost are kept. The document's title is left out.
        """
        kept: list[str] = []
        left = CONTEXT_CHARS
        for whole in reversed(list(self._lines(index))):
            line = _cut(whole, min(LINE_CHARS, left))
            if not line or line in kept or _bare(whole) == self._title or len(line) < min(len(whole), _SHORTEST_CUT):
                continue
            kept.append(line)
            left -= len(line)
        return tuple(reversed(kept))

    def _lines(self, index: int) -> Iterator[str]:
        heading = self._outline.headings[index]
        path = [one for one in heading.path() if one.start < self._starts[index]]
        yield from (one.line for one in path if one is path[-1] or not names_nothing(one.line))
        yield from self._table_lines(index)
        for lead in self._outline.leads[index]:
            yield self._last_sentence(lead)

    def _table_lines(self, index: int) -> Iterator[str]:
        """What heads the table that the block is in: the sentence that leads in to it, its header, the row's label."""
        row = self._outline.rows[index]
        if row is None:
            return
        if row.table.lead is not None:
            yield self._last_sentence(row.table.lead)
        titles = self._outline.titles
        yield from (self._line(place) for place in row.table.titles if place < index and place not in titles)
        yield from self._header_lines([place for place in row.table.head if place < index])
        yield " ".join(self._line(place) for place in row.label)

    def _header_lines(self, head: Sequence[int]) -> Iterator[str]:
        """A header as one line; of one that is too long for that, the years and the units are the innermost."""
        blocks = self._outline.blocks
        head = [place for place in head if self._line(place)]
        lines = [self._line(place) for place in head]
        if any(blocks[place].kind == "pipe" for place in head):
            yield from lines
            return
        if len(" ".join(lines)) <= LINE_CHARS:
            yield " ".join(lines)
            return
        units = [blocks[place].kind == "header" for place in head]
        yield from _joined([line for line, unit in zip(lines, units, strict=True) if not unit])
        yield from _joined([line for line, unit in zip(lines, units, strict=True) if unit])

    def _line(self, index: int) -> str:
        block = self._outline.blocks[index]
        telling = sum(letter.isalnum() for letter in block.line)
        return block.line.strip("| ") if telling >= _FEWEST_SIGNS else ""

    def _last_sentence(self, index: int) -> str:
        span = self._sentences(index)[-1]
        return fold(self._text[span.start : span.end])

    def _read_sentences(self, index: int) -> Sequence[Span]:
        block = self._outline.blocks[index]
        return block_sentences(self._text, Span(block.start, block.end))

    def section(self, first: int, last: int, start: int, end: int) -> Span:
        """The section of the range ``start`` to ``end``, cut to about ``SECTION_CHARS`` around it.

        Args:
            first: index of the block the range begins in.
            last: index of the block it ends in.
            start: first character of the range.
            end: one past its last; the range may be longer than ``SECTION_CHARS``, and is then its own section.
        """
        heading = self._outline.headings[first]
        outer = Span(heading.start, max(heading.end, self._outline.headings[last].end, end))
        room = SECTION_CHARS - (end - start)
        if outer.end - outer.start <= SECTION_CHARS or room <= 0:
            return outer if room > 0 else Span(start, end)
        before, after = start - outer.start, outer.end - end
        before = max(room - after, min(before, room // 2))
        return Span(
            outer.start if before >= start - outer.start else self._cut_start(start - before, start),
            outer.end if room - before >= after else self._cut_end(end, end + room - before),
        )

    def _cut_start(self, least: int, start: int) -> int:
        """The first paragraph or sentence that begins from ``least`` on; ``start`` where none does before it."""
        place = bisect_left(self._starts, least)
        paragraph = self._starts[place] if place < len(self._starts) else start
        if paragraph - least <= _NEAR_CHARS or not place:
            return min(paragraph, start)
        sentences = self._sentences(place - 1)
        found = bisect_left(sentences, least, key=attrgetter("start"))
        return min(paragraph, start, *(span.start for span in sentences[found : found + 1]))

    def _cut_end(self, end: int, most: int) -> int:
        """The last paragraph or sentence that ends by ``most``; ``end`` where none does after it."""
        place = bisect_right(self._ends, most)
        paragraph = self._ends[place - 1] if place else end
        if most - paragraph <= _NEAR_CHARS or place == len(self._ends):
            return max(paragraph, end)
        sentences = self._sentences(place)
        found = bisect_right(sentences, most, key=attrgetter("end"))
        return max(paragraph, end, *(span.end for span in sentences[max(0, found - 1) : found]))


def _bare(line: str) -> str:
    return fold(line).strip("# ").casefold()


def _cut(line: str, most: int) -> str:
    """``line``, or its first words where it is longer than ``most``."""
    return line if len(line) <= most else line[: most + 1].rsplit(" ", 1)[0][:most]


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """The lines of a header, set together as far as they fit one: names of columns run over several lines."""
    together = ""
    for line in lines:
        if together and len(together) + 1 + len(line) > LINE_CHARS:
            yield together
            together = ""
        together = f"{together} {line}".strip()
    yield together
