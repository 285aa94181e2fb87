"""`onrecord eval` from documents to a gate, as an engineer uses it; bad suites are named with file and line."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.errors import BadInput

pytestmark = pytest.mark.usefixtures("loaded_once")

LAUNCH = "The Gullwing launch carries 42 people. It was built at Nessock in 1998.\n\n"
TAIL = 'Its master, Ida Moor, said: "No launch of mine sails in fog." The crossing costs 6 crowns.\n'
CASE = {
    "id": "people",
    "question": "How many people does the Gullwing carry?",
    "kind": "answerable",
    "gold": [{"document": "launch.txt", "quote": "carries 42 people"}],
    "facts": [["42"]],
    "answers": ["42"],
}
SILENT = {"id": "owner", "question": "Which bank lent money for the lighthouse at Oxney?", "kind": "unanswerable"}


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "launch.txt").write_text(LAUNCH + TAIL, encoding="utf-8")
    (folder / "bridge.txt").write_text("The bridge at Corrow is 212 metres long. It opened in May 1931.\n", "utf-8")
    return folder


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    path = tmp_path / "suite.jsonl"
    path.write_text("\n".join(map(json.dumps, (CASE, SILENT))), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def few_pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge is measured on four pairs, for two hundred take seconds."""
    rows = [("The ferry sank.", "The ferry sank.", "supported"), ("It held.", "It held.", "supported"),
            ("Nine sank.", "Ten sank.", "unsupported"), ("It burned.", "It rained.", "unsupported")]  # fmt: skip
    path = tmp_path / "pairs.jsonl"
    lines = [json.dumps({"claim": claim, "evidence": [text], "label": label}) for claim, text, label in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr("eval.reference.REFERENCE", path)


def run(*words: object) -> Any:
    return CliRunner().invoke(app, ["eval", *map(str, words)])


def test_from_documents_to_a_gate(documents: Path, suite: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    done = run("run", suite, "--documents", documents, "--out", out)
    assert done.exit_code == 0, done.output
    assert "quote_fidelity" in done.stdout
    assert str(out / "report.html") in done.stdout.replace("\n", "")
    summary = json.loads((out / "summary.json").read_text())
    assert summary["metrics"]["facts_found"]["mean"] == 1.0
    assert summary["metrics"]["refusing_recall"]["mean"] == 1.0
    assert ET.parse(out / "junit.xml").getroot().find(".//testcase[@name='people']") is not None
    floors = tmp_path / "floors.toml"
    floors.write_text("[at_least]\nquote_fidelity = 1.0\nfacts_found = 1.0\n", encoding="utf-8")
    passed = run("gate", out, "--floor", floors)
    assert (passed.exit_code, passed.stdout) == (0, "passed: 2 floors, 2 questions\n")
    floors.write_text("[at_least]\ntoken_f1 = 0.9\n", encoding="utf-8")
    missed = run("gate", out, "--floor", floors)
    assert missed.exit_code == 1
    assert "people: How many people does the Gullwing carry?" in missed.stdout
    told = json.loads(run("gate", out, "--floor", floors, "--json").stdout)
    assert told["passed"] is False
    assert list(told["missed"][0]["cases"]) == ["people"]
    assert run("report", out).stdout.strip() == str(out / "report.html")


def test_compare_names_questions_and_refuses_another_library(documents: Path, suite: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    assert run("run", suite, "--documents", documents, "--out", one, "--json").exit_code == 0
    (documents / "launch.txt").write_text(LAUNCH.replace("42 people", "24 people") + TAIL, encoding="utf-8")
    broken = run("run", suite, "--documents", documents, "--out", two, "--json")
    assert broken.exit_code == 1
    assert json.loads(broken.stdout)["broken"] == 1
    refused = run("compare", one, two)
    assert isinstance(refused.exception, BadInput)
    assert "library.sha256" in str(refused.exception)
    page = tmp_path / "compare.html"
    compared = run("compare", one, two, "--anyway", "--html", page)
    assert compared.exit_code == 0
    assert "NOT THE SAME: library.sha256" in compared.output
    assert "facts_found 1 -> 0" in compared.stdout
    assert "How many people does the Gullwing carry?" in page.read_text(encoding="utf-8")
    told = json.loads(run("compare", one, two, "--anyway", "--json").stdout)
    assert told["metrics"]["facts_found"]["losses"] == ["people"]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([json.dumps(CASE), "{no json"], "line 2"),
        ([json.dumps({**CASE, "kind": "odd"})], "line 1: unknown kind 'odd'"),
        ([json.dumps(CASE), json.dumps(SILENT), json.dumps(CASE)], "line 3: the id 'people' is that of line 1 too"),
        ([json.dumps({**CASE, "golden": []})], "line 1: unknown field 'golden'"),
        ([""], "line 1: no case"),
    ],
)
def test_a_bad_suite_is_named_with_its_line(lines: list[str], says: str, documents: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    done = run("run", path, "--documents", documents, "--out", tmp_path / "run")
    assert isinstance(done.exception, BadInput)
    assert f"{path}" in str(done.exception)
    assert says in str(done.exception)
    assert not (tmp_path / "run").exists()


def test_a_missing_document_breaks_its_case_and_no_other(documents: Path, tmp_path: Path) -> None:
    gone = {**CASE, "id": "gone", "gold": [{"document": "gone.txt", "quote": "x"}]}
    path = tmp_path / "suite.jsonl"
    path.write_text("\n".join(map(json.dumps, (CASE, gone))), encoding="utf-8")
    out = tmp_path / "run"
    done = run("run", path, "--documents", documents, "--out", out)
    assert done.exit_code == 1
    assert "gone: no document gone.txt is on record" in done.stdout
    assert json.loads((out / "summary.json").read_text())["metrics"]["citation_position"]["scored"] == 1
    assert "gone: no document gone.txt is on record" in run("gate", out).stdout


def test_made_cases_are_drafts_until_they_are_accepted(documents: Path, tmp_path: Path) -> None:
    path = tmp_path / "made.jsonl"
    assert run("make", "--from", documents, "--out", path, "--most", "4").exit_code == 0
    drafts = run("run", path, "--documents", documents, "--out", tmp_path / "a")
    assert "eval accept" in str(drafts.exception)
    assert run("accept", path, "--all").exit_code == 0
    asked = run("run", path, "--documents", documents, "--out", tmp_path / "b", "--json")
    assert asked.exit_code == 0
    assert json.loads(asked.stdout)["cases"] >= 2


def test_library_and_documents_do_not_go_together(suite: Path, documents: Path, tmp_path: Path) -> None:
    done = run("run", suite, "--documents", documents, "--library", tmp_path / "library")
    assert "not both" in str(done.exception)


def test_an_interrupted_run_says_where_it_goes_on(
    suite: Path, documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled(*of: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("eval.run.ask_case", pulled)
        stopped = run("run", suite, "--documents", documents, "--out", tmp_path / "run")
    assert stopped.exit_code != 0
    assert f"--out {tmp_path / 'run'}" in stopped.output.replace("\n", "")
    assert run("run", suite, "--documents", documents, "--out", tmp_path / "run").exit_code == 0
