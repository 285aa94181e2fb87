"""Export and import: all of a library or nothing, nothing written over, and no archive trusted."""

import hashlib
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from onrecord.attribution import Attribution
from onrecord.conversations import Exchange, Problem
from onrecord.errors import BadInput, LibraryError, UnusableArchive
from onrecord.replies import Reply
from onrecord.types import Document, Filters, Passage, Source, Span
from retriever.archive import MANIFEST, RECORD, export_library
from retriever.filters import Bounds
from retriever.importing import import_library
from retriever.lexical import Words
from retriever.library import Library
from tests.retriever.small import ingest, opened, put, words_of

HASHES = {name: name * 64 for name in "abcdef"}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two documents (one in two versions, one uploaded), a conversation, a kept reply."""
    target = tmp_path / "saved.zip"
    with opened(tmp_path / "first") as library:
        put(library, "harbour", words_of("old harbour", 2), HASHES["a"])
        put(library, "harbour", words_of("new harbour", 2), HASHES["b"])
        upload = library.folder / "uploads" / "notes" / "tower.txt"
        upload.parent.mkdir(parents=True)
        upload.write_text(words_of("tower", 2), encoding="utf-8")
        assert ingest(library, upload) == ["added"]
        asked = Exchange(
            "e1", "Who painted?", Problem("failed", "no"), None, {}, Filters(), "2026-01-01T00:00:00+00:00"
        )
        library.conversations.put("c1", asked)
        library.replies.put("key", Reply("kept"))
        manifest = export_library(library, target, "0")
        assert dict(manifest.counts) == {
            "documents": 2, "passages": 2, "versions": 1, "conversations": 1, "reviews": 0
        }  # fmt: skip
        with pytest.raises(BadInput, match="exists already"):
            export_library(library, target, "0")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "saved.zip"]
    return target


def state(library: Library) -> object:
    """All that a reader can see, and what the folder holds."""
    files = sorted(str(path) for path in (library.folder / "uploads").rglob("*") if path.is_file())
    rows = [
        library.record.rows(f"select count(*) from {name}")
        for name in ("documents", "passages", "versions", "conversations", "exchanges", "stale_vectors")
    ]
    return library.sources(), rows, sorted(library.index.ids()), sorted(library.words.ids()), files


def test_a_library_is_restored_into_a_new_one(archive: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "second") as library:
        done = import_library(library, archive)
        assert (done.added, done.replaced, done.kept, done.conversations, done.uploads) == (2, (), (), 1, 1)
        _harbour, tower = sorted(library.sources(), key=lambda source: source.title)
        assert library.document("id-harbour").text == words_of("new harbour", 2)
        earlier, superseded = library.document_version("id-harbour", HASHES["a"])
        assert (earlier.text, bool(superseded)) == (words_of("old harbour", 2), True)
        assert Path(tower.location) == (tmp_path / "second" / "uploads" / "notes" / "tower.txt").resolve()
        assert hashlib.sha256(Path(tower.location).read_bytes()).hexdigest() == tower.sha256
        assert library.conversations.exchanges("c1")[0].question == "Who painted?"
        assert library.words.search(Words("tower"), 5, Bounds())
        assert len(library.index.ids()) == 2
        assert library.record.rows("select count(*) from replies") == [(0,)]
        before = state(library)
        again = import_library(library, archive)
        assert (again.added, again.unchanged, again.conversations, again.uploads) == (0, 2, 0, 0)
        assert state(library) == before
    with opened(tmp_path / "second") as library:
        assert state(library) == before


@pytest.mark.parametrize("replacing", [False, True])
def test_another_version_that_is_here_is_never_lost(archive: Path, tmp_path: Path, replacing: bool) -> None:
    with opened(tmp_path / "second") as library:
        put(library, "harbour", words_of("my harbour", 2), HASHES["c"])
        put(library, "mine", words_of("mine", 2), HASHES["d"])
        done = import_library(library, archive, replacing=replacing)
        assert done.added == 1
        assert (done.replaced, done.kept) == ((("harbour",), ()) if replacing else ((), ("harbour",)))
        now, before = (HASHES["b"], HASHES["c"]) if replacing else (HASHES["c"], HASHES["b"])
        assert [one.source.sha256 for one in library.versions("id-harbour")][:2] == [now, before]
        assert library.document_version("id-harbour", HASHES["a"])[1]
        assert library.index.count() == library.words.count() == 3


def test_where_no_versions_are_kept_a_clash_is_refused(archive: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "second", kept_versions=0) as library:
        put(library, "harbour", words_of("my harbour", 2), HASHES["c"])
        before = state(library)
        with pytest.raises(UnusableArchive, match="kept_versions is 0"):
            import_library(library, archive)
        assert state(library) == before


def packed(archive: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None]) -> Path:
    """The archive packed anew after a change of its files and its manifest."""
    with zipfile.ZipFile(archive) as old:
        files = {name: old.read(name) for name in old.namelist()}
    manifest = json.loads(files.pop(MANIFEST))
    change(files, manifest)
    target = archive.with_name("changed.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in files.items():
            new.writestr(name, data)
        new.writestr(MANIFEST, json.dumps(manifest))
    return target


def with_member(name: str, data: bytes) -> Callable[[dict[str, bytes], dict[str, Any]], None]:
    def change(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
        files[name] = data
        manifest["members"].append({"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()})

    return change


def with_record(*statements: str) -> Callable[[dict[str, bytes], dict[str, Any]], None]:
    def change(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(files[RECORD])
            for statement in statements:
                database.execute(statement)
            database.commit()
            files[RECORD] = database.serialize()
        (member,) = (one for one in manifest["members"] if one["name"] == RECORD)
        member |= {"bytes": len(files[RECORD]), "sha256": hashlib.sha256(files[RECORD]).hexdigest()}

    return change


def other_bytes(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
    files["uploads/notes/tower.txt"] = files["uploads/notes/tower.txt"][:-1] + b"!"


def unnamed(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
    files["uploads/more.txt"] = b"more"


def named(**fields: object) -> Callable[[dict[str, bytes], dict[str, Any]], None]:
    return lambda files, manifest: manifest.update(fields)


HOSTILE: list[tuple[Callable[[dict[str, bytes], dict[str, Any]], None], str]] = [
    *((with_member(name, b"x"), "no name of a file in a library") for name in (
        "uploads/../../escaped.txt", "/etc/escaped", "uploads/..", "uploads//a", "uploads/c:\\a.txt", "chroma/a",
        "uploads/a\x01b", f"uploads/{'x' * 300}", "owner.txt",
    )),
    (with_member("uploads/bomb.txt", b"\x00" * 30_000_000), "would grow 200 times"),
    (other_bytes, "is not what its manifest.json says"),
    (unnamed, "what it holds is not what its manifest.json names"),
    (named(members=[]), "names no record"),
    (named(archive=2), "has form 2"),
    (named(layout="9"), "layout 9"),
    (named(embedder="another"), "made with the embedder 'another'"),
    (named(counts=3), "cannot be read"),
    (with_record("create trigger t after insert on documents begin delete from documents; end"), "other tables"),
    (with_record("create view failures2 as select 1"), "other tables"),
    (with_record("alter table documents add column more"), "other tables"),
    (with_record("drop index documents_by_id", "create index documents_by_id on documents(lower(title))"),
     "other tables"),
    (with_record("drop table replies", "create table replies(id integer primary key autoincrement, "
     "key text not null unique, body text as (upper(key)))"), "other tables"),
    (with_record("pragma writable_schema=on", "insert into sqlite_master values ('trigger', 'sqlite_t', 'documents', "
     "0, 'CREATE TRIGGER sqlite_t after insert on documents begin delete from documents; end')"), "other tables"),
    (with_record("delete from documents"), "other tables"),
    (with_record("update passages set text = 'A forged passage.'"), "cannot be used"),
    (with_record("update passages set vector = zeroblob(8)"), "vector is none of this embedder"),
    (with_record("update passages set tokens = x'00'"), "cannot be used"),
    (with_record("update passages set sentences = '{'"), "cannot be used"),
    *((with_record(f"update passages set said = '[[{said}]]'"), "cannot be used") for said in (
        '[0,5],[0,1],null,0,["x"],null,0', '[0,5],[0,1],null,0,7,null,0', '[0,5],[0,1],null,0,"V",{"a":1},0',
        '[0,99999],[0,1],null,0,"V",null,0', '[0,5],[9,1],null,0,"V",null,0', '[0,5],[0,1],null,7,"V",null,0',
        '[0,5],[0,1],null,0,"\\ud800",null,0', "1",
    )),
    (with_record("update documents set text = ''"), "cannot be used"),
    (with_record("update versions set sha256 = 'short'"), "cannot be used"),
    (with_record("update exchanges set body = '[]'"), "cannot be used"),
]  # fmt: skip


def test_a_hostile_or_damaged_archive_is_refused_and_nothing_is_changed(archive: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "second") as library:
        put(library, "mine", words_of("mine", 2), HASHES["d"])
        before, around = state(library), sorted(tmp_path.rglob("*"))
        for change, told in HOSTILE:
            changed = packed(archive, change)
            with pytest.raises(UnusableArchive, match=told):
                import_library(library, changed)
            changed.unlink()
            assert state(library) == before, told
            assert [path for path in sorted(tmp_path.rglob("*")) if path not in around] == [], told


@pytest.mark.parametrize("data", [b"", b"PK", b"no archive " * 99])
def test_what_is_no_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    with opened(tmp_path / "library") as library:
        for place in (path, tmp_path / "missing.zip"):
            with pytest.raises(UnusableArchive):
                import_library(library, place)


def test_an_import_that_fails_half_way_leaves_everything_as_it_was(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "second") as library:
        put(library, "harbour", words_of("my harbour", 2), HASHES["c"])
        before = state(library)
        for place, name in ((library.index, "add"), (library.words, "commit"), (library.record, "publish_within")):
            calls: list[object] = []

            def failing(*given: object, calls: list[object] = calls) -> None:
                if not calls:
                    calls.append(given)
                    raise LibraryError("the disk is full")

            with monkeypatch.context() as patch:
                patch.setattr(place, name, failing)
                with pytest.raises(LibraryError, match="the disk is full"):
                    import_library(library, archive, replacing=True)
            library.words.commit()
            assert state(library) == before, name


def test_an_archive_made_while_a_document_comes_in_can_be_imported(tmp_path: Path) -> None:
    text = "It is safe, said Mara Venn."
    said = (Attribution(((0, 10),), (12, 16), (17, 26), speaker="Mara Venn"),)
    with opened(tmp_path / "first") as library:
        put(library, "whole", words_of("whole", 2), HASHES["d"])
        coming = Document(Source("half", "/docs/half.txt", "half", HASHES["c"], "txt"), text)
        intake = library.begin([coming])
        intake.add([Passage("half", 0, 0, len(text), text, (Span(0, len(text)),), said=said)])
        export_library(library, tmp_path / "out.zip", "1")
        intake.abandon()
    with opened(tmp_path / "second") as library:
        import_library(library, tmp_path / "out.zip")
        assert [source.title for source in library.sources()] == ["whole"]
        assert library.record.rows("select count(*) from sayings") == [(0,)]
