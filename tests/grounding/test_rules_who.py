"""Rules on whom it is about and who says it."""

import pytest

from onrecord.grounding.judge import RuleJudge

JUDGE = RuleJudge()


@pytest.mark.parametrize(
    ("claim", "passage", "says"),
    [
        (
            "The dam is sound, Paul Resk said.",
            '"The dam is sound," said engineer Ida Korn. The mayor, Paul Resk, called for a second opinion.',
            "Ida Korn",
        ),
        (
            "Paul Resk said the dam is sound.",
            "Ida Korn said the dam is sound. Paul Resk, the mayor, asked for a second opinion.",
            "Ida Korn",
        ),
        (
            "The union said the dam is sound.",
            "The ministry said the dam is sound. The union said the dam needs repair.",
            "ministry",
        ),
        (
            "Mr Dahl told the panel that the pumps had been inspected in May.",
            "Ms Orre told the panel that the pumps had been inspected in May. Mr Dahl said that nobody had asked.",
            "Ms Orre",
        ),
        (
            "The company sold its mill to Halden in 2019.",
            "The company sold its mill to Norvik in 2019 and its port to Halden in 2021.",
            "Norvik",
        ),
        (
            "Old tyres and two rusty vans were cleared from the lake by the Orvell Rescue Service.",
            "Tolver Recycling cleared old tyres and two rusty vans from the lake. The Orvell Rescue Service came.",
            "Tolver Recycling",
        ),
        (
            "Ida Holme promised in June that the pool would open on Sundays.",
            "Ida Holm, the mayor, promised in June that the pool would open on Sundays. Ida Holme is a dentist.",
            "Ida Holm",
        ),
    ],
)
def test_a_changed_claim_is_vetoed_and_the_reason_names_it(claim: str, passage: str, says: str) -> None:
    verdict = JUDGE.veto(claim, [passage])
    assert verdict is not None
    assert verdict.label == "unsupported"
    assert says in verdict.reason


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Korn said the dam is sound.", "Ida Korn, an engineer, said the dam is sound."),
        (
            "The dam is sound, according to the ministry.",
            "The ministry said the dam is sound. The union said it leaks.",
        ),
        ("The Harbour Authority sold the crane.", "The Orvell Harbour Authority sold the crane to Norvik."),
    ],
)
def test_a_restatement_breaks_no_rule(claim: str, passage: str) -> None:
    assert JUDGE.veto(claim, [passage]) is None


@pytest.mark.parametrize(
    "passage",
    [
        "She called the late reply the result of a lack of staff.",
        "The reply was late for a lack of staff, according to two of the clerks.",
        "The reply was in her view late for a lack of staff.",
        "Two clerks say that the reply was late for a lack of staff.",
    ],
)
def test_what_somebody_without_a_name_said_is_supported_in_part_when_it_is_stated_as_a_fact(passage: str) -> None:
    verdict = JUDGE.weigh("It was for a lack of staff that the reply was late.", [passage])
    assert verdict.label == "partly"
    assert "says so" in verdict.reason
