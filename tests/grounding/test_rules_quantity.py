"""Rules on how many, and on which side of a figure."""

import pytest

from onrecord.grounding.judge import RuleJudge

JUDGE = RuleJudge()


@pytest.mark.parametrize(
    ("claim", "passage", "says"),
    [
        (
            "At least 40 people may enter the hall.",
            "Up to 40 people may enter the hall.",
            "the passage says at most 40, not at least 40",
        ),
        ("All the farms were spared.", "Most of the farms were spared.", "most"),
        ("All five judges dissented.", "Two of the five judges dissented.", "Two of the five"),
        ("All the villages have power.", "All but two of the villages have power.", "All but"),
        ("The workers all returned.", "Some of the workers returned.", "some"),
        ("The pool opens every Sunday.", "The pool opens on most Sundays.", "Sunday"),
        ("The pool is always open at noon.", "The pool is usually open at noon.", "usually"),
        ("Many members voted.", "Few members voted.", "few"),
        ("Few members voted.", "Many members voted.", "many"),
        ("More than half of the trees died.", "Nearly half of the trees died.", "Nearly"),
        ("More than a third of the trees died.", "Less than a third of the trees died.", "Less"),
        ("All of the trees died.", "Not all of the trees died.", "Not"),
        ("The audit covered the whole budget.", "The audit covered part of the budget.", "part"),
        ("The audit covered the entire budget.", "The audit covered part of the budget.", "part"),
        ("Only members may vote.", "Members and guests may vote.", "only"),
        (
            "The form may be sent after more than 14 days.",
            "The form must be sent within 14 days.",
            "the passage says at most 14, not more than 14",
        ),
        ("All of the money went to schools.", "Half of the money went to schools.", "half"),
        ("Hundreds of homes were flooded.", "Dozens of homes were flooded.", "dozens"),
        ("Both ships were damaged.", "One of the ships was damaged.", "one"),
        ("One of the ships was damaged.", "Neither of the ships was damaged.", "Neither"),
        ("Several drivers were hurt.", "Only one driver was hurt.", "one"),
        ("The shop is often open on Mondays.", "The shop is rarely open on Mondays.", "rarely"),
        ("A majority of the members agreed.", "A minority of the members agreed.", "minority"),
        ("Most of the fish survived.", "Hardly any of the fish survived.", "Hardly"),
        ("The committee meets once a year.", "The committee meets twice a year.", "twice"),
        (
            "The first phase cost 7 million euros.",
            "The first phase cost 4 million euros and the second 7 million.",
            "4 million euros",
        ),
        ("The claim must be filed after 30 June.", "The claim must be filed by 30 June.", "30 June."),
        (
            "The chairman was elected by all the members.",
            "The chairman was elected by a majority of the members.",
            "majority",
        ),
        ("The road was blocked for 3.5 hours.", "The road was blocked for two hours and a half.", "two"),
        ("The club meets monthly.", "The club meets weekly in the town hall.", "weekly"),
        ("All nine crew members left by boat.", "All nine crew members left, four of them by boat.", "four of them"),
        ("The levy applies to at least ten years.", "The levy applies to ten years and no more.", "at most"),
        ("All but two of the 30 wells, 27 in all, are dry.", "All but two of the 30 wells are dry.", "27"),
        (
            "In all the fund lost 21 million euros.",
            "The fund lost 12 million euros, and 8 million more later.",
            "euros",
        ),
        (
            "Nine in ten homes, or 80 per cent, are heated by gas.",
            "Nine in ten homes are heated by gas.",
            "80 per cent",
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
        ("Of the 30 wells, 28 are dry.", "All but two of the 30 wells are dry."),
        ("90 per cent of the homes are heated by gas.", "Nine in ten homes are heated by gas."),
        ("The team won by 2.5 points.", "The team won by two and a half points."),
        (
            "In 2022 and 2023 the fund lost 20 million euros in all.",
            "The fund lost 12 million in 2022 and 8 million in 2023.",
        ),
        ("The term is 18 months.", "The term is a year and a half."),
        ("The course takes 21 days.", "The course takes three weeks."),
        ("Only 12 of the 40 firms answered.", "The form was answered by 12 of the 40 firms."),
        ("Turnout was seven points lower than four years ago.", "Turnout was 48 per cent; four years ago it was 55."),
    ],
)
def test_a_restatement_breaks_no_rule(claim: str, passage: str) -> None:
    assert JUDGE.veto(claim, [passage]) is None


def test_a_passage_of_countless_figures_gets_a_verdict_and_long_figures_are_worked_with() -> None:
    figures = "1," * 9000
    verdict = JUDGE.weigh(f"{figures} boats", [f"{figures} ships"])
    assert verdict.label in {"supported", "partly", "unsupported"}
    assert JUDGE.veto("50 per cent of the homes are dry.", ["1,250,000 out of 2,500,000 homes are dry."]) is None
