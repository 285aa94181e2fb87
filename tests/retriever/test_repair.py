"""Indexes that are damaged, halved or gone are made anew; a record that is damaged is told and left alone."""

import shutil
from pathlib import Path
from typing import cast

import pytest

from onrecord.errors import DamagedLibrary, StaleLibrary
from retriever.embed import Embedder
from retriever.filters import Bounds
from retriever.lexical import Words
from retriever.library import Library
from retriever.migrations import backup_of
from retriever.places import VectorPlace
from retriever.repair import check_record, condition_of, repair_library
from retriever.schema import HALF_REBUILT
from tests.retriever.small import SmallEmbedder, ingest, opened, put, words_of

DOCUMENTS = 6


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    with opened(folder) as library:
        for number in range(DOCUMENTS):
            put(library, f"n{number}", words_of(f"n{number}", 2))
    return folder


def small(folder: Path) -> Library:
    return Library(folder, cast(Embedder, SmallEmbedder()))


def whole(library: Library) -> bool:
    """Whether every document is found by its words and by its vector."""
    assert library.index.count() == library.words.count() == DOCUMENTS
    for number in range(DOCUMENTS):
        text = words_of(f"n{number}", 2)
        (vector,) = (one.vector for one in SmallEmbedder().encode([text]))
        assert library.index.search(vector, 1, Bounds())
        assert library.words.search(Words(f"n{number}ly"), 1, Bounds())
    return True


def no_folder(index: Path) -> None:
    shutil.rmtree(index)


def garbage(index: Path) -> None:
    for path in index.rglob("*"):
        if path.is_file():
            path.write_bytes(b"this is no index at all " * 50)


def halved(index: Path) -> None:
    for path in sorted(index.rglob("*"))[::2]:
        if path.is_file():
            path.unlink()


def cut(index: Path) -> None:
    for path in index.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("harm", [no_folder, garbage, halved, cut])
@pytest.mark.parametrize("name", ["chroma", "words"])
def test_opening_heals_an_index_with_a_line_in_the_log(
    folder: Path, name: str, harm: object, caplog: pytest.LogCaptureFixture
) -> None:
    assert callable(harm)
    harm(folder / name)
    with opened(folder) as library:
        assert whole(library)
    # Of half its files Chroma mends so small an index by itself.
    assert "made anew from the record" in caplog.text or "mended" in caplog.text or (name, harm) == ("chroma", halved)
    assert not list(folder.glob("*.damaged"))


def test_vectors_that_cannot_be_found_are_noticed_at_the_start(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from retriever.chroma import ChromaIndex

    search = ChromaIndex.search
    with monkeypatch.context() as patch:
        patch.setattr(ChromaIndex, "search", lambda *_: {})
        with opened(folder):
            assert "a vector that was stored is not found" in caplog.text
    assert ChromaIndex.search is search
    with opened(folder) as library:
        assert whole(library)


def test_a_repair_makes_both_indexes_anew_and_leaves_documents_as_they_are(folder: Path) -> None:
    with opened(folder) as library:
        library.remove_all(["id-n0"])
        put(library, "n0", words_of("n0", 2))
        before = library.sources()
    garbage(folder / "chroma")
    shutil.rmtree(folder / "words")
    pictures = folder / "page-images"
    pictures.mkdir()
    kept = pictures / f"{before[0].sha256}-1-900.webp"
    kept.write_bytes(b"RIFF\x00\x00\x00\x00")
    (pictures / f"{'f' * 64}-1-900.webp").write_bytes(b"RIFF\x00\x00\x00\x00")
    (pictures / f"{before[0].sha256}-2-900.webp").write_bytes(b"RIFF\x99")
    told: list[tuple[int, int]] = []
    done = repair_library(
        folder, lambda: small(folder), VectorPlace(), lambda done, total, _: told.append((done, total))
    )
    assert told == [(0, DOCUMENTS)]
    assert (done.passages, done.pictures, done.trouble) == (DOCUMENTS, 2, "")
    assert list(pictures.iterdir()) == [kept]
    with opened(folder) as library:
        assert whole(library)
        assert library.sources() == before
        assert condition_of(library).aside == ()


def test_a_library_that_is_half_rebuilt_is_told_to_be_rebuilt(folder: Path) -> None:
    with opened(folder) as library:
        library.record.set_meta("embedder", HALF_REBUILT)
        library.record.rows("update passages set vector = zeroblob(8) where id = (select max(id) from passages)")
    with pytest.raises(StaleLibrary, match="onrecord documents rebuild"):
        repair_library(folder, lambda: small(folder), VectorPlace())


def test_strays_among_the_uploads_are_told(folder: Path) -> None:
    uploads = folder / "uploads"
    uploads.mkdir()
    for name in ("a.txt", "stray.txt"):
        (uploads / name).write_text(words_of(name), encoding="utf-8")
    (uploads / "bad.pdf").write_bytes(b"")
    with opened(folder) as library:
        assert ingest(library, uploads / "a.txt", uploads / "bad.pdf") == ["added", "failed"]
        assert [path.name for path in condition_of(library).strays] == ["stray.txt"]


def test_a_damaged_record_is_told_with_its_backup_and_left_alone(folder: Path) -> None:
    record = folder / "record.sqlite3"
    backup_of(record, "2").write_bytes(b"a backup")
    data = bytearray(record.read_bytes())
    data[4096 : 4096 * 3] = b"\xff" * 8192
    record.write_bytes(bytes(data))
    with pytest.raises(DamagedLibrary, match=r"left as it is.*record\.sqlite3\.layout-2\.bak"):
        check_record(folder)
    with pytest.raises(DamagedLibrary, match="left as it is"):
        repair_library(folder, lambda: pytest.fail("it was opened"), VectorPlace())
    assert record.read_bytes() == bytes(data)
    assert (folder / "chroma").is_dir()
    assert (folder / "words").is_dir()


@pytest.mark.parametrize("empty", [True, False])
def test_indexes_without_their_record_are_not_emptied(folder: Path, empty: bool) -> None:
    record = folder / "record.sqlite3"
    record.unlink()
    if empty:
        record.touch()
    before = sorted(path.name for path in folder.iterdir())
    with (
        pytest.raises(DamagedLibrary, match=f"record.sqlite3 is {'empty' if empty else 'missing'}"),
        opened(folder),
    ):
        pass
    assert sorted(path.name for path in folder.iterdir()) == before
