"""Reviews are kept in the record, one an answer, and outlive the documents they speak of."""

import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.assembly import open_parts
from onrecord.conversations import Exchange, Problem
from onrecord.errors import DamagedLibrary, LibraryError
from onrecord.reviews import Mark, Review
from onrecord.settings import Settings
from onrecord.types import Cited, Turn
from retriever.conversations import StoredConversations
from retriever.record import Record
from retriever.reviews import StoredReviews
from retriever.schema import SCHEMA_VERSION

pytestmark = pytest.mark.usefixtures("loaded_once")

HOSTILE = "'); drop table reviews; -- <script>\x00 \u2028 \ud800 \u202e"


def mark(**named: Any) -> Mark:
    quote = "The mayor was asked."
    given = {"page": 2, "start": 10, "end": 10 + len(quote), "quote": quote, "verdict": "wrong", **named}
    return Mark("doc-1", "/library/story.txt", "0" * 64, sentence="She was asked.", **given)


def review(id_: str = "a1", when: str = "2024-04-18T09:30:00.000+00:00", **named: Any) -> Review:
    history = (Turn("user", "Was there a vote?"), Turn("assistant", "Yes. [1]", (Cited(1, "doc-1", 0, 9),)))
    given: dict[str, Any] = {
        "thumb": "down", "marks": (mark(),), "question": "And the mayor?", "status": "answered", **named,
    }  # fmt: skip
    return Review(
        id_, when, standalone_question="Was the mayor asked?", history=history,
        answer_text="She was asked. [1]", writer="extractive", judge="rules-3", **given,
    )  # fmt: skip


@pytest.fixture
def record(tmp_path: Path) -> Any:
    with closing(Record(tmp_path / "record.sqlite3")) as opened:
        yield opened


def test_a_review_comes_back_as_it_was(record: Record) -> None:
    kept = StoredReviews(record)
    plain, odd = review(), review("b2", thumb=None, question=HOSTILE, marks=(mark(page=None), mark(verdict="right")))
    kept.note(plain)
    kept.note(odd)
    assert kept.reviews() == [plain, odd]


def test_a_review_of_before_turns_had_citations_is_read(record: Record) -> None:
    kept = StoredReviews(record)
    kept.note(review())
    body = json.loads(record.rows("select body from reviews")[0][0])
    assert body["history"][1].pop("cited") == [{"number": 1, "document_id": "doc-1", "start": 0, "end": 9}]
    del body["history"][0]["cited"]
    record.rows("update reviews set body = ?", (json.dumps(body),))
    (read,) = kept.reviews()
    assert read.history == (Turn("user", "Was there a vote?"), Turn("assistant", "Yes. [1]"))


def test_a_review_takes_the_place_of_the_one_with_its_id_and_an_empty_one_takes_it_away(record: Record) -> None:
    kept = StoredReviews(record)
    kept.note(review())
    changed = replace(review(), thumb="up", marks=())
    kept.note(changed)
    assert kept.reviews() == [changed]
    kept.note(replace(changed, thumb=None))
    assert kept.reviews() == []
    kept.note(replace(changed, thumb=None, id="never"))
    assert kept.reviews() == []


def test_a_review_is_changed_and_taken_back_by_who_gave_it_alone(record: Record) -> None:
    kept = StoredReviews(record)
    anns = review(owner="ann")
    kept.note(anns)
    for thief in ("bob", "", "ann\x1f1"):
        for said in (replace(anns, owner=thief, thumb="up"), replace(anns, owner=thief, thumb=None, marks=())):
            with pytest.raises(ValueError, match="somebody else's"):
                kept.note(said)
    assert kept.reviews() == [anns]
    kept.note(replace(anns, thumb=None, marks=()))
    assert kept.reviews() == []


def test_an_answer_is_reviewed_by_whose_conversation_it_is_in(record: Record) -> None:
    kept, conversations = StoredReviews(record), StoredConversations(record)
    conversations.of("ann").put("c1", Exchange("a1", "Who?", Problem("stopped")))
    with pytest.raises(ValueError, match="somebody else's"):
        kept.note(review(owner="bob"))
    kept.note(review(owner="ann"))
    conversations.of("cem").adopt("ann")
    taken_over = review(owner="cem", thumb="up")
    kept.note(taken_over)
    conversations.of("cem").remove("c1")
    with pytest.raises(ValueError, match="somebody else's"):
        kept.note(review(owner="ann"))
    assert kept.reviews() == [taken_over]


def test_a_review_of_before_it_had_an_owner_is_nobodys_and_one_that_is_damaged_can_be_given_anew(
    record: Record,
) -> None:
    kept = StoredReviews(record)
    kept.note(review())
    body = json.loads(record.rows("select body from reviews")[0][0])
    assert body.pop("owner") == ""
    record.rows("update reviews set body = ?", (json.dumps(body),))
    assert kept.reviews() == [review()]
    record.rows("update reviews set body = '{'")
    kept.note(review(owner="ann"))
    assert kept.reviews() == [review(owner="ann")]


def test_the_oldest_comes_first_whatever_order_they_came_in(record: Record) -> None:
    kept = StoredReviews(record)
    for id_, day in (("b", 19), ("a", 18), ("c", 20)):
        kept.note(review(id_, f"2024-04-{day}T09:30:00.000+00:00"))
    assert [one.id for one in kept.reviews()] == ["a", "b", "c"]


def test_reviews_from_several_threads_are_all_kept(record: Record) -> None:
    kept = StoredReviews(record)

    def noting(name: str) -> None:
        for number in range(20):
            kept.note(review(f"{name}{number}"))
            kept.reviews()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(noting, "abcd")) == [None] * 4
    assert len(kept.reviews()) == 80


def test_a_record_that_takes_no_more_says_so_and_keeps_what_it_had(record: Record) -> None:
    kept = StoredReviews(record)
    kept.note(review())
    record.rows(f"pragma max_page_count = {record.rows('pragma page_count')[0][0]}")
    with pytest.raises(LibraryError, match="disk full") as caught:
        kept.note(review(question="long " * 100_000))
    assert type(caught.value) is LibraryError
    assert kept.reviews() == [review()]


def test_a_review_that_cannot_be_read_is_named(record: Record) -> None:
    kept = StoredReviews(record)
    odd = ('{"history": 1, "marks": []}', '{"history": ["x"], "marks": []}', '{"history": [{"cited": [{}]}]}')
    for body in ("no json", "[]", "{}", *odd):
        record.rows("insert or replace into reviews values ('a1', '2024', ?)", (body,))
        with pytest.raises(DamagedLibrary, match="review 'a1'"):
            kept.reviews()


def story(folder: Path) -> str:
    path = folder / "story.txt"
    path.write_text("The mayor was asked.", encoding="utf-8")
    return str(path)


def test_a_review_outlives_its_document_and_the_process(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "library")
    with open_parts(settings) as parts:
        list(parts.ingester.ingest([story(tmp_path)]))
        (source,) = parts.library.sources()
        kept = review(marks=(replace(mark(), document_id=source.document_id),))
        parts.library.reviews.note(kept)
        parts.library.remove(source.document_id)
    with open_parts(settings) as parts:
        assert parts.library.sources() == []
        assert parts.library.reviews.reviews() == [kept]


def test_a_library_made_without_the_table_opens_and_keeps_its_documents(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "library")
    with open_parts(settings) as parts:
        list(parts.ingester.ingest([story(tmp_path)]))
    with closing(sqlite3.connect(settings.library / "record.sqlite3")) as database:
        database.execute("drop table reviews")
        assert database.execute("select value from meta where name = 'schema'").fetchone() == (SCHEMA_VERSION,)
    with open_parts(settings) as parts:
        assert len(parts.library.sources()) == 1
        assert parts.library.reviews.reviews() == []
        parts.library.reviews.note(review())
        assert parts.library.reviews.reviews() == [review()]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: mark(verdict="odd"), "'odd' is no mark"),
        (lambda: mark(end=12), "does not span its quote"),
        (lambda: replace(mark(), document_id=""), "names its document"),
        (lambda: review("a-1"), "cannot name a review"),
        (lambda: review(""), "cannot name a review"),
        (lambda: review(when="2024-04-18T09:30:00"), "no time in UTC"),
        (lambda: review(when="2024-04-18T09:30:00+02:00"), "no time in UTC"),
        (lambda: review(when="yesterday"), "yesterday"),
        (lambda: review(thumb="sideways"), "no thumb"),
        (lambda: review(status="odd"), "no status"),
    ],
)
def test_nonsense_is_refused_at_birth(wrong: Callable[[], object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        wrong()
