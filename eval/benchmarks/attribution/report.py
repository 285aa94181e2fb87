"""The figures of attribution as JSON and as Markdown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from eval.benchmarks.attribution.scores import Counted
from eval.benchmarks.reporting import markdown_table

__all__ = ["Report"]

_DIGITS: Final = 4
_NAMES: Final = {"quotes": "direct quotes", "every": "all with a source"}


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured.

    Attributes:
        texts: how many.
        counted: half ("even", "odd", "all") and kind ("quotes", "every") -> its counts.
        milliseconds: processor time per 850 characters, about the length of a passage.
    """

    texts: int
    counted: Mapping[tuple[str, str], Counted]
    milliseconds: float

    def as_json(self) -> dict[str, Any]:
        """All figures, as one JSON object."""
        halves: dict[str, Any] = {}
        for (half, kind), counted in self.counted.items():
            halves.setdefault(half, {})[kind] = {
                name: round(value, _DIGITS) if isinstance(value, float) else value
                for name, value in counted.figures().items()
            }
        return {"texts": self.texts, "ms_per_850_characters": round(self.milliseconds, 3), "halves": halves}

    def as_markdown(self) -> str:
        """A table with a row for each half and kind, and the time."""
        heads = ["kind", "half", "marked", "predicted", "matched", "content exact F1", "content token F1"]
        rows = [[*heads, "source head, of matched", "source head, of marked"]]
        for (half, kind), counted in self.counted.items():
            values = counted.figures().values()
            rows.append([_NAMES[kind], half, *(_told(value) for value in values)])
        table = "\n".join(markdown_table(rows))
        return f"{table}\n\n{self.texts} texts, {self.milliseconds:.1f} ms per 850 characters"


def _told(value: float | int | None) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else f"{value:,}"
