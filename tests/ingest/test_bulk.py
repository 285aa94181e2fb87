"""Bulk ingestion gives the reports and the record of an ordinary run, whatever becomes of its workers."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from ingest.bulk.crew import Crew
from ingest.bulk.work import Embed, Hello, Prepare, Task, Tools
from ingest.roles import Piece
from onrecord.assembly import samples_folder
from onrecord.errors import EngineUnavailable, ModelUnavailable
from onrecord.ports import IngestReport
from tests.fakes import MemorySink
from tests.ingest.crews import STAMP, BulkSink, InProcess, bulk_of, tools
from tests.ingest.making import GOOD, paragraphs, rezipped, run_of
from tests.ingest.test_run import LONG


def both(*paths: Path) -> tuple[MemorySink, BulkSink, list[IngestReport], list[IngestReport]]:
    """What an ordinary run and a bulk run make of the same files."""
    one, other = MemorySink(), BulkSink()
    ordinary = list(run_of(one).ingest([str(path) for path in paths]))
    return one, other, ordinary, list(bulk_of(other).ingest([str(path) for path in paths]))


def named(name: str) -> Callable[[Task], bool]:
    """Whether a task is to prepare the file of that name."""
    return lambda task: isinstance(task, Prepare) and Path(task.candidate.piece.location).name == name


def test_the_samples_and_odd_files_among_them_come_out_the_same(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "torn.pdf").write_bytes(b"%PDF-1.7 torn")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "long.txt").write_text(LONG, encoding="utf-8")
    (tmp_path / "notice.docx").write_bytes(paragraphs(GOOD))
    (tmp_path / "several.zip").write_bytes(rezipped(paragraphs(GOOD), lambda name, data: data))
    one, other, ordinary, bulk = both(samples_folder(), tmp_path, tmp_path / "none.txt")
    assert bulk == ordinary
    assert {report.status for report in bulk} == {"added", "failed", "skipped"}
    assert other.stored == one.stored
    assert other.failures == one.failures
    assert other.begun == one.begun, "they are stored in the same groups"
    assert len(one.stored) > 35


def test_a_second_run_leaves_what_is_known_and_replaces_what_changed(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(f"{GOOD} It was {name}.", encoding="utf-8")
    sink, engine = BulkSink(), InProcess()
    run = bulk_of(sink, engine)
    assert [report.status for report in run.ingest([str(tmp_path)])] == ["added"] * 3
    (tmp_path / "b.txt").write_text("The board took it back.", encoding="utf-8")
    before = len(engine.asked)
    assert [report.status for report in run.ingest([str(tmp_path)])] == ["unchanged", "replaced", "unchanged"]
    assert len(engine.asked) == before + 1, "no worker is asked for what is known"
    (tmp_path / "b.txt").write_bytes(b"")
    assert [report.status for report in run.ingest([str(tmp_path)])] == ["unchanged", "failed", "unchanged"]
    assert sink.stored[str(tmp_path / "b.txt"), "default"][0].text == "The board took it back."


def test_a_file_that_kills_its_worker_twice_has_failed_and_loses_no_other(tmp_path: Path) -> None:
    names = [f"{number:02d}.txt" for number in range(20)]
    for name in names:
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    sink, engine = BulkSink(), InProcess(kills=named("07.txt"))
    reports = list(bulk_of(sink, engine).ingest([str(tmp_path)]))
    assert [Path(report.location).name for report in reports] == names
    assert [report.status for report in reports].count("added") == 19
    assert reports[7].status == "failed"
    assert "died 2 times" in reports[7].reason
    assert list(sink.failures) == [(str(tmp_path / "07.txt"), "default")]
    assert engine.started == 4, "both of the dead are replaced"


def test_the_only_worker_may_die_hours_after_the_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("0.txt", "1.txt", "2.txt"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    hours = [0.0]
    monkeypatch.setattr("ingest.bulk.crew.time", SimpleNamespace(monotonic=lambda: hours[0] * 3600))

    def kills(task: Task) -> bool:
        hours[0] += 1
        return named("1.txt")(task)

    engine = InProcess(kills=kills)
    reports = list(bulk_of(BulkSink(), engine, size=1).ingest([str(tmp_path)]))
    assert [report.status for report in reports] == ["added", "failed", "added"]
    assert engine.started == 3


def test_a_worker_that_dies_once_of_no_fault_of_the_file_loses_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(9):
        (tmp_path / f"{number}.txt").write_text(GOOD, encoding="utf-8")
    deaths: list[Task] = []

    def once(task: Task) -> bool:
        if isinstance(task, Prepare) and len(deaths) < 1 and task.candidate.piece.location.endswith("4.txt"):
            deaths.append(task)
            return True
        return False

    sink = BulkSink()
    reports = list(bulk_of(sink, InProcess(kills=once)).ingest([str(tmp_path)]))
    assert len(deaths) == 1
    assert [report.status for report in reports] == ["added"] * 9
    assert caplog.messages == ["A worker died (it was killed). Another takes its place, and does again what it had."]


def test_a_long_document_is_embedded_by_all_workers_and_fails_whole(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text(LONG, encoding="utf-8")
    (tmp_path / "short.txt").write_text(GOOD, encoding="utf-8")
    engine = InProcess()
    (long, _) = bulk_of(BulkSink(), engine).ingest([str(tmp_path)])
    assert long.passages > 260
    parts = [task for task in engine.asked if isinstance(task, Embed)]
    assert len(parts) == -(-long.passages // 64)
    last = parts[-1].passages
    killer = InProcess(kills=lambda task: isinstance(task, Embed) and task.passages == last)
    sink = BulkSink()
    reports = list(bulk_of(sink, killer).ingest([str(tmp_path)]))
    assert [report.status for report in reports] == ["failed", "added"]
    assert sink.abandoned == 1
    assert [Path(place).name for place, _ in sink.stored] == ["short.txt"]


def test_no_more_is_under_way_than_workers_can_take_in(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number:03d}.txt").write_text(GOOD, encoding="utf-8")
    sink, engine = BulkSink(), InProcess()
    run = bulk_of(sink, engine).ingest([str(tmp_path)])
    assert next(run).status == "added"
    assert len(sink.stored) == 64
    prepared = sum(isinstance(task, Prepare) for task in engine.asked)
    assert 64 <= prepared <= 64 + 2 * 16, "files are read ahead, but not all of them"
    assert engine.most <= 2 * 4
    assert len(list(run)) == 199


def test_bytes_under_way_are_bounded_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.bulk.run._MOST_BYTES", 2500)
    for number in range(12):
        (tmp_path / f"{number:02d}.txt").write_text(("The quay is old. " * 60)[:1000], encoding="utf-8")
    run = bulk_of(BulkSink())
    most: list[int] = []
    found = run.ingest([str(tmp_path)], progress=lambda *_: most.append(sum(run._under_way.values())))
    assert len(list(found)) == 12
    assert 1000 <= max(most) <= 2500


def test_a_stop_between_two_documents_leaves_whole_ones(tmp_path: Path) -> None:
    for number in range(80):
        (tmp_path / f"{number:02d}.txt").write_text(GOOD, encoding="utf-8")

    def stop(done: int, *_: object) -> None:
        if done == 70:
            raise KeyboardInterrupt

    sink = BulkSink()
    with pytest.raises(KeyboardInterrupt):
        list(bulk_of(sink).ingest([str(tmp_path)], progress=stop))
    assert len(sink.stored) == 64, "what was stored stays, and nothing is half stored"
    assert [report.status for report in bulk_of(sink).ingest([str(tmp_path)])].count("added") == 16


def test_progress_tells_of_every_file_and_of_the_end(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    told: list[tuple[int, int, str]] = []
    list(bulk_of(BulkSink()).ingest([str(tmp_path)], progress=lambda *news: told.append(news)))
    assert told == [(0, 2, "a.txt"), (1, 2, "b.txt"), (2, 2, "")]


def test_two_addresses_of_one_page_and_a_page_that_says_the_same(tmp_path: Path) -> None:
    page = "http://public.example/a"
    html = f"<html><body><article><p>{GOOD}</p></article></body></html>".encode()
    pieces = [Piece(page, html, "html"), Piece(page, html, "html")]

    def fetch(_: str) -> Iterator[Piece]:
        yield from pieces

    sink = BulkSink()
    run = bulk_of(sink, fetch=fetch, known=sink)
    assert [report.status for report in run.ingest(["http://public.example/"])] == ["added", "unchanged"]
    pieces[:] = [Piece(page, html + b"<!-- seen twice -->", "html")]
    assert [report.status for report in run.ingest(["http://public.example/"])] == ["unchanged"]
    pieces[:] = [Piece(page, html.replace(b"40", b"45"), "html")]
    assert [report.status for report in run.ingest(["http://public.example/"])] == ["replaced"]


def test_a_model_that_a_worker_cannot_load_ends_the_run_and_says_so(tmp_path: Path) -> None:
    def broken() -> Tools:
        raise ModelUnavailable("The embedder is not there.")

    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    with pytest.raises(ModelUnavailable, match="not there"):
        list(bulk_of(BulkSink(), InProcess(broken)).ingest([str(tmp_path)]))


def test_workers_of_another_version_and_those_that_never_start_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    with pytest.raises(EngineUnavailable, match="other tools"):
        list(bulk_of(BulkSink(), InProcess(lambda: replace(tools(), stamp="older"))).ingest([str(tmp_path)]))
    with pytest.raises(EngineUnavailable, match="die when they start"):
        list(bulk_of(BulkSink(), InProcess(kills=lambda task: isinstance(task, Hello))).ingest([str(tmp_path)]))

    class Never(InProcess):
        def done(self, *_: object) -> list[int]:
            return []

    crew = Crew(Never(), 1, STAMP, start_seconds=0)
    with pytest.raises(EngineUnavailable, match="No worker has started"):
        crew.result(crew.submit(Hello()))


def test_an_error_that_nobody_thought_of_is_not_taken_for_the_files(tmp_path: Path) -> None:
    def encode(*_: object) -> list[str]:
        raise ZeroDivisionError

    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    sink = BulkSink()
    with pytest.raises(ZeroDivisionError):
        list(bulk_of(sink, InProcess(lambda: replace(tools(), encode=encode))).ingest([str(tmp_path)]))
    assert sink.stored == {}


def test_closing_a_crew_ends_its_workers() -> None:
    engine = InProcess()
    crew = Crew(engine, 3, STAMP)
    crew.close()
    assert (engine.started, engine.stopped) == (3, 3)
