"""What stands before a passage where it is embedded, and beside it where its words are searched."""

from onrecord.types import Passage
from retriever.header import header_of, keys_of, words_around
from tests.fakes import a_source


def passage(*context: str) -> Passage:
    return Passage("d", 0, 0, 4, "Text", (), context=context)


def test_a_header_is_the_stated_title_and_the_context() -> None:
    source = a_source("notice", title="Fees rise", location="/docs/2024_fees.txt")
    assert header_of(source, passage("Harbour", "Year | Fee")) == "Fees rise\nHarbour\nYear | Fee"


def test_a_title_that_is_the_name_of_the_file_is_not_embedded_but_searched() -> None:
    source = a_source("scan", title="scan 00017", location="/docs/scan_00017.txt")
    assert header_of(source, passage("Fees")) == "Fees"
    assert header_of(source, passage()) == ""
    assert words_around(source, passage("Fees")) == "scan 00017\nFees"


def test_words_around_have_title_and_file_name() -> None:
    source = a_source("filing", title="Annual report", location="/docs/3M_2022_10K.pdf")
    assert words_around(source, passage()) == "Annual report\n3M 2022 10K"


def test_a_header_has_its_limit() -> None:
    assert len(header_of(a_source(title="Word " * 200), passage("x" * 900))) == 400


def test_keys_are_dates_and_figures_without_repeats() -> None:
    keys = keys_of("On 18 April 2024 it was $1,577 million; by April 18, 2024, 1,577.")
    assert len(set(keys)) == len(keys)
    assert {"d20240418", "md0418", "y2024", "n1577", "n1577000000"} <= set(keys)
    assert keys_of("no such thing") == ()
