"""Broken and hostile files of every format: each is read or refused in words that say what to do, and nothing ends."""

from collections.abc import Iterator
from typing import cast
from unittest.mock import Mock

import pytest

from ingest.load.formats import FORMATS
from ingest.reading_room.room import ReadingRoom
from onrecord.errors import TooLarge
from onrecord.types import Document
from tests.faults.hostile import Hostile, corpus, outcome_of
from tests.faults.threats import THREATS
from tests.ingest.making import read
from tests.ingest.samples_of import SAMPLES

# They swell until the process ends: seconds each on an idle machine. `python -m tests.faults.hostile` reads them too.
SLOW = {"form-in-itself.pdf", "exponential-forms.pdf", "flate-bomb.pdf", "flate-in-flate.pdf", "one-line.txt"}
SLOW |= {"a-million-texts.pdf", "100000-attributes.html", "bomb.docx", "one-heading.md"}
CHANGED = 40


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    made = ReadingRoom(megabytes=800, seconds=20)
    yield made
    made.close()


@pytest.mark.parametrize("name", sorted(set(THREATS) - SLOW))
def test_a_threat_made_by_hand_does_no_harm(room: ReadingRoom, name: str) -> None:
    outcome = outcome_of(room, Hostile(name, THREATS[name]()))
    assert not outcome.fault, outcome


def test_changed_files_of_every_format_do_no_harm(room: ReadingRoom) -> None:
    outcomes = [outcome_of(room, file) for file in corpus(CHANGED, seed=8, threats=False)]
    assert len(outcomes) == CHANGED
    assert [outcome for outcome in outcomes if outcome.fault] == []
    assert len({outcome.what for outcome in outcomes}) >= 2  # some are read, and some are refused


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (KeyError("x"), "FAULT KeyError"),
        (TooLarge("it is 9 GB"), "FAULT TooLarge: no advice"),
        (TooLarge("it is 9 GB; split it"), "TooLarge"),
    ],
)
def test_an_error_of_another_kind_or_without_advice_is_a_fault(error: Exception, what: str) -> None:
    def reading(*_: object) -> Document:
        raise error

    outcome = outcome_of(cast("ReadingRoom", reading), Hostile("a.txt", b"a"))
    assert (outcome.what, outcome.fault) == (what, what.startswith("FAULT"))


def test_the_same_seed_makes_the_same_files() -> None:
    one, other = (list(corpus(45, seed=3, threats=False)) for _ in range(2))
    assert one == other
    assert list(corpus(45, seed=4, threats=False)) != one
    assert len({file.name for file in one}) == 45


def test_every_format_has_a_sound_sample() -> None:
    assert {row.name for row in FORMATS.values() if not set(row.endings) & set(SAMPLES)} == set()


@pytest.mark.parametrize("ending", sorted(set(SAMPLES) & {end for row in FORMATS.values() for end in row.endings}))
def test_a_sound_sample_is_read(room: ReadingRoom, ending: str) -> None:
    assert len(room(f"/docs/sample{ending}", "default", SAMPLES[ending]()).text) > 30


def test_a_pdf_of_a_hundred_thousand_pages_is_refused_before_they_are_read(
    room: ReadingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = THREATS["one-page-100000-times.pdf"]()
    with pytest.raises(TooLarge, match="says that it has 100,000 pages, over 20,000; split it"):
        room("/docs/a.pdf", "default", data)
    monkeypatch.setattr("ingest.load.pdf._page_text", Mock(side_effect=AssertionError("a page was read")))
    with pytest.raises(TooLarge, match="says that it has 100,000 pages"):
        read("a.pdf", data)


def test_what_a_pdf_carries_along_is_not_read(room: ReadingRoom) -> None:
    def text_of(name: str) -> str:
        return room(f"/docs/{name}", "default", THREATS[name]()).text

    assert text_of("attachment.pdf") == text_of("script.pdf") == "The fee is 40 euros."
    assert "while" not in text_of("scripts.html")
