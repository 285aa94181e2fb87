"""What somebody is said to have said is held against their own words. The texts are fiction."""

from dataclasses import replace

import pytest

from onrecord.answers import Verdict
from onrecord.grounding.judge import RuleJudge
from onrecord.grounding.said_so import said_so
from onrecord.types import Passage
from tests.grounding.test_speaker_missing import passage

WORDS = "The sanctions will hurt Castrian exporters more than anybody"
TOLD = passage(f"{WORDS}, spokeswoman Zlata Merin told reporters.", WORDS, "spokeswoman Zlata Merin", "Zlata Merin")
ELSE = Verdict("unsupported", 0.1, "the passage has Castria there, not Zlata Merin")


def weighed(claim: str, source: Passage = TOLD, verdict: Verdict = ELSE) -> Verdict | None:
    return said_so(verdict, claim, [source], RuleJudge())


@pytest.mark.parametrize(
    "claim",
    [
        "Zlata Merin said that the sanctions will hurt Castrian exporters more than anybody.",
        "Merin warned the sanctions will hurt Castrian exporters more than anybody.",
        "According to Zlata Merin, the sanctions will hurt Castrian exporters more than anybody.",
        "\u201cThe sanctions will hurt Castrian exporters more than anybody,\u201d Merin said.",
        "\u201cThe sanctions will hurt Castrian exporters more than anybody,\u201d said Zlata Merin.",
    ],
)
def test_a_name_in_what_is_said_is_no_other_speaker(claim: str) -> None:
    verdict = weighed(claim)
    assert verdict
    assert verdict.label == "supported"
    assert verdict.reason.startswith("Zlata Merin says: ")


@pytest.mark.parametrize(
    "claim",
    [
        "Tom Reed said that the sanctions will hurt Castrian exporters more than anybody.",
        "Minister Zlata Merin said that the sanctions will hurt Castrian exporters more than anybody.",
        "Zlata Merin said that the sanctions will not hurt Castrian exporters more than anybody.",
        "Zlata Merin said that the sanctions will end the war in May.",
        "Zlata Merin likes the sanctions on Castrian exporters.",
        "Zlata Merin said so.",
    ],
)
def test_nothing_else_is_supported_so(claim: str) -> None:
    assert weighed(claim) is None


def test_another_fault_stays_a_fault() -> None:
    claim = "Zlata Merin said that the sanctions will hurt Castrian exporters more than anybody."
    assert weighed(claim, verdict=Verdict("unsupported", 0.1, "figure not in the passage: 90")) is None
    assert weighed(claim, verdict=Verdict("supported", 1.0, "verbatim: Zlata Merin")) is None
    for said in (replace(TOLD.said[0], weak=True), replace(TOLD.said[0], denies=True)):
        assert weighed(claim, replace(TOLD, said=(said,))) is None
