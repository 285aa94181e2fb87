"""Conversations that are kept: what has ended is in the store, tabs share what is open, and a store that fails costs
nothing."""

from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from onrecord.answers import Partial
from onrecord.conversations import Exchange, Problem
from onrecord.errors import DamagedLibrary, LibraryError, UnknownConversation
from onrecord.types import Filters
from retriever.conversations import StoredConversations
from retriever.record import Record
from tests.browser.fakes import refused
from tests.browser.model_story import halted_by_model
from tests.ui.test_talk import answered_by_model
from ui.talk import Talk
from ui.talks import Tabs, Talks


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoredConversations]:
    with closing(Record(tmp_path / "record.sqlite3")) as record:
        yield StoredConversations(record)


def asked(talk: Talk, question: str) -> Exchange:
    begun = talk.begin(question)
    assert begun is not None
    ended = talk.advance(begun.id, replace(halted_by_model(), question=question))
    assert ended is not None
    return ended


def questions(store: StoredConversations, talk: Talk) -> list[str]:
    return [one.question for one in store.exchanges(talk.id)]


def test_what_has_ended_is_kept_and_what_runs_is_not(store: StoredConversations) -> None:
    talk = Talk(store)
    begun = talk.begin("Why?")
    assert begun is not None
    talk.advance(begun.id, "writing")
    talk.advance(begun.id, Partial(halted_by_model().sentences[:1], halted_by_model().citations))
    assert store.listed() == []
    talk.stop()
    assert store.exchanges(talk.id) == talk.exchanges
    kept = asked(talk, "And then?")
    assert store.exchanges(talk.id) == talk.exchanges
    talk.judged(replace(kept, thumb="up", marks={2: "unclear"}))
    assert [(one.thumb, one.marks) for one in store.exchanges(talk.id)] == [(None, {}), ("up", {2: "unclear"})]
    talk.begin("never answered")
    assert len(store.exchanges(talk.id)) == 2


def test_another_process_finds_it_as_it_was(store: StoredConversations) -> None:
    talk = Talk(store)
    asked(talk, "Why?")
    opened = Talks(store).open(talk.id)
    assert opened is not None
    assert opened is not talk
    assert (opened.exchanges, opened.history()) == (talk.exchanges, talk.history())
    asked(opened, "And then?")
    assert questions(store, talk) == ["Why?", "And then?"]


def test_tabs_share_what_is_open_and_nothing_keeps_it_longer(store: StoredConversations) -> None:
    talks = Talks(store)
    first, second = Tabs(talks).mine(), deepcopy(Tabs(talks)).mine()
    assert first.talk is not second.talk
    asked(first.talk, "Why?")
    shared = talks.open(first.talk.id)
    assert shared is first.talk
    second.turn_to(shared)
    assert second.talk.begin("slow") is not None
    assert first.talk.running
    name = first.talk.id
    del first, second, shared
    loaded = talks.open(name)
    assert loaded is not None
    assert not loaded.running


@pytest.mark.parametrize("name", ["", "gone", "../../etc/passwd", "' or 1=1 --", "a" * 10_000, "\ud800", "é\0"])
def test_an_id_from_a_visitor_that_names_nothing_opens_nothing(store: StoredConversations, name: str) -> None:
    talks = Talks(store)
    assert talks.open(name) is None
    assert talks.holding(name) is None
    talks.remove(name)
    assert Talks().open(name) is None


def test_one_that_cannot_be_read_is_told(store: StoredConversations) -> None:
    damaged = DamagedLibrary("question 'e1' cannot be read")
    with patch.object(store, "exchanges", side_effect=damaged), pytest.raises(DamagedLibrary, match="e1"):
        Talks(store).open("c1")


def test_an_exchange_leads_to_its_conversation(store: StoredConversations) -> None:
    talks = Talks(store)
    talk = talks.new()
    kept = asked(talk, "Why?")
    assert talks.holding(kept.id) is talk


def test_an_edited_question_takes_the_place_of_what_came_after_once_it_has_ended(store: StoredConversations) -> None:
    talk = Talk(store)
    one, two, _ = (asked(talk, question) for question in ("one", "two", "three"))
    assert talk.edit("unknown", "two!") is None
    begun = talk.edit(two.id, "two, said better", Filters(since="2024"))
    assert begun is not None
    assert [it.question for it in talk.exchanges] == ["one", "two, said better"]
    assert (begun.filters.since, begun.running, talk.history()[0].content) == ("2024", True, "one")
    assert questions(store, talk) == ["one", "two", "three"], "nothing is lost meanwhile"
    assert talk.edit(one.id, "one!") is None, "another one is running"
    talk.advance(begun.id, refused("two, said better"))
    assert store.exchanges(talk.id) == talk.exchanges
    again = talk.edit(one.id, "one, said better")
    assert again is not None
    talk.advance(again.id, Problem("closed"))
    assert questions(store, talk) == ["one, said better"]
    assert store.heading(talk.id).title == "one, said better"


def test_asking_again_replaces_the_last_answer_in_the_store_too(store: StoredConversations) -> None:
    talk = Talk(store)
    asked(talk, "one")
    last = asked(talk, "two")
    begun = talk.again(last.id)
    assert begun is not None
    talk.stop()
    once_more = talk.again(begun.id)
    assert once_more is not None
    talk.advance(once_more.id, refused("two"))
    assert store.exchanges(talk.id) == talk.exchanges
    assert questions(store, talk) == ["one", "two"]


def test_a_store_that_fails_costs_no_answer_and_gets_what_it_missed(store: StoredConversations) -> None:
    talk = Talk(store)
    asked(talk, "one")
    with patch.object(store, "put", side_effect=LibraryError("The conversation could not be stored: disk full")):
        asked(talk, "two")
        begun = talk.edit(asked(talk, "three").id, "three, said better")
        assert begun is not None
        talk.advance(begun.id, refused("three, said better"))
    assert talk.not_kept == "The conversation could not be stored: disk full"
    assert [it.question for it in talk.exchanges] == ["one", "two", "three, said better"]
    assert questions(store, talk) == ["one"]
    asked(talk, "four")
    assert talk.not_kept == ""
    assert store.exchanges(talk.id) == talk.exchanges
    with patch.object(store, "put", side_effect=ZeroDivisionError("secret")):
        asked(talk, "five")
    assert talk.not_kept == "ZeroDivisionError"


def test_a_deleted_conversation_is_gone_in_every_tab_and_comes_back_in_none(store: StoredConversations) -> None:
    talks = Talks(store)
    talk = talks.new()
    asked(talk, "Why?")
    begun = talk.begin("under way")
    assert begun is not None
    with patch.object(store, "remove", side_effect=LibraryError("disk full")), pytest.raises(LibraryError):
        talks.remove(talk.id)
    assert (talk.gone, len(talk.exchanges)) == (False, 2)
    talks.remove(talk.id)
    assert talk.advance(begun.id, refused("under way")) is None
    assert talk.begin("once more") is None
    assert (talk.gone, talk.exchanges, store.listed(), talks.open(talk.id)) == (True, (), [], None)


def test_one_is_renamed_where_it_is_kept(store: StoredConversations) -> None:
    talks = Talks(store)
    talk = talks.new()
    asked(talk, "Why?")
    talks.rename(talk.id, "Harbour")
    assert [one.title for one in talks.listed("", 10)] == ["Harbour"]
    with pytest.raises(UnknownConversation):
        talks.rename("gone", "Harbour")
    with pytest.raises(UnknownConversation):
        Talks().rename(talk.id, "Harbour")


def test_the_store_keeps_the_earlier_answer_and_what_was_cut_before_it_stays_cut(
    store: StoredConversations,
) -> None:
    talk, first = answered_by_model(store)
    edited = talk.edit(first.id, "And why?")
    assert edited is not None
    talk.advance(edited.id, halted_by_model())
    again = talk.again(edited.id)
    assert again is not None
    talk.advance(again.id, Problem("failed"))
    assert [(one.id, one.question) for one in store.exchanges(talk.id)] == [(edited.id, "And why?")]
    anew = talk.again(edited.id)
    assert anew is not None
    talk.advance(anew.id, halted_by_model())
    assert [one.id for one in store.exchanges(talk.id)] == [anew.id]
