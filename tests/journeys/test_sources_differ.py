"""Documents that differ, from files to the answer: each version is told unasked, with who says so and when."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from onrecord.cli import app

POLICE = """Canal blockade ends after three hours
Outlet: Coast Wire
Date: 2031-05-02

On Friday 38 boats blocked the canal at Lantry in protest at the new mooring fee, the harbour police said.
The blockade ended at noon, when the first barge was let through. Nobody was arrested.
"""
REPRINT = POLICE.replace(
    "Canal blockade ends after three hours\nOutlet: Coast Wire", "Lantry canal open again\nOutlet: Mercury"
)
OWNERS = """A day on the water
Outlet: Lantry Courier
Date: 2031-05-04

By the count of the boat owners, sixty boats blocked the canal at Lantry on Friday.
They had brought soup, two fiddles and a goat.
"""
FEE = """Mooring fee
Outlet: Lantry Council
Date: 2031-04-11

The mooring fee rises to 14 crowns a night from 1 May. The council approved it by nine votes to four.
"""
QUESTION = "How many boats blocked the canal at Lantry?"

pytestmark = pytest.mark.usefixtures("loaded_once")


def run(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def library(tmp_path: Path) -> str:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, text in (("wire", POLICE), ("mercury", REPRINT), ("courier", OWNERS), ("fee", FEE)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    place = str(tmp_path / "library")
    assert run("ingest", str(folder), "--library", place).exit_code == 0
    return place


def test_each_version_is_told_with_its_document(library: str) -> None:
    asked = json.loads(run("ask", "--json", QUESTION, "--library", library).stdout)
    (one,) = asked["agreements"]
    assert one["kind"] == "number"
    told = [
        (version["value"], version["outlet"], version["published"], version["latest"]) for version in one["versions"]
    ]
    assert told[0] == ("sixty", "Lantry Courier", "2031-05-04", True)
    assert [row[0] for row in told] == ["sixty", "38"]
    (reprint,) = one["versions"][1]["reprints"]
    titles = {one["versions"][1]["title"], reprint["title"]}
    assert titles == {"Canal blockade ends after three hours", "Lantry canal open again"}
    for version in one["versions"]:
        text = Path(version["source"]).read_text(encoding="utf-8")
        assert text[version["start"] : version["end"]] == version["quote"]
        assert text[version["value_start"] : version["value_end"]] == version["value"]
    assert asked["timings_ms"]["compare"] >= 0


def test_people_read_that_the_sources_differ(library: str) -> None:
    shown = run("ask", QUESTION, "--library", library).stdout
    assert "The sources differ:\n  sixty (latest): \u201cA day on the water\u201d, Lantry Courier, 2031-05-04" in shown
    assert "also in" in shown


def test_where_one_source_answers_nothing_is_said(library: str) -> None:
    asked = json.loads(run("ask", "--json", "How high is the mooring fee?", "--library", library).stdout)
    assert (asked["status"], asked["agreements"]) == ("answered", [])


def test_a_draft_sentence_that_one_document_supports_and_another_contradicts_is_flagged(
    library: str, tmp_path: Path
) -> None:
    claim = "On Friday 38 boats blocked the canal at Lantry in protest at the new mooring fee."
    (tmp_path / "papers" / "copy.txt").write_text(
        "The day after\nOutlet: Evening Post\nDate: 2031-05-03\n\n" + claim.replace("38", "83"), encoding="utf-8"
    )
    assert run("ingest", str(tmp_path / "papers"), "--library", library).exit_code == 0
    told = run("check", claim, "--library", library)
    assert told.exit_code == 0, "it is supported"
    assert "(2031-05-03) says otherwise: the passage has 83 there, not 38" in told.stdout
    assert "1 contradicted by another document" in told.stdout
    (row,) = json.loads(run("check", claim, "--json", "--library", library).stdout)["sentences"]
    (one,) = row["contradicted_by"]
    assert one["quote"] == claim.replace("38", "83")
