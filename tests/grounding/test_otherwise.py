"""A document that says otherwise than a sentence which another one supports."""

from collections.abc import Sequence

import pytest

from onrecord.desk import CheckedClaim
from onrecord.grounding.check import Checker, checked_sentences
from onrecord.grounding.judge import RuleJudge
from onrecord.grounding.otherwise import otherwise
from onrecord.types import Hit
from tests.fakes import a_hit
from tests.grounding.test_check import Shelf

CLAIM = "The blockade of the canal at Lantry lasted three hours and was joined by 38 boats."
OTHER = "The blockade of the canal at Lantry lasted three hours, and was joined by 60 boats."


@pytest.mark.parametrize(
    ("claim", "passage", "says"),
    [
        (CLAIM, "On Friday the blockade of the canal at Lantry was joined by 60 boats and lasted three hours.", "60"),
        ("The quay of Ossel closed on 4 May 2024.", "The quay of Ossel closed on 6 May 2024, the board said.", "6 May"),
        (
            "The board approved the new tariff for berths in May.",
            "The board did not approve the new tariff for berths in May.",
            "not",
        ),
        (
            "The yearly fee for the berth rose to 14 crowns.",
            "The yearly fee for the berth rose to 12 crowns in May.",
            "12 crowns",
        ),
    ],
)
def test_something_else_in_its_place_is_told(claim: str, passage: str, says: str) -> None:
    found = otherwise(claim, passage)
    assert found is not None
    assert says in found[0]
    assert says.split(maxsplit=1)[0] in found[1]


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        (CLAIM, CLAIM),
        (CLAIM, "The blockade of the canal at Lantry lasted three hours."),  # lacks the figure
        (CLAIM, "Twelve boats were counted at the quay of Ossel in May."),  # another matter
        ("The quay of Ossel closed on 4 May 2024.", "The quay of Ossel closed after a bolt had sheared."),
        ("The fee rose to 14 crowns.", "The council met on Monday. The fee is a matter for the board."),
        ("That is not said.", "That is said."),  # too little to tell
        ("Hello there.", ""),
    ],
)
def test_a_passage_that_lacks_it_or_is_on_something_else_says_nothing(claim: str, passage: str) -> None:
    assert otherwise(claim, passage) is None


def checked(claim: str, hits: Sequence[Hit]) -> CheckedClaim:
    return Checker(Shelf({claim: hits}), RuleJudge(), lambda path: path.name).check(claim)


def test_a_supported_sentence_that_another_document_contradicts_is_flagged() -> None:
    same = a_hit(f"It was a warm day. {CLAIM}", "police", 0.1, 0.9)
    other = a_hit(f"Soup was served. {OTHER}", "owners", 0.2, 0.9)
    found = checked(CLAIM, [same, other])
    assert found.verdict.label == "supported"
    (one,) = found.contradicted
    assert one.hit.source.document_id == "owners"
    assert one.hit.passage.quote(one.span) == OTHER
    assert "60" in one.reason


def test_a_document_that_says_both_contradicts_nothing() -> None:
    both = [a_hit(CLAIM, "police", 0.9), a_hit(OTHER, "police", 0.8)]
    assert checked(CLAIM, both).contradicted == ()


def test_what_is_not_supported_is_only_that() -> None:
    found = checked(CLAIM, [a_hit(OTHER, "owners", 0.9)])
    assert found.verdict.label == "unsupported"
    assert found.contradicted == ()


def test_rows_name_the_document_and_its_words() -> None:
    hits = [
        a_hit(CLAIM, "police", 0.9),
        a_hit(OTHER, "owners", 0.8),
    ]
    (row,) = checked_sentences(CLAIM, Checker(Shelf({CLAIM: hits}), RuleJudge(), lambda path: path.name))
    (one,) = row["contradicted_by"]
    assert (one["document_id"], one["quote"][-9:]) == ("owners", "60 boats.")
