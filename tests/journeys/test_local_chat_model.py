"""A real chat model in this process, and behind a server: answer, stream, stop, ask again, follow up, refuse.

The model is small and says much that is wrong: what is held here is that none of it is shown.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.answering.chain import AnswerChain
from onrecord.answers import Answer, Partial
from onrecord.assembly import Parts
from onrecord.contract import answer_json
from onrecord.models.local import stop_all
from onrecord.models.opening import ModelOptions, open_model
from onrecord.types import Cited, Turn
from tests.local_model import slots, small_model

QUESTION = "When was Corrow Bridge closed?"


@pytest.fixture(scope="module")
def local(samples: Parts) -> Iterator[AnswerChain]:
    """The answer chain of the samples, with the small model."""
    yield asking(samples)
    stop_all()


def asking(samples: Parts, **given: Any) -> AnswerChain:
    small = {"writer_threads": 1, "writer_passages": 2, "writer_reply_tokens": 70, "writer_context_tokens": 2048}
    return samples.answerer_of(**{"writer": f"gguf:{small_model()}", **small, **given})


@pytest.fixture(scope="module")
def answer(local: AnswerChain) -> Answer:
    return local.ask(QUESTION)


def held_up(answer: Answer, parts: Parts) -> None:
    """All that is promised of an answer, whoever wrote it."""
    texts = {one.number: parts.library.document(one.source.document_id).text for one in answer.citations}
    for citation in answer.citations:
        assert texts[citation.number][citation.start : citation.end] == citation.quote
    for sentence in answer.sentences:
        if sentence.kind != "framing":
            assert sentence.citations, f"nothing is cited for {sentence.text!r}"
            assert sentence.verdict is not None
            assert sentence.verdict.label == "supported", sentence


def test_it_answers_and_shows_only_what_is_supported(samples: Parts, answer: Answer) -> None:
    assert answer.status == "answered"
    held_up(answer, samples)
    assert answer.usage is not None
    assert answer.usage.requests == 1
    assert (answer.usage.tokens_in or 0) > 200
    assert 0 < (answer.usage.tokens_out or 0) <= 70
    assert answer.usage.model == f"gguf:{small_model().name}"
    assert str(small_model().parent) not in str(answer_json(answer)), "where the file lies is not told"
    assert answer.held or answer.writer != "extractive"


def test_it_streams_what_is_checked_and_ends_with_the_same(local: AnswerChain) -> None:
    *before, last = local.ask_stream(QUESTION, fresh=True)
    assert isinstance(last, Answer)
    partials = [one for one in before if isinstance(one, Partial)]
    assert [one for one in before if isinstance(one, str)] == ["searching", "writing", "checking"]
    assert any(one.pending for one in partials)
    shown = [sentence.text for sentence in last.sentences]
    for one in partials:
        assert [sentence.text for sentence in one.sentences] == shown[: len(one.sentences)]
        assert all(sentence.verdict for sentence in one.sentences if sentence.kind != "framing")


def test_stopping_it_frees_the_model(local: AnswerChain) -> None:
    stream = local.ask_stream(QUESTION, fresh=True)
    assert next(one for one in stream if isinstance(one, Partial))
    running = open_model(f"gguf:{small_model()}", ModelOptions(context_tokens=2048, threads=1))  # on the same server
    assert any(slot["is_processing"] for slot in slots(running))
    stream.close()  # type: ignore[attr-defined]  # it is a generator
    until = time.monotonic() + 60
    while any(slot["is_processing"] for slot in slots(running)):
        assert time.monotonic() < until, "it goes on writing what nobody reads"
        time.sleep(0.05)


def test_the_same_question_gets_the_kept_reply_unless_asked_anew(local: AnswerChain) -> None:
    fresh = local.ask(QUESTION, fresh=True)
    again = local.ask(QUESTION)
    assert fresh.usage is not None
    assert again.usage is not None
    assert (fresh.usage.cached, fresh.usage.requests) == (False, 1)
    assert (again.usage.cached, again.usage.requests) == (True, 0)
    assert again.text == fresh.text


def test_a_follow_up_takes_what_it_leans_on_and_keeps_numbers(
    samples: Parts, local: AnswerChain, answer: Answer
) -> None:
    cited = tuple(Cited(one.number + 10, one.source.document_id, one.start, one.end) for one in answer.citations)
    history = (Turn("user", QUESTION), Turn("assistant", answer.text, cited))
    after = local.ask("And why was it closed?", history)
    assert "Corrow" in after.standalone_question
    held_up(after, samples)
    known = {(one.document_id, one.start, one.end): one.number for one in cited}
    assert after.citations
    for one in after.citations:
        number = known.get((one.source.document_id, one.start, one.end))
        assert one.number == number if number else one.number > 10 + len(cited)


def test_without_evidence_no_model_is_asked(local: AnswerChain) -> None:
    refused = local.ask("Who won the world cup of 1954 in Bern?")
    assert (refused.status, refused.usage) == ("abstained", None)


def test_a_model_file_that_is_not_there_gives_the_documents_words_and_says_why(samples: Parts, tmp_path: Path) -> None:
    answer = asking(samples, writer=f"gguf:{tmp_path / 'none.gguf'}").ask(QUESTION)
    assert (answer.status, answer.writer) == ("answered", "extractive")
    assert "none.gguf" in answer.instead
    held_up(answer, samples)


def test_it_answers_through_a_server_that_speaks_openais_format(samples: Parts) -> None:
    import xllamacpp  # type: ignore[import-untyped]

    params = xllamacpp.CommonParams()
    params.model.path = str(small_model())
    params.n_ctx, params.n_parallel, params.port, params.verbosity = 2048, 1, 0, -1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.use_jinja, params.ui, params.offline = True, False, True
    server = xllamacpp.Server(params)
    answer = asking(samples, writer="openai:smollm2", writer_base_url=f"{server.listening_address}/v1").ask(QUESTION)
    assert answer.usage is not None
    assert (answer.usage.model, answer.usage.requests) == ("openai:smollm2", 1)
    assert (answer.usage.tokens_in or 0) > 200
    held_up(answer, samples)
    del server
