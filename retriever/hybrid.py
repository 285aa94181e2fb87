"""Hybrid retrieval: dense and lexical rankings fused, then re-ordered by a closer look, reprints put together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

import numpy as np

from onrecord.answers import Coverage
from onrecord.errors import BadInput
from onrecord.ports import Reranker
from onrecord.question import require_word, what_is_read
from onrecord.types import Filters, Hit, Place
from onrecord.words import has_word, whole
from retriever.beforehand import nothing_yet
from retriever.duplicates import groups
from retriever.embed import Encoded, Floats
from retriever.filters import Bounds, bounds_of
from retriever.fuse import sum_of_z_scores, z_scores
from retriever.lexical import Words
from retriever.library import Library
from retriever.products import multiply_on_one_thread
from retriever.query import Query, understand
from retriever.rerank import Look, MaxSim
from retriever.rows import StoredPassage

__all__ = ["STAGES", "HybridRetriever", "Stage"]

Stage = Literal["dense", "lexical", "fused", "full"]
STAGES: Final[tuple[Stage, ...]] = ("dense", "lexical", "fused", "full")
# Where the filters leave no more passages than this, all of them are compared: Chroma takes 90 to 190 ms for a filtered
# search of 100,000, this takes 20.
_MOST_COMPARED: Final = 4_000
# Passages of half-written documents that a search asks for in excess, before it asks Chroma to leave them out.
_MOST_HIDDEN: Final = 1_000
# Times that a search begins again because a document was removed or replaced under it.
_MOST_TRIES: Final = 3
# What the closer look counts for beside the fused ranking (docs/decisions/evidence.md).
_LOOK_WEIGHT: Final = 2.0
_STEP: Final = 1e-3
_NOT_LOOKED: Final = Look(0.0, 0.0, 0.0, ())


@dataclass(frozen=True, slots=True)
class _Found:
    """The candidates of one search, with the scores of the first two stages."""

    passages: dict[int, StoredPassage]
    dense: dict[int, float]
    lexical: dict[int, float]
    order: dict[int, float]


class HybridRetriever:
    """Finds passages in a library.

    Args:
        library: what is searched.
        candidates: how many passages each of the two rankings hands on.
        rerank: how many of the fused ranking the closer look takes in.
        reranker: has the last word on the order of those; None leaves it to late interaction.
        stage: how far to go: one ranking alone, the two fused, or all of it. For comparing.
        today: what "last week" is counted from.
    """

    def __init__(
        self,
        library: Library,
        candidates: int,
        rerank: int,
        *,
        reranker: Reranker | None = None,
        stage: Stage = "full",
        today: Callable[[], date] = date.today,
    ) -> None:
        multiply_on_one_thread()
        self._library = library
        self._candidates = candidates
        self._rerank = rerank
        self._reranker = reranker
        self._stage = stage
        self._today = today

    def search(self, query: str, k: int, filters: Filters | None = None) -> list[Hit]:
        """The ``k`` best passages, best first, their evidence sentences scored; fewer where there are fewer.

        Phrases in quote marks must stand in a passage. Publication dates that the query speaks of ("articles from last
        week") limit the search like ``filters``, which win over them. Nearly equal passages are one hit.

        Raises:
            BadInput: the query holds no word, ``k`` is under 1, or a filter's date is no date.
            EmptyLibrary: nothing has been ingested yet.
            UnknownDocument: the filters name a document that is not on record.
        """
        require_word(query)
        if k < 1:
            raise BadInput(f"k is {k}; ask for at least 1 hit.")
        asked = self._understood(query)
        limits, record = _limited(asked, filters), self._library.record
        self._bounds(limits)  # what is wrong with them is told first
        if not record.has_documents():
            raise nothing_yet()
        with self._library.searches.passing():  # another embedder may take the place of this one, and waits
            return self._searched(asked, limits, k)

    def _searched(self, asked: Query, limits: Filters | None, k: int) -> list[Hit]:
        record = self._library.record
        # The question proper for the closer look; with what documents call its terms, for finding candidates.
        texts = [asked.core, *([" ".join((asked.core, *asked.also))] if asked.also else [])]
        first, *other = self._library.embedder.encode(texts)
        vector = (other or [first])[0].vector
        hits: list[Hit] = []
        for _ in range(_MOST_TRIES):
            removals = record.removals
            found = self._found(asked, vector, max(self._candidates, k), self._bounds(limits))
            hits = self._hits(asked, first, found, k)
            if record.removals == removals:
                break
        return hits

    def coverage(self, filters: Filters | None = None, question: str = "") -> Coverage:
        """What a search with these filters, and those that the question itself speaks of, looks through.

        Raises:
            BadInput: a filter's date is no date.
            UnknownDocument: the filters name a document that is not on record.
        """
        limits = _limited(self._understood(question), filters) if has_word(question) else filters
        documents, passages, failed = self._library.record.counts(self._bounds(limits))
        return Coverage(documents, passages, failed, limits.as_dict() if limits else {})

    def _understood(self, question: str) -> Query:
        return understand(what_is_read(whole(question)), self._today())

    def _bounds(self, filters: Filters | None) -> Bounds:
        bounds = bounds_of(filters)
        if filters is None or not filters.documents:
            return bounds
        return replace(bounds, versions=self._library.record.ready_versions(filters.documents))

    # ---- candidates -------------------------------------------------------------------------------------------

    def _found(self, asked: Query, vector: Floats, wide: int, bounds: Bounds) -> _Found:
        """The candidates in the order of the first two stages."""
        library = self._library
        words = Words(asked.text, asked.phrases, asked.keys, asked.also)
        lexical = library.words.search(words, wide, bounds) if self._stage != "dense" or asked.phrases else {}
        nearest = self._nearest(vector, wide, bounds) if self._stage != "lexical" else {}
        if asked.phrases:
            nearest = {id_: cosine for id_, cosine in nearest.items() if id_ in lexical}
        stored = library.record.passages(list(dict.fromkeys([*nearest, *lexical])), bounds)
        # Cosines of passages that only the lexical ranking found cost one product each.
        dense = {one.id: float(vector @ one.vector) for one in stored}
        lexical = {id_: score for id_, score in lexical.items() if id_ in dense}
        rankings = {"dense": dense, "lexical": lexical}
        if self._stage in rankings:
            order = dict(sorted(rankings[self._stage].items(), key=lambda one: (-one[1], one[0])))
        else:
            order = sum_of_z_scores(rankings, {"lexical": 0.0} if len(lexical) < wide else None)
        return _Found({one.id: one for one in stored}, dense, lexical, order)

    def _nearest(self, vector: Floats, wide: int, bounds: Bounds) -> dict[int, float]:
        """The nearest passages by cosine: all compared where they are few, else by Chroma's graph."""
        record, index = self._library.record, self._library.index
        if bounds != Bounds():
            within = record.vectors_within(bounds, _MOST_COMPARED)
            if within is not None:
                ids, vectors = within
                cosines = vectors @ vector if ids else np.zeros(0)
                return {ids[at]: float(cosines[at]) for at in np.argsort(-cosines, kind="stable")[:wide]}
        hidden = record.hidden_passages()
        if hidden <= _MOST_HIDDEN:
            return index.search(vector, wide + hidden, bounds)
        return index.search(vector, wide, bounds, record.hidden_versions())

    # ---- order ------------------------------------------------------------------------------------------------

    def _hits(self, asked: Query, encoded: Encoded, found: _Found, k: int) -> list[Hit]:
        """The first ``k``: the top of the ranking re-ordered by a closer look, the rest below it as it was."""
        final, looks = dict(found.order), {}
        if self._stage == "full":
            order, near = list(found.order), max(self._rerank, k)
            looks = self._look(asked, encoded, [found.passages[id_] for id_ in order[:near]])
            there = [id_ for id_ in order[:near] if id_ in looks]  # what lies below was not looked at
            top, rest = there[: self._rerank], [*there[self._rerank :], *order[near:]]
            scores = self._reranked(asked, found, top, looks)
            drop = min(scores.values(), default=0.0) - (found.order[rest[0]] if rest else 0.0) - _STEP
            final = scores | {id_: found.order[id_] + drop for id_ in rest}
        best = sorted(final, key=lambda id_: (-final[id_], id_))
        alike = groups([found.passages[id_] for id_ in best], k)
        return [self._hit(group, found, final, looks) for group in alike]

    def _look(self, asked: Query, encoded: Encoded, passages: Sequence[StoredPassage]) -> dict[int, Look]:
        look = MaxSim(asked, encoded, self._library.words.rarity)
        packed = self._library.record.tokens_of([stored.id for stored in passages])
        left = [stored for stored in passages if stored.id in packed]  # those that were not removed meanwhile
        seen = look.look(left, [packed[stored.id] for stored in left])
        return {stored.id: one for stored, one in zip(left, seen, strict=True)}

    def _reranked(self, asked: Query, found: _Found, top: Sequence[int], looks: dict[int, Look]) -> dict[int, float]:
        """The final scores of the passages that were looked at: the fused ranking's and the closer look's together."""
        if self._reranker is None:
            fused, look = z_scores([found.order[id_] for id_ in top]), z_scores([looks[id_].score for id_ in top])
            return {id_: float(one) for id_, one in zip(top, fused + _LOOK_WEIGHT * look, strict=True)}
        texts = [found.passages[id_].passage.text for id_ in top]
        return dict(zip(top, self._reranker.score(asked.text, texts), strict=True))

    def _hit(self, group: list[StoredPassage], found: _Found, final: dict[int, float], looks: dict[int, Look]) -> Hit:
        stored, *others = group
        id_, look = stored.id, looks.get(stored.id, _NOT_LOOKED)
        stages = {"dense": found.dense[id_], "lexical": found.lexical.get(id_, 0.0), "fused": found.order[id_]}
        places = tuple(Place(one.source, one.passage.page, one.passage.start, one.passage.end) for one in others)
        return Hit(
            stored.passage,
            stored.source,
            final[id_],
            look.sentences,
            {
                **stages,
                "maxsim": look.maxsim,
                "evidence": look.evidence,
                "missing": look.missing,
                "names": look.names,
            },
            self._library.record.section_of(stored),
            places,
            look.words,
        )


def _limited(asked: Query, filters: Filters | None) -> Filters | None:
    """The filters, and where they set no date, the publication dates that the question speaks of."""
    if not (asked.since or asked.until) or (filters and (filters.since or filters.until)):
        return filters
    return replace(filters or Filters(), since=asked.since, until=asked.until)
