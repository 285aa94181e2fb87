"""Build the small samples of office formats in ``samples/formats``: our own fiction, the same bytes on every run.

They are not part of the sample library: the questions that measure Onrecord are about that one.

    python samples/build_formats.py
    python samples/build_formats.py --out /tmp/elsewhere
"""

from __future__ import annotations

import argparse
import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.styles import Font
from openpyxl.writer.excel import ExcelWriter
from pptx import Presentation

HERE: Final = Path(__file__).resolve().parent
LABEL: Final = "Fictional sample document for Onrecord."
AUTHOR: Final = "Tolvick Harbour Authority"
MADE: Final = datetime(2024, 9, 2, 9, 0)
FEES: Final = (
    ("Berth", "Boats in 2023", "Boats in 2024", "Fee per night", "Share let"),
    ("Old Basin", 214, 198, 18.5, 0.92),
    ("North Quay", 96, 121, 22, 0.81),
    ("Herring Wharf", 40, 37, 12.25, 0.6),
)
SLIDES: Final = (
    (
        "What the season brought",
        ("Visiting boats rose from 350 to 356.", "The North Quay gained 25 boats.", "The Old Basin lost 16."),
        "Say that the count ends on 31 August.",
    ),
    (
        "What we propose",
        ("Keep the fee in the Old Basin at 18.50 euros.", "Light the North Quay before May 2025.", LABEL),
        "The board has not agreed to the lights.",
    ),
)


def _stated(properties: Any, title: str) -> None:  # noqa: ANN401 - of two libraries
    """Set the properties of a file, so that it says the same on every run."""
    properties.title = title
    properties.created = properties.modified = MADE


def workbook() -> bytes:
    """A workbook of berths: a title, a table with numbers in several formats, a note."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Berths 2024"
    sheet.append(("Visiting boats in the port of Tolvick",))
    for row in FEES:
        sheet.append(row)
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for row in sheet.iter_rows(min_row=3, min_col=4, max_col=5):
        row[0].number_format, row[1].number_format = '#,##0.00 "euros"', "0%"
    sheet.append(())
    sheet.append((LABEL,))
    book.properties.creator = AUTHOR
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        writer = ExcelWriter(book, archive)
        _stated(book.properties, "Visiting boats 2024")
        writer.write_data()
    return _repacked(buffer.getvalue())


def slides() -> bytes:
    """A deck of a title slide and two slides with lists and notes."""
    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = "The sailing season of 2024"
    first.placeholders[1].text_frame.text = f"{AUTHOR}\n2 September 2024"
    for title, lines, notes in SLIDES:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text_frame.text = "\n".join(lines)
        slide.notes_slide.notes_text_frame.text = notes
    deck.core_properties.author = deck.core_properties.last_modified_by = AUTHOR
    _stated(deck.core_properties, "The sailing season of 2024")
    buffer = io.BytesIO()
    deck.save(buffer)
    return _repacked(buffer.getvalue())


def _repacked(data: bytes) -> bytes:
    """The zip with one fixed date for all its members."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, date_time=(MADE.year, MADE.month, MADE.day, MADE.hour, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            new.writestr(info, old.read(name))
    return result.getvalue()


def build(out: Path) -> list[Path]:
    """Write every sample.

    Args:
        out: the folder to write into; it is made.

    Returns:
        The files written.
    """
    out.mkdir(parents=True, exist_ok=True)
    made = {"visiting-boats-2024.xlsx": workbook(), "sailing-season-2024.pptx": slides()}
    for name, data in made.items():
        (out / name).write_bytes(data)
    return [out / name for name in made]


def main() -> None:
    """Read the command line and build the samples."""
    parser = argparse.ArgumentParser(description="Build the samples of office formats.")
    parser.add_argument("--out", type=Path, default=HERE / "formats", help="folder to write into")
    for path in build(parser.parse_args().out):
        print(path)


if __name__ == "__main__":
    main()
