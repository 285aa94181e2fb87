"""Corrections on record, looked up by what they may correct, whether one question finds both or not. Pure.

Two passages that one question finds are about one matter, and :func:`onrecord.corrections.speaks_of` is enough. Of all
that is on record more is asked: a figure is taken back only where one sentence has it with the words of the notice,
and a title tells one document only where no other of another day has it, or the notice names the day.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from onrecord.corrections import Figure, Notice, figures_in, names_title, stated, takes_back
from onrecord.moments import day_of
from onrecord.sentences import fold
from onrecord.types import Place, Source
from onrecord.words import content_stems

__all__ = ["HeldNotice", "Notices", "is_of_use"]

# Of a title's telling words so many stand in one that a notice names, at least.
_SHARE: Final = 0.8


@dataclass(frozen=True, slots=True)
class HeldNotice:
    """A correction on record.

    Attributes:
        version: names the version of its document, for whoever holds it.
        place: where it stands.
        notice: what it says of what it corrects.
    """

    version: int
    place: Place
    notice: Notice


def is_of_use(notice: Notice) -> bool:
    """Whether a notice could be told to correct anything: it corrects, and names a title or a figure."""
    return notice.kind != "update" and bool(notice.titles or notice.figures)


class Notices:
    """Many corrections; a look-up takes as long as few of them share title or figure with what is looked up.

    Args:
        held: all of them, in any order.
    """

    def __init__(self, held: Iterable[HeldNotice]) -> None:
        # The latest first: of several that correct one document it is told.
        self._held = sorted(held, key=lambda one: one.place.source.published or "", reverse=True)
        self._by_stem: dict[str, list[tuple[int, int]]] = defaultdict(list)
        # Outlet, or a day that a notice names -> a figure that it takes back -> which notices do.
        self._by_outlet: dict[str, dict[Figure, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._by_day: dict[date, dict[Figure, list[int]]] = defaultdict(lambda: defaultdict(list))
        for at, one in enumerate(self._held):
            for title, words in enumerate(one.notice.titles):
                for stem in set(content_stems(words)):
                    self._by_stem[stem].append((at, title))
            for figure in one.notice.figures:
                if one.place.source.outlet:
                    self._by_outlet[_outlet(one.place.source)][figure].append(at)
                for day in one.notice.days:
                    self._by_day[day][figure].append(at)

    def __len__(self) -> int:
        return len(self._held)

    def correcting(
        self, source: Source, text: str, days_of: Callable[[str, str], Iterable[str | None]]
    ) -> HeldNotice | None:
        """The latest that surely corrects words of a document; None for most.

        Args:
            source: the document.
            text: the words, a passage of it.
            days_of: a title, the id of a document -> the publication dates of all other documents with that title.
        """
        if not self._held:
            return None
        for at in sorted({*self._naming(source), *self._taking_back(source, text)}):
            one = self._held[at]
            notice, of = one.notice, one.place.source
            named = day_of(source.published) in notice.days
            if takes_back(notice, of, source, text) and (named or not notice.days) and stated(notice, text):
                return one
            if not names_title(notice, of, source) or not _same_or_unknown_outlet(of, source):
                continue
            if named or len(set(days_of(source.title, of.document_id))) == 1:
                return one
        return None

    def _naming(self, source: Source) -> Iterator[int]:
        """Those that name a title with most words of the document's."""
        stems = set(content_stems(source.title))
        shared = Counter(place for stem in stems for place in self._by_stem.get(stem, ()))
        return (at for (at, _), many in shared.items() if many >= _SHARE * len(stems))

    def _taking_back(self, source: Source, text: str) -> Iterator[int]:
        """Those of its outlet, or that name its day, which take back a figure of the text."""
        day, outlet = day_of(source.published), _outlet(source)
        found = [self._by_outlet[outlet]] if outlet in self._by_outlet else []
        found += [self._by_day[day]] if day and day in self._by_day else []
        figures = figures_in(text) if found else set()  # which takes longer than all else
        for by_figure in found:
            for figure in figures & by_figure.keys():
                yield from by_figure[figure]


def _outlet(source: Source) -> str:
    return fold(source.outlet or "").casefold()


def _same_or_unknown_outlet(one: Source, other: Source) -> bool:
    """Whether one may correct the other: what another paper says of an article is no correction of it."""
    return not (one.outlet and other.outlet) or _outlet(one) == _outlet(other)
