"""The library as folders see it, on the real parts."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.load import document_id_of
from ingest.run import IngestRun
from ingest.watch.sync import FolderSync
from onrecord.errors import LibraryError, UnknownDocument
from retriever.embed import Embedder
from retriever.folders import FolderShelf
from retriever.hybrid import HybridRetriever
from retriever.library import Library

TEXTS = {
    "harbour.txt": "The Brindle harbour board raised the mooring fee to 40 euros on Monday.",
    "ferry_100%.txt": "The ferry to Solvane left at noon with 212 people on board.",
    "ferryX100%.txt": "The lighthouse keeper retired after thirty years of service.",
}


@pytest.fixture
def library(tmp_path: Path, embedder: Embedder) -> Iterator[Library]:
    library = Library(tmp_path / "library", embedder)
    yield library
    library.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "docs_%"
    (folder / "sub").mkdir(parents=True)
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def sync(library: Library, folder: Path) -> FolderSync:
    shelf = FolderShelf(library)
    run = IngestRun(library, library.embedder.count_tokens, 10, known=shelf)
    sync = FolderSync(run, shelf, [str(folder)], prune=True)
    assert {change.status for change in sync.whole()} == {"added"}
    return sync


def names(library: Library, question: str) -> list[str]:
    """Names of the files that a search finds, best first."""
    return [Path(hit.source.location).name for hit in HybridRetriever(library, 50, 24).search(question, 3)]


def test_a_renamed_document_is_found_cited_and_versioned_as_before(
    library: Library, folder: Path, sync: FolderSync
) -> None:
    (before,) = [source for source in library.sources() if source.location.endswith("harbour.txt")]
    assert before.title == "harbour"
    (folder / "harbour.txt").rename(folder / "sub" / "quay_walls.txt")
    (change,) = [change for change in sync.whole() if change.status != "unchanged"]
    assert (change.status, change.document_id) == ("moved", before.document_id)
    document, superseded = library.document_version(before.document_id, before.sha256)
    assert superseded is None
    assert document.text == TEXTS["harbour.txt"]
    assert document.source == replace(before, location=str(folder / "sub" / "quay_walls.txt"), title="quay walls")
    assert names(library, "What is the mooring fee?")[0] == "quay_walls.txt"
    assert names(library, "quay walls")[0] == "quay_walls.txt"
    assert library.repair() == (0, 0)
    (folder / "sub" / "quay_walls.txt").write_text("The board took the rise back.", encoding="utf-8")
    assert [change.status for change in sync.some([str(folder / "sub" / "quay_walls.txt")])] == ["replaced"]
    earlier, superseded = library.document_version(before.document_id, before.sha256)
    assert superseded is not None
    assert earlier.text == TEXTS["harbour.txt"]
    assert earlier.source.location == str(folder / "sub" / "quay_walls.txt")


def test_a_new_file_where_a_document_was_moved_away_gets_an_id_of_its_own(
    library: Library, folder: Path, sync: FolderSync
) -> None:
    place = str(folder / "harbour.txt")
    first = document_id_of(place, "default")
    shelf = FolderShelf(library)
    assert shelf.id_for(place, "default") == first
    (folder / "harbour.txt").rename(folder / "b.txt")
    list(sync.whole())
    assert shelf.id_for(str(folder / "b.txt"), "default") == first
    assert shelf.id_for(place, "default") != first
    assert shelf.id_for(place, "press") == document_id_of(place, "press")
    (folder / "harbour.txt").write_text("A notice of another kind.", encoding="utf-8")
    list(sync.whole())
    assert library.document(first).text == TEXTS["harbour.txt"]
    assert library.document(shelf.id_for(place, "default")).text == "A notice of another kind."
    assert len(library.sources()) == 4
    assert {change.status for change in sync.whole()} == {"unchanged"}


def test_a_folder_holds_what_lies_under_it_letter_for_letter(library: Library, folder: Path, sync: FolderSync) -> None:
    shelf = FolderShelf(library)
    within = shelf.locations_within(str(folder), "default")
    assert [location for _, location, _ in within] == sorted(str(folder / name) for name in TEXTS)
    assert within == shelf.locations_within(f"{folder}/", "default")
    for other in (folder.with_name("docsX%"), folder.with_name("docs"), folder / "harbour"):
        assert shelf.locations_within(str(other), "default") == []
    assert shelf.locations_within(str(folder), "press") == []


def test_what_is_gone_is_removed_with_its_words(library: Library, folder: Path, sync: FolderSync) -> None:
    (folder / "harbour.txt").unlink()
    assert [change.status for change in sync.some([str(folder / "harbour.txt")])] == ["removed"]
    assert "harbour.txt" not in names(library, "What is the mooring fee?")
    assert len(library.sources()) == 2


def test_notes_of_failures_are_known_by_folder(library: Library, folder: Path) -> None:
    shelf = FolderShelf(library)
    library.note_failure(str(folder / "bad.pdf"), "default", "damaged")
    library.note_failure(str(folder.parent / "bad.pdf"), "default", "damaged")
    assert shelf.failures_within(str(folder), "default") == [str(folder / "bad.pdf")]
    shelf.forget_failure(str(folder / "bad.pdf"), "default")
    assert shelf.failures_within(str(folder), "default") == []


def test_moves_are_all_made_or_none(library: Library, folder: Path, sync: FolderSync) -> None:
    shelf = FolderShelf(library)
    (harbour, ferry) = (document_id_of(str(folder / name), "default") for name in ("harbour.txt", "ferry_100%.txt"))
    before = library.sources()
    with pytest.raises(LibraryError, match="is on record already"):
        shelf.move_all([(harbour, str(folder / "new.txt")), (ferry, str(folder / "ferryX100%.txt"))])
    with pytest.raises(UnknownDocument):
        shelf.move_all([(harbour, str(folder / "new.txt")), ("0" * 16, str(folder / "other.txt"))])
    assert library.sources() == before
