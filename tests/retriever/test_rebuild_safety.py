"""A rebuild loses nothing where something goes wrong at the worst moment, and leaves nothing where it is given up."""

import logging
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.errors import LibraryError
from retriever import beside
from retriever.current import noted_in
from retriever.draft import Draft, settle
from retriever.gone import bytes_with, places_with
from retriever.library import Library
from retriever.places import INDEX_NAME, NAME_ANEW, NAME_BEFORE, collection_name
from retriever.rebuilding import give_up
from retriever.record import Record
from tests.retriever.rebuilds import NAMES, OTHER, SMALL, feed, offline, started, whole
from tests.retriever.small import put, words_of

pytestmark = pytest.mark.usefixtures("one_by_one")


def test_a_disk_that_fills_in_the_switch_leaves_the_old_index_and_it_can_be_tried_again(
    live: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_meta = Record.set_meta

    def full(record: Record, name: str, value: str) -> None:
        if name == beside.SWITCHED:
            raise LibraryError("the disk is full")
        set_meta(record, name, value)

    monkeypatch.setattr(Record, "set_meta", full)
    background = started(live)
    background.wait(60)
    assert background.trouble == "the disk is full"
    assert (live.embedder.name, live.record.meta("embedder")) == ("small", "small")
    whole(live, *NAMES)
    put(live, "ebony", words_of("ebony"))
    live.remove_all(["id-amber"], wipe_later=True)
    monkeypatch.undo()
    background = started(live)
    background.wait(60)
    assert (background.trouble, live.embedder.name) == ("", "other")
    whole(live, "birch", "coral", "delta", "ebony")


def test_a_new_index_that_is_damaged_when_it_takes_over_is_made_anew_at_once(
    live: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def damaging(record: Record, folder: Path) -> None:
        settle(record, folder)
        for name in ("chroma", "words"):
            shutil.rmtree(folder / name)

    monkeypatch.setattr("retriever.library.settle", damaging)
    with caplog.at_level(logging.WARNING):
        background = started(live)
        background.wait(60)
    assert (background.trouble, live.embedder.name) == ("", "other")
    assert "mended" in caplog.text
    whole(live, *NAMES)


def test_the_switch_and_the_note_that_there_is_something_to_wipe_are_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch: Callable[..., None] = beside.switch

    def killed(*told: Any) -> None:
        switch(*told)
        raise KeyboardInterrupt

    monkeypatch.setattr("retriever.beside.switch", killed)
    monkeypatch.setattr("retriever.wiping.clear_before", lambda *_: False)
    with pytest.raises(KeyboardInterrupt):
        offline(folder)
    monkeypatch.undo()
    with closing(Record(folder / "record.sqlite3")) as record:
        assert record.meta("to_wipe")
    with closing(Library(folder, OTHER)) as library:
        library.wiping._beside.submit(lambda: None).result(60)
        assert library.record.rows("select 1 from sqlite_master where name = ?", (beside.BEFORE,)) == []
        whole(library, *NAMES)


def test_two_who_clear_what_was_searched_before_do_not_stumble_over_one_another(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retriever.wiping.clear_before", lambda *_: False)
    offline(folder)
    with closing(Record(folder / "record.sqlite3")) as record:

        def another() -> bool:
            return beside.clear_before(record)

        assert beside.clear_before(record, another)
        assert record.rows("select 1 from sqlite_master where name = ?", (beside.BEFORE,)) == []


def test_indexes_that_a_removal_drops_are_not_made_again_while_everybody_waits(
    live: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, clear, waiting = Draft._opened, beside.clear_before, list[bool]()

    def looked(draft: Draft) -> Any:
        waiting.append(live.changes._alone is not None)
        return opened(draft)

    def removing(*told: Any) -> bool:
        if any(source.title == "amber" for source in live.sources()):
            live.remove("id-amber")
        return clear(*told)

    monkeypatch.setattr(Draft, "_opened", looked)
    monkeypatch.setattr("retriever.beside.clear_before", removing)
    background = started(live)
    background.wait(60)
    assert (background.trouble, waiting) == ("", [False, False])
    whole(live, "birch", "coral", "delta")


def test_what_comes_in_while_the_indexes_are_made_is_embedded_before_anybody_waits(
    live: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill, alone = Draft.fill, list[bool]()

    def filled(draft: Draft, *told: Any) -> bool:
        made = fill(draft, *told)
        if live.changes._alone is None:
            put(live, "ebony", words_of("ebony", 2))
        else:
            alone.append(True)
        return made

    due = beside.due

    def looked(record: Record, *told: Any) -> Any:
        found = due(record, *told)
        assert not (found and live.changes._alone), "nobody waits for documents that were there before"
        return found

    monkeypatch.setattr(Draft, "fill", filled)
    monkeypatch.setattr("retriever.beside.due", looked)
    background = started(live)
    background.wait(60)
    assert (background.trouble, alone) == ("", [True])
    whole(live, *NAMES, "ebony")


def test_words_are_looked_for_in_the_passages_of_a_rebuild_too(live: Library) -> None:
    feed(live, 2)
    live.record.rows("delete from passages where text like '%amber%'")
    assert any("1 rebuilt passage of the record" in row for row in places_with(live, "amber pier").rows)


def test_a_copy_of_a_library_on_a_server_does_not_take_up_the_collection_that_the_other_fills(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    with closing(Record(first / "record.sqlite3")) as record:
        name = collection_name(record, first)
        record.set_meta(NAME_ANEW, "onrecord-new")
        record.set_meta(NAME_BEFORE, "onrecord-old")
        assert collection_name(record, first) == name
        assert record.meta(NAME_ANEW) == "onrecord-new"
    shutil.copytree(first, tmp_path / "second")
    with closing(Record(tmp_path / "second" / "record.sqlite3")) as record:
        assert collection_name(record, tmp_path / "second") != name
        assert record.meta(INDEX_NAME) != name
        assert (record.meta(NAME_ANEW), record.meta(NAME_BEFORE)) == (None, None)


def test_a_rebuild_that_is_given_up_leaves_nothing_and_the_library_as_it_is_searched(folder: Path) -> None:
    assert give_up(folder) == ""
    assert give_up(folder / "none") == ""
    assert not (folder / "none").exists()
    with closing(Library(folder, SMALL)) as library:
        feed(library, 3)
    done = CliRunner().invoke(app, ["documents", "rebuild", "--give-up", "--library", str(folder)])
    assert (done.exit_code, done.stdout) == (0, "the rebuild for the embedder other is given up\n")
    assert noted_in(folder).target == ""
    with closing(Library(folder, SMALL)) as library:
        assert library.record.rows("select 1 from sqlite_master where name in ('passages_anew', 'rebuilt')") == []
        whole(library, *NAMES)
        library.remove("id-amber")
    assert list(bytes_with(folder, "amber pier", explained=False)) == []
