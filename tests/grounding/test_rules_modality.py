"""Rules on how sure and how binding a claim is."""

import pytest

from onrecord.grounding.judge import RuleJudge

JUDGE = RuleJudge()


@pytest.mark.parametrize(
    ("claim", "passage", "says"),
    [
        ("The school will close in autumn.", "The school may close in autumn.", "may"),
        ("Members may wear helmets.", "Members must wear helmets.", "must"),
        ("Members must wear helmets.", "Members should wear helmets.", "should"),
        ("The company has built a mill in Orvell.", "The company plans to build a mill in Orvell.", "plans"),
        ("The company sold the mill.", "The company tried to sell the mill.", "tried"),
        ("The court ruled on Friday.", "The court is expected to rule on Friday.", "expected"),
        ("The gas leak caused the blast.", "The gas leak probably caused the blast.", "probably"),
        ("The agency ordered the beach closed.", "The agency recommended closing the beach.", "recommended"),
        (
            "The council has introduced a toll on the bridge.",
            "The council is considering a toll on the bridge.",
            "considering",
        ),
        ("He took the money.", "He allegedly took the money.", "allegedly"),
        ("The club was fined 5,000 euros.", "The club could be fined 5,000 euros.", "could"),
        ("The tower leans to the east.", "The tower appears to lean to the east.", "appears"),
        (
            "The storm will certainly reach Kesting tonight.",
            "The storm will probably reach Kesting tonight.",
            "probably",
        ),
        ("The lender must demand repayment at any time.", "The lender may demand repayment at any time.", "may"),
        ("Prosecutors won a prison term of six years.", "Prosecutors asked for a prison term of six years.", "asked"),
        ("The quarry at Orvell will close.", "If prices fall further, the quarry at Orvell will close.", "If"),
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
        ("Members are required to wear helmets.", "Members must wear helmets."),
        ("Members are allowed to wear helmets.", "Members may wear helmets."),
        ("A ruling is expected on Friday.", "The court is expected to rule on Friday."),
    ],
)
def test_a_restatement_breaks_no_rule(claim: str, passage: str) -> None:
    assert JUDGE.veto(claim, [passage]) is None


def test_a_claim_of_countless_duties_gets_a_verdict() -> None:
    claim = ("may must pay " * 20_000)[:20_000]
    verdict = JUDGE.weigh(claim, [f"{claim[:9000]} z {claim[9000:19000]} q"])
    assert verdict.label in {"supported", "partly", "unsupported"}
