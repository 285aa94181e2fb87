"""Dates as documents write them; what cannot be known is not guessed."""

from datetime import UTC, datetime

import pytest

from ingest.load.dates import date_line, from_datetime, iso_date, pdf_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-04-18", "2024-04-18"),
        ("2024-04-18T09:30:00Z", "2024-04-18"),
        ("2024-04", "2024-04"),
        ("2024", "2024"),
        (" 2024 ", "2024"),
        ("18 April 2024", "2024-04-18"),
        ("Thursday, 18 April 2024, 09:30", "2024-04-18"),
        ("18th of April 2024", "2024-04"),
        ("1st May 2024", "2024-05-01"),
        ("April 18, 2024", "2024-04-18"),
        ("April 18th 2024", "2024-04-18"),
        ("Apr. 18 2024", "2024-04-18"),
        ("SEPT. 3, 2024", "2024-09-03"),
        ("3 sep 2024", "2024-09-03"),
        ("April 2024", "2024-04"),
        ("29 February 2024", "2024-02-29"),
        ("31 December 1999", "1999-12-31"),
    ],
)
def test_written_dates_are_read(text: str, date: str) -> None:
    assert iso_date(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "",
        "04/05/2024",
        "4.5.2024",
        "31 April 2024",
        "29 February 2023",
        "2024-13-01",
        "2024-02-30",
        "0000-01-01",
        "0 May 2024",
        "Marching 3, 2024",
        "in 2024 the fee rose",
        "room 20245",
        "18 April",
    ],
)
def test_no_date_is_made_up_where_there_is_none(text: str) -> None:
    assert iso_date(text) is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("D:20240418093000+02'00'", "2024-04-18"),
        ("D:20240418", "2024-04-18"),
        ("D:202404", "2024-04"),
        ("D:2024", "2024"),
        ("D:20241345", None),
        ("20240418", None),
        ("", None),
    ],
)
def test_pdf_dates(text: str, date: str | None) -> None:
    assert pdf_date(text) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Harbour Board\nDate: 18 April 2024\nThe fee rises.", "2024-04-18"),
        ("Harbour Board\n2024-04-18\nThe fee rises.", "2024-04-18"),
        ("Brindle Point, 18 April 2024", "2024-04-18"),
        ("The board, which last met on 18 April 2024, said that it had raised the fee.", None),
        ("Annual report\nApril 2024", None),
        ("Contract summary\nDelivery is due on 1 March 2025.", None),
        ("- Fees rise from Monday, 1 July 2024", None),
        ("The fee rose. 18 April 2024 was a Thursday.", None),
        ("Published on 18 April 2024", "2024-04-18"),
        ("Meeting of Thursday, 9 May 2024", "2024-05-09"),
        ("", None),
    ],
)
def test_a_line_that_is_little_else_than_a_date_dates_the_document(text: str, date: str | None) -> None:
    assert date_line(text) == date


def test_the_day_of_a_moment() -> None:
    assert from_datetime(datetime(2024, 4, 18, 23, 59, tzinfo=UTC)) == "2024-04-18"
    assert from_datetime(None) is None
