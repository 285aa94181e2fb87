"""What changed, asked for as it was, as it is and as it was first, from files to the answer. The texts are fiction."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from onrecord.cli import app

PAPERS = {
    "spring": """Tolland pier to open in May
Outlet: Coast Wire
Date: 2031-02-03

The pier at Tolland will open on 3 May after repairs, the harbour board said on Monday.
""",
    "summer": """Opening of Tolland pier put back
Outlet: Coast Wire
Date: 2031-04-20

The pier at Tolland will open on 7 June, five weeks late, because divers found a cracked pile, the board said.
""",
    "market": """Market day
Outlet: Tolland Courier
Date: 2031-03-01

The market at Tolland is held by the old mill until the square is paved.
""",
}

pytestmark = pytest.mark.usefixtures("loaded_once")


def run(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def library(tmp_path: Path) -> str:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, text in PAPERS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    place = str(tmp_path / "library")
    assert run("ingest", str(folder), "--library", place).exit_code == 0
    return place


@pytest.mark.parametrize(
    ("question", "first", "asked", "line"),
    [
        ("As of 1 March 2031, when was the pier at Tolland to open?", "2031-02-03",
         {"which": "day", "day": "2031-03-01"}, "Asked as of 1 March 2031: what documents said by then comes first."),
        ("When is the pier at Tolland now to open?", "2031-04-20",
         {"which": "latest", "day": None}, "Asked for the latest: the newest document that answers comes first."),
        ("When was the pier at Tolland originally to open?", "2031-02-03",
         {"which": "first", "day": None}, "Asked for the first: the oldest document that answers comes first."),
        ("When will the pier at Tolland open?", "2031-04-20", None, "latest"),
    ],
)  # fmt: skip
def test_the_time_asked_for_comes_first_and_the_other_is_told(
    library: str, question: str, first: str, asked: dict[str, Any] | None, line: str
) -> None:
    answer = json.loads(run("ask", "--json", question, "--library", library).stdout)
    published = {citation["number"]: citation["published"] for citation in answer["citations"]}
    quoted = [published[number] for sentence in answer["sentences"] for number in sentence["citations"]]
    assert quoted[0] == first
    assert {"2031-02-03", "2031-04-20"} <= set(quoted)
    assert answer["asked_time"] == asked
    (differ,) = answer["agreements"]
    assert [(version["value"], version["latest"]) for version in differ["versions"]] == [
        ("7 June", True),
        ("3 May", False),
    ]
    assert line in run("ask", question, "--library", library).stdout
