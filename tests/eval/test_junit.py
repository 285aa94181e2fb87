"""A run as JUnit XML, read back by a parser that is none of ours."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from eval.junit import write_junit
from eval.metrics.score import Score
from eval.results import Result
from tests.eval.runs import answered, failed, refused, run_of

GOOD = {"groundedness": 1.0, "facts_found": 1.0, "wrongly_refused": 0.0}


def written(folder: Path, *results: Result, **record: Any) -> ET.Element:
    path = write_junit(run_of(folder, *results, **record))
    assert path == folder / "junit.xml"
    return ET.parse(path).getroot()


def test_a_case_is_a_test_of_its_kind(tmp_path: Path) -> None:
    root = written(tmp_path, answered("lamp-1", scores=GOOD), refused("keeper"), failed("burnt"))
    (suite,) = root.iter("testsuite")
    assert suite.get("name") == "onrecord lamps"
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "3",
        "failures": "1",
        "errors": "1",
        "skipped": "0",
    }
    tests = list(root.iter("testcase"))
    assert [(one.get("name"), one.get("classname")) for one in tests] == [
        ("lamp-1", "date"),
        ("keeper", "who-said"),
        ("burnt", "table"),
    ]
    assert [float(one.get("time") or "nan") for one in tests] == [0.03, 0.03, 0.0]
    assert [[inner.tag for inner in one] for one in tests] == [[], ["failure"], ["error"]]


def test_lost_points_are_told_with_question_and_answer(tmp_path: Path) -> None:
    scores = {"groundedness": 0.5, "facts_found": 0.0, "wrongly_refused": 0.0, "recall@1": 0.0, "answer_ms": 9.0}
    root = written(tmp_path, answered("lamp-1", scores=scores))
    (failure,) = root.iter("failure")
    assert failure.get("message") == "lost points: groundedness, facts_found"
    told = failure.text or ""
    assert told.startswith("When was the lamp of lamp-1 lit?\n")
    assert "groundedness: why groundedness\nfacts_found: why facts_found" in told
    assert "The lamp at Grey Point was lit again on 4 May." in told
    assert "recall" not in told


def test_a_broken_case_is_an_error_whatever_it_scores(tmp_path: Path) -> None:
    broken = replace(answered("lamp-1"), broken=("no document a.txt is on record", "nor b.txt"))
    root = written(tmp_path, broken, failed("burnt", 'out of <memory> & "time"'))
    assert list(root.iter("failure")) == []
    said = [one.get("message") for one in root.iter("error")]
    assert said == [
        "no document a.txt is on record; nor b.txt",
        'out of <memory> & "time"; no document gone.txt is on record',
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x1bc", "a\ufffdb\ufffdc"),
        ("a\ud800b", "a\ufffdb"),
        ("a\ufffeb\uffff", "a\ufffdb\ufffd"),
        ("]]> <b> & \U0001f3fa", "]]> <b> & \U0001f3fa"),
        ("\u202ereversed\u2028line", "\u202ereversed\u2028line"),
    ],
)
def test_what_xml_cannot_hold_is_replaced_and_all_else_kept(tmp_path: Path, text: str, shown: str) -> None:
    one = answered("lamp-1", scores={"facts_found": 0.0}, question=text)
    scored = replace(one, scores={"facts_found": Score(0.0, text)}, answer={**(one.answer or {}), "text": text})
    root = written(tmp_path, scored, failed("burnt", text))
    (failure,) = root.iter("failure")
    assert failure.text == f"{shown}\nfacts_found: {shown}\n\n{shown}"
    (error,) = root.iter("error")
    assert error.get("message") == f"{shown}; no document gone.txt is on record"


def test_names_are_made_safe_too(tmp_path: Path) -> None:
    suite = {"name": "la\x07mps", "path": "x", "sha256": "d" * 64, "cases": 1}
    root = written(tmp_path, answered("a\x01<", scores=GOOD, kind="da\x02te"), suite=suite)
    (test,) = root.iter("testcase")
    assert (test.get("name"), test.get("classname")) == ("a\ufffd<", "da\ufffdte")
    assert [one.get("name") for one in root.iter("testsuite")] == ["onrecord la\ufffdmps"]


def test_a_refusal_that_is_right_passes(tmp_path: Path) -> None:
    right = refused("keeper", scores={"refusing_recall": 1.0, "groundedness": None}, kind="unanswerable", gold=[])
    assert [len(one) for one in written(tmp_path, right).iter("testcase")] == [0]
