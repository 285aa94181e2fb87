"""How much of each kind of claim is flagged, for data that name kinds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.benchmarks.grounding.cases import Case
from eval.benchmarks.grounding.figures import Measured, Outcome
from eval.benchmarks.grounding.halves import Halves

__all__ = ["KindRow", "kind_rows"]

Flags = Sequence[bool | None]


@dataclass(frozen=True, slots=True)
class KindRow:
    """The texts of one kind and one label.

    Attributes:
        kind: its name.
        supported: their label; to flag them is right only where this is False.
        count: how many are measured.
        flagged: way of telling -> share that it does not take for supported.
    """

    kind: str
    supported: bool
    count: int
    flagged: Mapping[str, float]


def kind_rows(
    cases: Sequence[Case], halves: Halves, systems: Sequence[tuple[Measured, Sequence[Outcome]]]
) -> list[KindRow]:
    """A row a kind and label, by name, of the cases that are measured and have a kind.

    Args:
        cases: in the order of the outcomes.
        halves: which of them are measured.
        systems: figures and outcomes of each; it tells by its own labels, where it has them, and by its threshold.
    """
    groups: dict[tuple[str, bool], list[int]] = {}
    for place, case in enumerate(cases):
        if case.kind is not None and halves.of[place] in halves.measured:
            groups.setdefault((case.kind, case.supported), []).append(place)
    ways = {name: flags for one, outcomes in systems for name, flags in _ways(one, outcomes).items()}
    return [
        KindRow(kind, supported, len(places), _shares(ways, places))
        for (kind, supported), places in sorted(groups.items())
    ]


def _ways(measured: Measured, outcomes: Sequence[Outcome]) -> dict[str, Flags]:
    """Way of telling -> for each case whether it takes it for supported."""
    own = {f"{measured.system}, its labels": [one.said for one in outcomes]}
    return own | {f"{measured.system}, threshold": measured.predicted}


def _shares(ways: Mapping[str, Flags], places: Sequence[int]) -> dict[str, float]:
    """Way -> share flagged; a way that says nothing of them is left out."""
    return {
        name: sum(flags[place] is False for place in places) / len(places)
        for name, flags in ways.items()
        if all(flags[place] is not None for place in places)
    }
