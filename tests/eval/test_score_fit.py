"""Fitting the score: weights that can be told in advance, parts of the data, and the command with a fake judge."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.benchmarks.grounding.cases import Case, CaseSet, Claim, claims_of
from eval.benchmarks.grounding.fit import FitSet, Found, Model, Text, fit, keep, seen_set
from onrecord.cli import app
from onrecord.errors import BadInput
from tests.eval.rows import lines

MODEL = Model(("there", "broken"), frozenset({"broken"}))


def found(there: float, broken: float = 0.0) -> Found:
    return Found((there, broken), 0.0, 1.0)


def texts(*counts: tuple[Sequence[Found], bool, int]) -> tuple[Text, ...]:
    return tuple(Text(tuple(claims), supported) for claims, supported, count in counts for _ in range(count))


def fit_set(form: str, of: tuple[Text, ...]) -> FitSet:
    return FitSet(form, {f"{form}.jsonl": "0" * 64}, of, of)


EVEN = texts(([found(1)], True, 30), ([found(0)], True, 10), ([found(1)], False, 10), ([found(0)], False, 30))


def test_the_likelihoods_are_the_shares_that_are_supported() -> None:
    weights = fit([fit_set("a", EVEN)], MODEL).weights
    assert weights["intercept"] == pytest.approx(-math.log(3), abs=0.05)
    assert weights["intercept"] + weights["there"] == pytest.approx(math.log(3), abs=0.05)
    assert weights["broken"] == 0


def test_a_weight_of_the_wrong_sign_is_none() -> None:
    turned = texts(
        ([found(0, 1)], True, 30), ([found(1)], True, 10), ([found(0, 1)], False, 10), ([found(1)], False, 30)
    )
    weights = fit([fit_set("a", turned)], MODEL).weights
    assert (weights["there"], weights["broken"]) == (0, 0)


def test_each_set_has_an_intercept_of_its_own() -> None:
    """In both sets the words there tell the same; that one set has many of them in all its claims tells nothing."""
    low = texts(([found(0.4)], True, 30), ([found(0)], True, 10), ([found(0.4)], False, 10), ([found(0)], False, 30))
    high = texts(([found(1)], True, 30), ([found(0.6)], True, 10), ([found(1)], False, 10), ([found(0.6)], False, 30))
    weights = fit([fit_set("low", low), fit_set("high", high)], MODEL).weights
    assert 0.4 * weights["there"] == pytest.approx(2 * math.log(3), abs=0.1)


def test_of_a_whole_text_the_product_of_its_sentences_is_fitted() -> None:
    pair, alone = [found(1), found(0)], [found(1)]
    whole = texts((pair, True, 10), (pair, False, 30), (alone, True, 30), (alone, False, 10))
    weights = fit([fit_set("a", whole)], MODEL).weights
    likely = [1 / (1 + math.exp(-weights["intercept"] - there * weights["there"])) for there in (0, 1)]
    assert likely[1] == pytest.approx(0.75, abs=0.02)
    assert likely[0] * likely[1] == pytest.approx(0.25, abs=0.02)


def test_figures_are_those_of_scores_within_their_range_and_of_the_others_weights() -> None:
    clipped = tuple(Text((Found(one.features, 0.5, 0.5),), supported) for (one,), supported in EVEN)
    done = fit([fit_set("a", EVEN), fit_set("b", clipped)], MODEL)
    assert done.within["a"] == pytest.approx({"roc_auc": 0.75, "calibration_error": 0.0}, abs=0.01)
    assert done.within["b"] == pytest.approx({"roc_auc": 0.5, "calibration_error": 0.0}, abs=0.01)
    assert done.left_out.keys() == {"a", "b"}
    assert "| b, not fitted on |" in done.as_markdown()


def test_a_set_with_one_label_is_refused() -> None:
    with pytest.raises(BadInput, match="a has no supported, or no other, text"):
        fit([fit_set("a", EVEN[:40])], MODEL)


def look(claim: str, evidence: tuple[str, ...]) -> Found:
    return Found((), 1.0, 1.0) if claim in evidence else found(len(claim) / 100)


def case(text: str, part: str = "test", supported: bool = True) -> Case:
    return Case(claims_of(text), ("Rain fell.",), supported, "dev" if part == "dev" else "test")


def test_what_is_fitted_on_is_not_measured_where_the_data_have_two_parts() -> None:
    dev, test = case("Ice came. Rain fell.", "dev"), case("Snow came.")
    seen = seen_set(CaseSet("x", "x", (test, dev)), {}, look)
    assert seen.fitted == (Text((found(0.09),), True),)  # what is verbatim rests on no feature
    assert seen.measured == (Text((found(0.1),), True),)
    seen = seen_set(CaseSet("jsonl", "x", tuple(case("a" * n) for n in range(1, 6))), {}, look)
    assert [text.claims[0].features[0] for text in seen.fitted] == [0.01, 0.03, 0.05]
    assert [text.claims[0].features[0] for text in seen.measured] == [0.02, 0.04]
    both = Case((Claim("Ice came.", True), Claim("Snow.", False)), ("Rain fell.",), False)
    seen = seen_set(CaseSet("x", "x", (both, both)), {}, look)
    assert seen.fitted == 2 * (Text((found(0.09),), True), Text((found(0.05),), False))
    assert seen.measured == 2 * (Text((found(0.09), found(0.05)), False),)


def test_a_weight_that_is_given_is_kept_whatever_the_data_say() -> None:
    model = Model(("there", "broken"), frozenset({"broken"}), {"there": 0.1})
    assert fit([fit_set("a", EVEN)], model).weights["there"] == pytest.approx(0.1, abs=1e-3)


def test_a_set_that_is_only_measured_changes_no_weight() -> None:
    turned = texts(([found(1)], False, 30), ([found(0)], True, 30))
    alone, both = fit([fit_set("a", EVEN)], MODEL), fit([fit_set("a", EVEN)], MODEL, [fit_set("b", turned)])
    assert both.weights == alone.weights
    assert both.left_out["b"]["roc_auc"] == 0.0
    assert set(both.within) == {"a"}


def test_weights_are_kept_with_what_they_were_fitted_on(tmp_path: Path) -> None:
    keep(fit([fit_set("fm2", EVEN)], MODEL), tmp_path / "score.json")
    told = json.loads((tmp_path / "score.json").read_text("utf-8"))
    assert told["command"] == "onrecord bench fit-score fm2=PATH --write"
    assert told["fitted_on"] == [{"form": "fm2", "fitted": 80, "measured": 80, "sha256": {"fm2.jsonl": "0" * 64}}]
    assert told["weights"].keys() == {"there", "broken"}


def test_the_command_fits_and_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, kept = tmp_path / "own.jsonl", tmp_path / "score.json"
    rows = [
        {"id": number, "claim": "Ice " * (1 + number % 7), "evidence": ["Ice."], "label": label}
        for number in range(40)
        for label in [("supported", "unsupported")[number // 2 % 2]]
    ]
    path.write_text(lines(*rows), "utf-8")
    monkeypatch.setattr(
        "onrecord.cli.bench_score._look", lambda: lambda claim, _: Found((0.1,) * 6, 0, len(claim) / 99)
    )
    monkeypatch.setattr("onrecord.grounding.score.weights_file", lambda: kept)
    done = CliRunner().invoke(app, ["bench", "fit-score", f"jsonl={path}", "--write"])
    assert done.exit_code == 0, done.output
    assert "| jsonl |" in done.stdout
    assert json.loads(kept.read_text("utf-8"))["fitted_on"][0]["sha256"].keys() == {"own.jsonl"}


@pytest.mark.parametrize(
    ("given", "says"), [(["fm2"], "is not FORM=PATH"), (["fm2=x", "--write", "--limit", "9"], "leave --limit out")]
)
def test_the_command_says_what_is_wrong(given: list[str], says: str) -> None:
    done = CliRunner().invoke(app, ["bench", "fit-score", *given])
    assert done.exit_code != 0
    assert says in str(done.exception)
