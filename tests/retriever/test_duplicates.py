"""Reprints collapse, everything else stays apart."""

from dataclasses import replace

import numpy as np

from onrecord.types import Passage, Span
from retriever.duplicates import groups
from retriever.rows import StoredPassage
from tests.fakes import a_source

WIRE = (
    "The ministry said on Monday that the herring quota would be cut to 8,200 tonnes. Fishermen in Port Ellary called "
    "the cut too deep and asked for talks before the season opens. A spokeswoman said the door was open."
)


def stored(id_: int, text: str, version: int = 0, start: int = 0) -> StoredPassage:
    passage = Passage(f"d{id_}", 0, start, start + len(text), text, (Span(start, start + len(text)),))
    return StoredPassage(id_, version or id_, passage, a_source(f"d{id_}"), np.zeros(4, np.float32))


def ids(*passages: StoredPassage, most: int = 10) -> list[list[int]]:
    return [[one.id for one in group] for group in groups(passages, most)]


def test_a_reprint_joins_the_first() -> None:
    lead = stored(2, "PORT ELLARY (Coastal Wire) - " + WIRE)
    assert ids(stored(1, WIRE), lead, stored(3, "Gulls nest on the tower.")) == [[1, 2], [3]]


def test_spacing_and_case_make_no_other_text() -> None:
    assert ids(stored(1, WIRE), stored(2, WIRE.upper().replace(" ", "  "))) == [[1, 2]]


def test_another_figure_is_another_claim() -> None:
    assert ids(stored(1, WIRE), stored(2, WIRE.replace("8,200", "9,200"))) == [[1], [2]]


def test_two_stories_of_one_event_stay_apart() -> None:
    other = (
        "Herring boats may land only 8,200 tonnes this year, the ministry announced. In Port Ellary, skippers said "
        "they wanted talks. The cut is too deep for them."
    )
    assert ids(stored(1, WIRE), stored(2, other)) == [[1], [2]]


def test_passages_of_one_document_that_overlap_stay_apart() -> None:
    first = stored(1, WIRE, version=7)
    moved = replace(stored(2, WIRE, version=7, start=40))
    assert ids(first, moved) == [[1], [2]]
    far = stored(3, WIRE, version=7, start=4000)
    assert ids(first, far) == [[1, 3]]


def test_short_texts_are_compared_whole() -> None:
    assert ids(stored(1, "No comment."), stored(2, "no comment"), stored(3, "No.")) == [[1, 2], [3]]


def test_only_so_many_groups_and_their_likes_below() -> None:
    passages = [stored(1, WIRE), stored(2, "Gulls nest."), stored(3, "Terns nest too."), stored(4, WIRE)]
    assert ids(*passages, most=2) == [[1, 4], [2]]
    assert ids(most=3) == []
