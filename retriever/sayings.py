"""What documents give as somebody's words, in the record: with each passage, and by speaker."""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from onrecord.attribution import Attribution, AttributionKind
from onrecord.sentences import fold
from onrecord.words import whole

if TYPE_CHECKING:
    from onrecord.types import Passage

__all__ = ["KINDS", "check_said", "folded_name", "note_sayings", "said_line", "said_of"]

KINDS: Final[tuple[AttributionKind, ...]] = ("direct", "indirect", "turn")


def said_line(said: Sequence[Attribution]) -> str:
    """Attributions as the record keeps them: compact JSON."""
    rows = [
        [
            [end for span in one.content for end in span],
            one.cue,
            one.source,
            KINDS.index(one.kind),
            one.speaker,
            one.role,
            one.denies + 2 * one.weak,
        ]
        for one in said
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else ""


@lru_cache(maxsize=4096)  # those that many questions find
def said_of(line: str | None) -> tuple[Attribution, ...]:
    """What :func:`said_line` gave; none of None, as passages of before are without."""
    return tuple(map(_attribution, json.loads(line))) if line else ()


def _attribution(row: Sequence[Any]) -> Attribution:
    ends, cue, source, kind, speaker, role, how = row

    def pair(of: Sequence[Any]) -> tuple[int, int]:
        return int(of[0]), int(of[1])

    return Attribution(
        content=tuple(pair(ends[at : at + 2]) for at in range(0, len(ends), 2)),
        cue=pair(cue),
        source=pair(source) if source else None,
        kind=KINDS[kind],
        speaker=speaker,
        role=role,
        denies=bool(how & 1),
        weak=bool(how & 2),
    )


def check_said(said: Sequence[Attribution], chars: int) -> None:
    """See that attributions out of an archive are as Onrecord writes them, for a text of so many characters.

    Raises:
        ValueError: one of them is not.
    """
    for one in said:
        spans = [*one.content, one.cue, *([one.source] if one.source else [])]
        if any(not 0 <= start < end <= chars for start, end in spans):
            raise ValueError("what is said stands outside its document")
        for words in (one.speaker, one.role):
            if words is not None and (not isinstance(words, str) or whole(words) != words):
                raise ValueError("who says it is no name")


def folded_name(name: str) -> str:
    """A name as sayings are looked up by it: without case, white space folded."""
    return fold(whole(name)).casefold()


def note_sayings(run: Callable[[str, Sequence[object]], object], passages: Iterable[tuple[int, "Passage"]]) -> None:
    """Note who is known to have said what in passages; nothing is noted twice.

    What was noted of a passage before is forgotten: it is being looked through anew.

    Args:
        run: runs a statement with its values, inside a transaction.
        passages: each with the version of its document, in order; of one that is gone nothing is noted.
    """
    there = "where exists(select 1 from documents where version = ?)"
    for version, passage in passages:
        run("delete from sayings where version = ? and start >= ? and start < ?", (version, passage.start, passage.end))
        for one in passage.said:
            if one.speaker and not one.weak:
                who = (one.speaker, folded_name(one.speaker), one.role)
                row = (version, one.start, one.end, *who, KINDS.index(one.kind), one.denies)
                run(f"insert or ignore into sayings select ?, ?, ?, ?, ?, ?, ?, ? {there}", (*row, version))
