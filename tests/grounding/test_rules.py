"""What similarity cannot see: each rule on a changed claim, and on restatements that it must let pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.grounding.judge import RuleJudge
from tests.fakes import HashEncoder
from tests.texts import steady

JUDGE = RuleJudge()

FEES = (
    "The harbour board raised the mooring fee from 36 to 40 euros on 18 April 2024. At least 300 boats pay it, "
    "nearly 12 per cent more than in 2021. The dredging may begin in September, Mara Venn, who chairs the board, said. "
    "Some of the skippers opposed the fee."
)
ACCIDENT = (
    "The ferry Solvane struck the pilot boat Ternholm on Monday. Most passengers were led ashore. Peder Quist, the "
    "master, denied that he had been asleep. The owner plans to sell the Solvane. The council refused to pay 1.2 "
    "million crowns for repairs."
)


@pytest.mark.parametrize(
    ("claim", "passage", "says"),
    [
        ("The mooring fee went up to 45 euros.", FEES, "45 euros"),
        ("The board raised the fee from 36 to 42 euros on 18 April 2024.", FEES, "42 euros"),
        ("The board raised the mooring fee to 40 euros on 19 April 2024.", FEES, "19 April 2024"),
        ("The board raised the mooring fee to 40 euros in May 2024.", FEES, "May 2024"),
        ("The ferry struck the pilot boat on Tuesday.", ACCIDENT, "Tuesday"),
        ("The council refused to pay 2.1 million crowns for repairs.", ACCIDENT, "2.1 million crowns"),
        ("At most 300 boats pay the fee.", FEES, "at most"),
        ("More than 12 per cent more boats pay the fee than in 2021.", FEES, "nearly"),
        ("The dredging will begin in September, Mara Venn said.", FEES, "may"),
        ("The dredging began in September, according to Mara Venn.", FEES, "may"),
        ("The owner sold the Solvane.", ACCIDENT, "plans"),
        ("All of the skippers opposed the fee.", FEES, "some"),
        ("Few passengers were led ashore.", ACCIDENT, "most"),
        ("The skippers supported the fee.", FEES, "opposed"),
        ("The harbour board lowered the mooring fee to 40 euros.", FEES, "raised"),
        ("The council agreed to pay 1.2 million crowns for repairs.", ACCIDENT, "refused"),
        ("The harbour board did not raise the mooring fee.", FEES, "not"),
        ("The pilot boat Ternholm struck the ferry Solvane on Monday.", ACCIDENT, "other way round"),
        ("The ferry Solvane was struck by the pilot boat Ternholm on Monday.", ACCIDENT, "other way round"),
        ("The dredging may begin in September, Oren Maskell said.", FEES, "Mara Venn"),
        ("The ferry Solvane struck the pilot boat Brindle on Monday.", ACCIDENT, "Brindle"),
    ],
)
def test_one_thing_changed_is_not_supported_and_the_reason_names_it(claim: str, passage: str, says: str) -> None:
    verdict = JUDGE.weigh(claim, [passage])
    assert verdict.label == "unsupported", verdict
    assert says in verdict.reason
    assert verdict.score < 0.4


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("On April 18, 2024, the harbour board raised the mooring fee to 40 euros.", FEES),
        ("In April 2024 the board raised the mooring fee, from 36 to 40 euros.", FEES),
        ("The mooring fee was raised to forty euros by the harbour board.", FEES),
        ("Mara Venn said the dredging may begin in September.", FEES),
        ("Three hundred boats or more pay the fee, nearly 12% more than in 2021.", FEES),
        ("The pilot boat Ternholm was struck by the ferry Solvane on Monday.", ACCIDENT),
        ("On Monday the Solvane, a ferry, struck the Ternholm.", ACCIDENT),
        ("The council did not agree to pay 1,200,000 crowns for repairs.", ACCIDENT),
        ("The owner intends to sell the Solvane.", ACCIDENT),
        ("The master, Peder Quist, denied he had been asleep.", ACCIDENT),
    ],
)
def test_a_restatement_breaks_no_rule(claim: str, passage: str) -> None:
    assert JUDGE.veto(claim, [passage]) is None
    assert JUDGE.weigh(claim, [passage]).label == "supported"


def test_what_somebody_said_is_supported_in_part_when_it_is_stated_as_a_fact() -> None:
    verdict = JUDGE.weigh("The dredging may begin in September.", [FEES.replace("may begin", "may well begin")])
    assert verdict.label == "partly"
    assert "in the passage Mara Venn says so" in verdict.reason


def test_a_figure_that_was_torn_apart_is_one_figure() -> None:
    torn = "The fund holds $ 36, 000 and about 31. 8 million crowns."
    assert JUDGE.veto("The fund holds $36,000.", [torn]) is None
    assert JUDGE.veto("The fund holds about 31.8 million crowns.", [torn]) is None
    assert JUDGE.veto("The fund holds $63,000.", [torn]) is not None


def test_a_rounded_figure_passes_where_it_says_so_and_is_near() -> None:
    passage = "The contract is worth 18.4 million crowns and runs for 397 days."
    assert JUDGE.veto("The contract is worth about 18 million crowns.", [passage]) is None
    assert JUDGE.veto("The contract runs for about 400 days.", [passage]) is None
    assert JUDGE.veto("The contract runs for 400 days.", [passage]) is not None
    assert JUDGE.veto("The contract is worth about 25 million crowns.", [passage]) is not None


def test_a_claim_that_is_verbatim_or_has_no_evidence_is_not_vetoed() -> None:
    assert JUDGE.verbatim("At least 300 boats pay it", [FEES]) is not None
    assert JUDGE.verbatim("At least 300 boats pay", ["Boats pay."]) is None
    assert JUDGE.veto("The fee is 40 euros.", []) is None


@steady
@given(
    claim=st.sampled_from(
        [
            "The harbour board raised the mooring fee from 36 to {} euros on 18 April 2024.",
            "On April 18, 2024, the board raised the fee to {} euros.",
            "Boats now pay {} euros, the harbour board decided.",
        ]
    ),
    figure=st.integers(0, 10**9).filter(lambda figure: figure not in (36, 40)),
)
def test_changing_one_figure_never_raises_the_score(claim: str, figure: int) -> None:
    for judge in (JUDGE, RuleJudge(HashEncoder())):
        changed = judge.weigh(claim.format(figure), [FEES])
        assert changed.score <= judge.weigh(claim.format(40), [FEES]).score
        assert changed.label == "unsupported"


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("The mayor paid the bill in full.", "The mayor promised to pay the bill but she did not."),
        ("The bank met its target.", "The bank had a target to meet, which it did not."),
        ("The fund bought 5 ships.", "The fund bought 5 ships and 3 it did not."),
    ],
)
def test_a_denial_at_the_end_of_its_clause_stands_to_what_is_before_it(claim: str, passage: str) -> None:
    assert JUDGE.weigh(claim, [passage]).label != "supported"


def test_a_title_and_the_people_of_a_country_are_no_other_name() -> None:
    assert JUDGE.veto("The order was signed by President Ortiz.", ["Ortiz signed the order."]) is None
    assert JUDGE.veto("A Canadian court stopped the sale.", ["A court in Canada stopped the sale."]) is None
    changed = JUDGE.veto("The order was signed by Senator Portman.", ["Senator Ortiz signed the order in port."])
    assert changed is not None
    assert "Portman" in changed.reason


def test_words_cut_out_of_an_allegation_are_supported_in_part() -> None:
    verdict = JUDGE.weigh("Quist sank the boat", ["The owners allege that Quist sank the boat."])
    assert verdict.label == "partly"
    assert verdict.score < 0.5
    whole = "The owners allege that Quist sank the boat."
    assert JUDGE.weigh(whole, [whole]).label == "supported"


@pytest.mark.parametrize(
    ("claim", "passage", "holds"),
    [
        ("Nearly 40 per cent of the boats stayed in.", "39.6 per cent of the boats stayed in.", True),
        ("More than 300 homes were flooded.", "The sea flooded 312 homes.", True),
        ("More than 300 homes were flooded.", "The sea flooded 288 homes.", False),
        ("Growth was 5 per cent.", "Growth was -5 per cent.", False),
        ("The fine is 1.5 million euros.", "The fine is EUR 1,500,000.", True),
        ("The tenant is responsible for the repairs.", "The tenant shall be responsible for the repairs.", True),
    ],
)
def test_figures_and_words_of_other_spelling(claim: str, passage: str, holds: bool) -> None:
    assert (JUDGE.weigh(claim, [passage]).label == "supported") is holds


def test_of_a_short_claim_no_word_may_be_missing() -> None:
    passage = "Norrand won the contract. Quillon Dredging read the contract."
    assert JUDGE.weigh("Quillon Dredging signed the contract.", [passage]).label == "partly"
    assert JUDGE.weigh("Quillon Dredging read it.", [passage]).label == "supported"
