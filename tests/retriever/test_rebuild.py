"""A library embedded anew: the old index answers until the new one is complete, and a kill costs nothing."""

import threading
from collections.abc import Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any, cast

import pytest

from ingest.split import split
from onrecord.cli.doctor import _rebuilding
from onrecord.errors import LibraryError, StaleLibrary
from onrecord.types import Document
from retriever import beside
from retriever.archive import export_library
from retriever.current import CurrentEmbedder, noted_in
from retriever.embed import Embedder
from retriever.filters import Bounds
from retriever.folders import FolderShelf
from retriever.gone import bytes_with
from retriever.hybrid import HybridRetriever
from retriever.importing import import_library
from retriever.lexical import Words
from retriever.library import Library
from retriever.rebuilding import Rebuild, rebuild_offline
from retriever.record import Record
from tests.retriever.rebuilds import (
    NAMES,
    OTHER,
    SMALL,
    CountingEmbedder,
    SlowEmbedder,
    feed,
    offline,
    rebuild,
    started,
    whole,
)
from tests.retriever.small import SmallEmbedder, put, words_of

pytestmark = pytest.mark.usefixtures("one_by_one")


def test_a_rebuilt_library_is_of_the_other_embedder_and_no_more_of_the_first(folder: Path) -> None:
    assert offline(folder) == len(NAMES)
    with pytest.raises(StaleLibrary, match=r"'other'.*onrecord documents rebuild"):
        Library(folder, SMALL)
    with closing(Library(folder, OTHER)) as library:
        whole(library, *NAMES)
        assert len(library.record.rows("select vector from passages")[0][0]) == 32 * 4
        left = library.record.rows("select name from sqlite_master where name like '%anew%' or name like '%before%'")
        assert left == []
        assert library.record.rows("select 1 from sqlite_master where name = 'rebuilt'") == []
        assert library.record.rows("pragma integrity_check") == [("ok",)]
        assert library.record.rows("pragma foreign_key_check") == []
    assert not list(folder.glob("*.anew"))


def test_what_is_half_embedded_is_not_searched_and_the_old_index_answers_whole(folder: Path, live: Library) -> None:
    feed(live, 2)
    assert beside.done_of(live.record) == (2, len(NAMES))
    assert (noted_in(folder).embedder, noted_in(folder).target) == ("small", "other")
    whole(live, *NAMES)


def test_documents_that_are_done_are_not_done_again(folder: Path) -> None:
    with closing(Library(folder, SMALL)) as library:
        feed(library, 3)
    counting = CountingEmbedder()
    assert offline(folder, cast(Embedder, counting)) == len(NAMES)
    assert counting.seen
    assert all("delta" in text for text in counting.seen)
    with closing(Library(folder, OTHER)) as library:
        whole(library, *NAMES)


def test_what_changes_meanwhile_is_caught_up_with(folder: Path, live: Library) -> None:
    feed(live, 4)
    live.remove("id-amber")
    put(live, "birch", words_of("birch", 5))
    put(live, "ebony", words_of("ebony", 2))
    background = started(live)
    background.wait(60)
    assert background.trouble == ""
    assert live.embedder.name == "other"
    whole(live, "birch", "coral", "delta", "ebony")
    assert [one.superseded is None for one in live.versions("id-birch")] == [True, False]
    live.purge()
    assert list(bytes_with(folder, "amber pier", explained=False)) == []


def test_a_removed_document_leaves_what_was_embedded_anew_at_once(folder: Path, live: Library) -> None:
    feed(live, 4)
    assert live.draft.fill(None, lambda: True)
    live.remove("id-amber")
    assert live.record.rows(f"select 1 from {beside.ANEW} where text like '%amber%'") == []
    assert list(bytes_with(folder, "amber pier", explained=False)) == []
    whole(live, "birch", "coral", "delta")


def test_questions_are_answered_all_the_time_and_by_the_other_embedder_in_the_end(live: Library) -> None:
    retriever, wrong, asked = HybridRetriever(live, 20, 10), list[str](), 0
    done = threading.Event()

    def ask() -> None:
        nonlocal asked
        while not done.is_set():
            for name in NAMES:
                hits = retriever.search(f"the {name} pier", 1)
                asked += 1
                if [hit.source.title for hit in hits] != [name]:
                    wrong.append(name)

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for one in asking:
        one.start()
    background = started(live)
    background.wait(60)
    after = asked
    while asked < after + 8:
        pass
    done.set()
    for one in asking:
        one.join()
    assert (background.trouble, background.going_on, wrong) == ("", False, [])
    assert live.embedder.name == "other"
    whole(live, *NAMES)


def test_an_intake_is_not_cut_in_two_by_the_switch(live: Library) -> None:
    document = Document(live.document("id-amber").source, words_of("amber", 9))
    intake = live.begin([document])
    background = started(live)
    background.wait(1.0)
    assert background.going_on, "it waits"
    assert live.embedder.name == "small"
    intake.add(list(split(document, SMALL.count_tokens)))
    intake.commit()
    background.wait(60)
    assert background.trouble == ""
    whole(live, *NAMES)


def test_a_rebuild_that_is_stopped_goes_on_when_it_is_opened_again(folder: Path) -> None:
    with closing(Library(folder, CurrentEmbedder(SMALL))) as library:
        background = started(library, cast(Embedder, SlowEmbedder()))
        background.wait(0.3)
        background.stop()
        assert not background.going_on
        whole(library, *NAMES)
    with closing(Library(folder, CurrentEmbedder(SMALL))) as library:
        background = started(library)
        background.wait(60)
        whole(library, *NAMES)
        assert library.embedder.name == "other"


@pytest.mark.parametrize("name", ["chroma", "words"])
def test_a_kill_between_the_switch_and_the_renaming_of_the_indexes(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    rename = Path.rename

    def killed(path: Path, target: Path) -> Path:
        if path.name == f"{name}.anew":
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", killed)
    with pytest.raises(KeyboardInterrupt):
        offline(folder)
    monkeypatch.undo()
    assert (folder / f"{name}.anew").is_dir()
    with closing(Library(folder, OTHER)) as library:
        whole(library, *NAMES)
    assert not list(folder.glob("*.anew"))


def test_a_switch_that_fails_leaves_the_old_index(live: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise LibraryError("the disk is full")

    monkeypatch.setattr("retriever.beside.clear_before", full)
    background = started(live)
    background.wait(60)
    assert background.trouble == "the disk is full"
    whole(live, *NAMES)
    assert live.embedder.name == "small"
    monkeypatch.undo()
    background = started(live)
    background.wait(60)
    assert (background.trouble, live.embedder.name) == ("", "other")
    whole(live, *NAMES)


def test_another_target_begins_anew(folder: Path) -> None:
    with closing(Library(folder, SMALL)) as library:
        feed(library, 3)
        first = rebuild()
        again = cast(Embedder, SmallEmbedder())
        assert not rebuild(again).begin(library.record)
        assert beside.done_of(library.record) == (0, len(NAMES))
        with pytest.raises(LibraryError, match="not being rebuilt for 'other' any more"):
            first.feed(lambda: nullcontext(library.record))
    assert offline(folder, SMALL) == len(NAMES)
    with closing(Library(folder, SMALL)) as library:
        whole(library, *NAMES)


def test_it_says_before_it_begins_that_the_disk_has_no_room(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retriever.rebuilding._SPARE_BYTES", 1 << 60)
    with pytest.raises(LibraryError, match=r"kept twice.*MB free\. Nothing was changed"):
        offline(folder)
    with closing(Library(folder, SMALL)) as library:
        assert beside.done_of(library.record) is None


def test_others_may_open_the_library_while_a_command_rebuilds_it(folder: Path) -> None:
    opened = 0

    def looked(document: Document) -> Iterator[Any]:
        nonlocal opened
        with closing(Library(folder, SMALL)) as library:
            whole(library, *sorted({*NAMES, *(["ebony"] if opened else [])}))
            if not opened:
                put(library, "ebony", words_of("ebony"))
            opened += 1
        return iter(list(split(document, OTHER.count_tokens)))

    waited: list[str] = []
    done = rebuild_offline(
        folder, Rebuild(OTHER, looked), lambda: Library(folder, OTHER, rebuilding=True), waited.append
    )
    assert (done, opened, waited) == (len(NAMES) + 1, len(NAMES) + 1, [])
    with closing(Library(folder, OTHER)) as library:
        whole(library, *NAMES, "ebony")


def test_an_archive_of_a_library_that_is_being_or_was_rebuilt_is_as_any_other(folder: Path, tmp_path: Path) -> None:
    with closing(Library(folder, SMALL)) as library:
        feed(library, 2)
        export_library(library, tmp_path / "during.zip", "1")
    offline(folder)
    with closing(Library(folder, OTHER)) as library:
        export_library(library, tmp_path / "after.zip", "1")
    for name, embedder in (("during", SMALL), ("after", OTHER)):
        with closing(Library(tmp_path / name, embedder)) as library:
            assert import_library(library, tmp_path / f"{name}.zip").added == len(NAMES)
            whole(library, *NAMES)


def test_a_document_that_moves_while_the_indexes_are_made_is_found_by_its_new_name(live: Library) -> None:
    feed(live, 4)
    assert live.draft.fill(None, lambda: True)
    FolderShelf(live).move_all([("id-amber", "/docs/lighthouse.txt")])
    background = started(live)
    background.wait(60)
    assert background.trouble == ""
    assert live.words.search(Words("lighthouse"), 5, Bounds())


def test_a_removal_while_the_indexes_are_made_has_them_begun_anew(
    folder: Path, live: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retriever.record._PAGE", 1)
    removing = threading.Thread(target=live.remove, args=("id-amber",))

    def show(done: int, total: int, name: str) -> None:
        if (done, name) == (2, "passages indexed") and not removing.ident:
            removing.start()
            assert live.draft._unwanted.wait(30)

    begun = rebuild(show=show)
    begun.begin(live.record)
    assert begun.feed(lambda: nullcontext(live.record))
    assert begun.finish(live)
    removing.join()
    whole(live, "birch", "coral", "delta")
    live.purge()
    assert list(bytes_with(folder, "amber pier", explained=False)) == []


def test_passages_have_numbers_that_none_had_before(folder: Path) -> None:
    with closing(Library(folder, SMALL)) as library:
        before = max(library.index.ids())
    offline(folder)
    with closing(Library(folder, OTHER)) as library:
        assert min(library.index.ids()) > before
        put(library, "ebony", words_of("ebony"))
        whole(library, *NAMES, "ebony")


def test_a_record_of_before_the_switch_is_wiped_some_rows_at_a_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retriever.wiping.clear_before", lambda *_: False)
    offline(folder)
    monkeypatch.undo()
    monkeypatch.setattr("retriever.beside._DELETED", 1)
    with closing(Record(folder / "record.sqlite3")) as record:
        assert len(record.rows(f"select 1 from {beside.BEFORE}")) == len(NAMES)
        answers = iter((True, False))
        assert not beside.clear_before(record, lambda: next(answers))
    with closing(Library(folder, OTHER)) as library:
        library.purge()
        assert library.record.rows("select 1 from sqlite_master where name = ?", (beside.BEFORE,)) == []
        whole(library, *NAMES)


def test_doctor_says_how_far_a_rebuild_is(live: Library) -> None:
    assert _rebuilding(live) == ""
    feed(live, 3)
    assert "being rebuilt for the embedder other: 3 of 4 documents done" in _rebuilding(live)
