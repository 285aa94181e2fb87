"""Whatever a chat model streams, and however it is cut: the same sentences, in little time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.answering.marks import MarkReader
from onrecord.words import has_word
from tests.answering.test_marks import marked
from tests.effort import work_of_at_most
from tests.texts import steady, texts

_PIECES = [
    *(
        "[1]",
        "[2, 3]",
        "[1-9]",
        "[",
        "]",
        "(",
        ")",
        "(Passage 1)",
        "[[2]]",
        "[x](http://a.b/c)",
        "![x](y.z)",
        "(see [1])",
    ),
    *(
        "<think>",
        "</think>",
        "<sup>2</sup>",
        "<sup>",
        "<br>",
        "<",
        ">",
        "<|im_end|>",
        "\\",
        "\\[1\\]",
        "\u30101\u2020s\u3011",
    ),
    *(
        "*",
        "**",
        "_",
        "`",
        "```\n",
        "\n- ",
        "\n1. ",
        "\n# ",
        "\n> ",
        "\n---\n",
        "\n",
        "\n\n",
        " ",
        "  ",
        "|",
        "\r\n",
        "-",
    ),
    *(". ", "! ", "? ", ".", "...", "\u2026 ", "\u3002", ": ", ', "', '" ', "\u201c", "\u201d", "'", ".\u201d "),
    *(
        "The fee",
        "rose",
        "40",
        "3.5",
        "Dr. ",
        "U.S. ",
        "2019",
        "said",
        "According to passage ",
        "According to passages 1 and 2, ",
        "(No. 4)",
        " and ",
        "an",
        "In ",
        "a",
        "B",
        "\ud83d",
    ),
    *("\x00", "\u200b", "\ue000", "\U0001f600", "line after line of a long paragraph goes on and on without its end"),
]
_replies = st.one_of(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join), texts)


@st.composite
def _cut(draw: st.DrawFn) -> tuple[str, list[str]]:
    reply = draw(_replies)
    if draw(st.booleans()):
        return reply, list(reply)
    places = sorted(draw(st.lists(st.integers(0, len(reply)), max_size=12)))
    return reply, [reply[start:end] for start, end in zip([0, *places], [*places, len(reply)], strict=True)]


@steady
@given(_cut(), st.integers(0, 4), st.booleans())
def test_any_cutting_gives_the_same_sentences(reply: tuple[str, list[str]], count: int, truncated: bool) -> None:
    reader = MarkReader(count)
    pieces = [one for piece in reply[1] for one in reader.feed(piece)] + reader.close(truncated)
    assert pieces == marked(reply[0], count, truncated=truncated)


@steady
@given(_replies, st.integers(0, 4))
def test_a_sentence_has_a_word_and_only_numbers_of_passages(reply: str, count: int) -> None:
    for one in marked(reply, count):
        assert has_word(one.text)
        assert one.text == " ".join(one.text.split())
        assert len(set(one.numbers)) == len(one.numbers)
        assert all(1 <= number <= count for number in one.numbers)
        assert one.unknown >= 0


@pytest.mark.parametrize(
    "unit",
    [
        "The fee is 40 euros [1]. ",
        "a",
        "Dr. ",
        "[",
        "(",
        "*",
        "[1]",
        "<think>",
        "- x\n",
        "\n",
        '"A. ',
        "`",
        "<",
        "\\",
        "1. ",
    ],
)
def test_a_long_reply_in_small_pieces_takes_little_time(unit: str) -> None:
    reply = (unit * 20_000)[:20_000]
    reader = MarkReader(5)
    with work_of_at_most(10):
        for start in range(0, len(reply), 3):
            reader.feed(reply[start : start + 3])
        reader.close()
