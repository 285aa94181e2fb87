"""Rules on order: who did it to whom, what is more, what came first, from where to where."""

import pytest

from onrecord.grounding.judge import RuleJudge

JUDGE = RuleJudge()


@pytest.mark.parametrize(
    ("claim", "passage", "says"),
    [
        (
            "In spring the gallery lent three paintings to the museum.",
            "The museum lent the gallery three paintings in spring.",
            "other way round",
        ),
        (
            "The delay was blamed by the pilot on the mechanic.",
            "The mechanic blamed the pilot for the delay.",
            "other way round",
        ),
        (
            "The castle is older than the village, a historian said.",
            "The village is older than the castle.",
            "other way round",
        ),
        (
            "The pharmacy closed before the bakery opened.",
            "The bakery opened before the pharmacy closed.",
            "other way round",
        ),
        ("The chairman resigned before the vote.", "After the vote the chairman resigned.", "After"),
        ("The train runs from Kesting to Orvell.", "The train runs from Orvell to Kesting.", "other way round"),
        ("The rent went up from 500 to 400 euros.", "The rent rose from 400 to 500 euros.", "other way round"),
        (
            "The landlord sued the tenants over the heating.",
            "The tenants sued the landlord over the heating.",
            "other way round",
        ),
        (
            "Over the heating, the tenants were sued by the landlord.",
            "The tenants sued the landlord over the heating.",
            "other way round",
        ),
        ("Milex outsold Vandor for the first time.", "Vandor outsold Milex for the first time.", "other way round"),
        ("The fire caused the short circuit.", "The fire was caused by the short circuit.", "other way round"),
        (
            "The doctor reported the nurse to the board.",
            "The nurse reported the doctor to the board.",
            "other way round",
        ),
        ("Tom Rusk replaced Anna Vell as treasurer.", "Anna Vell replaced Tom Rusk as treasurer.", "other way round"),
        ("The city owes the bank two million crowns.", "The bank owes the city two million crowns.", "other way round"),
        (
            "The firm paid the dealers rather than the farmers.",
            "The firm paid the farmers rather than the dealers.",
            "other way round",
        ),
        ("The bridge sank because the road closed.", "The road closed because the bridge sank.", "other way round"),
        (
            "The buyer must give the supplier 30 days' notice.",
            "The supplier must give the buyer 30 days' notice.",
            "other way round",
        ),
        ("The court wrote to Lisa Brandt's lawyer.", "Lisa Brandt's lawyer wrote to the court.", "other way round"),
        (
            "The committee rejected the budget but approved the loan.",
            "The committee approved the budget but rejected the loan.",
            "other way round",
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
        ("The castle is younger than the village.", "The village is older than the castle."),
        ("The chairman stepped down following the vote.", "After the vote the chairman resigned."),
        (
            "Bert Kray was introduced to Tessa Holm by his sister.",
            "Tessa Holm was introduced to Bert Kray by her sister.",
        ),
        ("The landlord was sued over the heating by his tenants.", "The tenants sued the landlord over the heating."),
        ("The doctor was reported to the board by a nurse.", "The nurse reported the doctor to the board."),
        ("Tom Rusk was replaced as treasurer by Anna Vell.", "Anna Vell replaced Tom Rusk as treasurer."),
        (
            "The buyer must be given 30 days' notice by the supplier.",
            "The supplier must give the buyer 30 days' notice.",
        ),
    ],
)
def test_a_restatement_breaks_no_rule(claim: str, passage: str) -> None:
    assert JUDGE.veto(claim, [passage]) is None
