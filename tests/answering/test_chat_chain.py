"""The chain with a chat model that says what it was told to: streaming, falling back, declining, tracing."""

import time
from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler

from onrecord.answering.chain import AnswerChain, Manner
from onrecord.answering.chat_writer import ChatWriter, Room
from onrecord.answering.composing import Policy
from onrecord.answering.extractive import ExtractiveWriter
from onrecord.answering.prompting import Prompting
from onrecord.answering.requests import RequestOptions, Requests
from onrecord.answering.rewriting import Rewriter, trimmed
from onrecord.answers import Answer, Partial
from onrecord.errors import MissingKey, ModelTimedOut, ModelUnreachable
from onrecord.grounding.judge import RuleJudge
from onrecord.types import Cited, Turn
from prompts.files import PromptFiles
from retriever.langchain import PassageRetriever
from tests.answering.test_chain import BOARD, BOTH, COST, WOLVES, Shelf
from tests.scripted import ScriptedModel

QUESTION = "What did the crane cost?"
RIGHT = "The crane cost 40 euros [1]."
WRONG = "The crane cost 90 euros [1]."
REFUSAL = PromptFiles().render("no_answer").strip()


def chain_of(
    model: ScriptedModel, policy: Policy = "replace", rewrites: bool = False, shelf: Shelf | None = None
) -> AnswerChain:
    prompting = Prompting(PromptFiles())
    requests = Requests(
        "test:model", lambda: model, RequestOptions(form="marks", attempts=1, no_answer=prompting.refusal)
    )
    writer = ChatWriter(requests, prompting, None, Room())
    manner = Manner(0.2, policy, ExtractiveWriter(4), Rewriter(requests, PromptFiles()) if rewrites else None)
    shelf = shelf or Shelf({QUESTION: [COST], "Who chairs the Harbour Board?": [BOARD]})
    return AnswerChain(
        PassageRetriever(retriever=shelf, k=8), shelf.coverage, writer, RuleJudge(), PromptFiles(), manner
    )


def asked(
    *replies: Any, question: str = QUESTION, policy: Policy = "replace", history: tuple[Turn, ...] = ()
) -> Answer:
    return chain_of(ScriptedModel(replies=list(replies)), policy).ask(question, history)


def test_a_supported_answer_names_its_model_and_what_it_took() -> None:
    answer = asked(RIGHT)
    assert answer.text == "“The crane cost 40 euros.” [1]", "letter for letter, so it is a quote"
    assert (answer.status, answer.writer, answer.instead, answer.held) == ("answered", "test:model", "", ())
    assert answer.usage is not None
    assert answer.usage.first_checked_ms is not None
    assert answer.usage.first_sentence_ms is not None
    assert answer.usage.first_checked_ms >= answer.usage.first_sentence_ms
    assert set(answer.timings_ms) == {"retrieve", "write", "check", "compare", "total"}


def test_a_sentence_appears_when_it_is_complete_and_its_verdict_after_it() -> None:
    go_on = Event()

    class Slow(ScriptedModel):
        def _pieces(self, messages: Any) -> Iterator[str]:
            yield from ("It cost 40 ", "euros [1].", " The crane ")
            assert go_on.wait(60), "the first sentence was not shown before the reply ended"
            yield from ("cost 40 euros ", "in all [1].")

    seen = []
    for one in chain_of(Slow(replies=[])).ask_stream(QUESTION):
        if isinstance(one, Partial):
            seen.append((one.pending, len(one.sentences)))
            if one.sentences:
                go_on.set()
    told = [one for one, before in zip(seen, [None, *seen], strict=False) if one not in (before, ("", 0))]
    assert told[:2] == [("It cost 40 euros.", 0), ("", 1)]


def test_what_is_not_supported_is_not_shown_and_is_there_on_demand() -> None:
    answer = asked(f"{WRONG} {RIGHT}")
    assert "90" not in answer.text
    (held,) = answer.held
    assert held.text == "The crane cost 90 euros."
    assert held.fate == "replaced"


def test_where_nothing_of_the_model_holds_the_documents_answer_and_say_so() -> None:
    answer = asked(WRONG)
    assert (answer.status, answer.writer) == ("answered", "extractive")
    assert answer.text == "“The crane cost 40 euros.” [1]"
    assert answer.instead == "Nothing that test:model wrote is supported in full by the passages it cites."
    held_back = asked(WRONG, policy="hold")
    assert held_back.text == answer.text, "also where what does not hold is left out"
    assert [one.fate for one in held_back.held] == ["dropped"]


@pytest.mark.parametrize(
    "error", [MissingKey("There is no key."), ModelTimedOut("It took too long."), ModelUnreachable("Gone.")]
)
def test_a_model_that_fails_gives_way_to_the_documents_words(error: Exception) -> None:
    answer = asked(error)
    assert (answer.status, answer.writer, answer.instead) == ("answered", "extractive", str(error))
    assert answer.text == "“The crane cost 40 euros.” [1]"
    assert answer.usage is not None
    assert answer.usage.requests == 1


def test_what_held_before_a_model_failed_stays() -> None:
    answer = asked(["It cost 40 euros [1]. And ", ModelUnreachable("Gone.")])
    assert answer.writer == "test:model"
    assert answer.instead == "Gone."
    assert [one.kind for one in answer.sentences] == ["statement"], "the documents say no more on it"


def test_a_model_that_declines_makes_a_refusal_that_says_so() -> None:
    answer = asked(REFUSAL)
    assert (answer.status, answer.sentences, answer.instead) == ("abstained", (), "")
    assert answer.reason.startswith("test:model found no answer")
    assert answer.usage is not None


def test_a_part_that_the_model_declines_is_left_open() -> None:
    answer = asked(RIGHT, REFUSAL, question=BOTH)
    assert [part.question for part in answer.unanswered] == ["Who chairs the Harbour Board?"]
    assert answer.status == "answered"
    assert answer.usage is not None
    assert answer.usage.requests == 2


def test_weak_evidence_asks_no_model() -> None:
    model = ScriptedModel(replies=[RIGHT])
    answer = chain_of(model, shelf=Shelf({QUESTION: [WOLVES]})).ask(QUESTION)
    assert (answer.status, model.seen, answer.usage) == ("abstained", [], None)


def test_an_answer_later_in_a_conversation_keeps_the_numbers_of_earlier_ones() -> None:
    first = asked(RIGHT)
    (citation,) = first.citations
    cited = (Cited(3, "notice", citation.start, citation.end), Cited(5, "board", 0, 4))
    history = (Turn("user", QUESTION), Turn("assistant", first.text, cited))
    again = asked(RIGHT, BOARD.passage.text + " [1]", question=BOTH, history=history)
    assert [one.number for one in again.citations] == [3, 6]


class Watching(BaseCallbackHandler):
    """Notes what LangChain tells it."""

    def __init__(self) -> None:
        self.runs: list[str] = []

    def on_chain_start(self, serialized: Any, inputs: Any, **kwargs: Any) -> None:
        self.runs.append(str(kwargs.get("name")))

    def on_chat_model_start(self, serialized: Any, messages: Any, **kwargs: Any) -> None:
        self.runs.append("model")


def test_callbacks_see_the_stages_and_the_model() -> None:
    watching = Watching()
    chain = chain_of(ScriptedModel(replies=[RIGHT]))
    list(chain.ask_stream(QUESTION, config={"callbacks": [watching]}))
    assert {"stand_alone", "search", "write_and_check"} <= set(watching.runs)
    assert watching.runs.count("model") == 1


async def _asynchronous(chain: AnswerChain) -> Any:
    return await chain.runnable.ainvoke({"question": QUESTION, "history": (), "filters": None, "fresh": False})


def test_the_runnable_can_be_invoked_batched_and_awaited() -> None:
    import asyncio

    chain = chain_of(ScriptedModel(replies=[RIGHT]))
    question = {"question": QUESTION, "history": (), "filters": None, "fresh": False}
    answers = [
        chain.runnable.invoke(question),
        *chain.runnable.batch([question, question]),
        asyncio.run(_asynchronous(chain)),
    ]
    assert {state["answer"].text for state in answers} == {answers[0]["answer"].text}
    assert isinstance(answers[0]["answer"], Answer)
    assert chain.runnable.invoke({"question": QUESTION})["answer"].text == answers[0]["answer"].text


async def _streamed(chain: AnswerChain, watching: Watching) -> list[Any]:
    asked = {"question": QUESTION, "history": (), "filters": None, "fresh": False}
    return [made async for made in chain.runnable.astream(asked, {"callbacks": [watching]})]


def test_who_awaits_is_streamed_the_same_stages() -> None:
    import asyncio

    watching = Watching()
    parts = asyncio.run(_streamed(chain_of(ScriptedModel(replies=[RIGHT])), watching))
    assert list(dict.fromkeys(name for part in parts[1:] for name in part)) == [
        "standing", "parts", "coverage", "evidence", "answer",
    ]  # fmt: skip
    assert isinstance(parts[-1]["answer"], Answer)
    assert {"stand_alone", "search", "write_and_check"} <= set(watching.runs)


def test_closing_the_stream_stops_the_model() -> None:
    stopped = Event()

    class Endless(ScriptedModel):
        def _pieces(self, messages: Any) -> Iterator[str]:
            try:
                while True:
                    yield "It cost 40 euros [1]. "
                    time.sleep(0.001)
            finally:
                stopped.set()

    stream = chain_of(Endless(replies=[])).ask_stream(QUESTION)
    assert next(one for one in stream if isinstance(one, Partial))
    stream.close()  # type: ignore[attr-defined]  # it is a generator
    assert stopped.wait(60)


CONVERSATION = (
    Turn("user", "What did the crane of the Harbour Board cost?"),
    Turn("assistant", "It cost 40 euros [1]."),
)


def test_a_follow_up_is_searched_as_the_model_puts_it_where_it_keeps_to_the_conversation() -> None:
    rewritten = "And when was the crane of the Harbour Board bought?"
    shelf = Shelf({rewritten: [COST]})
    answer = chain_of(ScriptedModel(replies=[rewritten, RIGHT]), rewrites=True, shelf=shelf).ask(
        "And when was it bought?", CONVERSATION
    )
    assert answer.standalone_question == rewritten
    assert answer.usage is not None
    assert answer.usage.requests == 2, "the rewriting counts"
    assert [query for query, _ in shelf.asked] == [rewritten]


@pytest.mark.parametrize("reply", ["When did the wolves of Norway eat the crane?", ModelUnreachable("Gone."), ""])
def test_what_does_not_keep_to_the_conversation_gives_way_to_the_rules(reply: Any) -> None:
    answer = chain_of(ScriptedModel(replies=[reply, RIGHT]), rewrites=True, shelf=Shelf({})).ask(
        "And when was it bought?", CONVERSATION
    )
    assert answer.standalone_question.startswith("And when was it bought?")
    assert "crane" in answer.standalone_question


def test_a_question_that_stands_alone_is_not_rewritten() -> None:
    model = ScriptedModel(replies=[RIGHT])
    chain_of(model, rewrites=True).ask(QUESTION, (Turn("user", "Is the ferry white?"), Turn("assistant", "Yes.")))
    assert len(model.seen) == 1


def test_a_conversation_is_trimmed_by_whole_messages_from_a_question_on() -> None:
    turns = [Turn("user" if place % 2 == 0 else "assistant", f"{place} " + "word " * 40) for place in range(8)]
    kept = trimmed(turns, 150)
    assert kept == turns[-len(kept) :]
    assert 0 < len(kept) < 8
    assert kept[0].role == "user"
    assert trimmed(turns, 10_000) == turns
    assert trimmed([], 100) == []
