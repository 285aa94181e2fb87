"""Prompts are files with checked slots and a fingerprint."""

from pathlib import Path

import pytest

from onrecord.errors import PromptError
from prompts.files import PromptFiles


def test_slots_are_filled_and_values_are_not_read_as_slots(tmp_path: Path) -> None:
    (tmp_path / "greet.txt").write_text("Hello {name}, {{not a slot}}.", encoding="utf-8")
    assert PromptFiles(tmp_path).render("greet", name="{name!r}") == "Hello {name!r}, {not a slot}."


def test_a_missing_or_unknown_slot_is_named(tmp_path: Path) -> None:
    (tmp_path / "greet.txt").write_text("Hello {name}.", encoding="utf-8")
    for values in ({}, {"nam": "x"}, {"name": "x", "more": "y"}):
        with pytest.raises(PromptError, match="name"):
            PromptFiles(tmp_path).render("greet", **values)


@pytest.mark.parametrize("name", ["nothing", "../settings", ""])
def test_a_prompt_that_is_not_there_is_an_error(name: str) -> None:
    with pytest.raises(PromptError, match="no prompt"):
        PromptFiles().render(name)


def test_a_fingerprint_changes_with_the_words(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one", encoding="utf-8")
    before = PromptFiles(tmp_path).fingerprints()
    (tmp_path / "a.txt").write_text("two", encoding="utf-8")
    assert before.keys() == {"a"} == PromptFiles(tmp_path).fingerprints().keys()
    assert before != PromptFiles(tmp_path).fingerprints()
