"""The library keeps its word: whole or absent, one owner, one embedder, an index that can be mended."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ingest.split import split
from onrecord.assembly import open_parts
from onrecord.errors import DamagedLibrary, LibraryError, LibraryInUse, StaleLibrary, UnknownDocument
from onrecord.settings import Settings
from retriever.embed import Embedder
from retriever.filters import Bounds, Shelfmark
from retriever.lexical import WordRow, Words
from retriever.library import Library
from retriever.migrations import HALF_REBUILT
from retriever.rebuilding import Rebuild, rebuild_offline

pytestmark = pytest.mark.usefixtures("loaded_once")


def story(folder: Path, name: str = "story.txt", text: str = "The mayor was not consulted.") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_changed_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    with open_parts(Settings(library=tmp_path / "library")) as parts:
        path = story(tmp_path)
        assert [report.status for report in parts.ingester.ingest([path])] == ["added"]
        assert [report.status for report in parts.ingester.ingest([path])] == ["unchanged"]
        story(tmp_path, text="The mayor was consulted twice, on Monday and on Friday.")
        assert [report.status for report in parts.ingester.ingest([path])] == ["replaced"]
        hits = parts.retriever.search("mayor", 10)
        assert [hit.passage.text for hit in hits] == ["The mayor was consulted twice, on Monday and on Friday."]
        assert parts.library.index.count() == 1


def test_one_path_in_two_collections_is_two_documents(tmp_path: Path) -> None:
    with open_parts(Settings(library=tmp_path / "library")) as parts:
        path = story(tmp_path)
        list(parts.ingester.ingest([path], "a"))
        list(parts.ingester.ingest([path], "b"))
        assert len({source.document_id for source in parts.library.sources()}) == 2


def test_what_an_interrupted_intake_left_is_gone_at_the_next_start(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "library")
    with open_parts(settings) as parts:
        list(parts.ingester.ingest([story(tmp_path)]))
        document = parts.library.document(parts.library.sources()[0].document_id)
        intake = parts.library.begin([document])
        intake.add([hit.passage for hit in parts.retriever.search("mayor", 1)])
        assert parts.library.index.count() == 2
        assert len(parts.retriever.search("mayor", 10)) == 1, "a document on its way in is not searched"
    with open_parts(settings) as parts:
        assert parts.library.index.count() == 1
        assert len(parts.retriever.search("mayor", 10)) == 1


def test_lost_and_foreign_vectors_are_mended_from_the_record(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "library")
    with open_parts(settings) as parts:
        list(parts.ingester.ingest([story(tmp_path), story(tmp_path, "two.txt", "The ferry sails at dawn.")]))
        ids = sorted(parts.library.index.ids())
        vector = parts.library.embedder.encode(["stray"])[0].vector
        parts.library.index.remove(ids[:1])
        parts.library.index.add([9999], vector[None, :], [Shelfmark(77, "default")])
        assert parts.library.repair() == (1, 1)
        assert sorted(parts.library.index.ids()) == ids
        parts.library.index.remove(ids[:1])
    with open_parts(settings) as parts:
        assert sorted(parts.library.index.ids()) == ids, "a start finds the difference by itself"


def test_lost_and_foreign_words_are_mended_too(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "library")
    with open_parts(settings) as parts:
        list(parts.ingester.ingest([story(tmp_path), story(tmp_path, "two.txt", "The ferry sails at dawn.")]))
        ids = sorted(parts.library.words.ids())
        assert ids == sorted(parts.library.index.ids())
        parts.library.words.remove(ids[:1])
        parts.library.words.add([WordRow(9999, Shelfmark(77, "default"), "stray", "", "")])
        parts.library.words.commit()
        assert parts.library.repair() == (1, 1)
        assert sorted(parts.library.words.ids()) == ids
    shutil.rmtree(tmp_path / "library" / "words")
    with open_parts(settings) as parts:
        assert sorted(parts.library.words.ids()) == ids, "a start fills a lost index from the record"
        assert parts.library.words.search(Words("mayor"), 5, Bounds())


def rebuilt(folder: Path, embedder: Embedder) -> int:
    return rebuild_offline(
        folder,
        Rebuild(embedder, lambda document: split(document, embedder.count_tokens)),
        lambda: Library(folder, embedder, rebuilding=True),
    )


def test_a_library_of_the_layout_before_is_refused_and_rebuilt_from_its_documents(
    tmp_path: Path, embedder: Embedder
) -> None:
    folder = tmp_path / "library"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "record.sqlite3")) as db:
        db.executescript(LAYOUT_1)
    settings = Settings(library=folder)
    with pytest.raises(StaleLibrary, match="onrecord documents rebuild"), open_parts(settings):
        pass
    assert rebuilt(folder, embedder) == 1
    with open_parts(settings) as parts:
        assert [hit.passage.text for hit in parts.retriever.search("mayor", 5)] == ["The mayor was not consulted."]


# What version 1 of the layout had, with one document in it.
LAYOUT_1 = """
create table meta(name text primary key, value text not null);
insert into meta values ('schema', '1'), ('embedder', 'bundled'), ('dimensions', '384');
create table documents(version integer primary key autoincrement,
    document_id text not null, collection text not null, location text not null, title text not null,
    sha256 text not null, format text not null, author text, outlet text, published text,
    first_day integer, last_day integer,
    text text not null, page_starts text not null, body_start integer not null, notes text not null,
    state text not null check (state in ('writing', 'ready')));
create table passages(
    id integer primary key autoincrement, version integer not null references documents(version),
    place integer not null, start integer not null, finish integer not null, page integer, heading text not null,
    sentences text not null, text text not null, title text not null, vector blob not null, tokens blob not null);
create virtual table words using fts5(
    text, title, content='passages', content_rowid='id', tokenize="porter unicode61 remove_diacritics 2");
create trigger passage_added after insert on passages begin
    insert into words(rowid, text, title) values (new.id, new.text, new.title); end;
create trigger passage_removed after delete on passages begin
    insert into words(words, rowid, text, title) values ('delete', old.id, old.text, old.title); end;
create table failures(
    collection text not null, location text not null, reason text not null, primary key (collection, location));
create table stale_vectors(version integer primary key);
insert into documents values (1, 'd1', 'default', '/docs/story.txt', 'Story',
    '0000000000000000000000000000000000000000000000000000000000000000', 'txt', null, null, '2024-04-18',
    20240418, 20240418, 'The mayor was not consulted.', '[]', 0, '[]', 'ready');
insert into passages values (1, 1, 0, 0, 28, null, '', '[[0, 28, null]]', 'The mayor was not consulted.', 'Story',
    x'00', x'00');
"""


def test_a_failure_is_remembered_until_the_file_can_be_read(tmp_path: Path) -> None:
    with open_parts(Settings(library=tmp_path / "library")) as parts:
        path = story(tmp_path, text=" ")
        assert [report.status for report in parts.ingester.ingest([path])] == ["failed"]
        assert parts.retriever.coverage().failed_documents == 1
        story(tmp_path)
        list(parts.ingester.ingest([path]))
        assert parts.retriever.coverage().failed_documents == 0


def test_an_earlier_version_stays_when_the_new_one_cannot_be_read(tmp_path: Path) -> None:
    with open_parts(Settings(library=tmp_path / "library")) as parts:
        path = story(tmp_path)
        list(parts.ingester.ingest([path]))
        Path(path).write_bytes(b"\x00\x01\x02 binary \x00")
        assert [report.status for report in parts.ingester.ingest([path])] == ["failed"]
        assert len(parts.retriever.search("mayor", 5)) == 1


def test_a_version_that_is_on_record_stays_whatever_fails_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(library=tmp_path / "library")

    def full(_: object) -> None:
        raise LibraryError("the disk is full")

    with open_parts(settings) as parts:
        path = story(tmp_path)
        list(parts.ingester.ingest([path]))
        story(tmp_path, text="The mayor was consulted twice.")
        monkeypatch.setattr(parts.library.index, "remove_version", full)
        assert [report.status for report in parts.ingester.ingest([path])] == ["replaced"]
        assert "the disk is full" in caplog.text
        monkeypatch.undo()
        hits = parts.retriever.search("mayor", 10)
        assert [hit.passage.text for hit in hits] == ["The mayor was consulted twice."]
    with open_parts(settings) as parts:
        assert parts.library.index.count() == parts.library.words.count() == 1


def test_removing(tmp_path: Path) -> None:
    with open_parts(Settings(library=tmp_path / "library")) as parts:
        list(parts.ingester.ingest([story(tmp_path)]))
        document_id = parts.library.sources()[0].document_id
        parts.library.remove(document_id)
        assert parts.library.sources() == []
        assert parts.library.index.count() == 0
        for look in (parts.library.remove, parts.library.document):
            with pytest.raises(UnknownDocument, match=document_id):
                look(document_id)


def test_one_owner(tmp_path: Path, embedder: Embedder) -> None:
    library = Library(tmp_path / "library", embedder)
    with pytest.raises(LibraryInUse, match="process"):
        Library(tmp_path / "library", embedder)
    library.close()
    Library(tmp_path / "library", embedder).close()


def test_a_library_of_another_embedder_is_refused_with_the_command_that_rebuilds_it(
    tmp_path: Path, embedder: Embedder
) -> None:
    library = Library(tmp_path / "library", embedder)
    library.record.set_meta("embedder", "another")
    library.close()
    with pytest.raises(StaleLibrary, match="onrecord documents rebuild"):
        Library(tmp_path / "library", embedder)
    assert rebuilt(tmp_path / "library", embedder) == 0
    Library(tmp_path / "library", embedder).close()


def test_a_rebuild_that_an_earlier_onrecord_left_half_done_is_done_anew(tmp_path: Path, embedder: Embedder) -> None:
    settings = Settings(library=tmp_path / "library")
    with open_parts(settings) as parts:
        list(parts.ingester.ingest([story(tmp_path), story(tmp_path, "two.txt", "The ferry sails at dawn.")]))
        parts.library.record.set_meta("embedder", HALF_REBUILT)
        parts.library.record.rows("update passages set vector = zeroblob(8) where id = 1")
    with pytest.raises(StaleLibrary, match=r"interrupted.*onrecord documents rebuild"):
        Library(tmp_path / "library", embedder)
    assert rebuilt(tmp_path / "library", embedder) == 2
    with open_parts(settings) as parts:
        assert len(parts.retriever.search("mayor", 5)) == 2
        assert parts.library.repair() == (0, 0)


def test_a_rebuild_may_change_the_length_of_the_vectors(tmp_path: Path, embedder: Embedder) -> None:
    settings = Settings(library=tmp_path / "library")
    with open_parts(settings) as parts:
        list(parts.ingester.ingest([story(tmp_path)]))
        parts.library.record.set_meta("dimensions", "8")
    assert rebuilt(tmp_path / "library", embedder) == 1
    with open_parts(settings) as parts:
        assert parts.library.index.count() == 1
        assert len(parts.retriever.search("mayor", 5)) == 1


def test_a_document_on_its_way_in_crowds_nothing_out(tmp_path: Path) -> None:
    with open_parts(Settings(library=tmp_path / "library")) as parts:
        list(parts.ingester.ingest([story(tmp_path, text="Gulls nest on the tower.")]))
        document = parts.library.document(parts.library.sources()[0].document_id)
        intake = parts.library.begin([document])
        intake.add([hit.passage for hit in parts.retriever.search("gulls", 1)] * 80)
        assert len(parts.retriever.search("birds on a high building", 5)) == 1
        intake.abandon()


def test_a_record_that_is_no_database_is_named(tmp_path: Path, embedder: Embedder) -> None:
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "record.sqlite3").write_bytes(b"this is no database, though it is long enough to look like a file" * 40)
    with pytest.raises(DamagedLibrary, match=r"record\.sqlite3"):
        Library(folder, embedder)
    (folder / "record.sqlite3").unlink()
    Library(folder, embedder).close()
