"""What another document says otherwise than the answer does is told though nobody asked. The texts are fiction."""

from dataclasses import replace

import pytest

from onrecord.agreement import Disagreement
from onrecord.answering.agreement.unasked import unasked
from onrecord.answering.numbering import Numbering
from onrecord.answers import Answer, Coverage, Sentence, Verdict
from onrecord.contract import answer_json
from onrecord.grounding.judge import RuleJudge
from onrecord.ports import CitedSpan
from onrecord.types import Hit
from tests.fakes import a_hit
from ui.differing import differing_lines

FERRY = "Fourteen people were hurt when the ferry Solvane rammed its berth at Skarnehead in fog."
OTHER = "The ferry Solvane rammed its berth at Skarnehead in fog on Tuesday, injuring nine people."
PIER = a_hit(f"{FERRY} The pier was shut.", "pier", 0.9, published="2024-03-12")
LATER = a_hit(f"It rained. {OTHER}", "later", 0.1, 0.5, published="2024-03-15", outlet="Coast Wire")


def an_answer(hit: Hit, label: str = "supported") -> Answer:
    """An answer that quotes the first sentence of a hit."""
    numbering = Numbering()
    number = numbering.number(CitedSpan(hit, hit.passage.sentences[0]))
    words = " ".join(hit.passage.quote(hit.passage.sentences[0]).split())
    sentence = Sentence(words, "quote", (number,), Verdict(label, 1.0, "verbatim"))  # type: ignore[arg-type]
    asked = "Why was the pier shut?"
    return Answer(
        asked, asked, "answered", "rests on 1 passage", words, (sentence,), numbering.used(), Coverage(2, 4),
        "extractive", {"total": 3.0}, judge="rules",
    )  # fmt: skip


def told(*hits: Hit, already: tuple[Disagreement, ...] = (), label: str = "supported") -> tuple[Disagreement, ...]:
    return unasked(an_answer(hits[0], label), hits, RuleJudge(), already)


def test_another_figure_of_a_later_document_is_told_with_its_date() -> None:
    (one,) = told(PIER, LATER)
    assert (one.kind, one.unasked, one.question) == ("number", True, FERRY)
    assert [(version.value, version.source.published, version.latest) for version in one.versions] == [
        ("nine", "2024-03-15", True),
        ("Fourteen", "2024-03-12", False),
    ]
    assert [version.quote for version in one.versions] == [OTHER, FERRY]
    assert answer_json(an_answer(PIER))["agreements"] == []


def test_its_heading_says_on_what_the_sources_differ() -> None:
    (one,) = told(PIER, LATER)
    answer = replace(an_answer(PIER), agreements=(one,))
    assert next(differing_lines(answer)) == f"The sources differ on \u201c{FERRY}\u201d"


def test_the_place_of_a_report_is_left_out_of_its_heading() -> None:
    (one,) = told(a_hit(f"SKARNEHEAD (HPA) - {FERRY}", "pier", 0.9), LATER)
    assert one.question == FERRY


def test_a_long_sentence_is_named_by_its_beginning() -> None:
    long = a_hit(FERRY.replace("in fog", "in fog so thick that nobody on the quay saw it come"), "pier", 0.9)
    (one,) = told(long, LATER)
    assert one.question.endswith(" \u2026")
    assert len(one.question) < 95


@pytest.mark.parametrize(
    "hits",
    [
        (PIER,),
        (
            PIER,
            a_hit("The ferry Solvane rammed its berth at Skarnehead in fog, injuring fourteen people.", "same", 0.5),
        ),
        (PIER, a_hit("The ferry Merle sank off Tolvick in a storm, and nine people drowned.", "else", 0.5)),
        (PIER, a_hit(f"{OTHER} {FERRY}", "both", 0.5)),
    ],
    ids=["alone", "agrees", "on something else", "says both"],
)
def test_where_nothing_is_said_otherwise_nothing_is_told(hits: tuple[Hit, ...]) -> None:
    assert told(*hits) == ()


def test_a_sentence_that_is_not_supported_is_held_against_nothing() -> None:
    assert told(PIER, LATER, label="partly") == ()


def test_what_is_told_already_is_not_told_again() -> None:
    (one,) = told(PIER, LATER)
    assert told(PIER, LATER, already=(one,)) == ()
    assert len(told(PIER, LATER, LATER)) == 1
