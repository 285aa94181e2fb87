"""The metrics of ragas on a finished run: a second opinion, by a chat model, beside the metrics of the suite.

ragas is an extra, ``pip install "onrecord[ragas]"``. It is built against ragas 0.4.3 (Apache-2.0) and its metrics of
``ragas.metrics.collections``, which take a model of one's own by two small classes; the older ones of
``ragas.metrics``, and the wrappers of LangChain models that go with them, are deprecated there. Two limits
come with it:

- langchain-community before 0.4.2: ragas imports ``langchain_community.chat_models.vertexai``, which 0.4.2 has not.
- rich before 15: ragas needs instructor, and no release of that takes rich 15, which ``requirements/lock.txt`` pins.

So it cannot be installed beside that lock file as it stands; beside all else in it, it can.

Texts of documents are sent to the model inside the prompts of ragas, which mark them as JSON and no more. What a model
says of them is a figure of a report and never anything else.
"""

import asyncio
import importlib
import math
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from eval.cases import NEEDS_ALL
from eval.metrics.score import Score
from eval.results import Result, Run
from onrecord.errors import BadInput

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["RAGAS_METRICS", "ChatModel", "Embed", "ragas_scores"]

Embed = Callable[[Sequence[str]], "npt.NDArray[np.float32]"]
"""Texts -> their vectors, one a row."""

_INSTALL: Final = 'Install it with pip install "onrecord[ragas]", in an environment of its own.'
_REASON_CHARS: Final = 300


class _Needs(NamedTuple):
    """What a metric of ragas is given: which fields of a sample, whether an answer, whether an embedder."""

    metric: str
    fields: tuple[str, ...]
    embeddings: bool = False


_METRICS: Final[Mapping[str, _Needs]] = {
    "ragas_faithfulness": _Needs("Faithfulness", ("user_input", "response", "retrieved_contexts")),
    "ragas_answer_relevancy": _Needs("AnswerRelevancy", ("user_input", "response"), embeddings=True),
    "ragas_context_precision": _Needs("ContextPrecision", ("user_input", "reference", "retrieved_contexts")),
    "ragas_context_recall": _Needs("ContextRecall", ("user_input", "retrieved_contexts", "reference")),
}

RAGAS_METRICS: Final = tuple(_METRICS)
"""Names of the metrics, in the order in which they are computed."""

_LACKS: Final = {
    "response": "a refusal has no answer to look at",
    "retrieved_contexts": "nothing was found",
    "reference": "the case has no reference: neither a short answer nor words that are gold",
}


class ChatModel(Protocol):
    """What is wanted of a chat model; those of LangChain have it."""

    def with_structured_output(self, schema: Any, /) -> Any:  # noqa: ANN401 - a runnable; langchain is not for this room
        """The model bound to a schema of pydantic: what ``ainvoke`` gives is an instance of it."""
        ...


class _Model:
    """A chat model as ragas asks it."""

    def __init__(self, model: ChatModel, attempts: int) -> None:
        self._model, self._attempts = model, attempts

    def generate(self, prompt: str, response_model: Any) -> Any:  # noqa: ANN401 - an instance of what ragas asks for
        """What :meth:`agenerate` gives."""
        return self._bound(response_model).invoke(prompt)

    async def agenerate(self, prompt: str, response_model: Any) -> Any:  # noqa: ANN401 - as above
        """The answer to a prompt, as an instance of ``response_model``.

        Raises:
            ValueError: the last attempt, too, brought nothing of that form.
        """
        answer = await self._bound(response_model).ainvoke(prompt)
        if not isinstance(answer, response_model):
            raise ValueError(f"the model did not answer in the form {response_model.__name__}")
        return answer

    def _bound(self, response_model: Any) -> Any:  # noqa: ANN401 - as above
        return self._model.with_structured_output(response_model).with_retry(stop_after_attempt=self._attempts)


class _Embedder:
    """An embedder as ragas asks it."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed

    def embed_text(self, text: str, **_: object) -> list[float]:
        """The vector of one text."""
        return self.embed_texts([text])[0]

    def embed_texts(self, texts: list[str], **_: object) -> list[list[float]]:
        """The vectors of some texts."""
        return [[float(one) for one in row] for row in self._embed(texts)]

    async def aembed_text(self, text: str, **_: object) -> list[float]:
        """As :meth:`embed_text`."""
        return self.embed_text(text)

    async def aembed_texts(self, texts: list[str], **_: object) -> list[list[float]]:
        """As :meth:`embed_texts`."""
        return self.embed_texts(texts)


def ragas_scores(
    run: Run, model: ChatModel, embed: Embed, attempts: int = 3, at_once: int = 4
) -> dict[str, dict[str, Score]]:
    """The metrics of ragas for every case of a run.

    ragas is told not to report its use (``RAGAS_DO_NOT_TRACK`` is set for this process). The passages are those that
    the retriever found for the case, best first; the answer is its sentences without marks; the reference is the first
    short answer of the case, else the words that are its gold.

    Args:
        run: a finished run, :func:`eval.results.read_run`.
        model: a chat model of LangChain, at temperature 0, such as ``open_model`` of
            ``onrecord.models.opening`` gives; it is asked some ten to twenty times a case.
        embed: for ``ragas_answer_relevancy``, which likens questions to one another.
        attempts: how often each prompt is tried at most, 1 and up; between them is a wait that grows.
        at_once: how many metrics wait for the model at one time, 1 and up.

    Returns:
        Metric (:data:`RAGAS_METRICS`) -> id of the case -> score, about 0 to 1. Unscored are refusals, for metrics that
        look at an answer; cases where nothing was found or that have no reference, for metrics that look at these;
        failed cases; and those where the model failed or ragas gave no figure, with the reason.

    Raises:
        BadInput: ragas is not installed or cannot be imported, or a count is under 1.
        RuntimeError: an event loop is running in this thread.
    """
    if attempts < 1 or at_once < 1:
        raise BadInput(f"{attempts} attempts, {at_once} at once: give 1 or more of each.")
    metrics = _metrics(_Model(model, attempts), _Embedder(embed))
    return asyncio.run(_all(run.results, metrics, at_once))


def _metrics(model: _Model, embedder: _Embedder) -> dict[str, Any]:
    """The metrics of ragas by our names.

    Raises:
        BadInput: ragas is not installed or cannot be imported.
    """
    os.environ["RAGAS_DO_NOT_TRACK"] = "true"  # before the import, which may begin to report
    try:
        made = importlib.import_module("ragas.metrics.collections")
        models = importlib.import_module("ragas.llms.base")
        embedders = importlib.import_module("ragas.embeddings.base")
    except ImportError as error:
        if error.name == "ragas":
            raise BadInput(f"The metrics of ragas need a package that is not installed: ragas. {_INSTALL}") from error
        raise BadInput(f"ragas is installed and cannot be imported: {error}. {_INSTALL}") from error
    # Their base classes only say which methods there are.
    models.InstructorBaseRagasLLM.register(_Model)
    embedders.BaseRagasEmbedding.register(_Embedder)
    return {
        name: getattr(made, needs.metric)(llm=model, **({"embeddings": embedder} if needs.embeddings else {}))
        for name, needs in _METRICS.items()
    }


async def _all(results: Sequence[Result], metrics: Mapping[str, Any], at_once: int) -> dict[str, dict[str, Score]]:
    gate = asyncio.Semaphore(at_once)

    async def scored(name: str, result: Result) -> Score:
        async with gate:
            return await _scored(metrics[name], _METRICS[name], result)

    waiting: list[Awaitable[Score]] = [scored(name, result) for name in metrics for result in results]
    scores = iter(await asyncio.gather(*waiting))
    return {name: {result.id: next(scores) for result in results} for name in metrics}


async def _scored(metric: Any, needs: _Needs, result: Result) -> Score:  # noqa: ANN401 - ragas ships no types
    if result.answer is None:
        return Score.unscored(f"there is no answer: {result.error or 'asking failed'}")
    sample = _sample(result)
    lacking = next((field for field in needs.fields if not sample[field]), None)
    if lacking:
        return Score.unscored(_LACKS[lacking])
    try:
        value = float((await metric.ascore(**{field: sample[field] for field in needs.fields})).value)
    except Exception as error:  # noqa: BLE001 - whatever one case brings about, the others go on
        said = " ".join(f"{type(error).__name__}: {error}".split())
        return Score.unscored(f"the model gave no figure: {said[:_REASON_CHARS]}")
    if not math.isfinite(value):
        return Score.unscored("ragas found nothing to look at in what the model said")
    return Score(value, f"{needs.metric} of ragas, by a chat model")


def _sample(result: Result) -> dict[str, Any]:
    """A result as ragas has it; a field that is empty is lacking."""
    answer = result.answer or {}
    return {
        "user_input": answer["standalone_question"],
        "response": " ".join(one["text"] for one in answer["sentences"]) if result.status == "answered" else "",
        "retrieved_contexts": [hit["text"] for hit in result.hits if hit["text"].strip()],
        "reference": _reference(result),
    }


def _reference(result: Result) -> str:
    """The first short answer; else the words that are gold, of a kind that needs one source the first of them."""
    answers = result.case.get("answers", ())
    if answers:
        return str(answers[0])
    quotes = [str(gold["quote"]) for gold in result.case.get("gold", ()) if gold.get("quote", "").strip()]
    return " ".join(quotes if result.kind in NEEDS_ALL else quotes[:1])
