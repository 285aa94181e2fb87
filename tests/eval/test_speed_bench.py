"""The speed benchmark: the same made-up passages every time, stored and searched for real."""

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from lxml import etree
from typer.testing import CliRunner

from eval.benchmarks.speed import bench_speed, invented_documents, measure
from onrecord.answers import Coverage
from onrecord.cli import app
from onrecord.cli import bench_speed as bench_speed_command
from onrecord.cli.bench_speed import held_in, speed
from onrecord.cli.options import settings_of
from onrecord.errors import BadInput
from onrecord.types import Filters, Hit
from tests.fakes import MemorySink

TEXT = "The harbour board raised the mooring fee to 40 euros. Gulls nest on the tower. Nobody was consulted."


class Silent:
    """A retriever that finds nothing."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def search(self, query: str, k: int, filters: Filters | None = None) -> list[Hit]:
        self.asked.append(query)
        return []

    def coverage(self, filters: Filters | None = None, question: str = "") -> Coverage:
        return Coverage(0, 0)


def test_invented_passages_are_exact_and_the_same_on_every_run() -> None:
    document, passages = next(invented_documents([TEXT], random.Random(1)))
    again, _ = next(invented_documents([TEXT], random.Random(1)))
    assert document.text == again.text
    assert len(passages) == 50
    for passage in passages:
        assert document.text[passage.start : passage.end] == passage.text
        assert all(not passage.quote(span)[-1].isspace() for span in passage.sentences)


def test_the_library_is_filled_to_each_size_and_then_measured(tmp_path: Path) -> None:
    sink, open_now, measured_at = MemorySink(), list[bool](), list[int]()

    @contextmanager
    def filled() -> Iterator[MemorySink]:
        open_now.append(True)
        yield sink
        open_now.pop()

    def measured() -> dict[str, float]:
        assert not open_now, "a library is measured once it is closed, as a page opens one that is there"
        measured_at.append(len(sink.passages()))
        return {"search_ms_p95": 1.0}

    (tmp_path / "record").write_bytes(bytes(1200))
    rows = bench_speed(filled, measured, [TEXT], [60, 120], tmp_path, lambda _: None)
    assert measured_at == [60, 120]
    assert [(row["passages"], row["bytes_per_passage"], row["search_ms_p95"]) for row in rows] == [
        (60, 20.0, 1.0),
        (120, 10.0, 1.0),
    ]
    assert all(row["stored_per_second"] > 0 for row in rows)


def test_a_library_that_is_kept_is_gone_on_with(tmp_path: Path) -> None:
    whole, parts = MemorySink(), MemorySink()

    def fill(sink: MemorySink, sizes: Sequence[int], held: tuple[int, int] = (0, 0)) -> list[float]:
        rows = bench_speed(lambda: nullcontext(sink), dict, [TEXT], sizes, tmp_path, lambda _: None, held=held)
        return [row["passages"] for row in rows]

    assert fill(whole, [60, 120]) == [60, 120]
    assert fill(parts, [60]) == [60]
    assert fill(parts, [20, 60, 120], held=(2, 60)) == [60, 120]
    assert parts.passages() == whole.passages()


def test_searches_and_answers_are_timed_apart() -> None:
    retriever, answered = Silent(), list[str]()
    figures = measure(retriever, answered.append, ["Who?", "When?", "Where?"], 2)
    assert {"Who?", "When?", "Where?"} - set(retriever.asked) == {"Who?", "Where?"}, "every other has an invented word"
    assert len(answered) == 3 + 2, "a few to warm up, then as many as are wanted"
    assert list(figures) == ["search_ms_p50", "search_ms_p95", "answer_ms_p50", "answer_ms_p95"]
    assert figures["search_ms_p50"] <= figures["search_ms_p95"]


@pytest.mark.usefixtures("loaded_once")
def test_the_command_prints_one_json_value_and_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_speed_command, "_ENCODED", 20)
    plot = tmp_path / "growth.svg"
    command = ["bench", "speed", "--sizes", "150", "--rounds", "5", "--answers", "2"]
    command += ["--keep", str(tmp_path / "kept"), "--plot", str(plot), "--json"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    (row,) = json.loads(done.stdout)
    assert row["passages"] == 150
    assert all(value > 0 for value in row.values())
    assert held_in(settings_of(tmp_path / "kept" / "library"), [TEXT]) == (3, 150)
    drawn = etree.parse(plot, etree.XMLParser(resolve_entities=False, no_network=True))
    words = {text.text for text in drawn.iter("{*}text")}
    assert {"150", "Stored a second", "An answer with its verdicts, ms"} <= words
    smaller = CliRunner().invoke(app, [*command, "--sizes", "20"])
    assert isinstance(smaller.exception, BadInput)
    assert "holds 150 passages already" in str(smaller.exception)
    monkeypatch.setattr("eval.benchmarks.speed.FIRST_INVENTED", "another")
    with pytest.raises(BadInput, match="no library of this benchmark"):
        held_in(settings_of(tmp_path / "kept" / "library"), [TEXT])


@pytest.mark.parametrize("sizes", ["", "many", "0", "10,-1", "1e3", "20000000"])
def test_sizes_that_are_none_are_refused(sizes: str) -> None:
    with pytest.raises(BadInput, match="write numbers from 1 to 10,000,000"):
        speed(sizes=sizes)
