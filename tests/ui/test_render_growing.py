"""What the chat shows of an answer under way, and of one that was stopped."""

from dataclasses import replace
from typing import get_args

import pytest

from onrecord.answers import Partial, Sentence
from onrecord.conversations import Exchange, Problem
from onrecord.ports import Stage
from tests.browser.fakes import library
from tests.browser.model_story import grown, halted_by_model
from tests.ui.markup import read
from tests.ui.test_render import OURS
from ui.render import answer_html, exchange_html


def test_an_answer_under_way_looks_as_the_finished_one_and_vouches_for_no_more_than_was_checked() -> None:
    answer = halted_by_model()
    finished = answer_html(replace(answer, judge=""), "a1")
    for partial in grown(answer):
        page = exchange_html(Exchange("a1", "q", partial), reviewed=True)
        seen = read(page)
        assert seen.tags() <= OURS - {"button"} | ({"button"} if partial.sentences else set())
        assert [element.text for element in seen.all("said")] == [
            *(sentence.text for sentence in partial.sentences), *([partial.pending] if partial.pending else []),
        ]  # fmt: skip
        assert len(seen.all("verdict")) == len(partial.sentences)
        assert len(seen.all("pending")) == bool(partial.pending)
        assert seen.one("doing").text == "Writing, and checking every sentence"
        assert not any(seen.all(name) for name in ("thumb", "copy", "again", "held", "usage"))
        shown = page[page.index('">') + 2 : page.index('<div class="footing">')]
        checked = shown.split('<span class="sentence pending">')[0].removesuffix('<p class="prose">').removesuffix(" ")
        assert finished[finished.index('">') + 2 :].startswith(checked.removesuffix("</p>"))


def test_a_sentence_that_awaits_its_verdict_stands_where_it_will_stand() -> None:
    first, _, _, doubted, _ = halted_by_model().sentences
    cited = halted_by_model().citations
    inside = read(exchange_html(Exchange("a1", "q", Partial((first,), cited, doubted.text))))
    assert [element.text for element in inside.all("prose")] == [
        f"{inside.all('why')[0].text}{first.text}[4] {doubted.text} Being checked"
    ]
    quote = halted_by_model().sentences[2]
    after = read(exchange_html(Exchange("a1", "q", Partial((quote,), cited, doubted.text))))
    assert [element.tag for element in after.elements if element.tag in {"p", "blockquote"}] == ["blockquote", "p", "p"]
    alone = read(exchange_html(Exchange("a1", "q", Partial(pending=doubted.text))))
    assert alone.one("lead").text == f"{doubted.text} Being checked"


def test_framing_waits_for_the_sentence_it_introduces() -> None:
    framing, first = Sentence("In short:", "framing"), halted_by_model().sentences[0]
    cited = halted_by_model().citations
    assert not read(exchange_html(Exchange("a1", "q", Partial((framing,), cited, first.text)))).all("framing")
    assert read(exchange_html(Exchange("a1", "q", Partial((framing, first), cited)))).one("framing").text == "In short:"


def test_what_was_held_back_is_counted_while_the_answer_is_written() -> None:
    assert read(exchange_html(Exchange("a1", "q", Partial(held=1)))).one("coverage").text == "1 sentence held back"
    assert read(exchange_html(Exchange("a1", "q", Partial(held=2)))).one("coverage").text == "2 sentences held back"


def test_of_a_stopped_answer_the_checked_sentences_stay_and_it_says_that_it_was_stopped() -> None:
    _, answer = library(), halted_by_model()
    partial = Partial(answer.sentences[:2], answer.citations, answer.sentences[2].text)
    seen = read(exchange_html(Exchange("a1", "q", Problem("stopped").after(partial))))
    assert [element.text for element in seen.all("said")] == [sentence.text for sentence in answer.sentences[:2]]
    assert seen.one("headline").text == "Stopped."
    assert seen.one("again").attributes == {"type": "button", "class": "again", "value": "a1"}
    assert not seen.all("pending")


@pytest.mark.parametrize("stage", get_args(Stage))
def test_a_stage_is_named(stage: Stage) -> None:
    words = read(exchange_html(Exchange("a1", "q", stage))).one("stage").text
    assert words.lower().startswith(stage)
