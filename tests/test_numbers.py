"""Numbers in running text: value and unit are right, and two ways of writing one share a key."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import numbers
from onrecord.dates import dates_in, matches_from
from onrecord.numbers import NumberUnit, numbers_in
from tests.effort import work_of_at_most
from tests.texts import steady, texts

PIECES = """1 2 12 123 577 1,577 1.577,00 8.70 .5 0 007 2024 three twenty forty-two hundred thousand million bn k m %
per cent percent points $ € US$ USD euros crowns pounds sterling ( ) - – − / : . , ' th rd and to or between a half
thirds third No. Section page 18 April Q4 3M x kg am http:// ٤٠ ½ ²""".split()
SCANNED = (
    (numbers._OPAQUE_STARTS, numbers._OPAQUE),
    (numbers._FIGURE_STARTS, numbers._FIGURE),
    (numbers._WORD_STARTS, numbers._WORDS),
    (numbers._WORD_STARTS, numbers._NTH_WORD),
)
numberish = st.lists(st.sampled_from([*PIECES, " ", " ", "\u00a0", "\u2009", "\n"]), max_size=40).map("".join)


def keys(text: str) -> list[str]:
    return [key for found in numbers_in(text) for key in found.keys]


def values(text: str) -> list[Decimal]:
    return [found.value for found in numbers_in(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit", "currency", "expected"),
    [
        ("1,577", "1577", "plain", None, "n1577"),
        ("1,577,000", "1577000", "plain", None, "n1577000"),
        ("1,57,000", "157000", "plain", None, "n157000"),
        ("1\u00a0577", "1577", "plain", None, "n1577"),
        ("1\u202f577\u202f000", "1577000", "plain", None, "n1577000"),
        ("1.577,00", "1577", "plain", None, "n1577"),
        ("1.577.000", "1577000", "plain", None, "n1577000"),
        ("0.5", "0.5", "plain", None, "n0x5"),
        (".5", "0.5", "plain", None, "n0x5"),
        ("٤٠", "40", "plain", None, "n40"),
        ("1.577 billion", "1577000000", "plain", None, "n1x577 n1577000000"),
        ("3\nmillion", "3000000", "plain", None, "n3 n3000000"),
        ("5 crore", "50000000", "plain", None, "n5 n50000000"),
        ("$1,577 million", "1577000000", "money", "USD", "n1577 n1577000000"),
        ("$ 8.70", "8.7", "money", "USD", "n8x7"),
        ("USD 1.6bn", "1600000000", "money", "USD", "n1x6 n1600000000"),
        ("USD1.6bn", "1600000000", "money", "USD", "n1x6 n1600000000"),
        ("$2m", "2000000", "money", "USD", "n2 n2000000"),
        ("$40k", "40000", "money", "USD", "n40 n40000"),
        ("€40", "40", "money", "EUR", "n40"),
        ("40 €", "40", "money", "EUR", "n40"),
        ("40 euros", "40", "money", "EUR", "n40"),
        ("12,50 €", "12.5", "money", "EUR", "n12x5"),
        ("1.2 million euros", "1200000", "money", "EUR", "n1x2 n1200000"),
        ("40 million US dollars", "40000000", "money", "USD", "n40 n40000000"),
        ("30 Australian dollars", "30", "money", "AUD", "n30"),
        ("40 pounds sterling", "40", "money", "GBP", "n40"),
        ("HK$5", "5", "money", "HKD", "n5"),
        ("18.4 million crowns", "18400000", "money", None, "n18x4 n18400000"),
        ("five million dollars", "5000000", "money", "USD", "n5 n5000000"),
        ("12.5%", "12.5", "percent", None, "p12x5 n12x5"),
        ("12.5 %", "12.5", "percent", None, "p12x5 n12x5"),
        ("12.50 percent", "12.5", "percent", None, "p12x5 n12x5"),
        ("12.5 per cent", "12.5", "percent", None, "p12x5 n12x5"),
        ("12,5 %", "12.5", "percent", None, "p12x5 n12x5"),
        ("ten percent", "10", "percent", None, "p10 n10"),
        ("3 percentage points", "3", "points", None, "n3"),
        ("three", "3", "plain", None, "n3"),
        ("Twenty", "20", "plain", None, "n20"),
        ("forty-two", "42", "plain", None, "n42"),
        ("forty two", "42", "plain", None, "n42"),
        ("a hundred", "100", "plain", None, "n100"),
        ("one hundred and five", "105", "plain", None, "n105"),
        ("two thousand", "2000", "plain", None, "n2 n2000"),
        ("two thousand and five", "2005", "plain", None, "n2005"),
        ("two hundred and forty-two thousand and five", "242005", "plain", None, "n242005"),
        ("3rd", "3", "ordinal", None, "o3"),
        ("third", "3", "ordinal", None, "o3"),
        ("21st", "21", "ordinal", None, "o21"),
        ("twenty-first", "21", "ordinal", None, "o21"),
    ],
)
def test_one_number_its_value_its_unit_its_keys(
    text: str, value: str, unit: NumberUnit, currency: str | None, expected: str
) -> None:
    for around in ("{}", "It was {}.", "({} of it)", "so, {}, then"):
        (found,) = numbers_in(around.format(text))
        assert (found.value, found.unit, found.currency) == (Decimal(value), unit, currency)
        assert found.keys == tuple(expected.split())
        assert around.format(text)[found.start : found.end] == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Was it $1,577 million?", "Capital spending (Millions)   1,577   1,420"),
        ("Was it $1,577 million?", "It spent 1.577 billion dollars."),
        ("Was it $8.70?", "Earnings per share 8.70 9.10"),
        ("Did 12.5 per cent leave?", "12.5%"),
        ("Are there 12 boats?", "There are twelve boats."),
        ("Did the 3rd boat leave?", "The third boat left."),
        ("Did it cost 2000 crowns?", "It cost 2,000 crowns."),
    ],
)
def test_a_question_meets_a_text_that_writes_the_figure_otherwise(question: str, text: str) -> None:
    assert set(keys(question)) & set(keys(text))


@pytest.mark.parametrize(
    ("text", "value", "negative", "bracketed"),
    [
        ("-5", "-5", True, False),
        ("fell −5.5%", "-5.5", True, False),
        ("-$5", "-5", True, False),
        ("$-5", "-5", True, False),
        ("(123)", "123", False, True),
        ("$(1,577)", "1577", False, True),
        ("$ (1,577)", "1577", False, True),
        ("(12.5%)", "12.5", False, True),
        ("(12.5)%", "12.5", False, True),
        ("fees – 40", "40", False, False),
        ("- 40", "40", False, False),
        ("$ -\n7", "7", False, False),
    ],
)
def test_minus_signs_and_brackets(text: str, value: str, negative: bool, bracketed: bool) -> None:
    (found,) = numbers_in(text)
    assert (found.value, found.negative, found.bracketed) == (Decimal(value), negative, bracketed)
    assert found.keys[-1].startswith("n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No. 7", "n7"),
        ("no. 7", "n7"),
        ("#7", "n7"),
        ("Section 12.30", "n12x30"),
        ("Article 5 of 2019", "n5"),
        ("page 12", "n12"),
        ("version 3.11", "n3x11"),
        ("stage three", "n3"),
    ],
)
def test_what_only_numbers_a_thing_is_a_label(text: str, expected: str) -> None:
    (found,) = numbers_in(text)
    assert (found.unit, *found.keys) == ("label", expected)


@pytest.mark.parametrize(
    ("text", "expected", "unit"),
    [
        ("$1.5-$2 million", [1_500_000, 2_000_000], "money"),
        ("$1.5–2 million", [1_500_000, 2_000_000], "money"),
        ("$5-10", [5, 10], "money"),
        ("5-10%", [5, 10], "percent"),
        ("5%-10%", [5, 10], "percent"),
        ("5 to 10 per cent", [5, 10], "percent"),
        ("5 or 10 euros", [5, 10], "money"),
        ("between 2 and 3 million", [2_000_000, 3_000_000], "plain"),
        ("between five and ten million", [5_000_000, 10_000_000], "plain"),
        ("from $900 to $1 billion", [900, 1_000_000_000], "money"),
        ("10 and 3 million", [10, 3_000_000], "plain"),
        ("24–10", [24, 10], "plain"),
        ("three four", [3, 4], "plain"),
        ("10,126 5,916", [10126, 5916], "plain"),
    ],
)
def test_both_ends_of_a_range_have_its_scale_and_unit(text: str, expected: list[int], unit: NumberUnit) -> None:
    found = numbers_in(text)
    assert [one.value for one in found] == expected
    assert {one.unit for one in found} == {unit}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one of them",
        "the first and the second",
        "half a million",
        "a quarter of a million",
        "one third",
        "two-thirds",
        "three quarters",
        "two and a half",
        "2½",
        "1/2",
        "24/7",
        "1,57",
        "1,2,3",
        "12,13,14",
        "007",
        "3.11.2",
        "192.168.0.1",
        "+1 202-555-0100",
        "(202) 555-0100",
        "020 7946 0958",
        "555-0100",
        "123-45-6789",
        "07:40",
        "7.30 pm",
        "7 am",
        "3:1",
        "3M",
        "5G",
        "B12",
        "X.25",
        "10-K",
        "COVID-19",
        "1e5",
        "40k",
        "12345678901234567890123",
        "https://example.org/2024/40",
        "18 April 2024",
        "FY2018, Q4 2023, the 1990s, 2018–20",
        "million",
    ],
)
def test_what_is_no_amount_is_left_alone(text: str) -> None:
    assert [text[found.start : found.end] for found in numbers_in(text)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 18 April 2024 40 boats", [40]),
        ("in 2024 3 boats", [3]),
        ("$ 10 $ (5) 3", [10, 5, 3]),
        ("0.08 14 15", [Decimal("0.08"), 14, 15]),
        ("40 pounds", [40]),
        ("12\nPercent of sales", [12]),
        ("40.", [40]),
        ("42-year-old", [42]),
        ("40kg", [40]),
        ("2x", [2]),
        ("1.5-2 metres", [Decimal("1.5"), 2]),
        ("5 USD 18", [5, 18]),
    ],
)
def test_neighbours_do_not_disturb_a_number(text: str, expected: list[Decimal]) -> None:
    assert values(text) == expected


def test_dates_may_be_given_so_that_they_are_not_looked_for_twice() -> None:
    text = "On 18 April 2024 it cost 40."
    assert numbers_in(text, dates_in(text)) == numbers_in(text)
    assert [found.value for found in numbers_in(text, [])] == [18, 2024, 40]


@steady
@given(st.one_of(texts, numberish))
def test_numbers_stand_in_order_in_the_text_and_their_keys_are_index_words(text: str) -> None:
    end = 0
    for found in numbers_in(text):
        assert end <= found.start < found.end <= len(text)
        assert found.keys
        assert all(re.fullmatch("[a-z0-9]+", key) for key in found.keys)
        assert found.mantissa >= 0
        assert found.scale >= 1
        assert abs(found.value) == found.mantissa * found.scale
        end = found.end


@steady
@given(st.one_of(texts, numberish))
def test_no_number_is_part_of_a_date(text: str) -> None:
    taken = {at for found in dates_in(text) for at in range(found.start, found.end)}
    assert all(taken.isdisjoint(range(found.start, found.end)) for found in numbers_in(text))


@steady
@given(st.integers(0, 10**12))
def test_a_whole_number_is_read_with_and_without_commas(number: int) -> None:
    for text in (f"{number:,}", f"{number:,}".replace(",", "\u00a0"), f"${number:,}", f"${number}"):
        assert values(text) == [number]
        assert keys(text) == [f"n{number}"]


HOSTILE = [
    "7",
    "1,",
    " ",
    "1.",
    "577\u00a0",
    "1-",
    "1:",
    "+1 ",
    "$",
    "(",
    "-",
    "1 to ",
    "three ",
    "twenty-",
    "a hundred ",
]


@pytest.mark.parametrize(
    ("unit", "length"), [*((unit, 300_000) for unit in HOSTILE[:3]), *((unit, 100_000) for unit in HOSTILE)]
)
def test_a_hostile_line_takes_time_by_its_length(unit: str, length: int) -> None:
    with work_of_at_most(60):
        numbers_in(unit * (length // len(unit)))


@pytest.mark.parametrize(
    "text",
    [
        "4.2 M\u0130LL\u0130ON euros",
        "4.2 m\u0131llion euros",
        "the th\u0130rd",
        "the thir\u017ft",
        "6 \u017fhare\u017f",
    ],
)
def test_letters_that_case_makes_alike_are_read(text: str) -> None:
    """A pattern that minds no case takes them for "i" and "s"; in small letters they are not."""
    assert [one.value for one in numbers_in(text.replace("\u017ft", "d"))]


@given(st.one_of(texts, numberish))
def test_a_match_is_found_from_where_it_may_begin_as_from_everywhere(text: str) -> None:
    for starts, pattern in SCANNED:
        found = [match.span() for match in matches_from(starts, pattern, text)]
        assert found == [match.span() for match in pattern.finditer(text)]
