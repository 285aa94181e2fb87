"""The metrics of ragas, by a stand-in of its call shape: what is asked of it, and what becomes of its answers."""

import asyncio
import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from eval.metrics.score import Score
from eval.ragas import RAGAS_METRICS, ragas_scores
from eval.results import Result, Run
from onrecord.errors import BadInput

CASE = {"id": "fee", "question": "What is the fee?", "kind": "answerable", "answers": ["40 euros", "EUR 40"]}
ANSWER = {
    "question": "And the fee?",
    "standalone_question": "What is the mooring fee?",
    "status": "answered",
    "text": "The fee is 40 euros. [1] It rose in April. [2]",
    "sentences": [{"text": "The fee is 40 euros."}, {"text": "It rose in April."}],
}
REFUSAL = {**ANSWER, "status": "abstained", "text": "Not on record.", "sentences": []}
HITS = ({"text": "The board raised the fee to 40 euros."}, {"text": " "}, {"text": "Nets are mended."})


class Form:
    """What a metric asks the model for."""

    verdict = 0.5


class LikeModel(ABC):
    @abstractmethod
    async def agenerate(self, prompt: str, response_model: Any) -> Any: ...


class LikeEmbedder(ABC):
    @abstractmethod
    async def aembed_text(self, text: str) -> Any: ...


class LikeMetric:
    """Asks the model once and hands its verdict on; keeps what it was given."""

    given: dict[str, list[dict[str, Any]]] = {}  # noqa: RUF012 - made anew by the fixture

    def __init__(self, llm: Any, **parts: Any) -> None:
        assert isinstance(llm, LikeModel)
        assert set(parts) == ({"embeddings"} if type(self).__name__ == "AnswerRelevancy" else set())
        assert all(isinstance(one, LikeEmbedder) for one in parts.values())
        self.llm, self.embeddings = llm, parts.get("embeddings")

    async def ascore(self, **fields: Any) -> SimpleNamespace:
        self.given.setdefault(type(self).__name__, []).append(fields)
        if self.embeddings:
            rows = await self.embeddings.aembed_texts([fields["user_input"], "x"])
            assert rows == [[float(len(fields["user_input"])), 1.0], [1.0, 1.0]]
            assert await self.embeddings.aembed_text("xy") == self.embeddings.embed_text("xy") == [2.0, 1.0]
        return SimpleNamespace(value=(await self.llm.agenerate(f"weigh {fields}", Form)).verdict)


class Model:
    """A chat model as LangChain's, whose answers are ``reply``."""

    def __init__(self, reply: Any = None) -> None:
        self.reply = Form() if reply is None else reply
        self.attempts: list[int] = []
        self.waiting = self.most_waiting = 0

    def with_structured_output(self, schema: Any, /) -> "Model":
        assert schema is Form
        return self

    def with_retry(self, stop_after_attempt: int) -> "Model":
        self.attempts.append(stop_after_attempt)
        return self

    async def ainvoke(self, prompt: str) -> Any:
        assert prompt.startswith("weigh ")
        self.waiting += 1
        self.most_waiting = max(self.most_waiting, self.waiting)
        await asyncio.sleep(0)
        self.waiting -= 1
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply

    def invoke(self, prompt: str) -> Any:
        return asyncio.run(self.ainvoke(prompt))


def embed(texts: Sequence[str]) -> "npt.NDArray[np.float32]":
    return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)


@pytest.fixture(autouse=True)
def ragas(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[dict[str, Any]]]:
    """A stand-in for the package; what its metrics were given, by class."""
    names = ("Faithfulness", "AnswerRelevancy", "ContextPrecision", "ContextRecall")
    modules: dict[str, dict[str, Any]] = {
        "ragas": {},
        "ragas.metrics": {},
        "ragas.metrics.collections": {name: type(name, (LikeMetric,), {}) for name in names},
        "ragas.llms": {},
        "ragas.llms.base": {"InstructorBaseRagasLLM": LikeModel},
        "ragas.embeddings": {},
        "ragas.embeddings.base": {"BaseRagasEmbedding": LikeEmbedder},
    }
    for name, members in modules.items():
        module = ModuleType(name)
        vars(module).update(members)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setenv("RAGAS_DO_NOT_TRACK", "false")
    monkeypatch.setattr(LikeMetric, "given", {})
    return LikeMetric.given


def run_of(*results: Result) -> Run:
    return Run(Path("runs/one"), {}, results, {})


def scored(result: Result, model: Model | None = None) -> dict[str, Score]:
    """The score of each metric for one case."""
    scores = ragas_scores(run_of(result), model or Model(), embed)
    assert tuple(scores) == RAGAS_METRICS
    return {name: one[result.id] for name, one in scores.items()}


def test_each_metric_is_given_what_it_takes(ragas: dict[str, list[dict[str, Any]]]) -> None:
    scores = scored(Result(CASE, ANSWER, HITS))
    assert {score.value for score in scores.values()} == {0.5}
    assert scores["ragas_context_recall"].reason == "ContextRecall of ragas, by a chat model"
    sample = {
        "user_input": "What is the mooring fee?",
        "response": "The fee is 40 euros. It rose in April.",
        "retrieved_contexts": ["The board raised the fee to 40 euros.", "Nets are mended."],
        "reference": "40 euros",
    }
    without = {"Faithfulness": ["reference"], "AnswerRelevancy": ["retrieved_contexts", "reference"]}
    without |= {"ContextPrecision": ["response"], "ContextRecall": ["response"]}
    for name, missing in without.items():
        assert ragas[name] == [{field: one for field, one in sample.items() if field not in missing}]


def test_scores_stand_beside_their_cases() -> None:
    other = Result({**CASE, "id": "ferry"}, None, error="it broke")
    scores = ragas_scores(run_of(Result(CASE, ANSWER, HITS), other), Model(), embed)
    for one in scores.values():
        assert [(name, score.value) for name, score in one.items()] == [("fee", 0.5), ("ferry", None)]
        assert one["ferry"].reason == "there is no answer: it broke"


def test_a_refusal_has_no_answer_to_look_at_and_its_passages_are_scored() -> None:
    scores = scored(Result(CASE, REFUSAL, HITS))
    assert [name for name, score in scores.items() if score.value is None] == [
        "ragas_faithfulness",
        "ragas_answer_relevancy",
    ]
    assert scores["ragas_faithfulness"].reason == "a refusal has no answer to look at"


def test_where_nothing_was_found_only_the_answer_is_scored() -> None:
    scores = scored(Result(CASE, ANSWER))
    assert [name for name, score in scores.items() if score.value is not None] == ["ragas_answer_relevancy"]
    assert scores["ragas_context_recall"].reason == "nothing was found"


@pytest.mark.parametrize(
    ("case", "reference"),
    [
        ({"gold": [{"document": "a.txt", "quote": "One."}, {"document": "b.txt", "quote": "Two."}]}, "One."),
        ({"gold": [{"document": "a.txt"}, {"document": "b.txt", "quote": "Two."}]}, "Two."),
        (
            {"kind": "multi-document", "gold": [{"document": d, "quote": q} for d, q in ("aA", "bB")]},
            "A B",
        ),
        ({"gold": [{"document": "a.txt", "page": 2}]}, None),
        ({}, None),
    ],
    ids=["first of several", "first with words", "all of a kind that needs all", "page alone", "none"],
)
def test_words_that_are_gold_are_the_reference_where_there_is_no_short_answer(
    case: dict[str, Any], reference: str | None, ragas: dict[str, list[dict[str, Any]]]
) -> None:
    scores = scored(Result({"id": "x", "question": "?", "kind": "answerable"} | case, ANSWER, HITS))
    if reference is None:
        assert scores["ragas_context_precision"].reason.startswith("the case has no reference")
        assert "ContextRecall" not in ragas
    else:
        assert ragas["ContextRecall"][0]["reference"] == ragas["ContextPrecision"][0]["reference"] == reference


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (ConnectionError("reset\nby peer"), "the model gave no figure: ConnectionError: reset by peer"),
        ("words", "the model gave no figure: ValueError: the model did not answer in the form Form"),
        (type("Empty", (Form,), {"verdict": float("nan")})(), "ragas found nothing to look at in what the model said"),
    ],
)
def test_a_model_that_fails_on_a_case_leaves_it_unscored(reply: Any, reason: str) -> None:
    assert {(one.value, one.reason) for one in scored(Result(CASE, ANSWER, HITS), Model(reply)).values()} == {
        (None, reason)
    }


def test_attempts_are_passed_on_and_only_so_many_wait_at_once() -> None:
    model = Model()
    results = [Result({**CASE, "id": str(number)}, ANSWER, HITS) for number in range(6)]
    ragas_scores(run_of(*results), model, embed, attempts=5, at_once=2)
    assert model.attempts == [5] * 24
    assert model.most_waiting == 2


@pytest.mark.parametrize("counts", [{"attempts": 0}, {"at_once": 0}])
def test_counts_under_one_are_bad_input(counts: dict[str, int]) -> None:
    with pytest.raises(BadInput, match="give 1 or more"):
        ragas_scores(run_of(), Model(), embed, **counts)


def test_ragas_is_told_not_to_report_its_use() -> None:
    import os

    ragas_scores(run_of(), Model(), embed)
    assert os.environ["RAGAS_DO_NOT_TRACK"] == "true"


def test_without_ragas_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "ragas"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [NotThere(), *sys.meta_path])
    with pytest.raises(BadInput, match=r'not installed: ragas\. .*pip install "onrecord\[ragas\]"'):
        ragas_scores(run_of(), Model(), embed)


class NotThere:
    """An environment without ragas."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "ragas":
            raise ModuleNotFoundError("No module named 'ragas'", name="ragas")


def test_a_ragas_that_cannot_be_imported_is_told_from_one_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "ragas.llms.base")
    with pytest.raises(BadInput, match=r"cannot be imported: No module named 'ragas.llms.base'"):
        ragas_scores(run_of(), Model(), embed)
