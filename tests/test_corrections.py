"""Corrections: what tells them, and what they speak of. All the texts are fiction."""

import pytest

from onrecord.answering.corrected import with_corrections
from onrecord.answering.numbering import Numbering
from onrecord.corrections import Notice, notice_of, speaks_of
from onrecord.ports import CitedSpan
from onrecord.types import Hit
from tests.effort import work_of_at_most
from tests.fakes import a_hit, a_source

REPORT = "The pier at Brackwater lost 36 planks in the storm, the harbour master of Brackwater said."
FIRST = a_source("storm", title="Pier loses planks in storm", outlet="Bugle", published="2024-11-06")
FIXED = a_source(
    "fix", title="CORRECTED: Pier lost 63 planks, harbour master says", outlet="Bugle", published="2024-11-12"
)
TAKES_BACK = (
    "The harbour master of Brackwater withdrew his count. The earlier figure, 36 planks, was given to this paper on 6 "
    "November after the storm. The pier lost 63 planks."
)


def notice(title: str, text: str, published: str | None = "2024-11-12") -> Notice | None:
    return notice_of(a_source("fix", title=title, outlet="Bugle", published=published), text)


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("CORRECTION: Eleven planks, not nine", "It was eleven.", "correction"),
        ("Corrected: Eleven planks", "It was eleven.", "correction"),
        ("Eleven planks (corrected)", "It was eleven.", "correction"),
        ("RETRACTION – Nine planks", "It never was.", "retraction"),
        ("Clarification: planks", "Of oak.", "clarification"),
        ("UPDATE 2: planks", "Of oak.", "update"),
        ("Planks", "The pier lost some.\n\nCorrection, 12 May: the number was wrong.", "correction"),
        ("Planks", "The pier lost some.\n\n*Clarification appended:* they are of oak.", "clarification"),
        ("Planks", "An earlier version of this story gave nine.", "correction"),
        ("Planks", "This article has been retracted.", "retraction"),
        ("Planks", 'In a story issued on 12 March headlined "Pier loses nine planks" we were wrong.', "correction"),
    ],
)
def test_what_tells_a_correction(title: str, text: str, kind: str) -> None:
    found = notice(title, text)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Planks", "The minister said that is correct."),
        ("Correction officers meet", "They met."),
        ("Updated fares", "They rose."),
        ("Planks", "The count was corrected twice, and the earlier figure stands."),
        ("House of Corrections burns", "It burnt."),
    ],
)
def test_what_is_no_correction(title: str, text: str) -> None:
    assert notice(title, text) is None


def test_a_document_whose_title_is_named_is_spoken_of_whatever_its_words() -> None:
    told = notice("Correction: planks", 'In a story headlined "Pier loses planks in the storm" the number was wrong.')
    assert told is not None
    assert speaks_of(told, FIXED, FIRST, "Nothing of the kind.")
    assert not speaks_of(told, FIXED, a_source("x", title="Harbour loses its crane in storm"), "Nothing.")


def test_an_earlier_version_of_the_same_title_is_spoken_of() -> None:
    after = a_source("later", title="Pier loses planks in storm", published="2024-11-07")
    told = notice_of(after, "The pier lost 63.\n\nCorrection: an earlier version of this story gave 36.")
    assert told is not None
    assert speaks_of(told, after, FIRST, REPORT)
    assert not speaks_of(told, after, after, REPORT), "not of itself"


def test_words_with_the_figure_that_is_taken_back_are_spoken_of() -> None:
    told = notice(FIXED.title, TAKES_BACK)
    assert told is not None
    assert [str(value) for value, _ in told.figures] == ["36"], "not the one that takes its place"
    assert speaks_of(told, FIXED, FIRST, REPORT)
    assert not speaks_of(told, FIXED, FIRST, REPORT.replace("36", "63")), "another figure"
    assert not speaks_of(told, FIXED, FIRST, "Inland, 36 sheep drowned."), "another matter"


@pytest.mark.parametrize(
    ("published", "outlet", "expected"),
    [
        ("2024-11-06", "Crier", True),  # the day is named
        ("2024-11-05", "Bugle", True),  # the same paper
        ("2024-11-05", "Crier", False),
        ("2024-11-13", "Bugle", False),  # later than the correction
        (None, "Bugle", False),
    ],
)
def test_a_figure_is_taken_back_for_the_day_named_or_the_same_paper(
    published: str | None, outlet: str, expected: bool
) -> None:
    told = notice(FIXED.title, TAKES_BACK)
    assert told is not None
    assert speaks_of(told, FIXED, a_source("x", outlet=outlet, published=published), REPORT) is expected


def test_the_number_that_was_wrong_stands_in_the_sentence_before() -> None:
    told = notice(
        "Correction: eleven, not nine, planks", "We reported that nine planks were lost. The number was wrong."
    )
    assert told is not None
    assert [str(value) for value, _ in told.figures] == ["9"]


@pytest.mark.parametrize(
    "text",
    [
        "The figure of 14 that others gave includes those who were not admitted.",
        "He had not been home for 2 days.",
        "The bridge reopened 3 weeks earlier.",
    ],
)
def test_a_figure_beside_a_denial_is_not_taken_back(text: str) -> None:
    told = notice("Correction: planks", f"The wrong plank was shown. {text}")
    assert told is not None
    assert told.figures == frozenset()


def test_an_update_corrects_nothing() -> None:
    told = notice("UPDATE 1: planks", 'More on "Pier loses planks in storm".')
    assert told is not None
    assert not speaks_of(told, FIXED, FIRST, REPORT)


def hit(text: str, score: float, source: str, **fields: str | None) -> Hit:
    return a_hit(text, source, score, start=0, **fields)


def first_and_fix(first: float, fix: float) -> tuple[Hit, Hit]:
    told = {"outlet": "Bugle"}
    one = hit(REPORT, first, "storm", title=FIRST.title, published="2024-11-06", **told)
    other = hit(TAKES_BACK, fix, "fix", title=FIXED.title, published="2024-11-12", **told)
    return one, other


def test_what_is_corrected_goes_behind_its_correction_and_says_so() -> None:
    one, fix = first_and_fix(0.9, 0.8)
    between = hit("It rained.", 0.85, "rain")
    found = with_corrections([one, between, fix])
    assert [each.source.document_id for each in found] == ["rain", "fix", "storm"]
    assert [each.corrected is not None for each in found] == [False, False, True]
    assert found[2].corrected is not None
    assert found[2].corrected.source == fix.source


def test_a_correction_that_does_not_answer_stays_where_it_is() -> None:
    one, fix = first_and_fix(0.9, 0.5)
    found = with_corrections([one, fix])
    assert [each.source.document_id for each in found] == ["storm", "fix"]
    assert found[0].corrected is not None


def test_without_corrections_the_hits_are_as_they_were() -> None:
    hits = (hit(REPORT, 0.9, "storm"), hit("It rained.", 0.8, "rain"))
    assert with_corrections(hits) == hits
    assert with_corrections([]) == ()


def test_documents_that_correct_one_another_are_all_there_still() -> None:
    names = "Correction: pier of Brackwater", "Correction: mole of Brackwater"
    one, other = (
        hit(f'The article "{named}" was wrong.', 0.9, title, title=title, published="2024-11-06")
        for title, named in (names, names[::-1])
    )
    found = with_corrections([one, other, hit("It rained.", 0.8, "rain")])
    assert {each.source.document_id for each in found} == {*names, "rain"}
    assert len(found) == 3


def test_a_citation_has_its_correction() -> None:
    found = with_corrections(first_and_fix(0.9, 0.9))
    numbering = Numbering()
    for each in found:
        numbering.number(CitedSpan(each, each.passage.sentences[0]))
    fix, one = numbering.used()
    assert fix.corrected is None
    assert one.corrected is not None
    assert one.corrected.source.title == FIXED.title


@pytest.mark.parametrize(
    "piece", ["Correction ", "Correction: ", "\n*(_[ ", '"a ', "not 3 ", "earlier version of this "]
)
@work_of_at_most(20)
def test_hostile_text_is_through_soon(piece: str) -> None:
    notice_of(a_source(title=(piece * 60_000)[:60_000] + "x"), (piece * 60_000)[:60_000])


def test_a_column_of_corrections_tells_which_article_by_a_title_in_brackets() -> None:
    text = (
        "An article about the river ('A drain with ducks on it': firm fined £14.2m over sewage, 2 May) misstated the "
        "fine. It was £12.4m, not £14.2m.\n\nA report on the book fair gave the wrong day."
    )
    article = a_source(
        "river", title="‘A drain with ducks on it’: firm fined £14.2m over sewage", published="2025-05-02"
    )
    for title in ("Corrections and clarifications", "Corrections", "For the record"):
        column = a_source("column", title=title, published="2025-05-06")
        notice = notice_of(column, text)
        assert notice
        assert speaks_of(notice, column, article, "The firm was fined.")
        assert not speaks_of(
            notice, column, a_source("other", title="Ducks return to the river", published="2025-05-02"), ""
        )
    assert notice_of(a_source("x", title="For the record"), "An article about the river was read by many.") is None


def test_a_column_of_corrections_corrects_no_other_column() -> None:
    title = "Corrections and clarifications"
    text = "An article about the river (A drain with ducks on it, 2 May) misstated the fine."
    column = a_source("column", title=title, published="2025-05-06")
    notice = notice_of(column, text)
    assert notice
    assert not speaks_of(notice, column, a_source("earlier", title=title, published="2025-04-29"), text)


def test_a_report_that_is_cited_is_no_correction() -> None:
    assert (
        notice("Council", "In a report published in May, the council cites \u201cNine hurt in Lantry fire\u201d.")
        is None
    )
