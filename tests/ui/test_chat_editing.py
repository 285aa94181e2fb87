"""A question of a conversation is taken up again, edited and asked anew."""

import pytest

from tests.ui.chat_page import Page, event, visit
from ui.talks import Tab, Tabs, as_shown, at_own_tab


def test_an_edited_question_replaces_what_came_after(page: Page, tab: Tab) -> None:
    page.asks("Why was it halted?", "")
    page.asks("What does it cost?", "")
    first = tab.talk.exchanges[0]
    begun = page.chat._edited(tab, event(exchange=first.id))
    assert page.told(begun, "box").value == "Why was it halted?"
    assert "replaces the question and what came after it" in page.told(begun, "hint")
    cancelled = page.chat._edited(tab, event(exchange=""))
    assert page.told(cancelled, "box").value == ""
    assert "Every sentence is checked" in page.told(cancelled, "hint")
    page.chat._edited(tab, event(exchange=first.id))
    page.asks("When did they learn of it?", "2024")
    assert [one.question for one in tab.talk.exchanges] == ["When did they learn of it?"]
    assert page.store is not None
    assert page.store.exchanges(tab.talk.id) == tab.talk.exchanges
    page.asks("And the cost?", "")
    assert len(tab.talk.exchanges) == 2


def test_what_was_written_before_a_question_was_edited_comes_back(page: Page, tab: Tab) -> None:
    page.asks("Why was it halted?", "")
    page.asks("What does it cost?", "")
    one, two = (each.id for each in tab.talk.exchanges)
    page.chat._edited(tab, event(exchange=one, draft="half a thou"))
    page.chat._edited(tab, event(exchange=two, draft="Why was it halted?"))
    assert page.told(page.chat._edited(tab, event(exchange="")), "box").value == "half a thou"
    page.chat._edited(tab, event(exchange=two, draft="half a thou"))
    first, *_ = page.chat._ask("When did they learn of it?", tab, "")
    assert page.told(first, "box").value == "half a thou"
    page.chat._edited(tab, event(exchange=one, draft="half a thou"))
    assert page.told(page.chat._renewed(tab), "box").value == "half a thou"
    assert page.told(page.chat._renewed(tab), "box").value is None


def test_a_question_that_is_asked_again_is_edited_no_longer(page: Page, tab: Tab) -> None:
    page.asks("crash", "")
    page.asks("crash again", "")
    one, two = (each.id for each in tab.talk.exchanges)
    page.chat._edited(tab, event(exchange=one))
    first, *_ = page.chat._ask_again(tab, event(exchange=two))
    assert "replaces the question" in page.told(first, "hint"), "it is edited still"
    page.chat._edited(tab, event(exchange=tab.talk.exchanges[1].id))
    first, *_ = page.chat._ask_again(tab, event(exchange=tab.talk.exchanges[1].id))
    assert "Every sentence is checked" in page.told(first, "hint")
    page.asks("Why was it halted?", "")
    assert len(tab.talk.exchanges) == 3, "asked as a new one, at once"


def test_a_question_is_edited_once_what_was_edited_meanwhile_is_gone(page: Page, tab: Tab) -> None:
    page.asks("Why was it halted?", "")
    page.chat._edited(tab, event(exchange=tab.talk.exchanges[0].id))
    tab.talk.clear()
    assert "earlier session" in page.told(page.asks("Why?", ""), "hint")
    assert page.told(page.asks("Why halted?", ""), "chat")


def let_go(page: Page, **address: str) -> Tab:
    """A tab whose state was dropped, once something is sent from a page with that address."""
    page.chat._talks._open.clear()
    tabs, seen = Tabs(page.chat._talks), list[Tab]()

    def sees(own: Tab) -> None:
        seen.append(own)

    as_shown(at_own_tab(sees))(visit(**address), tabs)
    return seen[0]


def test_a_question_is_edited_still_in_a_tab_that_was_let_go_of(page: Page, tab: Tab) -> None:
    page.asks("Why was it halted?", "")
    page.asks("What does it cost?", "")
    name, first = tab.talk.id, tab.talk.exchanges[0].id
    back = let_go(page, c=name, e=first)
    assert "replaces the question" in page.told(page.chat._looked_at(back, event(c=name, n=0)), "hint")
    page.asks("When did they learn of it?", "", tab=back)
    assert page.store is not None
    assert [one.question for one in page.store.exchanges(name)] == ["When did they learn of it?"]
    assert back.editing == ""


@pytest.mark.parametrize("edited", ["", "gone", "<b>"])
def test_what_is_no_question_of_the_conversation_is_not_edited(page: Page, tab: Tab, edited: str) -> None:
    page.asks("Why was it halted?", "")
    back = let_go(page, c=tab.talk.id, e=edited)
    page.asks("What does it cost?", "", tab=back)
    assert [one.question for one in back.talk.exchanges] == ["Why was it halted?", "What does it cost?"]


def test_a_page_that_is_loaded_again_edits_nothing(page: Page, tab: Tab) -> None:
    """The words that were in the field are gone by then."""
    page.asks("Why was it halted?", "")
    address = {"c": tab.talk.id, "e": tab.talk.exchanges[0].id}
    back = let_go(page, **address)
    loaded = page.chat._loaded(back, visit(**address))
    assert "Every sentence is checked" in page.told(loaded, "hint")
    assert back.editing == ""
