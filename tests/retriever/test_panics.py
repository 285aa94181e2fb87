"""A library in Rust that panics over damaged files is told as an error, and never ends the program."""

import shutil
from pathlib import Path

import pytest

from onrecord.errors import LibraryError
from retriever.filters import Shelfmark
from retriever.lexical import WordIndex, WordRow
from retriever.mending import open_words
from retriever.owner import locked
from retriever.panics import Panicked, panics_as_errors

# What PyO3 raises; it cannot be imported.
PanicException = type("PanicException", (BaseException,), {})


def test_a_panic_is_an_exception_and_other_ends_are_left_alone() -> None:
    with pytest.raises(Panicked, match="range end index"), panics_as_errors():
        raise PanicException("range end index 123 out of range")
    with pytest.raises(KeyboardInterrupt), panics_as_errors():
        raise KeyboardInterrupt


def test_whichever_byte_of_the_words_is_wrong_they_can_be_opened(tmp_path: Path) -> None:
    index = WordIndex(tmp_path / "words")
    index.add(WordRow(id_, Shelfmark(id_, "default"), f"gulls nest {id_}", "", "") for id_ in range(5))
    index.commit()
    index.close()
    (path,) = (tmp_path / "words").glob("*.fast")
    sound, told = path.read_bytes(), set[str]()
    for at in range(10, 70):
        copy = tmp_path / f"copy-{at}"
        shutil.copytree(tmp_path / "words", copy / "words")
        (copy / "words" / path.name).write_bytes(sound[:at] + bytes([sound[at] ^ 0xFF]) + sound[at + 1 :])
        try:
            WordIndex(copy / "words").ids()
        except LibraryError as error:
            told.add(str(error))
        open_words(copy, anew=False).ids()
    assert told, "tantivy panics over some of them"
    assert all("onrecord doctor --repair" in words for words in told)


def test_a_folder_whose_owner_cannot_be_noted_is_not_kept_locked(tmp_path: Path) -> None:
    (tmp_path / "owner.txt").mkdir()
    with pytest.raises(LibraryError, match=r"owner\.txt cannot be written"):
        locked(tmp_path)
    (tmp_path / "owner.txt").rmdir()
    locked(tmp_path).release()
