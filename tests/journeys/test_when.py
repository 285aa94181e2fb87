"""What a date in a quote means, from the file to the answer, with the real parts; the texts are fiction."""

import json
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from onrecord.cli import app
from tests.journeys.test_command_line import schema
from tests.test_contract import SCHEMA

ARTICLES = {
    "pier.txt": """Title: Brackwater pier to stay shut
Outlet: Brackwater Bugle
Date: 2024-05-14

The harbour board of Brackwater closed the old pier last Thursday after divers found worms in eleven piles.

Anglers may use the stone mole meanwhile. The café at the pier head keeps its usual hours.
""",
    "fire.txt": """Title: How the net loft burnt
Outlet: Brackwater Bugle
Date: 2024-06-02

The net loft of Brackwater caught fire on 3 March 2021. The following day its roof fell in on the nets.
""",
    "planks.txt": """Title: Storm takes 36 planks from the mole
Outlet: Brackwater Bugle
Date: 2024-11-06

The stone mole of Brackwater lost 36 planks of its walkway in the storm, the harbour master said on Wednesday.
""",
    "planks-corrected.txt": """Title: CORRECTED: Storm took 63 planks from the mole
Outlet: Brackwater Bugle
Date: 2024-11-12

The mole of Brackwater lost 63 planks of its walkway in the storm, not 36, the harbour master said. The earlier figure,
36 planks, was printed in this paper on 6 November.
""",
}


def run(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("when")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    made = run("ingest", str(folder), "--library", str(folder / "library"))
    assert made.exit_code == 0
    return str(folder / "library")


def test_a_search_says_who_says_it_and_puts_a_correction_before_what_it_corrects(library: str) -> None:
    shown = run("search", "planks storm mole", "--library", library).stdout
    lines = shown.splitlines()
    assert "CORRECTED" in lines[0]
    assert lines[0].endswith("\u2014 harbour master")
    title = "\u201cCORRECTED: Storm took 63 planks from the mole\u201d"
    assert lines[2] == f"     this document was corrected on 12 November 2024 by {title}"
    hits = json.loads(run("search", "planks storm mole", "--json", "--library", library).stdout)["hits"]
    assert [hit["title"].split()[0] for hit in hits[:2]] == ["CORRECTED:", "Storm"]
    assert [hit["corrected"] and hit["corrected"]["document_id"] for hit in hits[:2]] == [None, hits[0]["document_id"]]
    jsonschema.validate({"id": "x", "hits": hits}, schema("search_line"))
    assert (hits[0]["speaker"], hits[0]["role"]) == (None, "harbour master")
    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_what_is_corrected_says_so_though_the_question_does_not_find_the_correction(library: str) -> None:
    question = ("How many planks did the stone mole lose in the storm?", "--until", "2024-11-07", "--library", library)
    shown = run("ask", *question).stdout
    assert "36 planks" in shown
    assert "63 planks" not in shown.replace("CORRECTED: Storm took 63 planks", "")
    assert "this document was corrected on 12 November 2024 by" in shown
    (hit,) = json.loads(run("search", *question, "-k", "1", "--json").stdout)["hits"]
    assert hit["corrected"]["title"].startswith("CORRECTED")


def test_a_quoted_weekday_is_told_by_the_date_of_its_article(library: str) -> None:
    shown = run("ask", "When did the harbour board close the old pier?", "--library", library).stdout
    assert "“last Thursday” = 9 May 2024, by the document's date, 14 May 2024" in shown
    assert "As of 14 May 2024, the latest date among the documents cited." in shown


def test_a_date_that_leans_on_the_one_before_it_is_told_too(library: str) -> None:
    answer = json.loads(run("ask", "--json", "When did the roof of the net loft fall in?", "--library", library).stdout)
    jsonschema.validate(answer, SCHEMA)
    moments = [one for citation in answer["citations"] for one in citation["moments"]]
    (one,) = [one for one in moments if one["words"] == "The following day"]
    assert (one["first"], one["last"], one["leans"]) == ("2021-03-04", "2021-03-04", True)


def test_a_filter_says_that_it_is_of_publication(library: str) -> None:
    question = "When did the roof of the net loft fall in?"
    shown = run("ask", question, "--since", "2024-06-01", "--library", library).stdout
    assert "Only documents published from 1 June 2024." in shown


def test_what_is_corrected_says_so_and_comes_after_its_correction(library: str) -> None:
    answer = json.loads(run("ask", "--json", "How many planks did the mole lose?", "--library", library).stdout)
    cited = {one["title"]: one for one in answer["citations"]}
    assert answer["citations"][0]["title"] == "CORRECTED: Storm took 63 planks from the mole"
    wrong = cited["Storm takes 36 planks from the mole"]
    assert wrong["corrected"]["title"] == "CORRECTED: Storm took 63 planks from the mole"
    shown = run("ask", "How many planks did the mole lose?", "--library", library).stdout
    assert "this document was corrected on 12 November 2024 by “CORRECTED: Storm took 63 planks from the mole”" in shown
