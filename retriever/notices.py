"""The corrections that a library holds, so that what they correct says so even where a question does not find them.

They are read once, from the passages that the word index finds by the words of corrections, and kept in memory; after
that only those of new documents are read, and those of removed ones forgotten.
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from onrecord.corrections import CUES, notice_of
from onrecord.notices import HeldNotice, Notices, is_of_use
from onrecord.types import Hit, Place, Source
from onrecord.words import content_stems
from retriever.filters import Bounds
from retriever.lexical import Words
from retriever.rows import SOURCE, marks, together

if TYPE_CHECKING:
    from retriever.library import Library

__all__ = ["RecordedCorrections"]

# Passages that one cue of a correction is looked for in, the best first; a correction repeats its words.
_MOST_PASSAGES: Final = 20_000
# So few new documents are looked for by name; of more, all of the library is.
_FEW_DOCUMENTS: Final = 1_000


@dataclass(frozen=True, slots=True)
class _Known:
    """The corrections of a library as it was at one moment.

    Attributes:
        stamp: tells the moment: another once a document was added, replaced or removed.
        versions: the documents that were read.
        held: the corrections in them.
        notices: the same, to be looked up.
        days: title, id of a correction's document -> publication dates of the others with that title; grows.
    """

    stamp: tuple[Any, ...] = ()
    versions: frozenset[int] = frozenset()
    held: tuple[HeldNotice, ...] = ()
    notices: Notices = field(default_factory=lambda: Notices(()))
    days: dict[tuple[str, str], set[str | None]] = field(default_factory=dict)


class RecordedCorrections:
    """What a library holds that corrects a passage. Safe to call from several threads.

    Args:
        library: what is on record.
    """

    def __init__(self, library: "Library") -> None:
        self._library = library
        self._reading = threading.Lock()
        self._known = _Known()

    def of(self, hits: Sequence[Hit]) -> list[Place | None]:
        """Where each hit is corrected by another document on record; None for most.

        Raises:
            LibraryError: the record or the word index cannot be read.
        """
        with self._library.searches.passing():
            known = self._current()
            return [self._correcting(known, hit) for hit in hits]

    def _correcting(self, known: _Known, hit: Hit) -> Place | None:
        days_of = partial(self._days_of, known.days)
        found = known.notices.correcting(hit.source, hit.passage.text, days_of)
        if found is None:
            return None
        # As it is now: a file may have been moved, or removed since.
        rows = self._library.record.rows(
            f"select {SOURCE} from documents d where version = ? and state = 'ready'", (found.version,)
        )
        return Place(Source(*rows[0]), found.place.page, found.place.start, found.place.end) if rows else None

    def _current(self) -> _Known:
        """All of them, read anew as far as documents were added or removed."""
        record = self._library.record
        stamp = record.rows("select count(*), max(version), total(version) from documents where state = 'ready'")[0]
        with self._reading:
            known = self._known
            if stamp != known.stamp:
                ready = frozenset(row[0] for row in record.rows("select version from documents where state = 'ready'"))
                left = (one for one in known.held if one.version in ready)
                held = (*left, *self._read(ready - known.versions))
                self._known = known = _Known(stamp, ready, held, Notices(held))
            return known

    def _read(self, versions: frozenset[int]) -> Iterator[HeldNotice]:
        """The corrections in these versions."""
        if not versions:
            return
        bounds = Bounds(versions=tuple(versions)) if len(versions) <= _FEW_DOCUMENTS else Bounds()
        for ids in together(sorted(self._having_cues(bounds))):
            rows = self._library.record.rows(
                f"select p.version, p.page, p.start, p.finish, p.text, {SOURCE} from passages p "
                "cross join documents d using (version) where d.state = 'ready' and p.id in "
                f"({marks(ids)}) order by p.id",
                ids,
            )
            for version, page, start, end, text, *source in rows:
                if version not in versions:
                    continue
                notice = notice_of(Source(*source), text)
                if notice and is_of_use(notice):
                    yield HeldNotice(version, Place(Source(*source), page, start, end), notice)

    def _having_cues(self, bounds: Bounds) -> set[int]:
        words = " ".join(cue for cue in CUES if " " not in cue)
        asked = [Words(words), *(Words("", (cue,)) for cue in CUES if " " in cue)]
        return {id_ for one in asked for id_ in self._library.words.search(one, _MOST_PASSAGES, bounds)}

    def _days_of(self, days: dict[tuple[str, str], set[str | None]], title: str, without: str) -> set[str | None]:
        """The publication dates of all documents with a title, but for one; found once."""
        key = (title, without)
        if key not in days:
            telling = set(content_stems(title))
            rows = self._library.record.rows(
                "select title, published from documents where state = 'ready' and document_id <> ?", (without,)
            )
            days[key] = {published for other, published in rows if telling == set(content_stems(other))}
        return days[key]
