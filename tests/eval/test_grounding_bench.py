"""Grounding: figures against values worked out by hand, and the command with a fake judge."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from eval.benchmarks.grounding.cases import Case, CaseSet, claims_of, limited
from eval.benchmarks.grounding.figures import Outcome, calibration_error, fitted_threshold, measured, reliability
from eval.benchmarks.grounding.halves import Halves, halved
from eval.benchmarks.grounding.run import bench_grounding, text_score
from eval.benchmarks.grounding.systems import BigramContainment, Judged, SentenceCosine, Weighed
from onrecord.answers import Verdict
from onrecord.cli import app
from tests.eval.rows import lines, voted


def plain(id_: object = 1, label: str = "supported", **more: object) -> dict[str, object]:
    return {"id": id_, "claim": "It rained.", "evidence": ["Rain fell."], "label": label, **more}


# Parts and figures


def case(supported: bool, part: str = "test", text: str = "It rained.", **more: str) -> Case:
    return Case(claims_of(text), ("Rain fell.",), supported, "dev" if part == "dev" else "test", **more)


def test_the_parts_of_the_data_are_used_where_there_are_both() -> None:
    halves = halved([case(True, "dev"), case(False), case(True)])
    assert (halves.of, halves.steps) == ((0, 1, 1), ((0, 1),))
    assert "development part (1 texts); figures are of the test part (2)" in halves.told()


@pytest.mark.parametrize("part", ["dev", "test"])
def test_without_a_part_for_thresholds_there_are_two_folds_with_both_labels(part: str) -> None:
    halves = halved([case(number % 2 == 0, part) for number in range(6)])
    assert (halves.of, halves.steps) == ((0, 0, 1, 1, 0, 0), ((0, 1), (1, 0)))
    assert "two folds" in halves.told()


def test_a_limit_keeps_the_share_of_each_part() -> None:
    cases = CaseSet("x", "x", tuple(case(True, "dev" if number % 4 == 0 else "test") for number in range(100)))
    assert [one.part for one in limited(cases, 8).cases] == ["dev"] * 2 + ["test"] * 6
    assert limited(cases, None) is limited(cases, 100) is cases


def outcomes(*rows: tuple[float, bool], half: int = 0) -> list[Outcome]:
    return [Outcome(score, supported, None, half) for score, supported in rows]


@pytest.mark.parametrize(
    ("rows", "threshold"),
    [
        ([(0.2, False), (0.4, False), (0.6, True), (1.0, True)], 0.5),
        ([(0.2, False), (0.4, True), (0.6, False), (0.8, True)], 0.7),  # as good as 0.3: the higher
        ([(0.5, False), (0.5, True)], 0.5),
        ([(0.9, False), (0.3, True)], 0.3),  # worse than chance: all are taken for supported
        ([(0.9, True)], None),
        ([], None),
    ],
)
def test_the_threshold_is_halfway_below_the_best_score(rows: list[tuple[float, bool]], threshold: float | None) -> None:
    assert fitted_threshold(outcomes(*rows)) == (None if threshold is None else pytest.approx(threshold))


def test_figures_are_those_worked_out_by_hand_and_of_the_test_part_alone() -> None:
    dev = outcomes((0.2, False), (0.6, True))
    test = [
        Outcome(0.1, False, False, 1),
        Outcome(0.5, False, False, 1),
        Outcome(0.3, True, False, 1),
        Outcome(1.0, True, True, 1),
    ]
    one = measured("judge", [*dev, *test], Halves((0, 0, 1, 1, 1, 1), both_ways=False))
    assert list(one.thresholds) == pytest.approx([0.4])
    assert one.predicted == (None, None, False, True, False, True)
    assert one.figures["balanced_accuracy"] == pytest.approx(0.5)
    assert one.figures["labels_balanced_accuracy"] == pytest.approx(0.75)
    assert one.figures["roc_auc"] == pytest.approx(3 / 4)
    # Bins of one each: |0.1 - 0|, |0.5 - 0|, |0.3 - 1|, |1.0 - 1|.
    assert one.figures["calibration_error"] == pytest.approx((0.1 + 0.5 + 0.7 + 0.0) / 4)


def test_each_fold_is_measured_with_the_threshold_of_the_other() -> None:
    rows = [*outcomes((0.1, False), (0.3, True)), *outcomes((0.5, False), (0.9, True), half=1)]
    one = measured("bigrams", rows, Halves((0, 0, 1, 1), both_ways=True))
    assert one.predicted == (False, False, True, True)
    assert one.figures["balanced_accuracy"] == pytest.approx(0.5)
    assert sorted(one.thresholds) == pytest.approx([0.2, 0.7])
    assert "labels_balanced_accuracy" not in one.figures


def test_what_needs_both_labels_is_left_out_where_one_is_missing() -> None:
    one = measured("bigrams", outcomes((0.2, False), (0.4, False)), Halves((0, 0), both_ways=True))
    assert one.figures.keys() == {"calibration_error"}
    assert one.thresholds == ()
    assert one.predicted == (None, None)


def test_bins_are_equally_wide_and_the_last_holds_a_full_score() -> None:
    bins = reliability(outcomes((0.0, False), (0.09, True), (0.95, True), (1.0, True)))
    assert [(one.low, one.high, one.count) for one in bins] == [(0.0, 0.1, 2), (0.9, 1.0, 2)]
    assert bins[0].score == pytest.approx(0.045)
    assert [one.supported for one in bins] == [0.5, 1.0]
    assert calibration_error(bins) == pytest.approx(0.5 * 0.455 + 0.5 * 0.025)
    assert calibration_error(()) == 0.0


def test_a_text_is_as_likely_supported_as_all_its_sentences_together() -> None:
    assert text_score([0.9, 0.2, 0.5]) == pytest.approx(0.09)
    assert text_score([1.0, 0.2]) == 0.2


# The systems


def test_bigrams_are_counted_of_the_claim_and_never_span_two_texts() -> None:
    bigrams = BigramContainment()
    assert bigrams.weigh("The new crane fell.", ("a NEW crane", "fell")).score == pytest.approx(1 / 3)
    assert bigrams.weigh("Crane.", ("a new crane",)) == Weighed(1.0)
    assert bigrams.weigh("The crane.", ()) == Weighed(0.0)


def test_cosine_takes_the_nearest_sentence_and_reads_evidence_once() -> None:
    asked: list[list[str]] = []

    def embed(texts: Sequence[str]) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
        asked.append(list(texts))
        vectors = {"Rain fell.": (0.6, 0.8), "Ice came.": (1, 0), "It rained.": (0, 1), "It did not.": (0, -1)}
        return np.array([vectors[text] for text in texts], dtype=np.float32)

    cosine = SentenceCosine(embed)
    evidence = ("Rain fell. Ice came.", "...")
    assert cosine.weigh("It rained.", evidence).score == pytest.approx(0.8)
    assert cosine.weigh("It did not.", evidence) == Weighed(0.0)
    assert asked == [["Rain fell.", "Ice came."], ["It rained."], ["It did not."]]
    assert cosine.weigh("It rained.", ("...",)) == cosine.weigh("It rained.", ()) == Weighed(0.0)


# All together


class WordJudge:
    """Supported with 0.9 where every word of the claim is in the evidence, partly with 0.3 elsewhere."""

    name = "words"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def weigh(self, claim: str, evidence: Sequence[str]) -> Verdict:
        self.asked.append(claim)
        there = set(claim.split()) <= set(" ".join(evidence).split())
        return Verdict("supported", 0.9, "all there") if there else Verdict("partly", 0.3, "not all there")


def test_a_text_is_supported_where_all_its_sentences_are() -> None:
    evidence = ("Rain fell. Ice came.",)
    cases = tuple(
        Case(claims_of(text), evidence, supported, "dev" if dev else "test")
        for dev in (True, False)
        for text, supported in (("Rain fell. Ice came.", True), ("Rain fell. Snow came.", False))
    )
    judge, told = WordJudge(), list[str]()
    report = bench_grounding(CaseSet("x", "x", cases), [Judged(judge)], told.append)
    (one,) = report.units["text"]
    assert report.units.keys() == {"text"}
    assert one.figures["balanced_accuracy"] == one.figures["labels_balanced_accuracy"] == one.figures["roc_auc"] == 1.0
    assert [bin_.count for bin_ in one.bins] == [1, 1]
    assert [bin_.score for bin_ in one.bins] == pytest.approx([0.27, 0.81])
    assert 0 < one.figures["claim_ms_p50"] <= one.figures["claim_ms_p95"]
    assert len(judge.asked) == 1 + 8  # one warms up
    assert told == ["judge words: text 1 of 4"]


@pytest.fixture
def fake_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.assembly.build_judge", lambda _: WordJudge())
    vectors = lambda texts: np.array([(1.0, 0.0) if "rain" in text else (0.6, 0.8) for text in texts])  # noqa: E731
    monkeypatch.setattr("onrecord.cli.bench_grounding._embed", lambda _: vectors)


@pytest.mark.usefixtures("fake_judge")
def test_the_command_prints_sentences_of_their_own_where_the_data_have_them(tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    good, bad = ("News.", "yes yes no"), ("Lies.", "no no no")
    path.write_text(lines(voted(good), voted(good, bad), voted(good), voted(bad)), "utf-8")
    done = CliRunner().invoke(app, ["bench", "grounding", "qags", str(path), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["data"] == {
        "form": "qags",
        "source": "votes.jsonl",
        "texts": 4,
        "supported": 2,
        "sentences": 5,
        "left_out": {},
    }
    assert [one["system"] for one in told["units"]["text"]] == ["judge words", "bigrams", "cosine"]
    assert [one["balanced_accuracy"] for one in told["units"]["sentence"]] == [1.0, 1.0, 0.5]
    assert sum(one["count"] for one in told["units"]["sentence"][0]["reliability"]) == 5
    assert "two folds" in told["thresholds"]


@pytest.mark.usefixtures("fake_judge")
def test_the_command_prints_tables_and_what_is_flagged_of_each_kind(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    rows = [
        plain(f"{number}{kind}", "unsupported" if kind == "figure" else "supported", kind=kind, claim=claim)
        for number in range(4)
        for kind, claim in (("figure", "40 fell." if number else "Rain fell."), ("same", "Rain fell."))
    ]
    path.write_text(lines(*rows), "utf-8")
    done = CliRunner().invoke(app, ["bench", "grounding", "jsonl", str(path), "--no-baselines"])
    assert done.exit_code == 0, done.output
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines() if "|" in line]
    assert ["balanced accuracy, its own labels", "0.875"] in table
    assert ["kind", "label", "texts", "judge words, its labels", "judge words, threshold"] in table
    assert ["figure", "unsupported", "4", "0.750", "0.750"] in table
    assert ["same", "supported", "4", "0.000", "0.000"] in table
    assert ["0.9-1.0", "5", "0.900", "0.800", "################"] in table


@pytest.mark.usefixtures("fake_judge")
def test_the_command_says_so_where_a_label_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(lines(*(plain(number, "unsupported", kind="attack") for number in range(9))), "utf-8")
    done = CliRunner().invoke(app, ["bench", "grounding", "jsonl", str(path), "--limit", "2", "--no-baselines"])
    assert done.exit_code == 0, done.output
    assert "2 texts of 2 sentences, 0 texts supported." in done.stdout
    assert "figures that need both are left out" in done.stdout
    assert "| attack | unsupported |     2 |                   1.000 |" in done.stdout


@pytest.mark.usefixtures("fake_judge")
def test_the_command_says_how_to_use_the_threshold_of_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_JUDGE", "onnx:/models/nli#labels=yes,no&supported=.9")
    path = tmp_path / "own.jsonl"
    rows = [
        plain(n, "supported" if n % 2 else "unsupported", claim="Rain fell." if n % 2 else "Ice.") for n in range(8)
    ]
    path.write_text(lines(*rows), "utf-8")
    asked = ["bench", "grounding", "jsonl", str(path), "--no-baselines"]
    assert "judge = 'onnx:/models/nli#labels=yes,no&supported=0.600'" in CliRunner().invoke(app, asked).stdout
    path.write_text(lines(*(row | {"claim": "It rained. Rain fell."} for row in rows)), "utf-8")
    assert "take data of single sentences" in CliRunner().invoke(app, asked).stdout
