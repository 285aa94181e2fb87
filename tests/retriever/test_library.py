"""The library keeps its word: whole or absent, one owner, one embedder, an index that can be mended."""

from pathlib import Path

import pytest

from onrecord.assembly import open_parts
from onrecord.errors import DamagedLibrary, LibraryInUse, StaleLibrary, UnknownDocument
from onrecord.settings import Settings
from retriever.embed import Embedder
from retriever.library import Library


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
        intake = parts.library.begin(document)
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
        parts.library.index.add([9999], vector[None, :], 77, "default", (None, None))
        assert parts.library.repair() == (1, 1)
        assert sorted(parts.library.index.ids()) == ids
        parts.library.index.remove(ids[:1])
    with open_parts(settings) as parts:
        assert sorted(parts.library.index.ids()) == ids, "a start finds the difference by itself"


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
    Library(tmp_path / "library", embedder, rebuilding=True).close()
    with pytest.raises(StaleLibrary, match="interrupted"):
        Library(tmp_path / "library", embedder)
    rebuilt = Library(tmp_path / "library", embedder, rebuilding=True)
    rebuilt.finish_rebuild()
    rebuilt.close()
    Library(tmp_path / "library", embedder).close()


def test_a_rebuild_may_change_the_length_of_the_vectors(tmp_path: Path, embedder: Embedder) -> None:
    settings = Settings(library=tmp_path / "library")
    with open_parts(settings) as parts:
        list(parts.ingester.ingest([story(tmp_path)]))
        parts.library.record.set_meta("dimensions", "8")
    with open_parts(settings, rebuilding=True) as parts:
        assert parts.library.index.count() == 0
        for source in parts.library.sources():
            parts.ingester.store(parts.library.document(source.document_id))
        parts.library.finish_rebuild()
    with open_parts(settings) as parts:
        assert parts.library.index.count() == 1
        assert len(parts.retriever.search("mayor", 5)) == 1


def test_a_document_on_its_way_in_crowds_nothing_out(tmp_path: Path) -> None:
    with open_parts(Settings(library=tmp_path / "library")) as parts:
        list(parts.ingester.ingest([story(tmp_path, text="Gulls nest on the tower.")]))
        document = parts.library.document(parts.library.sources()[0].document_id)
        intake = parts.library.begin(document)
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
