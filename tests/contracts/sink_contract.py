"""What every passage sink promises. Subclass it, give the three fixtures, and inherit the tests."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import pytest

from onrecord.errors import UnknownDocument
from onrecord.ports import DocumentShelf, PassageSink
from onrecord.types import Document, Passage, Source, Span


class SinkAndShelf(PassageSink, DocumentShelf, Protocol):
    """A sink whose content can be looked at."""


FIRST = "The ferry left at noon. It carried 212 people."
SECOND = "The ferry left at one. It carried 199 people."


def document_of(text: str, location: str = "/docs/ferry.txt", collection: str = "default") -> Document:
    """A document whose id, as ingestion makes it, hangs on place and collection alone; its hash on the text."""
    sha256 = f"{sum(ord(letter) * place for place, letter in enumerate(text, 1)):064x}"
    source = Source(f"{collection}-{location}", location, "Ferry", sha256, "txt", collection)
    return Document(source, text)


def passages_of(document: Document) -> list[Passage]:
    """One passage a sentence."""
    middle = document.text.index(". ") + 1
    ranges = [(0, middle), (middle + 1, len(document.text))]
    return [
        Passage(
            document.source.document_id, index, start, end, document.text[start:end], (Span(start, end),), heading="H"
        )
        for index, (start, end) in enumerate(ranges)
    ]


def store(sink: PassageSink, document: Document) -> None:
    """Take one document in, one passage at a time."""
    intake = sink.begin([document])
    for passage in passages_of(document):
        intake.add([passage])
    intake.commit()


class PassageSinkContract:
    """The promises of :class:`onrecord.ports.PassageSink`.

    A subclass gives three fixtures: ``sink``; ``passages_on_record``, a function that counts the passages a search can
    find; and ``failures``, a function that gives the noted failures as (location, collection, reason).
    """

    @pytest.fixture
    def sink(self) -> SinkAndShelf:
        raise NotImplementedError

    @pytest.fixture
    def passages_on_record(self, sink: SinkAndShelf) -> Callable[[], int]:
        raise NotImplementedError

    @pytest.fixture
    def failures(self, sink: SinkAndShelf) -> Callable[[], list[tuple[str, str, str]]]:
        raise NotImplementedError

    def test_a_new_sink_holds_nothing(self, sink: SinkAndShelf, passages_on_record: Callable[[], int]) -> None:
        assert sink.sources() == []
        assert sink.sha256_of("/docs/ferry.txt", "default") is None
        assert passages_on_record() == 0

    def test_a_committed_document_comes_back_as_it_was(
        self, sink: SinkAndShelf, passages_on_record: Callable[[], int]
    ) -> None:
        document = replace(document_of(FIRST), page_starts=(0, 24), body_start=4, notes=("no text on page 3",))
        store(sink, document)
        assert sink.document(document.source.document_id) == document
        assert sink.document_version(document.source.document_id, document.source.sha256) == (document, None)
        assert sink.sources() == [document.source]
        assert sink.sha256_of("/docs/ferry.txt", "default") == document.source.sha256
        assert passages_on_record() == 2

    def test_nothing_is_seen_before_the_commit(self, sink: SinkAndShelf, passages_on_record: Callable[[], int]) -> None:
        document = document_of(FIRST)
        intake = sink.begin([document])
        intake.add(passages_of(document))
        assert sink.sources() == []
        assert sink.sha256_of("/docs/ferry.txt", "default") is None
        assert passages_on_record() == 0

    def test_an_abandoned_intake_leaves_nothing(
        self, sink: SinkAndShelf, passages_on_record: Callable[[], int]
    ) -> None:
        document = document_of(FIRST)
        intake = sink.begin([document])
        intake.add(passages_of(document))
        intake.abandon()
        assert sink.sources() == []
        assert passages_on_record() == 0

    def test_a_later_version_takes_the_place_of_the_earlier_whole(
        self, sink: SinkAndShelf, passages_on_record: Callable[[], int]
    ) -> None:
        store(sink, document_of(FIRST))
        second = document_of(SECOND)
        store(sink, second)
        assert sink.document(second.source.document_id).text == SECOND
        assert sink.sources() == [second.source]
        assert passages_on_record() == 2

    def test_the_earlier_version_can_be_opened_by_its_hash(self, sink: SinkAndShelf) -> None:
        first, second = document_of(FIRST), document_of(SECOND)
        store(sink, first)
        store(sink, second)
        earlier, superseded = sink.document_version(first.source.document_id, first.source.sha256)
        assert earlier == first
        assert superseded is not None
        assert sink.document_version(first.source.document_id, second.source.sha256) == (second, None)
        store(sink, first)
        assert sink.document_version(first.source.document_id, first.source.sha256) == (first, None)

    def test_a_version_that_was_never_here_is_unknown(self, sink: SinkAndShelf) -> None:
        store(sink, document_of(FIRST))
        for known in (document_of(FIRST).source.document_id, "never"):
            with pytest.raises(UnknownDocument):
                sink.document_version(known, "f" * 64)

    def test_the_same_bytes_anew_are_no_earlier_version(self, sink: SinkAndShelf) -> None:
        first = document_of(FIRST)
        store(sink, first)
        renamed = replace(first, source=replace(first.source, title="Ferry, corrected", published_from="set by hand"))
        store(sink, renamed)
        assert sink.document_version(first.source.document_id, first.source.sha256) == (renamed, None)

    def test_the_earlier_version_stays_until_the_commit_and_after_an_abandoned_intake(
        self, sink: SinkAndShelf, passages_on_record: Callable[[], int]
    ) -> None:
        first, second = document_of(FIRST), document_of(SECOND)
        store(sink, first)
        intake = sink.begin([second])
        intake.add(passages_of(second))
        assert sink.document(first.source.document_id).text == FIRST
        assert passages_on_record() == 2
        intake.abandon()
        assert sink.document(first.source.document_id).text == FIRST
        assert sink.sha256_of("/docs/ferry.txt", "default") == first.source.sha256
        assert passages_on_record() == 2

    def test_several_documents_become_visible_together(
        self, sink: SinkAndShelf, passages_on_record: Callable[[], int]
    ) -> None:
        documents = [document_of(FIRST, "/docs/one.txt"), document_of(SECOND, "/docs/two.txt")]
        intake = sink.begin(documents)
        intake.add([*passages_of(documents[0]), *passages_of(documents[1])])
        assert sink.sources() == []
        intake.commit()
        assert {sink.document(document.source.document_id).text for document in documents} == {FIRST, SECOND}
        assert passages_on_record() == 4

    def test_several_documents_are_abandoned_together(
        self, sink: SinkAndShelf, passages_on_record: Callable[[], int]
    ) -> None:
        documents = [document_of(FIRST, "/docs/one.txt"), document_of(SECOND, "/docs/two.txt")]
        intake = sink.begin(documents)
        intake.add(passages_of(documents[0]))
        intake.abandon()
        assert sink.sources() == []
        assert passages_on_record() == 0

    def test_leftovers_of_an_interrupted_intake_are_dropped_by_the_next(
        self, sink: SinkAndShelf, passages_on_record: Callable[[], int]
    ) -> None:
        sink.begin([document_of(FIRST)]).add(passages_of(document_of(FIRST)))
        store(sink, document_of(SECOND))
        assert [source.sha256 for source in sink.sources()] == [document_of(SECOND).source.sha256]
        assert passages_on_record() == 2

    def test_adding_no_passages_does_nothing(self, sink: SinkAndShelf, passages_on_record: Callable[[], int]) -> None:
        intake = sink.begin([document_of(FIRST)])
        intake.add([])
        intake.add(passages_of(document_of(FIRST)))
        intake.commit()
        assert passages_on_record() == 2

    def test_one_location_in_two_collections_is_two_documents(
        self, sink: SinkAndShelf, passages_on_record: Callable[[], int]
    ) -> None:
        store(sink, document_of(FIRST, collection="default"))
        assert sink.sha256_of("/docs/ferry.txt", "press") is None
        store(sink, document_of(SECOND, collection="press"))
        assert {sink.document(source.document_id).text for source in sink.sources()} == {FIRST, SECOND}
        assert passages_on_record() == 4

    def test_a_failure_is_noted_once_with_its_last_reason_and_leaves_the_earlier_version(
        self, sink: SinkAndShelf, failures: Callable[[], list[tuple[str, str, str]]]
    ) -> None:
        store(sink, document_of(FIRST))
        sink.note_failure("/docs/ferry.txt", "default", "damaged")
        sink.note_failure("/docs/ferry.txt", "default", "locked")
        assert failures() == [("/docs/ferry.txt", "default", "locked")]
        assert sink.document(document_of(FIRST).source.document_id).text == FIRST

    def test_a_commit_clears_the_failure_of_its_own_place_only(
        self, sink: SinkAndShelf, failures: Callable[[], list[tuple[str, str, str]]]
    ) -> None:
        sink.note_failure("/docs/ferry.txt", "default", "locked")
        sink.note_failure("/docs/ferry.txt", "press", "locked")
        store(sink, document_of(FIRST))
        assert failures() == [("/docs/ferry.txt", "press", "locked")]
        sink.forget_failure("/docs/ferry.txt", "default")
        sink.forget_failure("/docs/ferry.txt", "press")
        assert failures() == []

    def test_what_is_committed_stays_when_it_is_abandoned_after(
        self, sink: SinkAndShelf, passages_on_record: Callable[[], int]
    ) -> None:
        store(sink, document_of(FIRST))
        intake = sink.begin([document_of(SECOND)])
        intake.add(passages_of(document_of(SECOND)))
        intake.commit()
        intake.abandon()
        assert [source.sha256 for source in sink.sources()] == [document_of(SECOND).source.sha256]
        assert passages_on_record() == 2

    @pytest.mark.parametrize("text", ["Ferry 😀 left. مرحبا 渡輪。", "Quotes ' and \" left. It's {}; drop table x;--"])
    def test_text_comes_back_letter_for_letter(self, sink: SinkAndShelf, text: str) -> None:
        document = document_of(text, location=f"/docs/{text[:12]}.txt")
        store(sink, document)
        assert sink.document(document.source.document_id) == document
