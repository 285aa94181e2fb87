"""Four things broken on purpose, with the real parts: each time the gate fails, and `compare` names the questions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.asking import Engine
from eval.cases import Suite, read_suite
from eval.compare import compare_runs
from eval.gate import misses, read_bounds
from eval.gold import Shelf
from eval.record import Setup
from eval.results import Run
from eval.run import Asking, run_suite
from onrecord.answering.chain import AnswerChain, Manner
from onrecord.answering.drafted import Drafted
from onrecord.answering.extractive import ExtractiveWriter
from onrecord.answers import Answer, Verdict
from onrecord.assembly import Parts, samples_suite
from onrecord.ports import Answerer, DraftSentence, Judge, Writer, Writing
from onrecord.types import Filters, Hit, Turn
from prompts.files import PromptFiles
from retriever.hybrid import HybridRetriever
from retriever.langchain import PassageRetriever

# Enough of each sort: answerable with figures and names, and unanswerable ones that are refused.
ASKED = """ferry-01 ferry-05 bridge-01 bridge-03 storm-01 storm-03 quota-01 quota-03 said-02 said-04 said-07 table-02
    table-04 date-01 date-03 census-02 silent-01 silent-08 silent-19 silent-21""".split()
FLOORS = """
[at_least]
quote_fidelity = 1.0
groundedness = 0.97
verdicts_right = 0.97
facts_found = 0.75
"recall@5" = 0.9
refusing_recall = 0.9
"""


class YesJudge:
    """What is left of a judge that was dropped: it supports everything."""

    name = "none"

    def weigh(self, claim: str, evidence: Sequence[str]) -> Verdict:
        return Verdict("supported", 1.0, "not looked at")


class LooseWriter:
    """Says what the documents say in words of its own, and doubles every figure."""

    name = "loose"

    def __init__(self, careful: Writer) -> None:
        self._careful = careful

    def begin(self, question: str, hits: Sequence[Hit], fresh: bool = False, trace: Any = None) -> Writing:
        return Drafted([self._loose(one) for one in self._careful.begin(question, hits).sentences() if one])

    def _loose(self, one: DraftSentence) -> DraftSentence:
        if one.kind == "framing":
            return one
        words = [f"{word}0" if word[-1].isdigit() else word for word in one.text.split()]
        return replace(one, kind="statement", text=f"It is not so that {' '.join(words)}")


class WrongPassages(HybridRetriever):
    """Finds the passages that come after the right ones."""

    def search(self, query: str, k: int, filters: Filters | None = None) -> list[Hit]:
        return super().search(query, k + 12, filters)[12:]


class Shifted:
    """Answers with offsets that are one too many."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None, *, fresh: bool = False
    ) -> Answer:
        answer = self._answerer.ask(question, history, filters, fresh=fresh)
        moved = tuple(replace(one, start=one.start + 1, end=one.end + 1, moments=()) for one in answer.citations)
        return replace(answer, citations=moved)

    ask_stream: Any = None


Runner = Callable[..., Run]


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    lines = samples_suite().read_text(encoding="utf-8").splitlines()
    chosen = [line for line in lines if any(f'"id": "{name}"' in line for name in ASKED)]
    assert len(chosen) == len(ASKED)
    path = tmp_path_factory.mktemp("suite") / "some.jsonl"
    path.write_text("\n".join(chosen), encoding="utf-8")
    return read_suite(path)


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pairs") / "pairs.jsonl"
    path.write_text(
        '{"claim": "The ferry sank.", "evidence": ["The ferry sank."], "label": "supported"}\n'
        '{"claim": "The ferry sank.", "evidence": ["The bridge held."], "label": "unsupported"}\n',
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="module")
def run(samples: Parts, suite: Suite, pairs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """Runs the suite with one part exchanged; the judge of the run stays the same."""

    patched = pytest.MonkeyPatch()
    patched.setattr("eval.run.write_report", lambda run: None)  # takes longer than the questions do

    def go(answerer: Answerer = samples.answerer, retriever: HybridRetriever = samples.retriever) -> Run:
        engine = Engine(answerer, retriever, Shelf(samples.library), samples.judge)
        setup = Setup("0.0", "c" * 64, {}, {}, "rules", 0)
        return run_suite(suite, engine, setup, tmp_path_factory.mktemp("run"), Asking(reference=pairs))

    yield go
    patched.undo()


@pytest.fixture(scope="module")
def whole(run: Runner) -> Run:
    return run()


@pytest.fixture
def floors(tmp_path: Path) -> Path:
    path = tmp_path / "floors.toml"
    path.write_text(FLOORS, encoding="utf-8")
    return path


def chain(
    samples: Parts,
    *,
    retriever: HybridRetriever | None = None,
    writer: Writer | None = None,
    judge: Judge | None = None,
    least: float | None = None,
) -> AnswerChain:
    settings = samples.settings
    passages = PassageRetriever(retriever=retriever or samples.retriever, k=settings.hits)
    return AnswerChain(
        passages,
        samples.retriever.coverage,
        writer or ExtractiveWriter(settings.max_quotes),
        judge or samples.judge,
        PromptFiles(),
        Manner(settings.min_evidence if least is None else least),
    )


def missed(run: Run, floors: Path) -> dict[str, set[str]]:
    """Metric -> the questions that the gate names."""
    return {one.told.split()[0]: set(one.cases) for one in misses(run, read_bounds(floors))}


def test_the_whole_passes(whole: Run, floors: Path) -> None:
    assert missed(whole, floors) == {}


def test_a_second_run_gives_the_same_but_for_timings(whole: Run, run: Runner) -> None:
    moved = compare_runs(whole, run()).moved
    assert {name for name, one in moved.items() if one.wins or one.losses} <= {"answer_ms"}


def test_a_dropped_judge_is_caught(whole: Run, run: Runner, samples: Parts, floors: Path) -> None:
    careful = ExtractiveWriter(samples.settings.max_quotes)
    broken = run(chain(samples, writer=LooseWriter(careful), judge=YesJudge()))
    named = missed(broken, floors)
    assert {"groundedness", "verdicts_right"} <= named.keys()
    lost = set(compare_runs(whole, broken).moved["groundedness"].losses)
    assert len(lost) > 10
    assert lost <= named["groundedness"]
    assert lost <= compare_runs(whole, broken).worse.keys()


def test_wrong_passages_are_caught(whole: Run, run: Runner, samples: Parts, floors: Path) -> None:
    settings = samples.settings
    wrong = WrongPassages(samples.library, settings.candidates, settings.rerank)
    broken = run(chain(samples, retriever=wrong, least=0.0), wrong)
    named = missed(broken, floors)
    assert {"recall@5", "facts_found"} <= named.keys()
    lost = set(compare_runs(whole, broken).moved["recall@5"].losses)
    assert lost
    assert lost <= named["recall@5"]


def test_offsets_that_are_off_by_one_are_caught(whole: Run, run: Runner, samples: Parts, floors: Path) -> None:
    broken = run(Shifted(samples.answerer))
    named = missed(broken, floors)
    assert "quote_fidelity" in named
    quoted = {one.id for one in whole.results if one.status == "answered"}
    assert named["quote_fidelity"] == quoted
    assert set(compare_runs(whole, broken).moved["quote_fidelity"].losses) == quoted


def test_answers_where_a_refusal_is_right_are_caught(whole: Run, run: Runner, samples: Parts, floors: Path) -> None:
    broken = run(chain(samples, least=0.0))
    named = missed(broken, floors)
    silent = {name for name in ASKED if name.startswith("silent")}
    assert named["refusing_recall"] == silent
    comparison = compare_runs(whole, broken)
    assert set(comparison.moved["refusing_recall"].losses) == silent
    assert silent <= set(comparison.unlike)
