"""Words and figures of a report."""

import pytest

from eval.report.words import clipped, counted, day, label, points, rows_of, share, span, split_at, ticked, visible

SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "\u2013"),
        (0, "0 %"),
        (1, "100 %"),
        (0.9312, "93.1 %"),
        (0.99999, "99.9 %"),
        (0.00001, "0.1 %"),
        (1.1, "110.0 %"),
        (-0.25, "-25.0 %"),
    ],
)
def test_a_share_is_all_or_nothing_only_where_it_is(value: float | None, said: str) -> None:
    assert share(value) == said.replace(" ", SPACE)


def test_a_difference_has_a_sign_unless_it_is_none() -> None:
    assert [points(one) for one in (0.032, -0.004, 0.0, 0.0001, None)] == ["+3.2", "\u22120.4", "0", "0", "\u2013"]


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [(None, "\u2013"), (0, "0 ms"), (0.2, "under 1 ms"), (4, "4 ms"), (120, "0.12 s"), (4100, "4.1 s"), (75e3, "75 s")],
)
def test_time_is_told_in_the_unit_that_fits(milliseconds: float | None, said: str) -> None:
    assert span(milliseconds).replace(SPACE, " ") == said
    assert span(72e4) == f"12{SPACE}min"


def test_what_cannot_be_seen_is_made_visible() -> None:
    assert visible("a\u202eb\ud800\x07\n\tc\u2028") == "a\u27e8U+202E\u27e9b\ufffd\ufffd\n\tc\u2028"
    assert label(" a\n\u200fb\u2066 ") == "a b"
    assert label("\u200e") == "(no name)"


def test_pieces_give_the_text_back_and_mark_what_ranges_hold() -> None:
    assert split_at("abcdef", [(1, 3), (2, 4)]) == [("a", False), ("bc", True), ("d", True), ("ef", False)]
    assert split_at("abc", [(-5, 1), (2, 90), (7, 9), (2, 2)]) == [("a", True), ("b", False), ("c", True)]
    assert split_at("abc", []) == [("abc", False)]
    assert split_at("", [(0, 1)]) == []


def test_small_words() -> None:
    assert counted(1, "file") == f"1{SPACE}file"
    assert counted(1204, "file") == f"1,204{SPACE}files"
    assert clipped("abcdef", 4) == ("abcd", 2)
    assert [ticked(one) for one in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert day("2026-05-04T09:30:00+00:00") == "4 May 2026, 09:30 UTC"
    assert day("yesterday") == "yesterday"
    assert rows_of({"a": {"b": 1, "c": {}}, "d": [], "e": None}) == [
        ("a.b", "1"), ("a.c", "none"), ("d", "none"), ("e", "none")
    ]  # fmt: skip
