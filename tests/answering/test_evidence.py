"""Evidence strength: in [0, 1], of the best of the first hits, and nothing for nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.answering.evidence import evidence_strength
from tests.fakes import a_hit
from tests.texts import steady, texts_with_words

TEXT = "The harbour board raised the mooring fee."
QUESTION = "Who raised the mooring fee?"


def test_no_hits_are_no_evidence() -> None:
    assert evidence_strength(QUESTION, []) == 0.0


@steady
@given(texts_with_words, texts_with_words, st.lists(st.floats(-2, 3), max_size=4), st.floats(-2, 3))
def test_strength_is_between_nothing_and_one(question: str, text: str, scores: list[float], maxsim: float) -> None:
    hit = replace(a_hit(text, "notice", *scores), stages={"maxsim": maxsim})
    assert 0.0 <= evidence_strength(question, [hit, a_hit(text)]) <= 1.0


def test_strength_rises_with_each_of_its_three_parts() -> None:
    base = a_hit(TEXT, "notice", 0.5)
    strength = evidence_strength(QUESTION, [base])
    assert evidence_strength(QUESTION, [a_hit(TEXT, "notice", 0.6)]) > strength
    assert evidence_strength(QUESTION, [replace(base, stages={"maxsim": 0.9})]) > strength
    assert evidence_strength("Who dredged the mooring basin?", [base]) < strength


def test_a_word_of_the_title_counts_as_there() -> None:
    plain, titled = a_hit(TEXT, "notice", 0.5), a_hit(TEXT, "notice", 0.5, title="Brindle")
    question = "Who raised the Brindle fee?"
    assert evidence_strength(question, [titled]) > evidence_strength(question, [plain])


def test_the_best_of_the_first_three_counts_and_none_after_them() -> None:
    weak, strong = a_hit("Wolves howl.", "wolves", 0.1), a_hit(TEXT, "notice", 0.9)
    alone = evidence_strength(QUESTION, [strong])
    assert evidence_strength(QUESTION, [weak, weak, strong]) == pytest.approx(alone)
    assert evidence_strength(QUESTION, [weak, weak, weak, strong]) == evidence_strength(QUESTION, [weak])


def test_a_question_of_stop_words_only_and_a_hit_without_evidence_are_no_error() -> None:
    assert 0.0 <= evidence_strength("Who is it?", [a_hit(TEXT)]) <= 1.0
