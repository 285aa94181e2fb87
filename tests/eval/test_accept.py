"""A person accepts drafts: their lines lose the mark, and no other byte of the file changes."""

import os
from pathlib import Path

import pytest

from eval.accept import accept_cases
from eval.cases import read_suite
from onrecord.errors import BadInput

FIRST = (
    '{"id": "made-0001", "question": "Who said \\"draft\\": true?", "kind": "answerable",  '
    '"gold": [{"document": "a.txt"}], "draft": true, "tags": ["draft"]}'
)
SECOND = '{"draft":true,"id":"made-0002","question":"Wann \u2013 wo?","kind":"unanswerable"}'
THIRD = '{ "id": "old-1", "question": "Why?", "kind": "unanswerable" }'


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    path = tmp_path / "suite.jsonl"
    path.write_bytes(f"{FIRST}\r\n\n{SECOND}\n{THIRD}".encode())
    return path


def test_the_named_case_is_accepted_and_nothing_else_changes(suite: Path) -> None:
    before = suite.read_bytes()
    assert accept_cases(suite, ["made-0001"]) == (("made-0001",), 1)
    mark = b'"draft": true, "tags"'
    assert suite.read_bytes() == before.replace(mark, b'"draft": false, "tags"')
    assert [case.draft for case in read_suite(suite).cases] == [False, True, False]


def test_all_are_accepted(suite: Path) -> None:
    assert accept_cases(suite) == (("made-0001", "made-0002"), 0)
    assert not any(case.draft for case in read_suite(suite).cases)
    assert THIRD.encode() in suite.read_bytes()


def test_accepting_again_changes_nothing(suite: Path) -> None:
    accept_cases(suite)
    before, moment = suite.read_bytes(), suite.stat().st_mtime_ns
    assert accept_cases(suite, ["made-0002", "old-1"]) == ((), 0)
    assert (suite.read_bytes(), suite.stat().st_mtime_ns) == (before, moment)


def test_an_unknown_id_is_refused_with_the_nearest(suite: Path) -> None:
    before = suite.read_bytes()
    with pytest.raises(BadInput, match=r"'made-002' \(nearest: 'made-0002'\)"):
        accept_cases(suite, ["made-0001", "made-002"])
    assert suite.read_bytes() == before


def test_a_wrong_line_is_named_and_nothing_is_accepted(suite: Path) -> None:
    suite.write_text(f"{FIRST}\n{{}}\n", encoding="utf-8")
    with pytest.raises(BadInput, match="line 2"):
        accept_cases(suite)
    assert FIRST in suite.read_text(encoding="utf-8")


def test_a_mark_that_is_written_oddly_is_refused(suite: Path) -> None:
    suite.write_text(SECOND.replace("draft", "dr\\u0061ft"), encoding="utf-8")
    with pytest.raises(BadInput, match='line 1: its field "draft"'):
        accept_cases(suite)


def test_a_byte_order_mark_stays(suite: Path) -> None:
    suite.write_bytes(b"\xef\xbb\xbf" + SECOND.encode())
    accept_cases(suite)
    assert suite.read_bytes() == b"\xef\xbb\xbf" + SECOND.replace("true", "false").encode()


def test_a_failed_write_leaves_the_file_and_no_other(suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = suite.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(BadInput, match="No space left"):
        accept_cases(suite)
    assert suite.read_bytes() == before
    assert list(suite.parent.iterdir()) == [suite]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere"):
        accept_cases(tmp_path / "nowhere.jsonl")
