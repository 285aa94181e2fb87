"""Is a run good enough to merge? Floors and ceilings for metrics, for all cases and for one kind."""

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from eval.cases import KINDS
from eval.metrics import TIMINGS, metric
from eval.results import Result, Run
from onrecord.errors import BadInput

__all__ = ["FLOORS", "Bound", "Miss", "misses", "read_bounds"]

FLOORS: Final = Path(__file__).parent / "suites" / "floors.toml"
"""The floors of the suite that comes with the project."""

Side = Literal["at_least", "at_most"]
_SIDES: Final[tuple[Side, ...]] = ("at_least", "at_most")
_KINDS: Final = "kinds"
# Means are rounded to six digits.
_TOLERANCE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Bound:
    """What the mean of one metric must be, over all cases or those of one kind."""

    metric: str
    side: Side
    value: float
    kind: str | None = None

    @property
    def told(self) -> str:
        """Such as ``facts_found of date at least 0.8``."""
        of = f" of {self.kind}" if self.kind else ""
        return f"{self.metric}{of} {self.side.replace('_', ' ')} {self.value:g}"


@dataclass(frozen=True, slots=True)
class Miss:
    """A bound that a run misses.

    Attributes:
        told: what was wanted, and what is.
        cases: id -> question and reason of each case that pulls the mean to the wrong side, in the order of the suite.
    """

    told: str
    cases: Mapping[str, str]


def read_bounds(path: Path) -> tuple[Bound, ...]:
    """The bounds of a TOML file: tables ``at_least`` and ``at_most`` of metrics, and the same below ``kinds.KIND``.

    Raises:
        BadInput: it cannot be read, sets no bound, or names a table, metric or kind that does not exist.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}. Name a floor file with --floor.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f'{path} is no TOML: {error}. A name with @ stands in quote marks: "recall@5" = 0.9') from error
    kinds = tables.pop(_KINDS, {})
    bounds = [*_bounds(tables, None, path), *_of_kinds(kinds, path)]
    if not bounds:
        raise BadInput(f"{path} sets no floor; write for instance: [at_least] quote_fidelity = 1.0")
    return tuple(bounds)


def _of_kinds(kinds: Any, path: Path) -> Iterator[Bound]:  # noqa: ANN401 - as TOML is
    if not isinstance(kinds, dict):
        raise BadInput(f"{path}: [kinds] has a table for each kind")
    for kind, tables in kinds.items():
        if kind not in KINDS:
            raise BadInput(f"{path}: unknown kind {kind!r}; a kind is one of {', '.join(sorted(KINDS))}")
        yield from _bounds(tables, kind, path)


def _bounds(tables: Any, kind: str | None, path: Path) -> Iterator[Bound]:  # noqa: ANN401 - as TOML is
    for side, values in tables.items() if isinstance(tables, dict) else [("", None)]:
        if side not in _SIDES or not isinstance(values, dict):
            raise BadInput(f"{path}: {side or kind!r} is no table of floors; there are {' and '.join(_SIDES)}")
        for name, value in values.items():
            yield _bound(name, side, value, kind, path)


def _bound(name: str, side: Side, value: object, kind: str | None, path: Path) -> Bound:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadInput(f"{path}: {name} = {value!r} is no number")
    try:
        found = metric(name)
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from error
    if found.better != "neither" and name not in TIMINGS and not 0 <= value <= 1:
        raise BadInput(f"{path}: {name} = {value!r}, and it is a share, from 0 to 1")
    return Bound(name, side, float(value), kind)


def misses(run: Run, bounds: tuple[Bound, ...]) -> list[Miss]:
    """The bounds that a run misses.

    First of all come cases that failed, or are broken, or that the judge failed on, which no run may have. A metric
    that scores no case misses its bounds: nothing was shown.
    """
    failed = {
        one.id: "; ".join(filter(None, (one.error, *one.broken))) for one in run.results if one.error or one.broken
    }
    failed |= {one.id: f"the judge failed: {one.judge_failure}" for one in run.results if one.judge_failure}
    found = [Miss(f"{len(failed)} case{'s' if len(failed) > 1 else ''} failed or broken", failed)] if failed else []
    return found + [miss for bound in bounds if (miss := _missed(bound, run))]


def _missed(bound: Bound, run: Run) -> Miss | None:
    results = [one for one in run.results if bound.kind in (None, one.kind)]
    scored = {one.id: (one, value) for one in results if (value := _value(one, bound.metric)) is not None}
    if not scored:
        return Miss(f"{bound.told}: no case is scored", {})
    mean = sum(value for _, value in scored.values()) / len(scored)
    sign = 1 if bound.side == "at_least" else -1
    if (mean - bound.value) * sign >= -_TOLERANCE:
        return None
    wrong = {case: one for case, (one, value) in scored.items() if (value - bound.value) * sign < -_TOLERANCE}
    return Miss(f"{bound.told}: is {mean:.6g}", {case: _told(one, bound.metric) for case, one in wrong.items()})


def _value(result: Result, name: str) -> float | None:
    score = result.scores.get(name)
    return score.value if score else None


def _told(result: Result, name: str) -> str:
    return f"{result.case['question']} \u2014 {result.scores[name].reason}"
