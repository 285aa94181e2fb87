"""The figures of contradictions as JSON and as Markdown."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from eval.benchmarks.reporting import markdown_table

__all__ = ["Outcome", "Report"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one text.

    Attributes:
        claim: the text.
        contradicted: whether what it was held against says otherwise.
        reason: what it was found to say otherwise, in one line; empty where nothing was found.
        kind: what was done to the text, or what it is; empty where the data do not say.
        half: by the SHA-256 of the claim.
    """

    claim: str
    contradicted: bool
    reason: str
    kind: str
    half: Literal["even", "odd"]


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured: one outcome a text."""

    outcomes: Sequence[Outcome]

    def as_json(self, told: Literal["even", "odd"] | None = None) -> dict[str, Any]:
        """The figures by half, of all, and by kind; with ``told`` each outcome of that half too, to be read."""
        row: dict[str, Any] = {"halves": {half: _figures(some) for half, some in self._by("half").items()}}
        row["all"] = _figures(self.outcomes)
        row["kinds"] = {kind: _figures(some) for kind, some in self._by("kind").items() if kind}
        if told:
            row["outcomes"] = [asdict(one) for one in self.outcomes if one.half == told]
        return row

    def as_markdown(self) -> str:
        """The same figures as a table."""
        groups = {**self._by("half"), "all": self.outcomes, **self._by("kind")}
        rows = [["texts", "contradicted", "of these seen", "others", "of these flagged", "precision", "recall"]]
        for label, some in groups.items():
            if label:
                figures = _figures(some)
                counts = [f"{figures[name]:,}" for name in ("contradicted", "seen", "others", "flagged")]
                shares = [_shown(figures[name]) for name in ("precision", "recall")]
                rows.append([label, *counts, *shares])
        means = (
            "- seen: something else was found to stand there; flagged: the same of a text that is not contradicted.",
            "- precision: share of the found that is contradicted; recall: share of the contradicted that was found.",
        )
        return "\n".join(["# Contradictions", "", *markdown_table(rows), "", *means])

    def _by(self, name: Literal["half", "kind"]) -> dict[str, list[Outcome]]:
        groups: dict[str, list[Outcome]] = {}
        for one in sorted(self.outcomes, key=lambda one: str(getattr(one, name))):
            groups.setdefault(str(getattr(one, name)), []).append(one)
        return groups


def _figures(some: Sequence[Outcome]) -> dict[str, Any]:
    contradicted = [one for one in some if one.contradicted]
    seen = sum(bool(one.reason) for one in contradicted)
    flagged = sum(bool(one.reason) for one in some) - seen
    return {
        "contradicted": len(contradicted),
        "seen": seen,
        "others": len(some) - len(contradicted),
        "flagged": flagged,
        "precision": _share(seen, seen + flagged),
        "recall": _share(seen, len(contradicted)),
    }


def _share(part: int, whole: int) -> float | None:
    """Rounded; None of nothing."""
    return round(part / whole, 4) if whole else None


def _shown(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"
