"""The bench of sources that differ, on made-up questions with the real parts: right figures, clear errors."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.benchmarks.disagreement.report import Outcome, Report
from eval.benchmarks.disagreement.task import Task, read_ramdocs
from onrecord.cli import app
from onrecord.errors import BadInput

OPENED = "When did the Lantry lock open?"
BUILT = "How many boats blocked the Marl canal?"


def a_row(question: str, gold: str, *documents: tuple[str, str], wrong: tuple[str, ...] = ()) -> str:
    given = [{"text": text, "type": "correct", "answer": answer} for text, answer in documents]
    row = {"question": question, "documents": given, "gold_answers": [gold], "wrong_answers": wrong}
    return json.dumps({**row, "disambig_entity": ["Lantry"]})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [
        a_row(OPENED, "3 May 1961", ("The Lantry lock opened on 3 May 1961 in the rain.", "3 May 1961"),
              ("The lock at Lantry opened on 9 June 1958, to a band.", "9 June 1958"),
              ("Goats graze at the lock.", "unknown")),
        a_row(BUILT, "38", ("In all 38 boats blocked the Marl canal on Friday.", "38")),
    ]  # fmt: skip
    path = tmp_path / "ramdocs.jsonl"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_questions_and_their_documents_are_read(file: Path, tmp_path: Path) -> None:
    opened, built = read_ramdocs(file, tmp_path / "documents")
    assert (opened.gold, opened.wrong, opened.agree) == (("3 May 1961",), ("9 June 1958",), False)
    assert (built.gold, built.wrong, built.agree) == (("38",), (), True)
    assert len(list(opened.folder.iterdir())) == 3
    assert {opened.half, built.half} <= {"even", "odd"}


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"question": "?", "documents": 3}'])
def test_what_is_not_of_the_form_is_told(text: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput):
        read_ramdocs(path, tmp_path / "documents")


def an_outcome(wrong: tuple[str, ...] = (), **changes: Any) -> Outcome:
    task = Task("When?", Path("x"), ("1961",), wrong, "even")
    given = {"answered": True, "gold_answered": True, "gold_shown": True, "wrong_answered": False, "versions": ()}
    return Outcome(**{"task": task, "compare_ms": 2.0, **given, **changes})


def test_the_figures() -> None:
    outcomes = [
        an_outcome(),
        an_outcome(versions=("1961", "1958")),
        an_outcome(("1958",), gold_answered=False, versions=("1961", "1958")),
        an_outcome(("1958",), gold_answered=False, gold_shown=False, wrong_answered=True, compare_ms=4.0),
    ]
    figures = Report(outcomes, 1).as_json()["all"]
    assert (figures["gold_answered"], figures["gold_shown"], figures["wrong_unwarned"]) == (0.5, 0.75, 0.25)
    assert (figures["differ_warned"], figures["agree_warned"], figures["ms"]) == (0.5, 0.5, 2.5)
    assert "| even, 4 " in Report(outcomes, 1).as_markdown()


@pytest.mark.usefixtures("loaded_once")
def test_the_command_asks_each_question_of_its_own_documents(file: Path) -> None:
    told = CliRunner().invoke(app, ["bench", "disagreement", str(file), "--json"])
    figures = json.loads(told.stdout)["all"]
    assert (figures["questions"], figures["gold_shown"]) == (2, 1.0)
    assert (figures["differ_warned"], figures["agree_warned"], figures["wrong_unwarned"]) == (1.0, 0.0, 0.0)
    table = CliRunner().invoke(app, ["bench", "disagreement", str(file)]).stdout
    assert "| all, 2 " in table
