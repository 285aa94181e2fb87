"""What came of all that was done to a page, counted."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

__all__ = ["Tally", "share"]

_MOST_KEPT = 20


@dataclass(slots=True)
class Tally:
    """What was done, how long it took, and what went wrong.

    Attributes:
        took: kind of deed -> seconds that each took.
        errors: kind of error -> how often.
        told: the first errors, in words.
    """

    took: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def wrong(self, kind: str, words: str) -> None:
        """Something went wrong."""
        self.errors[kind] += 1
        if len(self.told) < _MOST_KEPT:
            self.told.append(f"{kind}: {words}"[:600])

    def rows(self) -> list[tuple[str, int, float, float, float]]:
        """For each kind of deed its number, and the median, the 95th percentile and the longest, in milliseconds."""
        return [
            (kind, len(took), 1000 * share(took, 0.5), 1000 * share(took, 0.95), 1000 * max(took))
            for kind, took in sorted(self.took.items())
        ]


def share(values: list[float], of: float) -> float:
    """The value that so much of all is not over."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(of * len(ordered)))]
