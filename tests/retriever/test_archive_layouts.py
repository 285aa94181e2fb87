"""Archives of the layout before: brought to this one on a copy that was checked, or refused."""

import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from onrecord.errors import LibraryError, UnusableArchive
from retriever import migrations
from retriever.archive import MANIFEST, RECORD, export_library
from retriever.filters import Bounds
from retriever.importing import import_library
from retriever.lexical import Words
from retriever.migrations import SCHEMA_VERSION, undone_to
from tests.retriever.small import opened, put, words_of
from tests.retriever.test_archive import state

# What version 4 of the layout had.
LAYOUT_4 = """
create table meta(name text primary key, value text not null);
create table documents(
    version integer primary key autoincrement,
    document_id text not null, collection text not null, location text not null, title text not null,
    sha256 text not null, format text not null, author text, outlet text, published text,
    first_day integer, last_day integer,
    text text not null, page_starts text not null, body_start integer not null, notes text not null,
    state text not null check (state in ('writing', 'ready')), passages integer not null default 0,
    published_from text not null default '');
create index documents_by_id on documents(document_id, state);
create index documents_by_place on documents(location, collection, state);
create index documents_by_state on documents(state, collection, first_day, last_day, passages);
create table versions(
    place integer primary key autoincrement,
    document_id text not null, collection text not null, location text not null, title text not null,
    sha256 text not null, format text not null, author text, outlet text, published text,
    published_from text not null, superseded text not null,
    text text not null, page_starts text not null, body_start integer not null, notes text not null,
    unique (document_id, sha256));
create table passages(
    id integer primary key autoincrement, version integer not null references documents(version),
    place integer not null, start integer not null, finish integer not null, page integer, heading text not null,
    section_start integer, section_finish integer, context text not null, sentences text not null, text text not null,
    vector blob not null, tokens blob not null, keys text);
create index passages_by_version on passages(version);
create table failures(
    collection text not null, location text not null, reason text not null, primary key (collection, location));
create table stale_vectors(version integer primary key);
create table reviews(id text primary key, noted text not null, body text not null);
create table replies(id integer primary key autoincrement, key text not null unique, body text not null);
create table conversations(
    id text primary key, title text not null, words text not null, begun text not null, changed text not null,
    renamed integer not null default 0, owner text not null default '');
create index conversations_by_owner on conversations(owner, changed);
create table exchanges(
    place integer primary key autoincrement, id text not null unique,
    conversation text not null references conversations(id), words text not null, body text not null);
create index exchanges_by_conversation on exchanges(conversation, place);
"""


def as_of_4(record: bytes, *statements: str) -> bytes:
    """A record of this layout as layout 4 would have had it, then changed; who said what is lost."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as old, closing(sqlite3.connect(":memory:")) as new:
        new.deserialize(record)
        old.executescript(LAYOUT_4)
        for (table,) in old.execute("select name from sqlite_master where type = 'table' and name not glob 'sqlite*'"):
            names = [row[1] for row in old.execute(f"pragma table_info({table})")]
            rows = new.execute(f"select {', '.join(names)} from {table}").fetchall()
            old.executemany(f"insert into {table} values ({', '.join('?' * len(names))})", rows)
        old.execute("update meta set value = '4' where name = 'schema'")
        for statement in statements:
            old.execute(statement)
        return bytes(old.serialize())


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Of layout 4, with one document in two versions."""
    with opened(tmp_path / "first") as library:
        put(library, "harbour", words_of("old harbour", 2), "a" * 64)
        put(library, "harbour", words_of("new harbour", 2), "b" * 64)
        export_library(library, tmp_path / "now.zip", "0")
    return packed(tmp_path / "now.zip", tmp_path / "saved.zip")


def packed(now: Path, target: Path, *statements: str, layout: str = "4") -> Path:
    """An archive of this layout made one of layout 4."""
    with zipfile.ZipFile(now) as file:
        record, manifest = as_of_4(file.read(RECORD), *statements), json.loads(file.read(MANIFEST))
    manifest["layout"] = layout
    manifest["members"] = [{"name": RECORD, "bytes": len(record), "sha256": hashlib.sha256(record).hexdigest()}]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(RECORD, record)
        file.writestr(MANIFEST, json.dumps(manifest))
    return target


def test_an_archive_of_the_layout_before_is_taken_in(archive: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "second") as library:
        done = import_library(library, archive)
        assert (done.added, done.unchanged) == (1, 0)
        assert library.record.meta("schema") == SCHEMA_VERSION
        assert library.document("id-harbour").text == words_of("new harbour", 2)
        assert library.document_version("id-harbour", "a" * 64)[0].text == words_of("old harbour", 2)
        assert library.words.search(Words("harbour"), 5, Bounds())
        assert library.record.rows("select said from passages") == [(None,)]
        before = state(library)
        assert import_library(library, archive).unchanged == 1
        assert state(library) == before
        assert sorted(path.name for path in library.folder.iterdir() if path.name.startswith(".onrecord")) == []


HOSTILE = [
    "create trigger t after update on meta begin delete from documents; end",
    "create trigger t after insert on passages begin delete from documents; end",
    "alter table passages add column said text",
    "alter table documents add column more",
    "create table sayings(version integer)",
    "create view sayings as select 1",
    "drop table reviews",
]


@pytest.mark.parametrize("statement", HOSTILE)
def test_other_tables_than_layout_4_had_are_refused_before_anything_runs(
    archive: Path, tmp_path: Path, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retriever.unpacking.Record", None)  # is not opened to be written
    changed = packed(tmp_path / "now.zip", tmp_path / "changed.zip", statement)
    with opened(tmp_path / "second") as library:
        put(library, "mine", words_of("mine", 2), "d" * 64)
        before, around = state(library), sorted(tmp_path.rglob("*"))
        with pytest.raises(UnusableArchive, match="other tables"):
            import_library(library, changed)
        assert state(library) == before
        assert sorted(tmp_path.rglob("*")) == around


@pytest.mark.parametrize(
    ("layout", "statement", "told"),
    [
        ("4", "update meta set value = '3' where name = 'schema'", "another layout than its manifest"),
        ("4", "update meta set value = '5' where name = 'schema'", "another layout than its manifest"),
        ("4", "delete from meta where name = 'schema'", "another layout than its manifest"),
        ("4", "update meta set value = cast(x'ff' as text) where name = 'schema'", "its record cannot be read"),
        ("5", "select 1", "other tables"),
        ("3", "select 1", "layout 3; this one reads form 1, layout 4 or 5"),
        ("4", "update passages set text = 'A forged passage.'", "cannot be used"),
        ("4", "update passages set vector = zeroblob(8)", "vector is none of this embedder"),
    ],
)
def test_a_layout_that_is_not_what_it_says_or_holds_is_refused(
    archive: Path, tmp_path: Path, layout: str, statement: str, told: str
) -> None:
    changed = packed(tmp_path / "now.zip", tmp_path / "changed.zip", statement, layout=layout)
    with opened(tmp_path / "second") as library:
        before = state(library)
        with pytest.raises(UnusableArchive, match=told):
            import_library(library, changed)
        assert state(library) == before


def test_a_step_that_fails_leaves_the_library_as_it_was(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = migrations.Step("4", ("no such statement",), undo=migrations.STEPS[-1].undo)
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS[:-1], broken))
    with opened(tmp_path / "second") as library:
        before = state(library)
        with pytest.raises(UnusableArchive, match="cannot be brought to layout 5"):
            import_library(library, archive)
        assert state(library) == before


def test_without_room_for_the_copy_nothing_is_imported(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise LibraryError("no room")

    monkeypatch.setattr("retriever.migrations.keep_copy", full)
    with opened(tmp_path / "second") as library:
        before = state(library)
        with pytest.raises(LibraryError, match="no room"):
            import_library(library, archive)
        assert state(library) == before


def test_layouts_that_cannot_be_undone_are_not_read() -> None:
    assert undone_to(SCHEMA_VERSION) == ()
    assert undone_to("4")
    assert [undone_to(layout) for layout in ("1", "2", "3", "9", "")] == [None] * 5
