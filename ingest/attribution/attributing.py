"""The attributions of a document."""

from bisect import bisect_right
from collections.abc import Iterable
from operator import itemgetter
from typing import Final

from ingest.attribution.engine import read_attributions
from ingest.attribution.found import Said
from ingest.attribution.resolving import Speaker, speakers
from ingest.attribution.turns import turns_in
from onrecord.attribution import Attribution

__all__ = ["attributions"]

_LONGEST_PARAGRAPH: Final = 1_000


def attributions(text: str, start: int = 0) -> list[Attribution]:
    """Every attribution of ``text`` from ``start`` on, by where its content starts.

    Args:
        text: canonical text of a document.
        start: where its own words begin; ranges are of ``text`` all the same, and names are known from before it too.

    Returns:
        One for each cue, of several who say it together one for each that has a name; two may share words: what is
        told within words in quote marks is an attribution of its own. Empty for a text that tells nothing as said.
    """
    found = sorted(_told(text, start), key=lambda one: (one.content[0], one.cue))
    told = zip(found, speakers(text, found), strict=True)
    made = (_finished(one, speaker) for one, together in told for speaker in together)
    return sorted(made, key=lambda one: (one.start, -one.end, one.cue))


def _told(text: str, start: int) -> list[Said]:
    """Turns and all else, without the quoted words of a turn, and without labels within somebody's quoted words."""
    told = read_attributions(text, start)
    quoted = sorted(span for one in told if one.kind == "direct" for span in one.content)
    turns = turns_in(text, start, lambda label: _is_within(label, quoted) or _is_left_open(text, label[0]))
    labels = sorted(one.cue for one in turns)
    once = {(*one.content, one.cue, one.source): one for one in told if not _is_within(one.cue, labels)}
    return [*turns, *once.values()]


def _is_left_open(text: str, place: int) -> bool:
    """Whether a line before ``place`` in its paragraph leaves a quotation open."""
    before = text[max(0, place - _LONGEST_PARAGRAPH) : place]
    before = before[before.rfind("\n\n") + 1 :]
    return before.count('"') % 2 == 1 or before.count("\u201c") > before.count("\u201d")


def _is_within(span: tuple[int, int], ranges: list[tuple[int, int]]) -> bool:
    at = bisect_right(ranges, span[0], key=itemgetter(0)) - 1
    return at >= 0 and span[1] <= ranges[at][1]


def _finished(one: Said, speaker: Speaker) -> Attribution:
    content = _merged(one.content)
    return Attribution(content, one.cue, one.source, one.kind, speaker.name, _shown(speaker.role), one.denies, one.weak)


def _merged(content: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Ranges in order, those that touch made one."""
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(content):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple(merged)


def _shown(role: str | None) -> str | None:
    """A role as it is read behind a name: "the ministry's spokesman", but "harbour master"."""
    owned = role is not None and role.split()[0].endswith(("'s", "\u2019s", "s'", "s\u2019")) and role[0].islower()
    return f"the {role}" if owned else role
