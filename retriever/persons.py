"""Which names on record are one person: "Hale" and "Simon Hale KC" of a document, "S. Winter" and "Sally Winter"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from onrecord.people import POST_NOMINALS
from retriever.sayings import folded_name

__all__ = ["Named", "Persons", "bare"]

Named = tuple[int, str]
"""The version of a document, and a name in it as sayings are looked up."""

_TITLES: Final = frozenset("mr mrs ms miss dr sir dame prof rev hon lord lady".split())
_ROLE_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_IDLE: Final = frozenset("the for and its their his her our former acting".split())
_FEWEST_IN_COMMON: Final = 2


def bare(name: str) -> str:
    """A name as it is looked up, without titles and letters: "judith amory" of "Ms Judith Amory KC"."""
    words = folded_name(name).replace(",", " ").split()
    while len(words) > 1 and words[0].rstrip(".") in _TITLES:
        words = words[1:]
    while len(words) > 1 and words[-1].replace(".", "") in POST_NOMINALS:
        words = words[:-1]
    return " ".join(words)


@dataclass(slots=True)
class _Known:
    versions: set[int] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)


class Persons:
    """Whose each name on record is.

    A surname alone is the one full name that its document quotes with that surname. A name with an initial is the one
    full name on record with that surname and initial, where both stand in one document or are called much the same.
    Everybody else of one name is one person.

    Args:
        told: version, name as it is looked up, and role or None, of everybody quoted.
    """

    def __init__(self, told: Iterable[tuple[int, str, str | None]]) -> None:
        self._known: dict[str, _Known] = {}
        names: dict[Named, str] = {}
        for version, folded, role in told:
            name = names[version, folded] = bare(folded)
            known = self._known.setdefault(name, _Known())
            known.versions.add(version)
            known.roles.update([role] if role else [])
        self._by_surname: dict[str, list[str]] = {}
        for name in sorted(self._known):
            if " " in name:
                self._by_surname.setdefault(name.rsplit(" ", 1)[1], []).append(name)
        initials = {name: self._of_initial(name) for name in self._known}
        self._person: dict[Named, str] = {}
        for named, name in names.items():
            full = initials[name] if " " in name else self._of_surname(name, named[0])
            self._person[named] = initials.get(full, full)
        self._names: dict[str, list[Named]] = {}
        for named, person in self._person.items():
            self._names.setdefault(person, []).append(named)

    def of(self, version: int, folded: str) -> str:
        """The bare name of the person that a name in a document is."""
        return self._person[version, folded]

    def called(self, name: str) -> list[Named]:
        """All names on record of the person of this name; of a surname alone where only one has it; else none."""
        wanted = bare(name)
        if wanted not in self._names:
            fits = {self._person[named] for named in self._person if bare(named[1]) == wanted}
            fits = fits or {one for one in self._by_surname.get(wanted, ()) if one in self._names}
            wanted = fits.pop() if len(fits) == 1 else wanted
        return self._names.get(wanted, [])

    def _of_surname(self, name: str, version: int) -> str:
        fits = [full for full in self._by_surname.get(name, ()) if version in self._known[full].versions]
        return fits[0] if len(fits) == 1 else name

    def _of_initial(self, name: str) -> str:
        """The full name that "s. winter" is; the name itself where that cannot be told."""
        first, _, surname = name.partition(" ")
        if not surname or len(first.rstrip(".")) > 1:
            return name
        fits = [
            full
            for full in self._by_surname.get(surname.rsplit(" ", 1)[-1], ())
            if full[0] == first[0] and len(full.split()[0].rstrip(".")) > 1
        ]
        return fits[0] if len(fits) == 1 and self._alike(self._known[name], self._known[fits[0]]) else name

    @staticmethod
    def _alike(one: _Known, other: _Known) -> bool:
        ours, theirs = ({word for role in known.roles for word in _words(role)} for known in (one, other))
        return bool(one.versions & other.versions) or len(ours & theirs) >= _FEWEST_IN_COMMON


def _words(role: str) -> set[str]:
    return set(_ROLE_WORD.findall(role.casefold())) - _IDLE
