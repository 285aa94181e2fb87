"""Hits of documents that another hit corrects: told so, and behind the correction where that answers about as well."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from onrecord.corrections import Notice, notice_of, speaks_of
from onrecord.types import Hit, Place

__all__ = ["OnRecord", "with_corrections"]

OnRecord = Callable[[Sequence[Hit]], Sequence[Place | None]]

# A correction goes before what it corrects where its best sentence has this much of the other's score: what a document
# says of other matters is not answered by its correction.
_AS_WELL: Final = 0.85


def with_corrections(hits: Sequence[Hit], on_record: OnRecord | None = None) -> tuple[Hit, ...]:
    """The hits, best first, each that another one corrects with where that stands, and behind it.

    Args:
        hits: of one question, best first.
        on_record: hits -> where a document on record corrects each, whether it was found or not; for those that no
            hit corrects. None to do without.
    """
    told = _among(hits)
    left = [hit for hit in told if hit.corrected is None]
    if on_record is None or not left:
        return told
    corrected = iter(on_record(left))
    return tuple(hit if hit.corrected else replace(hit, corrected=next(corrected)) for hit in told)


def _among(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits with those that correct one another."""
    notices = [(hit, notice) for hit in hits if (notice := notice_of(hit.source, hit.passage.text))]
    if not notices:
        return tuple(hits)
    order = list(range(len(hits)))
    told = list(hits)
    for place, hit in enumerate(hits):
        by = _corrected_by(hit, notices)
        if by is None:
            continue
        told[place] = replace(hit, corrected=Place(by.source, by.passage.page, by.passage.start, by.passage.end))
        at = hits.index(by)
        if order.index(place) < order.index(at) and _best(by) >= _AS_WELL * _best(hit):
            order.remove(place)
            order.insert(order.index(at) + 1, place)
    return tuple(told[place] for place in order)


def _corrected_by(hit: Hit, notices: Sequence[tuple[Hit, Notice]]) -> Hit | None:
    """The first hit that corrects another."""
    found = (one for one, notice in notices if speaks_of(notice, one.source, hit.source, hit.passage.text))
    return next(found, None)


def _best(hit: Hit) -> float:
    return hit.evidence[0].score if hit.evidence else 0.0
