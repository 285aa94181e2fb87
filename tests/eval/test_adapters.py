"""Suites of public data sets: what holds for every form, and the command; small data of our own."""

import json
import os
from pathlib import Path
from random import Random
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from eval.adapters import forms
from eval.adapters.folder import DocumentFolder
from eval.adapters.forms import FORMS, adapt
from eval.adapters.wording import plain, slug
from eval.cases import Case, Gold, read_suite
from eval.gold import spans_of
from ingest.load import load
from onrecord.cli.eval_adapt import adapt as command
from onrecord.errors import BadInput

HOSTILE = (
    "../../etc/passwd",
    "/tmp/x",
    "C:\\con",
    "a\x00b",
    "\u202egpj.exe",
    "..",
    "\ud800",
    "e\u0301t\u00e9 \u5317",
    "x" * 900,
)


def ramdocs_row(number: int, text: str | None = None) -> dict[str, Any]:
    right = {"text": text or f"Pier {number} is {number} metres long.", "type": "correct", "answer": f"{number} metres"}
    return {"question": f"How long is pier {number}?", "documents": [right], "gold_answers": [f"{number} metres"]}


def ramdocs_file(folder: Path, *rows: object) -> Path:
    path = folder / "dev.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def forty(tmp_path: Path) -> Path:
    return ramdocs_file(tmp_path, *(ramdocs_row(number) for number in range(40)))


def questions(out: Path) -> list[str]:
    return [case.question for case in read_suite(out / "suite.jsonl").cases]


def test_an_unknown_form_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no form 'sqad'.*bipia, clapnq, financebench, mtrag, ramdocs, squad"):
        adapt("sqad", tmp_path, tmp_path / "out")


@pytest.mark.parametrize("held", ["suite.jsonl", "documents"])
def test_a_folder_with_a_suite_is_refused_and_left_as_it_is(forty: Path, tmp_path: Path, held: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / held).write_text("kept", encoding="utf-8")
    with pytest.raises(BadInput, match=f"holds {held} already"):
        adapt("ramdocs", forty, out)
    assert [(file.name, file.read_text(encoding="utf-8")) for file in out.iterdir()] == [(held, "kept")]


def test_a_sample_is_drawn_from_the_whole_file_and_repeats(forty: Path, tmp_path: Path) -> None:
    made = adapt("ramdocs", forty, tmp_path / "a", most=8, seed=3)
    adapt("ramdocs", forty, tmp_path / "b", most=8, seed=3)
    adapt("ramdocs", forty, tmp_path / "c", most=8, seed=4)
    everything = adapt("ramdocs", forty, tmp_path / "all")
    assert (tmp_path / "a/suite.jsonl").read_bytes() == (tmp_path / "b/suite.jsonl").read_bytes()
    drawn, whole = questions(tmp_path / "a"), questions(tmp_path / "all")
    assert len(drawn) == 8
    assert drawn != questions(tmp_path / "c")
    assert drawn == [question for question in whole if question in drawn]  # in the order of the file
    assert drawn[-1] in whole[20:], "not only the head of the file"
    assert made.left_out == {"questions that were not drawn": 32}
    assert made.document_count == everything.document_count == 40
    assert everything.left_out == {}


def test_more_than_there_are_gives_all_and_less_than_one_is_refused(forty: Path, tmp_path: Path) -> None:
    assert adapt("ramdocs", forty, tmp_path / "a", most=100).cases == {"answerable": 40}
    with pytest.raises(BadInput, match="0 questions make no suite"):
        adapt("ramdocs", forty, tmp_path / "b", most=0)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("no json", "no JSON"),
        ("[1]", "not an object"),
        ('{"question": "Q?", "documents": []}', "gold_answers: Field required"),
        ('{"question": "  ", "documents": [], "gold_answers": []}', "question: Value error, is empty"),
        ('{"question": "Q?", "documents": [{"text": "T", "type": "odd"}], "gold_answers": []}', "documents.0.type"),
        (
            '{"question": "Q?", "documents": [{"text": 7, "type": "noise"}], "gold_answers": [1]}',
            "documents.0.text.*; ",
        ),
    ],
)
def test_a_malformed_line_is_named_and_nothing_is_left(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "dev.jsonl"
    path.write_text(f"{json.dumps(ramdocs_row(1))}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(BadInput, match=rf"dev\.jsonl, line 3: .*{says}"):
        adapt("ramdocs", path, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_file_that_gives_no_case_says_why(tmp_path: Path) -> None:
    row = {**ramdocs_row(1), "gold_answers": ["9 metres"]}
    with pytest.raises(BadInput, match=r"gives no case \(questions with a correct answer that .*: 1\)"):
        adapt("ramdocs", ramdocs_file(tmp_path, row), tmp_path / "out")
    (tmp_path / "empty").touch()
    with pytest.raises(BadInput, match="it is empty"):
        adapt("ramdocs", tmp_path / "empty", tmp_path / "out")


@pytest.mark.parametrize("form", sorted(FORMS))
def test_what_is_not_there_is_named(tmp_path: Path, form: str) -> None:
    with pytest.raises(BadInput, match="nowhere"):
        adapt(form, tmp_path / "nowhere", tmp_path / "out")


def test_a_place_that_cannot_be_written_is_named(forty: Path) -> None:
    with pytest.raises(BadInput, match=r"dev\.jsonl cannot be filled"):
        adapt("ramdocs", forty, forty)


def test_gold_that_is_not_in_its_document_is_left_out_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path, documents: DocumentFolder, draw: Random) -> Any:
        name = documents.add("The pier was closed in May.")
        yield Case("a", "When?", "answerable", gold=(Gold(name, "closed in May"),))
        yield Case("b", "When?", "answerable", gold=(Gold(name, "closed in June"),))
        yield Case("c", "When?", "answerable", gold=(Gold("00009-other.txt"),))
        yield "questions nobody asks"

    monkeypatch.setattr(forms, "FORMS", {"broken": broken})
    made = adapt("broken", tmp_path, tmp_path / "out")
    assert questions(tmp_path / "out") == ["When?"]
    assert made.left_out == {
        "questions whose gold is not found in its document": 2,
        "questions nobody asks": 1,
    }


def test_a_suite_is_read_back_whatever_its_words(tmp_path: Path) -> None:
    row = ramdocs_row(1, "Line one\u2028line\x85two\r\nthree\x0b\ufefffour \ud83d\ude80 \ud800.")
    row["question"] = "How\u2028long\x85 is\x1e it \ud800?"
    adapt("ramdocs", ramdocs_file(tmp_path, row), tmp_path / "out")
    assert questions(tmp_path / "out") == ["How long is it \ufffd?"]
    file = next((tmp_path / "out/documents").iterdir())
    assert file.read_bytes().decode() == "Line one\nline\ntwo \nthree  four \U0001f680 \ufffd.\n"
    case = read_suite(tmp_path / "out/suite.jsonl").cases[0]
    assert spans_of(case.gold[0], load(str(file), "default", file.read_bytes()))


def test_the_same_text_is_one_document_and_an_empty_one_is_none(tmp_path: Path) -> None:
    folder = DocumentFolder(tmp_path)
    assert folder.add("Quay.", "North") == folder.add("Quay.", "North") == "00001-north.txt"
    assert folder.add("Quay.") == "00002-quay.txt"
    assert folder.add(" -- ", "North") == ""
    assert folder.left_out == {"documents without words": 1}
    assert len(folder) == len(list(tmp_path.iterdir())) == 2
    assert (tmp_path / "00001-north.txt").read_text(encoding="utf-8") == "North\n\nQuay.\n"


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_harmless(tmp_path: Path, title: str) -> None:
    inside = tmp_path / "documents"
    inside.mkdir()
    name = DocumentFolder(inside).add("The pier is long.", title)
    assert os.listdir(inside) == [name]
    assert os.listdir(tmp_path) == ["documents"]
    assert name.startswith("00001-")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert name.count(".") == 1
    assert len(name) <= 50
    assert "The pier is long." in load(str(inside / name), "default", (inside / name).read_bytes()).text


@pytest.mark.parametrize("start", ["%PDF-1.7 is a mark", "GIF87 is a mark", "{\\rtf is a mark", "PK\x03\x04 is a mark"])
def test_a_text_that_begins_as_another_format_is_still_read(tmp_path: Path, start: str) -> None:
    folder = DocumentFolder(tmp_path)
    name = folder.add(start)
    document = load(str(tmp_path / name), "default", (tmp_path / name).read_bytes())
    assert "is a mark" in document.text
    assert folder.places(Gold(name, "is a mark")) == 1


def test_plain_keeps_offsets_and_a_slug_is_never_empty() -> None:
    odd = "a\r\nb\rc\x00\ud800\u2029\ufeff"
    assert plain(odd) == "a \nb\nc \ufffd\n "
    assert len(plain(odd)) == len(odd)
    assert slug("\u5317\u4eac") == "document"
    assert slug("\u00c9t\u00e9 1999: Quai/Nord") == "ete-1999-quai-nord"


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    app.command()(command)
    return app


def test_the_command_tells_counts_and_what_comes_next(app: typer.Typer, tmp_path: Path) -> None:
    wrong = {**ramdocs_row(2), "gold_answers": ["9 metres"]}
    path = ramdocs_file(tmp_path, ramdocs_row(1), wrong)
    out = tmp_path / "my out"
    told = CliRunner().invoke(app, ["ramdocs", str(path), "--out", str(out)])
    assert told.exit_code == 0, told.output
    assert "1 answerable" in told.output
    assert "2 documents" in told.output
    assert "1 questions with a correct answer that no correct document gives" in told.output
    assert f"onrecord eval run '{out}/suite.jsonl' --documents '{out}/documents'" in told.output


def test_the_command_as_json(app: typer.Typer, forty: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = CliRunner().invoke(app, ["ramdocs", str(forty), "--out", str(out), "--most", "5", "--seed", "1", "--json"])
    assert json.loads(told.stdout) == {
        "form": "ramdocs",
        "suite": f"{out}/suite.jsonl",
        "documents": f"{out}/documents",
        "cases": {"answerable": 5},
        "document_count": 40,
        "left_out": {"questions that were not drawn": 35},
        "next": f"onrecord eval run {out}/suite.jsonl --documents {out}/documents",
    }
