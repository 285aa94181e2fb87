"""Dates in words against the day they were written. All the texts are fiction; 14 May 2024 was a Tuesday."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.moments import Moment, moments_in
from tests.effort import work_of_at_most
from tests.texts import steady, texts

TUESDAY = date(2024, 5, 14)
# Pieces that moments are made of, in any order.
PIECES = """last next this the following that same previous Thursday Monday to Friday every on by of in early mid late
end week month year quarter first 3 12 March May 2019 1980s ago later two several day before after yesterday will said
, . - century 19th time weeks' 's""".split()
wordish = st.lists(st.sampled_from([*PIECES, " ", " ", "\n"]), max_size=40).map(" ".join)


def told(text: str, written: date | None = TUESDAY) -> list[tuple[str, str]]:
    """The words of each moment, and its days: ``2024-05-09``, ``2024-05-01/2024-05-31``, ``?``."""
    return [(one.words, days(one)) for one in moments_in(text, written)]


def days(one: Moment) -> str:
    if one.first is None or one.last is None:
        return "?"
    return str(one.first) if one.first == one.last else f"{one.first}/{one.last}"


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("The harbour board met last Thursday.", "last Thursday", "2024-05-09"),
        ("The board met on Thursday.", "Thursday", "2024-05-09"),
        ("The board met on Tuesday.", "Tuesday", "2024-05-14"),
        ("The board met last Tuesday.", "last Tuesday", "2024-05-07"),
        ("The board meets on Thursday.", "Thursday", "2024-05-16"),
        ("The board will meet on Tuesday.", "Tuesday", "2024-05-14"),
        ("The board will meet next Tuesday.", "next Tuesday", "2024-05-21"),
        ("The board will meet this coming Monday.", "this coming Monday", "2024-05-20"),
        ("The board met this past Monday.", "this past Monday", "2024-05-13"),
        ("It opens this Friday.", "this Friday", "2024-05-17"),
        ("It opened this Monday.", "this Monday", "2024-05-13"),
        ("The quay shut on Monday morning.", "Monday morning", "2024-05-13"),
        ("It was Thursday last week.", "Thursday last week", "2024-05-09"),
        ("Come on Monday next week.", "Monday next week", "2024-05-20"),
        ("Monday's storm damaged the pier.", "Monday", "2024-05-13"),
        ("On Monday the council votes.", "Monday", "2024-05-20"),
        ("The pier will not be reopened on Monday.", "Monday", "2024-05-20"),
        ("The ferry is due to sail on Saturday.", "Saturday", "2024-05-18"),
        ("Sailings would restart on Monday.", "Monday", "2024-05-20"),
        ("Return the form by Friday.", "Friday", "2024-05-17"),
        ("The water had fallen by Friday.", "Friday", "2024-05-10"),
        ("The pilot said on Monday that fares will rise.", "Monday", "2024-05-13"),
        ("Fares will rise, the pilot said on Monday.", "Monday", "2024-05-13"),
        ("Launches were expected before Friday.", "Friday", "2024-05-17"),
        ("It hoped to sail by Friday.", "Friday", "2024-05-17"),
        ("New fares begin, as the board wants\nOn Friday " + "the board adopted them, " * 9, "Friday", "2024-05-10"),
        ("She wrote yesterday.", "yesterday", "2024-05-13"),
        ("She wrote the day before yesterday.", "the day before yesterday", "2024-05-12"),
        ("She sails the day after tomorrow.", "the day after tomorrow", "2024-05-16"),
        ("It broke this morning.", "this morning", "2024-05-14"),
        ("It broke last night.", "last night", "2024-05-13"),
        ("It sails tonight.", "tonight", "2024-05-14"),
        ("Tomorrow it sails.", "Tomorrow", "2024-05-15"),
    ],
)
def test_days(text: str, words: str, expected: str) -> None:
    assert told(text) == [(words, expected)]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("two days ago", "two days ago", "2024-05-12"),
        ("two weeks ago", "two weeks ago", "2024-04-29/2024-05-05"),
        ("a couple of months ago", "a couple of months ago", "2024-03-01/2024-03-31"),
        ("twenty years ago", "twenty years ago", "2004-01-01/2004-12-31"),
        ("10 days from now", "10 days from now", "2024-05-24"),
        ("in three weeks' time", "in three weeks' time", "2024-06-03/2024-06-09"),
        ("last week", "last week", "2024-05-06/2024-05-12"),
        ("this week", "this week", "2024-05-13/2024-05-19"),
        ("last weekend", "last weekend", "2024-05-11/2024-05-12"),
        ("last year", "last year", "2023-01-01/2023-12-31"),
        ("next month", "next month", "2024-06-01/2024-06-30"),
        ("the past week", "the past week", "2024-05-07/2024-05-14"),
        ("over the last year", "the last year", "2023-05-14/2024-05-14"),
        ("the past two weeks", "the past two weeks", "2024-04-30/2024-05-14"),
        ("over the next decade", "the next decade", "2024-05-14/2034-05-14"),
        ("on Election Day later this week", "later this week", "2024-05-14/2024-05-19"),
        ("the last three months", "the last three months", "2024-02-14/2024-05-14"),
        ("the next five years", "the next five years", "2024-05-14/2029-05-14"),
        ("earlier this month", "earlier this month", "2024-05-01/2024-05-14"),
        ("later this year", "later this year", "2024-05-14/2024-12-31"),
        ("the last week of June", "the last week of June", "2024-06-24/2024-06-30"),
        ("the end of the year", "the end of the year", "2024-09-01/2024-12-31"),
        ("by the end of last week", "the end of last week", "2024-05-10/2024-05-12"),
        ("late last year", "late last year", "2023-09-01/2023-12-31"),
        ("the first half of this year", "the first half of this year", "2024-01-01/2024-06-30"),
        ("in March", "March", "2024-03-01/2024-03-31"),
        ("it opened in November", "November", "2023-11-01/2023-11-30"),
        ("it will open in November", "November", "2024-11-01/2024-11-30"),
        ("last May", "last May", "2023-05-01/2023-05-31"),
        ("next May", "next May", "2025-05-01/2025-05-31"),
        ("this November", "this November", "2024-11-01/2024-11-30"),
        ("mid-May", "mid-May", "2024-05-11/2024-05-20"),
        ("early in June", "early in June", "2024-06-01/2024-06-10"),
        ("it was put off until June", "June", "2024-06-01/2024-06-30"),
        ("the 1980s", "1980s", "1980-01-01/1989-12-31"),
        ("the start of the 1980s", "the start of the 1980s", "1980-01-01/1983-12-31"),
        ("mid-1980s", "mid-1980s", "1984-01-01/1986-12-31"),
        ("at the end of the 1980s", "the end of the 1980s", "1987-01-01/1989-12-31"),
        ("the '80s", "the '80s", "1980-01-01/1989-12-31"),
        ("the late 19th century", "the late 19th century", "1868-01-01/1900-12-31"),
        ("early 2019", "early 2019", "2019-01-01/2019-04-30"),
        ("the second half of 2019", "the second half of 2019", "2019-07-01/2019-12-31"),
        ("late February 2023", "late February 2023", "2023-02-19/2023-02-28"),
        ("it struck on 12 March", "12 March", "2024-03-12"),
        ("it struck on 12 December", "12 December", "2023-12-12"),
        ("it opens on 1 August", "1 August", "2024-08-01"),
        ("it was put off to 1 August", "1 August", "2024-08-01"),
        ("an earlier leaflet gave 1 June.", "1 June", "2024-06-01"),
        ("down to ten weeks by February", "February", "2025-02-01/2025-02-28"),
        ("Thursday 19 December from 08:00", "Thursday 19 December", "2024-12-19"),
        ("on Tuesday, 12 March", "Tuesday, 12 March", "2024-03-12"),
        ("on 29 February", "29 February", "2024-02-29"),
        ("on 18 April 2023", "18 April 2023", "2023-04-18"),
        ("Q4 2023", "Q4 2023", "2023-10-01/2023-12-31"),
    ],
)
def test_periods_as_wide_as_their_words(text: str, words: str, expected: str) -> None:
    assert told(text) == [(words, expected)]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("The following day it fell.", ("The following day", "2021-03-04")),
        ("It fell the next morning.", ("the next morning", "2021-03-04")),
        ("It had leant the day before.", ("the day before", "2021-03-02")),
        ("It fell the same night.", ("the same night", "2021-03-03")),
        ("That evening it fell.", ("That evening", "2021-03-03")),
        ("Two days later it fell.", ("Two days later", "2021-03-05")),
        ("A year earlier it had leant.", ("A year earlier", "2020-01-01/2020-12-31")),
        ("It fell the following Monday.", ("the following Monday", "2021-03-08")),
        ("It fell the following month.", ("the following month", "2021-04-01/2021-04-30")),
        ("It fell the following September.", ("the following September", "2021-09-01/2021-09-30")),
        ("That year nobody fished.", ("That year", "2021-01-01/2021-12-31")),
    ],
)
def test_what_counts_from_the_date_before_it(after: str, expected: tuple[str, str]) -> None:
    for written in (TUESDAY, None):
        assert told(f"The pier burnt on 3 March 2021. {after}", written)[1:] == [expected]
    assert told(after) == [(expected[0], "?")]


def test_a_day_in_a_year_has_no_following_day() -> None:
    assert told("It burnt in 2019. The following day it fell.")[1] == ("The following day", "?")
    assert told("It burnt several weeks ago. The following day it fell.") == [
        ("several weeks ago", "?"),
        ("The following day", "?"),
    ]


def test_a_date_without_a_year_has_that_of_the_full_one_in_its_sentence() -> None:
    assert told("from 3 May 2019 to 12 June") == [("3 May 2019", "2019-05-03"), ("12 June", "2019-06-12")]
    assert told("from 3 May 2019. On 12 April it fell.")[1] == ("12 April", "2024-04-12")
    assert told("from 3 May 2019 to 12 June", None)[1] == ("12 June", "2019-06-12")


@pytest.mark.parametrize(
    "text",
    [
        "several weeks ago",
        "more than two years ago",
        "a few days ago",
        "the last few weeks",
        "last summer",
        "a week later",
    ],
)
def test_what_is_relative_and_open(text: str) -> None:
    (one,) = moments_in(text, TUESDAY)
    assert (one.first, one.last, one.relative) == (None, None, True)


@pytest.mark.parametrize(
    "text",
    [
        "every Thursday",
        "by noon on the Monday before",
        "eight weeks later than planned",
        "open Monday to Friday",
        "Good Friday",
        "a Sunday",
        "Mondays",
        "the Sunday Mirror",
        "the first Thursday of the month",
        "the last year of the war",
        "it may rain, and they march on",
        "a report by June Hale",
        "a letter of May",
        "in two weeks they were through",
        "the first quarter of the moon",
        "the year was hard",
        "that said, day by day",
        "",
    ],
)
def test_what_is_no_moment(text: str) -> None:
    assert told(text) == []


def test_nothing_is_counted_from_an_unknown_day() -> None:
    text = "last Thursday, yesterday, two weeks ago, last year, in March, on 12 May, the first quarter, mid-May"
    found = moments_in(text, None)
    assert len(found) == 8
    assert all(one.relative and one.first is None for one in found)
    assert told("On 3 March 2021 and in the 1980s", None) == [
        ("3 March 2021", "2021-03-03"),
        ("1980s", "1980-01-01/1989-12-31"),
    ]


@pytest.mark.parametrize(
    "words", ["last quarter", "the first quarter", "the fourth quarter", "the third quarter of last year"]
)
def test_a_quarter_without_a_year_is_open(words: str) -> None:
    """Whose quarter it is, is not told: a year of accounts may begin in any month."""
    assert [(one.words, one.first) for one in moments_in(f"Sales fell in {words}.", TUESDAY)] == [(words, None)]


def test_years_of_accounts_are_open_and_not_relative() -> None:
    assert [(one.first, one.relative) for one in moments_in("FY2018, Q3 fiscal 2019", TUESDAY)] == [(None, False)] * 2


def test_the_ends_of_the_calendar_are_left_open() -> None:
    assert told("1000 years ago, last year, last week", date(1, 1, 1)) == [
        ("1000 years ago", "?"),
        ("last year", "?"),
        ("last week", "?"),
    ]
    assert told("next year, tomorrow, next Monday", date(9999, 12, 31)) == [
        ("next year", "?"),
        ("tomorrow", "?"),
        ("next Monday", "?"),
    ]


def test_relative_says_what_needs_the_day_of_writing() -> None:
    found = moments_in("On 3 March 2021 and on 12 May, in the 19th century and last week.", TUESDAY)
    assert [one.relative for one in found] == [False, True, False, True]


@steady
@given(st.one_of(texts, wordish), st.sampled_from([TUESDAY, None, date(1, 1, 1), date(9999, 12, 31)]))
def test_moments_stand_in_order_in_the_text(text: str, written: date | None) -> None:
    found = moments_in(text, written)
    assert [one.words for one in found] == [text[one.start : one.end] for one in found]
    assert all(one.end <= after.start for one, after in pairwise(found))


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        " ",
        "\n",
        "Monday ",
        "the ",
        "last ",
        "the end of the ",
        "said ",
        "will not ",
        "3 May ",
        "mid-",
        "a couple of ",
    ],
)
@work_of_at_most(20)
def test_time_grows_with_the_length(piece: str) -> None:
    moments_in((piece * 60_000)[:60_000], TUESDAY)


def test_a_moment_refuses_nonsense() -> None:
    with pytest.raises(ValueError, match="does not span"):
        Moment(3, 3, "", None, None, relative=True)
    with pytest.raises(ValueError, match="does not span"):
        Moment(0, 3, "ab", None, None, relative=True)
    with pytest.raises(ValueError, match="are no days"):
        Moment(0, 1, "a", TUESDAY, None, relative=True)


@pytest.mark.parametrize(
    "text",
    ["on Monday after next", "on Friday the 13th", "in March and April last year", "on 3 and 4 May last year",
     "on 15 May every year", "some 60 years ago", "at the weekend"],
)  # fmt: skip
def test_a_date_of_which_more_is_told_than_is_read_is_open(text: str) -> None:
    assert days(moments_in(text, TUESDAY)[0]) == "?"


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("It broke on 3 May last year.", "2023-05-03"),
        ("It opens on 15 May next year.", "2025-05-15"),
        ("It broke on 12 May this year.", "2024-05-12"),
        ("It broke in March of last year.", "2023-03"),
        ("In July last year it broke.", "2023-07"),
        ("Last March 3 it broke.", "2024-03-03"),
        ("Next June 3 it opens.", "2024-06-03"),
        ("It opens on Thursday week.", "2024-05-23"),
        ("It opens a week on Monday.", "2024-05-27"),
        ("It opens a fortnight on Monday.", "2024-06-03"),
        ("Five years ago this month it broke.", "2019-05"),
        ("A fortnight ago it broke.", "2024-04-29/2024-05-05"),
        ("The year before last it broke.", "2022"),
        ("It will open the week after next.", "2024-05-27/2024-06-02"),
        ("The weekend before last it broke.", "2024-05-04/2024-05-05"),
        ("It broke at the weekend.", "2024-05-11/2024-05-12"),
        ("It will open at the weekend.", "2024-05-18/2024-05-19"),
        ("It broke on the 9th.", "2024-05-09"),
        ("It broke on the 20th.", "2024-04-20"),
        ("It will open on the 9th.", "2024-06-09"),
        ("Talks resume on Monday.", "2024-05-20"),
        ("Snow is forecast for Sunday.", "2024-05-19"),
    ],
)
def test_more_ways_to_say_which_one(text: str, when: str) -> None:
    (moment,) = moments_in(text, TUESDAY)
    assert "/".join(moment.when) == when
