"""Any text at all: offsets stand in it and are in order, nothing is raised, and work grows with length alone."""

import random
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.attribution import attributions

PIECES = st.sampled_from(
    [
        *("said", "told", "Venn", "Mara Venn", "she", "the mayor", "that", "according to", "claim that", "adding"),
        *("\u201c", "\u201d", '"', "'", "\u2019", "''", ",", ".", "?", ":", "(", ")", "\u2014", "\n", "\n\n", "VENN:"),
        *("Q:", "A:", "# ", "was quoted as saying", "who", "Mr.", "it is safe", "\u00ab", "\u00bb", "- ", "1,000"),
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES, max_size=40).map("".join)))
def test_offsets_stand_in_the_text_in_order(text: str) -> None:
    found = attributions(text)
    assert [one.start for one in found] == sorted(one.start for one in found)
    for one in found:
        spans = [*one.content, one.cue, *([one.source] if one.source else [])]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(text[start:end].strip() for start, end in one.content)


WORDS = (
    """" \u201c \u201d \u2018 \u2019 ' said says She he Mara Venn , . ; : \u2014 - ( ) according to denied that VENN: Q:
    \u00bb \u00ab \u201e told \ud800 \u202e 1. % Dr. a claim her who and but not did asked whether added reporters its
    spokesman wrote ? ! \u2026 warned of would signed Venn\u2019s allegations as it they I we The Quay Is Safe Says
    been was reported down went on accused by issued statement made clear is expected confident quoted saying view words
    in and Orr"""
).split()


@pytest.mark.parametrize("text", [")t\u2014said r - :", ") that \u2014 said the mayor - :"])
def test_what_is_said_by_nothing_but_marks_is_nothing(text: str) -> None:
    """Once the reader looked behind the last word here."""
    assert all(text[one.start : one.end].strip() for one in attributions(text))


@pytest.mark.parametrize("seed", range(4))
def test_words_of_saying_in_any_order_are_read(seed: int) -> None:
    drawn = random.Random(seed)
    for _ in range(1_500):
        text = drawn.choice([" ", "", "\n"]).join(drawn.choices(WORDS, k=drawn.randint(0, 50)))
        for one in attributions(text, drawn.choice([0, min(5, len(text))])):
            spans = [*one.content, one.cue, *([one.source] if one.source else [])]
            assert all(0 <= start < end <= len(text) for start, end in spans), text


def calls(work: Callable[[], object]) -> int:
    """How many functions of ours ``work`` calls."""
    count = 0

    def seen(frame: FrameType, event: str, _: Any) -> None:
        nonlocal count
        count += event == "call" and "attribution" in frame.f_code.co_filename

    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        *("said ", "Venn said ", "she said, ", "the spokesman said it. ", "according to ", "claim that ", "Venn, the "),
        *('"', "\u201ca ", "'a ", "s' a ", "''", '"a b c," ', "(", ") said ", "Q: a\nA: b\n", "VENN: who\n\n", "a, "),
        *("Mara Venn ", "told Venn ", "saying ", "U.", "a-", "\n", "# a\n\n", "and said that ", "Venn (a "),
        *(
            "went on to say ",
            "was accused by Venn of ",
            "issued a statement saying ",
            "quoted him as saying ",
            "in Venn's view ",
        ),
    ],
)
def test_work_grows_with_the_length_alone(piece: str) -> None:
    once, twice = (piece * (chars // len(piece)) for chars in (6_000, 12_000))
    assert calls(lambda: attributions(twice)) < 2.3 * calls(lambda: attributions(once)) + 200
