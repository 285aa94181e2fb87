"""Words as the checks compare them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given

from onrecord.words import STOP_WORDS, content_stems, has_word, stem, whole, words_of
from tests.texts import steady, texts


@steady
@given(texts)
def test_words_stand_where_they_say_in_order(text: str) -> None:
    end = 0
    for word in words_of(text):
        assert word.start >= end
        assert text[word.start : word.end].casefold() == word.text
        assert word.stem == stem(word.text)
        end = word.end


@steady
@given(texts)
def test_every_letter_and_figure_is_in_a_word(text: str) -> None:
    held = "".join(text[word.start : word.end] for word in words_of(text))
    assert [letter for letter in held if letter.isalpha() or letter.isdecimal()] == [
        letter for letter in text if letter.isalpha() or letter.isdecimal()
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The board’s fee isn't 40.", ["the", "board’s", "fee", "isn't", "40"]),
        ("3,200,000 and 3.5% on 18/4/2024 at 9:30.", ["3,200,000", "and", "3.5", "on", "18/4/2024", "at", "9:30"]),
        ("a well-known, so-called_name", ["a", "well", "known", "so", "called", "name"]),
        ("Straße ЁЛКА 港務局", ["strasse", "ёлка", "港務局"]),
        ("", []),
        ("– “” … 😀", []),
    ],
)
def test_what_is_a_word(text: str, words: list[str]) -> None:
    assert [word.text for word in words_of(text)] == words


@pytest.mark.parametrize(
    "alike",
    [
        ["raise", "raised", "RAISING", "Raises"],
        ["board", "Boards", "board's", "board’s", "boards'"],
        ["3200000", "3,200,000"],
        ["1,000", "1000"],
    ],
)
def test_forms_of_a_word_have_one_stem(alike: list[str]) -> None:
    assert len({stem(word) for word in alike}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("3,5", "35"), ("3.5", "35"), ("40", "400"), ("fee", "feet"), ("1,00", "100")]
)
def test_other_words_and_figures_have_another(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_content_stems_keep_order_and_repeats_and_leave_out_stop_words() -> None:
    assert list(content_stems("The fees of the board: fee after fee.")) == ["fee", "board", "fee", "fee"]
    assert list(content_stems("It is what it is.")) == []


@pytest.mark.parametrize("word", ["not", "no", "never", "without", "none", "all", "only", "some", "nobody"])
def test_a_word_that_turns_a_claim_round_is_no_stop_word(word: str) -> None:
    assert word not in STOP_WORDS
    assert content_stems(word)


@pytest.mark.parametrize(("text", "has"), [("a", True), ("7", True), ("港", True), ("", False), (" …!😀\n", False)])
def test_has_word(text: str, has: bool) -> None:
    assert has_word(text) is has


@pytest.mark.parametrize(("text", "mended"), [("\ud83d half", "? half"), ("whole 😀", "whole 😀"), ("", "")])
def test_half_a_character_becomes_a_question_mark(text: str, mended: str) -> None:
    assert whole(text) == mended
    whole(text).encode("utf-8")


def test_stems_are_right_from_several_threads_at_once() -> None:
    words = [
        f"{start}{end}" for start in ("captain", "relat", "hope", "nation") for end in ("ing", "ness", "ed", "ations")
    ]
    many = [f"{word}{number * 'x'}" for number in range(40) for word in words]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(stem.__wrapped__, many * 4))
    assert found == [stem.__wrapped__(word) for word in many] * 4
