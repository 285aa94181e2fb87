"""The benchmark of ingestion: the same files each time, every kind of run in turn, and figures that can be right."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from eval.benchmarks.ingest import bench_ingest, made_files
from onrecord.ports import IngestReport, Progress

TEXTS = ["The harbour board met on Monday. It raised the fee. The quay of pier 4 & 5 is old. Nobody spoke."]


class Taking:
    """An ingester that takes every file in with three passages, or fails with the last."""

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails

    def ingest(
        self, paths: Sequence[str], collection: str = "default", progress: Progress | None = None
    ) -> Iterator[IngestReport]:
        for path in paths[: len(paths) - self.fails]:
            yield IngestReport(path, "added", passages=3)
        if self.fails:
            yield IngestReport(paths[-1], "failed", "it is broken")


def test_the_files_are_the_same_on_every_run_and_of_both_kinds(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        assert [path.suffix for path in made_files(TEXTS, 4, folder)] == [".txt", ".html", ".txt", ".html"]
    for path in sorted(one.iterdir()):
        assert path.read_bytes() == (other / path.name).read_bytes()
    pages = [path.read_text(encoding="utf-8") for path in sorted(one.glob("*.html"))]
    assert all("pier 4 &amp; 5" in page and "4 & 5" not in page for page in pages)
    assert all(len(path.read_text(encoding="utf-8")) > 300 for path in one.iterdir())


def test_the_kinds_take_turns_and_each_has_a_library_of_its_own(tmp_path: Path) -> None:
    opened: list[tuple[str, Path]] = []

    @contextmanager
    def kind(name: str, library: Path) -> Iterator[Taking]:
        opened.append((name, library))
        yield Taking()

    told: list[str] = []
    files = made_files(TEXTS, 5, tmp_path)
    runs = {name: lambda library, name=name: kind(name, library) for name in ("a", "b")}
    rows = bench_ingest(runs, files, tmp_path / "libraries", 2, told.append)
    assert [name for name, _ in opened] == ["a", "b", "b", "a"] == [row["run"] for row in rows]
    assert len({library for _, library in opened}) == 4
    assert {(row["documents"], row["passages"]) for row in rows} == {(5, 15)}
    assert all(row["passages_per_second"] == pytest.approx(15 / float(row["seconds"])) for row in rows)
    assert len(told) == 4


def test_a_file_that_is_not_taken_in_ends_it(tmp_path: Path) -> None:
    @contextmanager
    def failing(_: Path) -> Iterator[Taking]:
        yield Taking(fails=True)

    with pytest.raises(ValueError, match="it is broken"):
        bench_ingest({"a": failing}, made_files(TEXTS, 2, tmp_path), tmp_path, 1, lambda _: None)
