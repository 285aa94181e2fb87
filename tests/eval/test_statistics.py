"""Intervals by the bootstrap."""

import random

import pytest

from eval.statistics import Interval, mean_interval

SHARES = [0.0, 0.0, 0.5, 1.0, 1.0, 1.0, 0.25, 1.0, 0.0, 1.0]


def test_the_same_values_and_seed_give_the_same_interval() -> None:
    first = mean_interval(SHARES, 3)
    assert first == mean_interval(tuple(SHARES), 3)
    assert first is not None
    others = [mean_interval(SHARES, seed) for seed in range(4, 10)]
    assert {one.mean for one in others if one} == {first.mean}
    assert {(one.low, one.high) for one in others if one} != {(first.low, first.high)}


@pytest.mark.parametrize("seed", range(5))
def test_an_interval_holds_the_mean_and_stays_among_the_values(seed: int) -> None:
    drawn = random.Random(seed)
    values = [round(drawn.random() ** 3, 3) for _ in range(drawn.randrange(2, 40))]
    one = mean_interval(values, seed)
    assert one is not None
    assert min(values) <= one.low <= one.mean <= one.high <= max(values)
    assert one.mean == pytest.approx(sum(values) / len(values), abs=1e-6)
    assert one.low < one.high


def test_an_interval_is_as_wide_as_the_normal_one_where_there_are_many_values() -> None:
    drawn = random.Random(1)
    values = [drawn.gauss(5.0, 2.0) for _ in range(400)]
    one = mean_interval(values, 0)
    assert one is not None
    assert one.high - one.low == pytest.approx(2 * 1.96 * 2.0 / 20, rel=0.15)
    few = mean_interval(values[:25], 0)
    assert few is not None
    assert few.high - few.low > 2 * (one.high - one.low)


def test_values_that_are_one_are_the_interval() -> None:
    assert mean_interval([0.75] * 9, 1) == Interval(0.75, 0.75, 0.75)
    assert mean_interval([2.0], 1) == Interval(2.0, 2.0, 2.0)
    assert mean_interval([1 / 3], 1) == Interval(0.333333, 0.333333, 0.333333)


def test_without_values_there_is_none() -> None:
    assert mean_interval([], 1) is None


def test_two_values_give_an_interval_without_a_warning() -> None:
    assert mean_interval([0.0, 1.0], 1) == Interval(0.5, 0.0, 1.0)


def test_of_differences_it_is_paired() -> None:
    """Ten questions of very different difficulty, each a little better: pairs show it, means side by side do not."""
    before = [place / 10 for place in range(10)]
    after = [value + (0.04 if place % 2 else 0.06) for place, value in enumerate(before)]
    paired = mean_interval([late - early for early, late in zip(before, after, strict=True)], 2)
    first, second = mean_interval(before, 2), mean_interval(after, 2)
    assert paired is not None
    assert first is not None
    assert second is not None
    assert 0.04 <= paired.low < paired.mean == 0.05 < paired.high <= 0.06
    assert first.high > second.low
