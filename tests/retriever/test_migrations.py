"""Older layouts: a checked backup first, all steps or none; a later layout is not touched."""

import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import pytest

from onrecord.errors import DamagedLibrary, LibraryError, StaleLibrary
from retriever import migrations
from retriever.conversations import StoredConversations, _body
from retriever.mending import rows_of
from retriever.migrations import SCHEMA_VERSION, backup_of
from retriever.record import Record
from retriever.unpacking import check_tables
from tests.contracts.conversations_contract import asked, at

# What version 2 of the layout had, with one document of one passage in it.
LAYOUT_2 = """
create table meta(name text primary key, value text not null);
insert into meta values ('schema', '2'), ('embedder', 'small'), ('dimensions', '64');
create table documents(
    version integer primary key autoincrement,
    document_id text not null, collection text not null, location text not null, title text not null,
    sha256 text not null, format text not null, author text, outlet text, published text,
    first_day integer, last_day integer,
    text text not null, page_starts text not null, body_start integer not null, notes text not null,
    state text not null check (state in ('writing', 'ready')), passages integer not null default 0);
create index documents_by_id on documents(document_id, state);
create index documents_by_place on documents(location, collection, state);
create index documents_by_state on documents(state, collection, first_day, last_day, passages);
create table passages(
    id integer primary key autoincrement, version integer not null references documents(version),
    place integer not null, start integer not null, finish integer not null, page integer, heading text not null,
    section_start integer, section_finish integer, context text not null, sentences text not null, text text not null,
    vector blob not null, tokens blob not null);
create index passages_by_version on passages(version);
create table failures(
    collection text not null, location text not null, reason text not null, primary key (collection, location));
create table stale_vectors(version integer primary key);
create table reviews(id text primary key, noted text not null, body text not null);
create table replies(id integer primary key autoincrement, key text not null unique, body text not null);
create table conversations(
    id text primary key, title text not null, words text not null, begun text not null, changed text not null,
    renamed integer not null default 0);
create index conversations_by_change on conversations(changed);
create table exchanges(
    place integer primary key autoincrement, id text not null unique,
    conversation text not null references conversations(id), words text not null, body text not null);
create index exchanges_by_conversation on exchanges(conversation, place);
insert into documents values (1, 'd1', 'default', '/docs/story.txt', 'Story',
    '0000000000000000000000000000000000000000000000000000000000000000', 'txt', null, null, '2024-04-18',
    20240418, 20240418, 'The mayor was not consulted.', '[]', 0, '[]', 'ready', 1);
insert into passages values (1, 1, 0, 0, 28, null, '', null, null, '[]', '[[0, 28, null]]',
    'The mayor was not consulted.', zeroblob(256), x'0000000040000000');
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "record.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(LAYOUT_2)
    return path


def layout_of(path: Path) -> str:
    with closing(sqlite3.connect(path)) as database:
        return str(database.execute("select value from meta where name = 'schema'").fetchone()[0])


def test_the_layout_before_is_brought_up_by_opening_it_and_its_backup_is_whole(old: Path) -> None:
    with closing(Record(old)) as record:
        assert record.meta("schema") == SCHEMA_VERSION
        assert record.document("d1").text == "The mayor was not consulted."
        assert record.sources()[0].published_from == ""
        assert [len(page) for page in record.pages_of_passages()] == [1]
        assert record.rows("select count(*) from versions") == [(0,)]
        assert [(row.text, row.keys) for row in rows_of(record)([1])] == [("The mayor was not consulted.", "")]
        assert record.rows("pragma trusted_schema") == [(0,)]
    check_tables(old, old)
    backup = backup_of(old, "2")
    assert layout_of(backup) == "2"
    with closing(sqlite3.connect(backup)) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
        assert database.execute("select text from passages").fetchall() == [("The mayor was not consulted.",)]
    stamp = backup.stat().st_mtime_ns
    Record(old).close()
    assert backup.stat().st_mtime_ns == stamp, "it is made once"


def test_a_step_that_fails_leaves_the_layout_before_whole(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = migrations.Step("2", (*migrations.STEPS[1].statements, "delete from passages", "no such statement"))
    monkeypatch.setattr(migrations, "STEPS", (migrations.STEPS[0], broken, migrations.STEPS[2]))
    with pytest.raises(DamagedLibrary, match=r"record\.sqlite3\.layout-2\.bak"):
        Record(old)
    monkeypatch.undo()
    assert layout_of(old) == "2"
    with closing(Record(old)) as record:
        assert record.rows("select count(*) from passages") == [(1,)]


def test_without_room_for_the_backup_nothing_is_changed(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 9, 1_000_000))
    with pytest.raises(LibraryError, match="needs 21 MB, and the disk has 1 MB free"):
        Record(old)
    assert layout_of(old) == "2"
    assert not backup_of(old, "2").exists()


@pytest.mark.parametrize("layout", ["6", "many"])
def test_a_later_layout_is_refused_and_not_touched(old: Path, layout: str) -> None:
    with closing(sqlite3.connect(old)) as database:
        database.execute("update meta set value = ? where name = 'schema'", (layout,))
        database.commit()
    before = old.read_bytes()
    with pytest.raises(StaleLibrary, match=rf"layout '{layout}'.*Nothing was changed"):
        Record(old)
    assert old.read_bytes() == before
    assert list(old.parent.glob("*.bak")) == []


def test_the_first_layout_waits_for_a_rebuild_and_is_backed_up_then(tmp_path: Path) -> None:
    from tests.retriever.test_library import LAYOUT_1

    path = tmp_path / "record.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(LAYOUT_1)
    Record(path).close()
    assert layout_of(path) == "1"
    with closing(Record(path, upgrade=True)) as record:
        assert record.meta("schema") == SCHEMA_VERSION
        assert record.document("d1").source.published == "2024-04-18"
        assert record.rows("select count(*) from passages") == [(0,)]
    check_tables(path, path)
    assert layout_of(backup_of(path, "1")) == "1"


def test_a_record_that_was_killed_while_it_was_made_is_finished(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(LAYOUT_2)
        database.execute("delete from meta")
        database.commit()
    with closing(Record(path)) as record:
        assert record.sources()[0].published_from == ""


# ---- layout 3 -------------------------------------------------------------------------------------------------------


@pytest.fixture
def third(old: Path) -> Path:
    """A record of layout 3 with two conversations, one of them renamed."""
    with closing(sqlite3.connect(old)) as database:
        for statement in migrations.STEPS[1].statements:
            database.execute(statement)
        database.execute("update meta set value = '3' where name = 'schema'")
        body = _body(asked("e1", "Why was it halted?"))
        for row in (("c1", "Harbour", "harbour", at(0), at(1), 1), ("c2", "Why?", "why?", at(0), at(0), 0)):
            database.execute("insert into conversations values (?, ?, ?, ?, ?, ?)", row)
        database.execute("insert into exchanges values (1, 'e1', 'c1', 'why was it halted?', ?)", (body,))
        database.commit()
    return old


def test_conversations_of_before_there_were_users_remain_as_they_were(third: Path) -> None:
    with closing(Record(third)) as record:
        assert record.meta("schema") == SCHEMA_VERSION
        kept = StoredConversations(record)
        assert [(one.id, one.title, one.begun, one.changed, one.exchanges) for one in kept.listed()] == [
            ("c1", "Harbour", at(0), at(1), 1), ("c2", "Why?", at(0), at(0), 0),
        ]  # fmt: skip
        assert kept.exchanges("c1") == (asked("e1", "Why was it halted?"),)
        assert kept.put("c1", asked("e2", "And now?", minute=9)).title == "Harbour", "it was renamed"
        assert kept.of("ann").listed() == []
    check_tables(third, third)
    assert layout_of(backup_of(third, "3")) == "3"
    assert not backup_of(third, "2").exists()


def test_one_whose_layout_is_not_written_down_is_known_by_its_tables(third: Path) -> None:
    with closing(sqlite3.connect(third)) as database:
        database.execute("delete from meta where name = 'schema'")
        database.commit()
    with closing(Record(third)) as record:
        assert len(StoredConversations(record).listed()) == 2
    check_tables(third, third)


def test_a_record_without_conversations_gets_their_table(third: Path) -> None:
    with closing(sqlite3.connect(third)) as database:
        database.executescript("drop table exchanges; drop table conversations;")
    with closing(Record(third)) as record:
        assert StoredConversations(record).put("c1", asked("e1", "Why?")).title == "Why?"
    check_tables(third, third)
