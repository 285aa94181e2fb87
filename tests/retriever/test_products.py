"""Products of matrices keep to one thread, and the best token of each sentence is the same as one by one."""

from typing import Any, cast

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController, threadpool_info  # type: ignore[import-untyped,unused-ignore]

from retriever.hybrid import HybridRetriever
from retriever.products import multiply_on_one_thread
from retriever.rerank import _best_within


def test_whoever_searches_multiplies_on_one_thread() -> None:
    with ThreadpoolController().select(internal_api="openblas").limit(limits=2):
        multiply_on_one_thread.cache_clear()
        HybridRetriever(cast("Any", None), 5, 5)
        threads = [one["num_threads"] for one in threadpool_info() if one["internal_api"] == "openblas"]
    multiply_on_one_thread.cache_clear()
    multiply_on_one_thread()
    assert set(threads) <= {1}, "none where NumPy multiplies with another library"


@pytest.mark.parametrize(
    "bounds",
    [
        [(0, 4), (4, 9), (9, 12)],
        [(1, 3), (5, 12)],
        [(0, 3), (3, 3), (3, 12)],
        [(0, 0), (0, 12)],
        [(2, 5), (12, 12)],
        [],
    ],
)
def test_the_best_within_each_sentence_is_that_of_its_own_tokens(bounds: list[tuple[int, int]]) -> None:
    cosines = np.random.default_rng(7).uniform(-1, -0.1, (5, 12)).astype(np.float32)
    best = _best_within(cosines, bounds)
    assert best.shape == (len(bounds), 5)
    for row, (first, last) in zip(best, bounds, strict=True):
        if last > first:
            assert (row == cosines[:, first:last].max(axis=1)).all()


def test_without_a_token_there_is_nothing_to_compare() -> None:
    assert not _best_within(np.zeros((5, 0), dtype=np.float32), [(0, 0), (0, 0)]).any()
