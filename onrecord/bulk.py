"""Bulk ingestion put together: what each worker opens, and the run that this process drives."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.bulk.run import BulkRun
    from ingest.bulk.work import Tools
    from onrecord.assembly import Parts
    from onrecord.settings import Settings
    from retriever.loading import BackendName

__all__ = ["WorkerRecipe", "bulk_run"]


@dataclass(frozen=True, slots=True)
class WorkerRecipe:
    """What a worker opens its tools by; it is pickled, and holds no secret.

    Attributes:
        embedder: as the setting.
        backend: as the setting ``embedder_backend``.
        pickled: as the setting ``allow_pickled_models``.
        megabytes: as the setting ``reading_megabytes``.
        seconds: as the setting ``reading_seconds``.
        ocr: as the setting ``ocr``.
    """

    embedder: str
    backend: BackendName
    pickled: bool
    megabytes: int
    seconds: float
    ocr: bool

    def __call__(self) -> Tools:
        """Load the embedder and open a reading room, in the worker.

        Raises:
            ModelUnavailable: the embedder cannot be loaded there.
        """
        from ingest.bulk.work import Tools
        from ingest.reading_room.room import ReadingRoom
        from retriever.ahead import AheadEncoder
        from retriever.embed import Embedder
        from retriever.products import multiply_on_one_thread

        multiply_on_one_thread()
        embedder = Embedder(self.embedder, self.backend, self.pickled)
        room = ReadingRoom(self.megabytes, self.seconds, self.ocr, processes=1)
        return Tools(_stamp(embedder.name, embedder.dimensions), room, embedder.count_tokens, AheadEncoder(embedder))


def _recipe(settings: Settings, embedder: str) -> WorkerRecipe:
    return WorkerRecipe(
        embedder,  # the library's: while it is rebuilt for another, files are still embedded with its own
        settings.embedder_backend,
        settings.allow_pickled_models,
        settings.reading_megabytes,
        settings.reading_seconds,
        settings.ocr == "on",
    )


def _stamp(embedder: str, dimensions: int) -> str:
    return f"Onrecord {__version__}, embedder {embedder}, {dimensions} dimensions"


@contextmanager
def bulk_run(parts: Parts, address: str = "", workers: int = 0) -> Iterator[BulkRun]:
    """A run into an open library whose files are read and embedded by workers on Ray; they are ended at the end.

    Args:
        parts: with the open library.
        address: of a Ray cluster that this machine is part of, or ``auto``; empty for a Ray of this machine's own.
        workers: how many; 0 for as many as there are processors.

    Raises:
        MissingPackage: Ray is not installed.
        BadInput: the address is none of a cluster.
        EngineUnavailable: Ray cannot be started or joined.
    """
    from ingest.bulk.crew import Crew
    from ingest.bulk.on_ray import ray_engine
    from ingest.bulk.run import BulkRun

    library = parts.library
    with ray_engine(_recipe(parts.settings, library.embedder.name), address, workers) as engine:
        crew = Crew(engine, workers or engine.processors, _stamp(library.embedder.name, library.embedder.dimensions))
        try:
            yield BulkRun(library, parts.ingester.looking, crew)
        finally:
            crew.close()
