"""The attributions of a document."""

from collections.abc import Iterable

from ingest.attribution.engine import read_attributions
from ingest.attribution.found import Said
from ingest.attribution.resolving import Speaker, speakers
from ingest.attribution.turns import turns_in
from onrecord.attribution import Attribution

__all__ = ["attributions"]


def attributions(text: str, start: int = 0) -> list[Attribution]:
    """Every attribution of ``text`` from ``start`` on, by where its content starts.

    Args:
        text: canonical text of a document.
        start: where its own words begin; ranges are of ``text`` all the same, and names are known from before it too.

    Returns:
        One for each cue; two may share words: what is told within words in quote marks is an attribution of its own.
        Empty for a text that tells nothing as said.
    """
    found = sorted([*turns_in(text, start), *read_attributions(text, start)], key=lambda one: (one.content[0], one.cue))
    made = (_finished(one, speaker) for one, speaker in zip(found, speakers(text, found), strict=True))
    return sorted(made, key=lambda one: (one.start, -one.end, one.cue))


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
