"""Replies of chat models are kept in the record, so many and no more, and none of them can cost an answer."""

import logging
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from onrecord.assembly import open_parts
from onrecord.errors import LibraryError
from onrecord.ports import Replies
from onrecord.replies import Reply
from onrecord.settings import Settings
from onrecord.types import Document
from retriever.record import Record
from retriever.replies import StoredReplies
from retriever.schema import SCHEMA_VERSION
from tests.fakes import a_source

pytestmark = pytest.mark.usefixtures("loaded_once")

HOSTILE = "'); drop table replies; -- \x00 \u2028 \ud800 \u202e"


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with closing(Record(tmp_path / "record.sqlite3")) as opened:
        yield opened


def keys(record: Record) -> list[str]:
    return [row[0] for row in record.rows("select key from replies order by id")]


def put_on_record(record: Record, name: str, sha256: str = "a" * 64, **source: str) -> None:
    document = Document(a_source(name, sha256=sha256, **source), "The ferry is late.")
    record.publish(record.begin([document]))


def test_a_reply_comes_back_as_it_was(record: Record) -> None:
    kept: Replies = StoredReplies(record, 9)
    plain, odd = Reply("The ferry is late [1].", 1402, 68), Reply(HOSTILE, truncated=True)
    kept.put("a", plain)
    kept.put("b", odd)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (plain, odd, None)


def test_a_reply_takes_the_place_of_the_one_under_its_key_and_is_the_newest_then(record: Record) -> None:
    kept = StoredReplies(record, 2)
    for key, text in (("a", "one"), ("b", "two"), ("a", "three"), ("c", "four")):
        kept.put(key, Reply(text))
    assert keys(record) == ["a", "c"]
    assert kept.get("a") == Reply("three")
    assert kept.get("b") is None


def test_fewer_are_kept_once_the_setting_says_so_and_none_at_nought(record: Record) -> None:
    for key in "abcd":
        StoredReplies(record, 9).put(key, Reply("x"))
    StoredReplies(record, 3).put("e", Reply("x"))
    assert keys(record) == ["c", "d", "e"]
    off = StoredReplies(record, 0)
    assert off.get("e") is None
    off.put("f", Reply("x"))
    assert keys(record) == []
    assert off.get("f") is None


@pytest.mark.parametrize(
    "body",
    ["no json", "[]", "null", "{}", '{"text": 1}', '{"text": "x", "truncated": 2}', '{"text": "x", "tokens_in": -1}',
     '{"text": "x", "tokens_out": "9"}', '{"text": "x", "mood": "good"}'],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_no_reply_and_is_logged(
    record: Record, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    kept = StoredReplies(record, 9)
    record.rows("insert into replies (key, body) values ('a', ?)", (body,))
    with caplog.at_level(logging.WARNING):
        assert kept.get("a") is None
    assert "cannot be read" in caplog.text
    kept.put("a", Reply("anew"))
    assert kept.get("a") == Reply("anew")


def test_a_table_that_cannot_be_read_gives_no_reply(record: Record, caplog: pytest.LogCaptureFixture) -> None:
    record.rows("drop table replies")
    assert StoredReplies(record, 9).get("a") is None
    assert "no such table" in caplog.text


def test_a_record_that_takes_no_more_says_so_and_keeps_what_it_had(record: Record) -> None:
    kept = StoredReplies(record, 9)
    kept.put("a", Reply("short"))
    record.rows(f"pragma max_page_count = {record.rows('pragma page_count')[0][0]}")
    with pytest.raises(LibraryError, match="disk full") as caught:
        kept.put("a", Reply("long " * 100_000))
    assert type(caught.value) is LibraryError
    assert kept.get("a") == Reply("short")


def test_a_record_that_is_locked_says_so(record: Record, tmp_path: Path) -> None:
    kept = StoredReplies(record, 9)
    record.rows("pragma busy_timeout = 10")
    with closing(sqlite3.connect(tmp_path / "record.sqlite3", isolation_level=None)) as other:
        other.execute("begin immediate")
        with pytest.raises(LibraryError, match="locked"):
            kept.put("a", Reply("x"))
    kept.put("a", Reply("x"))
    assert kept.get("a") == Reply("x")


def test_replies_from_several_threads_are_kept_within_their_number(record: Record) -> None:
    kept = StoredReplies(record, 50)

    def putting(name: str) -> None:
        for number in range(30):
            kept.put(f"{name}{number}", Reply(name))
            assert kept.get(f"{name}{number}") in (Reply(name), None)
            kept.library()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(putting, "abcd")) == [None] * 4
    assert len(keys(record)) == 50


def test_the_fingerprint_is_that_of_what_is_on_record(record: Record) -> None:
    kept = StoredReplies(record, 9)
    empty = kept.library()
    put_on_record(record, "ferry")
    one = kept.library()
    kept.put("a", Reply("x"))
    assert one == kept.library() == StoredReplies(record, 0).library() != empty
    put_on_record(record, "ferry", sha256="b" * 64)
    changed = kept.library()
    put_on_record(record, "gulls")
    two = kept.library()
    assert len({empty, one, changed, two}) == 4
    record.drop(record.versions_of("gulls"))
    assert kept.library() == changed
    put_on_record(record, "ferry", collection="news")
    assert kept.library() not in (empty, one, changed, two)
    assert len(empty) == 64


def test_the_fingerprint_knows_nothing_of_a_document_that_is_still_coming_in(record: Record) -> None:
    kept = StoredReplies(record, 9)
    before = kept.library()
    versions = record.begin([Document(a_source("ferry"), "The ferry is late.")])
    assert kept.library() == before
    record.publish(versions)
    assert kept.library() != before


def test_the_order_in_which_documents_came_makes_no_difference(tmp_path: Path) -> None:
    prints = []
    for name, order in (("one", ("a", "b", "c")), ("two", ("c", "a", "b"))):
        with closing(Record(tmp_path / name)) as record:
            for document in order:
                put_on_record(record, document)
            prints.append(StoredReplies(record, 9).library())
    assert prints[0] == prints[1]


def test_a_library_made_without_the_table_opens_and_replies_outlive_the_process(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "library")
    story = tmp_path / "story.txt"
    story.write_text("The mayor was asked.", encoding="utf-8")
    with open_parts(settings) as parts:
        list(parts.ingester.ingest([str(story)]))
        before = parts.library.replies.library()
    with closing(sqlite3.connect(settings.library / "record.sqlite3")) as database:
        database.execute("drop table replies")
        assert database.execute("select value from meta where name = 'schema'").fetchone() == (SCHEMA_VERSION,)
    with open_parts(settings) as parts:
        assert len(parts.library.sources()) == 1
        assert parts.library.replies.get("a") is None
        parts.library.replies.put("a", Reply("x"))
    with open_parts(settings) as parts:
        assert parts.library.replies.get("a") == Reply("x")
        assert parts.library.replies.library() == before
