"""A quote in its surroundings, looked up afresh each time it is shown; pure but for the shelf it is given."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from onrecord.answers import Citation
from onrecord.errors import OnrecordError, UnknownDocument
from onrecord.ports import DocumentShelf
from onrecord.sentences import fold, is_heading
from onrecord.types import Document, Source

__all__ = ["Excerpt", "ExcerptState", "excerpt", "excerpt_at"]

ExcerptState = Literal["found", "superseded", "changed", "removed", "unreadable"]

# Characters shown on either side of a quote. A paragraph end within the range is the best place to cut.
_LEAST: Final = 400
_MOST: Final = 700

_PARAGRAPH_END: Final = re.compile(r"\n\s*\n")
_WHITE: Final = re.compile(r"\s+")

# A heading stands no further above a quote than this many characters.
_FURTHEST_HEADING: Final = 30_000
_MARKED: Final = re.compile(r"(#{1,6})[ \t]+(\S.*)")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
# Formats whose readers write a heading that the file marks as Markdown does. Where none is marked, and in other
# formats, a heading is a line that reads as one and that stands alone or is numbered.
_MARKING: Final = frozenset("pptx odp xlsx ods odt epub rtf json jsonl csv tsv eml msg srt vtt".split())
_NUMBERED: Final = re.compile(r"\d{1,2}(?:\.|(?:\.\d{1,2}){1,4}\.?)[ \t]+\S")
_LONGEST_HEADING: Final = 90


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What a card shows of a document.

    Attributes:
        before: text right before the quote; empty at the start of the document, or where the quote was not found.
        quote: the quoted words, as stored with the citation.
        after: text right after the quote.
        state: ``found`` where the document still holds those words at that place, ``superseded`` where an earlier
            version of it does, which is kept; else why the quote is shown alone.
        cut_before: the document goes on before ``before``.
        cut_after: the document goes on after ``after``.
        headings: what the quote stands under in the document, outermost first; empty where that is not known.
        superseded: when another version took the place of the one shown, ISO 8601 in UTC; empty where none did.
    """

    before: str
    quote: str
    after: str
    state: ExcerptState
    cut_before: bool = False
    cut_after: bool = False
    headings: tuple[str, ...] = ()
    superseded: str = ""


def excerpt(citation: Citation, shelf: DocumentShelf) -> Excerpt:
    """The quote with its surroundings in the version it is from, or the stored quote alone where that is not kept."""
    return excerpt_at(citation.source, citation.start, citation.quote, shelf)


def excerpt_at(source: Source, start: int, quote: str, shelf: DocumentShelf) -> Excerpt:
    """Words of a document with their surroundings in the version they are from, or alone where it is not kept.

    Args:
        source: the document, with the hash that its file had.
        start: first character of the words in its text.
        quote: the words, as they were found.
        shelf: where the document is looked up.
    """
    try:
        document, superseded = _version(source, shelf)
    except UnknownDocument:
        return Excerpt("", quote, "", "removed")
    except OnrecordError:
        return Excerpt("", quote, "", "unreadable")
    text, end = document.text, start + len(quote)
    if document.source.sha256 != source.sha256 or text[start:end] != quote:
        return Excerpt("", quote, "", "changed")
    first, last = _start_of_surroundings(text, start), _end_of_surroundings(text, end)
    around = Excerpt(text[first:start], quote, text[end:last], "found", first > 0, last < len(text))
    state: ExcerptState = "superseded" if superseded else "found"
    return replace(around, state=state, headings=_headings(document, start), superseded=superseded)


def _version(source: Source, shelf: DocumentShelf) -> tuple[Document, str]:
    """The version that ``source`` names, and when another took its place; the present one where it is not kept."""
    try:
        document, superseded = shelf.document_version(source.document_id, source.sha256)
    except UnknownDocument:
        return shelf.document(source.document_id), ""
    return document, superseded or ""


def _headings(document: Document, start: int) -> tuple[str, ...]:
    """What the character at ``start`` stands under, outermost first."""
    lines = document.text[max(0, start - _FURTHEST_HEADING) : start].split("\n")[:-1]
    if document.source.format == "md":
        return _marked_headings(lines)
    marked = _marked_headings(lines) if document.source.format in _MARKING else ()
    return marked or _plain_heading(lines)


def _marked_headings(lines: Sequence[str]) -> tuple[str, ...]:
    """The headings of Markdown that hold at the end of ``lines``; code between fences has none."""
    found: list[tuple[int, str]] = []
    fence = ""
    for line in lines:
        edge = _FENCE.match(line)
        if edge and (not fence or edge[1].startswith(fence)):
            fence = "" if fence else edge[1]
        marked = None if fence else _MARKED.match(line)
        if marked:
            level, words = len(marked[1]), fold(marked[2]).rstrip("# ")
            found = [outer for outer in found if outer[0] < level] + [(level, words)]
    return tuple(words for _, words in found if words)


def _plain_heading(lines: Sequence[str]) -> tuple[str, ...]:
    """The last line that reads as a heading and is numbered, or stands alone; nothing where there is none."""
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place].strip()
        if not line or len(line) > _LONGEST_HEADING:
            continue
        alone = 0 < place < len(lines) - 1 and not lines[place - 1].strip() and not lines[place + 1].strip()
        if (alone or _NUMBERED.match(line)) and is_heading(line):
            return (fold(line),)
    return ()


def _start_of_surroundings(text: str, start: int) -> int:
    """Where to begin before ``start``: a paragraph, else a word, else the limit."""
    limit = start - _MOST
    if limit <= 0:
        return 0
    for pattern in (_PARAGRAPH_END, _WHITE):
        ends = [match.end() for match in pattern.finditer(text, limit, start - _LEAST)]
        if ends:
            return ends[-1]
    return limit


def _end_of_surroundings(text: str, end: int) -> int:
    """Where to stop after ``end``: a paragraph, else a word, else the limit."""
    limit = end + _MOST
    if limit >= len(text):
        return len(text)
    for pattern in (_PARAGRAPH_END, _WHITE):
        match = pattern.search(text, end + _LEAST, limit)
        if match:
            return match.start()
    return limit
