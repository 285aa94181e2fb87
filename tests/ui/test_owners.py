"""Conversations of one visitor are not there for another, whatever they send."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import gradio as gr
import pytest

from onrecord.accounts import User
from onrecord.conversations import Conversation
from onrecord.errors import UnknownConversation
from retriever.conversations import StoredConversations
from retriever.record import Record
from tests.ui.chat_page import Page, event, visit
from ui.talk import Talk
from ui.talks import Tab, Tabs, Talks, at_own_tab
from ui.visitors import visiting

ANN, BOB = User("ann", "editor"), User("bob", "editor")
SECRET = "Why was the quay of Ann halted?"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoredConversations]:
    with closing(Record(tmp_path / "record.sqlite3")) as record:
        yield StoredConversations(record)


def asked(talks: Talks, user: User | None, question: str = SECRET) -> Talk:
    """A conversation of somebody, which they have open."""
    with visiting(user):
        talk = talks.new()
        talk.begin(question)
        talk.stop()
        return talk


# ---- what is open ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("thief", [BOB, None, User("ANN", "reader")])
@pytest.mark.parametrize("still_open", [True, False])
def test_anothers_conversation_is_none(store: StoredConversations, thief: User | None, still_open: bool) -> None:
    talks = Talks(store)
    talk = asked(talks, ANN)
    (exchange,) = talk.exchanges
    theirs = talks if still_open else Talks(store)
    with visiting(thief):
        assert theirs.open(talk.id) is theirs.open("gone") is None
        assert theirs.holding(exchange.id) is theirs.holding("gone") is None
        assert theirs.listed("", 10) == theirs.listed("quay", 10) == []
        with pytest.raises(UnknownConversation):
            theirs.rename(talk.id, "stolen")
        theirs.remove(talk.id)
    with visiting(ANN):
        assert not talk.gone
        assert [one.title for one in theirs.listed("", 10)] == [SECRET]
        opened = theirs.open(talk.id)
    assert opened is not None
    assert opened.exchanges == (exchange,)


def test_those_of_a_page_that_keeps_none_are_apart_too() -> None:
    talks = Talks()
    talk = asked(talks, ANN)
    with visiting(BOB):
        assert talks.open(talk.id) is None
        talks.remove(talk.id)
    assert not talk.gone
    with visiting(ANN):
        assert talks.open(talk.id) is talk


def test_an_answer_that_comes_once_somebody_else_is_served_is_kept_for_who_asked(store: StoredConversations) -> None:
    talks = Talks(store)
    with visiting(ANN):
        talk = talks.new()
        talk.begin(SECRET)
    with visiting(BOB):
        talk.stop()
    assert [store.of(name).listed() != [] for name in ("ann", "bob", "")] == [True, False, False]


# ---- a tab ----------------------------------------------------------------------------------------------------------


def tab_of(tabs: Tabs, user: User | None) -> Tab:
    with visiting(user):
        return tabs.mine()


def test_a_tab_is_another_for_each_visitor(store: StoredConversations) -> None:
    tabs = Tabs(Talks(store))
    anns, bobs = tab_of(tabs, ANN), tab_of(tabs, BOB)
    assert anns is not bobs
    assert anns.talk is not bobs.talk
    assert anns.id != bobs.id
    assert tab_of(tabs, ANN) is anns
    assert tab_of(tabs, None) not in (anns, bobs)
    assert tab_of(deepcopy(tabs), ANN) is not anns


def test_a_handler_is_given_the_tab_of_who_sent_the_event_and_a_generator_keeps_it(store: StoredConversations) -> None:
    tabs = Tabs(Talks(store))

    def at_once(words: str, tab: Tab, *limits: str) -> tuple[str, Tab, tuple[str, ...]]:
        return words, tab, limits

    def steps(tab: Tab) -> Iterator[Tab]:
        yield tab
        yield tab

    with visiting(ANN):
        assert at_own_tab(at_once)("why", tabs, "2024") == ("why", tabs.mine(), ("2024",))
        going = at_own_tab(steps)(tabs)
        first = next(going)
    with visiting(BOB):
        assert next(going) is first is tab_of(tabs, ANN)
    assert inspect.isgeneratorfunction(at_own_tab(steps))
    assert inspect.signature(at_own_tab(at_once)) == inspect.signature(at_once)


# ---- the page -------------------------------------------------------------------------------------------------------


@pytest.fixture
def alone(store: StoredConversations) -> Page:
    """A page of which Ann has a tab, with one question answered and one that is being edited."""
    page = Page(store)
    with visiting(ANN):
        page.asks(SECRET, tab=(mine := _tabs(page).mine()))
        page.chat._edited(mine, event(exchange=mine.talk.exchanges[0].id, draft="a draft of Ann"))
    return page


def _tabs(page: Page) -> Tabs:
    """What Gradio keeps of the one tab, under a name that anybody may send."""
    return cast("Tabs", page.chat._tab.value)


def _values(page: Page, wanted: list[Any], sent: dict[str, object]) -> list[object]:
    """What Gradio would hand to a handler for Bob, by the types it declares."""
    special = {gr.EventData: event(**sent), gr.Request: _request(str(sent["c"]))}
    return [special.get(one, sent["words"]) if one is not Tab else _tabs(page) for one in wanted]


def _request(c: str) -> gr.Request:
    request = visit(c=c)
    vars(request).update(headers={}, state=SimpleNamespace(user=BOB))
    return request


def test_nothing_of_anothers_tab_is_shown_by_any_event_whatever_is_sent(alone: Page) -> None:
    anns = tab_of(_tabs(alone), ANN)
    (exchange,) = anns.talk.exchanges
    blocks: Any = alone.chat.chatbot
    while blocks.parent is not None:
        blocks = blocks.parent
    fns = [fn for fn in blocks.fns.values() if alone.chat._tab in fn.inputs]
    assert len(fns) >= 14
    sent: dict[str, object] = {
        "c": anns.talk.id, "exchange": exchange.id, "title": "stolen", "draft": "", "words": "quay",
        "value": {"text": "What did Ann ask?"}, "lacks": "examples", "n": 2**52,
    }  # fmt: skip
    before = (anns.talk.exchanges, anns.editing, anns.draft, anns.talk.id)
    with visiting(BOB):
        for fn in fns:
            wanted = [one.annotation for one in inspect.signature(fn.fn, eval_str=True).parameters.values()]
            given = _values(alone, wanted, sent)
            came = fn.fn(*given)
            for one in came if inspect.isgenerator(came) else [came]:
                seen = str({key: _plain(value) for key, value in one.items()} if isinstance(one, dict) else one)
                for secret in (SECRET, "a draft of Ann", anns.id, exchange.id):
                    assert secret not in seen, fn.fn.__name__
    assert (anns.talk.exchanges, anns.editing, anns.draft, anns.talk.id) == before
    assert alone.store is not None
    assert [one.title for one in alone.store.of("ann").listed()] == [SECRET]


def _plain(value: object) -> object:
    """A component as what the browser is told of it."""
    return vars(value) if isinstance(value, gr.blocks.Block) else value


def test_anothers_answer_under_way_is_neither_seen_nor_stopped(store: StoredConversations) -> None:
    page = Page(store)
    page.answerer.go_on.clear()
    with visiting(ANN):
        anns = _tabs(page).mine()
        steps = page.chat._ask("slow: why did Ann ask?", anns)
        next(steps)
    with visiting(BOB):
        bobs = _tabs(page).mine()
        page.chat._stopped(bobs)
        shown = page.chat._looked_at(bobs, event(c=anns.talk.id))
        assert "not here any more" in page.told(shown, "hint")
        assert page.told(shown, "list") is not None
        assert "Ann" not in page.told(shown, "list")
        assert "data-follows" not in page.told(shown, "list")
    assert anns.talk.running
    page.answerer.go_on.set()
    list(steps)
    assert [_titles(store.of(name).listed()) for name in ("ann", "bob")] == [["slow: why did Ann ask?"], []]


def _titles(listed: list[Conversation]) -> list[str]:
    return [one.title for one in listed]


@pytest.mark.parametrize("act", [lambda chat: chat._judged, lambda chat: chat._reopened])
def test_passages_of_anothers_answer_are_as_lost_as_those_of_none(
    alone: Page, act: Callable[[Any], Callable[..., object]]
) -> None:
    (exchange,) = tab_of(_tabs(alone), ANN).talk.exchanges
    with visiting(BOB):
        bobs = _tabs(alone).mine()
        handler = act(alone.chat)
        assert handler(bobs, event(exchange=exchange.id)) == handler(bobs, event(exchange="gone"))
