"""The telling words of a question in a few sentences: there, near, or missing."""

import numpy as np
import pytest

from retriever.asked import AskedWords

QUESTION = "Who built the old ferry?"
# built, old, ferry: tokens 1 to 3; token 0 is a mark.
OFFSETS = np.array([(0, 0), (4, 9), (14, 17), (18, 23)], dtype=np.int32)
RARITY = {"who": 0.1, "built": 2.0, "the": 0.1, "old": 1.0, "ferry": 1.0}
NEAR = np.array([[0.9], [0.2], [0.6], [0.1]], dtype=np.float32)


def test_a_word_is_there_near_or_missing() -> None:
    words, missing = AskedWords(QUESTION, OFFSETS, RARITY).found(NEAR, {"ferri"}, set())
    assert words == {"built": pytest.approx(0.2), "old": pytest.approx(0.6), "ferry": 1.0}
    assert missing == pytest.approx(0.5), "only built, which weighs half of all"


def test_a_word_of_the_header_is_had_and_still_counts_as_missing() -> None:
    words, missing = AskedWords(QUESTION, OFFSETS, RARITY).found(NEAR, {"ferri"}, {"built"})
    assert words["built"] == 1.0
    assert missing == pytest.approx(0.5)


def test_without_sentences_every_word_is_missing() -> None:
    words, missing = AskedWords(QUESTION, OFFSETS, RARITY).found(np.zeros((4, 0), dtype=np.float32), set(), set())
    assert set(words.values()) == {0.0}
    assert missing == 1.0


def test_a_question_without_telling_words_misses_nothing() -> None:
    asked = AskedWords("Who is it?", np.array([(0, 3)], dtype=np.int32), {"who": 1.0, "is": 1.0, "it": 1.0})
    assert asked.found(np.ones((1, 2), dtype=np.float32), set(), set()) == ({}, 0.0)


def test_a_repeated_word_counts_once_and_a_word_beyond_the_model_is_missing() -> None:
    asked = AskedWords("Old ferry, old barge?", OFFSETS[:1], {"old": 1.0, "ferry": 1.0, "barge": 1.0})
    words, missing = asked.found(NEAR[:1], {"old"}, set())
    assert words == {"Old": 1.0, "ferry": 0.0, "barge": 0.0}
    assert missing == pytest.approx(2 / 3)
