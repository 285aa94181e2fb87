"""Attributions of a text in words, for short tests."""

from collections.abc import Sequence

from ingest.attribution import attributions

Told = tuple[str | None, str, tuple[str, ...]]
"""Source, cue and content as the text has them."""


def told(text: str) -> list[Told]:
    """Each attribution of ``text``: source, cue, content."""
    return [
        (
            None if one.source is None else text[slice(*one.source)],
            text[slice(*one.cue)],
            tuple(text[slice(*span)] for span in one.content),
        )
        for one in attributions(text)
    ]


def speakers_of(text: str) -> list[tuple[str | None, str | None]]:
    """Speaker and role of each attribution."""
    return [(one.speaker, one.role) for one in attributions(text)]


def kinds_of(text: str) -> Sequence[str]:
    """The kind of each attribution."""
    return [one.kind for one in attributions(text)]
