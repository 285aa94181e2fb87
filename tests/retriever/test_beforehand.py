"""What is wrong with a library is told before a model is loaded, as far as its folder and its record tell it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from onrecord.assembly import open_parts
from onrecord.cli.opening import open_library, require_answerable
from onrecord.errors import DamagedLibrary, EmptyLibrary, LibraryInUse
from onrecord.settings import Settings
from onrecord.types import Filters
from retriever.owner import locked

pytestmark = pytest.mark.usefixtures("loaded_once")


@pytest.fixture
def empty(tmp_path: Path) -> Settings:
    """Of a library that was made, and holds nothing."""
    settings = Settings(library=tmp_path / "library")
    with open_parts(settings):
        return settings


def no_model(*_: object) -> None:
    raise AssertionError("a model is loaded")


def test_a_library_in_use_is_told_before_a_model_is_loaded(empty: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retriever.embed.Embedder", no_model)
    lock = locked(empty.library)
    try:
        for way in (open_parts, open_library):
            with pytest.raises(LibraryInUse, match="in use by process"), way(empty):
                pass
        with pytest.raises(LibraryInUse):
            require_answerable(empty, None)
    finally:
        lock.release()


def test_an_empty_library_is_told_before_a_model_is_loaded(empty: Settings, tmp_path: Path) -> None:
    with pytest.raises(EmptyLibrary) as told:
        require_answerable(empty, Filters(collection="minutes"))
    with open_parts(empty) as parts, pytest.raises(EmptyLibrary) as later:
        parts.retriever.search("mayor", 1)
    assert str(told.value) == str(later.value)
    with pytest.raises(EmptyLibrary):
        require_answerable(Settings(library=tmp_path / "none"), None)
    assert not (tmp_path / "none").exists()


def test_a_library_that_holds_something_is_let_pass(empty: Settings, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("The mayor was not consulted.", encoding="utf-8")
    with open_parts(empty) as parts:
        list(parts.ingester.ingest([str(tmp_path / "story.txt")]))
    require_answerable(empty, None)


@pytest.mark.parametrize(
    "change",
    [
        {"embedder": "another"},  # the library is stale
        {"chroma_url": "http://127.0.0.1:9"},
        {"documents": ("d1",)},  # there is no such document
        {"record": "update meta set value = '1' where name = 'schema'"},
        {"record": "drop table documents"},
    ],
)
def test_what_opening_says_more_of_is_left_to_that(empty: Settings, change: dict[str, object]) -> None:
    if "record" in change:
        with closing(sqlite3.connect(empty.library / "record.sqlite3")) as database, database:
            database.execute(str(change.pop("record")))
    filters = Filters(documents=change.pop("documents")) if "documents" in change else None  # type: ignore[arg-type]
    require_answerable(empty.model_copy(update=change), filters)


def test_a_record_that_is_missing_is_no_empty_library(empty: Settings) -> None:
    (empty.library / "record.sqlite3").unlink()
    with pytest.raises(DamagedLibrary, match="is missing"):
        require_answerable(empty, None)
