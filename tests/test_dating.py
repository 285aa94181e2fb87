"""What an answer says of dates: moments of its citations, as JSON, kept, printed; and as of when it stands."""

import json
from dataclasses import replace
from datetime import date
from html import unescape

import jsonschema
import pytest

from onrecord.answering.numbering import Numbering
from onrecord.answers import Answer, Citation, Coverage, Sentence, Verdict
from onrecord.asked_time import AskedTime
from onrecord.cli.dating import as_of, asked_time, day_words, filtered, moment_lines
from onrecord.cli.printing import answer_text
from onrecord.contract import answer_json
from onrecord.conversations import Exchange
from onrecord.moments import Moment, day_of
from onrecord.ports import CitedSpan
from onrecord.types import Hit, Place, Span
from retriever.conversations import _body, _exchange
from tests.browser.fakes import FakeShelf
from tests.fakes import a_hit, a_source
from tests.test_contract import SCHEMA
from tests.ui.markup import read
from ui.cards import panel_html
from ui.render import answer_html
from ui.say import speaking
from ui.words import days_words

BOARD = "The pier burnt on 3 March 2021. The following day the board met. It met again last Thursday."
SAID = Verdict("supported", 1.0, "verbatim")


def cited(place: int, hit: Hit) -> Citation:
    """The citation of one sentence of a hit."""
    numbering = Numbering()
    numbering.number(CitedSpan(hit, hit.passage.sentences[place]))
    return numbering.used()[0]


def answered(*citations: Citation, **coverage: object) -> Answer:
    sentences = tuple(Sentence(" ".join(one.quote.split()), "quote", (one.number,), SAID) for one in citations)
    return Answer(
        "When did the board meet?", "When did the board meet?", "answered", "rests on 1 passage",
        " ".join(one.text for one in sentences), sentences, citations,
        Coverage(3, 9, **coverage), "extractive", {"total": 3.0}, judge="rules",  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
def board() -> Hit:
    return a_hit(BOARD, "board", 0.9, start=100, published="2024-05-14")


def test_a_citation_has_the_moments_of_its_quote_where_they_stand_in_the_document(board: Hit) -> None:
    citation = cited(2, board)
    (one,) = citation.moments
    assert (one.words, one.first, one.relative, one.leans) == ("last Thursday", date(2024, 5, 9), True, False)
    assert citation.quote[one.start - citation.start : one.end - citation.start] == "last Thursday"
    assert one.start == 100 + BOARD.index("last Thursday")


def test_what_stands_before_a_quote_is_read_and_not_told(board: Hit) -> None:
    (one,) = cited(1, board).moments
    assert (one.words, one.first, one.leans) == ("The following day", date(2021, 3, 4), True)


def test_the_section_before_the_passage_is_read_too() -> None:
    section = "The pier burnt on 3 March 2021. It fell the following day."
    at = section.index("It fell")
    hit = a_hit(section[at:], "pier", 0.9, start=500 + at)
    hit = replace(hit, section=section, passage=replace(hit.passage, section=Span(500, 500 + len(section))))
    (one,) = cited(0, hit).moments
    assert (one.words, one.start, one.first) == ("the following day", 500 + at + 8, date(2021, 3, 4))


def test_a_document_without_a_day_leaves_its_relative_dates_open() -> None:
    for published in (None, "2024-05", "2024"):
        (one,) = cited(2, a_hit(BOARD, "board", 0.9, published=published)).moments
        assert (one.when, one.relative) == ((), True)
    assert [day_of(one) for one in ("2024-05-14", "2024-05", "", None, "yesterday!")] == [date(2024, 5, 14)] + [
        None
    ] * 4


def test_a_citation_refuses_a_moment_outside_its_quote() -> None:
    outside = Moment(3, 8, "today", None, None, relative=True)
    with pytest.raises(ValueError, match="reaches outside its quote"):
        Citation(1, a_source(), None, 0, 5, "quote", moments=(outside,))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ((2024, 5, 9), (2024, 5, 9), ("2024-05-09",)),
        ((2024, 2, 1), (2024, 2, 29), ("2024-02",)),
        ((2024, 1, 1), (2024, 12, 31), ("2024",)),
        ((2024, 4, 29), (2024, 5, 5), ("2024-04-29", "2024-05-05")),
        ((1987, 1, 1), (1989, 12, 31), ("1987-01-01", "1989-12-31")),
    ],
)
def test_days_are_told_as_shortly_as_may_be(
    first: tuple[int, int, int], last: tuple[int, int, int], expected: tuple[str, ...]
) -> None:
    assert Moment(0, 4, "then", date(*first), date(*last), relative=True).when == expected


def test_moments_are_in_the_contract(board: Hit) -> None:
    row = answer_json(answered(cited(2, board)))
    jsonschema.validate(row, SCHEMA)
    assert json.loads(json.dumps(row))["citations"][0]["moments"] == [
        {
            "words": "last Thursday", "start": 178, "end": 191, "first": "2024-05-09", "last": "2024-05-09",
            "relative": True, "leans": False,
        }
    ]  # fmt: skip
    assert row["as_of"] == "2024-05-14"


def test_a_kept_conversation_has_them_as_they_were(board: Hit) -> None:
    asked = Exchange("a1", "When?", answered(cited(1, board)))
    body = _body(asked)
    assert _exchange("a1", body) == asked
    earlier = json.loads(body)
    del earlier["answer"]["citations"][0]["moments"]
    outcome = _exchange("a1", json.dumps(earlier)).outcome
    assert isinstance(outcome, Answer)
    assert outcome.citations[0].moments == (), "one that was kept before citations had them"


def test_the_command_tells_what_a_quoted_date_means(board: Hit) -> None:
    shown = answer_text(answered(cited(2, board)))
    assert "    “last Thursday” = 9 May 2024, by the document's date, 14 May 2024\n" in shown
    assert "As of 14 May 2024, the latest date among the documents cited." in shown
    assert "“The following day” = 4 March 2021, by the date before it" in answer_text(answered(cited(1, board)))


def test_only_dates_that_need_it_and_that_the_sentence_has_are_told(board: Hit) -> None:
    assert list(moment_lines(answered(cited(0, board)).sentences[0], [cited(0, board)])) == [], "3 March 2021 is plain"
    other = Sentence("The board met.", "statement", (1,), SAID)
    assert list(moment_lines(other, [cited(2, board)])) == []
    undated = cited(2, a_hit(BOARD, "board", 0.9))
    assert list(moment_lines(answered(undated).sentences[0], [undated])) == []
    assert as_of(answered(undated)) == ""
    assert "As of" not in answer_text(answered(undated))


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        (AskedTime("day", date(2024, 5, 3)), "Asked as of 3 May 2024: what documents said by then comes first."),
        (AskedTime("latest"), "Asked for the latest: the newest document that answers comes first."),
        (AskedTime("first"), "Asked for the first: the oldest document that answers comes first."),
    ],
    ids=str,
)
def test_an_answer_says_which_time_comes_first(asked: AskedTime, line: str, board: Hit) -> None:
    answer = replace(answered(cited(2, board)), asked_time=asked)
    row = answer_json(answer)
    jsonschema.validate(row, SCHEMA)
    assert row["asked_time"] == {"which": asked.which, "day": asked.day.isoformat() if asked.day else None}
    assert asked_time(answer) == line
    assert line in answer_text(answer)
    assert line in unescape(answer_html(answer, "a1"))
    assert _exchange("a1", _body(Exchange("a1", "When?", answer))).outcome == answer


def test_an_answer_is_as_of_the_latest_of_its_documents(board: Hit) -> None:
    later = replace(cited(0, a_hit("It rained.", "rain", 0.8, published="2024-06")), number=2)
    assert answered(cited(2, board), later).as_of == "2024-06"
    assert as_of(answered(cited(2, board), later)).startswith("As of June 2024,")


def test_what_was_filtered_is_said_to_be_the_date_of_publication(board: Hit) -> None:
    shown = answer_text(
        answered(cited(2, board), filters={"since": "2024-05", "until": "2024-05-31", "collection": "x"})
    )
    assert "Only documents published from May 2024 until 31 May 2024." in shown
    assert filtered({"collection": "x"}) == ""
    refused = replace(
        answered(cited(2, board), filters={"until": "2023"}), status="abstained", sentences=(), citations=()
    )
    assert "Only documents published until 2023." in answer_text(refused)


def test_what_no_date_is_stays_as_it_is() -> None:
    assert [day_words(one) for one in ("2024", "2024-13", "May 2024", "2024-05", "2024-05-09", "")] == [
        "2024", "2024-13", "May 2024", "May 2024", "9 May 2024", "",
    ]  # fmt: skip


def test_the_page_says_it_beside_the_passage_and_under_the_answer(board: Hit) -> None:
    answer = answered(cited(2, board))

    shown = panel_html(Exchange("a1", "When?", answer), FakeShelf([]))
    assert "“last Thursday” is 9 May 2024, counted from the date of the document." in shown
    assert "As of 14 May 2024" in answer_html(answer, "a1").replace("&#32;", " ")
    with speaking("de"):
        assert days_words(("2024-04-29", "2024-05-05")) == "29. April 2024 bis 5. Mai 2024"
        assert "„last Thursday“ ist 9. Mai 2024" in panel_html(Exchange("a1", "When?", answer), FakeShelf([]))
    assert days_words(()) == ""


def test_hostile_words_of_a_date_are_no_markup() -> None:
    words = "last\n Thursday<b>"
    moment = Moment(0, len(words), words, date(2024, 5, 9), date(2024, 5, 9), relative=True)
    citation = Citation(1, a_source(published="2024-05-14"), None, 0, len(words), words, moments=(moment,))
    assert "last Thursday&lt;b&gt;" in panel_html(Exchange("a1", "When?", answered(citation)), FakeShelf([]))


def test_a_correction_is_told_beside_the_quote_and_in_the_contract(board: Hit) -> None:
    by = a_source("fix", title="Correction: the *board*", published="2024-05-20")
    citation = replace(cited(2, board), corrected=Place(by, None, 0, 9))
    answer = answered(citation)
    assert "    this document was corrected on 20 May 2024 by “Correction: the *board*”\n" in answer_text(answer)
    row = answer_json(answer)
    jsonschema.validate(row, SCHEMA)
    assert row["citations"][0]["corrected"]["document_id"] == "fix"
    assert _exchange("a1", _body(Exchange("a1", "When?", answer))).outcome == answer
    words = "This document was corrected on 20 May 2024 by “Correction: the *board*”."
    assert words in read(answer_html(answer, "a1")).one("quote").text
    assert words in panel_html(Exchange("a1", "When?", answer), FakeShelf([]))
    undated = answered(replace(citation, corrected=Place(replace(by, published=None), None, 0, 9)))
    assert "    this document was corrected by “Correction: the *board*”\n" in answer_text(undated)
    assert "This document was corrected by “" in panel_html(Exchange("a1", "When?", undated), FakeShelf([]))
