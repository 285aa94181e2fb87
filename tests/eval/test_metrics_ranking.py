"""The metrics of the passages found, each figure worked out by hand."""

import math
from dataclasses import replace

import pytest

from eval.cases import Case, Gold
from eval.metrics.ranking import mrr, ndcg, recall_at
from eval.metrics.score import Score
from onrecord.types import Document, Hit, Place
from tests.eval.seen import GULLS, KILN, a_case, document_of, found, refusal, seen_of

BUILT, WOOD, SOLD = ("built in 1931", KILN), ("It burns wood.", KILN), ("sold in 1987", GULLS)
ONE, OTHER, THIRD = Gold("kiln.txt", BUILT[0]), Gold("kiln.txt", WOOD[0]), Gold("gulls.txt", SOLD[0])
NOT = None
ANY = a_case(ONE, THIRD)
ALL = a_case(ONE, THIRD, kind="multi-document")


def scores(case: Case, *hits: tuple[str, Document] | None) -> list[float | None]:
    return of_hits(case, found(*hits))


def of_hits(case: Case, hits: tuple[Hit, ...]) -> list[float | None]:
    seen = seen_of(case, refusal(), hits=hits)
    return [of(seen).value for of in (recall_at(1), recall_at(5), recall_at(10), mrr, ndcg)]


def gain(*ranks: int) -> float:
    return sum(1 / math.log2(rank + 1) for rank in ranks)


@pytest.mark.parametrize(
    ("hits", "wanted"),
    [
        ([BUILT], [1, 1, 1, 1, 1]),
        ([SOLD, BUILT], [1, 1, 1, 1, 1]),
        ([NOT, BUILT], [0, 1, 1, 1 / 2, 1 / math.log2(3)]),
        ([NOT, NOT, SOLD, BUILT], [0, 1, 1, 1 / 3, 1 / 2]),
        ([*[NOT] * 5, BUILT], [0, 0, 1, 1 / 6, 1 / math.log2(7)]),
        ([*[NOT] * 9, BUILT], [0, 0, 1, 1 / 10, 1 / math.log2(11)]),
        ([*[NOT] * 10, BUILT], [0, 0, 0, 0, 0]),
        ([NOT, WOOD], [0, 0, 0, 0, 0]),
        ([], [0, 0, 0, 0, 0]),
    ],
)
def test_where_one_source_is_enough_the_first_of_them_counts(
    hits: list[tuple[str, Document] | None], wanted: list[float]
) -> None:
    assert scores(ANY, *hits) == pytest.approx(wanted)
    assert scores(replace(ANY, gold=(ONE,), also=(THIRD,)), *hits) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("hits", "wanted"),
    [
        ([BUILT, SOLD], [1 / 2, 1, 1, 1, 1]),
        ([BUILT, NOT, SOLD], [1 / 2, 1, 1, 1, gain(1, 3) / gain(1, 2)]),
        ([NOT, BUILT, BUILT, SOLD], [0, 1, 1, 1 / 2, gain(2, 4) / gain(1, 2)]),
        ([NOT, SOLD], [0, 1 / 2, 1 / 2, 1 / 2, gain(2) / gain(1, 2)]),
        ([BUILT, BUILT, BUILT], [1 / 2, 1 / 2, 1 / 2, 1, gain(1) / gain(1, 2)]),
        ([*[NOT] * 7, SOLD, BUILT], [0, 0, 1, 1 / 8, gain(8, 9) / gain(1, 2)]),
        ([NOT], [0, 0, 0, 0, 0]),
    ],
)
def test_where_all_are_needed_each_counts_once(hits: list[tuple[str, Document] | None], wanted: list[float]) -> None:
    assert scores(ALL, *hits) == pytest.approx(wanted)
    assert scores(replace(ALL, kind="disagreement", also=(OTHER,)), *hits) == pytest.approx(wanted)


def test_what_is_as_good_is_no_evidence_where_all_are_needed() -> None:
    assert scores(replace(ALL, also=(OTHER,)), WOOD) == [0, 0, 0, 0, 0]


def test_two_pieces_in_one_passage_are_found_together() -> None:
    case = a_case(ONE, OTHER, kind="multi-document")
    both = ("The kiln at Marl End was built in 1931. It burns wood.", KILN)
    assert scores(case, both) == pytest.approx([1, 1, 1, 1, 1])
    assert scores(case, NOT, both) == pytest.approx([0, 1, 1, 1 / 2, gain(2) / gain(1)])


def test_the_reason_has_the_ranks() -> None:
    def reason(case: Case, *hits: tuple[str, Document] | None) -> str:
        seen = seen_of(case, refusal(), hits=found(*hits))
        assert recall_at(5)(seen).reason == mrr(seen).reason == ndcg(seen).reason
        return mrr(seen).reason

    assert reason(ALL, NOT, SOLD, BUILT, SOLD) == "evidence at rank 2, 3"
    assert reason(ALL, NOT, SOLD) == "evidence at rank 2; 1 of 2 not found"
    assert reason(ALL, NOT) == "evidence at rank none; 2 of 2 not found"
    assert reason(ANY, SOLD, BUILT) == "evidence at rank 1"


def test_a_near_duplicate_that_was_folded_into_a_hit_is_found_with_it() -> None:
    reprint = Place(KILN.source, None, 0, 39)
    far = Place(KILN.source, None, 40, 54)
    (ferry,) = found(NOT)
    assert of_hits(a_case(ONE), (ferry, replace(ferry, places=(far, reprint)))) == pytest.approx(
        [0, 1, 1, 1 / 2, 1 / math.log2(3)]
    )
    assert of_hits(a_case(ONE), (replace(ferry, places=(far,)),)) == [0, 0, 0, 0, 0]


def test_a_passage_has_evidence_where_half_of_the_shorter_is_shared() -> None:
    text = KILN.text
    start = text.index("built in 1931")
    assert scores(a_case(ONE), (text[start + 6 :], KILN))[0] == 1.0
    assert scores(a_case(ONE), (text[start + 7 :], KILN))[0] == 0.0
    assert scores(a_case(ONE), ("1931", KILN))[0] == 1.0
    assert scores(a_case(Gold("kiln.txt")), ("It burns wood.", KILN))[0] == 1.0


def test_the_page_stands_for_its_evidence() -> None:
    paged = document_of("Fire.\nWater.\nAir.", "paged", page_starts=(0, 6, 13))
    gold = Gold("paged.txt", page=2)
    seen = seen_of(a_case(gold), refusal(), [paged], found(("Air.", paged), ("Water.", paged)))
    assert mrr(seen) == Score(0.5, "evidence at rank 2")


def test_without_evidence_and_for_a_broken_case_nothing_is_scored() -> None:
    for of in (recall_at(1), recall_at(10), mrr, ndcg):
        assert of(seen_of(a_case(), refusal(), hits=found(BUILT))) == Score(None, "there is no evidence")
        gone = a_case(ONE, Gold("gone.txt"))
        assert of(seen_of(gone, refusal(), hits=found(BUILT))) == Score(None, "the case is broken")
