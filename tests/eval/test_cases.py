"""A suite is checked as it is read, and an error names file and line."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Case, Gold, read_suite
from onrecord.errors import BadInput

GOOD = {"id": "a", "question": "Who?", "kind": "who-said", "gold": [{"document": "x.txt", "quote": "said she"}]}


def written(folder: Path, *rows: Any) -> Path:
    path = folder / "suite.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_a_case_is_read_whole(tmp_path: Path) -> None:
    row = {**GOOD, "facts": [["a", "b"]], "tags": ["t"], "history": [{"role": "user", "content": "And?"}]}
    case = read_suite(written(tmp_path, row, ""))[0]
    assert case.gold == (Gold("x.txt", "said she"),)
    assert case.facts == (("a", "b"),)
    assert case.history[0].content == "And?"
    assert isinstance(case, Case)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("no json", "line 2"),
        ({**GOOD, "id": "b", "kind": "odd"}, "unknown kind 'odd'"),
        ({**GOOD, "id": "b", "golden": []}, "unknown field 'golden'"),
        ({**GOOD, "id": "b", "gold": []}, "gold"),
        ({**GOOD, "id": "b", "kind": "unanswerable"}, "gold"),
        ({"id": "b"}, "kind"),
        (GOOD, "same id"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, row: Any, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_suite(written(tmp_path, GOOD, row))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere"):
        read_suite(tmp_path / "nowhere.jsonl")
