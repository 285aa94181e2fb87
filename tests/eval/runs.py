"""Small runs for the tests of reports: two questions answered, one refused, one failed; all fiction."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.metrics import METRICS
from eval.metrics.score import Score
from eval.results import Result, Run

__all__ = ["answered", "citation", "failed", "hit", "refused", "run_of", "small_run", "summary_of"]

LINE = "The lamp at Grey Point was lit again on 4 May."
TEXT = f"GREY POINT - {LINE} Nobody was hurt."


def citation(number: int = 1, quote: str = LINE, **changes: Any) -> dict[str, Any]:
    """A citation as ``ask --json`` has it."""
    named = {"document_id": "d1", "title": "Lamp lit", "source": "/in/lamp.txt", "sha256": "a" * 64, "format": "txt"}
    known = {"collection": "default", "author": "Ida Moor", "outlet": "Harbour Sheet", "published": "2025-05-05"}
    place = {"page": 3, "start": 13, "end": 13 + len(quote), "quote": quote, "places": []}
    return {"number": number, **named, **known, **place, **changes}


def hit(rank: int = 1, text: str = TEXT, **changes: Any) -> dict[str, Any]:
    """A hit as ``search --json`` has it."""
    named = {"document_id": "d1", "title": "Lamp lit", "source": "/in/lamp.txt", "published": "2025-05-05"}
    place = {"page": 3, "start": 0, "end": len(text), "text": text, "context": [], "places": []}
    return {"rank": rank, "score": 1.5 / rank, **named, **place, **changes}


def _answer(status: str, **changes: Any) -> dict[str, Any]:
    coverage = {"documents_searched": 4, "passages_searched": 9, "failed_documents": 0, "filters": {}, "nearest": []}
    given = {
        "question": "", "standalone_question": "", "status": status, "reason": "rests on 1 quote", "text": "",
        "sentences": [], "citations": [], "coverage": coverage, "writer": "extractive", "judge": "rules",
        "evidence": 0.61, "unanswered": [], "timings_ms": {"retrieve": 20.0, "total": 30.0},
    }  # fmt: skip
    return {**given, **changes}


def answered(case_id: str, words: str = LINE, scores: Mapping[str, float | None] | None = None, **case: Any) -> Result:
    """A result with an answer of one sentence that cites one passage; gold stands in the passage found first."""
    verdict = {"verdict": "supported", "score": 1.0, "reason": "verbatim", "offending": [], "offending_at": []}
    sentence = {"text": words, "kind": "quote", **verdict, "citations": [1], "speaker": None}
    question = f"When was the lamp of {case_id} lit?"
    asked = {"id": case_id, "question": question, "kind": "date", "gold": [{"document": "lamp.txt"}], **case}
    gold = {"document": "lamp.txt", "document_id": "d1", "page": 3, "start": 25, "end": 35, "quote": TEXT[25:35]}
    judged = {"verdict": "partly", "score": 0.43, "reason": "the day is not in it", "failure": ""}
    return Result(
        case=asked,
        answer=_answer(
            "answered",
            text=f"\u201c{words}\u201d [1]",
            sentences=[sentence],
            citations=[citation(quote=words)],
            standalone_question=asked["question"],
        ),
        hits=(hit(), hit(2, "Another passage.", document_id="d2")),
        gold=({**gold, "also": False, "cited": True},),
        checked=({"sentence": 0, "alone": {"1": False}, "without": {}, **judged},),
        scores=_scores(scores or {"groundedness": 0.0, "facts_found": 1.0, "answer_ms": 30.0}),
    )


def refused(case_id: str, scores: Mapping[str, float | None] | None = None, **case: Any) -> Result:
    """A refusal of a question that has an answer unless ``gold`` is given as empty."""
    nearest = [{**hit(), "why": "it names no keeper"}]
    asked = {"id": case_id, "question": "Who keeps the lamp?", "kind": "who-said", "gold": [{"document": "lamp.txt"}]}
    answer = _answer("abstained", reason="nothing names a keeper", text="nothing names a keeper", evidence=0.1)
    answer["coverage"]["nearest"] = nearest
    answer["standalone_question"] = "Who keeps the lamp of Grey Point?"
    return Result(
        case={**asked, **case}, answer=answer, scores=_scores(scores or {"groundedness": None, "wrongly_refused": 1.0})
    )


def failed(case_id: str, error: str = "the model could not be read") -> Result:
    """No answer, and a case whose gold is gone."""
    case = {"id": case_id, "question": "What burnt?", "kind": "table", "gold": [{"document": "gone.txt"}]}
    return Result(case=case, answer=None, broken=("no document gone.txt is on record",), error=error)


def _scores(values: Mapping[str, float | None]) -> dict[str, Score]:
    return {name: Score(value, f"why {name}") for name, value in values.items()}


def summary_of(results: tuple[Result, ...]) -> dict[str, Any]:
    """Figures of some results: means that are right, intervals that are only near."""
    kinds = list(dict.fromkeys(one.kind for one in results))
    scored: dict[str, list[tuple[str, float]]] = {one.name: [] for one in METRICS}
    for one in results:
        for name, score in one.scores.items():
            if score.value is not None:
                scored[name].append((one.kind, score.value))
    reference = {
        "name": "pairs", "sha256": "b" * 64, "pairs": 160, "balanced_accuracy": 0.87, "roc_auc": 0.93,
        "calibration_error": 0.06, "supported_wrongly": 0.0812, "supported_missed": 0.177,
        "bins": [
            {"low": 0.0, "high": 0.5, "count": 60, "score": 0.2, "supported": 0.1},
            {"low": 0.5, "high": 1.0, "count": 0, "score": None, "supported": None},
        ],
    }  # fmt: skip
    return {
        "cases": len(results),
        "answered": sum(one.status == "answered" for one in results),
        "abstained": sum(one.status == "abstained" for one in results),
        "errors": sum(one.answer is None for one in results),
        "broken": sum(bool(one.broken) for one in results),
        "metrics": {name: _figure(values, kinds, len(results)) for name, values in scored.items()},
        "latency_ms": {"retrieve": {"p50": 20.0, "p95": 28.0, "mean": 21.0}},
        "refusing_curve": [
            {"threshold": 0.0, "precision": None, "recall": 0.0, "wrongly_refused": 0.0},
            {"threshold": 1.0, "precision": 0.5, "recall": 1.0, "wrongly_refused": 1.0},
        ],
        "judge": {"name": "rules", "failures": 0, "reference": reference},
    }


def _figure(values: list[tuple[str, float]], kinds: list[str], number: int) -> dict[str, Any]:
    def mean(of: list[float]) -> float | None:
        return math.fsum(of) / len(of) if of else None

    middle = mean([value for _, value in values])
    by_kind = {kind: [value for one, value in values if one == kind] for kind in kinds}
    return {
        "mean": middle,
        "low": None if middle is None else 0.9 * middle,
        "high": None if middle is None else 1.1 * middle,
        "scored": len(values),
        "unscored": number - len(values),
        "kinds": {kind: {"mean": mean(those), "scored": len(those)} for kind, those in by_kind.items()},
    }


def run_of(folder: Path, *results: Result, **record: Any) -> Run:
    """A run of these results; ``record`` changes what was measured with what."""
    given = {
        "onrecord": "0.9", "code_sha256": "c" * 64,
        "suite": {"name": "lamps", "path": "lamps.jsonl", "sha256": "d" * 64, "cases": len(results)},
        "settings": {"hits": 8, "min_evidence": 0.3}, "prompts": {"answer.txt": "e" * 64},
        "library": {"documents": 4, "passages": 9, "sha256": "f" * 64}, "judge": {"setting": "rules", "name": "rules"},
        "seed": 7, "packages": {"numpy": "2.4"}, "machine": {"cores": 2}, "started": "2026-05-04T09:30:00+00:00",
        "took_s": 12.5,
    }  # fmt: skip
    return Run(folder, {**given, **record}, results, summary_of(results))


def small_run(folder: Path) -> Run:
    """One of each: answered, answered though there is nothing to answer from, refused wrongly, failed."""
    nothing = answered("lamp-2", kind="unanswerable", gold=[], scores={"refusing_recall": 0.0, "groundedness": 1.0})
    return run_of(folder, answered("lamp-1"), nothing, refused("keeper"), failed("burnt"))
