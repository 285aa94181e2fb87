"""The corrections that a library holds, so that what they correct says so even where a question does not find them.

They are read once, from the passages that the word index finds by the words of corrections, and kept in memory; after
that only those of new documents are read, and those of removed ones forgotten.
"""

import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from onrecord.corrections import CUES, notice_of
from onrecord.notices import HeldNotice, Notices, is_of_use
from onrecord.types import Hit, Place, Source
from onrecord.words import content_stems
from retriever.filters import Bounds
from retriever.lexical import Words
from retriever.rows import SOURCE, together

if TYPE_CHECKING:
    from retriever.library import Library

__all__ = ["RecordedCorrections"]

# Passages that one cue of a correction is looked for in, the best first; a correction repeats its words.
_MOST_PASSAGES: Final = 20_000
# So few new documents are looked for by name; of more, all of the library is.
_FEW_DOCUMENTS: Final = 1_000


class RecordedCorrections:
    """What a library holds that corrects a passage. Safe to call from several threads.

    Args:
        library: what is on record.
    """

    def __init__(self, library: "Library") -> None:
        self._library = library
        self._reading = threading.Lock()
        self._stamp: tuple[Any, ...] = ()
        self._seen: set[int] = set()
        self._held: list[HeldNotice] = []
        self._notices = Notices(())
        # Title, id of the correction's document -> publication dates of the others with that title.
        self._days: dict[tuple[str, str], set[str | None]] = {}

    def of(self, hits: Sequence[Hit]) -> list[Place | None]:
        """Where each hit is corrected by another document on record; None for most.

        Raises:
            LibraryError: the record or the word index cannot be read.
        """
        with self._library.searches.passing():
            notices = self._current()
            return [self._correcting(notices, hit) for hit in hits]

    def _correcting(self, notices: Notices, hit: Hit) -> Place | None:
        found = notices.correcting(hit.source, hit.passage.text, self._days_of)
        if found is None:
            return None
        # As it is now: a file may have been moved, or removed since.
        rows = self._library.record.rows(
            f"select {SOURCE} from documents d where version = ? and state = 'ready'", (found.version,)
        )
        return Place(Source(*rows[0]), found.place.page, found.place.start, found.place.end) if rows else None

    def _current(self) -> Notices:
        """All of them, read anew as far as documents were added or removed."""
        stamp = self._library.record.rows(
            "select count(*), max(version), total(version) from documents where state = 'ready'"
        )[0]
        with self._reading:
            if stamp != self._stamp:
                ready = {
                    row[0] for row in self._library.record.rows("select version from documents where state = 'ready'")
                }
                new = ready - self._seen
                self._held = [*(one for one in self._held if one.version in ready), *self._read(new)]
                self._notices, self._days = Notices(self._held), {}
                self._seen, self._stamp = ready, stamp
            return self._notices

    def _read(self, versions: set[int]) -> Iterator[HeldNotice]:
        """The corrections in these versions."""
        if not versions:
            return
        bounds = Bounds(versions=tuple(versions)) if len(versions) <= _FEW_DOCUMENTS else Bounds()
        for ids in together(sorted(self._having_cues(bounds))):
            rows = self._library.record.rows(
                f"select p.version, p.page, p.start, p.finish, p.text, {SOURCE} from passages p "
                "cross join documents d using (version) where d.state = 'ready' and p.id in "
                f"({','.join('?' * len(ids))}) order by p.id",
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

    def _days_of(self, title: str, without: str) -> set[str | None]:
        """The publication dates of all documents with a title, but for one."""
        key = (title, without)
        known = self._days.get(key)
        if known is None:
            telling = set(content_stems(title))
            rows = self._library.record.rows(
                "select title, published from documents where state = 'ready' and document_id <> ?", (without,)
            )
            known = {published for other, published in rows if telling == set(content_stems(other))}
            self._days[key] = known
        return known
