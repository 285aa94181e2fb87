"""Faithful restatements of many kinds, which no rule may stop."""

import pytest

from onrecord.grounding.judge import RuleJudge

JUDGE = RuleJudge()


_RESTATED = (
    (
        "The council said on Thursday that the library would not reopen before its roof was repaired.",
        "The library will stay closed until the roof has been repaired, the council said on Thursday.",
    ),
    (
        "When the line will reopen the operator has not said.",
        "The operator has not said when the line will reopen.",
    ),
    (
        "The flat may be sublet only with the written consent of the landlord.",
        "The tenant may not sublet the flat without the landlord's written consent.",
    ),
    (
        "Without the written consent of the landlord the tenant must not sublet the flat.",
        "The tenant may not sublet the flat without the landlord's written consent.",
    ),
    ("Children under six pay no fee.", "No fee is charged for children under six."),
    ("Only the harbour master may open the gate.", "Nobody but the harbour master may open the gate."),
    ("The gate may be opened by nobody except the harbour master.", "Only the harbour master may open the gate."),
    (
        "A request for comment went unanswered by the company.",
        "The company did not reply to a request for comment.",
    ),
    (
        "Closed in 1987, the mine has stayed shut ever since.",
        "The mine was closed in 1987 and has not been reopened since.",
    ),
    (
        "About 300 patients a week are treated at the clinic, and most are children.",
        "The clinic treats about 300 patients a week, most of them children.",
    ),
    (
        "All but one of the four bridges were rebuilt.",
        "Three of the four bridges were rebuilt; the fourth was abandoned.",
    ),
    ("The bill passed with 61 votes in favour and 39 against.", "The bill passed by 61 votes to 39."),
    (
        "Turnout fell to 48 per cent from 55 per cent four years before.",
        "Turnout was 48 per cent, down from 55 per cent four years ago.",
    ),
    (
        "At 48 per cent, turnout was seven points lower than four years ago.",
        "Turnout was 48 per cent, down from 55 per cent four years ago.",
    ),
    (
        "In 2022 and 2023 together the fund lost 20 million euros.",
        "The fund lost 12 million euros in 2022 and 8 million in 2023.",
    ),
    ("The trial lasts 14 days.", "The trial lasts two weeks."),
    ("Of the 80 homes, 20 are empty.", "A quarter of the 80 homes are empty."),
    (
        "Water that the plant discharges may be no warmer than 28 degrees.",
        "The plant must not discharge water warmer than 28 degrees.",
    ),
    (
        "The board called the offer too low and turned it down.",
        "The board rejected the offer, which it called too low.",
    ),
    ("Mr Dahl denied having met the buyer.", "Mr Dahl said he had never met the buyer."),
    ("Unless renewed, the contract ends on 31 March.", "The contract ends on 31 March unless it is renewed."),
    ("If it is not renewed, the contract ends on 31 March.", "The contract ends on 31 March unless it is renewed."),
    (
        "The pumps were inspected in May, Ms Orre told the panel.",
        "Ms Orre told the panel that the pumps had been inspected in May.",
    ),
    (
        "Night trains are expected to be unaffected by the strike.",
        "The strike is not expected to affect night trains.",
    ),
    ("The strike is expected not to affect night trains.", "The strike is not expected to affect night trains."),
    (
        "Drivers should avoid the tunnel on Sunday, according to the advice.",
        "Drivers are advised to avoid the tunnel on Sunday.",
    ),
    (
        "The new law takes effect on 1 July instead of 1 June, the date first announced.",
        "The new law takes effect on 1 July, not on 1 June as first announced.",
    ),
    ("Rents in Orrefors rose more slowly than in Vasby.", "Rents in Vasby rose faster than in Orrefors."),
    ("On 3 May the ship sailed from Malden to Port Ray.", "The ship left Malden for Port Ray on 3 May."),
    (
        "The bank was ordered by the court to repay 900 customers.",
        "The court ordered the bank to repay 900 customers.",
    ),
    ("A 34-year-old man was arrested by police after the fight.", "Police arrested a man of 34 after the fight."),
    (
        "The second phase has been put off and will not begin in June.",
        "The second phase, which was to begin in June, has been postponed.",
    ),
    ("The owner was not insured, and nor was the tenant.", "Neither the owner nor the tenant was insured."),
    ("Both the owner and the tenant were uninsured.", "Neither the owner nor the tenant was insured."),
    (
        "This year the museum expects 40,000 visitors, an increase of 5,000 or more.",
        "The museum expects 40,000 visitors this year, at least 5,000 more than last year.",
    ),
    ("As many as 15 of the 20 lifeboats did not work.", "Up to 15 of the 20 lifeboats were out of order."),
    ("The officers are not named in the report.", "The report does not name the officers."),
    ("The report leaves the officers unnamed.", "The report does not name the officers."),
    (
        "She would stand again only if the party asked her, she said.",
        "She said she would not stand again unless the party asked her.",
    ),
    ("The river should peak on Tuesday.", "The river is expected to peak on Tuesday."),
    ("Repayment can be demanded by the lender at any time.", "The lender may demand repayment at any time."),
    (
        "Until further notice residents must boil their water.",
        "Residents have been told to boil water until further notice.",
    ),
    ("More than half of the seats were empty.", "Fewer than half of the seats were taken."),
    ("Half of the factory's 220 workers are women.", "The factory employs 220 people, half of whom are women."),
    ("The port had had no strike since 1996.", "It was the first strike at the port since 1996."),
    ("The road was blocked for 2.5 hours.", "The road was blocked for two hours and a half."),
    (
        "The union got 4 per cent and not the 6 per cent it had wanted.",
        "The union had wanted 6 per cent; it got 4.",
    ),
    ("The board will vote on the plan next week.", "The board is to vote on the plan next week."),
    (
        "The child was found by Ida Storm, a nurse, and taken to hospital.",
        "Ida Storm, a nurse, found the child, who was taken to hospital.",
    ),
)


@pytest.mark.parametrize(("claim", "passage"), _RESTATED)
def test_a_restatement_breaks_no_rule(claim: str, passage: str) -> None:
    assert JUDGE.veto(claim, [passage]) is None


@pytest.mark.parametrize("text", [text for pair in _RESTATED for text in pair])
def test_no_sentence_breaks_a_rule_against_itself(text: str) -> None:
    assert JUDGE.veto(text, [text]) is None


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        ("The cost of the repair has risen to 5.6 million crowns.", "supported"),
        ("The cost of the repair has risen from 4.2 million crowns.", "supported"),
        ("The cost of the repair has risen from 5.6 million crowns.", "unsupported"),
    ],
)
def test_either_end_of_a_change_may_stand_alone_as_what_it_is(claim: str, label: str) -> None:
    text = "The cost of the repair has risen from 4.2 million to 5.6 million crowns."
    assert RuleJudge().weigh(claim, [text]).label == label
