"""A library that can be tended, and an ingester that takes its time, for the library tab."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from onrecord.desk import Entry, Failure
from onrecord.errors import BadInput, UnknownDocument
from onrecord.ports import IngestReport
from onrecord.types import Document
from tests.browser.fakes import FakeIngester, FakeShelf, source

__all__ = ["FakeCatalogue", "SteppingIngester"]


class FakeCatalogue(FakeShelf):
    """A shelf whose documents can be edited and removed; a document whose title holds "stuck" cannot."""

    def __init__(self, documents: Sequence[Document], failures: Sequence[Failure] = ()) -> None:
        super().__init__(documents)
        self.failed, self.reindexed = list(failures), list[str]()

    def entries(self) -> list[Entry]:
        """By title."""
        documents = sorted(self.by_id.values(), key=lambda known: known.source.title)
        return [Entry(each.source, len(each.page_starts), 1, each.notes) for each in documents]

    def failures(self) -> list[Failure]:
        """By place."""
        return sorted(self.failed, key=lambda failure: failure.location)

    def collections(self) -> list[str]:
        """By name."""
        return sorted({document.source.collection for document in self.by_id.values()})

    def edit(
        self, document_id: str, *, title: str, author: str | None, outlet: str | None, published: str | None
    ) -> None:
        """Only dates of 2024 are dates here."""
        if published and not published.startswith("2024"):
            raise BadInput(f"{published!r} is not a date; write it as 2024-04-18")
        known = self.document(document_id)
        source = replace(known.source, title=title, author=author, outlet=outlet, published=published)
        self.by_id[document_id] = replace(known, source=source)

    def reindex(self, document_id: str) -> int:
        """One passage, always."""
        self.document(document_id)
        self.reindexed.append(document_id)
        return 1

    def remove(self, document_id: str) -> None:
        """Gone."""
        if "stuck" in self.document(document_id).source.title:
            raise BadInput("The disk is full.")
        del self.by_id[document_id]

    def forget_failure(self, location: str, collection: str) -> None:
        """Gone from the list."""
        self.failed = [one for one in self.failed if (one.location, one.collection) != (location, collection)]


class SteppingIngester(FakeIngester):
    """Takes each file in five steps; a file with "slow" in its name waits before each for :attr:`go_on`."""

    def __init__(self, shelf: FakeCatalogue) -> None:
        super().__init__(shelf)
        self.catalogue, self.go_on = shelf, threading.Event()

    def ingest_file(self, path: str, collection: str, step: Callable[[int], None], named: bool = True) -> IngestReport:
        """As :meth:`ingest` does, told step by step; failures are noted."""
        if path.startswith("http"):
            return self._fetched(path, collection, step)
        for stored in range(0, 500, 100):
            step(stored)
            while "slow" in Path(path).name and not self.go_on.wait(0.05):
                step(stored)
        (report,) = self.ingest([path], collection)
        self.catalogue.forget_failure(path, collection)
        if report.status == "failed":
            self.catalogue.failed.append(Failure(path, collection, report.reason))
        if report.document_id is not None:
            known = self.catalogue.by_id.get(report.document_id)
            if known is None:
                raise UnknownDocument(report.document_id)
            placed = replace(known.source, collection=collection, location=str(Path(path)))
            self.catalogue.by_id[report.document_id] = replace(known, source=placed)
        return report

    def _fetched(self, address: str, collection: str, step: Callable[[int], None]) -> IngestReport:
        """Two pages, the second of which cannot be had."""
        self.locations.append(address)
        step(0)
        page = source("page.html", f"Page of {address}", address, "html", outlet="Harbour Wire", collection=collection)
        self.catalogue.by_id[page.document_id] = Document(replace(page, location=address), "The ferry sails at dawn.")
        step(0)
        while "slow" in address and not self.go_on.wait(0.05):
            step(256)
        why = "there is no page at this address (404); check it"
        self.catalogue.failed.append(Failure(f"{address}/2", collection, why))
        return IngestReport(address, "added", f"1 added, 1 failed; {address}/2: {why}", page.document_id, 1)
