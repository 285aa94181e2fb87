"""Document to passages: whole sentences, packed to the size the embedder reads best, offsets exact."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from onrecord.ports import TokenCounter
from onrecord.sentences import block_sentences, fold, is_heading, iter_blocks
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
    """One sentence, its length in tokens and the heading it stands under."""

    span: Span
    heading: str
    tokens: int = 0
    opens_section: bool = False


@dataclass(slots=True)
class _Packer:
    """Collects pieces until a passage is full."""

    document: Document
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
        """The passage of what was collected; its last sentence is kept as the overlap with ``following``."""
        spans = tuple(piece.span for piece in self.pieces)
        start, end = spans[0].start, spans[-1].end
        passage = Passage(
            document_id=self.document.source.document_id,
            index=self.made,
            start=start,
            end=end,
            text=self.document.text[start:end],
            sentences=spans,
            page=self.document.page_at(start),
            heading=self.pieces[0].heading,
            sentence_pages=tuple(page for span in spans if (page := self.document.page_at(span.start))),
        )
        last = self.pieces[-1]
        carried = (
            [last]
            if following is not None
            and len(self.pieces) > 1
            and not following.opens_section
            and last.tokens + following.tokens <= MOST_TOKENS
            else []
        )
        self.pieces, self.tokens, self.made = carried, sum(piece.tokens for piece in carried), self.made + 1
        return passage


def _pieces(document: Document) -> Iterator[_Piece]:
    """Every sentence of the document, with its heading."""
    heading = ""
    for block in iter_blocks(document.text, document.body_start):
        text = document.text[block.start : block.end]
        if is_heading(text):
            heading = fold(text).lstrip("# ")
            start = block.start + len(text) - len(text.lstrip())
            yield _Piece(Span(start, start + len(text.strip())), heading, opens_section=True)
            continue
        for span in block_sentences(document.text, block):
            yield _Piece(span, heading)


def _counted(document: Document, count_tokens: TokenCounter) -> Iterator[_Piece]:
    """The pieces with their lengths in tokens, counted in batches."""
    batch: list[_Piece] = []
    for piece in _pieces(document):
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
    before it, unless a heading stands between them. A sentence longer than that is a passage of its own. Every sentence
    is in at least one passage, and ``document.text[p.start:p.end] == p.text``.

    Args:
        document: what to split.
        count_tokens: texts -> tokens of the embedder, special tokens not counted.
    """
    packer = _Packer(document)
    for piece in _counted(document, count_tokens):
        if packer.full_before(piece):
            yield packer.close(piece)
        packer.take(piece)
    if packer.pieces:
        yield packer.close(None)
