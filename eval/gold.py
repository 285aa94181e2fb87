"""Gold words -> where they stand in the documents on record."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from eval.cases import Case, Gold
from onrecord.ports import DocumentShelf
from onrecord.types import Document, Source, Span

__all__ = ["Located", "Shelf", "located", "spans_of"]

# One sign for each kind of mark that documents and suites write differently.
_ALIKE = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u00a0": " "}
)


@dataclass(frozen=True, slots=True)
class Located:
    """Gold, and every place where it stands on record.

    Attributes:
        gold: as the case has it.
        document_id: of the document on record.
        spans: ranges of the document's text that are the gold words, the page, or the whole document; at least one.
        page: the page the first of them is on, from 1; None for a format without pages.
    """

    gold: Gold
    document_id: str
    spans: tuple[Span, ...]
    page: int | None


class Shelf:
    """The documents on record, each read once.

    Args:
        shelf: where they are.
    """

    def __init__(self, shelf: DocumentShelf) -> None:
        self._shelf = shelf
        self.sources: tuple[Source, ...] = tuple(shelf.sources())
        self.document: Callable[[str], Document] = lru_cache(maxsize=512)(shelf.document)

    def find(self, name: str) -> list[Source]:
        """The documents whose path ends in ``name``; empty where none does."""
        parts = PurePath(name).parts
        return [source for source in self.sources if PurePath(source.location).parts[-len(parts) :] == parts]


def located(case: Case, shelf: Shelf) -> tuple[dict[Gold, Located], list[str]]:
    """Where the gold of a case stands, and what is broken of it.

    Returns:
        Gold (of ``gold`` and of ``also``) -> its places, and one line for each that is not on record: no such document,
        several of that name, or no such words in it.
    """
    found: dict[Gold, Located] = {}
    broken = []
    for gold in dict.fromkeys((*case.gold, *case.also)):
        place = _located(gold, shelf)
        if isinstance(place, Located):
            found[gold] = place
        else:
            broken.append(place)
    return found, broken


def _located(gold: Gold, shelf: Shelf) -> Located | str:
    sources = shelf.find(gold.document)
    if not sources:
        return f"no document {gold.document} is on record"
    if len(sources) > 1:
        return f"{len(sources)} documents are called {gold.document}; write more of the path"
    document = shelf.document(sources[0].document_id)
    spans = spans_of(gold, document)
    if not spans:
        where = f" on page {gold.page}" if gold.page else ""
        return f"{gold.document} does not have the words \u201c{gold.quote}\u201d{where}"
    return Located(gold, document.source.document_id, spans, document.page_at(spans[0].start))


def spans_of(gold: Gold, document: Document) -> tuple[Span, ...]:
    """Where gold stands in its document; empty where it does not.

    White space, the shapes of quote marks and dashes and, where nothing is found else, case make no difference.
    """
    limits = _page(gold.page, document)
    if limits is None:
        return ()
    if not gold.quote.strip():
        return (limits,)
    pattern = r"\s+".join(re.escape(word) for word in gold.quote.translate(_ALIKE).split())
    text = document.text.translate(_ALIKE)
    for flags in (0, re.IGNORECASE):
        matches = re.finditer(pattern, text, flags)
        spans = tuple(Span(*match.span()) for match in matches if limits.start <= match.start() < limits.end)
        if spans:
            return spans
    return ()


def _page(page: int | None, document: Document) -> Span | None:
    """The range of a page, of the whole document where none is named; None where there is no such page."""
    if page is None:
        return Span(0, len(document.text))
    starts = (*document.page_starts, len(document.text))
    return Span(starts[page - 1], starts[page]) if page < len(starts) and starts[page - 1] < starts[page] else None
