"""Words of a suite are found however a document writes them, and figures only whole."""

import pytest

from eval.wording import pattern_of, plain


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("the kiln's owner", "The kiln\u2019s\n owner"),
        ('"low" marks', "\u201elow\u201c marks"),
        ("well-kept", "well\u2011kept"),
        ("5 million", "some 5\nmillion crowns"),
        ("at 3", "at 3."),
        ("4 May", "on 4 May 2024"),
        ("Kestrin", "Kestrin's"),
    ],
)
def test_marks_line_ends_and_case_make_no_difference(words: str, text: str) -> None:
    assert pattern_of(words).search(plain(text))


@pytest.mark.parametrize(
    ("words", "text"),
    [("5 million", "15 million"), ("4 May", "14 May"), ("at 3", "at 35"), ("at 3", "at 3.5"), ("5 m", "2.5 m")],
)
def test_a_figure_is_whole(words: str, text: str) -> None:
    assert not pattern_of(words).search(text)


def test_whole_words_where_that_is_wanted() -> None:
    assert pattern_of("ok").search("a book")
    assert not pattern_of("ok", whole=True).search("a book")
    assert pattern_of("Ann Lee Jr.", whole=True).search(plain("Ann\u00a0Lee Jr. said"))


def test_plain_text_is_as_long_as_it_was() -> None:
    text = "\u201cA\u201d \u2013 it\u2019s\u00a0so"
    assert len(plain(text)) == len(text)
