"""Uploaded files get safe names, and replace an earlier version whole."""

import hashlib
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import pytest

from tests.fakes import a_source
from ui.library.adding import DEFAULT, Adding
from ui.uploads import distinct_names, safe_name, stage, sweep


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.txt", "report.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\note.md", "note.md"),
        ("Übersicht 2024, 港.pdf", "Übersicht 2024, 港.pdf"),
        ("a\x00b\nc\x1b.txt", "abc.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("<img src=x onerror=1>.txt", "_img src=x onerror=1_.txt"),
        (".bashrc", "bashrc"),
        ("..", "document"),
        ("", "document"),
        ("CON.txt", "_CON.txt"),
        ("name.txt.. ", "name.txt"),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_names_hold_no_path_control_or_direction_character(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert safe_name(safe) == safe


def test_a_long_name_keeps_its_ending() -> None:
    safe = safe_name("ü" * 300 + ".docx")
    assert len(safe.encode()) <= 180
    assert safe.endswith("ü.docx")


def test_files_uploaded_together_never_overwrite_one_another() -> None:
    assert distinct_names(["a.txt", "x/a.txt", "A.TXT", "b.txt"]) == ["a.txt", "a (2).txt", "A (3).TXT", "b.txt"]
    assert distinct_names(["note", "note"]) == ["note", "note (2)"]
    names = distinct_names(["a.txt", "a (2).txt", "a.txt"])
    assert len({name.casefold() for name in names}) == 3


def keep(upload: Path, folder: Path, name: str) -> Path:
    """As the queue does when the file's turn comes."""
    staged = stage(upload, folder / name)
    with staged.in_place():
        return staged.target


def test_an_upload_is_copied_into_the_folder_and_the_next_version_replaces_it(tmp_path: Path) -> None:
    upload, folder = tmp_path / "upload", tmp_path / "kept" / "uploads"
    upload.write_text("first", encoding="utf-8")
    kept = keep(upload, folder, "a.txt")
    assert kept == folder / "a.txt"
    upload.write_text("second", encoding="utf-8")
    keep(upload, folder, "a.txt")
    assert kept.read_text(encoding="utf-8") == "second"
    assert [path.name for path in folder.iterdir()] == ["a.txt"]


def test_an_upload_that_cannot_be_copied_leaves_the_earlier_version_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = tmp_path / "upload"
    upload.write_text("first", encoding="utf-8")
    kept = keep(upload, tmp_path / "uploads", "a.txt")
    upload.write_text("second", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("ui.uploads.shutil.copyfileobj", full)
    with pytest.raises(OSError, match="no space"):
        keep(upload, tmp_path / "uploads", "a.txt")
    assert [path.name for path in kept.parent.iterdir()] == ["a.txt"]
    assert kept.read_text(encoding="utf-8") == "first"


def test_a_link_in_the_folder_is_replaced_and_not_followed(tmp_path: Path) -> None:
    upload, folder, secret = tmp_path / "upload", tmp_path / "uploads", tmp_path / "secret"
    upload.write_text("new", encoding="utf-8")
    secret.write_text("old", encoding="utf-8")
    folder.mkdir()
    (folder / "a.txt").symlink_to(secret)
    keep(upload, folder, "a.txt")
    assert secret.read_text(encoding="utf-8") == "old"


def test_a_copy_waits_beside_its_place_until_its_turn(tmp_path: Path) -> None:
    upload, target = tmp_path / "upload", tmp_path / "uploads" / "a.txt"
    upload.write_text("Größe", encoding="utf-8")
    staged = stage(upload, target)
    assert (staged.size, target.exists(), staged.path.parent) == (7, False, target.parent)
    staged.discard()
    staged.discard()
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("links", [True, False])
def test_what_was_there_comes_back_when_the_new_version_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("this file system has no second names")

    if not links:
        monkeypatch.setattr(Path, "hardlink_to", refuse)
    upload, target = tmp_path / "upload", tmp_path / "uploads" / "a.txt"
    upload.write_text("old", encoding="utf-8")
    keep(upload, target.parent, target.name)
    upload.write_text("new", encoding="utf-8")
    seen = []

    def give_up() -> None:
        with stage(upload, target).in_place():
            seen.append(target.read_text(encoding="utf-8"))
            raise KeyError

    with pytest.raises(KeyError):
        give_up()
    assert seen == ["new"]
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in target.parent.iterdir()] == ["a.txt"]


def test_a_kill_while_a_new_version_is_read_leaves_the_file_of_the_one_on_record(tmp_path: Path) -> None:
    upload, target = tmp_path / "upload", tmp_path / "uploads" / "press" / "a.txt"
    upload.write_text("old", encoding="utf-8")
    keep(upload, target.parent, target.name)
    on_record = replace(a_source(), location=str(target), sha256=hashlib.sha256(b"old").hexdigest())
    for known, words in (([on_record], "old"), ([], "new")):
        upload.write_text("new", encoding="utf-8")
        turn = stage(upload, target).in_place()
        turn.__enter__()
        saved = {path.name: path.read_bytes() for path in target.parent.iterdir()}
        turn.__exit__(None, None, None)
        for name, data in saved.items():  # what a process that was killed in between leaves
            (target.parent / name).write_bytes(data)
        assert sweep(tmp_path / "uploads", partial(tuple, known)) == len(known)
        assert [path.name for path in target.parent.iterdir()] == ["a.txt"]
        assert target.read_text(encoding="utf-8") == words


def test_a_copy_that_is_given_up_leaves_its_place(tmp_path: Path) -> None:
    upload, target = tmp_path / "upload", tmp_path / "uploads" / "a.txt"
    upload.write_text("new", encoding="utf-8")
    with stage(upload, target).in_place() as turn:
        turn.given_up = True
    assert list(target.parent.iterdir()) == []


def test_a_place_that_cannot_be_taken_leaves_no_copy(tmp_path: Path) -> None:
    upload, target = tmp_path / "upload", tmp_path / "uploads" / "a.txt"
    upload.write_text("new", encoding="utf-8")
    staged = stage(upload, target)
    target.mkdir()
    with pytest.raises(OSError, match="irectory"), staged.in_place():
        raise AssertionError("it was put in its place")
    assert [path.name for path in target.parent.iterdir()] == ["a.txt"]


def test_a_folder_that_is_not_there_has_nothing_to_sweep(tmp_path: Path) -> None:
    assert sweep(tmp_path / "none") == 0


def test_files_of_one_name_that_hold_the_same_share_a_place_and_are_all_kept(tmp_path: Path) -> None:
    """As two such files out of two folders do: Gradio tells uploads apart by what they hold."""
    upload = tmp_path / "sent" / "licence.txt"
    upload.parent.mkdir()
    upload.write_bytes(b"free")
    queue = Mock()
    Adding(queue, tmp_path / "uploads").add([str(upload), str(upload)], DEFAULT)
    ((uploads, _), _) = queue.submit.call_args
    assert [one.name for one in uploads] == ["licence.txt", "licence (2).txt"]
    assert [one.staged.path.read_bytes() for one in uploads] == [b"free", b"free"]
    assert not queue.refuse.called
    assert not upload.exists()
