"""Passage vectors in an embedded Chroma: an index that can be rebuilt from the record at any time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError

from onrecord.errors import LibraryError
from retriever.embed import Floats
from retriever.filters import Bounds, Shelfmark

__all__ = ["VectorIndex"]

_COLLECTION: Final = "passages"
# Chroma refuses more than 5,461 rows in a call, and get() more than 32,766.
_BATCH: Final = 5_000


@contextmanager
def _speaking_onrecord(doing: str, advice: str = "Try: onrecord documents verify") -> Iterator[None]:
    """Chroma's errors as ours."""
    try:
        yield
    except ChromaError as error:
        raise LibraryError(f"Chroma failed while {doing}: {error}. {advice}") from error


class VectorIndex:
    """The vectors of one library, cosine space, ids and metadata our own.

    Args:
        anew: begin with no vectors, of whatever length; what was there is dropped.
        folder: where Chroma keeps its files. One process at a time may have it open: two lose vectors for good
            (chroma-core/chroma issue 3792). The library's lock sees to that.
    """

    def __init__(self, folder: Path, *, anew: bool = False) -> None:
        with _speaking_onrecord(f"opening {folder}", f"Delete {folder}: it is made anew from the record"):
            self._client = chromadb.PersistentClient(str(folder), ChromaSettings(anonymized_telemetry=False))
            if anew and _COLLECTION in [collection.name for collection in self._client.list_collections()]:
                self._client.delete_collection(_COLLECTION)
            self._vectors: Any = self._client.get_or_create_collection(
                _COLLECTION, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
            )

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()  # type: ignore[attr-defined] # the local client has it, the interface lacks it

    def add(self, ids: Sequence[int], vectors: Floats, shelfmarks: Sequence[Shelfmark]) -> None:
        """Put vectors in, each with the shelf mark of its document; an id that is there already is written over.

        Args:
            ids: of the passages, all different.
            vectors: float32, shape (n, d), unit length.
            shelfmarks: n of them.
        """
        metadata = [_metadata(shelfmark) for shelfmark in shelfmarks]
        with _speaking_onrecord("storing vectors"):
            for start in range(0, len(ids), _BATCH):
                some = slice(start, start + _BATCH)
                self._vectors.upsert(
                    ids=[str(id_) for id_ in ids[some]], embeddings=vectors[some], metadatas=metadata[some]
                )

    def remove_version(self, version: int) -> None:
        """Take the vectors of one version out; nothing happens where there are none."""
        with _speaking_onrecord("removing vectors"):
            self._vectors.delete(where={"version": version})

    def remove(self, ids: Sequence[int]) -> None:
        """Take vectors out by passage id."""
        with _speaking_onrecord("removing vectors"):
            for start in range(0, len(ids), _BATCH):
                self._vectors.delete(ids=[str(id_) for id_ in ids[start : start + _BATCH]])

    def count(self) -> int:
        """How many vectors there are."""
        return int(self._vectors.count())

    def ids(self) -> set[int]:
        """The passage ids of all vectors."""
        found: set[int] = set()
        with _speaking_onrecord("listing vectors"):
            while page := self._vectors.get(include=[], limit=_BATCH, offset=len(found))["ids"]:
                found.update(int(id_) for id_ in page)
        return found

    def search(self, vector: Floats, k: int, bounds: Bounds, hidden: Sequence[int] = ()) -> dict[int, float]:
        """Ids of the ``k`` nearest passages, nearest first, with their cosine in [-1, 1]; fewer where so."""
        k = min(k, self.count())
        if k == 0:
            return {}
        with _speaking_onrecord("searching"):
            found = self._vectors.query(
                query_embeddings=np.asarray([vector]), n_results=k, include=["distances"], where=_where(bounds, hidden)
            )
        return {int(id_): 1.0 - float(far) for id_, far in zip(found["ids"][0], found["distances"][0], strict=True)}


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
