"""The bench of contradictions: right figures, the command with the real parts, clear errors."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from typer.testing import CliRunner

from eval.benchmarks.contradiction.pairs import read_claims
from eval.benchmarks.contradiction.report import Outcome, Report
from eval.benchmarks.contradiction.run import bench_claims, bench_samples, half_of, pieces
from onrecord.cli import app
from onrecord.errors import BadInput
from onrecord.shelf import DocumentShelf
from onrecord.types import Source
from tests.fakes import a_hit
from tests.ui.drafts import ScriptedChecker

CLAIM = "The blockade of the canal at Lantry lasted three hours and was joined by 38 boats."
OTHER = CLAIM.replace("38", "60")


def lines(*rows: Mapping[str, object]) -> str:
    return "\n".join(map(json.dumps, rows))


def an_outcome(claim: str, contradicted: bool, reason: str = "", kind: str = "") -> Outcome:
    return Outcome(claim, contradicted, reason, kind, half_of(claim))


def test_the_figures() -> None:
    outcomes = [
        an_outcome("a", True, "the passage has 60 there, not 38", "number"),
        an_outcome("b", True, kind="number"),
        an_outcome("c", True, kind="date"),
        an_outcome("d", False, "the passage says 'not'"),
        an_outcome("e", False),
    ]
    report = Report(outcomes)
    figures = report.as_json()["all"]
    assert (figures["contradicted"], figures["seen"], figures["others"], figures["flagged"]) == (3, 1, 2, 1)
    assert (figures["precision"], figures["recall"]) == (0.5, 0.3333)
    assert report.as_json()["kinds"]["date"]["recall"] == 0.0
    assert report.as_json()["kinds"]["date"]["precision"] is None
    assert "| number " in report.as_markdown()
    told = {half: report.as_json(half)["outcomes"] for half in ("even", "odd")}
    assert sorted(one["claim"] for half in told.values() for one in half) == ["a", "b", "c", "d", "e"]
    assert all(one["half"] == half for half, some in told.items() for one in some)


def test_a_text_is_contradicted_where_one_of_its_sentences_is(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(lines({"claim": f"It rained. {CLAIM}", "evidence": ["One.", "Two."], "contradicted": True}))
    asked: list[tuple[str, list[str]]] = []

    def against(claim: str, passages: object) -> str | None:
        asked.append((claim, list(passages)))  # type: ignore[call-overload]
        return "60, not 38" if "38" in claim else None

    (outcome,) = bench_claims(read_claims("pairs", path), against).outcomes
    assert (outcome.contradicted, outcome.reason) == (True, "60, not 38")
    assert asked == [("It rained.", ["One.", "Two."]), (CLAIM, ["One.", "Two."])]


def test_evidence_is_held_against_a_claim_in_pieces_of_whole_sentences() -> None:
    text = " ".join(f"Sentence number {at} of a long report on the canal." for at in range(60))
    found = pieces(text)
    assert len(found) > 2
    assert all(len(piece) <= 1000 and piece.startswith("Sentence") and piece.endswith(".") for piece in found)
    assert " ".join(found) == text


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"claim": "A.", "evidence": "no list", "contradicted": true}'])
def test_what_is_not_of_the_form_is_told(text: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput):
        read_claims("pairs", path)
    with pytest.raises(BadInput, match="no form"):
        read_claims("other", path)


class Shelf:
    """One document of two sentences and one that is not supported."""

    def sources(self) -> list[Source]:
        return [a_hit("A heron stood there.", "heron", 0.9).source]

    def document(self, document_id: str) -> SimpleNamespace:
        assert document_id == "heron"
        return SimpleNamespace(
            text=f"{CLAIM} {CLAIM} It is disputed that the delay costs 90,000 crowns. That is wrong."
        )


def test_the_samples_are_measured_by_what_a_reader_would_be_shown(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(
        lines(
            *({"id": kind, "claim": CLAIM, "evidence": [OTHER], "label": label, "kind": kind}
              for kind, label in (("number", "unsupported"), ("speaker", "unsupported"), ("date", "supported")))
        )
    )  # fmt: skip
    edited = read_claims("jsonl", path)
    report = bench_samples(edited, edited[:1], lambda *_: "60", cast(DocumentShelf, Shelf()), ScriptedChecker())
    told = [(one.kind, one.contradicted, bool(one.reason)) for one in report.outcomes]
    assert told == [
        ("changed number", True, True),
        ("pair, number", True, True),
        ("true sentence", False, False),  # once, though it stands there twice
        ("true sentence", False, True),
    ]
    assert "Owners count the cost: the passage has 60,000" in report.outcomes[-1].reason


@pytest.mark.usefixtures("loaded_once")
def test_the_command_holds_claims_against_their_evidence(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(
        lines(
            {"claim": CLAIM, "evidence": [CLAIM.replace("38", "60")], "contradicted": True, "kind": "count"},
            {"claim": CLAIM, "evidence": ["It was joined by many."], "contradicted": False},
        )
    )
    told = CliRunner().invoke(app, ["bench", "contradiction", "pairs", str(path), "--json"])
    figures = json.loads(told.stdout)
    assert (figures["all"]["precision"], figures["all"]["recall"]) == (1.0, 1.0)
    assert list(figures["kinds"]) == ["count"]
    assert "| all " in CliRunner().invoke(app, ["bench", "contradiction", "pairs", str(path)]).stdout


def test_a_form_without_a_path_is_wrong_use() -> None:
    assert CliRunner().invoke(app, ["bench", "contradiction", "pairs"]).exit_code == 2
