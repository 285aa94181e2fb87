"""Evidence strength is what the closer look at the best hit found, in [0, 1]."""

from dataclasses import replace

import pytest

from onrecord.answering.evidence import evidence_strength
from tests.fakes import a_hit

HIT = a_hit("The mooring fee rises to 40 euros.")


def test_no_hits_no_evidence() -> None:
    assert evidence_strength([]) == 0.0


def test_it_is_that_of_the_first_hit() -> None:
    first, second = replace(HIT, stages={"evidence": 0.4}), replace(HIT, stages={"evidence": 0.9})
    assert evidence_strength([first, second]) == pytest.approx(0.4)


@pytest.mark.parametrize(("found", "strength"), [(-0.2, 0.0), (0.0, 0.0), (0.7, 0.7), (1.3, 1.0)])
def test_it_stays_within_its_bounds(found: float, strength: float) -> None:
    assert evidence_strength([replace(HIT, stages={"evidence": found})]) == strength


def test_a_hit_that_was_not_looked_at_has_none() -> None:
    assert evidence_strength([replace(HIT, stages={"dense": 0.8})]) == 0.0
