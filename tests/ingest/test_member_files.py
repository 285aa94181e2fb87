"""The originals of what is in an archive: copies of what was read, or nothing at all."""

from pathlib import Path

import pytest

from ingest.member_files import member_hashes
from ingest.originals import FileOriginals
from onrecord.errors import OriginalChanged, OriginalMissing
from tests.browser.fakes import FakeShelf
from tests.fakes import MemorySink
from tests.ingest.holders import mail, zipped
from tests.ingest.making import GOOD, pdf, reports


def originals_of(path: Path) -> tuple[FileOriginals, dict[str, str]]:
    """The originals of what is in a file, and the id of each by the end of its location."""
    sink = MemorySink()
    reports(sink, path)
    documents = [sink.document(source.document_id) for source in sink.sources()]
    ids = {one.source.location.rpartition(f"{path.name}!/")[2]: one.source.document_id for one in documents}
    return FileOriginals(FakeShelf(documents), path.parent / "cache"), ids


def test_the_original_of_a_member_is_a_copy_of_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "press.zip"
    files = {
        "a.txt": GOOD.encode(),
        "may/b.pdf": pdf([GOOD], ["Second page."]),
        "c.eml": mail("F", GOOD, ("d.txt", b"Deep.")),
    }
    path.write_bytes(zipped(files))
    originals, ids = originals_of(path)
    assert originals.path(ids["a.txt"]).read_bytes() == GOOD.encode()
    assert originals.path(ids["c.eml!/d.txt"]).read_bytes() == b"Deep."
    copy = originals.path(ids["may/b.pdf"])
    assert (copy.suffix, copy.read_bytes()) == (".pdf", files["may/b.pdf"])
    assert originals.pages(ids["may/b.pdf"]) == 2
    assert originals.image(ids["may/b.pdf"], 1, 600)[:4] == b"RIFF"
    ((page, *_),) = [(one.page, *one.boxes) for one in originals.boxes(ids["may/b.pdf"], 1, "It raised")]
    assert page == 1
    copy.write_bytes(b"torn")
    assert originals.path(ids["may/b.pdf"]).read_bytes() == files["may/b.pdf"]
    assert set(member_hashes(str(path))) == set(ids)


def test_a_member_that_is_not_what_it_was_is_never_shown(tmp_path: Path) -> None:
    path = tmp_path / "press.zip"
    path.write_bytes(zipped({"a.txt": GOOD.encode(), "b.txt": b"Words."}))
    originals, ids = originals_of(path)
    originals.path(ids["a.txt"])
    path.write_bytes(zipped({"a.txt": b"Other words altogether."}))
    with pytest.raises(OriginalChanged, match="ingest it again"):
        originals.path(ids["a.txt"])
    with pytest.raises(OriginalMissing, match=r"holds no b\.txt any more"):
        originals.path(ids["b.txt"])
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(OriginalMissing, match="no whole zip archive"):
        originals.path(ids["a.txt"])
    path.unlink()
    with pytest.raises(OriginalMissing, match="No such file"):
        originals.path(ids["a.txt"])


def test_a_folder_that_is_named_like_a_place_in_an_archive_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a.zip!"
    folder.mkdir()
    (folder / "x.txt").write_text(GOOD, encoding="utf-8")
    sink = MemorySink()
    reports(sink, folder / "x.txt")
    (source,) = sink.sources()
    originals = FileOriginals(FakeShelf([sink.document(source.document_id)]), tmp_path / "cache")
    assert originals.path(source.document_id) == folder / "x.txt"
