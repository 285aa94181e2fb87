"""Hosted providers' wire formats, spoken by a server on this machine that fails in every way one can."""

from typing import Any

import pytest

from onrecord.answering.chain import AnswerChain
from onrecord.answers import Answer, Partial
from onrecord.assembly import Parts
from onrecord.models.failing import wait_before
from prompts.files import PromptFiles
from tests.chat_replies import (
    NO_SUCH_MODEL,
    OUT_OF_ORDER,
    OVERLOADED,
    QUOTA_USED_UP,
    RATE_LIMITED,
    TOO_LONG,
    WRONG_KEY,
    Garbage,
    HangUp,
    Reply,
    Silence,
    Wire,
    Words,
)
from tests.chat_servers import ChatServer

QUESTION = "When is Corrow Bridge now due to reopen?"
RIGHT = "Corrow Bridge is due to reopen on 14 February 2025 [1]."
SHOWN = "According to the Ministry of Public Works: Corrow Bridge is due to reopen on 14 February 2025."
"""Only the ministry says so."""
WRONG = "Corrow Bridge is due to reopen on 20 June 2026 [1]."
REFUSAL = PromptFiles().render("no_answer").strip()
WIRES: tuple[Wire, ...] = ("openai", "anthropic")

pytestmark = pytest.mark.parametrize("wire", WIRES)


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-a-test-0123456789")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-of-a-test-0123456789")


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two attempts there is a wait, as ever, but never one of seconds."""

    def short(*given: Any) -> float | None:
        wait = wait_before(*given)
        return None if wait is None else min(wait, 0.05)

    monkeypatch.setattr("onrecord.answering.requests.wait_before", short)


def asking(samples: Parts, server: ChatServer, **given: Any) -> AnswerChain:
    shape = {"writer_timeout_seconds": 30.0, "writer_attempts": 2, "writer_output": "marks", "cached_replies": 0}
    return samples.answerer_of(
        **{"writer": f"{server.wire}:some-model", "writer_base_url": server.url, **shape, **given}
    )


def asked(samples: Parts, wire: Wire, *replies: Reply, **given: Any) -> tuple[Answer, ChatServer]:
    with ChatServer(list(replies), wire) as server:
        return asking(samples, server, **given).ask(QUESTION, fresh=True), server


def patience(failure: Reply) -> dict[str, float]:
    """Only a server that says nothing is waited for in vain: elsewhere a busy machine may take its time."""
    return {"writer_timeout_seconds": 2.0} if isinstance(failure, Silence) else {}


def test_a_reply_is_streamed_checked_and_counted(samples: Parts, wire: Wire) -> None:
    with ChatServer(
        [Words(f"{RIGHT} The cost of the repair has risen to 5.6 million crowns [1].", tokens=(900, 31))], wire
    ) as server:
        *before, answer = asking(samples, server).ask_stream(QUESTION, fresh=True)
    assert isinstance(answer, Answer)
    assert any(isinstance(one, Partial) and one.pending for one in before)
    assert (answer.status, answer.writer) == ("answered", f"{wire}:some-model")
    assert answer.sentences[0].text == SHOWN
    assert answer.usage is not None
    assert (answer.usage.tokens_in, answer.usage.tokens_out) == (900, 31)
    (request,) = server.requests
    assert request.prompt.index("</passages>") < request.prompt.index(QUESTION)
    assert REFUSAL in request.prompt


def test_a_form_is_filled_where_the_model_has_structured_output(samples: Parts, wire: Wire) -> None:
    fields = {"sentences": [{"text": RIGHT.removesuffix(" [1].") + ".", "passages": [1]}]}
    answer, server = asked(samples, wire, Words(fields=fields), writer_output="structured")
    assert [one.text for one in answer.sentences] == [SHOWN]
    assert answer.instead == ""
    assert len(server.requests) == 1
    none, _ = asked(samples, wire, Words(fields={"sentences": []}), writer_output="structured")
    assert none.status == "abstained"


def test_a_wrong_sentence_is_said_anew_where_so_set(samples: Parts, wire: Wire) -> None:
    answer, server = asked(samples, wire, Words(WRONG), Words(RIGHT), writer_unsupported="repair")
    assert [one.text for one in answer.sentences] == [SHOWN]
    assert [(one.text, one.fate) for one in answer.held] == [(WRONG.removesuffix(" [1].") + ".", "repaired")]
    assert len(server.requests) == 2


def test_a_model_that_finds_nothing_makes_a_refusal(samples: Parts, wire: Wire) -> None:
    answer, _ = asked(samples, wire, Words(REFUSAL))
    assert (answer.status, answer.instead) == ("abstained", "")
    assert "some-model found no answer" in answer.reason


@pytest.mark.parametrize("failure", [RATE_LIMITED, OVERLOADED, OUT_OF_ORDER, HangUp(), Garbage(), Words(""), Silence()])
def test_what_may_pass_is_tried_again_and_then_answered(samples: Parts, wire: Wire, failure: Reply) -> None:
    answer, server = asked(samples, wire, failure, Words(RIGHT), **patience(failure))
    assert (answer.writer, answer.instead) == (f"{wire}:some-model", "")
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("failure", "words", "requests"),
    [
        (RATE_LIMITED, "limit", 2),
        (QUOTA_USED_UP, "used up", 1),
        (WRONG_KEY, "API_KEY", 1),
        (NO_SUCH_MODEL, "some-model", 1),
        (OVERLOADED, "overloaded", 2),
        (Garbage(), "some-model", 2),
        (HangUp(), "some-model", 2),
        (Silence(), "in time", 2),
        (Words(""), "some-model", 2),
        (Words("Corrow Bridge is", ends="length"), "limit", 1),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, int | str) else None,
)
def test_what_does_not_pass_gives_the_documents_words_and_says_why(
    samples: Parts, wire: Wire, failure: Reply, words: str, requests: int
) -> None:
    answer, server = asked(samples, wire, failure, **patience(failure))
    assert (answer.status, answer.writer) == ("answered", "extractive")
    assert {one.kind for one in answer.sentences} <= {"quote", "framing"}
    assert words.casefold() in answer.instead.casefold()
    assert "0123456789" not in answer.instead, "a key is never told"
    assert len(server.requests) == requests


def test_a_prompt_too_long_is_sent_again_with_fewer_passages(samples: Parts, wire: Wire) -> None:
    answer, server = asked(samples, wire, TOO_LONG[wire], Words(RIGHT))
    assert answer.writer == f"{wire}:some-model"
    counts = [request.prompt.count('"words"') for request in server.requests]
    assert counts == [6, 3]
    assert answer.usage is not None
    assert answer.usage.passages == 3


def test_a_connection_that_breaks_off_is_asked_again_and_no_sentence_comes_twice(samples: Parts, wire: Wire) -> None:
    whole = f"{RIGHT} The cost of the repair has risen to 5.6 million crowns [1]."
    answer, server = asked(samples, wire, Words(whole, drop_after=14), Words(whole))
    texts = [one.text for one in answer.sentences]
    assert len(texts) == len(set(texts)) == 2
    assert (answer.instead, len(server.requests)) == ("", 2)


def test_stopping_closes_the_connection(samples: Parts, wire: Wire) -> None:
    with ChatServer([Words(f"{RIGHT} " * 50, delay=0.02)], wire) as server:
        stream = asking(samples, server).ask_stream(QUESTION, fresh=True)
        assert next(one for one in stream if isinstance(one, Partial))
        stream.close()  # type: ignore[attr-defined]  # it is a generator
        assert server.hung_up.wait(60)
