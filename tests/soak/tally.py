"""What came of all that was done to a page, counted."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

__all__ = ["Tally", "share"]

_MOST_KEPT = 20
_MOST_TOLD = 600  # characters


def _nobody(line: str) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Tally:
    """What was done, how long it took, and what went wrong.

    Attributes:
        tell: is told each error the moment it happens.
        who: whose errors these are; empty for the page's own.
        took: kind of deed -> seconds that each took.
        errors: kind of error -> how often.
        told: the first errors, in words.
    """

    tell: Callable[[str], None] = _nobody
    who: str = ""
    took: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def of(self, who: str) -> "Tally":
        """The same tally, for what one user does: it counts with all others and is told with that name."""
        return replace(self, who=who)

    def wrong(self, kind: str, words: str) -> None:
        """Something went wrong; ``words`` say in what deed, and what came back."""
        self.errors[kind] += 1
        line = f"{time.strftime('%H:%M:%S')} {self.who or 'the page'}: {kind}: {words}"[:_MOST_TOLD]
        self.tell(line)
        if len(self.told) < _MOST_KEPT:
            self.told.append(line)

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
