"""Text to sentences, with exact offsets; drafts to sentences with their citation marks.

Sentences are found in two steps. First a text is cut into *blocks*: paragraphs, headings, list items, table rows,
speaker turns. A newline inside a hard-wrapped paragraph does not end a block. Then `sentencex` finds the sentences of
each block. Nothing is ever changed: every span is a range of the text that was given.
"""

import re
from collections.abc import Iterator
from typing import Final

from onrecord.types import Span

__all__ = ["MAX_SENTENCE_CHARS", "block_sentences", "fold", "is_heading", "iter_blocks", "split_sentences"]

# Longer runs without a full stop are tables or broken text, not sentences (the longest "sentences" of a 10-K filing
# are tables of up to 4,300 characters); they are cut at white space so that a passage fits the embedder.
MAX_SENTENCE_CHARS: Final = 1200

# A line this full (against the longest line near it) was wrapped by its writer: the sentence may go on below it.
_WRAPPED_SHARE: Final = 0.6
_NARROWEST_WRAP: Final = 40
_WIDEST_WRAP: Final = 160

# sentencex takes time that grows with the square of the length where quote marks are opened and not closed: 3 s for
# 80,000 characters. So a long block is read this much at a time.
_WINDOW: Final = 4000

_STARTS_BLOCK: Final = re.compile(
    r"""\s*(?:
        [-*+\u2022\u25cf\u2013\u2014]\s        # a bullet
      | \(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s   # 1. / (a) / iv)
      | \#{1,6}\s | \| | >\s | ``` | ---            # Markdown
      | [A-Z][A-Z .'\u2019-]{2,40}(?:\([^)]{1,40}\))?:\s   # SPEAKER: ...
    )""",
    re.VERBOSE,
)
_SPEAKER_TURN: Final = re.compile(r"\s*[A-Z][\w .'\u2019()-]{2,40}:\s+\S")
_ENDS_SENTENCE: Final = re.compile(r"[.!?\u2026\u3002\uff01\uff1f][\"'\u201d\u2019)\]]*\s*$")
_MARKED_HEADING: Final = re.compile(r"#{1,6}\s")
_NUMBER_LIKE: Final = re.compile(r"^[($\u20ac\u00a3]*[-\u2013\u2014]?\d[\d,.]*[)%]*$|^[-\u2013\u2014$%]$")


def fold(text: str) -> str:
    """``text`` with every run of white space as one space, none at its ends."""
    return " ".join(text.split())


def is_heading(block: str) -> bool:
    """Whether a block reads as a heading: one short line, no full stop, not a list item or a table row."""
    line = block.strip()
    if _MARKED_HEADING.match(line):
        return "\n" not in line and len(line) <= _WIDEST_WRAP
    if not line or "\n" in line or len(line) > 90 or len(line.split()) > 12 or "|" in line:
        return False
    first = line[0]
    return (
        not _ENDS_SENTENCE.search(line)
        and line[-1] not in ",;:"
        and (first.isupper() or first.isdigit())
        and any(letter.isalpha() for letter in line)
        and not _is_table_row(line)
    )


def _is_table_row(line: str) -> bool:
    """Cells between bars, or at least two figures that are a third of the words: such a line stands alone."""
    if line.lstrip().startswith("|") or " | " in line:
        return True
    words = line.split()
    figures = sum(1 for word in words if _NUMBER_LIKE.match(word))
    return figures >= 2 and figures * 3 >= len(words)


def _lines(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Start and end (newline not counted) of each line from ``start`` on."""
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _goes_on(line: str, following: str, width: int) -> bool:
    """Whether ``following`` continues the paragraph of ``line``, in a run of lines at most ``width`` wide."""
    if _STARTS_BLOCK.match(following) or _SPEAKER_TURN.match(following):
        return False
    if line.lstrip().startswith(("#", "```", "---")) or _is_table_row(line) or _is_table_row(following):
        return False
    if len(line) > _WIDEST_WRAP:
        return False
    return len(line.strip()) >= max(_NARROWEST_WRAP, _WRAPPED_SHARE * min(width, _WIDEST_WRAP))


def _runs(text: str, start: int) -> Iterator[list[tuple[int, int]]]:
    """Runs of lines with no empty line between them."""
    run: list[tuple[int, int]] = []
    for begin, end in _lines(text, start):
        if text[begin:end].strip():
            run.append((begin, end))
        elif run:
            yield run
            run = []
    if run:
        yield run


def iter_blocks(text: str, start: int = 0) -> Iterator[Span]:
    """Paragraphs, headings, list items, table rows and speaker turns of ``text`` from ``start`` on, in order."""
    for run in _runs(text, start):
        width = max(end - begin for begin, end in run)
        first = run[0][0]
        for (begin, end), following in zip(run, [*run[1:], None], strict=True):
            if following is None or not _goes_on(text[begin:end], text[following[0] : following[1]], width):
                yield Span(first, end)
                if following is not None:
                    first = following[0]


def _cut_long(text: str, start: int, end: int) -> Iterator[Span]:
    """The range as it is, or cut at white space where it is over the cap."""
    while end - start > MAX_SENTENCE_CHARS:
        last = start + MAX_SENTENCE_CHARS
        cut = max(text.rfind(" ", start, last), text.rfind("\n", start, last))
        cut = cut if cut > start else last
        yield from _strip(text, start, cut)
        start = cut
    yield from _strip(text, start, end)


def _strip(text: str, start: int, end: int) -> Iterator[Span]:
    """The range without white space at its ends; nothing where only white space is left."""
    piece = text[start:end]
    kept = piece.strip()
    if kept:
        begin = start + len(piece) - len(piece.lstrip())
        yield Span(begin, begin + len(kept))


def split_sentences(text: str, start: int = 0, language: str = "en") -> list[Span]:
    """The sentences of ``text`` from ``start`` on, in order, none overlapping, white space at their ends left out.

    Args:
        text: any text; an empty one has no sentences.
        start: where to begin.
        language: two-letter code; an unknown one falls back to general rules.
    """
    return [span for block in iter_blocks(text, start) for span in block_sentences(text, block, language)]


def block_sentences(text: str, block: Span, language: str = "en") -> list[Span]:
    """The sentences of one block of ``text``."""
    return [
        span
        for start, end in _boundaries(text, block.start, block.end, language)
        for span in _cut_long(text, start, end)
    ]


def _boundaries(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Where the sentences between ``start`` and ``end`` begin and end; the last one of a window is read again whole."""
    from sentencex import get_sentence_boundaries

    while start < end:
        # A wrapped line goes on: same length, so the offsets hold.
        flat = text[start : min(end, start + _WINDOW)].replace("\n", " ")
        found = [
            (start + one["start_index"], start + one["end_index"]) for one in get_sentence_boundaries(language, flat)
        ]
        if start + len(flat) < end and len(found) > 1:
            found.pop()
        yield from found
        start = found[-1][1] if found and found[-1][1] > start else start + len(flat)
