"""The segments of a word index: which of them hold words of removed passages still."""

import json
from collections import Counter
from pathlib import Path

import tantivy
from tantivy import Query

__all__ = ["living_beside_removed", "removed_in"]


def removed_in(folder: Path) -> int:
    """How many removed passages have their words in the files of an index."""
    return sum(removed for _, removed in _segments(folder))


def living_beside_removed(searcher: tantivy.Searcher, folder: Path) -> list[int]:
    """Ids of the passages whose segment holds removed ones too; all of them where that cannot be told."""
    segments = _segments(folder)
    if not any(removed for _, removed in segments):
        return []
    found = searcher.search(Query.all_query(), max(1, searcher.num_docs), count=False)
    places = [address for _, address in found.hits]
    ids = [int(id_) for id_ in searcher.fast_field_values("id", places) if id_ is not None]
    living = Counter(place.segment_ord for place in places)
    # Both list the segments in one order; where the counts disagree they do not, and nothing is taken for granted.
    if any(living[at] != held - removed for at, (held, removed) in enumerate(segments)):
        return ids
    return [id_ for id_, place in zip(ids, places, strict=True) if segments[place.segment_ord][1]]


def _segments(folder: Path) -> list[tuple[int, int]]:
    """Of each segment: how many passages it holds, and how many of those are removed."""
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    return [(one["max_doc"], (one["deletes"] or {}).get("num_deleted_docs", 0)) for one in meta["segments"]]
