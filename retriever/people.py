"""Who is on record, and what they said, out of the record."""

import json
from bisect import bisect_right
from typing import Final

from onrecord.people import Saying, SpeakerOnRecord
from onrecord.types import Source
from retriever.record import Record
from retriever.rows import SOURCE
from retriever.sayings import KINDS, folded_name

__all__ = ["RecordedPeople"]

_READY: Final = "sayings s join documents d using (version) where d.state = 'ready'"


class RecordedPeople:
    """The role :class:`onrecord.people.People`.

    Args:
        record: of the library.
    """

    def __init__(self, record: Record) -> None:
        self._record = record

    def speakers(self) -> list[SpeakerOnRecord]:
        """All who are quoted by name, those quoted most often first, then by name; empty where nobody is."""
        # The role told most often; of those told as often the longest, which tells most.
        roles = dict(
            self._record.rows(
                f"select s.folded, s.role from {_READY} and s.role is not null "
                "group by s.folded, s.role order by count(*), length(s.role), s.role"
            )
        )
        rows = self._record.rows(
            f"select s.folded, min(s.speaker), count(*), count(distinct s.version) from {_READY} "
            "group by s.folded order by count(*) desc, s.folded"
        )
        return [SpeakerOnRecord(name, roles.get(folded), *counts) for folded, name, *counts in rows]

    def sayings(self, name: str) -> list[Saying]:
        """What somebody of this name said, the document published last first, in each in order; empty for a stranger.

        Case and white space of the name do not matter.
        """
        rows = self._record.rows(
            "select s.start, s.finish, s.kind, s.role, s.denies, d.page_starts, "
            f"substr(d.text, s.start + 1, s.finish - s.start), {SOURCE} from {_READY} and s.folded = ? "
            "order by d.published is null, d.published desc, d.title, s.version, s.start",
            (folded_name(name),),
        )
        return [
            Saying(Source(*source), _page(pages, start), start, end, quote, KINDS[kind], role, bool(denies))
            for start, end, kind, role, denies, pages, quote, *source in rows
        ]


def _page(page_starts: str, start: int) -> int | None:
    starts = json.loads(page_starts)
    return bisect_right(starts, start) if starts else None
