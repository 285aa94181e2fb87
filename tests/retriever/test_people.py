"""Who is on record, and what they said: kept, listed, removed with its document."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.attribution import Attribution
from onrecord.types import Document, Passage, Source, Span
from retriever.library import Library
from retriever.people import RecordedPeople
from retriever.sayings import note_sayings
from tests.retriever.small import opened

TEXT = "The crane is safe, said harbour master Mara Venn. She denied that a bolt was loose."
SAID = (
    Attribution(((0, 17),), (19, 23), (24, 48), "direct", "Mara Venn", "harbour master"),
    Attribution(((66, 83),), (53, 59), (49, 52), "indirect", "Mara Venn", "harbour master", denies=True),
    Attribution(((66, 83),), (53, 59), None, "indirect", None),
    Attribution(((60, 64),), (53, 59), None, "indirect", "Nobody At All", weak=True),
)


def put(library: Library, name: str, published: str | None, said: Sequence[Attribution] = SAID) -> None:
    source = Source(f"id-{name}", f"/docs/{name}.txt", name, "0" * 64, "txt", published=published)
    intake = library.begin([Document(source, TEXT, page_starts=(0, 49))])
    whole = Passage(f"id-{name}", 0, 0, len(TEXT), TEXT, (Span(0, len(TEXT)),), said=tuple(said))
    tail = Passage(f"id-{name}", 1, 49, len(TEXT), TEXT[49:], (Span(49, len(TEXT)),), said=tuple(said[1:3]))
    intake.add([whole, tail])  # what stands in two passages is one saying
    intake.commit()


def test_who_is_quoted_and_what_they_said(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        put(library, "old", "2024-01-02")
        put(library, "new", "2024-03-04")
        put(library, "undated", None, SAID[:1])
        known = RecordedPeople(library.record)
        (venn,) = known.speakers()
        assert (venn.name, venn.role, venn.sayings, venn.documents) == ("Mara Venn", "harbour master", 5, 3)
        sayings = known.sayings("mara  VENN")
        assert [one.source.title for one in sayings] == ["new", "new", "old", "old", "undated"]
        assert [(one.quote, one.kind, one.denies, one.page) for one in sayings[:2]] == [
            ("The crane is safe", "direct", False, 1),
            ("a bolt was loose.", "indirect", True, 2),
        ]
        assert known.sayings("Nobody At All") == [] == known.sayings("")


def test_sayings_go_with_their_document(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        put(library, "gone", None)
        library.remove("id-gone")
        assert RecordedPeople(library.record).speakers() == []
        assert library.record.rows("select count(*) from sayings") == [(0,)]


def test_a_document_on_its_way_in_has_no_speakers(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        source = Source("id-half", "/docs/half.txt", "half", "0" * 64, "txt")
        intake = library.begin([Document(source, TEXT)])
        intake.add([Passage("id-half", 0, 0, len(TEXT), TEXT, (Span(0, len(TEXT)),), said=SAID)])
        assert RecordedPeople(library.record).speakers() == []
        intake.abandon()
        assert library.record.rows("select count(*) from sayings") == [(0,)]


@pytest.mark.parametrize("said", [SAID[:1], SAID])
def test_passages_come_back_with_what_is_said_in_them(tmp_path: Path, said: Sequence[Attribution]) -> None:
    from retriever.filters import Bounds

    with opened(tmp_path) as library:
        put(library, "story", None, said)
        found = library.record.passages([1, 2], Bounds())
        assert found[0].passage.said == tuple(said)
        assert found[1].passage.said == tuple(said[1:3])


def test_a_document_looked_through_anew_keeps_nothing_of_before(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        put(library, "story", None)
        other = Passage("id-story", 0, 0, len(TEXT), TEXT, (Span(0, len(TEXT)),), said=SAID[1:2])
        note_sayings(library.record.rows, [(1, other), (99, other)])
        assert [one.start for one in RecordedPeople(library.record).sayings("Mara Venn")] == [66]


def test_two_people_whose_words_begin_at_one_place_are_two(tmp_path: Path) -> None:
    both = (SAID[0], replace(SAID[0], speaker="Tom Orr", role=None))
    with opened(tmp_path) as library:
        put(library, "story", None)
        anew = Passage("id-story", 0, 0, len(TEXT), TEXT, (Span(0, len(TEXT)),), said=both)
        note_sayings(library.record.rows, [(1, anew)])
        assert [one.name for one in RecordedPeople(library.record).speakers()] == ["Mara Venn", "Tom Orr"]


def test_a_name_that_no_file_could_hold_is_a_strangers(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        assert RecordedPeople(library.record).sayings("\udcff") == []
