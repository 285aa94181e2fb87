"""Makes PowerPoint, Excel, OpenDocument, EPUB and Rich Text files for tests, with the libraries that write them."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import openpyxl
from odf import draw, meta, presentation, table, text
from odf.namespaces import PRESENTATIONNS
from odf.opendocument import OpenDocumentPresentation, OpenDocumentSpreadsheet, OpenDocumentText
from odf.style import MasterPage, PageLayout
from pptx import Presentation

DAY = datetime(2024, 4, 18, 9, 30)


def saved(document: Any) -> bytes:
    """What the document's own ``save`` writes."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def slides(build: Callable[[Any], None]) -> bytes:
    """A PowerPoint file that ``build`` fills; it says nothing of its author and title unless ``build`` does."""
    deck = Presentation()
    deck.core_properties.author = deck.core_properties.title = ""
    deck.core_properties.created = DAY
    build(deck)
    return saved(deck)


def slide(deck: Any, title: str = "", *lines: str, notes: str = "") -> Any:
    """A new slide with a title and a list of these lines; one with neither is blank."""
    new = deck.slides.add_slide(deck.slide_layouts[1 if title or lines else 6])
    if title or lines:
        new.shapes.title.text = title
        new.placeholders[1].text_frame.text = "\n".join(lines)
    if notes:
        new.notes_slide.notes_text_frame.text = notes
    return new


def workbook(build: Callable[[Any], None]) -> bytes:
    """An Excel file that ``build`` fills, its first sheet named "Fees"."""
    book = openpyxl.Workbook()
    book.active.title = "Fees"
    book.properties.creator = ""
    book.properties.created = DAY
    build(book)
    return saved(book)


def sheet(*rows: tuple[Any, ...]) -> bytes:
    """An Excel file of one sheet with these rows."""

    def build(book: Any) -> None:
        for row in rows:
            book.active.append(row)

    return workbook(build)


def odf_text(build: Callable[[Any], None]) -> bytes:
    """An OpenDocument text; ``build`` gets its body."""
    document = OpenDocumentText()
    document.meta.addElement(meta.CreationDate(text=DAY.isoformat()))
    build(document)
    return saved(document)


def odf_table(rows: list[list[Any]], **attributes: Any) -> Any:
    """A table of these cells: texts, or cells made by :func:`odf_cell`."""
    made = table.Table(**attributes)
    for row in rows:
        line = table.TableRow()
        for cell in row:
            line.addElement(odf_cell(cell) if isinstance(cell, str) else cell)
        made.addElement(line)
    return made


def odf_cell(words: str = "", **attributes: Any) -> Any:
    """A cell that shows ``words``."""
    cell = table.TableCell(**attributes)
    if words:
        cell.addElement(text.P(text=words))
    return cell


def odf_sheets(*tables: Any) -> bytes:
    """An OpenDocument spreadsheet of these tables."""
    document = OpenDocumentSpreadsheet()
    for one in tables:
        document.spreadsheet.addElement(one)
    return saved(document)


def odf_slides(build: Callable[[Any, Any], None]) -> bytes:
    """An OpenDocument presentation; ``build`` gets it, and its master page."""
    document = OpenDocumentPresentation()
    layout = PageLayout(name="layout")
    document.automaticstyles.addElement(layout)
    master = MasterPage(name="master", pagelayoutname=layout)
    document.masterstyles.addElement(master)
    build(document, master)
    return saved(document)


def odf_slide(master: Any, frames: Mapping[str, list[str]], notes: str = "") -> Any:
    """A slide with a frame for each class (``title``, ``outline``) and these paragraphs in it."""
    page = draw.Page(masterpagename=master)
    for kind, paragraphs in frames.items():
        page.addElement(_frame(kind, paragraphs))
    if notes:
        below = presentation.Notes()
        below.addElement(_frame("notes", [notes]))
        page.addElement(below)
    return page


def _frame(kind: str, paragraphs: list[str]) -> Any:
    frame = draw.Frame()
    frame.setAttrNS(PRESENTATIONNS, "class", kind)
    box = draw.TextBox()
    for words in paragraphs:
        box.addElement(text.P(text=words))
    frame.addElement(box)
    return frame


_CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def epub(chapters: Mapping[str, str], metadata: str = "", **parts: str) -> bytes:
    """An EPUB book: the body of each chapter by its name, in reading order.

    Args:
        chapters: file name -> body; one that begins with ``<?xml`` or ``<html`` is the whole file.
        metadata: elements in it besides the title.
        parts: more files, ``nav`` for the page of contents and ``encryption`` for the list of what is locked.
    """
    items = "".join(
        f'<item id="c{number}" href="{name}" media-type="application/xhtml+xml"/>'
        for number, name in enumerate(chapters)
    )
    refs = "".join(f'<itemref idref="c{number}"/>' for number in range(len(chapters)))
    if "nav" in parts:
        items += '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        refs = f'<itemref idref="nav"/>{refs}'
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        f"{metadata or '<dc:title>Tides</dc:title>'}</metadata><manifest>{items}</manifest>"
        f"<spine>{refs}</spine></package>"
    )
    files = {"mimetype": "application/epub+zip", "META-INF/container.xml": _CONTAINER, "OEBPS/book.opf": package}
    if "nav" in parts:
        files["OEBPS/nav.xhtml"] = _page(parts["nav"])
    if "encryption" in parts:
        files["META-INF/encryption.xml"] = parts["encryption"]
    files |= {f"OEBPS/{name}": _page(body) for name, body in chapters.items() if body}
    return zipped(files)


def _page(body: str) -> str:
    if body.startswith(("<?xml", "<html")):
        return body
    head = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>'
    return f"{head}<body>{body}</body></html>"


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def rtf(body: str, info: str = "") -> bytes:
    """A Rich Text file in the encoding of Western Windows."""
    stated = f"{{\\info{info}}}" if info else ""
    return f"{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0 Times;}}}}{stated}{body}}}".encode("cp1252")
