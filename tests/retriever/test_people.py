"""Who is on record, and what they said: kept, listed, removed with its document."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.attribution import Attribution
from onrecord.types import Document, Passage, Source, Span
from retriever.library import Library
from retriever.people import RecordedPeople
from retriever.record import Record
from retriever.sayings import note_sayings
from tests.retriever.small import opened

TEXT = "The crane is safe, said harbour master Mara Venn. She denied that a bolt was loose."
SAID = (
    Attribution(((0, 17),), (19, 23), (24, 48), "direct", "Mara Venn", "harbour master"),
    Attribution(((66, 83),), (54, 60), (50, 53), "indirect", "Mara Venn", "harbour master", denies=True),
    Attribution(((66, 83),), (54, 60), None, "indirect", None),
    Attribution(((60, 64),), (53, 59), None, "indirect", "Nobody At All", weak=True),
)


def put(
    library: Library, name: str, published: str | None, said: Sequence[Attribution] = SAID, text: str = TEXT
) -> None:
    source = Source(f"id-{name}", f"/docs/{name}.txt", name, "0" * 64, "txt", published=published)
    intake = library.begin([Document(source, text, page_starts=(0, 49))])
    whole = Passage(f"id-{name}", 0, 0, len(text), text, (Span(0, len(text)),), said=tuple(said))
    tail = Passage(f"id-{name}", 1, 49, len(text), text[49:], (Span(49, len(text)),), said=tuple(said[1:3]))
    intake.add([whole, tail])  # what stands in two passages is one saying
    intake.commit()


def test_who_is_quoted_and_what_they_said(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        put(library, "old", "2024-01-02")
        put(library, "new", "2024-03-04")
        put(library, "undated", None, SAID[:1])
        known = RecordedPeople(library.record)
        (venn,) = known.speakers()
        assert (venn.name, venn.role, venn.sayings, venn.documents) == ("Mara Venn", "harbour master", 2, 3)
        sayings = known.sayings("mara  VENN")
        assert [one.source.title for one in sayings] == ["new", "new"]
        assert [[source.title for source in one.also] for one in sayings] == [["old", "undated"], ["old"]]
        assert [(one.quote, one.kind, one.denies, one.page) for one in sayings[:2]] == [
            ("The crane is safe", "direct", False, 1),
            ("a bolt was loose.", "indirect", True, 2),
        ]
        assert known.sayings("Nobody At All") == [] == known.sayings("")


def test_the_words_of_others_between_are_left_out(tmp_path: Path) -> None:
    text = '"It is late," said Mara Venn, who came by boat. "It is cold." She has ruled out a new quay for the port.'
    said = (
        Attribution(((1, 12), (49, 60)), (14, 18), (19, 28), "direct", "Mara Venn"),
        Attribution(((80, 103),), (66, 79), (62, 65), "indirect", "Mara Venn", denies=True),
    )
    with opened(tmp_path) as library:
        put(library, "story", None, said, text)
        late, out = RecordedPeople(library.record).sayings("Mara Venn")
    assert (late.words, late.quote) == ("It is late \u2026 It is cold.", text[1:60])
    assert (out.words, out.denies) == ("has ruled out a new quay for the port", False)


def test_names_of_one_person_are_one(tmp_path: Path) -> None:
    def said(*names: tuple[str, str | None]) -> tuple[Attribution, ...]:
        spans = zip(names, ((0, 17), (66, 83), (24, 38)), strict=False)
        return tuple(Attribution((span,), (19, 23), None, "direct", name, role) for (name, role), span in spans)

    with opened(tmp_path) as library:
        put(library, "court", "2024-03-04", said(("Ada Quist KC", None), ("Quist", None)))
        put(library, "minutes", "2024-02-01", said(("S. Lorne", "Director of Roads"), ("S. Wark", None)))
        put(library, "story", "2024-01-01", said(("Sally Lorne", "Harn's director of roads"), ("Sara Wark", None)))
        put(library, "other", "2023-01-01", said(("Quist", None)))
        known = RecordedPeople(library.record)
        assert [(one.name, one.sayings, one.documents) for one in known.speakers()] == [
            ("Ada Quist", 2, 1),
            ("Quist", 1, 1),  # nothing tells that this is the same
            ("S. Wark", 1, 1),
            ("Sally Lorne", 1, 2),
            ("Sara Wark", 1, 1),
        ]
        for name in ("Ada Quist", "Ms Ada Quist KC", "ada quist kc"):
            assert [one.start for one in known.sayings(name)] == [0, 66]
        assert [one.source.title for one in known.sayings("lorne")] == ["minutes"]
        assert known.sayings("Wark") == []  # two have it


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


class Busy:
    """A record that somebody else changes right after it was first read."""

    def __init__(self, record: Record, change: Callable[[], None]) -> None:
        self.record, self.change = record, change

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Those on record."""
        found = self.record.rows(query, values)
        change, self.change = self.change, lambda: None
        change()
        return found


def test_a_document_that_is_put_on_record_meanwhile_is_not_counted(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        put(library, "old", "2024-01-02")
        put(library, "new", "2024-03-04")
        busy = Busy(library.record, lambda: put(library, "later", "2024-05-06", text=TEXT.replace("crane", "quay")))
        (venn,) = RecordedPeople(busy).speakers()  # type: ignore[arg-type]  # rows is all it needs
        assert (venn.sayings, venn.documents) == (2, 2)
