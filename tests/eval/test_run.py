"""A run goes on where it stopped, loses nothing to one bad case, and says what shaped it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.asking import Engine
from eval.cases import Suite, read_suite
from eval.folder import check_out, held
from eval.gold import Shelf
from eval.record import Setup
from eval.results import RECORD, RESULTS, SUMMARY, Run, read_run
from eval.run import Asking, run_suite
from onrecord.answers import Answer, Coverage, Verdict
from onrecord.errors import BadInput, EmptyLibrary, ModelUnavailable
from onrecord.types import Filters, Hit, Turn
from tests.browser.fakes import FakeShelf, ScriptedAnswerer, answered, cite, hit, library, quoting, refused

DOCUMENTS = library()
WIRE = DOCUMENTS[0]
MUD = "Nobody will move another shovel of mud until we know what is in it"
GOLD = {"document": "wire-0418.txt", "quote": "until we know what is in it"}


class ScriptedRetriever:
    """Finds the wire story, whatever is asked."""

    def search(self, query: str, k: int, filters: Filters | None = None) -> list[Hit]:
        return [hit(WIRE, 0, len(WIRE.text))][:k]

    def coverage(self, filters: Filters | None = None, question: str = "") -> Coverage:
        return Coverage(3, 9)


class ScriptedJudge:
    """Supports what it has evidence for, unless told to fail."""

    name = "scripted"

    def __init__(self) -> None:
        self.fails = False

    def weigh(self, claim: str, evidence: Sequence[str]) -> Verdict:
        if self.fails:
            raise ModelUnavailable("the judge is away; start it")
        label, score = (
            ("supported", 1.0) if any(claim in text.replace("\n", " ") for text in evidence) else ("unsupported", 0.0)
        )
        return Verdict(label, score, "scripted")  # type: ignore[arg-type]


def right() -> Answer:
    citation = cite(1, WIRE, MUD)
    return answered("Who?", [citation], [quoting(citation, "Mara Venn")])


SCRIPT: dict[str, Answer | Exception] = {
    "mud": right(),
    "paid": refused("Who paid?"),
    "bad": BadInput("It has no word."),
    "strange": ZeroDivisionError("by zero"),
}
ROWS: list[dict[str, Any]] = [
    {"id": "mud-1", "question": "Who spoke of mud?", "kind": "who-said", "gold": [GOLD], "facts": [["shovel"]]},
    {"id": "paid-1", "question": "Who paid for it?", "kind": "unanswerable"},
    {"id": "mud-2", "question": "And what of the mud?", "kind": "answerable", "gold": [GOLD]},
]


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.jsonl"
    rows = [("a b", ["a b c"], "supported"), ("x y", ["a b c"], "unsupported"), ("a z", ["a z"], "partly")]
    path.write_text("\n".join(json.dumps(dict(zip(("claim", "evidence", "label"), row, strict=True))) for row in rows))
    return path


Runner = Callable[..., Run]


@pytest.fixture
def judge() -> ScriptedJudge:
    return ScriptedJudge()


@pytest.fixture
def answerer() -> ScriptedAnswerer:
    return ScriptedAnswerer(SCRIPT)


@pytest.fixture
def run(
    tmp_path: Path, pairs: Path, judge: ScriptedJudge, answerer: ScriptedAnswerer, monkeypatch: pytest.MonkeyPatch
) -> Runner:
    """Runs rows into a folder; settings and how it is asked can be changed. Reports take long and are left out."""
    monkeypatch.setattr("eval.run.write_report", lambda run: (run.folder / "report.html").touch())

    def go(rows: Sequence[dict[str, Any]] = ROWS, out: str = "run", hits: int = 8, seed: int = 0, **asking: Any) -> Run:
        engine = Engine(answerer, ScriptedRetriever(), Shelf(FakeShelf(DOCUMENTS)), judge)
        setup = Setup("0.0", "c" * 64, {"hits": hits}, {"refusal": "abc"}, "rules", 9, seed)
        return run_suite(suite_of(tmp_path, rows), engine, setup, tmp_path / out, Asking(reference=pairs, **asking))

    return go


def suite_of(folder: Path, rows: Sequence[dict[str, Any]]) -> Suite:
    path = folder / "suite.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return read_suite(path)


def test_a_run_leaves_every_file_and_reads_back(run: Runner, tmp_path: Path) -> None:
    done = run()
    assert {path.name for path in done.folder.iterdir()} == {
        ".lock", "record.json", "results.jsonl", "summary.json", "junit.xml", "report.html",
    }  # fmt: skip
    again = read_run(done.folder)
    assert [one.id for one in again.results] == ["mud-1", "paid-1", "mud-2"]
    assert again.summary == json.loads(json.dumps(done.summary))
    assert again.summary["answered"] == 2
    assert again.summary["abstained"] == 1
    assert again.summary["metrics"]["quote_fidelity"]["mean"] == 1.0
    assert again.summary["metrics"]["facts_found"] == {
        "mean": 1.0, "low": 1.0, "high": 1.0, "scored": 1, "unscored": 2,
        "kinds": {"who-said": {"mean": 1.0, "scored": 1}},
    }  # fmt: skip
    assert again.summary["judge"]["reference"]["pairs"] == 3


def test_the_record_says_what_shaped_the_figures(run: Runner) -> None:
    record = run(hits=5, seed=3).record
    assert record["settings"] == {"hits": 5}
    assert record["prompts"] == {"refusal": "abc"}
    assert record["judge"] == {"setting": "rules", "name": "scripted"}
    assert record["library"]["documents"] == 3
    assert record["writer"] == "extractive"
    assert record["seed"] == 3
    assert len(record["suite"]["sha256"]) == len(record["library"]["sha256"]) == 64
    assert "numpy" in record["packages"]


def test_one_bad_case_costs_nothing_else(run: Runner) -> None:
    bad = {"id": "bad-1", "question": "A bad one?", "kind": "unanswerable"}
    odd = {"id": "odd-1", "question": "A strange one?", "kind": "unanswerable"}
    gone = {"id": "gone", "question": "More mud?", "kind": "date", "gold": [{"document": "gone.txt", "quote": "x"}]}
    done = run([bad, odd, *ROWS, gone])
    by_id = done.by_id()
    assert by_id["bad-1"].error == "It has no word."
    assert by_id["bad-1"].status == "error"
    assert by_id["odd-1"].error == "ZeroDivisionError: by zero"
    assert by_id["gone"].broken == ("no document gone.txt is on record",)
    assert by_id["gone"].scores["citation_position"].value is None
    assert by_id["mud-1"].scores["citation_position"].value == 1.0
    assert done.summary["errors"] == 2
    assert done.summary["broken"] == 1


def test_an_interrupted_run_goes_on_where_it_stopped(
    run: Runner, answerer: ScriptedAnswerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled(self: ScriptedAnswerer, question: str, *rest: Any) -> Answer:
        if "paid" in question:
            raise KeyboardInterrupt
        return right()

    with monkeypatch.context() as patch:
        patch.setattr(ScriptedAnswerer, "ask", pulled)
        with pytest.raises(KeyboardInterrupt):
            run()
    answerer.asked.clear()
    done = run()
    assert answerer.asked == ["Who paid for it?", "And what of the mud?"]
    assert [one.id for one in done.results] == ["mud-1", "paid-1", "mud-2"]


def test_a_torn_line_is_asked_again(run: Runner, answerer: ScriptedAnswerer) -> None:
    done = run()
    lines = (done.folder / RESULTS).read_text().splitlines()
    (done.folder / "results.partial.jsonl").write_text(f"{lines[0]}\n{lines[1][:40]}")
    (done.folder / SUMMARY).unlink()
    answerer.asked.clear()
    run()
    assert answerer.asked == ["Who paid for it?", "And what of the mud?"]


def test_a_finished_run_is_not_asked_again_unless_that_is_wanted(run: Runner, answerer: ScriptedAnswerer) -> None:
    run()
    answerer.asked.clear()
    assert len(run().results) == 3
    assert answerer.asked == []
    run(again=True)
    assert len(answerer.asked) == 3


def test_a_folder_of_something_else_is_refused(run: Runner, tmp_path: Path) -> None:
    run()
    with pytest.raises(BadInput, match=r"settings\.hits: 8 -> 4") as refused_:
        run(hits=4)
    assert "--again" in str(refused_.value)
    assert run(hits=4, again=True).record["settings"] == {"hits": 4}
    with pytest.raises(BadInput, match=r"suite\.sha256"):
        run(ROWS[:2], hits=4)
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    (stranger / "letter.txt").write_text("Dear all")
    with pytest.raises(BadInput, match=r"letter\.txt"):
        run(out="stranger")
    assert (stranger / "letter.txt").read_text() == "Dear all"


def test_two_runs_are_equal_but_for_their_timings(run: Runner) -> None:
    def told(folder: Path) -> str:
        rows = [json.loads(line) for line in (folder / RESULTS).read_text().splitlines()]
        for row in rows:
            row["scores"].pop("answer_ms")
            row["answer"].pop("timings_ms")
        return json.dumps(rows)

    one, two = run(out="one"), run(out="two", jobs=3)
    assert told(one.folder) == told(two.folder)
    assert {k: v for k, v in one.summary["metrics"].items() if k != "answer_ms"} == {
        k: v for k, v in two.summary["metrics"].items() if k != "answer_ms"
    }


def test_drafts_are_left_out_and_counted(run: Runner) -> None:
    rows = [{**ROWS[0], "draft": True}, *ROWS[1:]]
    done = run(rows)
    assert [one.id for one in done.results] == ["paid-1", "mud-2"]
    assert done.record["drafts_left_out"] == 1
    assert len(run(rows, out="all", drafts=True).results) == 3
    with pytest.raises(BadInput, match="eval accept"):
        run([{**row, "draft": True} for row in ROWS], out="none")


def test_a_sample_is_drawn_by_the_seed(run: Runner) -> None:
    rows = [{**ROWS[2], "id": f"mud-{number}"} for number in range(20)]
    first = [one.id for one in run(rows, out="a", sample=5, seed=1).results]
    assert first == [one.id for one in run(rows, out="b", sample=5, seed=1).results]
    assert first != [one.id for one in run(rows, out="c", sample=5, seed=2).results]
    assert first == sorted(first, key=lambda name: int(name.split("-")[1]))
    assert len(run(rows, out="d", sample=50).results) == 20


def test_a_judge_that_fails_is_counted_and_is_no_zero(
    run: Runner, judge: ScriptedJudge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.run.measure_judge", lambda judge, path: {"pairs": 0, "supported_wrongly": 0.0,
        "supported_missed": 0.0, "balanced_accuracy": 0.5, "roc_auc": 0.5, "calibration_error": 0.0, "bins": [],
        "name": "none", "sha256": "0"})  # fmt: skip
    judge.fails = True
    done = run()
    assert done.summary["judge"]["failures"] == 2
    assert done.summary["metrics"]["groundedness"]["mean"] is None
    assert "start it" in done.by_id()["mud-1"].scores["groundedness"].reason
    judge.fails = False
    assert run().summary["metrics"]["groundedness"]["mean"] == 1.0


def test_nothing_on_record_is_said(
    tmp_path: Path, pairs: Path, judge: ScriptedJudge, answerer: ScriptedAnswerer
) -> None:
    engine = Engine(answerer, ScriptedRetriever(), Shelf(FakeShelf([])), judge)
    setup = Setup("0.0", "c" * 64, {}, {}, "rules", 0)
    with pytest.raises(EmptyLibrary, match="--documents"):
        run_suite(suite_of(tmp_path, ROWS), engine, setup, tmp_path / "run", Asking(reference=pairs))
    assert not (tmp_path / "run" / RECORD).exists()


def test_history_reaches_the_answerer(run: Runner, answerer: ScriptedAnswerer) -> None:
    history = [{"role": "user", "content": "Was there mud?"}]
    run([{**ROWS[2], "kind": "follow-up", "history": history}])
    assert answerer.histories == [[Turn("user", "Was there mud?")]]


def test_an_off_by_one_citation_is_seen(
    run: Runner, answerer: ScriptedAnswerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = right()
    first = good.citations[0]
    moved = replace(first, start=first.start + 1, end=first.end + 1)
    monkeypatch.setitem(answerer.script, "mud", replace(good, citations=(moved,)))
    score = run().by_id()["mud-1"].scores["quote_fidelity"]
    assert score.value == 0.5
    assert "[1]" in score.reason


def test_two_runs_do_not_share_a_folder(run: Runner, tmp_path: Path) -> None:
    with held(tmp_path / "run"), pytest.raises(BadInput, match="Another run is at work"):
        run()
    assert len(run().results) == 3


def test_when_it_began_and_what_it_took_stay_as_they_were(run: Runner) -> None:
    first = run().record
    later = run().record
    assert (later["started"], later["took_s"]) == (first["started"], first["took_s"])
    assert first["took_s"] > 0
    assert run(again=True).record["took_s"] != first["took_s"]


@pytest.mark.parametrize(("name", "holds"), [(RECORD, "[]"), (RECORD, "{}"), (SUMMARY, "{}"), (SUMMARY, "no json")])
def test_a_damaged_file_of_a_run_is_named(run: Runner, name: str, holds: str) -> None:
    done = run()
    (done.folder / name).write_text(holds)
    with pytest.raises(BadInput, match=name):
        read_run(done.folder)
    if holds != "{}":
        with pytest.raises(BadInput, match=name):
            run()
    assert len(run(again=True).results) == 3


def test_a_broken_case_says_nothing_of_refusing(run: Runner) -> None:
    gone = {"id": "gone", "question": "Who paid?", "kind": "date", "gold": [{"document": "gone.txt", "quote": "x"}]}
    done = run([*ROWS, gone])
    assert done.by_id()["gone"].scores["wrongly_refused"].value is None
    assert done.summary["metrics"]["refusing_precision"]["mean"] == 1.0


def test_a_folder_that_cannot_be_used_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="is a file"):
        check_out(tmp_path / "file", again=False)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    with pytest.raises(BadInput, match=r"letter\.txt"):
        check_out(tmp_path / "full", again=False)
    check_out(tmp_path / "full", again=True)
    check_out(tmp_path / "new", again=False)
