"""Text to sentences, with exact offsets; drafts to sentences with their citation marks.

Sentences are found in two steps. First a text is cut into *blocks*: paragraphs, headings, list items, table rows,
speaker turns. A newline inside a hard-wrapped paragraph does not end a block. Then `sentencex` finds the sentences of
each block. Nothing is ever changed: every span is a range of the text that was given.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from onrecord.types import Span

__all__ = [
    "MAX_SENTENCE_CHARS",
    "block_sentences",
    "ends_sentence",
    "figures_at_end",
    "fold",
    "is_heading",
    "is_table_row",
    "is_title",
    "iter_blocks",
    "split_sentences",
]

# Longer runs without a full stop are tables or broken text, not sentences (the longest "sentences" of a 10-K filing
# are tables of up to 4,300 characters); they are cut at white space so that a passage fits the embedder.
MAX_SENTENCE_CHARS: Final = 1200

# A line this full (against the longest line near it) was wrapped by its writer: the sentence may go on below it.
_WRAPPED_SHARE: Final = 0.6
_NARROWEST_WRAP: Final = 40
_WIDEST_WRAP: Final = 160
# PDFs are set wider: lines of over 160 letters in pages at most this wide were wrapped too, where no sentence ends.
_WIDEST_PAGE: Final = 400
# A sentence's end is looked for in so many of a line's last letters: enough for its marks, and the same for any line.
_END_CHARS: Final = 80

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
# White space before a full stop: where it is none of ASCII, and a capital letter stands before it, sentencex panics.
_BEFORE_STOP: Final = re.compile(r"(?<!\s)\s+(?=\.)")
_MARK_ALONE: Final = re.compile(r"\s*\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s*")
_SPEAKER_TURN: Final = re.compile(r"\s*[A-Z][\w .'\u2019()-]{2,40}:\s+\S")
_ENDS_SENTENCE: Final = re.compile(r"[.!?\u2026\u3002\uff01\uff1f][\"'\u201d\u2019)\]]*\s*$")
_BROKEN_OFF: Final = re.compile(r" (?:a|an|and|by|for|from|in|of|or|the|to|with)$")
_NAMED_PART: Final = re.compile(r"(?:PART|ITEM|NOTE|Part|Item|Note)\s+(?:\d{1,2}[A-Z]?|[IVX]+)[.:]\s+[A-Z]")
_SMALL_WORDS: Final = frozenset(
    "a an and as at by for from in into nor of on or our per the to under upon with".split()
)
_MARKED_HEADING: Final = re.compile(r"#{1,6}\s")
_NUMBER_LIKE: Final = re.compile(
    r"^[($\u20ac\u00a3]*[-\u2013\u2014]?\d[\d,.]*[)%*]*$|^[-\u2013\u2014$\u20ac\u00a3%]$|^[-\u2013\u2014)]%$|^N/A$"
)
# At least two words that may be figures; most lines have none, and need no closer look.
_HAS_FIGURES: Final = re.compile(
    r"(?:\d|[-\u2013\u2014](?= )).* (?:[$\u20ac\u00a3(\u2013\u2014-]*\d|[-\u2013\u2014]|N/A)"
)
# A sign that belongs to the figure beside it.
_SIGN: Final = re.compile(r"[$\u20ac\u00a3%)]+")
# Words that make a sentence of a line, however many figures are in it.
_SAYS: Final = re.compile(r"\b(?:was|were|is|are|has|had|have|will|and|or|in|million|billion)\b")


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
        and not _BROKEN_OFF.search(line)
        and not is_table_row(line)
    )


def is_table_row(line: str) -> bool:
    """Whether ``line`` has cells between bars, or is a label with figures: such a line stands alone.

    Figures make a row where two of them end the line ("Cost of sales 16,682 16,055"), where three stand side by side,
    or where there are at least two and they are a third of the words ("Interest (9) Cost of sales (17)").
    """
    if line.lstrip().startswith("|") or " | " in line:
        return True
    if len(line) > _WIDEST_PAGE or not _HAS_FIGURES.search(line) or ends_sentence(line, ",;:"):
        return False
    if figures_at_end(line) >= 2:
        return True
    figures = [_NUMBER_LIKE.match(word) is not None and word[-1] not in ".," for word in line.split()]
    if any(all(run) for run in zip(figures, figures[1:], figures[2:], strict=False)):
        return True
    count = sum(1 for word in line.split() if _NUMBER_LIKE.match(word))
    return count >= 2 and count * 3 >= len(figures) and not _SAYS.search(line)


def is_title(words: str) -> bool:
    """Whether each word begins with a capital or a figure, small ones ("of", "the") aside."""
    return not any(word[0].islower() and word not in _SMALL_WORDS for word in words.split())


def ends_sentence(line: str, signs: str = "") -> bool:
    """Whether ``line`` ends with a sentence's mark, closing quote marks and brackets aside, or one of ``signs``."""
    return line.rstrip()[-1:] in tuple(signs) or _ENDS_SENTENCE.search(line[-_END_CHARS:]) is not None


def figures_at_end(line: str) -> int:
    """How many figures end a line, a dash or ``N/A`` in a figure's place included: the cells of a table row.

    "Net income $ 11 $ (10)" has two, "Other, net - 5 (2)" three; "December 31, 2022" has one, because of the comma.
    """
    count = 0
    for word in reversed(line.split()):
        if _SIGN.fullmatch(word):
            continue
        if not _NUMBER_LIKE.match(word) or word[-1] in ".,":
            break
        count += 1
    return count


def _lines(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Start and end (newline not counted) of each line from ``start`` on."""
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


@dataclass(slots=True)
class _Line:
    """A line of text and what decides where its block ends."""

    start: int
    end: int
    text: str
    row: bool
    done: bool


def _read_line(text: str, start: int, end: int) -> _Line:
    line = text[start:end]
    return _Line(start, end, line, is_table_row(line), ends_sentence(line, ";:"))


def _goes_on(line: _Line, following: _Line, width: int) -> bool:
    """Whether ``following`` continues the paragraph of ``line``, in a run of lines at most ``width`` wide."""
    if _STARTS_BLOCK.match(following.text) or _SPEAKER_TURN.match(following.text):
        return False
    if line.row or line.text.lstrip().startswith(("#", "```", "---")):
        return False
    lower = following.text.lstrip()[:1].islower()
    if following.row:
        # The label of a row begins in the line above it: "Additions to property and / equipment 5 6".
        return lower and not line.done and "|" not in following.text
    if len(line.text) > _WIDEST_WRAP and (line.done or not (lower or width <= _WIDEST_PAGE)):
        return False
    full = max(_NARROWEST_WRAP, _WRAPPED_SHARE * min(width, _WIDEST_WRAP))
    return len(line.text.strip()) >= full and not (not lower and _parts(line, following.text.strip(), full))


def _parts(line: _Line, following: str, full: float) -> bool:
    """Whether a block ends between a line that is ``full`` and one that does not begin with a small letter.

    A heading may be as long as a line; and below a paragraph's last line, be it as full as the others, stands a
    heading ("Note 16. Contingencies") or, where it ends with a colon, a short line that is led in to.
    """
    if is_heading(line.text) and is_title(line.text):
        return True
    if not line.done or len(following) >= full:
        return False
    return _NAMED_PART.match(following) is not None or is_heading(following) or line.text.rstrip().endswith(":")


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
        lines = [_read_line(text, begin, end) for begin, end in run]
        first = lines[0].start
        for line, following in pairwise(lines):
            if not _goes_on(line, following, width):
                yield Span(first, line.end)
                first = following.start
        yield Span(first, lines[-1].end)


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
    """The sentences of one block of ``text``; a table row of figures is one, whatever stands in its label."""
    row = fold(text[block.start : block.end]) if block.end - block.start <= _WIDEST_PAGE else ""
    if "|" not in row and is_table_row(row):
        return list(_strip(text, block.start, block.end))
    found = list(_boundaries(text, block.start, block.end, language))
    if len(found) > 1 and _MARK_ALONE.fullmatch(text[found[0][0] : found[0][1]]):
        found[:2] = [(found[0][0], found[1][1])]  # "1. A crane": the number is no sentence
    return [span for start, end in found for span in _cut_long(text, start, end)]


def _boundaries(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Where the sentences between ``start`` and ``end`` begin and end; the last one of a window is read again whole."""
    from sentencex import get_sentence_boundaries

    while start < end:
        # A wrapped line goes on: same length, so the offsets hold.
        flat = text[start : min(end, start + _WINDOW)].replace("\n", " ")
        flat = _BEFORE_STOP.sub(lambda found: " " * len(found[0]), flat)
        found = [
            (start + one["start_index"], start + one["end_index"]) for one in get_sentence_boundaries(language, flat)
        ]
        if start + len(flat) < end and len(found) > 1:
            found.pop()
        yield from found
        start = found[-1][1] if found and found[-1][1] > start else start + len(flat)
