"""Moving the vectors of a library between its folder and a Chroma server, from the record, safe against a kill."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from onrecord.errors import DamagedLibrary, EmptyLibrary, LibraryError, StaleLibrary
from onrecord.ports import Progress
from retriever.draft import clear_server
from retriever.filters import Bounds, Shelfmark
from retriever.owner import locked
from retriever.places import EMBEDDED, LEFT, VECTORS, VectorPlace, Vectors, collection_name, open_place
from retriever.record import Record
from retriever.schema import HALF_REBUILT, SCHEMA_VERSION

__all__ = ["Moved", "move_vectors"]

_ANY: Final = Bounds()


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a move.

    Attributes:
        vectors: how many there are at the new place.
        before: the place before, as the record names it; equal to ``after`` where there was nothing to move.
        after: the place now.
        left: why vectors that nobody needs any more could not be removed from the place before; empty where they were.
    """

    vectors: int
    before: str
    after: str
    left: str


def move_vectors(folder: Path, place: VectorPlace, progress: Progress | None = None, *, forget: bool = False) -> Moved:
    """Fill ``place`` from the record, prove it complete, note it, and only then remove the vectors of the old place.

    Killed at any moment, the library is whole at the place that its record names, and the next call goes on: vectors
    that are at the new place already are not sent again. The old place need not be reachable.

    Args:
        folder: of a library that no process has open.
        place: where the vectors are to be.
        progress: told the number of vectors that are there, the number in all, and the name of the place.
        forget: let be what an earlier move left at a place that is gone for good, and keep it in mind no longer.

    Raises:
        EmptyLibrary: there is no library in the folder.
        LibraryInUse: another process has it open.
        StaleLibrary: it is of another layout.
        IndexUnavailable: the server of ``place`` is down, or does not let us in.
        DamagedLibrary: the new place does not hold what it was given; the old one stays valid.
    """
    path = folder / "record.sqlite3"
    if not path.exists():
        raise EmptyLibrary(f"There is no library in {folder}; the first ingest makes it where chroma_url says.")
    lock = locked(folder)
    try:
        record = Record(path)
        try:
            if forget:
                record.set_meta(LEFT, "")
            return _Move(record, folder, place, progress).run()
        finally:
            record.close()
    finally:
        lock.release()


class _Move:
    """One move."""

    def __init__(self, record: Record, folder: Path, place: VectorPlace, progress: Progress | None) -> None:
        self._record = record
        self._folder = folder
        self._place = place
        self._progress = progress

    def run(self) -> Moved:
        record, after = self._record, self._place.name
        layout = record.meta("schema")
        if layout != SCHEMA_VERSION:
            raise StaleLibrary(
                f"The library {self._folder} is of layout {layout!r}, and this is {SCHEMA_VERSION!r}; first: "
                "onrecord documents rebuild"
            )
        before = record.meta(VECTORS) or EMBEDDED
        if before == after:
            index = open_place(record, self._folder, self._place)
            try:
                return Moved(index.count(), before, after, self._clear(record.meta(LEFT) or ""))
            finally:
                index.close()
        # What an earlier move has left at a third place goes first: one such place is kept in mind.
        third = record.meta(LEFT) or ""
        left = self._clear(third) if third != after else ""
        record.set_meta(LEFT, after)
        vectors = self._fill()
        with record.transaction():
            record.set_meta(VECTORS, after)
            record.set_meta(LEFT, before)
        return Moved(vectors, before, after, "; ".join(why for why in (left, self._clear(before)) if why))

    def _fill(self) -> int:
        """Put every passage's vector there that is not there yet; returns how many there are, which is all."""
        # The passages of a library that is half rebuilt have vectors of two models; the rebuild begins anew.
        pages = [] if self._record.meta("embedder") == HALF_REBUILT else self._record.pages_of_passages()
        record, folder, place = self._record, self._folder, self._place
        index = open_place(record, folder, place)
        try:
            here = index.ids()
            total, wanted = self._record.counts(_ANY)[1], set[int]()
            for page in pages:
                ids = [one.id for one, *_ in page]
                if here and not wanted and here.isdisjoint(ids):  # of another time, maybe of another length
                    index.close()
                    index, here = open_place(record, folder, place, anew=True), set()
                wanted.update(ids)
                lost = [row for row in page if row[0].id not in here]
                if lost:
                    marks = [Shelfmark(one.version, one.source.collection, *days) for one, *days in lost]
                    index.add([one.id for one, *_ in lost], np.stack([one.vector for one, *_ in lost]), marks)
                if self._progress:
                    self._progress(len(wanted), total, self._place.name)
            index.remove(sorted(here - wanted))
            self._prove(index, wanted)
            return len(wanted)
        finally:
            index.close()

    def _prove(self, index: Vectors, wanted: set[int]) -> None:
        found = index.ids()
        if found != wanted or index.count() != len(wanted):
            raise DamagedLibrary(
                f"{self._place.name} holds {len(found & wanted):,} of {len(wanted):,} vectors and "
                f"{len(found - wanted):,} others after all were sent; nothing was changed. Repeat: "
                "onrecord documents index"
            )

    def _clear(self, noted: str) -> str:
        """Remove the vectors of a place that the library is not at; returns why that failed, empty where it did not."""
        if noted and noted != self._record.meta(VECTORS):
            try:
                self._remove(noted)
            except (LibraryError, OSError) as error:
                where = "the folder chroma of the library" if noted == EMBEDDED else noted
                return f"vectors that are not needed any more are left in {where}: {error}"
        self._record.set_meta(LEFT, "")
        return ""

    def _remove(self, noted: str) -> None:
        if noted == EMBEDDED:
            for index in self._folder.glob("chroma*"):  # and damaged ones
                shutil.rmtree(index)
            return
        from retriever.chroma_server import drop_collection, id_of_collection

        name = collection_name(self._record, self._folder)
        # The token is for the server that the settings name, and another is not told it.
        old = replace(self._place, url=noted, token="" if self._place.url else self._place.token)
        # Two addresses may be one server, and its collection the one that was just filled.
        if not self._place.url or id_of_collection(old, name) != id_of_collection(self._place, name):
            drop_collection(old, name)
        clear_server(self._record, old)  # and what a rebuild has left there
