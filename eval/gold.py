"""Gold words -> where they stand in the documents on record."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from eval.cases import Case, Gold
from eval.wording import pattern_of, plain
from onrecord.ports import DocumentShelf
from onrecord.sentences import fold
from onrecord.types import Document, Source, Span

__all__ = ["Located", "Shelf", "located", "spans_of"]


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
        if len({source.location for source in sources}) == 1:
            return f"{gold.document} is on record in several collections; ask a library that has it once"
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
    found = pattern_of(gold.quote).finditer(_plain_text(document), limits.start)
    here = [one for one in found if one.start() < limits.end]
    exact = [one for one in here if fold(one[0]) == fold(plain(gold.quote))]
    return tuple(Span(*one.span()) for one in exact or here)


@lru_cache(maxsize=8)  # the cases of a suite go from one document to the next
def _plain_text(document: Document) -> str:
    return plain(document.text)


def _page(page: int | None, document: Document) -> Span | None:
    """The range of a page, of the whole document where none is named; None where there is no such page."""
    if page is None:
        return Span(0, len(document.text))
    starts = (*document.page_starts, len(document.text))
    return Span(starts[page - 1], starts[page]) if page < len(starts) and starts[page - 1] < starts[page] else None
