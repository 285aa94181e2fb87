"""A version stands where it says, and sources that differ give two values at least."""

from typing import Any

import pytest

from onrecord.agreement import Disagreement, Version
from onrecord.reprints import is_reprint
from tests.fakes import a_source

QUOTE = "The harbour police counted 38 boats."


def a_version(**changes: Any) -> Version:
    given: dict[str, Any] = {
        "value": "38", "folded": "38 boat", "source": a_source("police"), "page": None, "start": 10,
        "end": 10 + len(QUOTE), "quote": QUOTE, "value_start": 37, "value_end": 39,
    }  # fmt: skip
    return Version(**{**given, **changes})


def test_a_version_knows_its_place() -> None:
    version = a_version()
    assert version.quote[version.value_start - version.start : version.value_end - version.start] == "38"
    assert (version.reprints, version.latest, version.correction) == ((), False, False)


@pytest.mark.parametrize(
    "wrong",
    [{"end": 12}, {"value_start": 3}, {"value_end": 200}, {"value": "39"}, {"folded": ""}, {"page": 0}, {"start": -1}],
    ids=str,
)
def test_a_version_refuses_nonsense(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        a_version(**wrong)


def test_one_value_is_no_disagreement() -> None:
    with pytest.raises(ValueError, match="two values"):
        Disagreement("How many boats?", "number", (a_version(), a_version()))
    with pytest.raises(ValueError, match="question"):
        Disagreement(" ", "number", (a_version(), a_version(folded="60 boat")))
    both = Disagreement("How many boats?", "number", (a_version(), a_version(folded="60 boat"), a_version()))
    assert both.values == ("38 boat", "60 boat")


STORY = (
    "The herring market at Lantry stayed shut on Friday after a pipe burst under the auction floor. "
    "The manager said that it would open again on Monday, and that 14 tonnes of fish had been sold from lorries."
)


def test_a_reprint_keeps_the_words_whatever_lead_it_is_given() -> None:
    assert is_reprint(STORY, f"From our own staff. {STORY}")
    assert is_reprint(STORY, STORY[:150])
    assert is_reprint("Sold out.", "sold  out")


def test_another_figure_or_other_words_are_no_reprint() -> None:
    assert not is_reprint(STORY, STORY.replace("14", "40"))
    assert not is_reprint(
        STORY, "Fish was sold from lorries at Lantry, where the market had to shut when a pipe burst."
    )
    assert not is_reprint("Sold out.", STORY)
    assert not is_reprint("", "")


def test_a_hostile_text_is_through_at_once() -> None:
    assert not is_reprint("a " * 60_000, "b" * 60_000)
