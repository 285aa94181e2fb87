"""How likely hits answer a question: in [0, 1], and moved by each feature in the direction that it must."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.answering.evidence import FEATURES, evidence_features, evidence_strength, weights_file
from onrecord.types import Hit, Span
from tests.fakes import a_hit
from tests.texts import steady

QUESTION = "How much is the mooring fee of Brindle Point?"


def found(
    text: str = "The mooring fee rises to 40 euros.",
    *,
    score: float = 0.7,
    evidence: float = 0.7,
    missing: float = 0.0,
    names: float = 1.0,
) -> Hit:
    """A hit with one scored sentence and what the closer look found."""
    hit = a_hit(text, "notice", score)
    stages = {"evidence": evidence, "missing": missing, "names": names}
    return replace(hit, stages=stages, words={"mooring": 1.0, "fee": 1.0, "Brindle": 0.4})


def test_no_hits_no_evidence() -> None:
    assert evidence_strength(QUESTION, []) == 0.0
    assert evidence_features(QUESTION, []) == {}


def test_a_hit_that_was_not_looked_at_has_none() -> None:
    assert evidence_strength(QUESTION, [replace(found(), evidence=())]) == 0.0


def test_every_feature_is_there_and_finite_for_a_single_hit() -> None:
    features = evidence_features(QUESTION, [found(missing=0.25, names=0.5)])
    assert tuple(features) == FEATURES
    assert features["sentence"] == pytest.approx(0.7)
    assert features["missing"] == 0.25
    assert features["nameless"] == 0.5
    assert features["length"] == pytest.approx(1.0986, abs=1e-4)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (found(score=0.8), found(score=0.4)),
        (found(missing=0.1), found(missing=0.9)),
        (found(names=1.0), found(names=0.0)),
        (found(), found("The mooring fee rises soon.")),
    ],
)
def test_better_evidence_is_stronger(better: Hit, worse: Hit) -> None:
    assert evidence_strength(QUESTION, [better]) > evidence_strength(QUESTION, [worse])


def test_a_hit_that_stands_out_is_stronger_than_one_among_equals() -> None:
    first, others = found(evidence=0.8), [found(evidence=0.2)] * 7
    assert evidence_strength(QUESTION, [first, *others]) > evidence_strength(QUESTION, [first] * 8)


def test_the_gap_counts_for_less_where_there_is_little_beside_it() -> None:
    first, other = found(evidence=0.9), found(evidence=0.1)
    alone, two, many = ([first], [first, other], [first, *[other] * 9])
    gaps = [evidence_features(QUESTION, hits)["gap"] for hits in (alone, two, many)]
    assert gaps == sorted(gaps)
    assert gaps[2] == pytest.approx(0.8)


def test_a_figure_in_a_sentence_that_would_be_quoted_is_enough() -> None:
    first, second = found("The mooring fee rises.", score=0.7), found("It costs 40 euros.", score=0.65)
    assert evidence_features(QUESTION, [first])["untyped"] == 1.0
    assert evidence_features(QUESTION, [first, second])["untyped"] == 0.0
    assert evidence_features("What is a mooring fee?", [first])["untyped"] == 0.0


def test_quoted_words_that_stand_there_are_evidence_however_little_else_is() -> None:
    hit = found('"The price is the price," she said.', score=0.1, missing=1.0)
    assert evidence_strength('Who said "the price is the price"?', [hit]) >= 0.5
    assert evidence_strength('Who said "the price was the price"?', [hit]) < 0.5
    assert evidence_strength('Who said "the price"?', [hit]) < 0.5, "two words are a name, or on every page"


@steady
@given(
    st.lists(st.tuples(st.floats(-1, 2), st.floats(-1, 2), st.floats(0, 1), st.floats(0, 1)), max_size=5),
    st.sampled_from([QUESTION, "", "When?", "Who said it?"]),
)
def test_it_stays_within_its_bounds(rows: list[tuple[float, float, float, float]], question: str) -> None:
    hits = [found(score=a, evidence=b, missing=c, names=d) for a, b, c, d in rows]
    assert 0.0 <= evidence_strength(question, hits) <= 1.0


def test_the_weights_say_what_they_were_fitted_on_and_by_which_command() -> None:
    kept = json.loads(weights_file().read_text(encoding="utf-8"))
    assert set(kept["weights"]) == set(FEATURES)
    assert kept["command"].startswith("onrecord bench fit-evidence")
    assert kept["fitted_on"]
    assert all(len(digest) == 64 for one in kept["fitted_on"] for digest in one["sha256"].values())


def test_spans_that_are_scored_alike_are_all_looked_at() -> None:
    hit = found("The fee rises. It is 40 euros.")
    first, second = hit.passage.sentences
    both = replace(hit, evidence=(Span(first.start, first.end, 0.7), Span(second.start, second.end, 0.69)))
    assert evidence_features(QUESTION, [both])["untyped"] == 0.0
