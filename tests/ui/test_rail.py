"""The list of conversations as HTML, and what becomes of it when something cannot be had or done."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any
from unittest.mock import patch

import gradio as gr
import pytest

from onrecord.conversations import Conversation
from onrecord.errors import DamagedLibrary
from retriever.conversations import StoredConversations
from retriever.record import Record
from tests.browser.fakes import refused
from tests.ui.markup import read
from ui.rail import MOST_LISTED, Rail, bar_html, rail_html
from ui.say import speaking
from ui.talks import Tab, Talks

HOSTILE = "<img src=x onerror=alert(1)> ${1+1} {{x}} \"'` \u202egnp \x07 ](javascript:x)"


def known(name: str = "c1", title: str = "Why was it halted?", exchanges: int = 2) -> Conversation:
    return Conversation(name, title, "2024-04-17T09:30:00.000+00:00", "2024-04-18T09:30:00.000+00:00", exchanges)


def test_each_conversation_is_a_link_with_its_title_and_date_and_the_open_one_is_marked() -> None:
    page = read(rail_html([known(), known("c2", "What does it cost?")], "c2", ("ab12", 3)))
    links = [one for one in page.elements if one.tag == "a" and one.attributes["href"].startswith("?")]
    assert [one.attributes["href"] for one in links] == ["?c=c1", "?c=c2"]
    exports = [one.attributes["href"] for one in page.elements if one.tag == "a" and one not in links]
    assert exports == [f"export/conversation/c2.{form}" for form in ("html", "docx", "md")], "of the open one alone"
    assert [one.attributes.get("aria-current") for one in links] == [None, "page"]
    assert links[0].attributes["title"] == "Why was it halted?"
    assert links[0].text == "Why was it halted?18 April 2024"
    (nav,) = [one for one in page.elements if one.tag == "nav"]
    assert (nav.attributes["aria-label"], nav.attributes["data-open"]) == ("Conversations", "c2")
    told = [nav.attributes[f"data-{name}"] for name in ("title", "tab", "chosen")]
    assert told == ["What does it cost?", "ab12", "3"]
    assert [one.attributes["aria-label"] for one in page.all("rename")] == [
        "Rename “Why was it halted?”", "Rename “What does it cost?”",
    ]  # fmt: skip
    assert [one.attributes["value"] for one in page.all("remove")] == ["c1", "c2"]


def test_a_hostile_title_is_only_ever_words() -> None:
    html = rail_html([known(title=HOSTILE)], "c1", words=HOSTILE, told=HOSTILE)
    page = read(html)
    assert page.tags() == {"body", "nav", "p", "ul", "li", "a", "span", "time", "button"}
    assert not [name for one in page.elements for name in one.attributes if name.startswith("on")]
    assert page.one("title").text.startswith("<img src=x onerror=alert(1)> ${1+1} {{x}}")
    assert "\u202e" not in html
    assert "\x07" not in html


def test_a_conversation_that_is_not_kept_yet_can_only_be_opened() -> None:
    page = read(rail_html([known(exchanges=0)], "c1"))
    assert [one.tag for one in page.elements if one.tag in ("a", "button")] == ["a"]


@pytest.mark.parametrize(
    ("found", "words", "told", "says"),
    [
        (0, "", "", "What you ask is kept here."),
        (0, "mercury", "", "0 conversations found"),
        (1, "mercury", "", "1 conversation found"),
        (MOST_LISTED, "", "", "Older ones are found by their words."),
        (0, "", "The record is damaged.", "The record is damaged."),
    ],
)
def test_the_list_says_what_it_is(found: int, words: str, told: str, says: str) -> None:
    page = read(rail_html([known(f"c{place}") for place in range(found)], "", words=words, told=told))
    assert [one.text for one in page.elements if one.tag == "p"] == [says]


def test_only_a_tab_that_is_not_told_of_an_answer_asks_for_it() -> None:
    assert "data-follows" not in rail_html([known()], "c1")
    (nav,) = [one for one in read(rail_html([known()], "c1", follows=True)).elements if one.tag == "nav"]
    assert "data-follows" in nav.attributes


def test_what_opens_the_pane_says_all_that_is_in_it() -> None:
    assert ">Conversations<" in bar_html()
    assert ">Conversations and where to look<" in bar_html(limited=True)


def test_it_is_said_in_the_language_of_its_reader() -> None:
    with speaking("de"):
        assert "„Why was it halted?“ umbenennen" in rail_html([known()], "")
        assert ">Unterhaltungen<" in bar_html()


def test_five_hundred_make_a_page_that_a_browser_takes_easily() -> None:
    assert len(rail_html([known(f"{place:016x}", "x" * 80) for place in range(500)], "")) < 350_000


# ---- the component --------------------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoredConversations]:
    with closing(Record(tmp_path / "record.sqlite3")) as record:
        yield StoredConversations(record)


def rail_of(talks: Talks) -> tuple[Rail, Tab]:
    async def laid_out() -> Rail:  # where no event loop runs, Gradio leaves many open
        with gr.Blocks():
            return Rail(talks, None)

    return asyncio.run(laid_out()), Tab(talks)


def html_of(changes: dict[Any, Any]) -> str:
    (html,) = changes.values()
    assert isinstance(html, str)
    return html


def test_the_list_comes_only_where_it_changed(store: StoredConversations) -> None:
    rail, tab = rail_of(Talks(store))
    assert "What you ask" in html_of(rail.shown(tab))
    assert rail.shown(tab) == {}
    assert rail.shown(tab, whole=True) != {}
    begun = tab.talk.begin("Why was it halted?")
    assert begun is not None
    awaited = html_of(rail.shown(tab))
    assert "Why was it halted?" in awaited
    assert "rename" not in awaited, "it is kept once it has ended"
    tab.talk.advance(begun.id, refused("q"))
    assert "rename" in html_of(rail.shown(tab))
    assert rail.shown(tab) == {}
    assert len(tab.listed) <= 32, "a tab does not keep a list that may be 350 kB long"


def test_what_was_searched_for_stays_searched_for(store: StoredConversations) -> None:
    talks = Talks(store)
    for question in ("about ferries", "about harbours"):
        talk = talks.new()
        begun = talk.begin(question)
        assert begun is not None
        talk.advance(begun.id, refused(question))
    rail, tab = rail_of(talks)
    tab.words = "ferr"
    page = read(html_of(rail.shown(tab)))
    assert [one.text for one in page.all("title")] == ["about ferries"]


def test_the_page_keeps_its_title_while_the_list_is_searched_for_something_else_or_fails(
    store: StoredConversations,
) -> None:
    def title(html: str) -> str:
        (nav,) = [one for one in read(html).elements if one.tag == "nav"]
        return nav.attributes["data-title"]

    rail, tab = rail_of(Talks(store))
    begun = tab.talk.begin("about harbours")
    assert begun is not None
    tab.talk.advance(begun.id, refused("about harbours"))
    tab.words = "zebra"
    assert title(html_of(rail.shown(tab))) == "about harbours"
    store.rename(tab.talk.id, "Harbours")
    assert title(html_of(rail.shown(tab))) == "Harbours"
    with patch.object(store, "listed", side_effect=DamagedLibrary("The record cannot be read; restore it")):
        assert title(html_of(rail.shown(tab))) == "about harbours"


def test_a_store_that_fails_is_told_in_the_list(store: StoredConversations) -> None:
    rail, tab = rail_of(Talks(store))
    with patch.object(store, "listed", side_effect=DamagedLibrary("The record cannot be read; restore it")):
        assert "The record cannot be read; restore it" in html_of(rail.shown(tab))
    with patch.object(store, "listed", side_effect=ZeroDivisionError("secret")):
        html = html_of(rail.shown(tab))
    assert "the reason has been logged" in html
    assert "secret" not in html


@pytest.mark.parametrize(("title", "says"), [("\u200b", "needs a title"), (HOSTILE, ""), ("Ferries", "")])
def test_a_conversation_is_renamed_or_it_is_said_why_not(store: StoredConversations, title: str, says: str) -> None:
    talks = Talks(store)
    rail, tab = rail_of(talks)
    begun = tab.talk.begin("Why?")
    assert begun is not None
    tab.talk.advance(begun.id, replace(refused("Why?"), text="none"))
    html = html_of(rail.attempted(tab, lambda: talks.rename(tab.talk.id, title)))
    assert says in html
    assert escape("Why?" if says else title[:12]) in html


def test_one_that_another_tab_deleted_is_not_renamed(store: StoredConversations) -> None:
    talks = Talks(store)
    rail, tab = rail_of(talks)
    assert "may have been deleted" in html_of(rail.attempted(tab, lambda: talks.rename("gone", "title")))
    assert html_of(rail.attempted(tab, lambda: talks.remove("gone")))
    assert html_of(rail.attempted(tab, lambda: talks.remove("../etc")))


def test_without_a_store_there_is_no_list() -> None:
    rail, tab = rail_of(Talks())
    tab.talk.begin("Why?")
    assert rail.fresh is None
    assert rail.shown(tab) == {}
