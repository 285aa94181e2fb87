"""Build the PDF and Word samples from the readable sources beside this script.

Each file in ``samples/sources`` starts with a small front matter block and goes
on in a tiny subset of Markdown: ``## `` headings, paragraphs, pipe tables and a
``Caption:`` line under each table. Running the script twice gives the same bytes.

    python samples/build.py
    python samples/build.py --out /tmp/elsewhere
"""

from __future__ import annotations

import argparse
import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.shared import Pt
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
LIBRARY = HERE / "library"
NARROWEST = 9
WIDEST = 36
FRAME_PADDING = 12
LABEL = "Fictional sample document for Onrecord."

BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=15.5, spaceAfter=7)
TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=18, leading=22, spaceAfter=4, spaceBefore=0)
AUTHOR = ParagraphStyle("author", fontName="Helvetica", fontSize=10, leading=14, spaceAfter=12, textColor=colors.grey)
HEADING = ParagraphStyle(
    "heading",
    fontName="Helvetica-Bold",
    fontSize=12.5,
    leading=16,
    spaceBefore=10,
    spaceAfter=5,
    keepWithNext=1,
)
CAPTION = ParagraphStyle(
    "caption",
    fontName="Helvetica-Bold",
    fontSize=9,
    leading=12,
    spaceBefore=6,
    spaceAfter=4,
    keepWithNext=1,
)
CELL = ParagraphStyle("cell", fontName="Helvetica", fontSize=9, leading=11.5)
CELL_HEAD = ParagraphStyle("cellhead", parent=CELL, fontName="Helvetica-Bold")
SMALL = ParagraphStyle("small", fontName="Times-Italic", fontSize=9, leading=12, textColor=colors.grey)


@dataclass(frozen=True)
class Block:
    """One heading, paragraph or table of a source.

    Attributes:
        kind: ``heading``, ``paragraph`` or ``table``.
        text: The words of a heading or paragraph, or the caption of a table.
        rows: The cells of a table, header row first; empty for other kinds.
    """

    kind: str
    text: str
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Source:
    """A parsed source file.

    Attributes:
        output: Path of the document to write, relative to the library.
        title: Title, shown at the top and stored in the metadata.
        author: Author, shown and stored likewise.
        created: Creation date stored in the metadata.
        running: Line printed at the foot of each page.
        blocks: The content in order.
    """

    output: str
    title: str
    author: str
    created: datetime
    running: str
    blocks: tuple[Block, ...]


def _cells(line: str) -> tuple[str, ...]:
    """Split one line of a pipe table into its cells."""
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def _table(lines: list[str]) -> Block:
    """Read a pipe table and the caption line that follows it."""
    rows = [_cells(line) for line in lines if line.startswith("|") and "---" not in line]
    captions = [line for line in lines if line.startswith("Caption:")]
    caption = captions[0].removeprefix("Caption:").strip() if captions else ""
    return Block("table", caption, tuple(rows))


def _block(chunk: str) -> Block:
    """Turn one chunk of text between empty lines into a block."""
    lines = chunk.splitlines()
    if lines[0].startswith("|"):
        return _table(lines)
    if lines[0].startswith("## "):
        return Block("heading", lines[0].removeprefix("## ").strip())
    return Block("paragraph", " ".join(line.strip() for line in lines))


def read_source(path: Path) -> Source:
    """Parse one source file.

    Args:
        path: A file with front matter between ``---`` lines.

    Returns:
        The parsed source.

    Raises:
        ValueError: If the front matter is missing.
    """
    text = path.read_text(encoding="utf-8")
    head, found, body = text.removeprefix("---\n").partition("\n---\n")
    if not found or not text.startswith("---\n"):
        raise ValueError(f"{path.name}: no front matter")
    pairs = (line.split(":", 1) for line in head.splitlines())
    meta = {key.strip(): value.strip().strip('"') for key, value in pairs}
    chunks = [chunk.strip() for chunk in body.split("\n\n") if chunk.strip()]
    return Source(
        output=meta["output"],
        title=meta["title"],
        author=meta["author"],
        created=datetime.strptime(meta["created"], "%Y-%m-%d").replace(hour=9, tzinfo=UTC),
        running=meta["running"],
        blocks=tuple(_block(chunk) for chunk in chunks),
    )


def _pdf_table(block: Block, width: float) -> Table:
    """Lay out a table over the full width, columns in proportion to their longest cell."""
    lengths = [max(map(len, column)) for column in zip(*block.rows, strict=True)]
    shares = [min(max(length, NARROWEST), WIDEST) for length in lengths]
    widths = [width * share / sum(shares) for share in shares]
    head = [Paragraph(escape(cell), CELL_HEAD) for cell in block.rows[0]]
    body = [[Paragraph(escape(cell), CELL) for cell in row] for row in block.rows[1:]]
    table = Table([head, *body], colWidths=widths, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
                ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table


def _pdf_story(source: Source, width: float) -> list[Flowable]:
    """Turn the blocks of a source into ReportLab flowables."""
    story: list[Flowable] = [
        Paragraph(escape(source.title), TITLE),
        Paragraph(escape(source.author), AUTHOR),
    ]
    for block in source.blocks:
        if block.kind == "table":
            story.append(Paragraph(escape(block.text), CAPTION))
            story.append(_pdf_table(block, width))
            story.append(Spacer(1, 9))
        elif block.kind == "heading":
            story.append(Paragraph(escape(block.text), HEADING))
        else:
            style = SMALL if block.text == LABEL else BODY
            story.append(Paragraph(escape(block.text), style))
    return story


def write_pdf(source: Source, target: Path) -> None:
    """Write a source as PDF, with page numbers and fixed metadata.

    Args:
        source: What to write.
        target: Where to write it.
    """
    stamp = source.created.strftime("D:%Y%m%d%H%M%S+00'00'")

    def decorate(canvas: Canvas, document: SimpleDocTemplate) -> None:
        """Print the foot of a page and fix the dates of the file."""
        canvas.setDateFormatter(lambda *_parts: stamp)
        canvas.setFont("Helvetica", 8)
        canvas.setFillGray(0.45)
        canvas.drawString(28 * mm, 15 * mm, source.running)
        canvas.drawRightString(A4[0] - 28 * mm, 15 * mm, f"Page {document.page}")

    document = SimpleDocTemplate(
        str(target),
        pagesize=A4,
        leftMargin=28 * mm,
        rightMargin=28 * mm,
        topMargin=25 * mm,
        bottomMargin=25 * mm,
        title=source.title,
        author=source.author,
        subject=LABEL,
        creator="Onrecord samples",
        lang="en",
        invariant=1,
    )
    story = _pdf_story(source, document.width - FRAME_PADDING)
    document.build(story, onFirstPage=decorate, onLaterPages=decorate)


def _docx_table(document: Document, block: Block) -> None:
    """Append a captioned table to a Word document."""
    document.add_paragraph(block.text, style="Caption")
    table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
    for number, row in enumerate(block.rows):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
            if number == 0:
                cell.paragraphs[0].runs[0].bold = True
    document.add_paragraph()


def _docx_body(document: Document, source: Source) -> None:
    """Append title, author line and blocks to a Word document."""
    document.add_heading(source.title, level=0)
    document.add_paragraph(source.author)
    for block in source.blocks:
        if block.kind == "table":
            _docx_table(document, block)
        elif block.kind == "heading":
            document.add_heading(block.text, level=1)
        else:
            run = document.add_paragraph().add_run(block.text)
            if block.text == LABEL:
                run.italic = True
                run.font.size = Pt(9)
    document.sections[0].footer.paragraphs[0].text = source.running


def _repack(data: bytes, created: datetime) -> bytes:
    """Write a zip archive again with one fixed date for all its members."""
    stamp = (created.year, created.month, created.day, created.hour, 0, 0)
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, date_time=stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            new.writestr(info, old.read(name))
    return result.getvalue()


def write_docx(source: Source, target: Path) -> None:
    """Write a source as Word document with its core properties set.

    Args:
        source: What to write.
        target: Where to write it.
    """
    document = docx.Document()
    _docx_body(document, source)
    created = source.created.replace(tzinfo=None)
    properties = document.core_properties
    properties.title = source.title
    properties.author = source.author
    properties.last_modified_by = source.author
    properties.created = created
    properties.modified = created
    properties.comments = ""
    properties.language = "en"
    buffer = io.BytesIO()
    document.save(buffer)
    target.write_bytes(_repack(buffer.getvalue(), source.created))


def build(out: Path) -> list[Path]:
    """Build every source.

    Args:
        out: The library folder to write into.

    Returns:
        The files written, in order of their sources.
    """
    written = []
    for path in sorted(SOURCES.glob("*.md")):
        source = read_source(path)
        target = out / source.output
        target.parent.mkdir(parents=True, exist_ok=True)
        writer = write_pdf if target.suffix == ".pdf" else write_docx
        writer(source, target)
        written.append(target)
    return written


def main() -> None:
    """Read the command line and build the samples."""
    parser = argparse.ArgumentParser(description="Build the PDF and Word samples.")
    parser.add_argument("--out", type=Path, default=LIBRARY, help="library folder to write into")
    for path in build(parser.parse_args().out):
        print(path)


if __name__ == "__main__":
    main()
