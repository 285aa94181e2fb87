"""The sample library and its suite: real parts, from files to checked answers."""

from pathlib import Path

import pytest

from eval.cases import Case, read_suite
from onrecord.assembly import Parts, samples_folder
from onrecord.sentences import fold
from onrecord.types import Document, Turn

SUITE = Path(__file__).resolve().parent.parent.parent / "eval" / "suites" / "samples.jsonl"
CASES = read_suite(SUITE).cases


@pytest.fixture(scope="module")
def texts(samples: Parts) -> dict[str, Document]:
    """Document by its path below the samples."""
    documents = [samples.library.document(source.document_id) for source in samples.library.sources()]
    return {Path(one.source.location).relative_to(samples_folder()).as_posix(): one for one in documents}


def test_the_suite_has_enough_of_each_kind() -> None:
    kinds = [case.kind for case in CASES]
    assert len(CASES) >= 120
    assert kinds.count("unanswerable") >= 15
    for kind in ("answerable", "who-said", "table", "date", "as-of", "multi-document", "disagreement", "follow-up",
                 "false-premise", "injection"):  # fmt: skip
        assert kinds.count(kind) >= 5


@pytest.mark.parametrize("case", [case for case in CASES if case.gold], ids=lambda case: case.id)
def test_gold_words_are_on_record(case: Case, texts: dict[str, Document]) -> None:
    for gold in (*case.gold, *case.also):
        assert gold.quote in fold(texts[gold.document].text), f"{gold.document} does not say: {gold.quote}"


def test_every_sample_says_that_it_is_fiction(texts: dict[str, Document]) -> None:
    assert len(texts) >= 24
    assert [name for name, document in texts.items() if "fictional" not in document.text.lower()] == []


def test_every_format_is_there_with_title_and_date(texts: dict[str, Document]) -> None:
    assert {document.source.format for document in texts.values()} == {"txt", "md", "html", "pdf", "docx"}
    assert [name for name, document in texts.items() if document.source.published is None] == []


def test_every_passage_is_exact_and_knows_its_page(samples: Parts, texts: dict[str, Document]) -> None:
    by_id = {document.source.document_id: document for document in texts.values()}
    for hit in samples.retriever.search("the", 500):
        document, passage = by_id[hit.passage.document_id], hit.passage
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.page == document.page_at(passage.start)
        for span in passage.sentences:
            assert passage.page_of(span) == document.page_at(span.start)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_answer_keeps_the_promises(case: Case, samples: Parts, texts: dict[str, Document]) -> None:
    """Whatever the answer: quotes are verbatim, every sentence has its verdict, a refusal cites nothing."""
    answer = samples.answerer.ask(case.question, case.history)
    by_id = {document.source.document_id: document for document in texts.values()}
    for citation in answer.citations:
        document = by_id[citation.source.document_id]
        assert document.text[citation.start : citation.end] == citation.quote
        assert citation.page == document.page_at(citation.start)
        assert citation.source.sha256 == document.source.sha256
    for sentence in answer.sentences:
        if sentence.kind == "quote":
            assert sentence.verdict is not None
            assert sentence.verdict.label == "supported"
            assert [fold(answer.citations[number - 1].quote) for number in sentence.citations] == [sentence.text]
    if answer.status == "abstained":
        assert answer.citations == ()
        assert f"{answer.coverage.documents_searched:,}" in answer.text


def test_a_follow_up_is_searched_with_what_it_leans_on(samples: Parts) -> None:
    history = [Turn("user", "Why was the Corrow Bridge closed?"), Turn("assistant", "Cracks were found.")]
    answer = samples.answerer.ask("And when will it reopen?", history)
    assert "Corrow Bridge" in answer.standalone_question
    assert any("reopen" in citation.quote for citation in answer.citations)
