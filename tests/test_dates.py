"""Dates in running text: two ways of writing one share a key, and what only looks like a date is none."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.dates import _READERS as READERS
from onrecord.dates import HIDDEN, dates_in, days_of, masked, matches_from, month_number
from tests.effort import work_of_at_most
from tests.texts import steady, texts

FULL = ["d20240418", "md0418", "m202404", "y2024"]
# Pieces that dates are made of, in any order.
PIECES = """18 31 29 00 4 2024 1999 0000 1577 April may March Apr. Sept February FY fy18 fiscal year Q4 4Q quarter
fourth of the - – / . , : ' ’ s to and in $ % people boats million 2024-04-18 18/4/2024 BC ٢٠٢٤ ½""".split()
dateish = st.lists(st.sampled_from([*PIECES, " ", " ", "  ", "\n"]), max_size=40).map("".join)


def keys(text: str) -> list[str]:
    return [key for found in dates_in(text) for key in found.keys]


@pytest.mark.parametrize(
    "text",
    [
        "18 April 2024",
        "18 april 2024",
        "18th April, 2024",
        "the 18th of April 2024",
        "April 18, 2024",
        "April 18th 2024",
        "APR. 18 2024",
        "Apr 18, 2024",
        "Thursday,\n18 April\n2024",
        "2024-04-18",
        "2024-04-18T09:30:00Z",
        "2024-04-18-coastal-wire.txt",
        "report_2024-04-18.txt",
        "2024/04/18",
        "18/4/2024",
        "4/18/2024",
        "18.4.2024",
    ],
)
def test_ways_to_write_one_day_share_all_keys(text: str) -> None:
    assert keys(text) == FULL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18 April", ["md0418"]),
        ("on April 18 people gathered", ["md0418"]),
        ("Apr. 18", ["md0418"]),
        ("10 april", ["md0410"]),
        ("dec 5", ["md1205"]),
        ("29 February", ["md0229"]),
        ("May 18", ["md0518"]),
        ("March 3", ["md0303"]),
        ("April 2024", ["m202404", "y2024"]),
        ("April, 2024", ["m202404", "y2024"]),
        ("June of 2019", ["m201906", "y2019"]),
        ("in may 2024", ["m202405", "y2024"]),
        ("2024-04", ["m202404", "y2024"]),
        ("2024", ["y2024"]),
        ("in 2024 elections", ["y2024"]),
        ("2024's budget", ["y2024"]),
        ("pre-1945", ["y1945"]),
        ("Article 5 of 2019", ["y2019"]),
        ("(1483–1546)", ["y1483", "y1546"]),
        ("in 1066", ["y1066"]),
        ("Hastings, 1066", ["y1066"]),
        ("1577", ["y1577"]),
        ("in 2008 people lost", ["y2008"]),
        ("2015 elections", ["y2015"]),
        ("2022 2021 2020", ["y2022", "y2021", "y2020"]),
        ("Note 2022 2021", ["y2022", "y2021"]),
        ("04/05/2024", ["y2024"]),
        ("4/4/2024", ["d20240404", "md0404", "m202404", "y2024"]),
        ("٢٠٢٤", ["y2024"]),
        ("31 April 2024", ["m202404", "y2024"]),
        ("August 12, 1500 people marched", ["md0812"]),
    ],
)
def test_dates_that_are_less_than_a_whole_one(text: str, expected: list[str]) -> None:
    assert keys(text) == expected


@pytest.mark.parametrize(
    "text",
    ["FY2018", "FY 2018", "FY18", "FY'18", "FY 18", "fiscal 2018", "Fiscal year 2018", "financial year 2018", "fy2018"],
)
def test_a_fiscal_year_has_the_key_of_its_year(text: str) -> None:
    assert keys(text) == ["y2018"]
    assert dates_in(text)[0].fiscal
    assert not dates_in("2018")[0].fiscal


@pytest.mark.parametrize(
    "text",
    [
        "Q4 2023",
        "Q4 of FY2023",
        "Q4 FY23",
        "Q4'23",
        "4Q23",
        "4Q 2023",
        "2023Q4",
        "2023 Q4",
        "FY2023 Q4",
        "fourth quarter of 2023",
        "Fourth quarter 2023",
        "fourth-quarter 2023",
        "fourth\nquarter of the fiscal year 2023",
        "2023 fourth quarter",
    ],
)
def test_ways_to_write_one_quarter_share_their_keys(text: str) -> None:
    assert keys(text) == ["q20234", "y2023"]
    assert dates_in(text)[0].fiscal == ("FY" in text or "fiscal" in text)


@pytest.mark.parametrize(
    ("text", "number"), [("first", 1), ("second", 2), ("third", 3), ("fourth", 4), ("Q1", 1), ("Q3", 3)]
)
def test_quarters_are_counted(text: str, number: int) -> None:
    name = text if text.startswith("Q") else f"{text} quarter"
    assert [found.quarter for found in dates_in(f"the {name} of 2020")] == [number]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1990s", ["s1990"]),
        ("the 1990's", ["s1990"]),
        ("2018-2020", ["y2018", "y2020"]),
        ("2018–20", ["y2018", "y2020"]),
        ("2018 – 2020", ["y2018", "y2020"]),
        ("2018 to 2020", ["y2018", "y2020"]),
        ("1939/45", ["y1939", "y1945"]),
        ("1999-00", ["y1999", "y2000"]),
        ("2011-12", ["y2011"]),
        ("FY2021/22", ["y2021", "y2022"]),
        ("FY2018-2020", ["y2018", "y2020"]),
        ("18-20 April", ["md0418", "md0420"]),
        ("18 and 20 April", ["md0418", "md0420"]),
        ("April 18–20", ["md0418", "md0420"]),
        ("between 1 March and 15 April", ["md0301", "md0415"]),
    ],
)
def test_decades_and_the_two_ends_of_a_range(text: str, expected: list[str]) -> None:
    assert keys(text) == expected


def test_both_days_of_a_range_have_its_year_and_a_place_of_their_own() -> None:
    text = "from 18-20 April 2024 on"
    first, last = dates_in(text)
    assert (first.year, first.day, text[first.start : first.end]) == (2024, 18, "18")
    assert (last.year, last.day, text[last.start : last.end]) == (2024, 20, "20 April 2024")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "May I see 3 boats?",
        "you may 18 times",
        "18 may apply",
        "Section 18 May apply",
        "they march 3 miles",
        "March 18 miles",
        "May 18 people enter?",
        "in April 12 boats left",
        "May 5%",
        "In August 12,000 people came",
        "sat 5",
        "1,577",
        "1577 million",
        "1066 boats",
        "1500 boats",
        "2000 people",
        "2000 boats",
        "2000 metres",
        "1200 kg",
        "$2000",
        "€2000",
        "2000 %",
        "Section 12.3",
        "Section 1983",
        "page 2001",
        "No. 2007",
        "#2007",
        "ISO 9001",
        "Windows 2000",
        "version 3.11.2",
        "192.168.2019.1",
        "555-2019",
        "+1 202-555-2019",
        "7946-0958",
        "20240418",
        "12024",
        "B2024",
        "44 BC",
        "1500 BC",
        "0000-01-01",
        "2024-13-01",
        "2024-02-30",
        "1.13.2024",
        "40/50/2024",
        "Q4 12 boats",
        "Q3 2000 metres",
        "FY 12 months",
        "fiscal 18",
        "the 80s",
        "2020-1999",
        "1000-1200 boats",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert [text[found.start : found.end] for found in dates_in(text)] == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("18 April 2024", (date(2024, 4, 18), date(2024, 4, 18))),
        ("February 2024", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2023", (date(2023, 1, 1), date(2023, 12, 31))),
        ("Q4 2023", (date(2023, 10, 1), date(2023, 12, 31))),
        ("the 1990s", (date(1990, 1, 1), date(1999, 12, 31))),
        ("18 April", None),
    ],
)
def test_the_days_of_a_date(text: str, days: tuple[date, date] | None) -> None:
    assert days_of(dates_in(text)[0]) == days


@pytest.mark.parametrize(("word", "number"), [("January", 1), ("may", 5), ("SEPT", 9), ("sep", 9), ("December", 12)])
def test_the_number_of_a_month(word: str, number: int) -> None:
    assert month_number(word) == number


def test_a_masked_text_keeps_its_length_and_what_is_outside_the_ranges() -> None:
    assert masked("on 18 April we", [(3, 5), (4, 11)]) == f"on {8 * HIDDEN} we"
    assert masked("as it is", []) == "as it is"


@steady
@given(st.one_of(texts, dateish))
def test_dates_stand_in_order_in_the_text_and_their_keys_are_index_words(text: str) -> None:
    end = 0
    for found in dates_in(text):
        assert end <= found.start < found.end <= len(text)
        assert any(letter.isdecimal() for letter in text[found.start : found.end])
        assert found.keys
        assert all(re.fullmatch("[a-z0-9]+", key) for key in found.keys)
        days = days_of(found)
        assert (days is None) == (not found.year)
        assert days is None or days[0] <= days[1]
        end = found.end


@steady
@given(st.dates(min_value=date(1600, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_alike_in_all_its_forms(day: date) -> None:
    forms = [day.isoformat(), f"{day.day} {day:%B} {day.year}", f"{day:%B} {day.day}, {day.year}", f"{day:%d %b %Y}"]
    assert {tuple(keys(form)) for form in forms} == {tuple(keys(day.isoformat()))}
    assert {days_of(dates_in(form)[0]) for form in forms} == {(day, day)}


HOSTILE = ["7", "1,", " ", "18 ", "April ", "May 1-", "2018-", "Q4 ", "fiscal ", "1\u00a0", "1/", "18" + 500 * " "]


@pytest.mark.parametrize(
    ("unit", "length"), [*((unit, 300_000) for unit in HOSTILE[:3]), *((unit, 100_000) for unit in HOSTILE)]
)
def test_a_hostile_line_takes_time_by_its_length(unit: str, length: int) -> None:
    with work_of_at_most(30):
        dates_in(unit * (length // len(unit)))


@given(st.one_of(texts, dateish))
def test_a_match_is_found_from_where_it_may_begin_as_from_everywhere(text: str) -> None:
    for starts, pattern, _ in READERS:
        found = [match.span() for match in matches_from(starts, pattern, text)]
        assert found == [match.span() for match in pattern.finditer(text)]
