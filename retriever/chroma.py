"""Passage vectors in a collection of Chroma: an index that can be rebuilt from the record at any time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import chromadb
import numpy as np
from chromadb.api.models.Collection import Collection
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError

from onrecord.errors import LibraryError
from retriever.embed import Floats
from retriever.filters import Bounds, Shelfmark
from retriever.panics import Panicked, panics_as_errors

__all__ = ["SPACE", "ChromaIndex", "VectorIndex", "speaking_onrecord"]

# How a collection is made; Chroma leaves one that is there already as it is, whatever is asked for.
SPACE: Final[Any] = {"hnsw": {"space": "cosine"}}
_COLLECTION: Final = "passages"
# Chroma refuses more than 5,461 rows in a call, and get() more than 32,766.
_BATCH: Final = 5_000


@contextmanager
def speaking_onrecord(doing: str, advice: str = "Try: onrecord doctor --repair") -> Iterator[None]:
    """Chroma's errors as ours."""
    try:
        with panics_as_errors():
            yield
    except (ChromaError, Panicked) as error:
        raise LibraryError(f"Chroma failed while {doing}: {error}. {advice}") from error


class ChromaIndex:
    """The vectors of one library in one collection, cosine space, ids and metadata our own.

    Plays :class:`retriever.places.Vectors`; any number of threads may call it at once.

    Args:
        collection: of Chroma, without an embedding function.
        batch: rows in a call, 1 to 5,461.
    """

    def __init__(self, collection: Collection, batch: int = _BATCH) -> None:
        self._vectors: Any = collection
        self._batch = batch

    def close(self) -> None:
        """Let go of what was opened; nothing is lost."""

    def add(self, ids: Sequence[int], vectors: Floats, shelfmarks: Sequence[Shelfmark]) -> None:
        """Put vectors in, each with the shelf mark of its document; an id that is there already is written over.

        Args:
            ids: of the passages, all different.
            vectors: float32, shape (n, d), unit length.
            shelfmarks: n of them.
        """
        metadata = [_metadata(shelfmark) for shelfmark in shelfmarks]
        with speaking_onrecord("storing vectors"):
            for start in range(0, len(ids), self._batch):
                some = slice(start, start + self._batch)
                self._vectors.upsert(
                    ids=[str(id_) for id_ in ids[some]], embeddings=vectors[some], metadatas=metadata[some]
                )

    def remove_version(self, version: int) -> None:
        """Take the vectors of one version out; nothing happens where there are none."""
        with speaking_onrecord("removing vectors"):
            self._vectors.delete(where={"version": version})

    def remove(self, ids: Sequence[int]) -> None:
        """Take vectors out by passage id."""
        with speaking_onrecord("removing vectors"):
            for start in range(0, len(ids), self._batch):
                self._vectors.delete(ids=[str(id_) for id_ in ids[start : start + self._batch]])

    def count(self) -> int:
        """How many vectors there are."""
        with speaking_onrecord("counting vectors"):
            return int(self._vectors.count())

    def ids(self) -> set[int]:
        """The passage ids of all vectors."""
        found: set[int] = set()
        with speaking_onrecord("listing vectors"):
            while page := self._vectors.get(include=[], limit=_BATCH, offset=len(found))["ids"]:
                found.update(int(id_) for id_ in page)
        return found

    def held(self, ids: Sequence[int]) -> set[int]:
        """Those of these passage ids that have a vector."""
        found: set[int] = set()
        with speaking_onrecord("looking for vectors"):
            for start in range(0, len(ids), self._batch):
                some = [str(id_) for id_ in ids[start : start + self._batch]]
                found.update(int(id_) for id_ in self._vectors.get(ids=some, include=[])["ids"])
        return found

    def search(self, vector: Floats, k: int, bounds: Bounds, hidden: Sequence[int] = ()) -> dict[int, float]:
        """Ids of the ``k`` nearest passages, nearest first, with their cosine in [-1, 1]; fewer where so.

        Args:
            vector: float32, shape (d,), unit length.
            k: from 0. Chroma gives what there is where that is less, so nothing is counted first.
            bounds: what is searched.
            hidden: versions that are left out.
        """
        if k < 1:
            return {}
        with speaking_onrecord("searching"):
            found = self._vectors.query(
                query_embeddings=np.asarray([vector]), n_results=k, include=["distances"], where=_where(bounds, hidden)
            )
        return {int(id_): 1.0 - float(far) for id_, far in zip(found["ids"][0], found["distances"][0], strict=True)}


class VectorIndex(ChromaIndex):
    """The vectors of one library in a Chroma of this process.

    Args:
        folder: where Chroma keeps its files. One process at a time may have it open: two lose vectors for good
            (chroma-core/chroma issue 3792). The library's lock sees to that.
        anew: begin with no vectors, of whatever length; what was there is dropped.
    """

    def __init__(self, folder: Path, *, anew: bool = False) -> None:
        with speaking_onrecord(f"opening {folder}", f"Delete {folder}: it is made anew from the record"):
            try:
                self._client = chromadb.PersistentClient(str(folder), ChromaSettings(anonymized_telemetry=False))
            except BaseException:
                # Chroma keeps the client that it could not start, and would hand it out for this folder again.
                SharedSystemClient._identifier_to_system.pop(str(folder), None)
                raise
            try:
                super().__init__(self._opened(anew))
            except BaseException:
                self.close()
                raise

    def _opened(self, anew: bool) -> Collection:
        if anew and _COLLECTION in [collection.name for collection in self._client.list_collections()]:
            self._client.delete_collection(_COLLECTION)
        return self._client.get_or_create_collection(_COLLECTION, configuration=SPACE, embedding_function=None)

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()  # type: ignore[attr-defined] # the local client has it, the interface lacks it


def _metadata(shelfmark: Shelfmark) -> dict[str, str | int]:
    first, last = shelfmark.first_day, shelfmark.last_day
    dated = {} if first is None or last is None else {"first_day": first, "last_day": last}
    return {"version": shelfmark.version, "collection": shelfmark.collection, **dated}


def _where(bounds: Bounds, hidden: Sequence[int]) -> dict[str, Any] | None:
    """The bounds as Chroma wants them: no empty condition, and one key to each."""
    parts: list[dict[str, Any]] = []
    if bounds.collection is not None:
        parts.append({"collection": bounds.collection})
    if bounds.first_day is not None:
        parts.append({"last_day": {"$gte": bounds.first_day}})
    if bounds.last_day is not None:
        parts.append({"first_day": {"$lte": bounds.last_day}})
    if bounds.versions is not None:
        parts.append({"version": {"$in": list(bounds.versions)}})
    if hidden:
        parts.append({"version": {"$nin": list(hidden)}})
    if len(parts) > 1:
        return {"$and": parts}
    return parts[0] if parts else None
