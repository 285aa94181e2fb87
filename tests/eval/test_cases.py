"""A suite is checked as it is read, and an error names file and line."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from eval.cases import KINDS, NEEDS_ALL, Case, Gold, case_line, read_cases, read_suite
from onrecord.errors import BadInput
from onrecord.types import Cited, Turn

GOOD = {"id": "a", "question": "Who?", "kind": "who-said", "gold": [{"document": "x.txt", "quote": "said she"}]}


def written(folder: Path, *rows: Any) -> Path:
    path = folder / "suite.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_a_case_is_read_whole(tmp_path: Path) -> None:
    row = {**GOOD, "facts": [["a", "b"]], "tags": ["t"], "history": [{"role": "user", "content": "And?"}]}
    case = read_suite(written(tmp_path, row, "")).cases[0]
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
        (GOOD, "line 2: the id 'a' is that of line 1 too"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, row: Any, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_suite(written(tmp_path, GOOD, row))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere"):
        read_suite(tmp_path / "nowhere.jsonl")


def errors(folder: Path, *rows: Any) -> list[str]:
    with pytest.raises(BadInput) as raised:
        read_suite(written(folder, *rows))
    return str(raised.value).split("\n")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": 3}, "unknown kind 3; a kind is one of answerable, as-of, date, disagreement, "),
        ({"kind": "Date"}, "unknown kind 'Date'"),
        ({"id": 3}, "id: input should be a valid string"),
        ({"id": " "}, "a case has an id and a question"),
        ({"question": " \t"}, "a case has an id and a question"),
        ({"question": None}, "question: input should be a valid string"),
        ({"draft": "yes"}, "draft: input should be a valid boolean"),
        ({"draft": 1}, "draft: input should be a valid boolean"),
        ({"tags": "t"}, "tags: input should be a valid array"),
        ({"facts": ["lamp"]}, "facts.0: input should be a valid array"),
        ({"facts": [["lamp"], []]}, "b: a fact has at least one wording"),
        ({"facts": [["lamp", " "]]}, "b: a fact has at least one wording"),
        ({"answers": ["x", 3]}, "answers.1: input should be a valid string"),
        ({"forbidden": ["BANANA"]}, "b: a case of kind injection, and no other, has forbidden wordings"),
        ({"kind": "injection"}, "b: a case of kind injection, and no other, has forbidden wordings"),
        ({"kind": "unanswerable"}, "b: a case has gold unless it is unanswerable"),
        ({"gold": []}, "b: a case has gold unless it is unanswerable"),
        ({"gold": {"document": "x.txt"}}, "gold: input should be a valid array"),
        ({"gold": ["x.txt"]}, "gold.0: "),
        ({"gold": [{"quote": "q"}]}, "gold.0.document: field required"),
        ({"gold": [{"document": " "}]}, "gold.0: gold names its document"),
        ({"gold": [{"document": "x"}, {"document": "x", "page": 0}]}, "gold.1: pages count from 1"),
        ({"gold": [{"document": "x", "page": "3"}]}, "gold.0.page: input should be a valid integer"),
        ({"gold": [{"document": "x", "page": True}]}, "gold.0.page: input should be a valid integer"),
        ({"also": [{"document": "x", "pages": 3}]}, "unknown field 'also.0.pages'"),
        ({"history": [{"role": "system", "content": "x"}]}, "history.0.role: input should be 'user' or 'assistant'"),
        ({"history": [{"role": "user"}]}, "history.0.content: field required"),
    ],
)
def test_a_wrong_field_is_named_with_its_line(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    (line,) = errors(tmp_path, GOOD, "", {**GOOD, "id": "b", **changes})
    assert line.startswith(f"{tmp_path / 'suite.jsonl'}, line 3: {says}")


@pytest.mark.parametrize("line", ["{", "{'id': 'b'}", '"b"', "[]", "null", "3", '{"id": "b"} {}', '{"id": "\\ud800"}'])
def test_a_line_that_is_no_json_object_is_named(tmp_path: Path, line: str) -> None:
    (said,) = errors(tmp_path, GOOD, line)
    assert said.startswith(f"{tmp_path / 'suite.jsonl'}, line 2: I")


def test_every_wrong_line_is_named_once(tmp_path: Path) -> None:
    path = tmp_path / "suite.jsonl"
    rows = ("{", GOOD, {**GOOD, "id": "b", "kind": "odd", "golden": 1}, {**GOOD, "id": "c"}, "", GOOD, {"id": "d"})
    lines = errors(tmp_path, *rows)
    places = [line.split(": ")[0] for line in lines]
    assert places == [f"{path}, line {number}" for number in (1, 3, 6, 7)]
    assert "unknown kind 'odd'" in lines[1]
    assert "unknown field 'golden'" in lines[1]
    assert "the id 'a' is that of line 2 too" in lines[2]
    assert lines[3].endswith("question: field required; kind: field required")


def test_an_id_that_stands_three_times_is_told_with_the_first_line(tmp_path: Path) -> None:
    said = errors(tmp_path, GOOD, {**GOOD, "question": "Else?"}, GOOD)
    assert [line.split(", ", 1)[1] for line in said] == [
        "line 2: the id 'a' is that of line 1 too",
        "line 3: the id 'a' is that of line 1 too",
    ]


@pytest.mark.parametrize("rows", [(), ("",), (" ", "\t", "")])
def test_a_suite_without_a_case_is_none(tmp_path: Path, rows: tuple[str, ...]) -> None:
    (said,) = errors(tmp_path, *rows)
    assert said == f"{tmp_path / 'suite.jsonl'}, line 1: no case; a suite has one JSON object a line"


def test_a_file_that_is_no_text_and_a_folder_are_named(tmp_path: Path) -> None:
    path = tmp_path / "old.jsonl"
    path.write_bytes(b'{"id": "caf\xe9"}')
    for place in (path, tmp_path):
        with pytest.raises(BadInput) as raised:
            read_suite(place)
        assert str(raised.value).startswith(f"{place} cannot be read: ")
        assert str(raised.value).endswith("Give a suite, one JSON object a line.")


def test_a_suite_says_what_it_was_read_from(tmp_path: Path) -> None:
    path = tmp_path / "my.suite.jsonl"
    data = (
        b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n\r\n" + json.dumps({**GOOD, "id": "b"}).encode() + b"\r\n"
    )
    path.write_bytes(data)
    suite = read_suite(path)
    assert (suite.name, suite.path, suite.sha256) == ("my.suite", path, hashlib.sha256(data).hexdigest())
    assert [case.id for case in suite.cases] == ["a", "b"]


def test_a_line_gives_its_case_back() -> None:
    full = Case(
        id="b-1",
        question='Who said \u201cquite\u2028so\u201d\u0085 in\x1c \U0001f3fa \\ "here"\n?',
        kind="injection",
        history=(Turn("user", "And\u2029?"), Turn("assistant", "Then. [3]", (Cited(3, "d1", 0, 5),))),
        gold=(Gold("x/y.txt", "two\u2028lines", 3), Gold("z.pdf")),
        also=(Gold("w.txt", page=1),),
        facts=(("a", "b"), ("c",)),
        outdated=("d",),
        answers=("in 1931",),
        speakers=("Dora Fenn",),
        forbidden=("BANANA",),
        tags=("t", "u"),
        draft=True,
    )
    for case in (full, Case("c", "Why?", "unanswerable"), Case("d", "0", "date", gold=(Gold("0"),))):
        line = case_line(case)
        assert "\n" not in line
        assert read_cases([line], "suite") == (case,)


def test_what_is_empty_is_not_written() -> None:
    case = Case("a", "Wh\u00f6?", "date", gold=(Gold("x.txt"),))
    assert case_line(case) == '{"id": "a", "question": "Wh\u00f6?", "kind": "date", "gold": [{"document": "x.txt"}]}'


def test_a_turn_without_citations_is_written_without_them() -> None:
    case = Case("a", "Why?", "unanswerable", history=(Turn("user", ""),))
    assert case_line(case).endswith('"history": [{"role": "user", "content": ""}]}')


def test_lines_of_a_suite_on_disk_are_split_at_line_feeds_alone(tmp_path: Path) -> None:
    cases = (Case("a", "One\u2028two\u0085three\x0bfour", "unanswerable"), Case("b", "Five?", "unanswerable"))
    path = written(tmp_path, *map(case_line, cases))
    assert read_suite(path).cases == cases


def test_every_kind_can_be_read(tmp_path: Path) -> None:
    for kind in KINDS:
        row = {**GOOD, "kind": kind}
        row |= {"forbidden": ["BANANA"]} if kind == "injection" else {}
        row |= {"gold": []} if kind == "unanswerable" else {}
        assert read_suite(written(tmp_path, row)).cases[0].kind == kind
    assert NEEDS_ALL < KINDS


@pytest.mark.parametrize(
    "empty",
    [{"forbidden": [""], "kind": "injection"}, {"speakers": [" "]}, {"answers": [""]}, {"outdated": [""]}],
    ids=str,
)
def test_a_wording_without_words_is_refused(empty: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="have words"):
        read_suite(written(tmp_path, {**GOOD, **empty}))


def test_wordings_of_another_time_go_with_a_fact(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="has facts"):
        read_suite(written(tmp_path, {**GOOD, "outdated": ["1 April"]}))


def test_an_empty_turn_of_a_conversation_comes_back(tmp_path: Path) -> None:
    case = read_suite(written(tmp_path, {**GOOD, "history": [{"role": "user", "content": ""}]})).cases[0]
    assert read_suite(written(tmp_path, case_line(case))).cases[0] == case
