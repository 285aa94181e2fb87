"""Zips that claim, hide or unpack beyond reason are refused before anything is unpacked."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from ingest.load import load
from ingest.load.zipped import open_zip
from onrecord.errors import EncryptedDocument, TooLarge, UnsupportedFormat
from tests.ingest.samples_of import SAMPLES

WORDS = b"The harbour board met on Monday."


def zipped(*members: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def entry(data: bytes, name: bytes) -> int:
    """Where the central directory begins to speak of a member (APPNOTE.TXT 4.3.12)."""
    return data.rindex(name) - 46


def changed(data: bytes, name: bytes, offset: int, what: bytes) -> bytes:
    """The zip with other bytes in what its directory says of a member."""
    at = entry(data, name) + offset
    return data[:at] + what + data[at + len(what) :]


TWO = zipped(("a.txt", WORDS), ("b.txt", WORDS * 2))
PACKED_SIZE, SIZE, OFFSET, FLAGS, PACKING = 20, 24, 42, 8, 10


def test_the_members_of_a_sound_zip() -> None:
    found = open_zip(TWO, "zip archive", needs="a.txt")
    assert [member.name for member in found.members] == ["a.txt", "b.txt"]
    assert (found.read("a.txt"), found.read(found.members[1])) == (WORDS, WORDS * 2)
    assert "a.txt" in found
    with pytest.raises(UnsupportedFormat, match=r"c\.txt is not in this zip archive"):
        found.read("c.txt")


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", TWO[:-1], TWO[: len(TWO) // 2], b"\0" * 500, TWO[:-22] + b"\xff" * 22]
)
def test_what_is_no_whole_zip_is_refused(data: bytes) -> None:
    with pytest.raises(UnsupportedFormat, match="it is no whole Word file; save it again"):
        open_zip(data, "Word file")


def test_a_bomb_is_refused_by_its_ratio() -> None:
    bomb = zipped(("a.xml", bytes(20_000_000)))
    assert len(bomb) < 30_000
    with pytest.raises(TooLarge, match=r"a part of this workbook unpacks from 0\.02 MB to 20 MB"):
        open_zip(bomb, "workbook")


def test_many_parts_that_are_fine_alone_are_refused_together() -> None:
    with pytest.raises(TooLarge, match="it unpacks to 9 MB, over 8 MB; split it"):
        open_zip(zipped(*[(f"{n}.xml", bytes(1_000_000)) for n in range(9)]), "workbook", most_bytes=8_000_000)


def test_too_many_members_are_refused() -> None:
    with pytest.raises(TooLarge, match="this book has 51 parts, over 50; split it"):
        open_zip(zipped(*[(str(n), b"") for n in range(51)]), "book", most_members=50)
    with pytest.raises(TooLarge, match="this book has over 50 parts"):  # not even listed
        open_zip(TWO + b"PK\x01\x02" * 1001, "book", most_members=50)


def test_members_that_share_their_bytes_are_refused() -> None:
    overlapping = changed(TWO, b"b.txt", OFFSET, struct.pack("<L", 0))
    with pytest.raises(UnsupportedFormat, match="parts of this book overlap"):
        open_zip(overlapping, "book")


@pytest.mark.parametrize("claimed", [3, 5_000_000])
def test_a_member_is_never_more_nor_less_than_it_claims(claimed: int) -> None:
    lying = changed(TWO, b"a.txt", SIZE, struct.pack("<L", claimed))
    with pytest.raises(UnsupportedFormat, match=r"a\.txt in it (is not as long as it says|cannot be unpacked)"):
        open_zip(lying, "book").read("a.txt")
    assert open_zip(lying, "book").read("b.txt") == WORDS * 2


def test_a_locked_member_locks_the_file_or_itself_alone() -> None:
    locked = changed(TWO, b"a.txt", FLAGS, b"\x01\x00")
    with pytest.raises(EncryptedDocument, match="locked with a password; save a copy without one"):
        open_zip(locked, "book")
    apart = open_zip(locked, "zip archive", whole=False)
    assert apart.read("b.txt") == WORDS * 2
    with pytest.raises(EncryptedDocument):
        apart.read("a.txt")


def test_a_packing_that_asks_for_as_much_memory_as_it_likes_is_refused() -> None:
    packed = zipped(("a.txt", WORDS), packing=zipfile.ZIP_LZMA)
    with pytest.raises(UnsupportedFormat, match="packed in a way that is not read"):
        open_zip(packed, "book")
    with pytest.raises(UnsupportedFormat, match=r"a\.txt is packed in a way that is not read"):
        open_zip(packed, "zip archive", whole=False).read("a.txt")


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\notes.txt", "Windows/notes.txt"),
        ("a/./b//c.txt", "a/b/c.txt"),
        ("a\nb\x1b[2Jc\u202etxt.exe", "ab[2Jctxt.exe"),
    ],
)
def test_no_name_leads_out_of_the_archive(stated: str, name: str) -> None:
    assert [member.name for member in open_zip(zipped((stated, WORDS)), "zip archive").members] == [name]


def test_links_and_folders_are_no_members() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("passwords")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("folder/", "")
        archive.writestr("..", "x")
    assert open_zip(buffer.getvalue(), "zip archive").members == ()


OFFICE = sorted(ending for ending, make in SAMPLES.items() if make()[:4] == b"PK\x03\x04" and ending != ".zip")


@pytest.mark.parametrize("ending", OFFICE)
def test_every_reader_of_zips_refuses_a_bomb_and_a_lock(ending: str) -> None:
    """A member that the format knows is replaced by 60 MB of spaces; a member is marked as locked."""
    sound = SAMPLES[ending]()
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    biggest = max((name for name, _ in members if name.endswith(("xml", "html"))), key=dict(members).__getitem__)
    bomb = zipped(*[(name, bytes(60_000_000) if name == biggest else data) for name, data in members])
    with pytest.raises(TooLarge, match="as a decompression bomb does"):
        load(f"/docs/bomb{ending}", "default", bomb)
    with pytest.raises(EncryptedDocument):
        load(f"/docs/locked{ending}", "default", changed(sound, biggest.encode(), FLAGS, b"\x01\x00"))


@pytest.mark.parametrize("ending", OFFICE)
def test_every_reader_of_zips_refuses_entities(ending: str, tmp_path: Path) -> None:
    """Entities that unfold without end, and one that names a file, in every XML member at once."""
    (tmp_path / "secret").write_text("hunter2", encoding="utf-8")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE x [<!ENTITY l0 "hahaha">{laughs}<!ENTITY f SYSTEM "file://{tmp_path}/secret">]>'.encode()
    with zipfile.ZipFile(io.BytesIO(SAMPLES[ending]())) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    hostile = zipped(*[(name, with_entities(data, head) if b"<?xml" in data[:10] else data) for name, data in members])
    try:
        document = load(f"/docs/entities{ending}", "default", hostile)
    except UnsupportedFormat:
        return
    assert "hunter2" not in document.text
    assert document.text.count("ha") < 1000


def with_entities(xml: bytes, head: bytes) -> bytes:
    at = xml.index(b"?>") + 2
    return xml[:at] + head + xml[at:].replace(b"euros", b"euros &l9; &f;")
