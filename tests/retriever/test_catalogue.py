"""The catalogue: what is listed, corrected and removed is so in the record and in every index."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.assembly import Parts, open_parts
from onrecord.desk import Catalogue, Failure
from onrecord.errors import BadInput, DamagedLibrary, UnknownDocument
from onrecord.settings import Settings
from onrecord.types import Filters
from retriever.catalogue import LibraryCatalogue
from retriever.filters import Bounds
from retriever.hybrid import HybridRetriever
from retriever.lexical import Words

pytestmark = pytest.mark.usefixtures("loaded_once")


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    with open_parts(Settings(library=tmp_path / "library")) as opened:
        uploads = tmp_path / "library" / "uploads"
        uploads.mkdir()
        (uploads / "ferry.txt").write_text("The ferry Osprey sails at dawn.", encoding="utf-8")
        (tmp_path / "mayor.txt").write_text("The mayor was not consulted.", encoding="utf-8")
        (tmp_path / "old.exe").write_bytes(b"PK")
        paths = [str(uploads / "ferry.txt"), str(tmp_path / "mayor.txt"), str(tmp_path / "old.exe")]
        list(opened.ingester.ingest(paths))
        list(opened.ingester.ingest(paths[1:2], "town hall"))
        yield opened


@pytest.fixture
def catalogue(parts: Parts) -> Catalogue:
    return LibraryCatalogue(parts.library, parts.ingester.store)


def id_of(catalogue: Catalogue, title: str) -> str:
    return next(source.document_id for source in catalogue.sources() if source.title == title)


def test_entries_failures_and_collections_are_listed(catalogue: Catalogue, tmp_path: Path) -> None:
    listed = [(entry.source.title, entry.source.collection, entry.passages) for entry in catalogue.entries()]
    assert listed == [("ferry", "default", 1), ("mayor", "default", 1), ("mayor", "town hall", 1)]
    (failure,) = catalogue.failures()
    assert (failure.location, failure.collection) == (str(tmp_path / "old.exe"), "default")
    assert "does not read .exe" in failure.reason
    assert catalogue.collections() == ["default", "town hall"]


def test_pages_and_notes_of_a_new_version_are_seen(catalogue: Catalogue, parts: Parts, tmp_path: Path) -> None:
    assert {entry.notes for entry in catalogue.entries()} == {()}
    document = catalogue.document(id_of(catalogue, "ferry"))
    paged = type(document)(document.source, document.text, (0, 10), 0, ("no text on page 3",))
    parts.ingester.store(paged)
    entry = next(entry for entry in catalogue.entries() if entry.source.title == "ferry")
    assert (entry.pages, entry.notes) == (2, ("no text on page 3",))
    parts.ingester.store(replace(paged, source=replace(document.source, sha256="0" * 64)))
    now, before = catalogue.versions(document.source.document_id)
    assert (now.source.sha256, now.superseded, before.source) == ("0" * 64, None, document.source)
    assert before.superseded


def test_an_edited_document_is_found_by_its_new_particulars(catalogue: Catalogue, parts: Parts) -> None:
    ferry = id_of(catalogue, "ferry")
    before = catalogue.document(ferry)
    catalogue.edit(ferry, title="  Winter\ttimetable ", author=" ", outlet="Harbour Wire", published="2024-04")
    after = catalogue.document(ferry)
    assert (after.source.title, after.source.author, after.source.outlet) == ("Winter timetable", None, "Harbour Wire")
    assert (after.text, after.source.sha256, after.source.document_id) == (before.text, before.source.sha256, ferry)
    (found,) = parts.retriever.search("ferry", 10, Filters(since="2024-04-01", until="2024-04-30"))
    assert found.source.title == "Winter timetable"
    assert parts.library.words.search(Words("timetable"), 5, Bounds()) != {}, "the header is searched"
    assert parts.library.index.count() == parts.library.words.count() == 3


@pytest.mark.parametrize(
    ("particulars", "told"),
    [
        ({"title": " \n"}, "title is empty"),
        ({"title": "x" * 301}, "301 characters"),
        ({"outlet": "y" * 301}, "outlet has 301"),
        ({"published": "2024-02-30"}, "is not a date"),
        ({"published": "yesterday"}, "is not a date"),
    ],
)
def test_particulars_that_cannot_be_are_refused(catalogue: Catalogue, particulars: dict[str, str], told: str) -> None:
    ferry, before = id_of(catalogue, "ferry"), catalogue.entries()
    values: dict[str, str | None] = {"author": None, "outlet": None, "published": None} | particulars
    with pytest.raises(BadInput, match=told):
        catalogue.edit(
            ferry,
            title=particulars.get("title", "Ferry"),
            author=values["author"],
            outlet=values["outlet"],
            published=values["published"],
        )
    assert catalogue.entries() == before


def test_what_is_said_already_is_not_indexed_anew(parts: Parts) -> None:
    def store(_: object) -> int:
        raise AssertionError("nothing has changed")

    catalogue = LibraryCatalogue(parts.library, store)
    catalogue.edit(id_of(catalogue, "ferry"), title="ferry", author="", outlet=None, published=" ")


def test_reindexing_keeps_the_document_and_counts_its_passages(catalogue: Catalogue, parts: Parts) -> None:
    ferry = id_of(catalogue, "ferry")
    before = catalogue.document(ferry)
    assert catalogue.reindex(ferry) == 1
    assert catalogue.document(ferry) == before
    assert parts.library.index.count() == parts.library.words.count() == 3


def test_a_removed_document_is_nowhere_and_its_uploaded_copy_is_deleted(
    catalogue: Catalogue, parts: Parts, tmp_path: Path
) -> None:
    ferry = id_of(catalogue, "ferry")
    copy = Path(catalogue.document(ferry).source.location)
    catalogue.remove(ferry)
    assert {hit.source.title for hit in parts.retriever.search("Osprey ferry dawn", 10)} == {"mayor"}
    assert parts.library.index.count() == parts.library.words.count() == 2
    assert not copy.exists()
    catalogue.remove(id_of(catalogue, "mayor"))
    assert (tmp_path / "mayor.txt").exists(), "a file elsewhere is never touched"


def test_an_uploaded_copy_that_another_document_was_made_from_stays(
    catalogue: Catalogue, parts: Parts, tmp_path: Path
) -> None:
    copy = tmp_path / "library" / "uploads" / "ferry.txt"
    list(parts.ingester.ingest([str(copy)], "town hall"))
    for left in (True, False):
        catalogue.remove(id_of(catalogue, "ferry"))
        assert copy.exists() == left


@pytest.mark.parametrize(
    ("part", "doing", "place"), [("index", "remove", "the vectors"), ("words", "remove_versions", "the words")]
)
def test_a_trace_that_is_left_is_told(
    catalogue: Catalogue, parts: Parts, monkeypatch: pytest.MonkeyPatch, part: str, doing: str, place: str
) -> None:
    monkeypatch.setattr(getattr(parts.library, part), doing, lambda _: None)
    with pytest.raises(DamagedLibrary, match=f"{place}, a search for its words"):
        catalogue.remove(id_of(catalogue, "ferry"))


def test_an_unknown_id_is_told(catalogue: Catalogue) -> None:
    for act in (catalogue.remove, catalogue.reindex, catalogue.document):
        with pytest.raises(UnknownDocument):
            act("../../etc/passwd")


def test_a_failure_is_forgotten_once(catalogue: Catalogue) -> None:
    (failure,) = catalogue.failures()
    catalogue.forget_failure(failure.location, "town hall")
    assert catalogue.failures() == [failure]
    catalogue.forget_failure(failure.location, failure.collection)
    catalogue.forget_failure(failure.location, failure.collection)
    assert catalogue.failures() == []


def test_a_failed_upload_is_deleted_when_it_is_taken_off_the_list(
    catalogue: Catalogue, parts: Parts, tmp_path: Path
) -> None:
    uploads = tmp_path / "library" / "uploads"
    (uploads / "scan.pdf").write_bytes(b"%PDF-")
    (uploads / "ferry.txt").write_bytes(b"")
    places = [str(uploads / "scan.pdf"), str(uploads / "ferry.txt"), str(tmp_path / "old.exe")]
    list(parts.ingester.ingest(places))
    assert {failure.location for failure in catalogue.failures()} == set(places)
    for place in places:
        catalogue.forget_failure(place, "default")
    assert [Path(place).exists() for place in places] == [False, True, True], "what is on record, or elsewhere, stays"


def test_a_file_that_is_as_it_was_again_is_no_failure_any_more(
    catalogue: Catalogue, parts: Parts, tmp_path: Path
) -> None:
    path = tmp_path / "mayor.txt"
    words = path.read_bytes()
    for data, status in ((b"", "failed"), (words, "unchanged")):
        path.write_bytes(data)
        assert [report.status for report in parts.ingester.ingest([str(path)])] == [status]
    assert str(path) not in [failure.location for failure in catalogue.failures()]


@pytest.mark.parametrize("limited", [False, True])
def test_what_is_removed_or_edited_during_a_search_breaks_nothing(
    catalogue: Catalogue, parts: Parts, monkeypatch: pytest.MonkeyPatch, limited: bool
) -> None:
    record = parts.library.record
    ferry, mayor = id_of(catalogue, "ferry"), id_of(catalogue, "mayor")
    tokens_of, done = record.tokens_of, list[str]()

    def meanwhile(ids: Sequence[int]) -> dict[int, bytes]:
        if not done:
            done.append(ferry)
            catalogue.remove(ferry)
            catalogue.edit(mayor, title="Mayor asked", author=None, outlet=None, published=None)
        return tokens_of(ids)

    monkeypatch.setattr(record, "tokens_of", meanwhile)
    hits = parts.retriever.search("Was the mayor on the ferry?", 10, Filters(collection="default") if limited else None)
    assert done
    assert "Mayor asked" in [source.title for hit in hits for source in (hit.source, *(at.source for at in hit.places))]
    assert ferry not in [hit.source.document_id for hit in hits]


def test_what_was_not_looked_at_does_not_move_up_when_what_was_is_removed(
    catalogue: Catalogue, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, ferry = parts.library.record, id_of(catalogue, "ferry")
    tokens_of, looked_at = record.tokens_of, list[Sequence[int]]()

    def meanwhile(ids: Sequence[int]) -> dict[int, bytes]:
        if not looked_at:
            catalogue.remove(ferry)
        looked_at.append(ids)
        return tokens_of(ids)

    monkeypatch.setattr(record, "tokens_of", meanwhile)
    hits = HybridRetriever(parts.library, 50, 1).search("Will the ferry sail?", 1)
    assert [len(ids) for ids in looked_at] == [1, 1], "one is looked at; it was removed, so another search is made"
    assert len(hits) == 1
    assert hits[0].source.document_id != ferry


def test_a_removed_document_takes_the_note_of_its_failure_along(catalogue: Catalogue, parts: Parts) -> None:
    ferry = id_of(catalogue, "ferry")
    location = catalogue.document(ferry).source.location
    parts.library.note_failure(location, "default", "it is empty")
    assert Failure(location, "default", "it is empty") in catalogue.failures()
    catalogue.remove(ferry)
    assert [failure.location for failure in catalogue.failures() if failure.location == location] == []
