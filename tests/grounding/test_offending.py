"""Which words are not supported, as ranges of the claim as it was given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.grounding.judge import RuleJudge
from onrecord.grounding.offending import offending_spans
from onrecord.grounding.reading import Broken
from tests.contracts.judge_contract import NOTICE, OTHER
from tests.texts import steady

JUDGE = RuleJudge()


def marked(claim: str, evidence: list[str]) -> list[str]:
    verdict = JUDGE.weigh(claim, evidence)
    return [claim[start:end] for start, end in verdict.offending]


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("The harbour board raised the mooring fee to 45 euros.", ["45 euros"]),
        ("The harbour board raised the mooring fee on 19 April 2024.", ["19 April 2024"]),
        ("The harbour board raised the mooring fee\n to  45\u00a0euros.", ["45\u00a0euros"]),
        ("The harbour board did not raise the mooring fee.", ["not"]),
        ("The harbour board lowered the mooring fee to 40 euros.", ["lowered"]),
        ("Oren Maskell said dredging must be paid for.", ["Oren Maskell"]),
        ("Mara Venn said: «dredging  may be paid for».", ["dredging  may be paid for"]),
        ("The village council raised a landing tax.", ["village council", "landing tax"]),
        ("Wolves howl.", ["Wolves howl"]),
        ("The harbour board raised the mooring fee to 40 euros.", []),
        ("The harbour board raised the fee yesterday to 40 euros.", []),
        ("The fleet did agree.", []),
    ],
)
def test_the_words_at_fault_are_marked_in_the_claim_as_given(claim: str, words: list[str]) -> None:
    assert marked(claim, [NOTICE]) == words


def test_a_rule_that_gives_its_words_is_believed() -> None:
    broken = [Broken("figure", "figure not in the passage: 40", ("41 boats",))]
    assert offending_spans("40 euros, 41 boats", (), broken) == ((10, 18),)


def test_words_that_a_reason_puts_otherwise_are_marked_as_far_as_they_stand_there() -> None:
    broken = [Broken("bound", "the passage says nearly 40, not at least 40")]
    claim = "No fewer than 40 boats."
    assert [claim[start:end] for start, end in offending_spans(claim, (), broken)] == ["40"]


@steady
@given(claim=st.text(max_size=80), evidence=st.lists(st.sampled_from([NOTICE, OTHER, "港務局 40 €"]), max_size=2))
def test_ranges_lie_in_the_claim_and_in_order(claim: str, evidence: list[str]) -> None:
    if not any(letter.isalnum() for letter in claim):
        return
    ends = [end for span in JUDGE.weigh(claim, evidence).offending for end in span]
    assert ends == sorted(set(ends))
    assert all(0 <= end <= len(claim) for end in ends)
