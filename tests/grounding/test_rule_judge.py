"""The rule judge: verbatim words pass, and what similarity cannot see is checked by rules."""

import re

import pytest
from hypothesis import given

from onrecord.grounding.judge import RuleJudge
from onrecord.ports import Judge
from onrecord.sentences import split_sentences
from tests.contracts.judge_contract import NOTICE, OTHER, JudgeContract
from tests.fakes import HashEncoder
from tests.texts import steady, texts_with_words


class TestByStems(JudgeContract):
    @pytest.fixture
    def judge(self) -> Judge:
        return RuleJudge()


class TestWithVectors(JudgeContract):
    @pytest.fixture
    def judge(self) -> Judge:
        return RuleJudge(HashEncoder())


JUDGE = RuleJudge()


@pytest.mark.parametrize(
    "claim",
    [
        "The harbour board raised the mooring fee to 40 euros on 18 April 2024.",
        "the mooring fee to 40 euros",
        "“The harbour board raised the mooring fee to 40 euros on 18 April 2024.”",
        '"dredging must be paid for"',
        "  Mara Venn,\nwho chairs it ",
    ],
)
def test_verbatim_words_are_supported_with_full_score(claim: str) -> None:
    verdict = JUDGE.weigh(claim, [OTHER, NOTICE])
    assert (verdict.label, verdict.score) == ("supported", 1.0)
    assert verdict.reason.startswith("verbatim: ")


@steady
@given(texts_with_words)
def test_every_sentence_of_any_passage_is_supported_by_it(text: str) -> None:
    for span in split_sentences(text):
        sentence = text[span.start : span.end]
        if any(letter.isalnum() for letter in sentence):
            assert JUDGE.weigh(sentence, [text]).score == 1.0


@pytest.mark.parametrize(
    ("claim", "figure"),
    [
        ("The board raised the mooring fee to 45 euros.", "45"),
        ("The board raised the mooring fee to 4 euros.", "4"),
        ("The board raised the mooring fee to 40.5 euros.", "40.5"),
        ("The board raised the mooring fee on 19 April 2024.", "19"),
        ("The board raised the mooring fee on 18 April 2023.", "2023"),
        ("The board raised the mooring fee by 12% to 40 euros.", "12"),
    ],
)
def test_a_changed_figure_is_unsupported_and_named(claim: str, figure: str) -> None:
    verdict = JUDGE.weigh(claim, [NOTICE])
    assert verdict.label == "unsupported"
    assert verdict.score < 0.4
    assert figure in verdict.reason
    assert re.match(r"(figure|date) not in the passage: |the passage has [\w. ]+ there, not ", verdict.reason)


def test_a_figure_is_the_same_with_and_without_thousands_commas() -> None:
    assert JUDGE.weigh("The crane cost 3200000 euros.", ["The crane cost 3,200,000 euros in all."]).label == "supported"
    assert JUDGE.weigh("The crane cost 3,200,000 euros.", ["The crane cost 3200000 euros."]).label == "supported"
    assert JUDGE.weigh("The crane cost 3,200 euros.", ["The crane cost 3,200,000 euros."]).label == "unsupported"


def test_words_in_quote_marks_that_are_not_verbatim_are_unsupported_and_named() -> None:
    claim = "Mara Venn said that “dredging must not be paid for”."
    verdict = JUDGE.weigh(claim, [NOTICE])
    assert verdict.label == "unsupported"
    assert verdict.score < 0.4
    assert [claim[start:end] for start, end in verdict.offending] == ["dredging must not be paid for"]
    assert "in quote marks but not verbatim: dredging must not be paid for" in verdict.reason


def test_words_in_quote_marks_that_are_verbatim_do_no_harm() -> None:
    assert JUDGE.weigh("Mara Venn, the chair, said “dredging must be paid for”.", [NOTICE]).label == "supported"


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("The fishing fleet did agree.", "The fishing fleet did not agree."),
        ("The fishing fleet did not agree.", "The fishing fleet did agree."),
        ("The fishing fleet didn't agree.", "The fishing fleet did agree."),
        ("The fishing fleet didn’t agree.", "The fishing fleet did agree."),
        ("The minister never signed the contract.", "The minister signed the contract."),
        ("The minister signed the contract.", "The minister refused to sign the contract."),
        ("No boat left the harbour.", "A boat left the harbour."),
    ],
)
def test_a_negation_on_one_side_only_is_unsupported(claim: str, passage: str) -> None:
    verdict = JUDGE.weigh(claim, [passage, "The crane is new."])
    assert verdict.label == "unsupported"
    assert verdict.score < 0.4


def test_a_negation_on_both_sides_is_no_difference() -> None:
    assert JUDGE.weigh("The fleet did not agree to fish.", ["The fishing fleet did not agree."]).label == "supported"


def test_the_score_never_rises_with_a_word_that_is_not_there() -> None:
    claims = [
        "The harbour board raised the mooring fee.",
        "The harbour board raised the mooring fee yesterday.",
        "The harbour council raised the landing fee yesterday.",
        "The village council raised the landing tax yesterday.",
        "Wolves howl.",
    ]
    verdicts = [JUDGE.weigh(claim, [NOTICE]) for claim in claims]
    scores = [verdict.score for verdict in verdicts]
    assert scores == sorted(scores, reverse=True)
    assert [verdict.label for verdict in verdicts] == ["supported", "supported", "partly", "unsupported", "unsupported"]
    assert "yesterday" in verdicts[1].reason
    assert "wolves" in verdicts[4].reason


def test_words_from_two_passages_together_support_a_claim() -> None:
    claim = "The harbour board met; the ferry was late."
    assert JUDGE.weigh(claim, ["The harbour board met.", OTHER]).label == "supported"
    assert JUDGE.weigh(claim, [OTHER]).label != "supported"


def test_an_encoder_finds_what_is_said_in_other_words() -> None:
    claim, passage = "The ministry halted it.", "The ministry suspended dredging."
    assert JUDGE.weigh(claim, [passage]).label == "partly"
    assert RuleJudge(HashEncoder({"halted": "suspended"})).weigh(claim, [passage]).label == "supported"
    assert RuleJudge(HashEncoder()).weigh(claim, [passage]) == JUDGE.weigh(claim, [passage])


def test_no_encoder_makes_one_figure_of_another() -> None:
    judge = RuleJudge(HashEncoder({"45": "40"}))
    assert judge.weigh("The board raised the mooring fee to 45 euros.", [NOTICE]).label == "unsupported"


def test_a_claim_of_stop_words_only_has_nothing_to_look_for() -> None:
    verdict = JUDGE.weigh("It was what it is.", [NOTICE])
    assert (verdict.label, verdict.score) == ("unsupported", 0.0)
    assert "no telling word" in verdict.reason


def test_a_long_reason_is_cut_and_says_so() -> None:
    claim = "Wolves howl while elks graze beside rivers under stars near mountains beyond forests."
    assert JUDGE.weigh(claim, [NOTICE]).reason.endswith(" ...")
    assert len(JUDGE.weigh(NOTICE[:140], [NOTICE]).reason) < 100


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("the council approved the plan.", "It is not true that the council approved the plan."),
        ("the ferry will return in May", "No official has said the ferry will return in May."),
    ],
)
def test_words_cut_out_of_a_denial_are_not_supported(claim: str, evidence: str) -> None:
    verdict = JUDGE.weigh(claim, [evidence])
    assert verdict.label == "partly"
    assert "denies" in verdict.reason
    assert JUDGE.weigh(evidence, [evidence]).label == "supported"


def test_words_cut_out_of_a_condition_are_supported_in_part() -> None:
    judge = RuleJudge()
    verdict = judge.weigh("The mine will close", ["If prices fall, The mine will close this year."])
    assert (verdict.label, verdict.score) == ("partly", 0.49)
    assert verdict.reason.startswith("cut out of a sentence that makes it depend on something: If prices fall")
    whole = judge.weigh(
        "If prices fall, The mine will close this year.", ["If prices fall, The mine will close this year."]
    )
    assert whole.label == "supported"


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("A seal failed on the pump and the crew could not stop it.", "supported"),
        ("A seal failed on the pump; nobody saw it.", "supported"),
        ("A seal failed on the pump, the builder denied.", "partly"),
        ("It is not true that a seal failed on the pump and the crew fled.", "partly"),
    ],
)
def test_a_denial_in_a_clause_that_is_only_joined_leaves_the_words_before_it_as_they_are(
    sentence: str, label: str
) -> None:
    claim = sentence[sentence.lower().index("a seal") :][: len("A seal failed on the pump")]
    assert RuleJudge().weigh(claim, [sentence]).label == label
