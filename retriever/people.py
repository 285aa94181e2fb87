"""Who is on record, and what they said, out of the record."""

import json
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from onrecord.attribution import Attribution
from onrecord.people import Saying, SpeakerOnRecord
from onrecord.types import Source
from retriever.persons import Named, Persons
from retriever.prints import printed_once
from retriever.record import Record
from retriever.rows import SOURCE, marks, together
from retriever.sayings import KINDS, folded_name, said_of

__all__ = ["RecordedPeople"]

_READY: Final = "sayings s join documents d using (version) where d.state = 'ready'"
_WORDS: Final = "substr(d.text, s.start + 1, s.finish - s.start)"
_DENIED: Final = re.compile(r"\b(?:den(?:y|ies|ied|ying|ials?)|disput|refut|rebut|repudiat)", re.IGNORECASE)
_LETTERS: Final = re.compile(r"(?:,?\s(?:KC|QC))+$")


@dataclass(frozen=True, slots=True)
class _Row:
    version: int
    saying: Saying
    folded: str


class RecordedPeople:
    """The role :class:`onrecord.people.People`.

    Args:
        record: of the library.
    """

    def __init__(self, record: Record) -> None:
        self._record = record

    def speakers(self) -> list[SpeakerOnRecord]:
        """All who are quoted by name, those quoted most often first, then by name; empty where nobody is."""
        rows = self._record.rows(
            f"select s.version, s.folded, min(s.speaker), s.role, count(*) from {_READY} "
            "group by s.version, s.folded, s.role"
        )
        persons = Persons((version, folded, role) for version, folded, _, role, _ in rows)
        names: dict[str, Counter[str]] = defaultdict(Counter)
        roles: dict[str, Counter[str]] = defaultdict(Counter)
        versions: dict[str, set[int]] = defaultdict(set)
        told: Counter[str] = Counter()
        for version, folded, speaker, role, count in rows:
            person = persons.of(version, folded)
            names[person][_LETTERS.sub("", speaker)] += count
            roles[person].update({role: count} if role else {})
            versions[person].add(version)
            told[person] += count
        several = {person for person in told if len(versions[person]) > 1}
        repeated = {folded for version, folded, *_ in rows if persons.of(version, folded) in several}
        told.update(self._repeated(persons, repeated, several, {(version, folded) for version, folded, *_ in rows}))
        found = [
            SpeakerOnRecord(
                _fullest(person, names[person]), _most_told(roles[person]), told[person], len(versions[person])
            )
            for person in told
        ]
        return sorted(found, key=lambda one: (-one.sayings, folded_name(one.name)))

    def _repeated(
        self, persons: Persons, names: Iterable[str], several: Iterable[str], told: Set[Named]
    ) -> Counter[str]:
        """How many sayings of each person are another document's too, as counts below 0.

        Only of those ``told`` of: a document may have been put on record since.
        """
        wanted, said = set(several), defaultdict(list)
        for some in together(sorted(names)):
            for version, folded, words in self._record.rows(
                f"select s.version, s.folded, {_WORDS} from {_READY} and s.folded in ({marks(some)}) "
                "order by s.version, s.start",
                tuple(some),
            ):
                if (version, folded) in told and (person := persons.of(version, folded)) in wanted:
                    said[person].append((version, words))
        return Counter({person: len(printed_once(one)) - len(one) for person, one in said.items()})

    def sayings(self, name: str) -> list[Saying]:
        """What somebody of this name said, the document published last first, in each in order; empty for a stranger.

        Case and white space of the name, titles and letters behind it (KC) do not matter; a surname is enough where
        one person on record has it. What several documents print is told once, with the one published last.
        """
        persons = Persons(self._record.rows(f"select distinct s.version, s.folded, s.role from {_READY}"))
        called = set(persons.called(name))
        found = self._found(called) if called else []
        once = printed_once((row.version, row.saying.quote) for row in found)
        parts = self._told([found[group[0]] for group in once])
        return [
            _with(found[group[0]].saying, words, [found[at].saying.source for at in group[1:]])
            for group, words in zip(once, parts, strict=True)
        ]

    def _found(self, called: set[Named]) -> list[_Row]:
        names = sorted({folded for _, folded in called})
        rows = self._record.rows(
            f"select s.version, s.folded, s.start, s.finish, s.kind, s.role, s.denies, d.page_starts, {_WORDS}, "
            f"{SOURCE} from {_READY} and s.folded in ({marks(names)}) "
            "order by d.published is null, d.published desc, d.title, s.version, s.start",
            tuple(names),
        )
        return [
            _Row(
                version,
                Saying(Source(*source), _page(pages, start), start, end, quote, KINDS[kind], role, bool(denies)),
                folded,
            )
            for version, folded, start, end, kind, role, denies, pages, quote, *source in rows
            if (version, folded) in called
        ]

    def _told(self, rows: Sequence[_Row]) -> list[tuple[str, ...]]:
        """Of each the words of the speaker alone, as :attr:`onrecord.people.Saying.parts`."""
        known: dict[tuple[int, int, str], Attribution] = {}
        for version in sorted({row.version for row in rows}):
            for (line,) in self._record.rows("select said from passages where version = ? and said != ''", (version,)):
                for one in said_of(line):
                    if one.speaker:
                        known.setdefault((version, one.start, folded_name(one.speaker)), one)
        return [self._parts(row, known.get((row.version, row.saying.start, row.folded))) for row in rows]

    def _parts(self, row: _Row, said: Attribution | None) -> tuple[str, ...]:
        start, end = row.saying.start, row.saying.end
        if said is None or said.end != end:
            return ()
        parts = tuple(row.saying.quote[begin - start : past - start] for begin, past in said.content)
        if row.saying.denies and said.cue[1] <= start:
            found = self._record.rows(
                "select substr(text, ?, ?) from documents where version = ?",
                (said.cue[0] + 1, said.cue[1] - said.cue[0], row.version),
            )
            if found and not _DENIED.search(found[0][0]):  # none where the document was removed since
                return (f"{found[0][0]} {parts[0]}", *parts[1:])
        return parts if len(parts) > 1 else ()


def _with(saying: Saying, parts: tuple[str, ...], also: Sequence[Source]) -> Saying:
    """The saying with its words; what is ruled out with the words that do so is not denied as well."""
    own = bool(parts) and not saying.quote.startswith(parts[0])
    return replace(saying, parts=parts, also=tuple(dict.fromkeys(also)), denies=saying.denies and not own)


def _fullest(person: str, names: Counter[str]) -> str:
    """The name as documents have it most often, of those that are the whole name."""
    whole = [name for name in names if len(name.split()) >= len(person.split())] or [*names]
    return min(whole, key=lambda name: (folded_name(name) != person, -names[name], name))


def _most_told(roles: Counter[str]) -> str | None:
    """The role told most often; of those told as often the longest, which tells most; None for none."""
    return max(roles, key=lambda role: (roles[role], len(role), role), default=None)


def _page(page_starts: str, start: int) -> int | None:
    starts = json.loads(page_starts)
    return bisect_right(starts, start) if starts else None
