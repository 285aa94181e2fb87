"""``onrecord eval make`` and ``eval accept`` on files."""

import json
import re
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from typer.testing import CliRunner, Result

from eval.cases import read_suite
from onrecord.cli import eval_make
from onrecord.errors import BadInput, EmptyLibrary, IngestError
from tests.fakes import MemorySink, a_document

app = typer.Typer()
app.command("make")(eval_make.make)
app.command("accept")(eval_make.accept)

TEXT = """Notice of the Ossel Harbour Board

The Ossel Harbour Board opened the north quay on 4 May 2021. The Selby Road Office sent 14 lorries to Grim Fell.

"The crane cannot lift a wet net in January," said Ida Brock, who runs the fish hall.
"""


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "notice.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_drafts_are_written_and_accepted(notice: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine.jsonl"
    result = run("make", "--from", notice, "--out", out, "--most", 10)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "drafts until a person accepts them" in result.stderr
    assert f"onrecord eval accept {out}" in result.stderr
    cases = read_suite(out).cases
    assert all(case.draft for case in cases)
    assert {gold.document for case in cases for gold in case.gold} == {"notice.txt"}
    accepted = run("accept", out, "made-0001")
    assert accepted.stdout == f"1 accepted, {len(cases) - 1} drafts left in {out}\n"
    told = json.loads(run("accept", out, "--all", "--json").stdout)
    assert told == {"file": str(out), "accepted": [case.id for case in cases[1:]], "drafts_left": 0}


def test_without_out_the_lines_are_printed(notice: Path) -> None:
    result = run("make", "--from", notice, "--most", 2)
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["made-0001", "made-0002"]


def test_with_json_one_value_says_what_was_written(notice: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine.jsonl"
    told = json.loads(run("make", "--from", notice, "--out", out, "--json").stdout)
    assert told["file"] == str(out)
    assert told["cases"] == len(read_suite(out).cases)


def test_a_file_that_is_there_is_not_written_over(notice: Path) -> None:
    with pytest.raises(BadInput, match="not written over"):
        run("make", "--from", notice, "--out", notice)
    assert notice.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("make", "--from", "nowhere.txt"), "nowhere.txt is not there"),
        (("make", "--json"), "--out"),
        (("accept", "some.jsonl"), "--all"),
        (("accept", "some.jsonl", "made-0001", "--all"), "--all"),
    ],
)
def test_wrong_use_is_told(arguments: tuple[str, ...], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        run(*arguments)


def test_a_file_with_nothing_to_ask_is_told(tmp_path: Path) -> None:
    path = tmp_path / "short.txt"
    path.write_text("Nothing much.", encoding="utf-8")
    with pytest.raises(BadInput, match="Nothing to ask"):
        run("make", "--from", path)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> MemorySink:
    """A library in memory, in the place of the one that is open."""
    sink = MemorySink()
    opened = nullcontext(SimpleNamespace(library=sink))
    monkeypatch.setattr("onrecord.assembly.open_parts", lambda _: opened)
    return sink


def test_without_from_the_library_is_asked_about(library: MemorySink) -> None:
    document = a_document(TEXT)
    library.stored[document.source.location, "default"] = (document, [])
    result = run("make", "--most", 1)
    assert json.loads(result.stdout)["gold"][0]["quote"] in TEXT.replace("\n", " ")


def test_an_empty_library_is_told(library: MemorySink) -> None:
    assert library.sources() == []
    with pytest.raises(EmptyLibrary, match="onrecord ingest"):
        run("make")


def test_where_nothing_can_be_read_it_says_why(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.raises(IngestError, match=r"empty\.txt"):
        run("make", "--from", tmp_path / "empty.txt")


def test_what_cannot_be_read_is_told_and_the_rest_is_asked_about(notice: Path) -> None:
    (notice.parent / "empty.txt").write_bytes(b"")
    (notice.parent / "photo.xyz").write_bytes(b"x")
    result = run("make", "--from", notice.parent)
    assert re.findall(r"left out: .*(empty\.txt|photo\.xyz): ", result.stderr) == ["empty.txt", "photo.xyz"]
    assert "made-0001" in result.stdout
