"""Each bad file is refused with its own reason, the reason is noted, and the files around it go on record."""

import random
import re
from pathlib import Path

import pytest

from onrecord.errors import OnrecordError
from tests.fakes import MemorySink
from tests.ingest.making import GOOD, among_good_ones, paragraphs, pdf, rezipped

NOISE = random.Random(7).randbytes(5000)
WORD = paragraphs(*[f"Paragraph {number} is about moorings." for number in range(80)])
PDF = pdf(["The fee is 40 euros."], ["It was 35 before."])
DAMAGED = "the file is damaged"
MARK_16 = b"\xff\xfe"


def word_with_document(change: bytes | None, *, cut: int = 0) -> bytes:
    """The Word file with another ``document.xml``: ``change``, or its own with the end cut off."""
    return rezipped(
        WORD,
        lambda name, data: (
            data if name != "word/document.xml" else data[: len(data) - cut] if change is None else change
        ),
    )


def with_noise_inside() -> bytes:
    """The Word file with a sound zip directory, but noise where the packed document begins."""
    at = WORD.index(b"word/document.xml") + 40
    return WORD[:at] + NOISE[:60] + WORD[at + 60 :]


EMPTY = {
    "empty.txt": (b"", r"^the file is empty \(0 bytes\)$"),
    "empty.pdf": (b"", r"^the file is empty \(0 bytes\)$"),
    "empty.docx": (b"", r"^the file is empty \(0 bytes\)$"),
    "blank.txt": (b" \n\t \r\n\n", "no words in it"),
    "blank.md": (b"\xef\xbb\xbf\n\n", "no words in it"),
    "blank.docx": (paragraphs("", "  "), "no words in it"),
    "blank.html": (b"<html><body> </body></html>", "no main text in this web page"),
    "scan.pdf": (pdf([], [], []), r"^no text on pages 1-3: .*OCR"),
    "one-page-scan.pdf": (pdf([]), r"^no text on page 1: .*OCR"),
}
NOT_WHAT_THEY_SAY = {
    "a-pdf.txt": (PDF, r"is a PDF; rename it to end in \.pdf"),
    "text.pdf": (GOOD.encode(), r"named \.pdf but is no PDF"),
    "a-zip.pdf": (WORD, r"named \.pdf but is a zip archive"),
    "word.md": (WORD, "named as text but is a zip archive"),
    "picture.html": (b"\x89PNG\r\n\x1a\n" + NOISE, "is a PNG image"),
    "program.txt": (b"\x7fELF" + NOISE, "is a program"),
    "noise.txt": (NOISE, "binary data, not text"),
    "zeros.txt": (b"\0" * 3000, "binary data, not text"),
    "utf16-without-mark.txt": (GOOD.encode("utf-16-le"), "binary data, not text"),
    "other-zip.docx": (rezipped(WORD, lambda name, data: data if "theme" in name else None), "is another zip archive"),
    "text.docx": (GOOD.encode(), r"named \.docx but is no Word file"),
    "old-word.docx": (b"\xd0\xcf\x11\xe0" + NOISE, "old Office file"),
    "sheet.xls": (WORD, r"does not read \.xls; open the file and save it as \.xlsx"),
    "sheet.dbf": (WORD, r"does not read \.dbf; it reads .*\.docx .*\.pdf"),
    "README": (GOOD.encode(), "does not read files without an ending"),
}
DAMAGED_OR_LOCKED = {
    "locked.pdf": (pdf(["Secret."], password="hunter2"), "locked with a password; save a copy without one"),
    "cut-in-half.docx": (WORD[: len(WORD) // 2], DAMAGED),
    "cut-at-the-end.docx": (WORD[:-30], DAMAGED),
    "noise-inside.docx": (with_noise_inside(), DAMAGED),
    "broken-xml.docx": (word_with_document(None, cut=40), DAMAGED),
    "other-xml.docx": (word_with_document(b"<a/>"), DAMAGED),
    "parts-missing.docx": (rezipped(WORD, lambda name, data: None if "rels" in name else data), DAMAGED),
    "cut-in-half.pdf": (PDF[: len(PDF) // 2], f"{DAMAGED}|no text on"),
    "header-only.pdf": (b"%PDF-1.7\n", DAMAGED),
    "noise-inside.pdf": (b"%PDF-1.7\n" + NOISE, DAMAGED),
}
BROKEN_ENCODING = {
    "byte-ff.txt": ("für Schiffe ".encode() + b"\xff gesperrt.", "byte 13 is not valid UTF-8; save the file again"),
    "lead-alone.md": ("# Café\n\n".encode() + b"\xc3( twice.", "byte 9 is not valid UTF-8"),
    "cut-in-a-letter.txt": ("Fähren und Boote: 40 €".encode()[:-1], "byte 22 is not valid UTF-8"),
    "half-a-unit.txt": (MARK_16 + GOOD.encode("utf-16-le")[:-1], "byte .* is not valid UTF-16"),
}
ALL = EMPTY | NOT_WHAT_THEY_SAY | DAMAGED_OR_LOCKED | BROKEN_ENCODING


@pytest.mark.parametrize("name", ALL)
def test_a_bad_file_is_refused_with_its_reason_and_stops_no_other(tmp_path: Path, name: str) -> None:
    data, reason = ALL[name]
    bad, sink = tmp_path / name, MemorySink()
    bad.write_bytes(data)
    report = among_good_ones(tmp_path, bad, sink)
    assert (report.status, report.document_id, report.passages) == ("failed", None, 0)
    assert re.search(reason, report.reason), report.reason
    assert "\n" not in report.reason
    assert sink.failures == {(str(bad), "default"): report.reason}
    assert len(sink.sources()) == 2


def test_a_pdf_with_one_bare_page_goes_on_record_and_names_that_page(tmp_path: Path) -> None:
    path, sink = tmp_path / "mixed.pdf", MemorySink()
    path.write_bytes(pdf(["The fee is 40 euros."], [], ["It was 35 before."]))
    report = among_good_ones(tmp_path, path, sink)
    assert (report.status, report.reason) == ("added", "no text on page 2")
    assert sink.failures == {}


def test_a_pdf_that_is_locked_against_changes_only_is_read(tmp_path: Path) -> None:
    path, sink = tmp_path / "owner.pdf", MemorySink()
    path.write_bytes(pdf(["The fee is 40 euros."], password=""))
    assert among_good_ones(tmp_path, path, sink).status == "added"


@pytest.mark.parametrize("error", [RecursionError("too deep"), MemoryError(), TypeError("parser bug")])
def test_whatever_a_parser_raises_fails_that_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def stumbles(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("ingest.load.html.bare_extraction", stumbles)
    path, sink = tmp_path / "page.html", MemorySink()
    path.write_text("<p>Hello.</p>", encoding="utf-8")
    report = among_good_ones(tmp_path, path, sink)
    assert report.status == "failed"
    assert f"the html reader failed on it ({type(error).__name__}" in report.reason


def test_a_stop_from_the_keyboard_while_reading_is_no_bad_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ingest.load._read", stopped)
    sink = MemorySink()
    with pytest.raises(KeyboardInterrupt):
        among_good_ones(tmp_path, tmp_path / "x.txt", sink)
    assert sink.failures == {}


def test_a_failure_of_the_library_is_no_bad_file(tmp_path: Path) -> None:
    class Broken(MemorySink):
        def sha256_of(self, location: str, collection: str) -> str | None:
            raise OnrecordError("the record cannot be read")

    sink = Broken()
    with pytest.raises(OnrecordError, match="record cannot be read"):
        among_good_ones(tmp_path, tmp_path / "x.txt", sink)
    assert sink.failures == {}
