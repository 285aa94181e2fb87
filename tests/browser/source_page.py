"""A PDF whose every word's place is known, and what of its pages is seen."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from ingest.load import load
from onrecord.types import Document
from tests.browser.fakes import FakeShelf

__all__ = ["FIRST", "HOSTILE", "PAGES", "SECOND", "SourcePage", "lies_over", "make_pdf", "places", "wait_for_page"]

HOSTILE = '<img src=x onerror="window.PWNED=1"> "note" ${1+1} {{7*7}}'

PAGES = (
    ["Briefing note 14", "Sediment in Pell Harbour", "What the ministry knew on 22 April."],
    ["Findings", "The first laboratory report reached the ministry on 5 April.", "It was filed as routine, and"],
    ["read by nobody until 17 April.", "The next samples are expected on 20 May."],
)

FIRST, SECOND = PAGES[1][1], "It was filed as routine, and read by nobody until 17 April."

LEFT, TOP, STEP, SIZE = 72, 500, 40, 14


def make_pdf(path: Path) -> Document:
    """A briefing whose every word's place is known."""
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    canvas.setTitle(HOSTILE)
    for lines in PAGES:
        canvas.setPageSize((842, 595) if lines is PAGES[0] else (595, 842))  # the first page lies
        canvas.setFont("Times-Roman", SIZE)
        for row, line in enumerate(lines):
            canvas.drawString(LEFT, TOP - STEP * row, line)
        canvas.showPage()
    canvas.save()
    return load(str(path), "default", path.read_bytes())


@dataclass(frozen=True)
class SourcePage:
    """A page being served, and the PDF on record."""

    url: str
    pdf: Path
    shelf: FakeShelf
    document: Document


_ON_PAGE = """([id]) => {
  const card = document.getElementById(id);
  const box = card && card.querySelector(".window .box");
  const picture = card && card.querySelector(".window img");
  if (!box || !card.classList.contains("active") || document.activeElement !== card) return false;
  if (!picture.complete || !picture.naturalWidth) return false;
  const seen = box.getBoundingClientRect(), frame = card.querySelector(".window").getBoundingClientRect();
  return seen.height > 0 && seen.top >= frame.top - 1 && seen.bottom <= frame.bottom + 1
    && seen.top >= 0 && seen.bottom <= innerHeight;
}"""


def wait_for_page(page: Any, link: Any) -> Any:
    """Wait until the card of a mark shows its page with the marked words in view; give the card."""
    card = link.get_attribute("href").removeprefix("#")
    page.wait_for_function(_ON_PAGE, arg=[card])
    return page.locator(f"#{card}")


def places(sheet: Any) -> list[list[float]]:
    """Left, top, right and bottom of each box in points of the page."""
    found: list[list[float]] = sheet.evaluate(
        """sheet => { const whole = sheet.getBoundingClientRect();
          return [...sheet.querySelectorAll(".box")].map((box) => { const b = box.getBoundingClientRect();
            return [(b.left - whole.left) / whole.width * 595, (b.top - whole.top) / whole.height * 842,
                    (b.right - whole.left) / whole.width * 595, (b.bottom - whole.top) / whole.height * 842]; }); }"""
    )
    return found


def lies_over(box: list[float], row: int, line: str) -> bool:
    """Whether a box lies over a line that was put on that row."""
    left, top, right, bottom = box
    baseline = 842 - (TOP - STEP * row)
    width = stringWidth(line, "Times-Roman", SIZE)
    return abs(left - LEFT) < 3 and abs(right - LEFT - width) < 3 and top < baseline - 5 and abs(bottom - baseline) < 6
