"""Letter for letter: only white space, quote marks, dashes and Unicode forms may differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.grounding.verbatim import folded, is_verbatim, quoted_words
from tests.texts import steady, texts

PASSAGE = "The board’s fee – 40 euros –\nwas called “a blow”, said Venn. It rose 3.5%."


@pytest.mark.parametrize(
    "claim",
    [
        "The board's fee - 40 euros - was called",
        'was called "a blow", said Venn',
        "“It rose 3.5%.”",
        "  a   blow ",
        "It rose 3.5%",
        "40 euros",
        "Venn.",
        PASSAGE,
    ],
)
def test_the_same_words_are_found(claim: str) -> None:
    assert is_verbatim(claim, PASSAGE)


@pytest.mark.parametrize(
    "claim",
    [
        "the board's fee",
        "0 euros",
        "40 euro",
        "called a blow",
        "rose 3.5 %x",
        "Venn said",
        "It rose 3",
        "",
        '""',
        ". '",
    ],
)
def test_other_words_parts_of_words_and_nothing_are_not(claim: str) -> None:
    assert not is_verbatim(claim, PASSAGE)


def test_a_part_of_a_word_does_not_hide_the_whole_word_further_on() -> None:
    assert is_verbatim("port", "The airport and the port.")
    assert not is_verbatim("port", "The airport and the ports.")


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("It cost 3", "It cost 3.5 million."),
        ("5 million", "It cost 3.5 million."),
        ("a fee of 40", "a fee of 40,000 euros"),
        ("000 euros", "a fee of 40,000 euros"),
        ("at 9", "at 9:30 in the hall"),
        ("4/2024", "on 18/4/2024 in the hall"),
    ],
)
def test_a_part_of_a_figure_is_not_the_figure(claim: str, evidence: str) -> None:
    assert not is_verbatim(claim, evidence)


@pytest.mark.parametrize("evidence", ["It cost 3.", "It cost 3, he said", "It cost 3: no more", "In 2024, it cost 3"])
def test_a_mark_after_a_figure_does_not_change_it(evidence: str) -> None:
    assert is_verbatim("cost 3", evidence)


def test_letters_that_unicode_writes_in_two_ways_are_the_same() -> None:
    assert is_verbatim("café", "the cafe\u0301 opens")
    assert is_verbatim("ﬁsh", "the fish")
    assert is_verbatim("har\u00adbour", "the harbour")


@steady
@given(texts, st.integers(0, 200), st.integers(1, 60))
def test_whole_words_cut_out_of_a_text_are_verbatim_in_it(text: str, start: int, count: int) -> None:
    words = folded(text).split(" ")
    cut = " ".join(words[start % len(words) :][:count])
    if folded(cut).strip("\"' ").rstrip(".").strip("\"' "):
        assert is_verbatim(cut, text)


@steady
@given(texts)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("claim", "runs"),
    [
        ("no quote", []),
        ("“One thing,” she said, “and another.”", ["One thing", "and another"]),
        ('He said "yes".', ["yes"]),
        ("«Так», сказал он.", ["Так"]),
        ("„So“, sagte er.", ["So"]),
        ("an “unclosed quote", []),
        ('"" and " . "', []),
        ("it's the board's", []),
    ],
)
def test_runs_between_double_quote_marks(claim: str, runs: list[str]) -> None:
    assert quoted_words(claim) == runs
