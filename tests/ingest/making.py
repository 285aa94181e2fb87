"""Makes the files that the ingestion tests read, sound ones and broken ones."""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ingest.load import load
from ingest.run import IngestRun
from onrecord.ports import IngestReport
from onrecord.types import Document
from tests.fakes import MemorySink, count_words

GOOD = "The harbour board met on Monday. It raised the mooring fee to 40 euros."


def pdf(
    *pages: Sequence[str],
    title: str = "",
    author: str = "",
    password: str | None = None,
    size: float = 12,
    width: float = 595,
) -> bytes:
    """A PDF of these lines; a page without lines has a drawn box and no text.

    Args:
        pages: the lines of each.
        title: in the metadata.
        author: in the metadata.
        password: that opens it; an empty one leaves it open to read and locked to change, None leaves it unlocked.
        size: of the letters, in points.
        width: of the page, in points.
    """
    buffer = io.BytesIO()
    lock = None if password is None else StandardEncryption(password, ownerPassword="owner", strength=128)
    canvas = Canvas(buffer, pagesize=(width, 842), encrypt=lock, invariant=1)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    for lines in pages:
        canvas.setFont("Helvetica", size)
        for row, line in enumerate(lines):
            canvas.drawString(60, 780 - 18 * row, line)
        if not lines:
            canvas.rect(100, 100, 200, 300, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def word(build: Callable[[Any], None]) -> bytes:
    """A Word file that ``build`` fills; it says nothing of its author or date unless ``build`` does."""
    document = docx.Document()
    document.core_properties.author = ""
    build(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def paragraphs(*texts: str) -> bytes:
    """A Word file of these paragraphs."""

    def build(document: Any) -> None:
        for text in texts:
            document.add_paragraph(text)

    return word(build)


def rezipped(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The zip with each member as ``change`` gives it back, left out where that is None."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = change(name, old.read(name))
            if member is not None:
                new.writestr(name, member)
    return buffer.getvalue()


def read(name: str, data: bytes) -> Document:
    """What the reader of this name's ending makes of ``data``."""
    return load(f"/docs/{name}", "default", data)


def run_of(sink: MemorySink, most_megabytes: int = 5) -> IngestRun:
    """A run into ``sink`` that counts words for tokens."""
    return IngestRun(sink, count_words, most_megabytes)


def reports(sink: MemorySink, *paths: Path | str) -> list[IngestReport]:
    """What became of each file."""
    return list(run_of(sink).ingest([str(path) for path in paths]))


def among_good_ones(folder: Path, bad: Path | str, sink: MemorySink) -> IngestReport:
    """The report on ``bad``, given between two sound files that must both go on record all the same."""
    before, after = folder / "before.txt", folder / "after.txt"
    before.write_text(GOOD, encoding="utf-8")
    after.write_text(GOOD, encoding="utf-8")
    first, report, last = reports(sink, before, bad, after)
    assert (first.status, last.status) == ("added", "added")
    assert first.passages == last.passages == 1
    return report
