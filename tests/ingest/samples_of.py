"""A sound file of every format, made by the library that knows it: by ending, for tests of all readers."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any, Final

from odf import text as odf

from tests.ingest.making import GOOD, pdf, word
from tests.ingest.making_office import (
    epub,
    odf_sheets,
    odf_slide,
    odf_slides,
    odf_table,
    odf_text,
    rtf,
    sheet,
    slide,
    slides,
)
from tests.ingest.outlook import outlook_mail

__all__ = ["SAMPLES"]

_WORDS: Final = "The harbour board met on Monday. It raised the mooring fee to 40 euros from 1 May 2024."


def _txt() -> bytes:
    return f"Mooring fees\n\nOutlet: Coastal Wire\nBy: Mara Venn\nDate: 18 April 2024\n\n{_WORDS}\n".encode()


def _md() -> bytes:
    table = "| berth | fee |\n|---|---|\n| 1 | 20 |\n"
    return f"---\ntitle: Mooring fees\nauthor: Mara Venn\n---\n# Fees\n\n{_WORDS}\n\n{table}".encode()


def _html() -> bytes:
    rows = "".join(f"<tr><td>Berth {number}</td><td>{number * 10} euros</td></tr>" for number in range(5))
    return (
        "<!doctype html><html><head><meta charset='utf-8'><title>Mooring fees</title></head><body><article>"
        f"<h1>Mooring fees</h1><p>{_WORDS}</p><p>{GOOD}</p><table>{rows}</table></article></body></html>"
    ).encode()


def _pdf() -> bytes:
    return pdf(["Mooring fees", *_WORDS.split(". ")], ["It was 35 euros before.", GOOD], title="Mooring fees in 2024")


def _docx() -> bytes:
    def build(document: Any) -> None:
        document.add_heading("Mooring fees", 1)
        document.add_paragraph(_WORDS)
        table = document.add_table(rows=3, cols=2)
        for number, row in enumerate(table.rows):
            row.cells[0].text, row.cells[1].text = f"Berth {number}", f"{number * 10} euros"
        document.add_paragraph(GOOD)

    return word(build)


def _csv() -> bytes:
    return b'Berth,Fee,Place\n1,40 euros,North quay\n2,35 euros,"South quay, by the ferry"\n'


def _tsv() -> bytes:
    return b"Berth\tFee\n1\t40 euros\n2\t35 euros\n"


def _json() -> bytes:
    article = {
        "headline": "Mooring fees",
        "author": "Mara Venn",
        "datePublished": "2024-04-18",
        "text": f"{_WORDS} " * 4,
    }
    return json.dumps(article).encode()


def _jsonl() -> bytes:
    return b"".join(json.dumps({"berth": berth, "fee": f"{berth * 10} euros"}).encode() + b"\n" for berth in range(5))


def _eml() -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "Mara Venn <mv@tolvick.example>", "Mooring fees"
    made["Date"] = "Thu, 18 Apr 2024 09:30:00 +0200"
    made.set_content(f"{_WORDS}\n\n> When does the board meet?\n")
    made.add_alternative(f"<p>{_WORDS}</p>", subtype="html")
    made.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="fees.pdf")
    return made.as_bytes()


def _msg() -> bytes:
    sent = datetime(2024, 4, 18, 9, 30, tzinfo=UTC)
    return outlook_mail({0x0037: "Mooring fees", 0x1000: _WORDS, 0x0C1A: "Mara Venn"}, sent=sent)


def _srt() -> bytes:
    return (
        b"1\n00:00:01,000 --> 00:00:04,000\nVENN: The harbour board met on Monday. It raised\n\n"
        b"2\n00:00:04,000 --> 00:00:08,000\nthe mooring fee to 40 euros.\n\n"
    )


def _vtt() -> bytes:
    return (
        b"WEBVTT - Mooring fees\n\n00:00:01.000 --> 00:00:04.000\n<v Mara Venn>The harbour board met on Monday.\n\n"
        b"00:01:04.000 --> 00:01:08.000\n<v Oskar Neame>Why?\n"
    )


_BERTHS: Final = [["Berth", "Fee"], *([f"Berth {number}", f"{number * 10} euros"] for number in range(3))]


def _pptx() -> bytes:
    def build(deck: Any) -> None:
        slide(deck, "Mooring fees", *_WORDS.split(". "), notes="Thank the crew.")
        slide(deck, "Later", GOOD)

    return slides(build)


def _xlsx() -> bytes:
    return sheet(("Mooring fees",), *map(tuple, _BERTHS), (), (GOOD,))


def _odt() -> bytes:
    def build(document: Any) -> None:
        document.text.addElement(odf.H(outlinelevel=1, text="Mooring fees"))
        document.text.addElement(odf.P(text=_WORDS))
        document.text.addElement(odf_table(_BERTHS))

    return odf_text(build)


def _odp() -> bytes:
    def build(document: Any, master: Any) -> None:
        words = {"title": ["Mooring fees"], "outline": _WORDS.split(". ")}
        document.presentation.addElement(odf_slide(master, words, "Thank the crew."))

    return odf_slides(build)


def _ods() -> bytes:
    return odf_sheets(odf_table([["Mooring fees"], *_BERTHS], name="Fees"))


def _epub() -> bytes:
    return epub({"one.xhtml": f"<h1>Mooring fees</h1><p>{_WORDS}</p>", "two.xhtml": f"<h1>Later</h1><p>{GOOD}</p>"})


def _rtf() -> bytes:
    return rtf(rf"\pard\outlinelevel0 Mooring fees\par \pard {_WORDS}\par ", r"{\title Mooring fees}")


SAMPLES: Final[dict[str, Callable[[], bytes]]] = {
    ".txt": _txt,
    ".md": _md,
    ".html": _html,
    ".pdf": _pdf,
    ".docx": _docx,
    ".csv": _csv,
    ".tsv": _tsv,
    ".json": _json,
    ".jsonl": _jsonl,
    ".eml": _eml,
    ".msg": _msg,
    ".srt": _srt,
    ".vtt": _vtt,
    ".pptx": _pptx,
    ".xlsx": _xlsx,
    ".odt": _odt,
    ".odp": _odp,
    ".ods": _ods,
    ".epub": _epub,
    ".rtf": _rtf,
}
