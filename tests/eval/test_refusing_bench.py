"""The benchmark of refusing: forms, figures, the report, and fitting; with the real parts on small data of our own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.benchmarks.refusing.figures import Told, auc, figures, refused_by_label, threshold_of_share
from eval.benchmarks.refusing.fit import FitSet, fit, keep, rows_of
from eval.benchmarks.refusing.forms import read_task
from eval.benchmarks.refusing.run import bench_refusing
from eval.benchmarks.refusing.task import Asked
from onrecord.answering.evidence import FEATURES, evidence_features
from onrecord.assembly import Parts, open_parts
from onrecord.errors import BadInput
from onrecord.settings import Settings
from onrecord.types import Filters, Turn

pytestmark = pytest.mark.usefixtures("loaded_once")

LAUNCH = "The Gullwing launch carries 42 people. Its timetable is printed on green paper."


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    with open_parts(Settings(library=tmp_path / "library")) as parts:
        yield parts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "documents"
    path.mkdir()
    return path


def clapnq_folder(tmp_path: Path) -> Path:
    passage = {"title": "Gullwing", "text": LAUNCH}
    for name, question in (
        ("answerable", "How many people does the Gullwing launch carry?"),
        ("unanswerable", "Who composed the anthem of Peru?"),
    ):
        row = {"input": question, "passages": [passage]}
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row), encoding="utf-8")
    return tmp_path


def conversation(label: object, *contexts: str, question: str = "How many does the Gullwing carry?") -> str:
    turns = [
        {"speaker": "user", "text": "What is the Gullwing?"},
        {"speaker": "agent", "text": "A launch."},
        {"speaker": "user", "text": question},
    ]
    return json.dumps({"input": turns, "contexts": [{"text": text} for text in contexts], "answerability": label})


def test_clapnq_is_measured_with_the_real_parts(parts: Parts, folder: Path, tmp_path: Path) -> None:
    task = read_task("clapnq", clapnq_folder(tmp_path), folder)
    report = bench_refusing(task, parts.ingester, parts.answerer, parts.settings.min_evidence)
    found = report.as_json()["readings"]["library"]
    assert found["shipped"]["balanced_accuracy"] == found["shipped"]["roc_auc"] == 1.0
    assert found["refused"] == {
        "answerable": {"questions": 1, "share": 0.0},
        "unanswerable": {"questions": 1, "share": 1.0},
    }
    recalls = [row["recall"] for row in found["curve"]]
    assert recalls == sorted(recalls)
    table = report.as_markdown()
    assert "| shipped, min_evidence 0.3 " in table
    assert "| cosine, as many wrongly refused |" in table


def test_mtrag_is_asked_of_all_and_of_what_is_given(parts: Parts, folder: Path, tmp_path: Path) -> None:
    rows = [
        conversation(["ANSWERABLE"], LAUNCH),
        conversation("UNANSWERABLE", question="Who composed the anthem of Peru?"),
        conversation(["UNDERSPECIFIED"], LAUNCH, "Gulls nest on the quay."),
    ]
    data = tmp_path / "tasks.jsonl"
    data.write_text("\n".join(rows), encoding="utf-8")
    task = read_task("mtrag", data, folder)
    first = task.readings["given"][0]
    assert first.history == (Turn("user", "What is the Gullwing?"), Turn("assistant", "A launch."))
    assert [one.answerable for one in task.readings["library"]] == [True, False, None]
    assert len(list(folder.iterdir())) == 2, "a context that comes twice is one document"
    report = bench_refusing(task, parts.ingester, parts.answerer, parts.settings.min_evidence).as_json()
    assert report["readings"]["given"]["refused"]["unanswerable"]["share"] == 1.0
    assert report["readings"]["library"]["refused"]["answerable"]["share"] == 0.0


def squad_file(tmp_path: Path) -> Path:
    def paragraph(context: str, question: str, answer: str) -> dict[str, object]:
        return {"context": context, "qas": [{"id": question, "question": question, "answers": [{"text": answer}]}]}

    paragraphs = [
        paragraph(LAUNCH, "How many people does the Gullwing carry?", "42"),
        paragraph("The Tern carries ninety people.", "How many people does the Tern carry?", "ninety"),
        paragraph("Of the barge it is said that it takes ninety.", "What does the barge take?", "ninety"),
    ]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"title": "x", "paragraphs": paragraphs}]}), encoding="utf-8")
    return path


def test_squad_asks_each_question_without_its_paragraph_too(folder: Path, tmp_path: Path) -> None:
    task = read_task("squad", squad_file(tmp_path), folder)
    asked = task.readings["library"]
    assert [one.answerable for one in asked] == [True, False, True, True]
    assert asked[1].text == asked[0].text
    assert asked[1].within is not None
    assert len(asked[1].within) == 2
    assert task.left_out == {"questions without their paragraph whose answer stands in another": 2}


def test_a_suite_is_asked_of_its_own_documents(folder: Path, tmp_path: Path) -> None:
    rows = [
        {"id": "a", "question": "How many?", "kind": "answerable", "gold": [{"document": "a.txt", "quote": "42"}]},
        {"id": "b", "question": "Why?", "kind": "unanswerable"},
    ]
    suite = tmp_path / "suite.jsonl"
    suite.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    task = read_task("suite", suite, folder)
    assert [(one.label, one.answerable) for one in task.readings["library"]] == [
        ("answerable", True),
        ("unanswerable", False),
    ]
    assert task.documents == folder


@pytest.mark.parametrize(
    ("form", "text", "error"),
    [
        ("mtrag", '{"input": [], "contexts": [], "answerability": "PARTIAL"}', "line 1: the conversation is empty"),
        ("mtrag", conversation(["MAYBE"]), "line 1: answerability is 'MAYBE'"),
        ("mtrag", '{"input": [{"speaker": "user"}], "contexts": [], "answerability": "PARTIAL"}', "text is not a text"),
        ("mtrag", '{"input": [], "contexts": "x", "answerability": "PARTIAL"}', "no list of objects"),
        ("mtrag", "", "holds no question"),
        ("squad", "[]", "not SQuAD-form"),
        ("wiki", "", "no form 'wiki'"),
    ],
)
def test_what_is_not_of_the_form_is_named(form: str, text: str, error: str, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=error):
        read_task(form, path, folder)


def told(answerable: bool | None, evidence: float, refused: bool = False, cosine: float = 0.0) -> Told:
    return Told(Asked("q", answerable, str(answerable)), evidence, cosine, refused)


def test_the_figures_take_refusing_for_the_positive_class() -> None:
    rows = [told(False, 0.1), told(False, 0.9), told(True, 0.2), told(True, 0.8), told(True, 0.9), told(None, 0.1)]
    found = figures(rows, [one.evidence < 0.5 for one in rows])
    assert found == {
        "recall": 0.5,
        "precision": 0.5,
        "precision_strict": pytest.approx(1 / 3),
        "f1": 0.5,
        "wrongly_refused": pytest.approx(1 / 3),
        "balanced_accuracy": pytest.approx(7 / 12),
    }
    assert auc(rows, [one.evidence for one in rows]) == pytest.approx(3.5 / 6)


def test_nothing_to_count_is_nought_and_no_ranking() -> None:
    assert figures([], [])["f1"] == 0.0
    assert auc([told(True, 0.5)], [0.5]) is None


def test_the_threshold_refuses_no_more_than_its_share() -> None:
    rows = [told(True, step / 10) for step in range(10)]
    scores = [one.evidence for one in rows]
    for share in (0.0, 0.05, 0.1, 0.25, 1.0):
        threshold = threshold_of_share(rows, scores, share)
        assert sum(score < threshold for score in scores) / 10 <= share
    assert threshold_of_share([told(False, 0.5)], [0.5], 0.1) == 0.0


def test_shares_refused_are_told_by_label() -> None:
    rows = [told(True, 0.1, True), told(True, 0.9), told(None, 0.5, True)]
    assert refused_by_label(rows) == {"True": (2, 0.5), "None": (1, 1.0)}


def a_set(form: str) -> FitSet:
    """Questions that the first feature alone tells apart."""
    rows = tuple((step / 10, *(0.5 for _ in FEATURES[1:])) for step in range(10))
    return FitSet(form, {"data.jsonl": "0" * 64}, FEATURES, rows, tuple(step > 4 for step in range(10)))


def test_the_fit_finds_the_feature_that_tells(tmp_path: Path) -> None:
    fitted = fit([a_set("clapnq"), a_set("mtrag")])
    assert fitted.weights["sentence"] > 0.1
    assert all(abs(fitted.weights[name]) < 0.01 for name in FEATURES[1:])
    assert fitted.left_out["mtrag"]["roc_auc"] == fitted.within["clapnq"]["roc_auc"] == 1.0
    keep(fitted, tmp_path / "evidence.json")
    kept = json.loads((tmp_path / "evidence.json").read_text(encoding="utf-8"))
    assert set(kept["weights"]) == set(FEATURES)
    assert kept["command"] == "onrecord bench fit-evidence clapnq=PATH mtrag=PATH --write"
    assert kept["fitted_on"][0] == {"form": "clapnq", "questions": 10, "sha256": {"data.jsonl": "0" * 64}}
    assert "mtrag, not fitted on" in fitted.as_markdown()


def test_a_set_of_one_kind_cannot_be_fitted_on() -> None:
    one = a_set("squad")
    with pytest.raises(BadInput, match="squad has no question"):
        fit([FitSet(one.form, one.files, one.names, one.rows, (True,) * 10)])


def test_features_come_from_a_search_of_the_real_library(parts: Parts, folder: Path, tmp_path: Path) -> None:
    data = clapnq_folder(tmp_path)
    task = read_task("clapnq", data, folder)

    def features(asked: Asked, filters: Filters | None) -> dict[str, float]:
        return evidence_features(asked.text, parts.retriever.search(asked.text, 8, filters))

    found = rows_of(task, data, parts.ingester, features)
    assert found.names == FEATURES
    assert found.answerable == (True, False)
    assert all(len(row) == len(FEATURES) for row in found.rows)
    assert found.rows[0][0] > found.rows[1][0]
    assert set(found.files) == {"answerable.jsonl", "unanswerable.jsonl"}
