"""What is removed is nowhere: not in a row, not in an index, not in a byte of a file."""

import struct
import threading
import time
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from onrecord.errors import BadInput, LibraryError, UnknownDocument
from onrecord.replies import Reply
from onrecord.words import content_stems
from retriever.chroma import VectorIndex
from retriever.filters import Bounds
from retriever.gone import bytes_with, places_with
from retriever.lexical import Words
from retriever.library import Library
from retriever.mending import rows_of
from retriever.record import Record
from retriever.rows import _passage
from tests.retriever.small import ingest, opened, put, words_of

SECRET = "zanzibar"


def left(folder: Path, words: str) -> list[str]:
    """Every place that still holds them, by rows and then by bytes."""
    with opened(folder) as library:
        places = places_with(library, words)
    return [*places.found, *bytes_with(folder, words, bool(places.told))]


def full(library: Library) -> None:
    """A document with secrets in all that is made of it, beside others."""
    for number in range(8):
        put(library, f"plain{number}", words_of(f"plain{number}", 3))
    put(library, "secret", f"An old {SECRET} plan. It is long gone.", "a" * 64)
    put(library, "secret", f"The {SECRET} plan, in full. It has several sentences.", "b" * 64)
    library.replies.put("key", Reply(f"It is the {SECRET} plan [1]."))
    pictures = library.folder / "page-images"
    pictures.mkdir()
    for digest in ("a", "b", "c"):
        (pictures / f"{digest * 64}-1-900.webp").write_bytes(b"RIFF")


def test_a_removed_document_is_in_no_row_no_index_and_no_byte(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with opened(folder) as library:
        full(library)
    found = left(folder, SECRET)
    for place in ("document", "earlier version", "passage", "kept reply", "word index", "record.sqlite3"):
        assert any(place in one for one in found), f"{place} holds it before"
    with opened(folder) as library:
        library.remove("id-secret")
        assert library.words.removed() == 0
        assert library.index.count() == library.words.count() == 8 == len(library.sources())
        assert sorted(path.name[:1] for path in (folder / "page-images").iterdir()) == ["c"]
        assert bytes_with(folder, SECRET, False) == [], "gone while the library is open, too"
    assert left(folder, SECRET) == []
    assert left(folder, "plain7ly") != [], "the search finds what is there"


def test_the_words_are_found_wherever_they_are_left(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with opened(folder) as library:
        put(library, "plain", words_of("plain"))
        library.note_failure("/docs/a.pdf", "default", f"page “{SECRET} café” is locked")
    (folder / "record.sqlite3.layout-2.bak").write_text(f"… {SECRET} …", encoding="utf-8")
    (folder / "runs").mkdir()
    (folder / "runs" / "answers.jsonl").write_text('{"text": "the ' + SECRET + ' caf\\u00e9"}', encoding="utf-8")
    found = left(folder, f"{SECRET} café")
    assert [one for one in found if "note of a file" in one]
    assert [one for one in found if "answers.jsonl" in one]
    assert [one for one in left(folder, SECRET) if "a backup: delete it" in one]
    with opened(folder) as library, pytest.raises(BadInput, match="too short"):
        places_with(library, "ab")


def test_memory_that_chroma_wrote_is_made_zeros_and_vectors_are_left(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with opened(folder) as library:
        put(library, "plain", words_of("plain"))
    (header,) = folder.glob("chroma/*/header.bin")
    _, _, places, taken, size = struct.unpack_from("<iQQQQ", header.read_bytes())
    data = header.with_name("data_level0.bin")
    used = data.read_bytes()[: taken * size]
    data.write_bytes(used + f"… {SECRET} …".encode().ljust((places - taken) * size, b"x"))
    with opened(folder) as library:
        library.purge()
        assert bytes_with(folder, SECRET, False) == []
        assert library.index.search(library.embedder.encode([words_of("plain")])[0].vector, 1, Bounds())
    assert data.read_bytes()[: taken * size] == used


def test_none_is_removed_where_one_is_unknown(tmp_path: Path) -> None:
    with opened(tmp_path / "library") as library:
        put(library, "one", words_of("one"))
        with pytest.raises(UnknownDocument, match="never"):
            library.remove_all(["id-one", "never"])
        assert len(library.sources()) == 1
        library.remove_all([])


def test_many_are_removed_at_once_without_listing_the_vectors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(tmp_path / "library") as library:
        for number in range(15):
            put(library, f"n{number}", words_of(f"n{number}", 4))

        def listed() -> set[int]:
            raise AssertionError("all vectors were listed")

        monkeypatch.setattr(library.index, "ids", listed)
        wiped = Mock(wraps=library.words.purge)
        monkeypatch.setattr(library.words, "purge", wiped)
        library.remove_all([f"id-n{number}" for number in range(12)])
        assert wiped.call_count == 1, "to wipe for each document by itself takes long"
        assert {source.document_id for source in library.sources()} == {f"id-n{number}" for number in range(12, 15)}
        assert library.index.count() == library.words.count() == 3


def test_an_archive_goes_with_the_last_document_that_was_in_it(tmp_path: Path) -> None:
    with opened(tmp_path / "library") as library:
        box = library.folder / "uploads" / "box.zip"
        box.parent.mkdir()
        box.write_bytes(b"PK")
        for name in ("a", "b"):
            put(library, name, words_of(name), location=f"{box}!/{name}.txt")
        library.remove("id-a")
        assert box.exists()
        library.remove("id-b")
        assert not box.exists()


def test_a_copy_that_cannot_be_deleted_is_told_and_the_document_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "library") as library:
        copy = library.folder / "uploads" / "a.txt"
        copy.parent.mkdir()
        copy.write_text(words_of("a"), encoding="utf-8")
        assert ingest(library, copy) == ["added"]

        def refused(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "unlink", refused)
        with pytest.raises(LibraryError, match=r"removed, but the uploaded copy .*a\.txt could not be deleted"):
            library.remove(library.sources()[0].document_id)
        assert library.sources() == []


def crowded(library: Library) -> None:
    """As :func:`full`, the words of all in one file."""
    full(library)
    library.words._move(sorted(library.words.ids()), rows_of(library.record))
    library.words.commit()


def slowly_purged(library: Library, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The words are wiped once the event is set."""
    free, purge = threading.Event(), library.words.purge

    def purged(*given: Any, **named: Any) -> bool:
        free.wait(60)
        return purge(*given, **named)

    monkeypatch.setattr(library.words, "purge", purged)
    return free


def test_what_is_wiped_later_is_off_every_search_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "library"
    with opened(folder) as library:
        crowded(library)
        free = slowly_purged(library, monkeypatch)
        library.remove_all(["id-secret"], wipe_later=True)
        assert library.wiping.due
        assert library.words.removed() == 1
        assert library.words.search(Words(SECRET), 9, Bounds()) == {}
        assert library.index.count() == 8
        put(library, "later", words_of("later"))  # nobody waits for the wiping
        free.set()
        library.purge()
        assert not library.wiping.due
        assert library.words.removed() == 0
        assert bytes_with(folder, SECRET, False) == []
        assert library.words.count() == 9


def test_wiping_that_was_interrupted_is_gone_on_with_at_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "library"
    with opened(folder) as library:
        crowded(library)
        monkeypatch.setattr(library.wiping, "begin", lambda: None)
        library.remove_all(["id-secret"], wipe_later=True)
        library.wiping.stop()
        library.purge()
        assert library.words.removed() == 1, "a stop leaves the rest"
        assert library.wiping.due
    with opened(folder) as library:
        begun = time.monotonic()
        while library.wiping.due and time.monotonic() - begun < 60:
            time.sleep(0.01)
        assert not library.wiping.due
        assert library.words.removed() == 0
        assert bytes_with(folder, SECRET, False) == []
        assert library.words.ids() == {row[0] for row in library.record.rows("select id from passages")}


def test_what_is_removed_while_words_move_stays_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retriever.lexical._MOVED", 2)
    with opened(tmp_path / "library") as library:
        crowded(library)
        others = [f"id-plain{number}" for number in range(6)]

        def meanwhile(done: int, total: int, doing: str) -> None:
            if done >= 4 and others:
                library.remove_all([others.pop()], wipe_later=True)

        library.remove_all(["id-secret"], show=meanwhile)
        library.purge()
        assert library.words.removed() == 0
        assert library.words.ids() == {row[0] for row in library.record.rows("select id from passages")}
        assert bytes_with(library.folder, SECRET, False) == []


def test_texts_that_were_kept_in_memory_are_forgotten(tmp_path: Path) -> None:
    with opened(tmp_path / "library") as library:
        put(library, "plain", words_of("plain"))
        content_stems("a word")
        assert content_stems.cache_info().currsize
        assert list(library.record.pages_of_passages())
        assert _passage.cache_info().currsize
        library.remove("id-plain")
        assert content_stems.cache_info().currsize == 0
        assert _passage.cache_info().currsize == 0


def test_a_library_that_cannot_be_opened_lets_go_of_all_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []
    for kind in (Record, VectorIndex):
        real = kind.close

        def close(self: Any, real: Any = real, name: str = kind.__name__) -> None:
            closed.append(name)
            real(self)

        monkeypatch.setattr(kind, "close", close)

    def refused(*_: object, **__: object) -> None:
        raise LibraryError("no words today")

    with monkeypatch.context() as broken:
        broken.setattr("retriever.library.open_words", refused)
        with pytest.raises(LibraryError, match="no words"), opened(tmp_path / "library"):
            pass
    assert closed == ["VectorIndex", "Record"]
    with opened(tmp_path / "library") as library:
        assert library.sources() == []
