"""The judge of a run is measured on labelled pairs."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from eval.reference import REFERENCE, Pair, measure_judge, read_pairs, reference_sha256
from onrecord.answers import Verdict, VerdictLabel
from onrecord.errors import BadInput, ModelUnavailable


class TableJudge:
    """A judge that says of each claim what its table has."""

    name = "table"

    def __init__(self, **verdicts: tuple[VerdictLabel, float]) -> None:
        self._verdicts = verdicts
        self.read: list[tuple[str, tuple[str, ...]]] = []

    def weigh(self, claim: str, evidence: Any) -> Verdict:
        self.read.append((claim, tuple(evidence)))
        label, score = self._verdicts[claim]
        return Verdict(label, score, "so the table says")


PAIRS = {"a": "supported", "b": "supported", "c": "partly", "d": "unsupported", "e": "unsupported"}


def written(folder: Path, *rows: Any, **labels: str) -> Path:
    path = folder / "pairs.jsonl"
    made = [{"claim": claim, "evidence": [f"of {claim}", "more"], "label": label} for claim, label in labels.items()]
    lines = [row if isinstance(row, str) else json.dumps(row) for row in (*made, *rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_judge_that_is_always_right_has_no_error(tmp_path: Path) -> None:
    judge = TableJudge(
        a=("supported", 1.0), b=("supported", 1.0), c=("partly", 0.0), d=("unsupported", 0.0), e=("unsupported", 0.0)
    )
    path = written(tmp_path, **PAIRS)
    figures = measure_judge(judge, path)
    assert figures.pop("bins") == [
        {"low": 0.0, "high": 0.1, "count": 3, "score": 0.0, "supported": 0.0},
        {"low": 0.9, "high": 1.0, "count": 2, "score": 1.0, "supported": 1.0},
    ]
    assert figures == {
        "name": "pairs.jsonl",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "pairs": 5,
        "balanced_accuracy": 1.0,
        "roc_auc": 1.0,
        "calibration_error": 0.0,
        "labels_right": 1.0,
        "supported_wrongly": 0.0,
        "supported_missed": 0.0,
    }
    assert judge.read == [(claim, (f"of {claim}", "more")) for claim in PAIRS]


def test_errors_are_shares_of_the_pairs_in_which_they_can_be_made(tmp_path: Path) -> None:
    judge = TableJudge(
        a=("supported", 0.9), b=("partly", 0.45), c=("supported", 0.75), d=("partly", 0.45), e=("unsupported", 0.05)
    )
    figures = measure_judge(judge, written(tmp_path, **PAIRS))
    assert figures["supported_missed"] == 1 / 2
    assert figures["supported_wrongly"] == 1 / 3
    assert figures["balanced_accuracy"] == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert figures["labels_right"] == 2 / 5
    # Of six pairs of one supported and one not: a beats all three, b beats e, ties with d, loses to c.
    assert figures["roc_auc"] == pytest.approx(4.5 / 6)
    # Bins: e (0.05 beside 0), b and d (0.45 beside 0.5), c (0.75 beside 0), a (0.9 beside 1).
    assert figures["calibration_error"] == pytest.approx((0.05 + 2 * 0.05 + 0.75 + 0.1) / 5)
    assert [one["count"] for one in figures["bins"]] == [1, 2, 1, 1]
    assert json.loads(json.dumps(figures)) == figures


def test_partly_is_not_supported_in_the_truth_and_in_what_is_said(tmp_path: Path) -> None:
    judge = TableJudge(a=("partly", 0.5), c=("partly", 0.5))
    figures = measure_judge(judge, written(tmp_path, a="supported", c="partly"))
    assert (figures["supported_missed"], figures["supported_wrongly"]) == (1.0, 0.0)
    assert figures["labels_right"] == figures["balanced_accuracy"] == figures["roc_auc"] == 0.5


def test_a_judge_that_fails_fails_the_measurement(tmp_path: Path) -> None:
    class Asleep(TableJudge):
        def weigh(self, claim: str, evidence: Any) -> Verdict:
            raise ModelUnavailable("asleep")

    with pytest.raises(ModelUnavailable, match="asleep"):
        measure_judge(Asleep(), written(tmp_path, **PAIRS))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("{no", "no JSON"),
        ("[]", "claim, evidence, label"),
        ({"claim": "f", "evidence": ["x"]}, "claim, evidence, label"),
        ({"claim": "f", "evidence": ["x"], "label": "maybe"}, "label is 'maybe'; it is one of supported, partly"),
        ({"claim": "f", "evidence": ["x"], "label": True}, "label is True"),
        ({"claim": "f", "evidence": "x", "label": "partly"}, "evidence is not a list of texts"),
        ({"claim": "f", "evidence": [1], "label": "partly"}, "evidence is not a list of texts"),
        ({"claim": 1, "evidence": ["x"], "label": "partly"}, "claim is not a text"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, row: Any, says: str) -> None:
    path = written(tmp_path, "", row, **PAIRS)
    with pytest.raises(BadInput) as raised:
        read_pairs(path)
    assert f"{path}, line 7: " in str(raised.value)
    assert says in str(raised.value)


@pytest.mark.parametrize("labels", [{}, {"a": "supported"}, {"c": "partly", "d": "unsupported"}])
def test_pairs_of_one_sort_measure_nothing(tmp_path: Path, labels: dict[str, str]) -> None:
    path = written(tmp_path, **labels)
    with pytest.raises(BadInput, match="needs pairs that are supported and pairs that are not") as raised:
        read_pairs(path)
    assert str(path) in str(raised.value)


def test_pairs_are_read_whole(tmp_path: Path) -> None:
    path = written(tmp_path, "", {"claim": "f\u2028g", "evidence": [], "label": "partly", "kind": "odd"}, a="supported")
    assert read_pairs(path) == [Pair("a", ("of a", "more"), "supported"), Pair("f\u2028g", (), "partly")]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere.jsonl"
    for of in (read_pairs, reference_sha256):
        with pytest.raises(BadInput, match=r"nowhere\.jsonl cannot be read"):
            of(path)


def test_the_pairs_of_the_project_can_be_read() -> None:
    pairs = read_pairs(REFERENCE)
    assert {pair.label for pair in pairs} == {"supported", "partly", "unsupported"}
    assert reference_sha256(REFERENCE) == hashlib.sha256(REFERENCE.read_bytes()).hexdigest()
