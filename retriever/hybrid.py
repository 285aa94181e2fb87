"""Hybrid retrieval: dense and lexical rankings fused, then re-ordered by late interaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from onrecord.errors import BadInput, EmptyLibrary
from onrecord.sentences import fold
from onrecord.types import Coverage, Filters, Hit
from onrecord.words import has_word, whole
from retriever.embed import Encoded
from retriever.filters import bounds_of
from retriever.fuse import sum_of_z_scores
from retriever.lexical import search_words
from retriever.library import Library
from retriever.record import StoredPassage
from retriever.rerank import MaxSim, best_sentence

__all__ = ["HybridRetriever", "Weights"]

# Characters of a question that are read; a longer one is cut at the last space before.
_MOST_CHARS: Final = 2_000
_STEP: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Weights:
    """How the final order is made: ``fused + sentence * z(best sentence) + passage * z(MaxSim of the passage)``."""

    sentence: float = 1.0
    passage: float = 1.0


class HybridRetriever:
    """Finds passages in a library.

    Args:
        library: what is searched.
        candidates: how many passages each of the two rankings hands on.
        rerank: how many of the fused ranking late interaction looks at.
        weights: of the stages in the final order.
    """

    def __init__(self, library: Library, candidates: int, rerank: int, weights: Weights | None = None) -> None:
        self._library = library
        self._candidates = candidates
        self._rerank = rerank
        self._weights = weights or Weights()

    def search(self, query: str, k: int, filters: Filters | None = None) -> list[Hit]:
        """The ``k`` best passages, best first, their evidence sentences scored; fewer where there are fewer.

        Raises:
            BadInput: the query holds no word, ``k`` is under 1, or a filter's date is no date.
            EmptyLibrary: nothing has been ingested yet.
        """
        if not has_word(query):
            raise BadInput("The question holds no word; ask with at least one.")
        if k < 1:
            raise BadInput(f"k is {k}; ask for at least 1 hit.")
        bounds, record = bounds_of(filters), self._library.record
        if not record.has_documents():
            raise EmptyLibrary("Nothing is on record yet; start with: onrecord ingest FOLDER")
        query = _shortened(fold(whole(query)))
        encoded = self._library.embedder.encode([query])[0]
        wide = max(self._candidates, k)
        nearest = self._library.index.search(encoded.vector, wide, bounds, record.hidden_versions())
        lexical = search_words(record, query, wide, bounds)
        found = record.passages(list(dict.fromkeys([*nearest, *lexical])), bounds)
        # Cosines of passages that only the lexical ranking found cost one product each.
        dense = {stored.id: float(encoded.vector @ stored.vector) for stored in found}
        lexical = {id_: score for id_, score in lexical.items() if id_ in dense}
        return self._ordered(query, encoded, found, dense, lexical, k)

    def coverage(self, filters: Filters | None = None) -> Coverage:
        """What a search with these filters looks through.

        Raises:
            BadInput: a filter's date is no date.
        """
        documents, passages, failed = self._library.record.counts(bounds_of(filters))
        return Coverage(documents, passages, failed, filters.as_dict() if filters else {})

    def _ordered(
        self,
        query: str,
        encoded: Encoded,
        found: Sequence[StoredPassage],
        dense: dict[int, float],
        lexical: dict[int, float],
        k: int,
    ) -> list[Hit]:
        """The first ``k``: the top of the fused ranking re-ordered by a closer look, the rest below it as fused."""
        fused = sum_of_z_scores({"dense": dense, "lexical": lexical})
        by_id = {stored.id: stored for stored in found}
        top, rest = list(fused)[: self._rerank], list(fused)[self._rerank :]
        look = MaxSim(query, encoded, [by_id[id_] for id_ in top])
        seen = {id_: look.score(by_id[id_]) for id_ in top}
        sentence = _z({id_: best_sentence(evidence) for id_, (_, evidence) in seen.items()})
        passage = _z({id_: score for id_, (score, _) in seen.items()})
        weigh = self._weights
        final = {id_: fused[id_] + weigh.sentence * sentence[id_] + weigh.passage * passage[id_] for id_ in top}
        if rest:  # below all that were looked at, in their own order
            drop = min(final.values()) - fused[rest[0]] - _STEP
            final |= {id_: fused[id_] + drop for id_ in rest}
        hits = []
        for id_ in sorted(final, key=lambda one: (-final[one], one))[:k]:
            stored = by_id[id_]
            maxsim, evidence = seen[id_] if id_ in seen else look.score(stored)
            stages = {"dense": dense[id_], "lexical": lexical.get(id_, 0.0), "fused": fused[id_], "maxsim": maxsim}
            hits.append(Hit(stored.passage, stored.source, final[id_], evidence, stages))
        return hits


def _z(scores: dict[int, float]) -> dict[int, float]:
    """Scores brought to mean 0 and deviation 1; all 0 where they are equal."""
    values = np.array(list(scores.values()))
    spread = values.std() if len(values) else 0.0
    return {id_: float((score - values.mean()) / spread) if spread > 0 else 0.0 for id_, score in scores.items()}


def _shortened(query: str) -> str:
    return query if len(query) <= _MOST_CHARS else query[:_MOST_CHARS].rsplit(maxsplit=1)[0]
