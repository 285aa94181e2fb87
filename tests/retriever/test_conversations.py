"""Conversations are kept in the record, exchange by exchange, exactly as they were."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.answers import Answer, Partial, Unanswered
from onrecord.conversations import Conversations, Exchange, Problem
from onrecord.errors import DamagedLibrary, LibraryError
from onrecord.types import Filters, Place
from retriever.conversations import StoredConversations
from retriever.record import Record
from tests.browser.fakes import refused
from tests.browser.model_story import halted_by_model, without_model
from tests.browser.story import script
from tests.contracts.conversations_contract import ConversationsContract, asked
from tests.differing import a_disagreement
from tests.effort import work_of_at_most

HOSTILE = "'); drop table exchanges; -- <script>\x00 \u2028 \ud800 \u202e %_\\"


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with closing(Record(tmp_path / "record.sqlite3")) as opened:
        yield opened


class TestStoredConversations(ConversationsContract):
    """They are what the port promises."""

    @pytest.fixture
    def kept(self, record: Record) -> Conversations:
        return StoredConversations(record)


def scripted() -> list[Answer]:
    """Answers of every kind that the page knows."""
    told = [one for one in script().values() if isinstance(one, Answer)]
    whole = halted_by_model()
    place = Place(whole.citations[0].source, 2, 5, 9)
    rich = replace(whole, unanswered=(Unanswered("who?", "nobody says"),), planted=(place,), new_topic=True,
                   agreements=(a_disagreement(),),
                   citations=(replace(whole.citations[0], places=(place,)), *whole.citations[1:]))  # fmt: skip
    return [*told, refused("Who?"), whole, without_model(), rich]


words = st.text(st.characters(exclude_categories=()), max_size=20)
figures = st.floats(allow_nan=False)
answers = st.builds(
    lambda one, text, ms, evidence: replace(one, question=text, reason=text, timings_ms=ms, evidence=evidence),
    st.sampled_from(scripted()), words, st.dictionaries(words, figures, max_size=3), figures,
)  # fmt: skip
partials = st.sampled_from(scripted()).map(lambda one: Partial(one.sentences, one.citations, "", 2))
problems = st.builds(Problem, st.sampled_from(["stopped", "closed", "failed"]), words, st.none() | partials)
exchanges = st.builds(
    Exchange,
    id=st.text(st.sampled_from("abc123"), min_size=1),
    question=words,
    outcome=answers | problems,
    thumb=st.sampled_from([None, "up", "down"]),
    marks=st.dictionaries(st.integers(1, 99), st.sampled_from(["right", "wrong", "unclear"])),
    filters=st.builds(Filters, st.none() | words, st.none() | words, documents=st.lists(words, max_size=2).map(tuple)),
    asked=st.sampled_from(["", "2024-04-18T09:30:00.000+00:00"]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(exchanges)
def test_any_exchange_comes_back_exactly_as_it_was(record: Record, exchange: Exchange) -> None:
    kept = StoredConversations(record)
    if any(one.id == "c1" for one in kept.listed()):
        kept.remove("c1")
    kept.put("c1", exchange)
    (back,) = kept.exchanges("c1")
    assert back == exchange
    assert repr(back) == repr(exchange), "also where two values of different kinds are equal"


def test_hostile_words_are_kept_as_words(record: Record) -> None:
    kept = StoredConversations(record)
    exchange = asked("e1", HOSTILE, Problem("failed", HOSTILE))
    kept.put("c1", exchange)
    assert kept.exchanges("c1") == (exchange,)
    assert [one.id for one in kept.listed("<script> DROP")] == ["c1"]
    assert kept.rename("c1", HOSTILE).title


def test_figures_of_a_model_are_kept_as_figures(record: Record) -> None:
    kept = StoredConversations(record)
    half: Any = np.float32(0.5)
    kept.put("c1", asked("e1", "q", replace(refused("q"), evidence=half, timings_ms={"a": np.float64(2)})))
    (back,) = kept.exchanges("c1")
    assert isinstance(back.outcome, Answer)
    assert (back.outcome.evidence, back.outcome.timings_ms) == (0.5, {"a": 2.0})


def test_they_outlive_the_process(tmp_path: Path) -> None:
    exchange = asked("e1", "Why?", halted_by_model())
    with closing(Record(tmp_path / "record.sqlite3")) as record:
        StoredConversations(record).put("c1", exchange)
    with closing(Record(tmp_path / "record.sqlite3")) as record:
        assert StoredConversations(record).exchanges("c1") == (exchange,)


@pytest.mark.parametrize(
    "body",
    ["{", "[]", "{}", '"x"', "null", pytest.param(None, id="another"), pytest.param("[" * 100_000, id="deep")],
)
def test_what_cannot_be_read_is_named_and_costs_no_other_conversation(record: Record, body: str | None) -> None:
    kept = StoredConversations(record)
    kept.put("c1", asked("bad", "one"))
    kept.put("c2", asked("good", "two"))
    if body is None:
        body = record.rows("select body from exchanges where id = 'good'")[0][0]
    record.rows("update exchanges set body = ? where id = 'bad'", (body,))
    with pytest.raises(DamagedLibrary, match="'bad'"):
        kept.exchanges("c1")
    assert [one.id for one in kept.exchanges("c2")] == ["good"]
    assert {one.id for one in kept.listed()} == {"c1", "c2"}
    kept.remove("c1")


def test_what_breaks_an_invariant_is_not_believed(record: Record) -> None:
    kept = StoredConversations(record)
    kept.put("c1", asked("e1", "why", halted_by_model()))
    body = json.loads(record.rows("select body from exchanges")[0][0])
    body["answer"]["citations"][0]["quote"] += "!"
    record.rows("update exchanges set body = ?", (json.dumps(body),))
    with pytest.raises(DamagedLibrary, match="e1"):
        kept.exchanges("c1")


def test_a_full_disk_is_told_and_nothing_is_half_kept(record: Record) -> None:
    kept = StoredConversations(record)
    kept.put("c1", asked("e1", "one"))
    pages = record.rows("pragma page_count")[0][0]
    record.rows(f"pragma max_page_count = {pages}")
    with pytest.raises(LibraryError, match="disk full"):
        kept.put("c2", asked("e2", "two " * 50_000))
    assert [one.id for one in kept.listed()] == ["c1"]


def test_a_record_of_before_gets_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite3"
    with closing(Record(path)):
        pass
    with closing(sqlite3.connect(path)) as database:
        database.executescript("drop table exchanges; drop table conversations;")
    with closing(Record(path)) as record:
        assert StoredConversations(record).listed() == []


def test_those_of_nobody_are_given_to_a_user_and_nobody_elses_are(record: Record) -> None:
    kept = StoredConversations(record)
    kept.put("c1", asked("e1", "one"))
    kept.of("bob").put("c2", asked("e2", "two"))
    assert kept.adopt() == 0, "they are nobody's already"
    assert kept.of("ann").adopt() == 1
    assert [[one.id for one in kept.of(name).listed()] for name in ("", "ann", "bob")] == [[], ["c1"], ["c2"]]
    assert kept.of("bob").adopt() == 0


def test_all_of_one_owner_are_forgotten_and_nobody_elses(record: Record) -> None:
    kept = StoredConversations(record)
    for place, name in enumerate(("", "ann", "ann", "anna")):
        kept.of(name).put(f"c{place}", asked(f"e{place}", "one"))
    assert (kept.of("ann").forget(), kept.of("ann").forget()) == (2, 0)
    assert [[one.id for one in kept.of(name).listed()] for name in ("", "ann", "anna")] == [["c0"], [], ["c3"]]
    assert record.rows("select id from exchanges order by id") == [("e0",), ("e3",)]


@pytest.mark.parametrize("name", ["a\0b", "a\ud800"])
def test_a_name_that_the_record_cannot_tell_from_others_owns_nothing(record: Record, name: str) -> None:
    with pytest.raises(ValueError, match="owner"):
        StoredConversations(record).of(name)


@pytest.mark.parametrize(
    "name", [HOSTILE.replace("\0", "").replace("\ud800", ""), "%", "_", "' or '1'='1", "ANN", "ann "]
)
def test_a_name_is_only_ever_that_name(record: Record, name: str) -> None:
    kept = StoredConversations(record).of("ann")
    kept.put("c1", asked("e1", "one"))
    assert kept.of(name).listed() == []
    kept.of(name).put("c2", asked("e2", "two"))
    assert [one.id for one in kept.of(name).listed("two")] == ["c2"]
    assert [one.id for one in kept.listed()] == ["c1"]


def test_ten_thousand_exchanges_are_searched_with_little_work(record: Record) -> None:
    kept = StoredConversations(record)
    answer = halted_by_model()
    body = kept.put("c0", asked("e0", "Why?", answer)) and record.rows("select body from exchanges")[0][0]
    text = answer.text.casefold()
    with record.transaction():
        for number in range(1, 1001):
            row = (f"c{number}", f"title {number}", f"title {number}", "2024", f"2024-{number:05}")
            record.rows("insert into conversations values (?, ?, ?, ?, ?, 0, '')", row)
            for turn in range(10):
                words = f"question {number} {turn} {text}"
                record.rows(
                    "insert into exchanges(id, conversation, words, body) values (?, ?, ?, ?)",
                    (f"e{number}x{turn}", f"c{number}", words, body),
                )
    with work_of_at_most(5):
        assert [one.id for one in kept.listed("question 777 9 mercury")][:1] == ["c777"]
        assert kept.listed("nothing of this kind anywhere") == []
        assert len(kept.listed()) == 200
