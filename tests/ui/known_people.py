"""Plays the people of a library."""

from collections.abc import Sequence

from onrecord.errors import LibraryError
from onrecord.people import Saying, SpeakerOnRecord
from onrecord.types import Source

__all__ = ["KnownPeople"]


class KnownPeople:
    """Everybody of some names, with a role, has said the same three things, of two documents, each named as they are.

    Args:
        names: of whom there are.
        roles: what all of them are called, in turn.
        broken: whether nothing can be read.
    """

    def __init__(
        self, names: Sequence[str], roles: Sequence[str] = ("harbour master",), *, broken: bool = False
    ) -> None:
        self._names, self._roles, self._broken = names, roles, broken

    def speakers(self) -> list[SpeakerOnRecord]:
        if self._broken:
            raise LibraryError("The record could not be used: try again")
        return [SpeakerOnRecord(name, self._roles[n % len(self._roles)], 3, 2) for n, name in enumerate(self._names)]

    def sayings(self, name: str) -> list[Saying]:
        if name not in self._names:
            return []
        (wire, note), said = _sources(name), []
        for role in self._roles:
            said += [
                Saying(wire, 3, 0, 9, f"It is\n{name} safe.", "direct", role),
                Saying(wire, 4, 20, 30, "a bolt was loose", "indirect", role, denies=True),
            ]
        return [*said, Saying(note, None, 5, 40, f"the fish-dock is {name}", "indirect", also=(wire,))]


def _sources(name: str) -> tuple[Source, Source]:
    wire = Source("d-1", "/docs/a.pdf", name, "0" * 64, "pdf", outlet=f"Wire {name}", published="2024-04-18")
    return wire, Source("d 2", "/docs/b.txt", "Note", "1" * 64, "txt")
