"""Questions with and without an answer in one library: what does each threshold of evidence refuse?

Form of CLAPNQ (Rosenthal et al., 2024, arXiv:2404.02103): ``answerable.jsonl`` and ``unanswerable.jsonl``, whose lines
have ``input`` and ``passages`` with ``title`` and ``text``.
"""

import json
from pathlib import Path
from typing import Final

from onrecord.errors import BadInput
from onrecord.ports import Answerer, Ingester

__all__ = ["bench_refusing"]

_KINDS: Final = ("answerable", "unanswerable")
_STEPS: Final = range(40, 76)


def bench_refusing(folder: Path, documents: Path, ingester: Ingester, answerer: Answerer) -> list[dict[str, float]]:
    """Put all passages into one library and ask every question.

    Returns:
        A row a threshold: ``min_evidence``, ``refused_of_unanswerable`` (recall of refusing),
        ``refused_of_answerable``, ``balanced_accuracy``.

    Raises:
        BadInput: the folder is not of this form.
    """
    questions = {kind: _questions(folder / f"{kind}.jsonl", documents) for kind in _KINDS}
    for report in ingester.ingest([str(documents)]):
        if report.status == "failed":
            raise BadInput(f"{report.location}: {report.reason}")
    strengths = {kind: [answerer.ask(one).evidence for one in questions[kind]] for kind in _KINDS}
    return [_row(step / 100, strengths) for step in _STEPS]


def _row(threshold: float, strengths: dict[str, list[float]]) -> dict[str, float]:
    refused = {kind: sum(one < threshold for one in found) / len(found) for kind, found in strengths.items()}
    return {
        "min_evidence": threshold,
        "refused_of_unanswerable": refused["unanswerable"],
        "refused_of_answerable": refused["answerable"],
        "balanced_accuracy": (refused["unanswerable"] + 1 - refused["answerable"]) / 2,
    }


def _questions(path: Path, documents: Path) -> list[str]:
    """The questions of one file; their passages become files of ``documents``."""
    asked = []
    try:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            row = json.loads(line)
            asked.append(row["input"])
            for passage in row["passages"]:
                file = documents / f"{path.stem}-{number:04d}.txt"
                file.write_text(f"{passage['title']}\n\n{passage['text']}\n", encoding="utf-8")
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise BadInput(f"{path} is not of the CLAPNQ form: {type(error).__name__} {error}") from error
    return asked
