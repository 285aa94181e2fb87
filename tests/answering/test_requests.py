"""A structured answer of a chat model, as text with marks."""

from typing import Any

import pytest

from onrecord.answering.requests import as_marked
from prompts.files import PromptFiles

REFUSAL = PromptFiles().render("no_answer").strip()


def test_a_structured_answer_is_read_a_sentence_at_a_time() -> None:
    first = {"text": "The fee is 40 euros.", "passages": [1]}
    second = {"text": "Nobody was hurt.", "passages": [2, 1]}
    growing: list[dict[str, Any]] = [
        {},
        {"sentences": []},
        {"sentences": [{"text": "The fee"}]},
        {"sentences": [first, {"text": "No"}]},
        {"sentences": [first, second]},
    ]
    pieces = as_marked(iter(growing), REFUSAL)
    assert [next(pieces) for _ in range(4)] == ["", "", "", "The fee is 40 euros. [1]\n"], "it can be stopped meanwhile"
    assert "".join(pieces) == "Nobody was hurt. [2] [1]\n"


@pytest.mark.parametrize("grown", [{}, {"sentences": None}, {"sentences": ["x", 3]}, {"other": 1}])
def test_a_structured_answer_without_sentences_declines(grown: dict[str, Any]) -> None:
    assert "".join(as_marked([grown], REFUSAL)) == REFUSAL
    assert "".join(as_marked([], REFUSAL)) == REFUSAL


def test_odd_parts_of_a_structured_answer_are_passed_over() -> None:
    odd = {
        "sentences": [
            {"text": 3, "passages": [1]},
            {"text": "It is.", "passages": "1"},
            {"text": "So.", "passages": [None, 2, -1, True, 1234]},
        ]
    }
    assert "".join(as_marked([odd], REFUSAL)) == "It is.\nSo. [2]\n"
