"""The corrections that a library holds: read once, kept as documents come and go. All the texts are fiction."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.run import IngestRun
from onrecord.corrections import notice_of
from onrecord.types import Document, Hit
from retriever.library import Library
from tests.fakes import a_hit, a_source
from tests.retriever.small import SmallEmbedder, opened
from tests.test_notices import FIRST, NAMES, REPORT, TAKES_BACK

FIX = a_source("fix", title="Planks", outlet="Bugle", published="2024-11-12")
STORM = replace(FIRST, document_id="storm")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with opened(tmp_path / "library") as library:
        yield library


def put(library: Library, *documents: Document) -> None:
    for document in documents:
        IngestRun(library, SmallEmbedder().count_tokens, 10).store(document)


def told(library: Library) -> str | None:
    """The document that is said to correct the report."""
    (place,) = library.corrections.of([hit()])
    return place.source.document_id if place else None


def hit() -> Hit:
    return replace(a_hit(REPORT, "storm"), source=STORM)


def test_a_correction_is_told_from_when_it_is_on_record_until_it_is_not(library: Library) -> None:
    put(library, Document(STORM, REPORT))
    assert told(library) is None
    put(library, Document(FIX, f"Correction, 12 November: {TAKES_BACK}"))
    assert told(library) == "fix"
    put(library, Document(replace(FIX, sha256="1" * 64), "Oak floats."))
    assert told(library) is None
    put(library, Document(replace(FIX, sha256="2" * 64), f"Correction: {TAKES_BACK}"))
    assert told(library) == "fix"
    library.remove("fix")
    assert told(library) is None


def test_where_it_stands_is_told_as_it_is_now(library: Library) -> None:
    before = "Oak floats. " * 400
    put(library, Document(STORM, REPORT), Document(FIX, f"{before}\n\nCorrection: {TAKES_BACK}"))
    (place,) = library.corrections.of([hit()])
    assert place is not None
    text = library.document("fix").text
    assert place.start > 1_000
    assert "wrongly said" in text[place.start : place.end]
    library.record.rows("update documents set location = '/moved.txt' where document_id = 'fix'")
    (place,) = library.corrections.of([hit()])
    assert place is not None
    assert place.source.location == "/moved.txt"


def test_only_passages_with_words_of_corrections_are_read_and_each_once(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = list[str]()

    def noting(source: object, text: str) -> object:
        read.append(text)
        return notice_of(source, text)  # type: ignore[arg-type]

    monkeypatch.setattr("retriever.notices.notice_of", noting)
    put(library, Document(STORM, REPORT), Document(FIX, f"Correction: {TAKES_BACK}"))
    assert told(library) == "fix"
    assert [text.startswith("Correction") for text in read] == [True]
    put(library, Document(a_source("rain"), "It rained."))
    assert told(library) == "fix"
    put(library, Document(a_source("other"), "Correction: it never rained."))
    assert told(library) == "fix"
    assert len(read) == 2


def test_many_documents_at_once_are_looked_through_together(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retriever.notices._FEW_DOCUMENTS", 1)
    put(library, Document(STORM, REPORT), Document(FIX, f"Correction: {TAKES_BACK}"))
    assert told(library) == "fix"
    put(library, Document(a_source("rain"), "It rained."))
    assert told(library) == "fix"


def test_a_title_that_several_days_have_tells_none(library: Library) -> None:
    put(library, Document(STORM, REPORT), Document(FIX, f"Correction: {NAMES}"))
    assert told(library) == "fix"
    put(library, Document(replace(STORM, document_id="again", location="/a", published="2023-11-04"), "Other planks."))
    assert told(library) is None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("CORRECTION: Eleven planks, not nine", "It was eleven."),
        ("Corrected: Eleven planks", "It was eleven, not 9."),
        ("Eleven planks (corrected)", "It was eleven, not 9."),
        ("RETRACTION: Nine planks", "It never was. Ten, not 8."),
        ("Planks", "*Clarification appended:* they are of oak, not 9."),
        ("Planks", "Erratum: 10, not 9."),
        ("Planks", "Errata: 10, not 9."),
        ("Planks", "(Amended, 3 May): 10, not 9."),
        ("Planks", "Withdrawn: 10, not 9."),
        ("Planks", "An earlier version of this story gave nine."),
        ("Planks", "Previous versions of this article gave nine."),
        ("Planks", "The original version of our report gave nine."),
        ("Planks", "This article has been retracted, not 9."),
        ("Planks", 'In a story issued on 12 March headlined "Pier loses nine planks" we were wrong.'),
        ("Planks", 'In a story headlined "Pier loses nine planks" we misstated it.'),
        ("For the record", "An article about the pier (Pier loses nine planks, 2 May) misspelled its name."),
        ("For the record", "An article about the pier (Pier loses nine planks, 2 May) erroneously gave nine."),
        ("Corrections and clarifications", "Of the pier (Pier loses nine planks, 2 May): it lost ten."),
        ("Planks", 'In a story headlined "Pier loses nine planks" the earlier estimate stood.'),
        ("Planks", 'In a story headlined "Pier loses nine planks" we previously put it at nine.'),
        ("Planks", 'In a story headlined "Pier loses nine planks" we mistakenly said so.'),
        ("Planks", 'In a story headlined "Pier loses nine planks" the count was an error.'),
    ],
)
def test_whatever_tells_a_correction_is_found_by_its_words(library: Library, title: str, text: str) -> None:
    put(library, Document(a_source("fix", title=title, published="2024-11-12"), text))
    assert notice_of(a_source("fix", title=title), text)
    library.corrections.of([])
    assert len(library.corrections._known.held) == 1
