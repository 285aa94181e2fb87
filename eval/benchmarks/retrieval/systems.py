"""What is measured: something that indexes a folder and finds passages in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

from eval.benchmarks.squad import first_citation_holds
from onrecord.ports import Answerer, Ingester, Progress, Retriever
from onrecord.types import Hit

__all__ = ["Found", "Indexed", "Onrecord", "Searcher", "System", "Variant"]


@dataclass(frozen=True, slots=True)
class Found:
    """One passage that was found.

    Attributes:
        location: path of its document.
        pages: the pages (from 1) it has words of; empty for a format without pages.
        text: its words.
    """

    location: str
    pages: frozenset[int]
    text: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """What came of indexing: how many passages there are, and a line for each document that could not be read."""

    passages: int
    failed: tuple[str, ...] = ()


class Searcher(Protocol):
    """Finds passages."""

    @property
    def name(self) -> str:
        """What the table calls it."""
        ...

    def search(self, query: str, k: int) -> list[Found]:
        """The ``k`` best passages, best first; fewer where there are fewer."""
        ...


class System(Searcher, Protocol):
    """Indexes documents, finds passages and quotes the sentence that answers."""

    def index(self, folder: Path) -> Indexed:
        """Take in every document of ``folder``; one that cannot be read stops nothing."""
        ...

    def quotes_answer(self, question: str, answers: tuple[str, ...]) -> bool | None:
        """Whether the first sentence it would cite holds one of ``answers``; None where it refuses to answer."""
        ...


@dataclass(frozen=True, slots=True)
class Onrecord:
    """Onrecord through its own roles, on an empty library."""

    ingester: Ingester
    retriever: Retriever
    answerer: Answerer
    progress: Progress | None = None
    name: str = "Onrecord"

    def index(self, folder: Path) -> Indexed:
        """Ingest the folder."""
        reports = list(self.ingester.ingest([str(folder)], progress=self.progress))
        failed = tuple(f"{report.location}: {report.reason}" for report in reports if report.status == "failed")
        return Indexed(sum(report.passages for report in reports), failed)

    def search(self, query: str, k: int) -> list[Found]:
        """The first ``k`` places of the hits."""
        return _places(self.retriever.search(query, k), k)

    def quotes_answer(self, question: str, answers: tuple[str, ...]) -> bool | None:
        """Whether citation [1] of its answer holds one of ``answers``; None where it abstains."""
        answer = self.answerer.ask(question)
        return first_citation_holds(answer, answers) if answer.status == "answered" else None


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to search Onrecord's index, to see what each stage of retrieval is worth."""

    name: str
    retriever: Retriever

    def search(self, query: str, k: int) -> list[Found]:
        """The first ``k`` places of the hits."""
        return _places(self.retriever.search(query, k), k)


def _places(hits: Iterable[Hit], k: int) -> list[Found]:
    """Hits as passages; where the same words stand elsewhere too, each such place takes a rank below its hit."""

    def every() -> Iterable[Found]:
        for hit in hits:
            pages = {hit.passage.page, *hit.passage.sentence_pages}
            yield Found(hit.source.location, frozenset(page for page in pages if page), hit.passage.text)
            for place in hit.places:
                yield Found(place.source.location, frozenset([place.page] if place.page else []), hit.passage.text)

    return list(islice(every(), k))
