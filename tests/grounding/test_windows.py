"""The places of the evidence that a claim may rest on."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.grounding.windows import best_windows
from onrecord.sentences import split_sentences
from tests.contracts.judge_contract import NOTICE, OTHER
from tests.texts import steady, texts

TOWN = (
    "The town lies on a bay. Its market is held on Fridays. The ferry carries islanders to it. The harbour is deep. "
    "A lighthouse was built in 1871. Its keeper retired last year. The ferry struck the ramp in March. Divers looked "
    "at its piles. The ramp was closed for nine days."
)


@pytest.mark.parametrize("evidence", [[], [""], [" \n", "\t"]], ids=["none", "empty", "blank"])
def test_without_text_there_is_no_window(evidence: list[str]) -> None:
    assert best_windows("The ferry struck the ramp.", evidence, 3) == []


@pytest.mark.parametrize("text", [NOTICE, OTHER, "One.", "  The crane is new. \n", "港務局將泊位費提高到45歐元。"])
def test_a_text_of_one_window_is_itself(text: str) -> None:
    assert best_windows("The ferry struck the ramp.", [text], 3) == [text]


def test_the_windows_that_share_most_with_the_claim_come_first() -> None:
    first, *others = best_windows("The ramp was closed after the ferry struck it.", [TOWN, NOTICE], 3)
    assert first == "The ferry struck the ramp in March. Divers looked at its piles. The ramp was closed for nine days."
    assert len(others) == 2
    assert best_windows("The ramp was closed after the ferry struck it.", [TOWN, NOTICE], 1) == [first]


def test_a_rare_word_counts_for_more_than_common_ones() -> None:
    common = " ".join(f"The harbour board met in room {number}." for number in range(9))
    rare = "Nobody saw the keeper. It rained. It was cold."
    assert best_windows("The harbour board has a keeper.", [common, rare], 1) == [rare]


def test_windows_lie_apart_as_long_as_there_are_others() -> None:
    found = best_windows("The ferry struck the ramp.", [TOWN], 3)
    starts = sorted(TOWN.index(window) for window in found)
    firsts = [span.start for span in split_sentences(TOWN)]
    places = [firsts.index(start) for start in starts]
    assert all(after - before >= 2 for before, after in pairwise(places))


def test_where_few_are_left_overlapping_ones_are_taken() -> None:
    text = "The ferry left. It was late. The ramp was wet. It struck the ramp."
    assert len(best_windows("The ferry struck the ramp.", [text], 3)) == 2


def test_a_text_that_shares_nothing_is_left_out_unless_all_do() -> None:
    assert best_windows("Boats pay for mooring.", [OTHER, NOTICE], 3) == [NOTICE]
    assert best_windows("Wolves howl.", [OTHER, NOTICE], 3) == sorted([OTHER, NOTICE])


def test_windows_have_as_many_sentences_as_asked_for() -> None:
    found = best_windows("The ferry struck the ramp.", [TOWN], 2, sentences=1)
    assert found[0] == "The ferry struck the ramp in March."
    assert len(found) == 2


@steady
@given(
    evidence=st.lists(texts, max_size=4), claim=texts, most=st.integers(1, 4), size=st.integers(1, 4), data=st.data()
)
def test_windows_are_words_of_the_texts_and_their_order_does_not_matter(
    evidence: list[str], claim: str, most: int, size: int, data: st.DataObject
) -> None:
    found = best_windows(claim, evidence, most, size)
    assert len(found) <= most
    assert len(set(found)) == len(found)
    assert all(any(window in text for text in evidence) for window in found)
    assert bool(found) == any(split_sentences(text) for text in evidence)
    assert found == best_windows(claim, data.draw(st.permutations([*evidence, *evidence[:1]])), most, size)
