"""Let every system weigh every sentence; figures for each."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from eval.benchmarks.grounding.cases import Case, CaseSet
from eval.benchmarks.grounding.figures import Measured, Outcome, measured
from eval.benchmarks.grounding.halves import Halves, halved
from eval.benchmarks.grounding.kinds import kind_rows
from eval.benchmarks.grounding.report import Report
from eval.benchmarks.grounding.systems import System, Weighed

__all__ = ["bench_grounding", "text_score"]

Tell = Callable[[str], None]

_TOLD_EVERY: Final = 100


def text_score(scores: Sequence[float]) -> float:
    """The score of a text: the product of its sentences', for a text is supported only where all of it is.

    Two doubtful sentences make a text more doubtful than one; the least of the scores would not tell.

    Args:
        scores: at least one.
    """
    return math.prod(scores)


def bench_grounding(cases: CaseSet, systems: Sequence[System], tell: Tell) -> Report:
    """Measure every system on one data set.

    Args:
        cases: the data.
        systems: at least one, their models loaded already.
        tell: is told how far it is.
    """
    halves = halved(cases.cases)
    texts: list[tuple[Measured, list[Outcome]]] = []
    sentences: list[Measured] = []
    for system in systems:
        weighed, took = _weighed(system, cases.cases, tell)
        outcomes = [_text_outcome(*of) for of in zip(cases.cases, weighed, halves.of, strict=True)]
        one = measured(system.name, outcomes, halves)
        texts.append((replace(one, figures={**one.figures, **_speed(took)}), outcomes))
        if cases.by_sentence:
            sentences.append(measured(system.name, _sentence_outcomes(cases.cases, weighed, halves), halves))
    kinds = kind_rows(cases.cases, halves, texts)
    units = {"text": [one for one, _ in texts]} | ({"sentence": sentences} if sentences else {})
    return Report(cases, halves, units, kinds)


def _weighed(system: System, cases: Sequence[Case], tell: Tell) -> tuple[list[list[Weighed]], list[float]]:
    """What the system says of each claim of each case, and the milliseconds of each claim.

    The first claim is weighed once before the clock counts.
    """
    system.weigh(cases[0].claims[0].text, cases[0].evidence)
    found, took = [], []
    for number, case in enumerate(cases):
        if number % _TOLD_EVERY == 0:
            tell(f"{system.name}: text {number + 1:,} of {len(cases):,}")
        said = []
        for claim in case.claims:
            start = time.perf_counter()
            said.append(system.weigh(claim.text, case.evidence))
            took.append((time.perf_counter() - start) * 1000)
        found.append(said)
    return found, took


def _speed(took: Sequence[float]) -> dict[str, float]:
    import numpy as np

    return {"claim_ms_p50": float(np.percentile(took, 50)), "claim_ms_p95": float(np.percentile(took, 95))}


def _text_outcome(case: Case, weighed: Sequence[Weighed], half: int) -> Outcome:
    """A text has the label supported where all its sentences have."""
    labels = [one.said for one in weighed]
    said = None if None in labels else all(labels)
    return Outcome(text_score([one.score for one in weighed]), case.supported, said, half)


def _sentence_outcomes(cases: Sequence[Case], weighed: Sequence[Sequence[Weighed]], halves: Halves) -> list[Outcome]:
    """A sentence is in the half of its text."""
    return [
        Outcome(one.score, bool(claim.supported), one.said, half)
        for case, said, half in zip(cases, weighed, halves.of, strict=True)
        for claim, one in zip(case.claims, said, strict=True)
    ]
