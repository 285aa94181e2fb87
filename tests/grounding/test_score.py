"""The fitted score: its file, its ranges, and what must hold whatever the weights are."""

import json
import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from onrecord.answers import VerdictLabel
from onrecord.grounding.judge import RuleJudge
from onrecord.grounding.score import AGAINST, FEATURES, RANGES, likelihood, score_of, weights_file
from tests.contracts.judge_contract import NOTICE, OTHER
from tests.texts import steady, texts_with_words

JUDGE = RuleJudge()
CRANE = "The new crane can lift 40 tonnes, and it cost 3.2 million euros. The quay has 12 berths for 60 boats."
WORDS = (
    "the board raised cut a fee mooring crane quay berths boats 40 12 60 3.2 million euros tonnes not may all Venn"
).split()
claims = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)
features = st.fixed_dictionaries({name: st.floats(0, 1) for name in FEATURES})


def test_the_file_says_what_it_was_fitted_on_and_by_what() -> None:
    told = json.loads(weights_file().read_text(encoding="utf-8"))
    assert told["command"].startswith("onrecord bench fit-score ")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", told["date"])
    hashes = [digest for one in told["fitted_on"] for digest in one["sha256"].values()]
    assert hashes
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in hashes)
    assert set(told["weights"]) == set(FEATURES)


def test_no_weight_has_the_wrong_sign() -> None:
    weights = json.loads(weights_file().read_text(encoding="utf-8"))["weights"]
    assert all(weight <= 0 if name in AGAINST else weight >= 0 for name, weight in weights.items())


def test_the_ranges_of_the_labels_follow_one_another() -> None:
    order: Sequence[VerdictLabel] = ("unsupported", "partly", "supported")
    ranges = [RANGES[label] for label in order]
    assert all(low[1] < high[0] for low, high in pairwise(ranges))
    assert all(least < greatest < 1 for least, greatest in ranges)


@steady
@given(features=features, label=st.sampled_from(list(RANGES)))
def test_a_score_is_the_likelihood_kept_within_its_range(features: dict[str, float], label: VerdictLabel) -> None:
    least, greatest = RANGES[label]
    assert 0 < likelihood(features) < 1
    assert least <= score_of(label, features) <= greatest
    if least <= likelihood(features) <= greatest:
        assert score_of(label, features) == likelihood(features)


@steady
@given(claim=claims, evidence=st.lists(st.one_of(texts_with_words, st.sampled_from([NOTICE, CRANE])), max_size=3))
def test_every_score_is_in_the_range_of_its_label(claim: str, evidence: list[str]) -> None:
    verdict, found = JUDGE.weighed(claim, evidence)
    least, greatest = RANGES[verdict.label] if found else (0.0, 1.0)
    assert least <= verdict.score <= greatest


@steady
@given(data=st.data())
def test_changing_one_figure_into_one_that_is_not_there_never_raises_the_score(data: st.DataObject) -> None:
    figure = data.draw(st.sampled_from(["40", "12", "60"]))
    words = data.draw(st.lists(st.sampled_from(WORDS), max_size=10))
    at = data.draw(st.integers(0, len(words)))
    other = str(data.draw(st.integers(2, 2000)))
    assume(other not in ("40", "12", "60", "18", "2024", "3", "212"))
    claim, changed = (" ".join([*words[:at], number, *words[at:]]) for number in (figure, other))
    evidence = [CRANE, NOTICE, OTHER]
    assert JUDGE.weigh(changed, evidence).score <= JUDGE.weigh(claim, evidence).score


@steady
@given(claim=claims, order=st.permutations([NOTICE, CRANE, OTHER]))
def test_the_order_of_the_passages_changes_nothing(claim: str, order: list[str]) -> None:
    assert JUDGE.weighed(claim, order) == JUDGE.weighed(claim, [NOTICE, CRANE, OTHER])


def test_a_sentence_that_is_only_shortened_scores_more_than_one_that_is_put_anew() -> None:
    shortened = JUDGE.weigh("The new crane can lift 40 tonnes and it cost 3.2 million euros.", [CRANE])
    rearranged = JUDGE.weigh("It cost 3.2 million euros, the new crane, and can lift 40 tonnes.", [CRANE])
    assert shortened.label == rearranged.label == "supported"
    assert shortened.score > rearranged.score


@pytest.mark.parametrize("evidence", [[], [""], [" \n"]])
def test_without_evidence_there_are_no_features(evidence: list[str]) -> None:
    verdict, found = JUDGE.weighed("The crane is new.", evidence)
    assert (verdict.label, verdict.score, found) == ("unsupported", 0.0, {})
