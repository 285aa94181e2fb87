"""What a run leaves behind: one folder, and what is in it.

``record.json`` says what was measured with what, ``results.jsonl`` has one line a case, ``summary.json`` the figures,
``junit.xml`` the cases as tests, ``report.html`` all of it for people. Field names are added and never renamed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from eval.metrics.score import Score
from onrecord.errors import BadInput

__all__ = ["RECORD", "REPORT", "RESULTS", "SUMMARY", "XML", "Result", "Run", "read_json", "read_run"]

RECORD: Final = "record.json"
RESULTS: Final = "results.jsonl"
SUMMARY: Final = "summary.json"
XML: Final = "junit.xml"
REPORT: Final = "report.html"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one case.

    Attributes:
        case: the case as a line of its suite has it: ``id``, ``question``, ``kind`` and what else it has.
        answer: as ``onrecord ask --json`` prints it; None where asking failed.
        hits: as ``onrecord search --json`` prints them, best first.
        gold: of each gold that is on record ``document``, ``document_id``, ``page``, ``start``, ``end``, ``quote`` (as
            the document has it), ``also`` (only as good as one of the gold) and ``cited`` (whether a citation has it).
        checked: of each sentence that claims something, what the judge of the run says: ``sentence`` (its place from
            0), ``verdict``, ``score``, ``reason``, ``alone`` and ``without`` (citation number -> whether it, or the
            others without it, support the sentence), ``failure``.
        broken: what is wrong with the case, one line each; its metrics of evidence are then unscored.
        scores: metric -> its score.
        error: why there is no answer; empty where there is one.
    """

    case: Mapping[str, Any]
    answer: Mapping[str, Any] | None
    hits: tuple[Mapping[str, Any], ...] = ()
    gold: tuple[Mapping[str, Any], ...] = ()
    checked: tuple[Mapping[str, Any], ...] = ()
    broken: tuple[str, ...] = ()
    scores: Mapping[str, Score] = field(default_factory=dict)
    error: str = ""

    @property
    def id(self) -> str:
        """Of the case."""
        return str(self.case["id"])

    @property
    def kind(self) -> str:
        """Of the case."""
        return str(self.case["kind"])

    @property
    def status(self) -> str:
        """``answered``, ``abstained`` or ``error``."""
        return str(self.answer["status"]) if self.answer else "error"

    @property
    def judge_failure(self) -> str:
        """Why the judge of the run gave no verdict on a sentence; empty where it gave one on each."""
        return next((str(one["failure"]) for one in self.checked if one["failure"]), "")

    def as_json(self) -> dict[str, Any]:
        """As a line of ``results.jsonl`` has it."""
        return {
            "case": dict(self.case),
            "status": self.status,
            "error": self.error,
            "broken": list(self.broken),
            "scores": {name: {"value": one.value, "reason": one.reason} for name, one in self.scores.items()},
            "answer": self.answer,
            "gold": list(self.gold),
            "checked": list(self.checked),
            "hits": list(self.hits),
        }

    @classmethod
    def of_json(cls, row: Mapping[str, Any]) -> "Result":
        """What :meth:`as_json` gave.

        Raises:
            KeyError: a field is missing.
        """
        return cls(
            case=row["case"],
            answer=row["answer"],
            hits=tuple(row["hits"]),
            gold=tuple(row["gold"]),
            checked=tuple(row["checked"]),
            broken=tuple(row["broken"]),
            scores={name: Score(one["value"], one["reason"]) for name, one in row["scores"].items()},
            error=row["error"],
        )


@dataclass(frozen=True, slots=True)
class Run:
    """One finished run.

    Attributes:
        folder: where it lies.
        record: what was measured with what, see :mod:`eval.record`.
        results: in the order of the suite.
        summary: the figures, see :mod:`eval.summary`.
    """

    folder: Path
    record: Mapping[str, Any]
    results: tuple[Result, ...]
    summary: Mapping[str, Any]

    def by_id(self) -> dict[str, Result]:
        """The results by the id of their case."""
        return {one.id: one for one in self.results}


def read_run(folder: Path) -> Run:
    """A finished run.

    Raises:
        BadInput: the folder holds none, or a file of it cannot be read; the message names the file.
    """
    record = read_json(folder / RECORD, "suite", "library", "judge", "settings")
    summary = read_json(folder / SUMMARY, "cases", "metrics", "latency_ms", "refusing_curve", "judge")
    path = folder / RESULTS
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}. Give the folder of a finished run.") from error
    return Run(folder, record, tuple(_result(path, *numbered) for numbered in enumerate(lines, 1)), summary)


def _result(path: Path, number: int, line: str) -> Result:
    try:
        return Result.of_json(json.loads(line))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{path}, line {number}: no result ({type(error).__name__}: {error}). Run it again.") from error


def read_json(path: Path, *needed: str) -> dict[str, Any]:
    """The JSON object of a file of a run, with all keys of ``needed``.

    Raises:
        BadInput: it cannot be read, or is none; the message names the file.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(
            f"{path} cannot be read: {error.strerror}. Give the folder of a finished run, as `onrecord eval run` "
            "leaves it."
        ) from error
    except ValueError as error:
        raise BadInput(f"{path} is no JSON: {error}. Run it again.") from error
    if not isinstance(value, dict) or any(name not in value for name in needed):
        raise BadInput(
            f"{path} is not what a run leaves: {', '.join(needed) or 'an object'}. Run it again with --again."
        )
    return value
