"""How well the judge of a run judges: measured on labelled pairs of claim and passages."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, NamedTuple

from eval.benchmarks.grounding.fields import chosen, line_of, text, texts
from eval.benchmarks.grounding.figures import Outcome, calibration_error, reliability
from eval.benchmarks.reading import json_lines
from onrecord.errors import BadInput
from onrecord.ports import Judge

__all__ = ["REFERENCE", "Pair", "measure_judge", "read_pairs", "reference_sha256"]

REFERENCE: Final = Path(__file__).parent / "suites" / "reference.jsonl"
"""The pairs that come with the project: written by hand, of our own fiction, and never used to make a judge."""

_LABELS: Final[Mapping[str, str]] = {label: label for label in ("supported", "partly", "unsupported")}


class Pair(NamedTuple):
    """A claim, the passages it is held against, and the right label: ``supported``, ``partly`` or ``unsupported``."""

    claim: str
    evidence: tuple[str, ...]
    label: str


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a file of JSON lines with ``claim``, ``evidence`` (texts) and ``label``.

    Raises:
        BadInput: naming the file and the line that is wrong, or that it holds no pair of one of the labels.
    """
    pairs = list(_pairs(path))
    if {True, False} - {pair.label == "supported" for pair in pairs}:
        raise BadInput(f"{path} needs pairs that are supported and pairs that are not, to measure a judge on.")
    return pairs


def _pairs(path: Path) -> Iterator[Pair]:
    for number, row in json_lines(path, "claim", "evidence", "label"):
        where = line_of(path, number)
        evidence = texts(row["evidence"], "evidence", where)
        yield Pair(text(row, "claim", where), evidence, chosen(row, "label", _LABELS, where))


def measure_judge(judge: Judge, path: Path = REFERENCE) -> dict[str, Any]:
    """The measured error of a judge.

    Args:
        judge: asked once for each pair.
        path: the pairs.

    Returns:
        ``name`` and ``sha256`` of the file, how many ``pairs``; with ``partly`` counted as not supported
        ``balanced_accuracy`` of the judge's labels, ``roc_auc`` and ``calibration_error`` of its scores,
        ``supported_wrongly`` (share of pairs that are not supported and that it supports) and ``supported_missed``
        (share of supported pairs that it does not), all in [0, 1]; ``labels_right``, the share of the three labels that
        is right; ``bins``, the reliability of its scores.

    Raises:
        BadInput: the pairs cannot be read.
        ModelUnavailable: the judge fails.
    """
    from sklearn.metrics import balanced_accuracy_score, roc_auc_score  # type: ignore[import-untyped]

    pairs = read_pairs(path)
    verdicts = [judge.weigh(pair.claim, pair.evidence) for pair in pairs]
    truth = [pair.label == "supported" for pair in pairs]
    said = [verdict.label == "supported" for verdict in verdicts]
    scores = [verdict.score for verdict in verdicts]
    bins = reliability([Outcome(*of, 0) for of in zip(scores, truth, said, strict=True)])
    agree = [pair.label == verdict.label for pair, verdict in zip(pairs, verdicts, strict=True)]
    return {
        "name": path.name,
        "sha256": reference_sha256(path),
        "pairs": len(pairs),
        "balanced_accuracy": float(balanced_accuracy_score(truth, said)),
        "roc_auc": float(roc_auc_score(truth, scores)),
        "calibration_error": calibration_error(bins),
        "labels_right": sum(agree) / len(agree),
        "supported_wrongly": _share(said, [not one for one in truth]),
        "supported_missed": _share([not one for one in said], truth),
        "bins": [asdict(one) for one in bins],
    }


def reference_sha256(path: Path) -> str:
    """Of the bytes of a file of pairs, in hex.

    Raises:
        BadInput: it cannot be read.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}. Give the pairs that measure the judge.") from error


def _share(hits: list[bool], among: list[bool]) -> float:
    chosen_ = [hit for hit, counts in zip(hits, among, strict=True) if counts]
    return sum(chosen_) / len(chosen_)
