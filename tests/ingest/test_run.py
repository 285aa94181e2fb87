"""A run takes in what is new or changed, whole or not at all, and says what became of each file."""

import hashlib
from pathlib import Path

import pytest

from ingest.load import document_id_of
from tests.fakes import MemorySink
from tests.ingest.making import GOOD, paragraphs, pdf, reports, run_of

LONG = "\n\n".join(f"Notice {number}: " + "the berth is closed for dredging works. " * 30 for number in range(240))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "notice.txt"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_a_new_file_goes_on_record_with_its_place_hash_and_id(path: Path) -> None:
    sink = MemorySink()
    (report,) = reports(sink, path)
    document, passages = sink.only()
    assert (report.location, report.status, report.reason) == (str(path), "added", "")
    assert report.document_id == document.source.document_id == document_id_of(str(path), "default")
    assert report.passages == len(passages) == 1
    assert document.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.source.location == str(path)


def test_the_location_on_record_is_absolute_however_the_file_was_given(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    sink = MemorySink()
    (report,) = reports(sink, "notice.txt")
    assert report.location == "notice.txt"
    assert sink.only()[0].source.location == str(path)


def test_an_unchanged_file_is_not_read_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sink = MemorySink()
    (first,) = reports(sink, path)

    def never(*_: object) -> None:
        raise AssertionError("an unchanged file was read again")

    monkeypatch.setattr("ingest.run.load", never)
    (report,) = reports(sink, path)
    assert (report.status, report.document_id, report.passages) == ("unchanged", first.document_id, 0)


def test_a_changed_file_takes_the_place_of_its_earlier_version(path: Path) -> None:
    sink = MemorySink()
    (first,) = reports(sink, path)
    path.write_text("The board took it back.", encoding="utf-8")
    (report,) = reports(sink, path)
    assert (report.status, report.document_id) == ("replaced", first.document_id)
    document, passages = sink.only()
    assert document.text == "The board took it back."
    assert [passage.text for passage in passages] == ["The board took it back."]


def test_a_file_that_breaks_leaves_its_earlier_version_on_record(path: Path) -> None:
    sink = MemorySink()
    reports(sink, path)
    path.write_bytes(b"")
    (report,) = reports(sink, path)
    assert report.status == "failed"
    assert sink.only()[0].text == GOOD
    assert list(sink.failures) == [(str(path), "default")]


def test_a_file_that_is_mended_clears_its_failure(path: Path) -> None:
    sink = MemorySink()
    path.write_bytes(b"")
    reports(sink, path)
    path.write_text(GOOD, encoding="utf-8")
    (report,) = reports(sink, path)
    assert report.status == "added"
    assert sink.failures == {}


def test_one_file_in_two_collections_is_two_documents(path: Path) -> None:
    sink = MemorySink()
    run = run_of(sink)
    (one,) = run.ingest([str(path)], collection="press")
    (other,) = run.ingest([str(path)], collection="minutes")
    assert (one.status, other.status) == ("added", "added")
    assert one.document_id != other.document_id
    assert {source.collection for source in sink.sources()} == {"press", "minutes"}


@pytest.mark.parametrize("error", [OSError("no space left on device"), KeyboardInterrupt(), SystemExit(1)])
def test_what_stops_the_storing_abandons_the_document_and_is_raised(path: Path, error: BaseException) -> None:
    sink = MemorySink()
    reports(sink, path)
    path.write_text(LONG, encoding="utf-8")
    sink.fails_after, sink.error = 70, error
    with pytest.raises(type(error)):
        reports(sink, path)
    assert sink.abandoned == 1
    assert sink.only()[0].text == GOOD
    assert sink.failures == {}


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(LONG if name == "b" else GOOD, encoding="utf-8")
    sink = MemorySink()
    sink.fails_after, sink.error = 70, KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        reports(sink, tmp_path)
    sink.fails_after = None
    assert [report.status for report in reports(sink, tmp_path)] == ["unchanged", "added", "added"]


def test_a_long_document_reaches_the_sink_in_small_batches_and_whole(path: Path) -> None:
    path.write_text(LONG, encoding="utf-8")
    sink = MemorySink()
    (report,) = reports(sink, path)
    document, passages = sink.only()
    assert report.passages == len(passages) > 260
    assert sink.largest_batch <= 256
    assert [passage.index for passage in passages] == list(range(len(passages)))
    assert passages[-1].end == len(document.text.rstrip())


def test_progress_is_told_before_each_file_and_at_the_end(path: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_bytes(b"")
    told: list[tuple[int, int, str]] = []
    run = run_of(MemorySink())
    list(run.ingest([str(path), str(tmp_path / "other.txt")], progress=lambda *news: told.append(news)))
    assert told == [(0, 2, "notice.txt"), (1, 2, "other.txt"), (2, 2, "")]


def test_a_report_comes_when_its_document_is_on_record_and_in_the_order_of_the_files(tmp_path: Path) -> None:
    for name, text in (("a", GOOD), ("b", ""), ("c", GOOD), ("d", LONG), ("e", GOOD)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    sink = MemorySink()
    seen = []
    for report in run_of(sink).ingest([str(tmp_path)]):
        seen.append(Path(report.location).stem)
        if report.status == "added":
            assert sink.sha256_of(report.location, "default") is not None
            assert report.passages == len(sink.stored[report.location, "default"][1])
    assert seen == ["a", "b", "c", "d", "e"]


def test_small_documents_share_a_batch_and_large_ones_go_alone(tmp_path: Path) -> None:
    for number in range(150):
        (tmp_path / f"{number:03d}.txt").write_text(GOOD, encoding="utf-8")
    sink = MemorySink()
    reports(sink, tmp_path)
    assert len(sink.stored) == 150
    assert sink.begun == [64, 64, 22]
    (tmp_path / "200.txt").write_text(LONG, encoding="utf-8")
    reports(sink, tmp_path)
    assert sink.begun == [64, 64, 22, 1]


def test_a_file_that_is_known_is_reported_at_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(GOOD, encoding="utf-8")
    sink = MemorySink()
    reports(sink, tmp_path / "a.txt")
    found = run_of(sink).ingest([str(tmp_path)])
    assert next(found).status == "unchanged"
    assert len(sink.stored) == 1


def test_no_paths_give_no_reports() -> None:
    assert reports(MemorySink()) == []


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.txt", GOOD.encode(), "txt"),
        ("a.TEXT", GOOD.encode(), "txt"),
        ("a.md", GOOD.encode(), "md"),
        ("a.Markdown", GOOD.encode(), "md"),
        ("a.htm", f"<html><body><article><p>{GOOD}</p></article></body></html>".encode(), "html"),
        ("a.PDF", pdf([GOOD]), "pdf"),
        ("a.docx", paragraphs(GOOD), "docx"),
    ],
)
def test_every_format_goes_on_record_with_its_words(tmp_path: Path, name: str, data: bytes, form: str) -> None:
    (tmp_path / name).write_bytes(data)
    sink = MemorySink()
    (report,) = reports(sink, tmp_path / name)
    document, passages = sink.only()
    assert report.status == "added", report.reason
    assert document.source.format == form
    assert document.source.title == "a"
    assert GOOD in document.text
    assert GOOD in passages[0].text


def test_the_same_file_gives_the_same_record_on_every_run(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(LONG, encoding="utf-8")
    one, other = MemorySink(), MemorySink()
    reports(one, path)
    reports(other, path)
    assert one.stored == other.stored


def test_a_web_address_is_said_to_be_out_of_reach() -> None:
    (report,) = reports(MemorySink(), "https://example.org/story.html")
    assert report.status == "failed"
    assert "save the page" in report.reason
