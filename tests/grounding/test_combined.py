"""The judge with a model: what rules are sure of stands, and the model decides the rest."""

from collections.abc import Callable, Sequence

import pytest

from onrecord.answers import Verdict
from onrecord.errors import BadInput
from onrecord.grounding.combined import ModelJudge, Rules
from onrecord.grounding.entailment import Entailment, Thresholds
from onrecord.grounding.judge import RuleJudge
from onrecord.grounding.verbatim import is_verbatim
from onrecord.ports import Judge
from onrecord.words import content_stems, has_word, words_of
from tests.contracts.judge_contract import NOTICE, OTHER, JudgeContract

CLAIM = "The harbour board wants more money of boats."


class PlainRules:
    """As few rules as the promises of a judge need: verbatim words, figures, a negation."""

    name = "plain"

    def weigh(self, claim: str, evidence: Sequence[str]) -> Verdict:
        if not has_word(claim):
            raise BadInput("There is no word in the claim; give a sentence.")
        if len(claim) > 20_000:
            raise BadInput("The claim is too long; check it sentence by sentence.")
        return Verdict("unsupported", 0.0, "no passage is cited" if not evidence else "nothing to read")

    def verbatim(self, claim: str, evidence: Sequence[str]) -> Verdict | None:
        self.weigh(claim, evidence)
        return Verdict("supported", 1.0, "verbatim") if any(is_verbatim(claim, text) for text in evidence) else None

    def veto(self, claim: str, evidence: Sequence[str]) -> Verdict | None:
        there = {word.stem for text in evidence for word in words_of(text)}
        for word in words_of(claim):
            if word.stem not in there and (word.text[0].isdigit() or word.text == "not"):
                return Verdict("unsupported", 0.1, f"not in the passage: {word.text}")
        if "not" in claim.split() and not any("not raise" in text for text in evidence):
            return Verdict("unsupported", 0.1, "the passage does not say 'not'")
        return None


class ScriptedScorer:
    """Scores by ``how``, and keeps what it was asked."""

    def __init__(
        self, how: Callable[[str, str], float], name: str = "/models/nli", thresholds: Thresholds | None = None
    ) -> None:
        self.name = name
        self.thresholds = thresholds or Thresholds()
        self.asked: list[list[tuple[str, str]]] = []
        self._how = how

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        self.asked.append(list(pairs))
        return [self._how(window, claim) for window, claim in pairs]


def share(window: str, claim: str) -> float:
    """The share of the claim's stems that the window has."""
    wanted = set(content_stems(claim))
    return len(wanted & set(content_stems(window))) / (len(wanted) or 1)


def always(score: float) -> ScriptedScorer:
    return ScriptedScorer(lambda window, claim: score)


class TestOverFewRules(JudgeContract):
    @pytest.fixture
    def judge(self) -> Judge:
        return ModelJudge(PlainRules(), ScriptedScorer(share))


class TestOverTheRuleJudge(JudgeContract):
    @pytest.fixture
    def judge(self) -> Judge:
        return ModelJudge(RuleJudge(), ScriptedScorer(share))


def test_the_parts_play_their_roles() -> None:
    rules: Rules = PlainRules()
    scorer: Entailment = always(1.0)
    assert ModelJudge(rules, scorer).name == "plain + /models/nli"


def test_verbatim_words_are_never_shown_to_the_model() -> None:
    scorer = always(0.0)
    verdict = ModelJudge(PlainRules(), scorer).weigh("the mooring fee to 40 euros", [OTHER, NOTICE])
    assert verdict == Verdict("supported", 1.0, "verbatim")
    assert scorer.asked == []


@pytest.mark.parametrize(
    ("score", "label"),
    [
        (1.0, "supported"),
        (0.5, "supported"),
        (0.499, "partly"),
        (0.25, "partly"),
        (0.249, "unsupported"),
        (0.0, "unsupported"),
    ],
)
def test_the_model_decides_what_rules_do_not(score: float, label: str) -> None:
    verdict = ModelJudge(PlainRules(), always(score)).weigh(CLAIM, [NOTICE])
    assert (verdict.label, verdict.score) == (label, score)


@pytest.mark.parametrize(
    ("score", "label"), [(0.2, "supported"), (0.199, "partly"), (0.05, "partly"), (0.049, "unsupported")]
)
def test_thresholds_of_the_model_decide_the_label_and_leave_the_score(score: float, label: str) -> None:
    scorer = ScriptedScorer(lambda window, claim: score, thresholds=Thresholds(0.2, 0.05))
    verdict = ModelJudge(PlainRules(), scorer).weigh(CLAIM, [NOTICE])
    assert (verdict.label, verdict.score) == (label, score)


@pytest.mark.parametrize(("score", "least"), [(0.97, 0.1), (0.04, 0.04)])
def test_no_model_lifts_a_veto_and_it_may_lower_its_score(score: float, least: float) -> None:
    verdict = ModelJudge(PlainRules(), always(score)).weigh("The board wants 45 euros.", [NOTICE])
    assert verdict == Verdict("unsupported", least, "not in the passage: 45")


def test_the_score_is_the_best_windows_and_all_are_asked_about_at_once() -> None:
    town = "It rained. " * 4 + "The harbour board wants money. It is poor. It said so. " + "It was cold. " * 4
    scorer = ScriptedScorer(lambda window, claim: 0.9 if "board wants" in window else 0.3)
    verdict = ModelJudge(PlainRules(), scorer).weigh(CLAIM, [town, OTHER])
    assert verdict.score == 0.9
    assert "The harbour board wants money." in verdict.reason
    assert [len(asked) for asked in scorer.asked] == [3]
    assert {claim for asked in scorer.asked for _, claim in asked} == {CLAIM}


@pytest.mark.parametrize(
    ("score", "said"),
    [(0.8, "finds it said in"), (0.3, "is not sure that it is said in"), (0.1, "does not find it said; nearest is")],
)
def test_the_reason_names_the_model_and_the_words_it_rests_on(score: float, said: str) -> None:
    reason = ModelJudge(PlainRules(), always(score)).weigh(CLAIM, [NOTICE]).reason
    assert reason == f"nli {said}: The harbour board raised the mooring fee to 40 euros on 18 …"


def test_a_reason_is_one_line_whatever_the_model_and_the_passage_are_called() -> None:
    scorer = ScriptedScorer(share, name="C:\\models\\my\njudge\\")
    judge = ModelJudge(PlainRules(), scorer)
    assert judge.weigh(CLAIM, ["x" * 300]).reason == f"my judge does not find it said; nearest is: {'x' * 60} …"
    assert judge.weigh(CLAIM, ["a\n \nb"]).reason.endswith(": a b")


def test_a_long_claim_and_one_without_a_word_are_left_to_the_rules() -> None:
    scorer = always(1.0)
    judge = ModelJudge(PlainRules(), scorer)
    for claim in ["word " * 4001, "…"]:
        with pytest.raises(BadInput):
            judge.weigh(claim, [NOTICE])
    assert judge.weigh(CLAIM, []).reason == "no passage is cited"
    assert scorer.asked == []
