"""What a sentence's verb tells of a date in it, and the days of parts of years and months."""

from datetime import date

import pytest

from onrecord.moments import moments_in
from onrecord.periods import half_of, nearest, part_of, period, week_of_month, weekday_near
from onrecord.tenses import tense_at
from tests.test_moments import TUESDAY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was *", -1),
        ("It will be closed *", 1),
        ("It is closed *", -1),
        ("* nothing", 0),
        ("* it opens", 1),
        ("It burned. It opens *", 1),
        ("It opens; it burned *", -1),
        ("It is expected to be repaired *", 1),
        ("We need a hundred *", 0),
    ],
)
def test_tenses(text: str, expected: int) -> None:
    at = text.index("*")
    assert tense_at(text, at, at + 1) == expected


def test_periods() -> None:
    day = date(2024, 2, 29)
    assert period("week", day) == (date(2024, 2, 26), date(2024, 3, 3))
    assert period("quarter", day, -1) == (date(2023, 10, 1), date(2023, 12, 31))
    assert period("decade", day) == (date(2020, 1, 1), date(2029, 12, 31))
    assert period("year", day, 1) == (date(2025, 1, 1), date(2025, 12, 31))
    assert weekday_near(day, 3, -1) == day
    assert weekday_near(day, 3, -1, strictly=True) == date(2024, 2, 22)
    assert weekday_near(day, 2, 1) == date(2024, 3, 6)
    assert nearest(2, 29, date(2023, 6, 1), 0) == (day, day)
    assert nearest(2, 30, day, 0) is None
    assert part_of((day, day), "late") == (day, day)
    assert part_of(period("week", day), "late") == (date(2024, 3, 1), date(2024, 3, 3))
    assert part_of(period("quarter", day), "mid") == (date(2024, 2, 1), date(2024, 2, 29))
    assert half_of(period("decade", day), 2) == (date(2025, 1, 1), date(2029, 12, 31))
    assert half_of((day, day), 2) == (day, day)
    assert half_of(period("month", day), 1) == (date(2024, 2, 1), date(2024, 2, 15))
    assert week_of_month(period("month", day), -1) == (date(2024, 2, 23), day)


def test_the_ninth_floor_is_no_day() -> None:
    assert moments_in("It broke on the 9th floor.", TUESDAY) == []


def test_a_range_without_a_year_that_would_end_before_it_begins_is_open() -> None:
    first, last = moments_in("Parking is free between 1 November and 31 March.", TUESDAY)
    assert (first.when, last.when) == ((), ())
    first, last = moments_in("It was shut between 1 November and 31 March.", TUESDAY)
    assert (first.when, last.when) == (("2023-11-01",), ("2024-03-31",))


@pytest.mark.parametrize(
    ("text", "words", "when"),
    [
        ("It broke on la\u017ft Thur\u017fday.", "la\u017ft Thur\u017fday", "2024-05-09"),
        ("It broke on Thur\u017fday 9 May 2024.", "Thur\u017fday 9 May 2024", "2024-05-09"),
        ("It broke on Fr\u0130day.", "Fr\u0130day", "2024-05-10"),
        ("It broke in March of la\u017ft year.", "March of la\u017ft year", "2023-03"),
    ],
)
def test_letters_that_case_makes_alike_are_read_and_told_as_written(text: str, words: str, when: str) -> None:
    (moment,) = moments_in(text, TUESDAY)
    assert (moment.words, "/".join(moment.when)) == (words, when)
