"""A press is kept before it is shown, and whatever goes wrong costs no answer."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import pytest

from onrecord.accounts import User
from onrecord.answers import Answer
from onrecord.conversations import Exchange, Problem
from onrecord.reviews import Review
from tests.browser.fakes import FakeReviews, FakeShelf, answered, cite, library, quoting
from tests.browser.story import script
from tests.ui.chat_page import Page, event
from tests.ui.markup import Markup, read
from tests.ui.test_words import HOSTILE
from ui.cards import panel_html
from ui.feedback import Feedback, marks_html
from ui.render import exchange_html
from ui.say import speaking
from ui.talk import Talk
from ui.visitors import visiting

STORY = cast(Mapping[str, Answer], script())


def talked(*answers: Answer) -> tuple[Talk, list[str]]:
    """A conversation with those answers, and the ids of its exchanges."""
    talk, ids = Talk(), []
    for answer in answers:
        begun = talk.begin(answer.question)
        assert begun is not None
        talk.advance(begun.id, answer)
        ids.append(begun.id)
    return talk, ids


def only(reviews: FakeReviews) -> Review:
    (kept,) = reviews.reviews()
    return kept


def told(page: str) -> tuple[str, list[str], str]:
    """The class, the pressed buttons and the words of what goes to the page."""
    (note,) = [element for element in read(page).elements if element.tag == "p"]
    return note.attributes["class"], note.attributes["data-pressed"].split(), note.text


def test_a_review_holds_what_was_asked_answered_and_said() -> None:
    talk, (first, second) = talked(STORY["halted"], STORY["cost"])
    reviews = FakeReviews()
    feedback = Feedback(reviews)
    assert told(feedback.take(talk, {"exchange": second, "value": "down"})) == (
        "kept", [f"{second}-down"], "Kept in this library.",
    )  # fmt: skip
    page = feedback.take(talk, {"exchange": second, "citation": 3, "value": "wrong"})
    assert told(page)[1] == [f"{second}-down", f"{second}-3-wrong"]
    kept, answer = only(reviews), STORY["cost"]
    assert (kept.id, kept.question, kept.standalone_question) == (second, answer.question, answer.standalone_question)
    assert (kept.status, kept.answer_text, kept.writer) == ("answered", answer.text, "extractive")
    assert kept.thumb == "down"
    assert kept.history == tuple(talk.history(before=second))
    assert [turn.content for turn in kept.history] == [STORY["halted"].question, STORY["halted"].text]
    (mark,), cited = kept.marks, answer.citations[2]
    assert (mark.document_id, mark.location, mark.sha256) == (
        cited.source.document_id, cited.source.location, cited.source.sha256,
    )  # fmt: skip
    assert (mark.start, mark.end, mark.quote, mark.page, mark.verdict) == (
        cited.start, cited.end, cited.quote, cited.page, "wrong",
    )  # fmt: skip
    assert mark.sentence == f"{answer.sentences[1].text} {answer.sentences[6].text}"
    feedback.take(talk, {"exchange": first, "value": "up"})
    assert [one.history for one in reviews.reviews() if one.id == first] == [()]


def test_what_is_said_is_that_of_who_says_it_and_no_id_leads_to_what_another_said() -> None:
    """With the handler of the page itself, which Bob sends whatever he likes: Ann's id, and the name of her tab."""
    reviews, page = FakeReviews(), Page(None)
    page.chat._feedback = Feedback(reviews)
    ann, bob = User("ann", "reader", "ann\x1f1"), User("bob", "editor")
    tabs = page.chat._tab.value
    with visiting(ann):
        anns = tabs.mine()
        page.asks("Who?", tab=anns)
        name = anns.talk.exchanges[0].id
        assert told(page.chat._judged(anns, event(exchange=name, value="up")))[0] == "kept"
    (kept,) = reviews.reviews()
    assert (kept.id, kept.owner, kept.thumb) == (name, "ann\x1f1", "up")
    with visiting(bob):
        for value in ("up", "down"):
            said = told(page.chat._judged(tabs.mine(), event(exchange=name, value=value)))
            assert said == ("failed", [], "Not kept: from an earlier session.")
    assert reviews.reviews() == [kept]
    with visiting(ann):
        assert told(page.chat._judged(tabs.mine(), event(exchange=name, value="up")))[2] == "Taken back."
    assert reviews.reviews() == []


def test_a_press_can_be_changed_and_taken_back() -> None:
    talk, (name,) = talked(STORY["halted"])
    reviews = FakeReviews()
    feedback = Feedback(reviews)
    feedback.take(talk, {"exchange": name, "value": "up"})
    feedback.take(talk, {"exchange": name, "value": "down"})
    assert only(reviews).thumb == "down"
    for verdict in ("right", "unclear"):
        feedback.take(talk, {"exchange": name, "citation": 2, "value": verdict})
    assert [mark.verdict for mark in only(reviews).marks] == ["unclear"]
    assert told(feedback.take(talk, {"exchange": name, "value": "down"}))[2] == "Taken back."
    assert only(reviews).thumb is None
    feedback.take(talk, {"exchange": name, "citation": 2, "value": "unclear"})
    assert reviews.reviews() == []
    assert talk.exchanges[0].marks == {}


def test_marks_are_kept_in_the_order_of_their_citations() -> None:
    talk, (name,) = talked(STORY["halted"])
    reviews = FakeReviews()
    for number in (3, 1, 2):
        Feedback(reviews).take(talk, {"exchange": name, "citation": number, "value": "right"})
    assert [mark.quote for mark in only(reviews).marks] == [cited.quote for cited in STORY["halted"].citations]


def test_a_refusal_takes_thumbs() -> None:
    talk, (name,) = talked(STORY["paid"])
    reviews = FakeReviews()
    Feedback(reviews).take(talk, {"exchange": name, "value": "up"})
    assert (only(reviews).status, only(reviews).thumb, only(reviews).judge) == ("abstained", "up", "")


def test_what_could_not_be_kept_is_told_and_logged_and_not_shown_as_kept(caplog: pytest.LogCaptureFixture) -> None:
    talk, (name,) = talked(STORY["halted"])
    reviews = FakeReviews()
    feedback = Feedback(reviews)
    feedback.take(talk, {"exchange": name, "value": "up"})
    reviews.full = True
    with caplog.at_level(logging.ERROR, "ui.feedback"):
        kind, pressed, words = told(feedback.take(talk, {"exchange": name, "value": "down"}))
    assert (kind, pressed) == ("failed", [f"{name}-up"])
    assert words == "Not kept; the log says why."
    assert "disk full" in caplog.text
    assert talk.exchanges[0].thumb == "up"
    assert talk.exchanges[0].outcome == STORY["halted"]


@pytest.mark.parametrize(
    "press",
    [
        {},
        {"exchange": "unknown", "value": "up"},
        {"exchange": ["a"], "value": "up"},
        {"value": "sideways"},
        {"value": "right"},
        {"value": None},
        {"value": {"up": 1}},
        {"citation": 4, "value": "right"},
        {"citation": "1", "value": "right"},
        {"citation": 1, "value": "up"},
    ],
)
def test_a_press_on_nothing_changes_nothing(press: dict[str, object]) -> None:
    talk, (name,) = talked(STORY["halted"])
    reviews = FakeReviews()
    given = {"exchange": name, **press} if press else press
    assert told(Feedback(reviews).take(talk, given))[0] == "failed"
    assert reviews.reviews() == []
    assert (talk.exchanges[0].thumb, talk.exchanges[0].marks) == (None, {})


def test_a_question_without_an_answer_takes_no_press() -> None:
    talk, reviews = Talk(), FakeReviews()
    begun = talk.begin("Why?")
    assert begun is not None
    for outcome in ("writing", Problem("stopped")):
        talk.advance(begun.id, cast(Any, outcome))
        assert told(Feedback(reviews).take(talk, {"exchange": begun.id, "value": "up"}))[0] == "failed"
    assert reviews.reviews() == []


def test_presses_of_several_threads_leave_stored_what_the_page_shows() -> None:
    talk, (name,) = talked(STORY["halted"])
    reviews = FakeReviews()
    feedback = Feedback(reviews)

    def pressing(number: int) -> None:
        for _ in range(25):
            feedback.take(talk, {"exchange": name, "citation": number, "value": "right"})

    threads = [threading.Thread(target=pressing, args=(number,)) for number in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert talk.exchanges[0].marks == dict.fromkeys((1, 2, 3), "right")
    assert [mark.verdict for mark in only(reviews).marks] == ["right"] * 3


def buttons(page: Markup, name: str) -> dict[str, str]:
    """Value -> class of the buttons of that class."""
    return {element.attributes["value"]: element.attributes["class"] for element in page.all(name)}


def test_answers_and_refusals_have_thumbs_that_show_what_is_kept() -> None:
    for answer in (STORY["halted"], STORY["paid"]):
        seen = read(exchange_html(Exchange("a1", answer.question, answer, thumb="down"), reviewed=True))
        assert buttons(seen, "thumb") == {"a1-up": "thumb up", "a1-down": "thumb down pressed"}
        assert [element.text for element in seen.all("thumb")] == ["Good answer", "Bad answer"]
        assert read(exchange_html(Exchange("a1", answer.question, answer))).all("thumb") == []
    problem = Exchange("a1", "q", Problem("stopped"))
    assert read(exchange_html(problem, reviewed=True)).all("thumb") == []


def test_each_quoted_passage_has_marks_and_a_nearest_one_has_none() -> None:
    shelf = FakeShelf(library())
    exchange = Exchange("a1", "q", STORY["halted"], marks={2: "wrong"})
    seen = read(panel_html(exchange, shelf, reviewed=True))
    assert [value for value, name in buttons(seen, "mark").items() if name == "mark pressed"] == ["a1-2-wrong"]
    assert len(seen.all("mark")) == 9
    states = {element.attributes["value"]: element.attributes["aria-pressed"] for element in seen.all("mark")}
    assert [value for value, state in states.items() if state == "true"] == ["a1-2-wrong"]
    assert [group.attributes["aria-label"] for group in seen.all("marks")] == [
        "Does this passage say what the answer says?"
    ] * 3
    assert read(panel_html(exchange, shelf)).all("mark") == []
    refusal = replace(exchange, outcome=STORY["paid"], marks={})
    assert read(panel_html(refusal, shelf, reviewed=True)).all("mark") == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_kept_as_they_stand_and_shown_nowhere(text: str) -> None:
    document = library()[0]
    citation = cite(1, document, "Two barges stood idle")
    answer = replace(answered(text, [citation], [quoting(citation)]), text=text)
    talk, (name,) = talked(answer)
    reviews = FakeReviews()
    page = Feedback(reviews).take(talk, {"exchange": name, "citation": 1, "value": "right"})
    assert read(page).tags() == {"body", "p"}
    assert (only(reviews).question, only(reviews).answer_text) == (text, text)
    odd = Feedback(reviews).take(talk, {"exchange": text, "citation": text, "value": text})
    assert told(odd) == ("failed", [], "Not kept: from an earlier session.")


def test_in_german_thumbs_marks_and_what_is_said_of_a_press_are_german() -> None:
    talk, (name,) = talked(STORY["halted"])
    feedback = Feedback(FakeReviews())
    with speaking("de"):
        assert told(feedback.take(talk, {"exchange": name, "value": "up"}))[2] == "In dieser Bibliothek gespeichert."
        assert told(feedback.take(talk, {"exchange": name, "value": "up"}))[2] == "Zurückgenommen."
        thumbs = read(exchange_html(Exchange("a1", "q", STORY["halted"]), reviewed=True)).all("thumb")
        marks = read(marks_html(Exchange("a1", "q", STORY["halted"]), 2)).all("mark")
    assert [thumb.text for thumb in thumbs] == ["Gute Antwort", "Schlechte Antwort"]
    assert [mark.text for mark in marks] == ["Richtig", "Falsch", "Unklar"]
