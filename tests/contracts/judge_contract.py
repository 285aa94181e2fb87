"""What every judge promises. Subclass it, give a ``judge``, and inherit the tests."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from onrecord.answers import Verdict
from onrecord.errors import BadInput
from onrecord.ports import Judge
from tests.texts import steady

NOTICE = (
    "The harbour board raised the mooring fee to 40 euros on 18 April 2024. Mara Venn, who chairs it, said that "
    "“dredging must be paid for”. The fishing fleet did not agree."
)
OTHER = "The ferry to Brindle Point carried 212 people on Monday. It was three hours late."
TRUE_CLAIMS = [
    "The harbour board raised the mooring fee to 40 euros on 18 April 2024.",
    "The ferry to Brindle Point carried 212 people on Monday.",
]


class JudgeContract:
    """The promises of :class:`onrecord.ports.Judge`. A subclass gives the fixture ``judge``."""

    @pytest.fixture
    def judge(self) -> Judge:
        raise NotImplementedError

    def test_it_has_a_name(self, judge: Judge) -> None:
        assert judge.name

    @pytest.mark.parametrize("evidence", [[], [""], [" \n", "\t"]], ids=["none", "empty", "blank"])
    def test_without_evidence_nothing_is_supported_and_nothing_is_raised(
        self, judge: Judge, evidence: list[str]
    ) -> None:
        verdict = judge.weigh(TRUE_CLAIMS[0], evidence)
        assert (verdict.label, verdict.score) == ("unsupported", 0.0)

    @pytest.mark.parametrize("claim", TRUE_CLAIMS)
    def test_a_sentence_of_the_passage_is_supported(self, judge: Judge, claim: str) -> None:
        verdict = judge.weigh(claim, [NOTICE, OTHER])
        assert verdict.label == "supported"
        assert verdict.score > 0.5

    @pytest.mark.parametrize(
        "claim",
        [
            "The harbour board raised the mooring fee to 45 euros on 18 April 2024.",
            "The harbour board raised the mooring fee to 40 euros on 18 April 2023.",
            "The moon is made of green cheese, astronomers found.",
            "The harbour board did not raise the mooring fee to 40 euros on 18 April 2024.",
        ],
    )
    def test_what_the_passage_does_not_say_is_not_supported_and_scores_lower(self, judge: Judge, claim: str) -> None:
        verdict = judge.weigh(claim, [NOTICE, OTHER])
        assert verdict.label != "supported"
        assert verdict.score < judge.weigh(TRUE_CLAIMS[0], [NOTICE, OTHER]).score

    def test_only_the_given_passages_count(self, judge: Judge) -> None:
        assert judge.weigh(TRUE_CLAIMS[1], [OTHER]).label == "supported"
        assert judge.weigh(TRUE_CLAIMS[1], [NOTICE]).label == "unsupported"

    @steady
    @given(data=st.data())
    def test_the_order_of_the_passages_does_not_matter(self, judge: Judge, data: st.DataObject) -> None:
        passages = data.draw(st.permutations([NOTICE, OTHER, "The crane is new. It cost 3 million."]))
        claim = data.draw(st.sampled_from([*TRUE_CLAIMS, "The new crane carried 40 people, Mara Venn said."]))
        assert judge.weigh(claim, passages) == judge.weigh(claim, sorted(passages))

    def test_the_same_passage_twice_is_no_more_evidence_than_once(self, judge: Judge) -> None:
        claim = "The board raised the fee because the crane is new."
        assert judge.weigh(claim, [NOTICE, NOTICE]).score == pytest.approx(judge.weigh(claim, [NOTICE]).score)

    @pytest.mark.parametrize("claim", ["", "   ", "\n\t", "…!?", "“”", "-- . --", "😀"])
    def test_a_claim_without_a_word_is_bad_input(self, judge: Judge, claim: str) -> None:
        with pytest.raises(BadInput, match="no word in the claim"):
            judge.weigh(claim, [NOTICE])

    def test_a_claim_that_is_no_sentence_any_more_is_bad_input_and_not_a_long_wait(self, judge: Judge) -> None:
        with pytest.raises(BadInput, match="sentence by sentence"):
            judge.weigh("the fee rose and " * 10_000, [NOTICE])

    @pytest.mark.parametrize(
        "claim",
        [
            "The fee\0 is\x07 40\x1b[31m euros.",
            "رفع مجلس الميناء الرسوم إلى 40 يورو.",
            "港務局將泊位費提高到40歐元。",
            "Плата выросла до 40 евро.",
            "a\u0301\u0301\u0301 \u202e 40 \ufeff euros \u200b",
            "<script>alert(1)</script> 40 euros {judge} %s",
            "40",
            "the of and",
            "\ud83d lone half",
            "word " * 1000,
        ],
    )
    def test_any_script_and_any_control_character_gets_a_verdict(self, judge: Judge, claim: str) -> None:
        verdict = judge.weigh(claim, [NOTICE, "港務局將泊位費提高到45歐元。", "\0\x1b", "…"])
        self.assert_well_formed(verdict)

    @steady
    @given(claim=st.text(max_size=60), evidence=st.lists(st.text(max_size=80), max_size=3))
    def test_any_text_gets_a_verdict_and_the_same_one_again(
        self, judge: Judge, claim: str, evidence: list[str]
    ) -> None:
        assume(any(letter.isalnum() for letter in claim))
        verdict = judge.weigh(claim, evidence)
        self.assert_well_formed(verdict)
        assert verdict == judge.weigh(claim, evidence)

    def assert_well_formed(self, verdict: Verdict) -> None:
        assert verdict.label in {"supported", "partly", "unsupported"}
        assert 0.0 <= verdict.score <= 1.0
        assert verdict.reason
        assert "\n" not in verdict.reason
