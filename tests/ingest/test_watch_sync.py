"""A library and folders brought together: what is new, changed, moved and gone."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.run import IngestRun
from ingest.watch.sync import Change, FolderSync, is_gone
from onrecord.errors import BadInput
from tests.fakes import MemorySink, count_words
from tests.ingest.making import GOOD

Told = list[tuple[str, str]]


def sync_of(sink: MemorySink, *folders: Path, prune: bool = False, collection: str = "default") -> FolderSync:
    """A sync of folders into a sink."""
    run = IngestRun(sink, count_words, 1, known=sink)
    return FolderSync(run, sink, [str(folder) for folder in folders], collection, prune)


def told(changes: list[Change]) -> Told:
    """Status and name of each file, those unchanged left out."""
    return sorted((one.status, os.path.basename(one.location)) for one in changes if one.status != "unchanged")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    (folder / "sub").mkdir(parents=True)
    for name in ("a.txt", "b.txt", "sub/c.txt"):
        (folder / name).write_text(f"{GOOD} This is {name}.", encoding="utf-8")
    return folder


@pytest.fixture
def sink(folder: Path) -> MemorySink:
    sink = MemorySink()
    assert told(list(sync_of(sink, folder).whole())) == [("added", "a.txt"), ("added", "b.txt"), ("added", "c.txt")]
    return sink


def test_nothing_to_do_is_nothing_done(folder: Path, sink: MemorySink) -> None:
    before = dict(sink.stored)
    changes = list(sync_of(sink, folder, prune=True).whole())
    assert {change.status for change in changes} == {"unchanged"}
    assert sink.stored == before


def test_new_and_changed_files_go_on_record(folder: Path, sink: MemorySink) -> None:
    (folder / "a.txt").write_text("The board took it back.", encoding="utf-8")
    (folder / "d.txt").write_text(GOOD, encoding="utf-8")
    assert told(list(sync_of(sink, folder).whole())) == [("added", "d.txt"), ("replaced", "a.txt")]


def test_a_file_that_is_gone_is_told_of_and_stays_on_record_unless_it_is_to_be_pruned(
    folder: Path, sink: MemorySink
) -> None:
    (folder / "a.txt").unlink()
    (gone,) = [change for change in sync_of(sink, folder).whole() if change.status != "unchanged"]
    assert (gone.status, gone.location) == ("gone", str(folder / "a.txt"))
    assert "still on record; --prune removes it" in gone.reason
    assert len(sink.stored) == 3
    assert told(list(sync_of(sink, folder, prune=True).whole())) == [("removed", "a.txt")]
    assert len(sink.stored) == 2


@pytest.mark.parametrize(
    ("old", "new"), [("a.txt", "renamed.txt"), ("a.txt", "sub/a.txt"), ("sub/c.txt", "c.txt"), ("sub", "other")]
)
def test_what_is_moved_or_renamed_keeps_its_identity(folder: Path, sink: MemorySink, old: str, new: str) -> None:
    begun, ids = len(sink.begun), {source.document_id for source in sink.sources()}
    (folder / old).rename(folder / new)
    (moved,) = [change for change in sync_of(sink, folder, prune=True).whole() if change.status != "unchanged"]
    assert moved.status == "moved"
    assert moved.reason.startswith("from ")
    assert {source.document_id for source in sink.sources()} == ids
    assert sink.document(moved.document_id or "").source.location == moved.location
    assert len(sink.begun) == begun  # nothing was read or embedded anew
    assert told(list(sync_of(sink, folder, prune=True).whole())) == []


def test_a_moved_document_is_replaced_under_its_id_and_a_new_file_at_its_old_place_gets_another(
    folder: Path, sink: MemorySink
) -> None:
    (id_,) = [one.document_id for one in sink.sources() if one.location.endswith("a.txt")]
    (folder / "a.txt").rename(folder / "z.txt")
    list(sync_of(sink, folder).whole())
    (folder / "z.txt").write_text("The board took it back.", encoding="utf-8")
    (folder / "a.txt").write_text("Another notice altogether.", encoding="utf-8")
    assert told(list(sync_of(sink, folder).whole())) == [("added", "a.txt"), ("replaced", "z.txt")]
    assert sink.document(id_).text == "The board took it back."
    assert len({source.document_id for source in sink.sources()}) == len(sink.stored) == 4


def test_a_file_is_known_again_in_another_of_the_folders(folder: Path, sink: MemorySink, tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    (folder / "a.txt").rename(tmp_path / "archive" / "a.txt")
    assert told(list(sync_of(sink, folder, tmp_path / "archive").whole())) == [("moved", "a.txt")]


def test_of_files_with_the_same_bytes_that_of_the_same_name_is_taken(folder: Path, sink: MemorySink) -> None:
    for name in ("x.txt", "y.txt"):
        (folder / name).write_text(GOOD, encoding="utf-8")
    list(sync_of(sink, folder).whole())
    ids = {os.path.basename(one.location): one.document_id for one in sink.sources()}
    (folder / "new").mkdir()
    for name in ("y.txt", "x.txt"):
        (folder / name).rename(folder / "new" / name)
    assert told(list(sync_of(sink, folder).whole())) == [("moved", "x.txt"), ("moved", "y.txt")]
    assert {os.path.basename(one.location): one.document_id for one in sink.sources()} == ids


def test_a_copy_is_a_document_of_its_own(folder: Path, sink: MemorySink) -> None:
    (folder / "copy.txt").write_bytes((folder / "a.txt").read_bytes())
    assert told(list(sync_of(sink, folder).whole())) == [("added", "copy.txt")]


def test_only_documents_of_the_folder_and_of_the_collection_are_looked_at(
    folder: Path, sink: MemorySink, tmp_path: Path
) -> None:
    beside = tmp_path / "docs-of-others"
    beside.mkdir()
    (beside / "x.txt").write_text(GOOD, encoding="utf-8")
    list(sync_of(sink, beside).whole())
    list(sync_of(sink, folder, collection="press").whole())
    for path in (beside / "x.txt", folder / "a.txt"):
        path.unlink()
    assert told(list(sync_of(sink, folder, prune=True).whole())) == [("removed", "a.txt")]
    assert len(sink.stored) == 6


def test_a_folder_that_is_empty_all_at_once_is_taken_for_a_disk_that_is_not_there(
    folder: Path, sink: MemorySink
) -> None:
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        path.unlink()
    (told_,) = sync_of(sink, folder, prune=True).whole()
    assert (told_.status, told_.location) == ("failed", str(folder))
    assert "it holds no file, and 3 documents on record are from it; nothing is taken for gone" in told_.reason
    assert len(sink.stored) == 3


def test_what_cannot_be_seen_is_not_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> os.stat_result:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as locked:
        locked.setattr(os, "stat", refused)
        gone = is_gone("/docs/locked/c.txt")
    assert not gone


def test_gone_is_what_is_surely_not_there(folder: Path) -> None:
    assert is_gone(str(folder / "nothing.txt"))
    assert is_gone(str(folder / "a.txt" / "below a file"))
    assert is_gone(str(folder / "gone.zip!/a.txt"))
    assert not is_gone(str(folder / "a.txt"))
    assert not is_gone("a" * 5000)
    assert not is_gone("a\0b")


def test_a_note_of_failure_goes_with_its_file(folder: Path, sink: MemorySink) -> None:
    (folder / "bad.pdf").write_bytes(b"no pdf")
    assert told(list(sync_of(sink, folder).whole())) == [("failed", "bad.pdf")]
    (folder / "bad.pdf").unlink()
    assert told(list(sync_of(sink, folder).whole())) == []
    assert sink.failures == {}


def test_hidden_and_passing_files_are_no_documents(folder: Path, sink: MemorySink) -> None:
    for name in (".hidden.txt", "~$report.docx", ".~lock.a.txt#", "d.txt.part", "d.txt~", "d.txt.crdownload"):
        (folder / name).write_text(GOOD, encoding="utf-8")
    changes = list(sync_of(sink, folder).whole())
    assert {change.status for change in changes} == {"unchanged"}
    sync = sync_of(sink, folder)
    assert list(sync.some([str(path) for path in folder.iterdir() if path.name[0] in ".~d"])) == []


def test_what_is_no_folder_is_refused(folder: Path) -> None:
    for path in (folder / "a.txt", folder / "nothing"):
        with pytest.raises(BadInput, match="is no folder; give folders"):
            sync_of(MemorySink(), path)


def archive(path: Path, **members: str) -> None:
    """A zip archive of text files."""
    with zipfile.ZipFile(path, "w") as packed:
        for name, words in members.items():
            packed.writestr(f"{name}.txt", words)


def test_an_archive_that_is_moved_takes_its_documents_along(folder: Path, sink: MemorySink) -> None:
    archive(folder / "old.zip", d=f"{GOOD} It is d.", e=f"{GOOD} It is e.")
    assert told(list(sync_of(sink, folder).whole())) == [("added", "d.txt"), ("added", "e.txt")]
    ids = {source.document_id for source in sink.sources()}
    (folder / "old.zip").rename(folder / "new.zip")
    changes = list(sync_of(sink, folder, prune=True).whole())
    assert told(changes) == [("moved", "d.txt"), ("moved", "e.txt")]
    assert f"{folder}/new.zip!/d.txt" in {change.location for change in changes}
    assert {source.document_id for source in sink.sources()} == ids


def test_what_an_archive_does_not_hold_any_more_is_gone(folder: Path, sink: MemorySink) -> None:
    archive(folder / "a.zip", d=f"{GOOD} It is d.", e=f"{GOOD} It is e.")
    list(sync_of(sink, folder).whole())
    archive(folder / "a.zip", d=f"{GOOD} It is d.", f=f"{GOOD} It is f.")
    assert told(list(sync_of(sink, folder, prune=True).whole())) == [("added", "f.txt"), ("removed", "e.txt")]
    (folder / "a.zip").write_bytes(b"half of an archive")
    assert told(list(sync_of(sink, folder, prune=True).whole())) == [("failed", "a.zip")]
    assert len(sink.stored) == 5


# ---- some paths of the folders --------------------------------------------------------------------------------


def changed(folder: Path, names: list[str]) -> list[str]:
    """The paths of files of the folder."""
    return [str(folder / name) for name in names]


@pytest.mark.parametrize(
    ("change", "names", "expected"),
    [
        (lambda d: (d / "d.txt").write_text(GOOD), ["d.txt"], [("added", "d.txt")]),
        (lambda d: (d / "a.txt").write_text("Back."), ["a.txt"], [("replaced", "a.txt")]),
        (lambda d: (d / "a.txt").unlink(), ["a.txt"], [("removed", "a.txt")]),
        (lambda d: (d / "a.txt").rename(d / "z.txt"), ["a.txt", "z.txt"], [("moved", "z.txt")]),
        (lambda d: (d / "sub").rename(d / "new"), ["sub", "new"], [("moved", "c.txt")]),
        (lambda d: (d / "a.exe").write_text(GOOD), ["a.exe"], []),
        (lambda d: None, ["../elsewhere.txt"], []),
    ],
)
def test_only_what_changed_is_looked_at(
    folder: Path, sink: MemorySink, change: Callable[[Path], object], names: list[str], expected: Told
) -> None:
    (folder / "b.txt").unlink()  # not told of, and so not seen
    change(folder)
    assert told(list(sync_of(sink, folder, prune=True).some(changed(folder, names)))) == expected


def test_a_file_that_comes_back_elsewhere_later_is_the_document_it_was(folder: Path, sink: MemorySink) -> None:
    sync = sync_of(sink, folder)
    words = (folder / "a.txt").read_bytes()
    (folder / "a.txt").unlink()
    assert told(list(sync.some(changed(folder, ["a.txt"])))) == [("gone", "a.txt")]
    assert told(list(sync.some(changed(folder, ["b.txt"])))) == []  # told once
    (folder / "sub" / "back.txt").write_bytes(words)
    assert told(list(sync.some(changed(folder, ["sub/back.txt"])))) == [("moved", "back.txt")]


def test_a_folder_that_is_gone_itself_takes_nothing_with_it(folder: Path, sink: MemorySink) -> None:
    sync = sync_of(sink, folder, prune=True)
    (folder).rename(folder.with_name("elsewhere"))
    (one,) = sync.some([str(folder)])
    assert (one.status, one.location) == ("failed", str(folder))
    assert len(sink.stored) == 3


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, sink: MemorySink, tmp_path: Path) -> None:
    beside = folder.with_name(f"{folder.name}!")  # named as an archive's inside is
    beside.mkdir()
    for place in (tmp_path, beside):
        (place / "secret.txt").write_text(GOOD, encoding="utf-8")
    links = [folder / "link.txt", folder / "other.txt"]
    links[0].symlink_to(tmp_path / "secret.txt")
    links[1].symlink_to(beside / "secret.txt")
    sync = sync_of(sink, folder)
    assert told(list(sync.whole())) == []
    assert told(list(sync.some(map(str, links)))) == []
