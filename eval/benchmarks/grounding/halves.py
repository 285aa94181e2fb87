"""Which texts a threshold is fitted on, and which it is then measured on."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.benchmarks.grounding.cases import Case

__all__ = ["Halves", "halved"]


@dataclass(frozen=True, slots=True)
class Halves:
    """A division of the cases in two; a threshold never meets what it was fitted on.

    Attributes:
        of: 0 or 1 for each case.
        both_ways: whether each half is measured with the threshold of the other; else 1 with that of 0.
    """

    of: tuple[int, ...]
    both_ways: bool

    @property
    def steps(self) -> tuple[tuple[int, int], ...]:
        """Pairs of halves: fitted on the first, measured on the second."""
        return ((0, 1), (1, 0)) if self.both_ways else ((0, 1),)

    @property
    def measured(self) -> frozenset[int]:
        """The halves that figures are of."""
        return frozenset(half for _, half in self.steps)

    def told(self) -> str:
        """How thresholds are fitted, in one sentence."""
        if self.both_ways:
            return (
                "No development part: thresholds are fitted in two folds, every other id of each label, "
                "each fold measured with the threshold of the other."
            )
        return (
            f"Thresholds are fitted on the development part ({self.of.count(0):,} texts); "
            f"figures are of the test part ({self.of.count(1):,})."
        )


def halved(cases: Sequence[Case]) -> Halves:
    """The data's own parts where there are both; else two folds, by turns within each label.

    By turns over all cases, data that give a true and a false claim in turn would have one label a fold.
    """
    if {case.part for case in cases} == {"dev", "test"}:
        return Halves(tuple(int(case.part == "test") for case in cases), both_ways=False)
    seen = {True: 0, False: 0}
    of = []
    for case in cases:
        of.append(seen[case.supported] % 2)
        seen[case.supported] += 1
    return Halves(tuple(of), both_ways=True)
