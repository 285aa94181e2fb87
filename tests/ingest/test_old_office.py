"""Old Office files and locked new ones: both are OLE containers, and each is told what to do."""

import re
from pathlib import Path, PurePath
from typing import Any

import olefile
import pytest

from ingest.load.ole import why_not_read
from onrecord.errors import EncryptedDocument, UnsupportedFormat
from tests.ingest.making import read

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Container:
    """Stands for a file of olefile that holds these streams: no library at hand writes such files."""

    def __init__(self, *streams: str) -> None:
        self._streams = [[stream] for stream in streams]

    def __enter__(self) -> "Container":
        return self

    def __exit__(self, *_: object) -> None: ...

    def listdir(self) -> list[list[str]]:
        return self._streams


def holding(monkeypatch: pytest.MonkeyPatch, *streams: str) -> None:
    def opened(_: Any) -> Container:
        return Container(*streams)

    monkeypatch.setattr(olefile, "OleFileIO", opened)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pptx"])
def test_a_new_file_in_an_old_container_is_locked_with_a_password(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    holding(monkeypatch, "EncryptedPackage", "EncryptionInfo")
    with pytest.raises(EncryptedDocument, match="locked with a password; save a copy without one"):
        read(name, SIGNATURE)


@pytest.mark.parametrize(
    ("stream", "said"),
    [
        ("WordDocument", "an old Word file; open it and save it as .docx"),
        ("Workbook", "an old Excel file; open it and save it as .xlsx"),
        ("PowerPoint Document", "an old PowerPoint file; open it and save it as .pptx"),
        ("Something", "is named .docx but is an old Office file; check the file"),
    ],
)
def test_an_old_file_under_a_new_name_is_told_what_to_be_saved_as(
    monkeypatch: pytest.MonkeyPatch, stream: str, said: str
) -> None:
    holding(monkeypatch, stream)
    with pytest.raises(UnsupportedFormat, match=said):
        read("a.docx", SIGNATURE)


def test_a_broken_container_is_said_to_be_what_its_first_bytes_are() -> None:
    with pytest.raises(UnsupportedFormat, match=r"is named \.docx but is an old Office file; check the file"):
        read("a.docx", SIGNATURE + b"\0" * 2000)


@pytest.mark.parametrize(("old", "new"), [("a.doc", ".docx"), ("a.XLS", ".xlsx"), ("a.ppt", ".pptx")])
def test_an_old_ending_names_the_format_to_save_as(old: str, new: str) -> None:
    ending = re.escape(Path(old).suffix)
    with pytest.raises(UnsupportedFormat, match=rf"does not read {ending}; open the file and save it as \{new}$"):
        read(old, SIGNATURE)
    assert why_not_read(PurePath(old)).endswith(f"save it as {new}"), "found in a folder or an archive too"
