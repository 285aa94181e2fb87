"""A figure that a correction takes back is told of a draft that states it. The texts are fiction."""

import pytest

from onrecord.grounding.taken_back import taken_back
from tests.fakes import a_hit

TEXT = (
    "An article about the river on 2 May misstated the fine imposed on Tamblin Water. "
    "The firm was fined \u00a312.4m, not \u00a314.2m, for sewage."
)
NOTICE = a_hit(TEXT, "notice", 0.9, title="Corrections and clarifications", published="2031-05-06")


def test_a_figure_that_was_taken_back_is_told_with_the_sentence_that_does() -> None:
    found = taken_back("Tamblin Water was fined \u00a314.2m for sewage in the river.", NOTICE)
    assert found
    span, reason = found
    assert NOTICE.passage.quote(span).startswith("The firm was fined")
    assert reason == "a correction takes the figure back"


@pytest.mark.parametrize(
    "claim",
    [
        "Tamblin Water was fined \u00a312.4m for sewage in the river.",
        "Tamblin Water was fined \u00a312.4m, not \u00a314.2m as was first reported, for sewage in the river.",
        "The firm was fined \u00a312.4m, not \u00a314.2m, for sewage.",
        "A new bridge at Harn cost \u00a314.2m last year.",
        "Tamblin Water was fined for sewage in the river.",
    ],
)
def test_what_the_correction_does_not_take_back_is_left_alone(claim: str) -> None:
    assert taken_back(claim, NOTICE) is None


def test_what_is_no_correction_takes_nothing_back() -> None:
    plain = a_hit("Tamblin Water was fined \u00a312.4m, not \u00a314.2m, for sewage.", "wire", 0.9, title="A fine")
    assert taken_back("Tamblin Water was fined \u00a314.2m for sewage in the river.", plain) is None
    update = a_hit(TEXT, "notice", 0.9, title="UPDATE: a fine", published="2031-05-06")
    assert taken_back("Tamblin Water was fined \u00a314.2m for sewage in the river.", update) is None
