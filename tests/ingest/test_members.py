"""Archives, mailboxes, mails and lists of articles: each thing in them a document; what is odd is said, never lost."""

import json
import stat
import zipfile
from contextlib import suppress
from pathlib import Path, PurePath

import pytest

from ingest.members import Member, holds_documents, member_of, members_of, split_location
from onrecord.errors import EmptyDocument, IngestError, TooLarge, UnsupportedFormat
from tests.effort import work_of_at_most
from tests.fakes import MemorySink
from tests.ingest.holders import mail, mailbox, zipped
from tests.ingest.making import GOOD, reports, run_of


def inside(name: str, data: bytes) -> list[Member]:
    return list(members_of(PurePath(f"/press/{name}"), data))


def names(members: list[Member]) -> list[str]:
    return [one.name for one in members]


def test_files_of_an_archive_are_read_and_others_are_reported() -> None:
    found = inside(
        "a.zip",
        zipped(
            {
                "may/": b"",
                "may/notice.txt": b"Notice.",
                "may/photo.png": b"x",
                "README": b"x",
                "old.zip": zipped({"a.txt": b"x"}),
                "old.tar.gz": b"x",
                ".hidden.txt": b"x",
                ".git/config.txt": b"x",
                "__MACOSX/may/._notice.txt": b"x",
                "empty.txt": b"",
                "Board.TXT": b"Board.",
            }
        ),
    )
    assert [(one.name, one.data, one.reason, one.skipped) for one in found] == [
        ("may/notice.txt", b"Notice.", "", False),
        ("may/photo.png", b"", "Onrecord does not read .png", True),
        ("README", b"", "Onrecord does not read files without an ending", True),
        ("old.zip", b"", "it is an archive in an archive; unpack it, and give it by itself", False),
        ("old.tar.gz", b"", "it is an archive in an archive; unpack it, and give it by itself", False),
        ("empty.txt", b"", "the file is empty (0 bytes)", False),
        ("Board.TXT", b"Board.", "", False),
    ]


def test_names_lead_nowhere_and_none_hides_another() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    named = [
        "/etc/a.txt",
        "../../etc/a.txt",
        "C:\\press\\b.txt",
        "a\u202etxt.txt",
        "etc/a (2).txt",
        "x" * 1200 + ".txt",
    ]
    found = inside("a.zip", zipped([*((name, name.encode()) for name in named), (link, b"/etc/passwd")]))
    assert names(found) == [
        "etc/a.txt",
        "etc/a (2).txt",
        "press/b.txt",
        "atxt.txt",
        "etc/a (2) (2).txt",
        f"{'x' * 80}\u2026",
    ]
    assert [one.data.decode() for one in found[:5]] == named[:5]
    assert found[5].reason == "its name has over 1,000 letters; rename it"


def test_names_in_utf_8_that_do_not_say_so_are_read_as_such() -> None:
    marked = bytearray(zipped({"Geb\u00fchr.txt": b"x"}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.index(signature) + place
        marked[at : at + 2] = b"\0\0"
    assert names(inside("a.zip", bytes(marked))) == ["Geb\u00fchr.txt"]
    older = bytes(marked).replace("\u00fc".encode(), b"\x81x")
    assert names(inside("a.zip", older)) == ["Geb\u00fcxhr.txt"], "cp437, as the format has it"


def test_a_locked_or_damaged_member_costs_no_other() -> None:
    data = bytearray(zipped([("a.txt", b"One."), ("b.txt", b"Two. " * 50), ("c.txt", b"Three.")]))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    at = data.index(b"b.txt") + 5
    data[at : at + 4] = b"\xff\xff\xff\xff"
    first, second, third = inside("a.zip", bytes(data))
    assert "locked with a password" in first.reason
    assert "the file is damaged: b.txt in it" in second.reason
    assert (third.data, third.reason) == (b"Three.", "")


def test_a_member_over_the_limit_is_not_unpacked() -> None:
    data = zipped({"long.txt": b"x" * 2_000_001, "short.txt": b"x"})
    long, short = members_of(PurePath("/a.zip"), data, most_megabytes=2)
    assert (long.data, short.reason) == (b"", "")
    assert long.reason == "2 MB is over the limit of 2 MB; split the file, or raise max_file_megabytes in the settings"


@pytest.mark.parametrize(
    ("name", "data", "error", "says"),
    [
        ("a.zip", b"PK\x03\x04 and no more", UnsupportedFormat, "no whole zip archive"),
        ("a.zip", b"Words.", UnsupportedFormat, "no whole zip archive"),
        ("a.zip", zipped({}), EmptyDocument, r"no document in this \.zip"),
        ("a.zip", zipped({".a.txt": b"x"}), EmptyDocument, r"no document in this \.zip"),
        ("a.zip", zipped({"a.txt": b"x" * 20_000_000}), TooLarge, "decompression bomb"),
        ("a.mbox", b"Words.\n\nFrom here on\nno mail.\n", UnsupportedFormat, "no mailbox"),
    ],
)
def test_containers_that_cannot_be_opened_are_refused(
    name: str, data: bytes, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        inside(name, data)


def test_mails_keep_their_names_when_others_come_before_and_after() -> None:
    first, second = mail("Fees", ident="<1@x>"), mail("Re: fees / Gebühr: ü", ident="<2@x>")
    found = inside("a.mbox", mailbox(first, second))
    assert [one.name[:-13] for one in found] == ["Fees", "Re- fees - Gebühr- ü"]
    assert all(one.name.endswith(".eml") for one in found)
    assert found[0].data.startswith(b"From: Mara Venn")
    more = inside("a.mbox", mailbox(mail("New"), first, mail("Other"), second, first))
    assert set(names(found)) < set(names(more))
    assert len(set(names(more))) == 5
    assert names(more)[4] == names(more)[1].replace(".eml", " (2).eml")


def test_a_line_that_begins_with_from_parts_no_mail() -> None:
    words = "Words.\n\nFrom Monday, 9:30 on, the fee is 40.\nIt rose.\n\n>From here on.\n"
    for end in (b"\n", b"\r\n"):
        data = mailbox(mail(words=words), mail("Next")).replace(b"\n", end)
        first, second = inside("a.mbox", data)
        assert b"From Monday, 9:30 on" in first.data
        assert b"\nFrom here on." in first.data.replace(b"\r", b"")
        assert second.name.startswith("Next ")


def test_attachments_that_can_be_read_are_members_and_those_of_mails_in_mails_too() -> None:
    letter = mail("Inner", GOOD, ("deep.txt", b"Deep."))
    data = mail(
        "Outer", GOOD, ("../a/fees.TXT", b"Fees."), ("photo.7z", b"x"), ("note.eml", letter), ("empty.txt", b"")
    )
    found = inside("m.eml", data)
    assert [(one.name, one.reason) for one in found] == [
        ("fees.txt", ""),
        ("note.eml", ""),
        ("note.eml!/deep.txt", ""),
        ("empty.txt", "the file is empty (0 bytes)"),
    ]
    boxed = inside("a.mbox", mailbox(data))
    box = boxed[0].name
    assert names(boxed)[1:] == [f"{box}!/{name}" for name in names(found)]
    assert member_of(PurePath("/a.mbox"), mailbox(data), f"{box}!/note.eml!/deep.txt") == b"Deep."
    assert inside("m.eml", b"no mail") == []


def test_mails_in_mails_are_read_to_a_depth_and_then_reported() -> None:
    data = mail("0", GOOD, ("end.txt", b"End."))
    for number in range(1, 8):
        data = mail(str(number), GOOD, ("in.eml", data))
    found = inside("m.eml", data)
    assert [one.reason for one in found] == [""] * 6 + ["it is in a mail within 5 others; save it by itself"]


@work_of_at_most(20)
def test_a_long_line_that_is_no_mails_first_takes_no_long_time() -> None:
    with pytest.raises(UnsupportedFormat, match="no mailbox"):
        inside("a.mbox", b"From " + b"1" * 1_000_000)


def test_locations_are_parted_at_the_first_container() -> None:
    assert split_location("/press/a.zip!/may/b.mbox!/x.eml") == ("/press/a.zip", "may/b.mbox!/x.eml")
    assert split_location("/press/A.ZIP!/x.txt") == ("/press/A.ZIP", "x.txt")
    assert split_location("/press/a.jsonl!/line 3.json") == ("/press/a.jsonl", "line 3.json")
    assert split_location("/press/what!/a.txt") == ("/press/what!/a.txt", "")
    assert split_location("https://wire.example/a.zip") == ("https://wire.example/a.zip", "")


def test_a_run_puts_each_member_on_record_and_reads_none_twice(tmp_path: Path) -> None:
    path = tmp_path / "press.zip"
    files = {
        "a.txt": GOOD.encode(),
        "b.png": b"x",
        "c.pdf": b"broken",
        "d.eml": mail("Fees", GOOD, ("e.txt", b"Words.")),
    }
    path.write_bytes(zipped(files))
    sink = MemorySink()
    found = {one.location.rpartition("press.zip!/")[2]: one for one in reports(sink, path)}
    assert {name: one.status for name, one in found.items()} == {
        "a.txt": "added",
        "b.png": "skipped",
        "c.pdf": "failed",
        "d.eml": "added",
        "d.eml!/e.txt": "added",
    }
    assert sorted(source.location for source in sink.sources()) == [
        f"{path}!/{name}" for name in ("a.txt", "d.eml", "d.eml!/e.txt")
    ]
    files["a.txt"] = b"Other words."
    path.write_bytes(zipped(files))
    assert [one.status for one in reports(sink, path)] == ["replaced", "skipped", "failed", "unchanged", "unchanged"]


def test_a_mail_on_disk_and_its_attachments_are_documents(tmp_path: Path) -> None:
    path = tmp_path / "m.eml"
    path.write_bytes(mail("Fees", GOOD, ("fees.txt", b"Forty euros."), ("x.exe", b"MZ")))
    sink = MemorySink()
    own, other = reports(sink, path)
    assert (own.status, own.reason) == ("added", "attachments that are not read: x.exe")
    assert (other.status, other.location) == ("added", f"{path}!/fees.txt")


def test_each_article_of_a_list_is_a_document(tmp_path: Path) -> None:
    path = tmp_path / "wire.jsonl"
    lines = [json.dumps({"title": f"Fees {n}", "date": f"2024-04-1{n}", "text": GOOD * 4}) for n in range(3)]
    path.write_text("\n".join(lines), encoding="utf-8")
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"a": 1}\n{"a": 2}\n', encoding="utf-8")
    sink = MemorySink()
    assert {one.status for one in reports(sink, path, rows)} == {"added"}
    assert sorted((one.location, one.published) for one in sink.sources()) == [
        (str(rows), None),
        *((f"{path}!/line {n + 1}.json", f"2024-04-1{n}") for n in range(3)),
    ]
    assert member_of(path, path.read_bytes(), "line 2.json") == lines[1].encode()
    assert member_of(path, path.read_bytes(), "line 9.json") is None


def test_one_report_on_many_members_tells_of_the_first_and_of_what_failed(tmp_path: Path) -> None:
    path = tmp_path / "press.zip"
    path.write_bytes(zipped({"a.txt": GOOD.encode(), **{f"{n}.png": b"x" for n in range(9)}, "z.pdf": b"broken"}))
    report = run_of(MemorySink()).ingest_file(str(path), "default", lambda _: None)
    first, second, *_, last = report.reason.split("; ")
    assert (report.status, first, last) == ("added", "1 added, 9 skipped, 1 failed", "and 5 more")
    assert second.startswith("z.pdf: ")
    assert report.reason.count(".png: ") == 4


def test_what_nobody_thought_of_is_an_error_in_words_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr("ingest.members.open_zip", fail)
    monkeypatch.setattr("ingest.load.json.article_of", fail)
    with pytest.raises(UnsupportedFormat, match="could not be taken out"):
        inside("a.zip", b"PK\x03\x04")
    assert not holds_documents(PurePath("/a.json"), b'[{"a": 1}, {"a": 2}]')


def test_the_sound_kinds_raise_nothing_but_errors_in_words() -> None:
    whole = {
        "a.zip": zipped({"a.txt": GOOD.encode()}),
        "a.mbox": mailbox(mail()),
        "a.eml": mail("a", "b", ("c.txt", b"d")),
    }
    whole["a.json"] = json.dumps([{"title": "T", "text": GOOD * 4}] * 3).encode()
    for name, data in whole.items():
        for cut in range(1, len(data), 37):
            with suppress(IngestError):
                assert all(isinstance(one, Member) for one in inside(name, data[:cut]))
