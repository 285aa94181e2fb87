"""What is done in a tab that Gradio has let go of goes into the conversation that the page shows, if it is theirs."""

import inspect
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

import gradio as gr
import pytest

from onrecord.accounts import User
from onrecord.answers import Answer
from onrecord.errors import DamagedLibrary
from tests.browser.fakes import FakeReviews
from tests.ui.chat_page import Page, event
from ui.feedback import Feedback
from ui.talks import Tab, Tabs, Talks
from ui.visitors import visiting

ANN, BOB = User("ann", "editor"), User("bob", "editor")
FIRST, THEN = "Why was it halted?", "What does it cost?"


def sender(shown: str, user: User | None = None) -> gr.Request:
    """The request of an event, from a page with that conversation in its address."""
    query = {"c": shown} if shown else {}
    return cast("gr.Request", SimpleNamespace(query_params=query, headers={}, state=SimpleNamespace(user=user)))


def done(page: Page, name: str, tabs: Tabs, request: gr.Request, *given: object, **sent: object) -> list[Any]:
    """What an event's handler gives, as Gradio calls it, with ``tabs`` as what it knows of the tab."""
    blocks: Any = page.chat.chatbot
    while blocks.parent is not None:
        blocks = blocks.parent
    (fn,) = {fn.fn.__name__: fn.fn for fn in blocks.fns.values() if fn.fn.__name__ == name}.values()
    special = {gr.Request: request, gr.EventData: event(**sent), Tab: tabs}
    left = list(given)
    kinds = [one.annotation for one in inspect.signature(fn).parameters.values()]
    came = fn(*(special[kind] if kind in special else left.pop(0) for kind in kinds if left or kind in special))
    return list(came) if inspect.isgenerator(came) else [came]


def let_go(page: Page) -> Tabs:
    """What Gradio makes anew of a tab whose state it has dropped, and that no other tab shares."""
    page.chat._talks._open.clear()
    return Tabs(page.chat._talks)


def stored(page: Page, name: str) -> list[str]:
    assert page.store is not None
    return [one.question for one in page.store.exchanges(name)]


def test_a_question_goes_into_the_conversation_that_the_page_shows(page: Page, tab: Tab) -> None:
    page.asks(FIRST, "")
    before = tab.talk.id
    tabs = let_go(page)
    *_, last = done(page, "_ask", tabs, sender(before), THEN, "")
    assert tabs.mine().talk.id == before
    assert [one["role"] for one in page.told(last, "chat")] == ["user", "assistant"] * 2
    assert f'data-open="{before}"' in page.told(last, "list") or page.told(last, "list") is None
    assert stored(page, before) == [FIRST, THEN]


def test_a_tab_that_gradio_knows_keeps_what_it_has_open_whatever_its_address_says(page: Page, tab: Tab) -> None:
    page.asks(FIRST, "")
    other, tabs = tab.talk.id, let_go(page)
    mine = tabs.mine().talk
    done(page, "_ask", tabs, sender(other), THEN, "")
    assert tabs.mine().talk is mine
    assert [one.question for one in mine.exchanges] == [THEN]
    assert stored(page, other) == [FIRST]


def test_a_thumb_an_edited_question_and_one_that_is_asked_again_find_theirs(page: Page, tab: Tab) -> None:
    page.asks(FIRST, "")
    page.asks(THEN, "")
    name, (one, two) = tab.talk.id, [each.id for each in tab.talk.exchanges]
    with patch.object(page.chat, "_feedback", Feedback(FakeReviews())):
        (noted,) = [page.chat._judged(shown(page, name), event(exchange=one, value="up"))]
    assert f'data-pressed="{one}-up"' in noted
    *_, last = done(page, "_ask_again", let_go(page), sender(name), exchange=two)
    assert len(page.told(last, "chat")) == 4
    assert stored(page, name) == [FIRST, THEN]
    tabs = let_go(page)
    (begun,) = done(page, "_edited", tabs, sender(name), exchange=one, draft="")
    assert page.told(begun, "box").value == FIRST
    done(page, "_ask", tabs, sender(name), "When did they learn of it?", "")
    assert stored(page, name) == ["When did they learn of it?"]


def shown(page: Page, name: str) -> Tab:
    return let_go(page).mine(name)


def test_one_that_looks_again_is_shown_what_it_missed(page: Page, tab: Tab) -> None:
    page.asks(FIRST, "")
    name, tabs = tab.talk.id, let_go(page)
    (news,) = done(page, "_looked_at", tabs, sender(name), c=name, n=0)
    assert len(page.told(news, "chat")) == 2
    assert f'data-open="{name}"' in page.told(news, "list")
    assert "Every sentence is checked" in page.told(news, "hint"), "nothing is edited any longer"
    assert page.told(news, "panel") is None, "what is read there stays"
    (nothing,) = done(page, "_looked_at", tabs, sender(name), c=name, n=0)
    assert page.told(nothing, "chat") is page.told(nothing, "list") is None


def test_one_in_which_a_question_is_edited_before_it_looks_again_goes_on_editing(page: Page, tab: Tab) -> None:
    page.asks(FIRST, "")
    name, one, tabs = tab.talk.id, tab.talk.exchanges[0].id, let_go(page)
    done(page, "_edited", tabs, sender(name), exchange=one, draft="half a thou")
    (news,) = done(page, "_looked_at", tabs, sender(name), c=name, n=0)
    assert "replaces the question" in page.told(news, "hint")
    assert page.told(news, "box").value is None
    assert tabs.mine().editing == one


@pytest.mark.parametrize("name", ["gone", "../../etc", "<script>", "a" * 5000])
def test_one_that_is_not_here_is_told_and_the_question_stays_to_be_sent_in_a_new_one(page: Page, name: str) -> None:
    tabs = let_go(page)
    (told,) = done(page, "_ask", tabs, sender(name), THEN, "")
    assert "That conversation is not here any more" in page.told(told, "hint")
    assert page.told(told, "box").value is None, "it stays as it is"
    assert name not in str(told.values())
    done(page, "_ask", tabs, sender(""), THEN, "")
    assert [one.question for one in tabs.mine().talk.exchanges] == [THEN]


def test_one_that_cannot_be_read_is_told_and_nothing_is_asked_elsewhere(page: Page) -> None:
    assert page.store is not None
    tabs, listed = let_go(page), page.store.listed()
    with patch.object(page.store, "exchanges", side_effect=DamagedLibrary("The question 'e1' cannot be read")):
        (told,) = done(page, "_ask", tabs, sender("c1"), THEN, "")
    assert "The question &#x27;e1&#x27; cannot be read" in page.told(told, "hint")
    assert page.store.listed() == listed


def test_anothers_is_as_one_that_never_was(page: Page) -> None:
    with visiting(ANN):
        anns = Tab(page.chat._talks)
        page.asks("Why did Ann ask?", "", tab=anns)
        name = anns.talk.id
    for tabs in (Tabs(page.chat._talks), let_go(page)):
        (told,) = done(page, "_ask", tabs, sender(name, BOB), THEN, "")
        assert "That conversation is not here any more" in page.told(told, "hint")
        *_, last = done(page, "_ask", tabs, sender(name, BOB), THEN, "")
        assert len(page.told(last, "chat")) == 2
        assert "did Ann ask" not in f"{told.values()}{last.values()}"
    assert page.store is not None
    assert [one.question for one in page.store.of("ann").exchanges(name)] == ["Why did Ann ask?"]
    with visiting(BOB):
        assert len(page.chat._talks.listed("", 9)) == 2
    assert isinstance(anns.talk.exchanges[0].outcome, Answer)


def test_a_page_that_keeps_no_conversation_has_none_to_open() -> None:
    assert Tab(Talks()).missing == ""
    assert Tabs(Talks()).mine("c1").missing == "c1"
