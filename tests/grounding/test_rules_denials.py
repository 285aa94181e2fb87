"""Rules on denials and opposites; what denies without saying no is no other claim."""

import pytest

from onrecord.grounding.judge import RuleJudge
from onrecord.grounding.lexicon import lemma
from onrecord.grounding.opposites import opposites_of
from onrecord.words import stem

JUDGE = RuleJudge()


@pytest.mark.parametrize(
    ("claim", "passage", "says"),
    [
        ("The mayor attended the ceremony.", "The mayor did not attend the ceremony.", "not"),
        ("The clerk denied that the file was lost.", "The clerk did not deny that the file was lost.", "not"),
        ("The clerk said that the file was not lost.", "The clerk did not deny that the file was lost.", "not"),
        ("The union agreed to sign the agreement.", "The union refused to sign the agreement.", "refused"),
        ("The valve was closed when the tank burst.", "The valve was open when the tank burst.", "open"),
        ("The results were inconclusive, the lab said.", "The results were conclusive, the lab said.", "conclusive"),
        ("The firm has no licence to sell alcohol.", "The firm has a licence to sell alcohol.", "no"),
        ("The water is unsafe to drink.", "The water is safe to drink.", "safe"),
        ("She mentioned the loan.", "She failed to mention the loan.", "failed"),
        ("The lease was renewed in May.", "The lease was not renewed in May.", "not"),
        ("The ferry still stops at Ulm Bay.", "The ferry no longer stops at Ulm Bay.", "no"),
        ("The ferry no longer stops at Ulm Bay.", "The ferry stops at Ulm Bay.", "no"),
        ("Prices fell by 3 per cent in June.", "Prices rose by 3 per cent in June.", "rose"),
        ("The minister denied the report.", "The minister confirmed the report.", "denied"),
        ("The court overturned the fine.", "The court upheld the fine.", "upheld"),
        ("The plan has been approved.", "The plan has yet to be approved.", "yet"),
        ("The dog was found dead on Monday.", "The dog was found alive on Monday.", "alive"),
        (
            "The tenant may sublet the flat without the landlord's written consent.",
            "The tenant may not sublet the flat without the landlord's written consent.",
            "not",
        ),
        ("The will mentions the boat.", "Nothing in the will mentions the boat.", "Nothing"),
        ("Tolls will fall in January and again in June.", "Tolls will rise in January and again in June.", "rise"),
        (
            "The judge ruled that the firm had not misled its investors.",
            "The judge ruled that the firm had misled its investors.",
            "not",
        ),
        ("The ministry ruled out a merger.", "The ministry did not rule out a merger.", "not"),
        ("The ministry did not rule out a merger.", "The ministry ruled out a merger.", "not"),
        ("The ministry ruled out a merger.", "A merger was not ruled out by the ministry.", "not"),
        ("The board called off the strike.", "The board did not call off the strike.", "not"),
        ("The train left Orvell at noon.", "The train arrived in Orvell at noon.", "arrived"),
        ("The train leaves Orvell at noon.", "The train arrives in Orvell at noon.", "arrives"),
        ("The train is leaving Orvell at noon.", "The train arrives in Orvell at noon.", "arrives"),
        (
            "The captain left the ship before the last crew member was off.",
            "The captain refused to leave the ship until the last crew member was off.",
            "refused",
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
        ("Norvik bought the mill from Halden.", "Halden sold the mill to Norvik."),
        ("The families were at home in May.", "The families had come back in May and were at home."),
        ("The mayor was absent from the ceremony.", "The mayor did not attend the ceremony."),
        ("The mayor did not attend the ceremony.", "The mayor was absent from the ceremony."),
        ("The union did not sign the agreement.", "The union refused to sign the agreement."),
        ("The road is impassable in winter.", "The road is not passable in winter."),
        ("The fire hurt no one.", "Nobody was hurt in the fire."),
        ("The firm sells alcohol without a licence.", "The firm has no licence to sell alcohol."),
        ("She did not mention the loan.", "She failed to mention the loan."),
        ("The plan has not been approved yet.", "The plan has yet to be approved."),
        ("The ministry did not rule out a merger.", "A merger was not ruled out by the ministry."),
        ("A merger was ruled out by the ministry.", "The ministry ruled out a merger."),
        ("The crew will leave the bay on foot.", "The crew on the right bank of the bay will go away on foot."),
    ],
)
def test_a_restatement_breaks_no_rule(claim: str, passage: str) -> None:
    assert JUDGE.veto(claim, [passage]) is None


@pytest.mark.parametrize("form", ["leave", "leaves", "left", "leaving"])
def test_each_form_of_a_verb_has_one_lemma_and_its_opposites(form: str) -> None:
    assert lemma(stem(form)) == lemma(stem("leave")) != lemma(stem("leaf"))
    assert lemma(stem("arrive")) in opposites_of(lemma(stem(form)))


@pytest.mark.parametrize(
    "words",
    ["not ", "The ferry would not pay before 2001 because it rained, ", "did not pay, and not ", "no boat until "],
)
def test_a_claim_of_countless_denials_gets_a_verdict(words: str) -> None:
    claim = (words * 20_000)[:20_000]
    verdict = JUDGE.weigh(claim, [f"{claim[:9000]} z {claim[9000:19000]} q"])
    assert verdict.label in {"supported", "partly", "unsupported"}
