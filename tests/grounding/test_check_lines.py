"""``onrecord check`` marks the words that are not supported."""

from typing import Any

import pytest
from typer.testing import CliRunner

from onrecord.cli import app


def shown(monkeypatch: pytest.MonkeyPatch, text: str, *words: str, columns: int = 100) -> list[str]:
    """What is printed of a sentence of which these words are not supported."""
    row: dict[str, Any] = {"text": text, "verdict": "partly", "score": 0.4, "reason": "because"}
    row |= {"offending_at": [[text.index(word), text.index(word) + len(word)] for word in words]}
    row |= {"title": None, "page": None, "nearest": None}
    monkeypatch.setattr("onrecord.cli.check._rows", lambda *_: [row])
    monkeypatch.setenv("COLUMNS", str(columns))
    return CliRunner().invoke(app, ["check", "x"]).stdout.splitlines()


def test_carets_stand_under_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, *_ = shown(monkeypatch, "The fee is 45 euros now.", "45 euros", "now")
    assert first == "\u25d0 partly      0.40  The fee is 45 euros now."
    assert second == " " * first.index("45") + "^^^^^^^^ ^^^"


def test_wide_letters_take_two_columns_and_marks_upon_others_none(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, *_ = shown(monkeypatch, "港 e\u0301 45", "45")
    assert len(second) == len(first) + 1 - 1
    assert second.endswith(" " * 5 + "^^")


def test_a_sentence_longer_than_a_line_has_its_words_between_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, *_ = shown(monkeypatch, "The fee is 45 euros now.", "45 euros", "now", columns=40)
    assert first.endswith("The fee is \u203945 euros\u203a \u2039now\u203a.")
    assert second.strip() == "because"


def test_where_nothing_is_marked_there_is_no_empty_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, "The fee is 45 euros now.")[1].strip() == "because"


def test_what_would_steer_a_terminal_moves_no_caret(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, *_ = shown(monkeypatch, "The\x1b fee is 45.", "45")
    assert second.index("^") == first.index("45")
