"""Hits in the order of the time whose state is asked for, where several answer about as well."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from onrecord.agreement import Version
from onrecord.answering.agreement.compare import disagreement
from onrecord.answering.evidence import STATES_ENOUGH
from onrecord.asked_time import AskedTime
from onrecord.moments import day_of, moments_in
from onrecord.question import kind_of, states
from onrecord.sentences import fold
from onrecord.types import Hit

__all__ = ["in_time"]

# Of a passage whose best sentence has this much of the score of the best one of all, age may decide.
_CLOSE: Final = 0.85
# As many of the first hits are looked at, and each has this share of the names of the question.
_LOOKED_AT: Final = 6
_NAMED: Final = 0.5
# What may have changed since an older document.
_CHANGING: Final = frozenset({"money", "number", "date"})


def in_time(question: str, hits: Sequence[Hit], asked: AskedTime | None) -> tuple[tuple[Hit, ...], bool]:
    """The hits, those of the time asked for before others that answer about as well; and whether it tells them apart.

    As of a day, documents of that day or before come first, the latest of them leading; where a passage itself names
    the time ("cash at 30 June"), those that do come first. For the latest, the newest document does, for the first the
    oldest. Documents without a day of publication stand behind. Where no time is asked for, and documents of different
    days give different figures, dates or names, the most recent of them leads; and of those whose best sentence states
    the figure, the sum or the date asked for, and comes close to the best one's score, where no difference is seen.

    Args:
        question: as it stands alone.
        hits: best first, looked at closely.
        asked: None where no time is asked for.
    """
    if not hits or not hits[0].evidence:
        return tuple(hits), False
    if asked is None:
        ordered = _latest_first(question, hits)
        if ordered != tuple(hits) or kind_of(question) not in _CHANGING:
            return ordered, False
        return _by_time(question, hits, AskedTime("latest"), sure=True)[0], False
    return _by_time(question, hits, asked)


def _by_time(
    question: str, hits: Sequence[Hit], asked: AskedTime, *, sure: bool = False
) -> tuple[tuple[Hit, ...], bool]:
    best = hits[0].evidence[0].score
    rivals = [place for place, hit in enumerate(hits[:_LOOKED_AT]) if _is_rival(question, hit, best, sure)]
    if len({hits[place].source.document_id for place in rivals}) < 2:
        return tuple(hits), False
    ranks = {place: _rank(hits[place], asked) for place in rivals}
    ordered = iter(sorted(rivals, key=lambda place: ranks[place]))
    told = len(set(ranks.values())) > 1
    return tuple(hits[next(ordered)] if place in ranks else hit for place, hit in enumerate(hits)), told


def _latest_first(question: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits, the first that gives the most recent version before the others that give one."""
    found = disagreement(question, hits)
    latest = [one for one in found.versions if one.latest] if found and found.kind != "yes-no" else []
    if not found or not latest:
        return tuple(hits)
    places = [place for place, hit in enumerate(hits) if any(_has(hit, version) for version in found.versions)]
    newest = next((place for place in places if any(_has(hits[place], version) for version in latest)), None)
    if newest is None or newest == places[0]:
        return tuple(hits)
    rest = [hit for place, hit in enumerate(hits) if place != newest]
    return (*rest[: places[0]], hits[newest], *rest[places[0] :])


def _has(hit: Hit, version: Version) -> bool:
    same = hit.source.document_id == version.source.document_id
    return same and hit.passage.start <= version.start < hit.passage.end


def _is_rival(question: str, hit: Hit, best: float, sure: bool) -> bool:
    """Whether a passage answers about as well as the best, or states the figure or the date asked for.

    ``sure`` wants both, of its best sentence.
    """
    if not hit.evidence or hit.stages.get("names", 1.0) < _NAMED:
        return False
    if hit.evidence[0].score >= _CLOSE * best:
        return not sure or states(kind_of(question), fold(hit.passage.quote(hit.evidence[0])), question)
    if sure:
        return False
    kind = kind_of(question)
    enough = (span for span in hit.evidence if span.score >= STATES_ENOUGH * best)
    return any(states(kind, fold(hit.passage.quote(span)), question) for span in enough)


def _rank(hit: Hit, asked: AskedTime) -> tuple[int, int]:
    """What comes first is less."""
    day = day_of(hit.source.published)
    if asked.which != "day" or asked.day is None:
        if day is None:
            return 1, 0
        return 0, -day.toordinal() if asked.which == "latest" else day.toordinal()
    if _names(hit, asked.day):
        return 0, 0
    if day is None:
        return 2, 0
    return (1, -day.toordinal()) if day <= asked.day else (3, day.toordinal())


def _names(hit: Hit, day: date) -> bool:
    """Whether a passage says what was on that very day, or at the end of the time that it ends."""
    found = moments_in(hit.passage.text, day_of(hit.source.published))
    return any(one.last == day and not one.relative for one in found)
