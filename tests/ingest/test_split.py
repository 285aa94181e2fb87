"""Passages: exact ranges of whole sentences that fit the embedder, and nothing of the document left out."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.split import ENOUGH_TOKENS, MOST_TOKENS, split
from onrecord.sentences import MAX_SENTENCE_CHARS, is_heading, split_sentences
from onrecord.types import Document, Passage
from tests.effort import work_of_at_most
from tests.fakes import a_document, count_words
from tests.texts import steady, texts_with_words

SENTENCE = "The harbour board met on Monday and raised the mooring fee to 40 euros a night. "


def passages_of(text: str) -> list[Passage]:
    return list(split(a_document(text), count_words))


def tokens_of(document: Document, passage: Passage) -> int:
    return sum(count_words([document.text[span.start : span.end] for span in passage.sentences]))


@steady
@given(texts_with_words)
def test_a_passage_is_exactly_its_range_of_the_document(text: str) -> None:
    for index, passage in enumerate(passages_of(text)):
        assert text[passage.start : passage.end] == passage.text
        assert passage.index == index
        assert passage.document_id == "notice"


@steady
@given(texts_with_words)
def test_every_sentence_is_in_a_passage_and_none_is_cut(text: str) -> None:
    held = {(span.start, span.end) for passage in passages_of(text) for span in passage.sentences}
    for span in split_sentences(text):
        # A heading is one piece, also where it holds a full stop ("Dr. Venn").
        ((start, end),) = [(start, end) for start, end in held if start <= span.start and span.end <= end]
        assert (start, end) == (span.start, span.end) or is_heading(text[start:end])


@steady
@given(texts_with_words.map(lambda text: text * 12))
def test_a_passage_fits_the_embedder_unless_it_is_one_sentence(text: str) -> None:
    document = a_document(text)
    for passage in split(document, count_words):
        assert len(passage.sentences) == 1 or tokens_of(document, passage) <= MOST_TOKENS


@steady
@given(texts_with_words.map(lambda text: text * 12))
def test_passages_follow_one_another_and_share_one_sentence_at_most(text: str) -> None:
    for one, other in pairwise(passages_of(text)):
        shared = set(one.sentences) & set(other.sentences)
        assert shared <= {one.sentences[-1]} & {other.sentences[0]}
        assert one.start < other.start
        assert one.end < other.end


@steady
@given(texts_with_words)
def test_the_same_text_gives_the_same_passages(text: str) -> None:
    assert passages_of(text) == passages_of(text)


@steady
@given(texts_with_words, st.lists(st.integers(0, 400), max_size=6), st.integers(0, 60))
def test_every_page_is_that_of_its_first_character(text: str, breaks: list[int], body_start: int) -> None:
    starts = (0, *sorted(min(place, len(text)) for place in breaks))
    document = a_document(text, page_starts=starts, body_start=min(body_start, len(text)))
    for passage in split(document, count_words):
        assert passage.page == document.page_at(passage.start)
        assert len(passage.sentence_pages) == len(passage.sentences)
        for span in passage.sentences:
            assert passage.page_of(span) == document.page_at(span.start)


def test_a_format_without_pages_has_none() -> None:
    (passage,) = passages_of(SENTENCE)
    assert passage.page is None
    assert passage.sentence_pages == ()
    assert passage.page_of(passage.sentences[0]) is None


def test_prose_fills_passages_and_each_begins_with_the_last_sentence_of_the_one_before() -> None:
    found = passages_of(SENTENCE * 60)
    assert len(found) > 3
    for one, other in pairwise(found):
        assert ENOUGH_TOKENS <= sum(count_words([one.text])) <= MOST_TOKENS
        assert other.sentences[0] == one.sentences[-1]


def test_long_sentences_that_do_not_fit_together_are_not_carried_over() -> None:
    long = "The board met " + "and met again " * 46 + "at last. "
    document = a_document(f"It met. {long}{long}It left. {long}{long}" * 3)
    found = list(split(document, count_words))
    assert max(tokens_of(document, passage) for passage in found) <= MOST_TOKENS


def test_a_heading_starts_a_passage_and_names_what_is_below_it() -> None:
    text = f"Fees\n\n{SENTENCE * 6}\n\nDredging of the basin\n\n{SENTENCE * 6}\n\n# Crane\n\n{SENTENCE * 6}"
    found = passages_of(text)
    assert [passage.heading for passage in found] == ["Fees", "Dredging of the basin", "Crane"]
    assert [passage.text.split("\n")[0] for passage in found] == ["Fees", "Dredging of the basin", "# Crane"]


def test_no_sentence_of_another_section_is_carried_over_a_heading() -> None:
    text = f"Fees\n\n{SENTENCE * 6}Only in the first.\n\nDredging of the basin\n\n{SENTENCE * 6}"
    first, second = passages_of(text)
    assert "Only in the first." in first.text
    assert "Only in the first." not in second.text


def test_a_short_section_shares_a_passage_with_the_next() -> None:
    (passage,) = passages_of("Fees\n\nThey rise.\n\nDredging\n\nIt starts in May.\n\nCrane\n\nNone.")
    assert passage.heading == "Fees"


def test_what_stands_before_the_body_is_in_no_passage() -> None:
    header = "Title: Fees rise\nDate: 18 April 2024\n\n"
    document = a_document(header + SENTENCE, body_start=len(header))
    (passage,) = split(document, count_words)
    assert passage.text == SENTENCE.strip()
    assert passage.start == len(header)


def test_a_sentence_that_is_too_long_for_any_passage_is_one_by_itself() -> None:
    giant = "the fee and " * 90 + "all."
    found = passages_of(f"{SENTENCE} {giant} {SENTENCE}")
    assert sum(count_words([giant])) > MOST_TOKENS
    assert len(giant) <= MAX_SENTENCE_CHARS
    alone = [passage for passage in found if giant in passage.text]
    assert [passage.text for passage in alone] == [giant]


@pytest.mark.parametrize(
    "text",
    [
        "😀 👩‍👩‍👧 🇩🇪. " * 200,
        "رفع مجلس الميناء رسوم الرسو يوم الاثنين. " * 80,
        "港務局星期一將泊位費提高到四十歐元。" * 80,
        "המועצה העלתה את האגרה ביום שני. " * 80,
        "no punctuation at all only words and words " * 200,
        "e\u0301\u0301\u0301 " * 500,
    ],
    ids=["emoji", "arabic", "chinese", "hebrew", "no punctuation", "combining"],
)
def test_any_script_is_cut_into_many_passages_without_loss(text: str) -> None:
    found = passages_of(text)
    assert len(found) > 1
    covered = {place for passage in found for place in range(passage.start, passage.end)}
    assert all(place in covered for place, letter in enumerate(text) if not letter.isspace())


@work_of_at_most(60)
@pytest.mark.parametrize("unit", ["word ", "x", "# x ", "港", "“He said "])
def test_a_megabyte_in_one_line_is_cut_into_bounded_passages(unit: str) -> None:
    text = (unit * (1_000_000 // len(unit) + 1))[:1_000_000]
    found = passages_of(text)
    assert len(found) > 500
    assert max(len(passage.text) for passage in found) <= 2 * MAX_SENTENCE_CHARS


def test_data_that_the_tokenizer_takes_for_a_few_words_is_cut_all_the_same() -> None:
    document = a_document("x" * 300_000)
    found = list(split(document, lambda texts: [1 for _ in texts]))
    assert max(len(passage.text) for passage in found) <= 4000


def test_lengths_are_counted_in_batches_and_each_sentence_once() -> None:
    calls: list[int] = []

    def counter(texts: Sequence[str]) -> list[int]:
        calls.append(len(texts))
        return count_words(texts)

    document = a_document(SENTENCE * 600)
    list(split(document, counter))
    assert sum(calls) == 600
    assert max(calls) <= 256
    assert len(calls) == 3


def test_passages_come_as_they_are_made() -> None:
    counted: list[str] = []

    def counter(texts: Sequence[str]) -> list[int]:
        counted.extend(texts)
        return count_words(texts)

    next(split(a_document(SENTENCE * 2000), counter))
    assert len(counted) < 2000
