"""The page's desk of evaluation: runs listed and read, one started, stopped and gone on with, drafts accepted."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eval.cases import read_suite
from eval.run import write_run
from onrecord.desk import Evaluation, RunProgress
from onrecord.errors import BadInput, EmptyLibrary, ModelUnavailable
from onrecord.reviews import Mark, Review
from tests.eval.runs import answered as a_result
from tests.eval.runs import run_of, small_run
from tests.eval.test_run import DOCUMENTS, MUD, ROWS, WIRE
from tests.eval.workbench import CHEAP, Gate, Workbench, close, finish


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    """A desk of its own. Reports take long and are left out."""
    monkeypatch.setattr("eval.run.write_report", lambda run: (run.folder / "report.html").write_text("<p>short</p>"))
    bench = Workbench(tmp_path, DOCUMENTS)
    yield bench
    bench.desk.close()


def test_it_plays_the_role(bench: Workbench) -> None:
    role: Evaluation = bench.desk
    assert role.runs() == []
    assert role.drafts() == []
    assert role.suites() == ["harbour"]


def test_a_suite_is_offered_where_one_of_its_documents_is_on_record(tmp_path: Path) -> None:
    assert Workbench(tmp_path, []).desk.suites() == []
    assert Workbench(tmp_path, [DOCUMENTS[1]]).desk.suites() == []
    bench = Workbench(tmp_path, DOCUMENTS)
    (tmp_path / "harbour.jsonl").write_text("no json")
    assert bench.desk.suites() == ["harbour"]
    with pytest.raises(BadInput, match=r"harbour\.jsonl, line 1"):
        bench.desk.start("harbour")


def test_runs_are_listed_newest_first_and_bad_ones_say_why(bench: Workbench) -> None:
    runs = bench.folder / "runs"
    for name, day in (("old", "2026-01-02"), ("new", "2026-03-04")):
        (runs / name).mkdir(parents=True)
        write_run(
            run_of(runs / name, a_result("a", scores=CHEAP), started=f"{day}T08:00:00+00:00", writer="extractive")
        )
    (runs / "letters").mkdir()
    (runs / "letters" / "letter.txt").write_text("Dear all")
    for name, holds in (("torn", "{"), ("odd", '{"suite": 1, "judge": 2, "started": "x"}')):
        (runs / name).mkdir()
        (runs / name / "record.json").write_text(holds)
    new, old, *bad = bench.desk.runs()
    assert (new.name, new.suite, new.cases, new.judge, new.finished) == ("new", "lamps", 1, "rules", True)
    assert new.figures == {"citation_position": 1.0, "wrongly_refused": 0.0}
    assert new.writer == "extractive"
    assert old.name == "old"
    assert [one.name for one in bad] == ["odd", "torn"]
    assert all("record.json" in one.trouble and not one.finished for one in bad)


def test_what_others_left_in_the_folder_of_runs_hides_no_run(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    (bench.folder / "runs" / "fine").mkdir(parents=True)
    write_run(small_run(bench.folder / "runs" / "fine"))
    (bench.folder / "runs" / "notes.txt").write_text("not a run")
    (bench.folder / "runs" / "deep").mkdir()
    (bench.folder / "runs" / "deep" / "record.json").write_text("[" * 200_000)
    (bench.folder / "runs" / "shut").mkdir()
    asked = Path.is_file

    def is_file(path: Path) -> bool:
        if path.parent.name == "shut":
            raise PermissionError(13, "Permission denied", str(path))
        return asked(path)

    monkeypatch.setattr(Path, "is_file", is_file)
    fine, deep = bench.desk.runs()
    assert (fine.name, fine.finished) == ("fine", True)
    assert (deep.name, bool(deep.trouble)) == ("deep", True)


@pytest.mark.parametrize("name", ["", ".", "..", "../runs/a", "a/../a", "/etc", "gone", "a\x00b"])
def test_a_name_from_outside_leads_nowhere_else(bench: Workbench, name: str) -> None:
    (bench.folder / "runs" / "a").mkdir(parents=True)
    write_run(small_run(bench.folder / "runs" / "a"))
    with pytest.raises(BadInput, match="There is no run"):
        bench.desk.report(name)
    with pytest.raises(BadInput, match="There is no run"):
        bench.desk.comparison("a", name)


def test_a_report_is_read_or_made_anew(bench: Workbench) -> None:
    place = bench.folder / "runs" / "a"
    place.mkdir(parents=True)
    write_run(small_run(place))
    assert bench.desk.report("a") == "<p>short</p>"
    (place / "report.html").unlink()
    assert "When was the lamp of lamp-1 lit?" in bench.desk.report("a")
    assert not (place / "report.html").exists()


def test_two_runs_are_compared_only_where_they_measure_the_same(bench: Workbench) -> None:
    runs = bench.folder / "runs"
    for name, judge in (("a", "rules"), ("b", "rules"), ("c", "other")):
        (runs / name).mkdir(parents=True)
        one = run_of(runs / name, a_result("a", scores=CHEAP), judge={"setting": judge, "name": judge})
        write_run(one)
    assert "<html" in bench.desk.comparison("a", "b")
    with pytest.raises(BadInput, match=r"judge\.name: rules -> other"):
        bench.desk.comparison("a", "c")


def test_a_run_tells_how_far_it_is_and_its_name_at_the_end(bench: Workbench) -> None:
    last = finish(bench.desk.start("harbour"))
    assert (last.done, last.total) == (3, 3)
    (heading,) = bench.desk.runs()
    assert heading.name == last.name
    assert heading.name.startswith("harbour-")
    assert (heading.cases, heading.left, heading.writer, heading.judge) == (3, 0, "extractive", "scripted")
    assert heading.figures["facts_found"] == 1.0
    assert heading.figures["recall@5"] == 1.0
    assert finish(bench.desk.start("harbour", 2)).total == 2
    assert len(bench.desk.runs()) == 2


def test_a_closed_run_stops_keeps_what_it_has_and_is_gone_on_with(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(bench, monkeypatch)
    steps = bench.desk.start("harbour")
    assert next(steps) == RunProgress(0, 3)
    gate.opened.release()  # the first case; the second is held back
    deadline = time.monotonic() + 60
    while next(steps).done < 1:
        assert time.monotonic() < deadline
    close(steps)
    assert len(bench.answerer.asked) == 1, "it waited for the second case"
    gate.opened.release(2)  # the third may have begun once the second is over; nobody waits for what it says
    bench.desk.close(60)
    (stopped,) = bench.desk.runs()
    assert (stopped.interrupted, stopped.cases, stopped.left) == (True, 2, 1)
    with pytest.raises(BadInput, match="not finished"):
        bench.desk.report(stopped.name)
    bench.answerer.asked.clear()
    gate.opened.release(5)
    last = finish(bench.desk.start("harbour"))
    assert last.name == stopped.name
    assert len(bench.answerer.asked) == 1
    assert [one.finished for one in bench.desk.runs()] == [True]


def test_a_run_of_something_else_has_a_folder_of_its_own(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(bench, monkeypatch)
    steps = bench.desk.start("harbour")
    next(steps)
    assert gate.began.wait(60)
    close(steps)
    gate.opened.release(100)
    bench.desk.close()
    bench.hits = 5
    finish(bench.desk.start("harbour"))
    assert [(one.interrupted, one.cases) for one in bench.desk.runs()] in (
        [(False, 3), (True, 1)],
        [(True, 1), (False, 3)],  # both began in one second
    )


def test_one_run_at_a_time_and_the_next_waits_for_one_that_is_stopping(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(bench, monkeypatch)
    first = bench.desk.start("harbour")
    next(first)
    assert gate.began.wait(60)
    with pytest.raises(BadInput, match="at work already"):
        bench.desk.start("harbour")
    close(first)
    second = bench.desk.start("harbour")
    assert next(second) == RunProgress(0, 3)
    gate.opened.release(100)
    assert finish(second).done == 3


def test_what_cannot_be_run_is_said(bench: Workbench) -> None:
    with pytest.raises(BadInput, match="harbour"):
        bench.desk.start("../harbour")
    with pytest.raises(BadInput, match="at least 1"):
        bench.desk.start("harbour", 0)
    bench.shelf.by_id.clear()
    with pytest.raises(EmptyLibrary):
        bench.desk.start("harbour")


def test_an_error_of_the_run_reaches_whoever_watches(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(judge: object, path: Path) -> None:
        raise ModelUnavailable("the judge is away; start it")

    monkeypatch.setattr("eval.run.measure_judge", fails)
    with pytest.raises(ModelUnavailable, match="start it"):
        finish(bench.desk.start("harbour"))
    assert bench.desk.runs()[0].interrupted


def review(id_: str, **named: Any) -> Review:
    given = {
        "thumb": "down",
        "marks": (),
        "history": (),
        "status": "answered",
        "question": "Who spoke of mud?",
        **named,
    }
    return Review(
        id=id_, when="2024-04-18T09:30:00.000+00:00", standalone_question="Who?", answer_text="Mara Venn. [1]",
        writer="extractive", judge="rules", **given,
    )  # fmt: skip


def right_mark() -> Mark:
    source = WIRE.source
    start = WIRE.text.replace("\n", " ").index(MUD)
    quote = WIRE.text[start : start + len(MUD)]
    return Mark(
        source.document_id, source.location, source.sha256, None, start, start + len(MUD), quote, "It was.", "right"
    )


@pytest.fixture
def reviewed(bench: Workbench) -> Workbench:
    """Three reviews: one ready to accept, one that leaves all open, one of a refusal that was right."""
    bench.reviews.note(review("a1", thumb=None, marks=(right_mark(),)))
    bench.reviews.note(review("b2", question="Who\u2028paid <b>for</b> it?"))
    bench.reviews.note(review("c3", thumb="up", status="abstained", question="Who paid?"))
    return bench


def test_drafts_say_what_they_want_what_was_said_and_what_is_open(reviewed: Workbench) -> None:
    ready, vague, refusal = reviewed.desk.drafts()
    assert ready.id == "use-a1"
    assert ready.wanted == (("wire-0418.txt", MUD, None),)
    assert (ready.said, ready.open) == (("marked-right",), ())
    assert (vague.wanted, vague.said, vague.open) == ((), ("thumb-down",), ("needs-gold", "needs-kind"))
    assert (refusal.wanted, refusal.said, refusal.open) == ((), ("thumb-up",), ())


def test_accepted_drafts_are_a_suite_and_drafts_no_more(reviewed: Workbench) -> None:
    desk = reviewed.desk
    assert desk.accept(["use-a1"]) == str(reviewed.accepted)
    assert [one.id for one in desk.drafts()] == ["use-b2", "use-c3"]
    desk.accept(["use-c3"])
    cases = read_suite(reviewed.accepted).cases
    assert [(one.id, one.draft) for one in cases] == [("use-a1", False), ("use-c3", False)]
    assert desk.suites() == ["harbour", "from-use"]
    assert finish(desk.start("from-use")).total == 2
    with pytest.raises(BadInput, match="use-a1"):
        desk.accept(["use-a1"])


def test_suites_of_ones_own_lie_beside_the_accepted_cases(bench: Workbench) -> None:
    bench.accepted.parent.mkdir()
    for name in ("mine", "harbour"):
        (bench.accepted.parent / f"{name}.jsonl").write_text(json.dumps(ROWS[1]))
    assert bench.desk.suites() == ["harbour", "mine"]
    assert finish(bench.desk.start("mine")).total == 1
    assert finish(bench.desk.start("harbour")).total == 3  # the one that was given


def test_nothing_is_accepted_where_one_has_open_points(reviewed: Workbench) -> None:
    with pytest.raises(BadInput, match=r"open in use-b2\..*eval draft"):
        reviewed.desk.accept(["use-a1", "use-b2"])
    assert not reviewed.accepted.exists()
    assert len(reviewed.desk.drafts()) == 3


def test_a_draft_put_aside_stays_aside(reviewed: Workbench) -> None:
    reviewed.desk.put_aside(["use-b2", "use-b2"])
    reviewed.desk.put_aside(["use-c3"])
    assert [one.id for one in reviewed.desk.drafts()] == ["use-a1"]
    aside = reviewed.accepted.with_name("from-use-aside.json")
    assert json.loads(aside.read_text()) == {"aside": ["use-b2", "use-c3"]}
    with pytest.raises(BadInput, match="use-zz"):
        reviewed.desk.put_aside(["use-zz"])
    aside.write_text("{")
    with pytest.raises(BadInput, match="from-use-aside"):
        reviewed.desk.drafts()


def test_a_suite_that_was_edited_by_hand_is_added_to_and_keeps_its_bytes(reviewed: Workbench) -> None:
    reviewed.accepted.parent.mkdir()
    mine = json.dumps({"id": "mine", "question": "Who\u00e9?", "kind": "unanswerable"}, ensure_ascii=False)
    reviewed.accepted.write_text(mine, encoding="utf-8")  # no line end
    reviewed.desk.accept(["use-a1"])
    assert reviewed.accepted.read_text(encoding="utf-8").startswith(f"{mine}\n")
    assert [one.id for one in read_suite(reviewed.accepted).cases] == ["mine", "use-a1"]
