"""Figures in tables, figures that stand for what was spoken of, figures that put others right, and their years."""

from dataclasses import replace

import pytest

from onrecord.agreement import Disagreement
from onrecord.answering.agreement.asked import asked_for
from onrecord.answering.agreement.compare import disagreement
from onrecord.answering.agreement.tables import cell_asked, head_of
from onrecord.types import Hit, Span
from tests.fakes import a_hit

DAMAGED = "How many houses were damaged in the Lantry storm?"
COST = "What did the Lantry lock cost?"
POPULATION = "What is the population of Lantry?"
LANTRY = frozenset({"lantri"})


def hits(*texts: str) -> list[Hit]:
    return [a_hit(text, f"paper-{number}", *(0.9 for _ in range(6))) for number, text in enumerate(texts)]


def values(found: Disagreement | None) -> list[str]:
    return [version.value for version in found.versions] if found else []


@pytest.mark.parametrize(
    ("question", "one", "other", "told"),
    [
        (DAMAGED, "The Lantry storm damaged 120 houses.",
         "In Lantry they counted the houses that the storm damaged. The total is 185.", ["120", "185"]),
        (COST, "The Lantry lock cost 31 million euros.",
         "The court asked what the Lantry lock had cost. It puts the bill at 44 million euros.",
         ["31 million euros", "44 million euros"]),
        (COST, "The Lantry lock cost 31 million euros.",
         "The report gave the cost of the Lantry lock as 31 million euros. It should have said 41 million euros.",
         ["31 million euros", "41 million euros"]),
        (DAMAGED, "The Lantry storm damaged 120 houses.",
         "Correction: on Monday this paper reported that the Lantry storm damaged 120 houses. The number was wrong. "
         "A street further on, 150 houses are damp.", ["120", "150"]),
        (POPULATION, "Lantry has a population of 15,900.",
         "Population of the towns\n\n| Town | Population |\n| --- | --- |\n| Marl | 8,100 |\n| Lantry | 12,400 |\n",
         ["15,900", "12,400"]),
        ("How many inhabitants does Lantry have?", "Lantry has 4,120 inhabitants.",
         "The island is home to 4,385 people, Lantry included.", ["4,120", "4,385"]),
        ("How much did the Lantry group lose?", "The Lantry group lost 5 million euros.",
         "In the end the Lantry group lost EUR 7m.", ["5 million euros", "EUR 7m"]),
        ("How many people live in Lantry according to the 2024 census?", "In the 2024 census Lantry had 4,120 people.",
         "In the census of 2024 Lantry is recorded as having 4,385 residents, up from the 4,120 of the preliminary "
         "count.", ["4,120", "4,385"]),
    ],
)  # fmt: skip
def test_a_figure_that_stands_for_what_is_asked_is_a_version(
    question: str, one: str, other: str, told: list[str]
) -> None:
    assert values(disagreement(question, hits(one, other))) == told


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (DAMAGED, "The Lantry storm damaged 120 houses.",
         "In Lantry they counted the houses that the storm damaged. The number of boats is 185."),
        (DAMAGED, "The Lantry storm damaged 120 houses.", "The mayor of Lantry spoke of schools. The total is 185."),
        (DAMAGED, "The Lantry storm damaged 120 houses.",
         "In Lantry they counted the houses that the storm damaged. The total is 30 below that of 2021."),
        (COST, "The Lantry lock cost 31 million euros.",
         "The report said what the Lantry lock had cost. It should have said 41 boats."),
        ("How many inhabitants does Lantry have?", "Lantry has 4,120 inhabitants.",
         "Two people were missing in Lantry after the storm."),
        ("How many boats sank in Lantry in 2031?", "In 2031 in all 14 boats sank in Lantry.",
         "In 2024 in all 20 boats sank in Lantry."),
        (POPULATION, "Lantry has a population of 15,900.",
         "Population\n\n| Town | 2011 | 2021 |\n| --- | --- | --- |\n| Lantry | 12,400 | 15,900 |\n"),
    ],
)  # fmt: skip
def test_a_figure_of_something_else_or_of_another_year_is_none(question: str, one: str, other: str) -> None:
    assert disagreement(question, hits(one, other)) is None


@pytest.mark.parametrize(
    ("row", "head", "years", "cell"),
    [
        ("| Lantry | 12,400 |", "| Town | Population |", set(), "12,400"),
        ("Lantry | 9,100 | 9,800", "Town | 2011 | 2031", {"2031"}, "9,800"),
        ("| Lantry | 9,100 | 9,800 |", "Town | 2011 | 2031, preliminary", {"2031"}, "9,800"),
        ("| Lantry | 9,100 | 9,800 |", "| | 2011 | 2031 |", {"2011"}, "9,100"),
        ("| Lantry | Marl | 9,800 |", "| Town | County | Population |", set(), "9,800"),
        ("| Lantry | 9,100 | 9,800 |", "| Town | 2011 | 2031 |", set(), None),
        ("| Lantry | 9,100 | 9,800 |", "| Town | 2011 | 2031 |", {"2021"}, None),
        ("| Lantry Bay | 9,100 |", "| Town | Population |", set(), None),
        ("| Marl | 9,100 |", "| Town | Population |", set(), None),
        ("Lantry", "Town", set(), None),
    ],
)
def test_the_one_cell_that_is_meant(row: str, head: str, years: set[str], cell: str | None) -> None:
    place = cell_asked(row, head, LANTRY, frozenset(years))
    assert (row[slice(*place)] if place else None) == cell


def test_the_head_of_a_table_stands_in_the_passage_or_above_it() -> None:
    text = "| Town | People |\n| Lantry | 12,400 |"
    passage = a_hit(text).passage
    assert head_of(passage, Span(19, len(text))) == "| Town | People |"
    assert head_of(replace(passage, context=("Towns", "Town | 2011")), Span(0, 17)) == "Town | 2011"
    assert head_of(passage, Span(0, 17)) == ""


@pytest.mark.parametrize(("question", "detail"), [("How much did it lose?", "money"), ("How much does it weigh?", "")])
def test_how_much_is_of_money_unless_it_is_measured(question: str, detail: str) -> None:
    asked = asked_for(question)
    assert asked is not None
    assert asked.detail == detail


def test_a_year_is_of_what_is_asked_and_no_word_for_it() -> None:
    asked = asked_for("How many boats sank in Lantry in June 2031?")
    assert asked is not None
    assert asked.relation == {"sink"}
    assert asked.years == {"2031"}


@pytest.mark.parametrize("text", ["figure " * 9_000, "| 3 " * 9_000, "the total is 3 " * 6_000, "should have " * 9_000])
def test_a_hostile_figure_is_through(text: str) -> None:
    for question in (DAMAGED, COST, POPULATION):
        disagreement(question, hits(f"Lantry lock cost population houses damaged storm 3.\n{text}"))
