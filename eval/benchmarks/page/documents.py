"""A library of made-up notices for the page to be measured with, and questions that they answer."""

import random
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Final

from onrecord.errors import BadInput

__all__ = ["questions_about", "write_documents"]

_SEED: Final = 20240418
_PICTURED: Final = 25
"""One document in so many is a PDF."""

_PICTURED_ASKED: Final = 5
_STRIDE: Final = 37

_BEGIN: Final = "Bar Cor Del Fen Gul Har Jor Kel Lun Mar Nor Ost Pel Ros Sal Tor Ven Wes Yar Zel".split()
_END: Final = "brook dale ferry ford gate ham haven holm ley mouth ness port quay sund ton wick".split()
_MIDDLE: Final = "a e i o u".split()
_WORKS: Final = (
    ("footbridge", "repainted"), ("slipway", "dredged"), ("weighbridge", "calibrated"), ("boathouse", "rebuilt"),
    ("lighthouse", "rewired"), ("hatchery", "enlarged"), ("ropewalk", "reroofed"), ("windmill", "restored"),
)  # fmt: skip
_MONTHS: Final = "January February March April May June July August September October November December".split()


_NOTICE: Final = """Works notice of {town}
Outlet: {town} Harbour Office
Date: {published}

The {thing} at {town} will be {work} on {day}. The work is expected to take {days} days and to cost {cost} crowns.

Nobody may use the {thing} while the work goes on. Boats are asked to moor on the other bank, and the harbour office at
{town} will answer questions on weekdays.

The office keeps a list of those who want to be told when the {thing} can be used again. It thanks the people of {town}
for their patience.
"""


def write_documents(folder: Path, number: int) -> None:
    """Write so many short documents, the same ones each time: text files, and every 25th a PDF of two pages.

    Args:
        folder: exists and is empty.
        number: from 1 to 32,000.

    Raises:
        BadInput: reportlab, which makes the PDFs, is not installed.
    """
    for place, (name, text) in enumerate(_notices(number)):
        if place % _PICTURED == 0:
            _write_pdf(folder / f"{name}.pdf", text)
        else:
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def questions_about(number: int, most: int) -> list[str]:
    """Questions that so many documents answer, one a document, at most ``most``; every fifth is of a PDF."""
    pictured = list(range(0, number, _PICTURED))
    plain = [place for place in range(number) if place % _PICTURED] or pictured
    asked = []
    for turn in range(min(number, most)):
        among = plain if turn % _PICTURED_ASKED else pictured
        town, thing, work = _subject(among[turn * _STRIDE % len(among)])
        asked.append(f"When will the {thing} at {town} be {work}?")
    return list(dict.fromkeys(asked))


def _subject(place: int) -> tuple[str, str, str]:
    """Town and work of a notice; no two notices share a town."""
    town = (
        f"{_BEGIN[place % 20]}{_MIDDLE[place // 320 % 5]}{_BEGIN[place // 1600 % 20].lower()}{_END[place // 20 % 16]}"
    )
    return (town, *_WORKS[place % len(_WORKS)])


def _notices(number: int) -> Iterator[tuple[str, str]]:
    """File name and text of each."""
    rng = random.Random(_SEED)  # noqa: S311 - the same documents on every run
    for place in range(number):
        town, thing, work = _subject(place)
        published = f"{rng.randint(2010, 2024)}-0{rng.randint(1, 9)}"
        day, cost = f"{rng.randint(1, 28)} {rng.choice(_MONTHS)}", f"{rng.randint(2, 90)},000"
        slots = {"town": town, "thing": thing, "work": work, "published": published, "day": day, "cost": cost}
        yield f"{town.lower()}-{place}", _NOTICE.format(days=rng.randint(3, 60), **slots)


def _write_pdf(path: Path, text: str) -> None:
    try:
        from reportlab.pdfgen.canvas import Canvas
    except ImportError as error:
        raise BadInput("reportlab is not installed: pip install -r requirements/dev.txt") from error
    title, *lines = text.splitlines()
    canvas = Canvas(str(path), invariant=1)
    canvas.setTitle(title)
    for page in (lines[3:], lines[5:]):
        writing = canvas.beginText(72, 760)
        for line in page:
            writing.textLines(wrap(line, 90) or [""])
        canvas.drawText(writing)
        canvas.showPage()
    canvas.save()
