"""Values refuse nonsense at birth and cannot be changed after it."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace

import pytest

import onrecord.answers
import onrecord.types
from onrecord.answers import Answer, Citation, Coverage, HeldBack, Partial, Sentence, Unanswered, Usage, Verdict
from onrecord.types import Cited, Document, Filters, Passage, Place, Source, Span, Turn
from tests.fakes import a_document, a_hit, a_source

SOURCE = a_source()
PASSAGE = a_hit("The board met. It left.").passage
CITATION = Citation(1, SOURCE, None, 3, 8, "board")
SUPPORTED = Verdict("supported", 1.0, "verbatim")
SENTENCE = Sentence("The board met.", "quote", (1,), SUPPORTED)
ANSWER = Answer("q", "q", "answered", "r", "t", (SENTENCE,), (CITATION,), Coverage(1, 1), "w", {})
VALUES = [
    Span(0, 1), SOURCE, a_document("x"), PASSAGE, a_hit("x"), Filters(), CITATION, SUPPORTED, SENTENCE, Coverage(1, 1),
    Turn("user", "x"), ANSWER, Place(SOURCE, None, 0, 9), Unanswered("q", "r"),
    Cited(1, "notice", 3, 8), HeldBack("x", SUPPORTED, "dropped"), Partial(), Usage("m"),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_no_value_can_be_changed(value: object) -> None:
    assert is_dataclass(value)
    for field in fields(value):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field.name, None)


def test_every_type_is_among_those_that_are_tested() -> None:
    modules = (onrecord.types, onrecord.answers)
    named = [getattr(module, name) for module in modules for name in module.__all__]
    public = {one.__name__ for one in named if isinstance(one, type)}
    assert {type(value).__name__ for value in VALUES} == public


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Span(-1, 3), "not a range"),
        (lambda: Span(3, 3), "not a range"),
        (lambda: Span(4, 3), "not a range"),
        (lambda: replace(SOURCE, document_id=""), "needs a document id"),
        (lambda: replace(SOURCE, location=""), "needs a document id"),
        (lambda: replace(SOURCE, title="  "), "needs a document id"),
        (lambda: replace(SOURCE, sha256="abc"), "not a SHA-256"),
        (lambda: Document(SOURCE, ""), "has no text"),
        (lambda: Document(SOURCE, " \n\t"), "has no text"),
        (lambda: Document(SOURCE, "text", (1, 2)), "must begin at 0 and ascend"),
        (lambda: Document(SOURCE, "text", (0, 3, 2)), "must begin at 0 and ascend"),
        (lambda: replace(PASSAGE, start=1), "is not its text"),
        (lambda: replace(PASSAGE, end=999), "is not its text"),
        (lambda: Passage("a", 0, 3, 3, "", ()), "is not its text"),
        (lambda: replace(PASSAGE, sentences=(Span(0, 999),)), "reaches outside"),
        (lambda: replace(a_hit("The board.", start=5).passage, sentences=(Span(4, 9),)), "reaches outside"),
        (lambda: replace(PASSAGE, sentence_pages=(1,)), "each sentence has one page"),
        (lambda: replace(PASSAGE, section=Span(1, 999)), "does not hold it"),
        (lambda: replace(PASSAGE, section=Span(0, 5)), "does not hold it"),
        (lambda: replace(CITATION, number=0), "does not span its quote"),
        (lambda: replace(CITATION, quote="boar"), "does not span its quote"),
        (lambda: replace(CITATION, start=-1, end=4), "does not span its quote"),
        (lambda: replace(CITATION, end=3, quote=""), "does not span its quote"),
        (lambda: Cited(0, "notice", 3, 8), "cannot stand for"),
        (lambda: Cited(1, "notice", -1, 8), "cannot stand for"),
        (lambda: Cited(1, "notice", 8, 8), "cannot stand for"),
        (lambda: Verdict("supported", 1.01, "x"), "score is in"),
        (lambda: Verdict("supported", -0.01, "x"), "score is in"),
        (lambda: Verdict("supported", float("nan"), "x"), "score is in"),
        (lambda: Verdict("supported", 1.0, ""), "gives its reason"),
        (lambda: Sentence("", "framing"), "has words"),
        (lambda: Sentence(" \n", "framing"), "has words"),
        (lambda: Sentence("The board met.", "quote"), "no verdict"),
        (lambda: Sentence("The board met.", "statement", (1,)), "no verdict"),
        (lambda: replace(ANSWER, citations=()), "a number that no citation has"),
        (lambda: replace(ANSWER, sentences=()), "an answer has sentences"),
    ],
)
def test_nonsense_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_a_document_knows_the_page_of_every_character() -> None:
    document = a_document("one two three", page_starts=(0, 4, 4, 8))
    assert [document.page_at(offset) for offset in (0, 3, 4, 7, 8, 12)] == [1, 1, 3, 3, 4, 4]
    assert a_document("one").page_at(0) is None


def test_a_passage_quotes_by_offsets_of_the_document() -> None:
    passage = a_hit("The board met. It left.", start=100).passage
    assert [passage.quote(span) for span in passage.sentences] == ["The board met.", "It left."]
    assert passage.quote(Span(104, 109)) == "board"


def test_a_span_is_on_the_page_of_the_sentence_it_begins_in() -> None:
    passage = replace(a_hit("The board met. It left.", start=100).passage, page=3, sentence_pages=(3, 4))
    assert [passage.page_of(span) for span in passage.sentences] == [3, 4]
    assert passage.page_of(Span(104, 118)) == 3
    assert PASSAGE.page_of(PASSAGE.sentences[0]) is None


def test_filters_that_are_on_are_listed() -> None:
    assert Filters().as_dict() == {}
    assert Filters(since="2024-01-01", collection="press").as_dict() == {"collection": "press", "since": "2024-01-01"}


def test_a_refusal_has_no_sentences_and_framing_needs_no_verdict() -> None:
    assert replace(ANSWER, status="abstained", sentences=(), citations=()).sentences == ()
    assert Sentence("Coastal Wire:", "framing").verdict is None


def test_a_source_is_what_its_fields_say() -> None:
    assert Source("a", "/a", "A", "0" * 64, "txt") == Source("a", "/a", "A", "0" * 64, "txt", "default")
    assert len({SOURCE, a_source()}) == 1
