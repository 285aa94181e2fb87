"""A quote in its surroundings, looked up afresh each time it is shown; pure but for the shelf it is given."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from onrecord.answers import Citation
from onrecord.errors import OnrecordError, UnknownDocument
from onrecord.ports import DocumentShelf

__all__ = ["Excerpt", "ExcerptState", "excerpt"]

ExcerptState = Literal["found", "changed", "removed", "unreadable"]

# Characters shown on either side of a quote. A paragraph end within the range is the best place to cut.
_LEAST: Final = 400
_MOST: Final = 700

_PARAGRAPH_END: Final = re.compile(r"\n\s*\n")
_WHITE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What a card shows of a document.

    Attributes:
        before: text right before the quote; empty at the start of the document, or where the quote was not found.
        quote: the quoted words, as stored with the citation.
        after: text right after the quote.
        state: ``found`` where the document still holds those words at that place, else why it is not shown around them.
        cut_before: the document goes on before ``before``.
        cut_after: the document goes on after ``after``.
    """

    before: str
    quote: str
    after: str
    state: ExcerptState
    cut_before: bool = False
    cut_after: bool = False


def excerpt(citation: Citation, shelf: DocumentShelf) -> Excerpt:
    """The quote with its surroundings, or the stored quote alone where the document is no longer what it was."""
    try:
        document = shelf.document(citation.source.document_id)
    except UnknownDocument:
        return Excerpt("", citation.quote, "", "removed")
    except OnrecordError:
        return Excerpt("", citation.quote, "", "unreadable")
    text, start, end = document.text, citation.start, citation.end
    if document.source.sha256 != citation.source.sha256 or text[start:end] != citation.quote:
        return Excerpt("", citation.quote, "", "changed")
    first, last = _start_of_surroundings(text, start), _end_of_surroundings(text, end)
    return Excerpt(text[first:start], citation.quote, text[end:last], "found", first > 0, last < len(text))


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
