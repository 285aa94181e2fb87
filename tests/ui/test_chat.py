"""What the chat does at each event, without a browser: what it shows, what it keeps, and that nothing is raised."""

from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

import gradio as gr
import pytest

from onrecord.conversations import Problem
from onrecord.errors import DamagedLibrary, LibraryError
from onrecord.types import Filters
from tests.ui.chat_page import Page, event, visit
from ui.drawing import TOGETHER, messages
from ui.say import speaking
from ui.talks import Tab, Talks


def test_a_link_opens_a_conversation_with_its_answers_and_passages(page: Page, tab: Tab) -> None:
    page.asks("Why was it halted?", "")
    again = Tab(Talks(page.store))
    opened = page.chat._loaded(again, visit(c=tab.talk.id))
    assert [one["role"] for one in page.told(opened, "chat")] == ["user", "assistant"]
    assert page.told(opened, "panel").count("<mark>") >= 3
    assert 'aria-current="page"' in page.told(opened, "list")
    assert "rail-toggle" in page.told(opened, "bar")
    assert page.told(opened, "chat")[0]["content"].count("Why was it halted") == 1


@pytest.mark.parametrize("name", ["gone", "../../etc", "<script>", "a" * 5000])
def test_a_link_to_nothing_says_so_and_gives_a_new_one(page: Page, tab: Tab, name: str) -> None:
    opened = page.chat._loaded(tab, visit(c=name))
    assert "That conversation is not here any more" in page.told(opened, "hint")
    assert name not in "".join(str(value) for value in opened.values())
    assert page.told(opened, "chat") == []


def test_one_that_cannot_be_read_is_told_and_the_page_goes_on(page: Page, tab: Tab) -> None:
    assert page.store is not None
    with patch.object(page.store, "exchanges", side_effect=DamagedLibrary("The question 'e1' cannot be read")):
        opened = page.chat._opened(tab, event(c="c1"))
    assert "The question &#x27;e1&#x27; cannot be read" in page.told(opened, "hint")
    with patch.object(page.store, "exchanges", side_effect=ZeroDivisionError("secret")):
        opened = page.chat._opened(tab, event(c="c1"))
    assert "secret" not in page.told(opened, "hint")
    assert page.told(page.asks("Why was it halted?", ""), "chat")


def test_a_tab_that_is_reloaded_half_way_follows_the_answer_to_its_end(page: Page, tab: Tab) -> None:
    page.answerer.go_on.clear()
    steps = cast("Any", page.chat._ask("slow: why halted?", tab, ""))
    assert "data-follows" not in page.told(next(steps), "list"), "this tab is told of it anyway"
    reloaded = Tab(page.chat._talks)
    opened = page.chat._loaded(reloaded, visit(c=tab.talk.id))
    assert "data-follows" in page.told(opened, "list")
    assert page.told(opened, "box").stop_btn
    assert page.told(page.chat._looked_at(reloaded, event(c=tab.talk.id)), "chat") is None, "there is no news"
    next(steps)
    steps.close()
    page.answerer.go_on.set()
    ended = page.chat._looked_at(reloaded, event(c=tab.talk.id))
    assert "The page was closed before" in page.told(ended, "chat")[1]["content"]
    assert "data-follows" not in page.told(ended, "list")
    assert page.told(ended, "box").submit_btn
    assert page.told(ended, "panel")
    assert page.told(page.chat._looked_at(reloaded, event(c=tab.talk.id)), "panel") is None


def test_a_second_tab_that_asked_in_vain_follows_what_the_first_awaits(page: Page, tab: Tab) -> None:
    page.asks("Why was it halted?", "")
    other = Tab(page.chat._talks)
    page.chat._opened(other, event(c=tab.talk.id))
    page.answerer.go_on.clear()
    steps = page.chat._ask("slow: what cost?", tab, "")
    next(steps)
    assert "data-follows" in page.told(page.asks("another", "", tab=other), "list")
    page.answerer.go_on.set()
    list(steps)
    ended = page.chat._looked_at(other, event(c=tab.talk.id))
    assert "Still at work" not in page.told(ended, "hint")
    assert page.told(ended, "panel").count("<mark>") >= 3


def test_one_whose_first_answer_is_awaited_stays_in_the_list_while_its_reader_is_elsewhere(
    page: Page, tab: Tab
) -> None:
    page.answerer.go_on.clear()
    steps = page.chat._ask("slow: why halted, then?", tab, "")
    next(steps)
    first = tab.talk.id
    away = page.chat._renewed(tab)
    assert f'href="?c={first}"' in page.told(away, "list")
    back = page.chat._opened(tab, event(c=first))
    assert tab.talk.id == first
    assert "data-follows" not in page.told(back, "list"), "it is told of that still"
    page.answerer.go_on.set()
    assert page.told(list(steps)[-1], "panel")
    assert tab.awaiting == {}


def test_of_two_that_are_opened_at_once_the_one_chosen_last_is_shown(page: Page, tab: Tab) -> None:
    assert page.store is not None
    page.asks("Why was it halted?", "")
    slow, exchanges = tab.talk.id, page.store.exchanges

    def meanwhile(name: str) -> Any:
        page.chat._renewed(other)
        return exchanges(name)

    other = Tab(Talks(page.store))
    page.chat._talks, talks = Talks(page.store), page.chat._talks
    try:
        with patch.object(page.store, "exchanges", side_effect=meanwhile):
            late = page.chat._opened(other, event(c=slow))
    finally:
        page.chat._talks = talks
    assert other.talk.id != slow
    assert page.told(late, "chat") is None
    assert other.talk.exchanges == ()


def test_of_passages_asked_for_at_once_those_asked_for_last_are_shown(page: Page, tab: Tab) -> None:
    page.asks("Why was it halted?", "")
    page.asks("What does it cost?", "")
    first, second = (one.id for one in tab.talk.exchanges)
    passages = page.chat._passages

    def meanwhile(exchange: Any) -> str:
        if exchange.id == first:
            assert f"p-{second}" in page.chat._reopened(tab, event(exchange=second))
        return passages(exchange)

    with patch.object(page.chat, "_passages", side_effect=meanwhile):
        late = page.chat._reopened(tab, event(exchange=first))
    assert not isinstance(late, str), "the panel stays as it is"
    assert f"p-{first}" in page.chat._reopened(tab, event(exchange=first))


def test_passages_are_fetched_even_while_others_are(page: Page) -> None:
    panel = page.chat._panel
    config = cast("Any", panel.parent).parent
    while config.parent is not None:
        config = config.parent
    modes = [
        one["trigger_mode"]
        for one in config.get_config_file()["dependencies"]
        if (panel._id, "select") in one["targets"]
    ]
    assert modes == ["multiple"], "with others Gradio drops a press, or sends the first one again"


def test_questions_to_begin_with_come_as_soon_as_there_are_some(page: Page, tab: Tab) -> None:
    offered: list[str] = []
    lacking = event(c="", lacks="examples")
    with patch.object(page.chat, "_examples", lambda: offered):
        assert page.told(page.chat._looked_at(tab, lacking), "chat") is None
        offered.append("Why was it halted?")
        assert page.told(page.chat._looked_at(tab, event(c="")), "chat") is None
        welcome = page.told(page.chat._looked_at(tab, lacking), "chat")
    assert welcome.examples[0]["text"] == "Why was it halted?"
    page.asks("Why was it halted?", "")
    assert not isinstance(page.told(page.chat._looked_at(tab, lacking), "chat"), gr.Chatbot)


def test_a_new_conversation_leaves_the_old_one_where_it_is(page: Page, tab: Tab) -> None:
    page.asks("Why was it halted?", "")
    before = tab.talk
    renewed = page.chat._renewed(tab)
    assert page.told(renewed, "chat") == []
    assert 'data-open=""' in page.told(renewed, "list")
    assert before.id in page.told(renewed, "list")
    back = page.chat._opened(tab, event(c=before.id))
    assert tab.talk is before
    assert len(page.told(back, "chat")) == 2


def test_an_answer_goes_on_while_its_reader_is_elsewhere_and_shows_when_they_are_back(page: Page, tab: Tab) -> None:
    page.answerer.go_on.clear()
    steps = page.chat._ask("slow: why halted?", tab, "")
    next(steps)
    talk = tab.talk
    page.chat._renewed(tab)
    page.answerer.go_on.set()
    rest = list(steps)
    assert all(page.told(each, "chat") is None and page.told(each, "box") is None for each in rest)
    assert not talk.running
    assert page.store is not None
    assert page.store.exchanges(talk.id) == talk.exchanges
    assert len(page.told(page.chat._opened(tab, event(c=talk.id)), "chat")) == 2


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_page_that_is_closed_ends_its_question_and_that_is_kept(page: Page, tab: Tab, after: int) -> None:
    page.answerer.go_on.clear()
    page.answerer.closed.clear()
    steps = cast("Any", page.chat._ask("slow", tab, ""))
    for _ in range(after):
        next(steps)
    steps.close()
    assert page.answerer.closed.is_set() or after == 1, "it has not been asked yet"
    assert page.store is not None
    assert [one.outcome for one in page.store.exchanges(tab.talk.id)] == [Problem("closed")]
    page.answerer.go_on.set()


def test_a_second_tab_is_told_that_the_first_is_still_at_work_and_shown_what_it_did(page: Page, tab: Tab) -> None:
    page.asks("Why was it halted?", "")
    other = Tab(page.chat._talks)
    page.chat._opened(other, event(c=tab.talk.id))
    page.answerer.go_on.clear()
    steps = page.chat._ask("slow: what cost?", tab, "")
    next(steps)
    refused = page.asks("another", "", tab=other)
    assert "Still at work" in page.told(refused, "hint")
    assert len(page.told(refused, "chat")) == 4
    page.answerer.go_on.set()
    list(steps)
    looked = page.chat._looked_at(other, event(c=tab.talk.id))
    assert "18,500" in page.told(looked, "chat")[3]["content"].replace("&#44;", ",")
    assert page.told(page.chat._looked_at(other, event(c=tab.talk.id)), "chat") is None, "nothing changed since"


def test_a_tab_that_was_forgotten_finds_back_to_what_it_shows(page: Page, tab: Tab) -> None:
    page.asks("Why was it halted?", "")
    fresh = Tab(page.chat._talks)
    looked = page.chat._looked_at(fresh, event(c=tab.talk.id))
    assert fresh.talk is tab.talk
    assert len(page.told(looked, "chat")) == 2
    name = tab.talk.exchanges[0].id
    assert "<mark>" in page.chat._reopened(Tab(page.chat._talks), event(exchange=name))
    assert "earlier session" in page.chat._reopened(fresh, event(exchange="gone"))


def test_deleting_the_open_one_begins_a_new_one_in_every_tab(page: Page, tab: Tab) -> None:
    page.asks("Why was it halted?", "")
    name, other = tab.talk.id, Tab(page.chat._talks)
    page.chat._opened(other, event(c=name))
    removed = page.chat._removed(tab, event(c=name))
    assert page.told(removed, "chat") == []
    assert name not in page.told(removed, "list")
    asked = page.asks("What does it cost?", "", tab=other)
    assert "not here any more" in page.told(asked, "hint")
    assert page.told(asked, "box").value is None, "the question stays in the field"
    assert page.told(page.asks("What does it cost?", "", tab=other), "chat")
    assert page.told(page.chat._removed(tab, event(c=other.talk.id)), "chat") is None


def test_where_to_look_goes_with_the_question(page: Page, tab: Tab) -> None:
    page.asks("Why was it halted?", "2024-04")
    assert page.answerer.limits == Filters(since="2024-04")
    assert tab.talk.exchanges[0].filters == Filters(since="2024-04")
    told = page.told(page.asks("Why was it halted?", "never"), "hint")
    assert "“never” is no date" in told
    assert len(tab.talk.exchanges) == 1


def test_a_store_that_fails_is_a_quiet_word_beside_the_answer(page: Page, tab: Tab) -> None:
    assert page.store is not None
    with patch.object(page.store, "put", side_effect=LibraryError("disk full")):
        ended = page.asks("Why was it halted?", "")
    assert "Not kept: disk full" in page.told(ended, "hint")
    assert "Dredging" in page.told(ended, "chat")[1]["content"]


@pytest.mark.parametrize("sent", [{}, {"c": None}, {"c": ["x"]}, {"c": {"a": 1}, "title": 3, "exchange": 7}])
def test_whatever_a_visitor_sends_nothing_is_raised(page: Page, tab: Tab, sent: dict[str, object]) -> None:
    chat = page.chat
    for act in (chat._opened, chat._renamed, chat._removed, chat._edited, chat._looked_at, chat._reopened):
        assert act(tab, event(**sent))
    assert list(chat._ask_again(tab, event(**sent)))
    for value in (None, "x", {"text": 7}, sent):
        (told,) = chat._ask_example(tab, event(value=value), "")
        assert "Type a question first" in page.told(told, "hint")
    (told,) = chat._ask(None, tab, "")
    assert "Type a question first" in page.told(told, "hint")
    assert chat._searched(None, tab)
    assert "damaged" not in page.told(chat._searched("word " * 40_000, tab), "list")
    assert chat._opened(tab, cast("gr.EventData", SimpleNamespace(_data=None)))


def test_it_speaks_the_language_of_its_reader_also_of_what_was_drawn_before(page: Page, tab: Tab) -> None:
    page.asks("Why was it halted?", "")
    with speaking("de"):
        assert "Jeder Satz wird geprüft" in page.told(page.chat._whole(tab), "hint")
        german = messages(tab.talk, reviewed=False, kept=True)
    assert german != messages(tab.talk, reviewed=False, kept=True)


def test_what_has_ended_is_drawn_once(page: Page, tab: Tab) -> None:
    page.asks("Why was it halted?", "")
    first = messages(tab.talk, reviewed=False, kept=True)
    with patch("ui.drawing.exchange_html", side_effect=AssertionError("drawn again")):
        assert messages(tab.talk, reviewed=False, kept=True) == first
    page.asks("What does it cost?", "")
    assert messages(tab.talk, reviewed=False, kept=True)[:2] == first
    tab.talk.clear()
    assert tab.talk.drawn == {}


def test_of_a_long_conversation_the_end_is_shown_and_the_rest_on_request(page: Page, tab: Tab) -> None:
    for number in range(TOGETHER + 3):
        begun = tab.talk.begin(f"question {number}")
        assert begun is not None
        tab.talk.stop()
    shown = page.told(page.chat._whole(tab), "chat")
    assert len(shown) == 2 * TOGETHER
    assert "Show 3 earlier questions" in shown[0]["content"]
    assert "question 3<" in shown[0]["content"]
    more = page.told(page.chat._more(tab), "chat")
    assert len(more) == 2 * (TOGETHER + 3)
    assert "earlier" not in more[0]["content"]
    page.asks("And now, why halted?", "")
    assert len(page.told(page.chat._looked_at(tab, event(c=tab.talk.id)), "chat") or shown) == 2 * TOGETHER


def test_without_a_store_a_conversation_lasts_as_long_as_the_page() -> None:
    page = Page(None)
    page.asks("Why was it halted?")
    page.asks("What does it cost?")
    assert len(page.answerer.histories[1]) == 2
    renewed = page.chat._renewed(page.tab)
    assert (page.told(renewed, "chat"), page.told(renewed, "list")) == ([], "")
    assert page.told(page.chat._loaded(page.tab, visit(c="abc")), "chat") == []
