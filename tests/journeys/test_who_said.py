"""Who said it, asked of real parts: by speaker, by words, by denial, and as a list of people."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onrecord.answers import Answer
from onrecord.assembly import Parts, open_parts
from onrecord.cli import app
from onrecord.settings import Settings
from retriever.people import RecordedPeople

WIRE = """Outlet: Gannet Wire
Date: 2024-05-14

Harbour crane fails its test at Ossel

The old crane on the north quay of Ossel failed a load test on Tuesday and may not be used until it has been repaired.

Ilse Marrow, the harbour master of Ossel, said that a bolt had sheared at half of the permitted load. "We were lucky
that nobody stood under it," she told reporters. She added that the crane would stay shut for six weeks.

Tobin Hale, who runs the crane for the firm Lifting Ossel, denied that the bolt had been loose for months. "It was
checked in March, and it was tight," he said.

The harbour has two other cranes. Both were tested on Monday without a fault.
"""
LETTER = """By: Petra Quill
Date: 2024-05-20

Letter to the editor

The crane of Ossel is a landmark, and I should be sorry to see it go. The harbour office told me in April that the
crane was in excellent condition, and I believed it.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("who-said")
    (made / "wire.txt").write_text(WIRE, encoding="utf-8")
    (made / "letter.txt").write_text(LETTER, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def parts(folder: Path) -> Iterator[Parts]:
    with open_parts(Settings(library=folder / "library")) as opened:
        assert [
            one.status for one in opened.ingester.ingest([str(folder / "wire.txt"), str(folder / "letter.txt")])
        ] == [
            "added",
            "added",
        ]
        yield opened


def said(answer: Answer, words: str) -> tuple[str | None, str | None]:
    """Speaker and role of the sentence with these words."""
    (one,) = [sentence for sentence in answer.sentences if words in sentence.text]
    return one.speaker, one.role


def test_what_somebody_said_is_found_where_the_text_only_says_she(parts: Parts) -> None:
    answer = parts.answerer.ask("What did Ilse Marrow say about being lucky?")
    speaker, role = said(answer, "nobody stood under it")
    assert speaker == "Ilse Marrow"
    assert role is not None
    assert "harbour master" in role
    assert f"Ilse Marrow, {role}" in answer.text


def test_who_said_it_has_the_name_in_full(parts: Parts) -> None:
    answer = parts.answerer.ask("Who said that it was checked in March and was tight?")
    assert said(answer, "checked in March")[0] == "Tobin Hale"


def test_a_denial_is_found_by_who_denies(parts: Parts) -> None:
    answer = parts.answerer.ask("Did Tobin Hale deny that the bolt was loose?")
    assert said(answer, "loose for months")[0] == "Tobin Hale"


def test_what_the_document_says_itself_is_nobodys(parts: Parts) -> None:
    answer = parts.answerer.ask("How many other cranes has the harbour?")
    assert said(answer, "two other cranes") == (None, None)


def test_people_are_listed_with_what_they_said(parts: Parts, folder: Path) -> None:
    known = RecordedPeople(parts.library.record)
    speakers = {one.name: one for one in known.speakers()}
    assert speakers["Ilse Marrow"].sayings >= 3
    assert speakers["Tobin Hale"].documents == 1
    (denied,) = [one for one in known.sayings("tobin hale") if one.denies]
    assert "loose for months" in denied.quote
    text = parts.library.document(denied.source.document_id).text
    assert text[denied.start : denied.end] == denied.quote


def test_the_command_line_lists_them(folder: Path) -> None:
    library = folder / "told"
    run = CliRunner()
    assert run.invoke(app, ["ingest", str(folder / "wire.txt"), "--library", str(library)]).exit_code == 0
    listed = run.invoke(app, ["people", "--library", str(library)])
    assert "Ilse Marrow" in listed.stdout
    told = run.invoke(app, ["people", "Ilse Marrow", "--library", str(library)])
    assert told.stdout.startswith("On the record: Ilse Marrow")
    assert "Gannet Wire, 2024-05-14" in told.stdout
    rows = json.loads(run.invoke(app, ["people", "Tobin Hale", "--json", "--library", str(library)]).stdout)
    assert {row["denies"] for row in rows} == {True, False}
    stranger = run.invoke(app, ["people", "Nobody", "--library", str(library)])
    assert "No document on record quotes Nobody" in stranger.stdout
