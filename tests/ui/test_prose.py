"""Line ends of documents: those that only wrapped a paragraph read as spaces, all others stay."""

import pytest

from tests.ui.markup import read
from tests.ui.test_words import HOSTILE
from ui.prose import prose_html, unwrapped

WRAPPED = "A line of a paragraph that its author wrapped at some width\nand that goes on here."
KEPT = (
    "A heading of a document that is as long as a line of its text\nDate: 2024-04-18",
    "Station      Depth in metres     Mercury in milligrams     3.3\nN2 0.5 m 2.9",
    "A short line\nand another.",
    "A paragraph whose last line is as long as any other line is.\n\nThe next one.",
)


def test_a_line_end_that_only_wrapped_a_paragraph_is_a_space() -> None:
    assert prose_html(WRAPPED).count('<span class="wrap">\n</span>') == 1
    assert unwrapped(WRAPPED) == WRAPPED.replace("\n", " ")


@pytest.mark.parametrize("text", KEPT)
def test_other_line_ends_stay(text: str) -> None:
    assert prose_html(text) == text
    assert unwrapped(text) == text


def test_a_part_is_judged_by_the_whole_and_parts_make_the_whole() -> None:
    for cut in range(len(WRAPPED) + 1):
        assert prose_html(WRAPPED, 0, cut) + prose_html(WRAPPED, cut) == prose_html(WRAPPED)
        assert unwrapped(WRAPPED, 0, cut) + unwrapped(WRAPPED, cut) == unwrapped(WRAPPED)
    assert "wrap" in prose_html(WRAPPED, WRAPPED.index("width"), WRAPPED.index("and"))


@pytest.mark.parametrize("text", HOSTILE)
def test_words_stay_words(text: str) -> None:
    seen = read(f"<p>{prose_html(text)}</p>")
    assert seen.tags() == {"body", "p"}
    assert next(one.text for one in seen.elements if one.tag == "p") == text
