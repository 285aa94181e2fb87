"""Document to passages: whole sentences, packed to the size the embedder reads best, offsets exact."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final

from ingest.attribution import attributions
from ingest.context import Surroundings
from ingest.outline import Outline, outline
from onrecord.attribution import Attribution
from onrecord.ports import TokenCounter
from onrecord.sentences import block_sentences
from onrecord.types import Document, Passage, Span

__all__ = ["MOST_TOKENS", "split"]

# all-MiniLM-L6-v2 reads 256 tokens, two of them its own marks. 180-220 leaves room for a heading or a title and keeps
# one idea to a passage.
ENOUGH_TOKENS: Final = 180
MOST_TOKENS: Final = 220
# A new section starts a new passage once the one before it says something by itself.
_SECTION_TOKENS: Final = 60
# Four times what 220 tokens of prose take. A tokenizer takes a word of over 100 letters for one token, so that tokens
# alone would let a passage of encoded data grow to 200,000 characters.
_MOST_CHARS: Final = 4000
# Sentences are counted this many at a time: one call of the tokenizer for many short texts.
_COUNT_BATCH: Final = 256


@dataclass(slots=True)
class _Piece:
    """One sentence, its length in tokens and where it stands.

    Attributes:
        span: its range of the document.
        block: index of the block it is in.
        opens_section: whether it is a heading.
        glued: whether it is to stay with the piece after it: a heading, a table's header, what leads in to a list.
        row: whether it is a row of a table, which says nothing to the row after it.
        tokens: its length.
    """

    span: Span
    block: int
    opens_section: bool
    glued: bool
    row: bool
    tokens: int = 0


@dataclass(slots=True)
class _Packer:
    """Collects pieces until a passage is full."""

    document: Document
    outline: Outline
    around: Surroundings
    said: deque[Attribution]
    pieces: list[_Piece] = field(default_factory=list)
    tokens: int = 0
    made: int = 0

    def full_before(self, piece: _Piece) -> bool:
        """Whether the passage ends before ``piece``."""
        if not self.pieces:
            return False
        if piece.opens_section and self.tokens >= _SECTION_TOKENS:
            return True
        if piece.span.end - self.pieces[0].span.start > _MOST_CHARS:
            return True
        return self.tokens >= ENOUGH_TOKENS or self.tokens + piece.tokens > MOST_TOKENS

    def take(self, piece: _Piece) -> None:
        self.pieces.append(piece)
        self.tokens += piece.tokens

    def close(self, following: _Piece | None) -> Passage:
        """The passage of what was collected; what belongs to ``following`` is kept for the passage it is in.

        That is the heading, header or lead-in that would else stand alone at the passage's end, or a copy of its last
        sentence.
        """
        moved = self._glued_to(following)
        kept = self.pieces[: len(self.pieces) - len(moved)]
        passage = self._passage(kept)
        self.pieces = moved or self._overlap(following)
        self.tokens = sum(piece.tokens for piece in self.pieces)
        self.made += 1
        return passage

    def _glued_to(self, following: _Piece | None) -> list[_Piece]:
        """The last pieces, as far as they are glued, and fit a passage with ``following``; not all there are."""
        count, tokens = 0, following.tokens if following else 0
        for piece in reversed(self.pieces[1:]):
            tokens += piece.tokens
            if not following or not piece.glued or tokens > MOST_TOKENS:
                break
            if following.span.end - piece.span.start > _MOST_CHARS:
                break
            count += 1
        return self.pieces[len(self.pieces) - count :]

    def _overlap(self, following: _Piece | None) -> list[_Piece]:
        last = self.pieces[-1]
        if following is None or len(self.pieces) == 1 or following.opens_section or (last.row and following.row):
            return []
        return [last] if last.tokens + following.tokens <= MOST_TOKENS else []

    def _passage(self, pieces: list[_Piece]) -> Passage:
        spans = tuple(piece.span for piece in pieces)
        start, end = spans[0].start, spans[-1].end
        first, last = pieces[0].block, pieces[-1].block
        return Passage(
            document_id=self.document.source.document_id,
            index=self.made,
            start=start,
            end=end,
            text=self.document.text[start:end],
            sentences=spans,
            page=self.document.page_at(start),
            heading=self.outline.headings[first].line,
            sentence_pages=tuple(page for span in spans if (page := self.document.page_at(span.start))),
            context=self.around.context(first),
            section=self.around.section(first, last, start, end),
            said=self._said(start, end),
        )

    def _said(self, start: int, end: int) -> tuple[Attribution, ...]:
        """What is said in a range. Ranges come in order: what ends before this one is of none that follows."""
        while self.said and self.said[0].end <= start:
            self.said.popleft()
        within = takewhile(lambda one: one.start < end, self.said)
        return tuple(one for one in within if one.end > start)


def _pieces(document: Document, outlined: Outline) -> Iterator[_Piece]:
    """Every sentence of the document, with where it stands."""
    for index, block in enumerate(outlined.blocks):
        whole = Span(block.start, block.end)
        heading = index in outlined.titles
        spans = [whole] if heading else block_sentences(document.text, whole)
        for span in spans:
            glued = index in outlined.glued and span is spans[-1]
            yield _Piece(span, index, heading, glued, outlined.rows[index] is not None)


def _counted(document: Document, outlined: Outline, count_tokens: TokenCounter) -> Iterator[_Piece]:
    """The pieces with their lengths in tokens, counted in batches."""
    batch: list[_Piece] = []
    for piece in _pieces(document, outlined):
        batch.append(piece)
        if len(batch) == _COUNT_BATCH:
            yield from _count(document, batch, count_tokens)
            batch = []
    yield from _count(document, batch, count_tokens)


def _count(document: Document, batch: list[_Piece], count_tokens: TokenCounter) -> list[_Piece]:
    texts = [document.text[piece.span.start : piece.span.end] for piece in batch]
    for piece, tokens in zip(batch, count_tokens(texts) if texts else [], strict=True):
        piece.tokens = tokens
    return batch


def split(document: Document, count_tokens: TokenCounter) -> Iterator[Passage]:
    """The passages of ``document`` in order, one at a time.

    A passage holds whole sentences, about 180 to 220 tokens of them, and begins with the last sentence of the passage
    before it, unless a heading stands between them or both are rows of a table. A heading, a table's header and what
    leads in to a list stay with what they stand over, where that fits. A sentence longer than that is a passage of its
    own. Every sentence is in at least one passage, and ``document.text[p.start:p.end] == p.text``.

    What a passage leans on and does not hold is its ``context``; the part of the document to read it in, its
    ``section``; what the document gives as somebody's words is ``said``. None of these changes its text.

    Args:
        document: what to split.
        count_tokens: texts -> tokens of the embedder, special tokens not counted.
    """
    outlined = outline(document)
    said = deque(attributions(document.text, document.body_start))
    packer = _Packer(document, outlined, Surroundings(document, outlined), said)
    for piece in _counted(document, outlined, count_tokens):
        if packer.full_before(piece):
            yield packer.close(piece)
        packer.take(piece)
    if packer.pieces:
        yield packer.close(None)
